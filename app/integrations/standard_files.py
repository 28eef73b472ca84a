"""How is a standard written down in a file?  YAML, the same shape in and out; those that come with the app."""

import re
from pathlib import Path
from typing import Any

import yaml

BUNDLED = Path(__file__).parents[1] / "data" / "standards"
LARGEST = 1_000_000


class UnreadableStandard(ValueError):
    """The file is no YAML document that describes one thing."""


class _Plain(yaml.SafeLoader):
    """YAML without references (a few bytes must not unfold into gigabytes), and where `no` is a word, not a denial."""

    yaml_implicit_resolvers = {
        sign: [(tag, pattern) for tag, pattern in known if tag != "tag:yaml.org,2002:bool"]
        for sign, known in yaml.SafeLoader.yaml_implicit_resolvers.items()
    }

    def compose_node(self, parent: Any, index: Any) -> Any:
        if self.check_event(yaml.events.AliasEvent):
            raise yaml.YAMLError("references are not allowed")
        return super().compose_node(parent, index)


class _Whole(yaml.SafeDumper):
    """Writes everything out: `_Plain` reads no references."""

    def ignore_aliases(self, data: Any) -> bool:
        return True


_Plain.add_implicit_resolver("tag:yaml.org,2002:bool", re.compile("^(?:true|false)$"), list("tf"))


def read_file(content: bytes) -> dict[str, Any]:
    """The document in a file.  Raises UnreadableStandard."""
    if len(content) > LARGEST:
        raise UnreadableStandard("larger than 1 MB")
    try:
        document = yaml.load(content.decode("utf-8-sig"), _Plain)  # noqa: S506 - a subclass of SafeLoader
    except (yaml.YAMLError, UnicodeDecodeError, RecursionError) as error:
        raise UnreadableStandard(str(error)) from error
    if not isinstance(document, dict):
        raise UnreadableStandard("not one document")
    return document


def write_file(document: dict[str, Any]) -> str:
    """The document as a file that `read_file` takes in again."""
    return yaml.dump(document, Dumper=_Whole, allow_unicode=True, sort_keys=False, width=120)


def bundled() -> list[Path]:
    """The standards that come with the app."""
    return sorted(BUNDLED.glob("*.yaml"))
