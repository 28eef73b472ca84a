"""What is a person's login name? Short, typed on any keyboard, never changed (AUTH-3)."""

import re
import unicodedata

from app.domain.vietnamese import fold

LONGEST = 40
_NAME = re.compile(r"^[a-z][a-z0-9.]{1,39}$")


def login_name_for(full_name: str, number: int) -> str:
    """Make the login name of a person: given name, initials, own number ("Nguyễn Thị Lan", 1234: `lannt1234`).

    The number is the person's own, so that two people of one name never meet; a name without any Latin letter
    leaves `gv` and the number.
    """
    parts = [re.sub(r"[^a-z]", "", fold(part)) for part in full_name.split()]
    parts = [part for part in parts if part]
    stem = parts[-1][:20] + "".join(part[0] for part in parts[:-1])[:7] if parts else "gv"
    return f"{stem}{number}"


def is_login_name(text: str) -> bool:
    """Tell whether the text is shaped like a login name."""
    return bool(_NAME.fullmatch(text))


def tidy_login(typed: str) -> str:
    """What somebody typed as login name, sector ID or phone, ready to be looked up: composed, folded, no blanks."""
    composed = unicodedata.normalize("NFKC", typed[:200])
    visible = "".join(char for char in composed if unicodedata.category(char) not in ("Cf", "Cc"))
    return re.sub(r"\s+", "", visible).casefold()
