"""Where may a sign-in lead? Only to a page of our own (SES-7)."""

import re
from urllib.parse import unquote

_CONTROL = re.compile(r"[\x00-\x20\x7f\\]")


def safe_next(target: str | None, default: str = "/") -> str:
    """Answer the target when it is a path of this site, else the default.

    It must start with exactly one `/`; a second slash, a backslash or a control character, plain or escaped, could
    lead a browser elsewhere.
    """
    if not target or len(target) > 500 or not target.startswith("/") or target.startswith("//"):
        return default
    decoded = unquote(target)
    if decoded.startswith("//") or _CONTROL.search(target) or _CONTROL.search(decoded.split("?")[0].replace(" ", "+")):
        return default
    return target
