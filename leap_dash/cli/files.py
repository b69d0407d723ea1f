"""Reads a picture that a command was given."""

from pathlib import Path

from leap_dash.domain.errors import BadInputError

IMAGE_LIMIT = 2 * 1024 * 1024  # bytes


def read_image(path: Path) -> bytes:
    """The content of an image file; raises BadInputError that names it."""
    try:
        if path.stat().st_size > IMAGE_LIMIT:
            raise BadInputError(f"image: {path} is larger than 2 MB; give a smaller PNG.")
        return path.read_bytes()
    except OSError as error:
        raise BadInputError(f"image: {path}: {error.strerror}.") from error
