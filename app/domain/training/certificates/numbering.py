"""Which number does a paper get?  From a row that is held until the paper is stored, so that none is ever left out."""

from sqlalchemy import select
from sqlalchemy.dialects import postgresql, sqlite

from app.db import db, is_writing
from app.domain.training.certificates.models import CertificateCounter
from app.domain.training.certificates.rules import CertificateKind


def held_counter(issuer_id: int, kind: CertificateKind, year: int) -> CertificateCounter:
    """The issuer's counter of a kind and year, held to the end of the caller's `writing()` (CON-2).

    Whoever comes second waits here; what is rolled back takes its numbers with it.
    """
    if not is_writing():
        raise RuntimeError("a number belongs to the transaction of its paper")
    dialect = postgresql if db.session.get_bind().dialect.name == "postgresql" else sqlite
    begin = dialect.insert(CertificateCounter).values(issuer_id=issuer_id, kind=kind.value, year=year, last=0)
    db.session.execute(begin.on_conflict_do_nothing())
    found = select(CertificateCounter).where(
        CertificateCounter.issuer_id == issuer_id, CertificateCounter.kind == kind.value,
        CertificateCounter.year == year,
    )  # fmt: skip
    return db.session.scalars(found.with_for_update().execution_options(populate_existing=True)).one()
