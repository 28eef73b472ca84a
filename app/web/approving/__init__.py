"""How are support plans and completion reports of core people approved?  The same pages for school, middle, province.

Who approves stands in the domain: the principal, the officer assigned to it, the office's head, or who signs for them.
"""

from flask import Blueprint

from app.web.approving import lists, plan, several

GET, BOTH = ["GET"], ["GET", "POST"]


def add_views(blueprint: Blueprint) -> None:
    """Give a role's door the pages on which plans are read and approved."""
    for rule, view, methods in (
        ("/support-plans", lists.list_plans, GET),
        ("/support-plans/several", several.approve_several, BOTH),
        ("/support-plans/<int:plan_id>", plan.decide_plan, BOTH),
    ):
        blueprint.add_url_rule(rule, view_func=view, methods=methods)


def add_guiding_views(blueprint: Blueprint) -> None:
    """Give a lecturer's door the pages on which plans are read and commented."""
    for rule, view, methods in (
        ("/support-plans", lists.list_plans, GET),
        ("/support-plans/<int:plan_id>", plan.comment_plan, BOTH),
    ):
        blueprint.add_url_rule(rule, view_func=view, methods=methods)
