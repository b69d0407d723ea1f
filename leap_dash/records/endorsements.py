"""What organisations of a network say of one another, and what there is to be endorsed."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from leap_dash.domain.endorsements import Target


@dataclass(frozen=True, slots=True)
class EndorsementRow:
    """An endorsement and its signed text; `comment` is read from that text.

    The owner is the org whose badge is endorsed, or which itself is.
    """

    id: UUID
    endorser_id: UUID
    endorser_slug: str
    endorser_name: str
    target: Target
    target_name: str
    owner_slug: str
    owner_name: str
    comment: str
    credential: str
    given_at: datetime
    withdrawn_at: datetime | None
    withdrawn_reason: str | None
    is_demo: bool


@dataclass(frozen=True, slots=True)
class NetworkBadge:
    """A badge of another org; `endorsements` counts those in force."""

    id: UUID
    name: str
    description: str
    level: str | None  # bronze, silver, gold
    endorsements: int


@dataclass(frozen=True, slots=True)
class NetworkOrg:
    """Another org of the viewer's network and its badges; `endorsements` are of the org itself."""

    id: UUID
    name: str
    country: str  # ISO 3166-1 alpha-2
    endorsements: int
    badges: tuple[NetworkBadge, ...]


@dataclass(frozen=True, slots=True)
class NetworkTarget:
    """What someone of another org may endorse. An issuer has no narrative and no level."""

    target: Target
    name: str
    description: str
    narrative: str
    level: str | None
    owner_slug: str
    owner_name: str
