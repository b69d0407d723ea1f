"""One measured figure, printed as one line, and how the time of a piece of work is taken."""

import time
from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Figure:
    """A value with its unit, and what it is to be compared with. `name` has no blanks."""

    name: str
    value: float
    unit: str
    against: str

    def __str__(self) -> str:
        """Return `name value unit (against what)`."""
        return f"{self.name} {self.value:.4g} {self.unit} ({self.against})"


def seconds(work: Callable[[], object]) -> float:
    """Return how long one call takes, in seconds."""
    start = time.perf_counter()
    work()
    return time.perf_counter() - start
