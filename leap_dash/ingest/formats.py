"""The source formats by the name that the import command and the upload page use."""

from pathlib import Path
from typing import Protocol

from leap_dash.domain.errors import BadInputError
from leap_dash.ingest import oulad, plain_csv
from leap_dash.ingest.rows import Parsed


class Reader(Protocol):
    """Reads a file or folder; `course` and `cohort` name the section, or choose among several."""

    def __call__(self, path: Path, /, *, course: str | None, cohort: str | None) -> Parsed: ...


FORMATS: dict[str, Reader] = {"oulad": oulad.read, "csv": plain_csv.read}


def read(name: str, path: Path, *, course: str | None = None, cohort: str | None = None) -> Parsed:
    """Read a file or folder in the format of that name.

    Raises BadInputError where there is no such format or the file as a whole cannot be used.
    """
    if name not in FORMATS:
        raise BadInputError(f"There is no format {name}; there is {', '.join(FORMATS)}.")
    return FORMATS[name](path, course=course, cohort=cohort)
