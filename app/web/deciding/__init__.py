"""How does an office decide about the people it is responsible for?  The same pages for head, middle level, province.

Each role's door adds them with one call: who may do what stands in the domain (office, delegation, table of moves).
"""

from flask import Blueprint

from app.web.deciding import grid, lists, ready, record, sheet

GET, POST, BOTH = ["GET"], ["POST"], ["GET", "POST"]


def add_views(blueprint: Blueprint) -> None:
    """Give a role's door the pages on which its office decides."""
    one = "/evaluations/<int:evaluation_id>"
    for rule, view, methods in (
        ("/evaluations", lists.list_evaluations, GET),
        ("/evaluations/publish", lists.publish_ranks, BOTH),
        ("/evaluations/grid", grid.show_grid, GET),
        ("/evaluations/grid/start", grid.start_from_colleagues, GET),
        ("/evaluations/grid/decide", ready.decide_ready, BOTH),
        ("/evaluations/grid/<int:evaluation_id>", grid.save_row, POST),
        (one, sheet.rate_person, BOTH),
        (f"{one}/rank", sheet.decide_rank, BOTH),
        (f"{one}/return", sheet.return_sheet, BOTH),
        (f"{one}/reopen", sheet.reopen_rank, POST),
        (f"{one}/next", record.show_next, GET),
        (f"{one}/history", record.show_history, GET),
        (f"{one}/editions/<kind>/<int:number>", record.show_edition, GET),
    ):
        blueprint.add_url_rule(rule, view_func=view, methods=methods)
