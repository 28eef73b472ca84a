"""Do the targets of the units beneath add up to what is asked of the unit itself?  Values in, values out."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Share:
    """A number of people, by audience."""

    teachers: int
    managers: int

    def __add__(self, other: "Share") -> "Share":
        return Share(self.teachers + other.teachers, self.managers + other.managers)

    @property
    def people(self) -> int:
        return self.teachers + self.managers

    def beyond(self, due: "Share") -> "Share":
        """By how many this asks for more than there are."""
        return Share(max(0, self.teachers - due.teachers), max(0, self.managers - due.managers))


NOTHING = Share(0, 0)


@dataclass(frozen=True)
class Check:
    """What is asked of a unit, and what is asked of those right beneath it."""

    own: Share | None
    below: Share
    units: int  # right beneath
    without: int  # of these, how many have no target

    @property
    def difference(self) -> Share | None:
        """The sum below less one's own; None where one's own is not set."""
        return None if self.own is None else Share(
            self.below.teachers - self.own.teachers, self.below.managers - self.own.managers
        )  # fmt: skip

    @property
    def agrees(self) -> bool:
        return self.difference == NOTHING and not self.without
