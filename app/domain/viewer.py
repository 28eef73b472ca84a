"""Who looks, who acts?  Plain values, so that they outlive any transaction and need no query."""

from dataclasses import dataclass, replace


@dataclass(frozen=True)
class Viewer:
    """A signed-in person in one of their appointments; every query and action takes one first.

    `position` and `role` are values of `organisation.rules.Position` and `Role`; `unit_path` ends in "/".
    `provider` is set for people of an LMS provider only; `provinces` lists the unit paths a university serves
    or a provider supplies; `narrowed` binds a machine to them, whomever else its provider may ask about.
    """

    account_id: int | None
    person_id: int | None
    appointment_id: int | None
    unit_id: int | None
    unit_path: str
    unit_kind: str
    role: str
    position: str
    name: str = ""
    given_name: str = ""
    gender: str | None = None
    unit_name: str = ""
    provider: str | None = None
    provinces: tuple[str, ...] = ()
    narrowed: bool = False
    appointments: int = 1
    request_id: str = ""
    session_id: int | None = None

    def acting_in(self, **changes: object) -> "Viewer":
        """The same person with some facts replaced (another appointment, another request)."""
        return replace(self, **changes)  # type: ignore[arg-type]


# Jobs and the command line act as the system itself; its scope is everything, its journal entries say so.
SYSTEM = Viewer(
    account_id=None, person_id=None, appointment_id=None, unit_id=None,
    unit_path="/", unit_kind="ministry", role="system", position="system",
)  # fmt: skip
