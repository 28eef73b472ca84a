"""Was each budget met?  One line a measure; what was missed is said again at the end."""


class Verdicts:
    """Prints one line a measure and remembers what was not met."""

    def __init__(self) -> None:
        self.missed: list[str] = []

    def say(self, name: str, *measures: tuple[float, float | None, str]) -> None:
        over = [
            f"{value:.1f} > {limit:g} {unit}" for value, limit, unit in measures if limit is not None and value > limit
        ]
        shown = "  ".join(f"{value:8.1f}/{limit or 0:<5g}{unit}" for value, limit, unit in measures)
        print(f"{'đạt      ' if not over else 'KHÔNG ĐẠT'}  {name:<58}{shown}", flush=True)
        if over:
            self.missed.append(f"{name}: {', '.join(over)}")
