"""What a badge looks like, for who may change it."""

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID


@dataclass(frozen=True, slots=True)
class BadgePicture:
    """A badge and its picture: own (`png`), designed (`design`), or with neither its first.

    `alt` says what a picture of somebody's choice shows. `given` counts the badges given out.
    """

    achievement_id: UUID
    name: str
    level: str | None  # bronze, silver, gold
    subject_area: str | None
    issuer_name: str
    png: bytes | None
    design: Mapping[str, str] | None
    alt: str | None
    version: int
    given: int
