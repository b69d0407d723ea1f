"""What can be endorsed."""

from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID


class TargetKind(StrEnum):
    """What an endorsement is of."""

    BADGE = "badge"
    ISSUER = "issuer"


@dataclass(frozen=True, slots=True)
class Target:
    """A badge, by the id of what it stands for, or an issuer, by the id of its org."""

    kind: TargetKind
    id: UUID
