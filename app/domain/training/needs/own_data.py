"""What do rounds of needs keep about one person?  Plain values for the person's own copy (DP-2)."""

from typing import Any

from app.domain.training.needs.queries import own_forms

Rows = list[dict[str, Any]]


def own_sections(person_id: int) -> dict[str, Rows]:
    """Every form, drafts too; the caller has made sure that it is the person who asks."""
    return {
        "needs": [
            {
                "year": each.form.round.year, "state": each.form.state,
                "modules": "; ".join(module.title for module in each.modules),
                "areas": "; ".join(each.answer.areas), "way": each.form.way, "season": each.form.season,
                "material": each.form.material, "remark": each.form.remark, "handed_in_at": each.form.handed_in_at,
            }
            for each in own_forms(person_id)
        ]
    }  # fmt: skip
