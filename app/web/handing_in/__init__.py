"""How are the results of a unit handed in, checked and accepted?  The same pages for school, middle level, province.

Who may do what stands in the domain: office or delegation, the table of moves, the calendar.
"""

from flask import Blueprint

from app.web.handing_in import several, unit, units

GET, BOTH = ["GET"], ["GET", "POST"]


def add_sending_views(blueprint: Blueprint) -> None:
    """Give a role's door the pages on which its unit hands its own results in."""
    for rule, view, methods in (
        ("/evaluations/hand-in", unit.show_hand_in, GET),
        ("/evaluations/hand-in/people", unit.list_behind, GET),
        ("/evaluations/hand-in/send", unit.send_results, BOTH),
        ("/evaluations/hand-in/recall", unit.recall_results, BOTH),
    ):
        blueprint.add_url_rule(rule, view_func=view, methods=methods, defaults={"unit_id": None})


def add_accepting_views(blueprint: Blueprint) -> None:
    """Give the door of an office above schools the pages on which it checks or accepts what they hand in."""
    one = "/evaluations/hand-ins/<int:unit_id>"
    for rule, view, methods in (
        ("/evaluations/hand-ins", units.list_units, GET),
        ("/evaluations/hand-ins/several", several.pass_several, BOTH),
        (one, unit.show_hand_in, GET),
        (f"{one}/people", unit.list_behind, GET),
        (f"{one}/decide", unit.decide_hand_in, BOTH),
    ):
        blueprint.add_url_rule(rule, view_func=view, methods=methods)
