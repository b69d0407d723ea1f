"""Files that awards have as evidence."""

from dataclasses import dataclass, field
from uuid import UUID


@dataclass(frozen=True, slots=True)
class FileOfAward:
    """A file by its name for people."""

    file_id: UUID
    name: str


@dataclass(frozen=True, slots=True)
class StoredFile:
    """A file as it is sent."""

    name: str
    media_type: str
    content: bytes = field(repr=False)
