"""Why can evidence not be kept or used?"""


class EvidenceRefused(RuntimeError):
    """It cannot be kept or used; `problem` is the code of the reason."""

    def __init__(self, problem: str) -> None:
        super().__init__(problem)
        self.problem = problem
