"""How does an office give certificates out, and what does it do with them later?  The same pages for all issuers.

Everybody of the office prepares and looks; who holds its deciding office, or was let sign, issues and revokes.
"""

from flask import Blueprint

from app.web.certifying import conditions, issuing, lists, papers

GET, BOTH = ["GET"], ["GET", "POST"]


def add_views(blueprint: Blueprint) -> None:
    """Give a role's door the pages on which its office issues."""
    about, paper = "/certificates/<about>", "/certificates/papers/<int:certificate_id>"
    for rule, view, methods in (
        ("/certificates", lists.choose_subject, GET),
        (about, lists.list_candidates, GET),
        (f"{about}/issue", issuing.issue_all, BOTH),
        (f"{about}/people/<int:person_id>", issuing.issue_to_person, BOTH),
        (f"{about}/conditions", conditions.choose_conditions, BOTH),
        (f"{paper}/revoke", papers.revoke_certificate, BOTH),
        (f"{paper}/keep", papers.keep_certificate, BOTH),
        (f"{paper}/reissue", papers.reissue_certificate, BOTH),
    ):
        blueprint.add_url_rule(rule, view_func=view, methods=methods)
