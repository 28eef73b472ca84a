"""How are core people (cốt cán) proposed, confirmed, recognised and ended?  The same pages for all three offices.

Who may do what stands in the domain: office or delegation, the table of moves, the unit tree.
"""

from flask import Blueprint

from app.web.designating import lists, proposing, record

GET, BOTH = ["GET"], ["GET", "POST"]


def add_views(blueprint: Blueprint) -> None:
    """Give a role's door the pages on which its office proposes and decides."""
    one = "/core-people/<int:core_id>"
    for rule, view, methods in (
        ("/core-people", lists.list_core_people, GET),
        ("/core-people/units", lists.list_core_units, GET),
        ("/core-people/propose", proposing.choose_core_person, GET),
        ("/core-people/propose/<int:person_id>", proposing.propose_core_person, BOTH),
        (one, record.show_core_person, BOTH),
        (f"{one}/again", record.propose_again, BOTH),
        (f"{one}/recall", record.recall_proposal, BOTH),
        (f"{one}/end", record.end_core_person, BOTH),
    ):
        blueprint.add_url_rule(rule, view_func=view, methods=methods)
