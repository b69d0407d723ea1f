"""How long the server takes to give a whole course of OULAD 2013 as a file, and its report."""

import tempfile
from collections.abc import Iterable, Mapping
from pathlib import Path

from tests.benchmarks.dashboard import instructor
from tests.benchmarks.figure import Figure

ROUNDS = 7
EVERYONE = "course=FFF&status=everyone"
FILES: Mapping[str, str] = {
    "csv": f"learners.csv?{EVERYONE}",
    "xlsx": f"learners.xlsx?{EVERYONE}",
    "pdf": "report.pdf?course=FFF",
    "earlier_csv": f"learners.csv?{EVERYONE}&as_of=2014-02-01",
}


def run() -> Iterable[Figure]:
    """Return the slowest of some rounds in ms after a first one, which makes the letters."""
    with tempfile.TemporaryDirectory() as name, instructor(Path(name)) as (someone, places):
        for form, asked in FILES.items():
            address = f"{places['cohort']}/{asked}"
            someone.fetches(address)
            slowest = max(someone.fetches(address) for _ in range(ROUNDS))
            yield Figure(f"exports.{form}", slowest, "ms", "slowest at the server")
