"""What does a verification code look like, when it is made, printed and typed again?"""

from collections.abc import Sequence

CODE_SIGNS = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"  # none that a voice on the telephone mixes up
CODE_LENGTH = 26  # 31 signs each: 128 bits


def code_of(signs: Sequence[int]) -> str:
    """A code from random numbers, each below the number of signs."""
    return "".join(CODE_SIGNS[number] for number in signs)


def typed_code(text: str) -> str | None:
    """The code that somebody typed, with or without dashes, in any case; None when it cannot be one."""
    signs = "".join(sign for sign in text.upper() if sign not in "- \t")
    return signs if len(signs) == CODE_LENGTH and set(signs) <= set(CODE_SIGNS) else None


def grouped_code(code: str) -> str:
    """The code as it is printed: ABCDE-FGHJK-…"""
    return "-".join(code[start : start + 5] for start in range(0, len(code), 5))
