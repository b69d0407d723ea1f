"""The source formats by the name that the import command and the upload page use."""

from collections.abc import Callable, Mapping
from pathlib import Path

from leap_dash.domain.errors import BadInputError
from leap_dash.ingest import oulad, plain_csv
from leap_dash.ingest.rows import Parsed

FORMATS: Mapping[str, Callable[[Path], Parsed]] = {"oulad": oulad.read, "csv": plain_csv.read}


def parse(name: str, path: Path) -> Parsed:
    """Read a file or folder in the format of that name.

    Raises BadInputError where there is no such format or the file as a whole cannot be used.
    """
    if name not in FORMATS:
        raise BadInputError(f"There is no format {name}; there is {', '.join(FORMATS)}.")
    return FORMATS[name](path)
