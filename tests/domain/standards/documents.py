"""Which standards do the tests speak of?  The two that come with the app, and small ones made up on the spot."""

from functools import cache
from typing import Any

from app.domain.standards.rules.reading import read_standard
from app.domain.standards.rules.standard import Standard
from app.integrations.standard_files import bundled, read_file


@cache
def official(code: str) -> Standard:
    """TT20_2018 (teachers) or TT14_2018 (managers), as it comes with the app."""
    documents = [read_file(path.read_bytes()) for path in bundled()]
    return read_standard(next(document for document in documents if document["code"] == code))


def small_document(size: int = 6, keys: tuple[int, ...] = (2, 3), **changes: Any) -> dict[str, Any]:
    """A made-up standard of `size` criteria in one part, with the clauses of circular 20/2018."""
    texts = {code: f"Mức {code}" for code in ("CD", "D", "K", "T")}
    criteria = [{"no": no, "name": f"Tiêu chí {no}", "key": no in keys, "levels": texts} for no in range(1, size + 1)]
    return {
        "code": "SMALL", "kind": "teacher", "title": "Chuẩn thử", "note": "Diễn giải.",
        "legal": {"number": "1/2000/TT", "effective_from": "2000-01-01"},
        "levels": [{"code": c, "name": n} for c, n in (("CD", "Chưa đạt"), ("D", "Đạt"), ("K", "Khá"), ("T", "Tốt"))],
        "parts": [{"no": 1, "article": "Điều 1", "name": "Phần một", "criteria": criteria}],
        "ranking": {
            "source": "Điều 2", "share": {"num": 2, "den": 3},
            "clauses": [
                {"rank": "T", "clause": "a", "all_at_least": "K", "share_at_least": "T", "key_at_least": "T"},
                {"rank": "K", "clause": "b", "all_at_least": "D", "share_at_least": "K", "key_at_least": "K"},
                {"rank": "D", "clause": "c", "all_at_least": "D"},
                {"rank": "CD", "clause": "d", "otherwise": True},
            ],
        },
        "cycle": {"self_years": 1, "head_years": 2},
        "core": {"article": "Điều 3", "min_years": 5, "rank_at_least": "K", "key_at_least": "T"},
        **changes,
    }  # fmt: skip
