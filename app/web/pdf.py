"""How does a page become paper? One of our print templates in, the bytes of a PDF out.

Only our own templates are rendered. Every value goes through `for_paper` and is escaped, so that no user's text is
ever HTML, CSS or an address; nothing outside the document is opened, neither a file nor a URL.
"""

import io
from collections.abc import Sequence
from typing import NoReturn

from flask import current_app
from jinja2 import Environment
from pypdf import PdfWriter
from xhtml2pdf import pisa
from xhtml2pdf.config.resources import RenderLimitError, ResourceAccessError, ResourceAccessPolicy
from xhtml2pdf.default import DEFAULT_CSS

from app.web.pdf_fonts import register_fonts
from app.web.pdf_text import value_for_paper

IN_REQUEST_BYTES = 150_000  # about 300 short rows; more belongs to a job
IN_JOB_BYTES = 2_000_000
IN_REQUEST_SECONDS = 10
IN_JOB_SECONDS = 30


class DocumentTooLarge(Exception):
    """The document is larger, or takes longer, than its place allows: let a job print it, or print less."""


def render(template: str, *, style: str = "print/official.css", in_job: bool = False, **context: object) -> bytes:
    """Answer the PDF of a template below `templates/print`, drawn on the pages that the stylesheet lays out.

    In a request a document of more than about 300 rows raises `DocumentTooLarge`; a job (`in_job`) may print more.
    xhtml2pdf draws one document at a time in a process, so two workers never draw more than two at once.
    """
    environment = _environment()
    html = environment.get_template(template).render(**context)
    css = _source(environment, "print/pdf.css") + _source(environment, style)
    return to_pdf(
        html,
        css,
        most_bytes=IN_JOB_BYTES if in_job else IN_REQUEST_BYTES,
        most_seconds=IN_JOB_SECONDS if in_job else IN_REQUEST_SECONDS,
    )


def merged(papers: Sequence[bytes]) -> bytes:
    """One document of several, in their order."""
    if len(papers) == 1:
        return papers[0]
    writer, out = PdfWriter(), io.BytesIO()
    for paper in papers:
        writer.append(io.BytesIO(paper))
    writer.write(out)
    return out.getvalue()


def to_pdf(html: str, css: str, *, most_bytes: int, most_seconds: int) -> bytes:
    """Draw a finished document under the closed policy; raises `DocumentTooLarge` past a limit."""
    source = html.encode()
    if len(source) > most_bytes:
        raise DocumentTooLarge(f"{len(source)} bytes, at most {most_bytes}")
    register_fonts()
    policy = ResourceAccessPolicy.server(allow_remote=False, max_render_seconds=most_seconds, max_resources=0)
    out = io.BytesIO()
    try:
        pisa.CreatePDF(
            source,
            dest=out,
            encoding="utf-8",
            default_css=DEFAULT_CSS + css,
            link_callback=_refuse,
            resource_policy=policy,
        )
    except RenderLimitError as error:
        raise DocumentTooLarge(str(error)) from error
    return out.getvalue()


def _environment() -> Environment:
    """The application's templates, with every printed value made printable: a template cannot forget it."""
    known = current_app.extensions
    if "pdf_environment" not in known:
        known["pdf_environment"] = current_app.jinja_env.overlay(finalize=value_for_paper)
    return known["pdf_environment"]


def _source(environment: Environment, name: str) -> str:
    assert environment.loader is not None
    return environment.loader.get_source(environment, name)[0]


def _refuse(uri: str, _relative_to: str | None) -> NoReturn:
    """Stand in the way of every resource; answering nothing would not, xhtml2pdf then opens the address itself."""
    raise ResourceAccessError(f"a printed document opens nothing: {uri[:80]}")
