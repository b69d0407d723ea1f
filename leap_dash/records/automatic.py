"""Where automatic badges are switched on and off."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID


@dataclass(frozen=True, slots=True)
class AutomaticStopRow:
    """Where they are off: the slug of an org, none for the whole installation."""

    org: str | None
    stopped_by: str
    stopped_at: datetime


@dataclass(frozen=True, slots=True)
class AutomaticOrg:
    """An org with so many automatic badges; who switched them off and when, none while on."""

    id: UUID
    name: str
    badges: int
    stopped_by: str | None
    stopped_at: datetime | None
