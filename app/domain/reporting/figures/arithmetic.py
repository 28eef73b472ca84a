"""How are shares and changes of the report worked out and rounded?  As the published reports of 2020 do.

A.1.1 gives the share of the total with one decimal, A.1.2 that of the completed with two; an empty denominator prints
0; the change against last year is relative, and has no value where last year is 0.
"""

from decimal import ROUND_HALF_UP, Decimal


def share(number: int, of: int, decimals: int) -> Decimal:
    """`number` in percent of `of`, half rounded up; 0 where there is nothing to have a share of."""
    if of == 0:
        return Decimal(0).quantize(_unit(decimals))
    return (Decimal(number) * 100 / Decimal(of)).quantize(_unit(decimals), ROUND_HALF_UP)


def change(number: int, before: int, decimals: int = 1) -> Decimal | None:
    """By how many percent `number` is more (or less) than last year's; None where last year is 0."""
    if before == 0:
        return None
    return (Decimal(number - before) * 100 / Decimal(before)).quantize(_unit(decimals), ROUND_HALF_UP)


def _unit(decimals: int) -> Decimal:
    return Decimal(1).scaleb(-decimals)
