"""How do a group head and the head of a school watch colleagues' opinions?  The same pages, each within their sight.

Who may watch, remind, adjust and join groups stands in the domain; nobody here reads what anybody said.
"""

from typing import Any

from flask import Blueprint

from app.web.watching import adjusting, groups

GET, BOTH = ["GET"], ["GET", "POST"]


def add_views(blueprint: Blueprint) -> None:
    """Give a role's door the pages of subject groups and of who is asked about whom."""
    group = "/groups/<int:period_id>/<int:group_id>"
    for rule, view, methods in (
        ("/groups", groups.show_groups, GET),
        ("/groups/<int:period_id>", groups.list_groups, GET),
        (f"{group}/arrange", adjusting.arrange_group, BOTH),
        ("/groups/people/<int:evaluation_id>", adjusting.show_colleague, GET),
        ("/groups/people/<int:evaluation_id>/asked", adjusting.adjust_asked, BOTH),
    ):
        blueprint.add_url_rule(rule, view_func=view, methods=methods)
    none: dict[str, Any] = {"defaults": {"group_id": None}}
    for one, fixed in ((group, {}), ("/groups/<int:period_id>/rest", none)):
        blueprint.add_url_rule(one, view_func=groups.show_group, **fixed)
        blueprint.add_url_rule(f"{one}/asked", view_func=groups.list_raters, **fixed)
        blueprint.add_url_rule(f"{one}/remind", view_func=groups.remind_raters, methods=BOTH, **fixed)
