"""What a badge is made of: the issuer, what it stands for, and what differs from award to award.

Values only. They know neither JSON-LD nor keys nor the database; `compose` turns them into a
document, `template` into many.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple


@dataclass(frozen=True, slots=True)
class Identifier:
    """What somebody else calls an issuer; `kind` is an Open Badges 3.0 type or `ext:...`."""

    kind: str
    value: str


@dataclass(frozen=True, slots=True)
class Issuer:
    """Who awards. `id` is a DID (`did:web:...`), whose document lists the keys.

    `country` is an ISO 3166-1 alpha-2 code.
    """

    id: str
    name: str
    url: str
    email: str | None = None
    description: str | None = None
    image_url: str | None = None
    country: str | None = None
    identifiers: tuple[Identifier, ...] = ()


@dataclass(frozen=True, slots=True)
class Alignment:
    """A competence, qualification or framework entry that an achievement answers to."""

    name: str
    url: str
    framework: str | None = None
    code: str | None = None


@dataclass(frozen=True, slots=True)
class ResultDescription:
    """What is measured for an achievement; awards state their value under `id`.

    `kind` is a ResultType of Open Badges 3.0: `Percent`, `RawScore` or `Status`.
    """

    id: str
    name: str
    kind: str
    required: str | None = None
    least: str | None = None
    most: str | None = None


@dataclass(frozen=True, slots=True)
class Related:
    """Another achievement: one that this needs or, with a `language`, its own translation."""

    id: str
    language: str | None = None


@dataclass(frozen=True, slots=True)
class AchievementSpec:
    """What a badge stands for. `id` is one stable URL, the same in every award.

    `criteria_narrative` says what has to be done, never what one learner did. `image_alt` says what
    the picture shows, for who cannot see it. `language` is a
    BCP 47 tag. `achievement_type` is one of the Open Badges 3.0 list (`Badge`, `Course`, ...) or
    an extension `ext:...`.
    """

    id: str
    achievement_type: str
    name: str
    description: str
    criteria_narrative: str
    image_url: str | None = None
    image_alt: str | None = None
    language: str | None = None
    tags: tuple[str, ...] = ()
    alignments: tuple[Alignment, ...] = ()
    results: tuple[ResultDescription, ...] = ()
    related: tuple[Related, ...] = ()


class AwardResult(NamedTuple):
    """What was measured for one award: a value as text, or for a `Status` which it is.

    `description_id` is that of a ResultDescription of the achievement.
    """

    description_id: str
    value: str | None = None
    status: str | None = None


@dataclass(frozen=True, slots=True)
class Evidence:
    """A piece of work that shows it. `url` is where it can be seen, if anywhere."""

    name: str
    url: str | None = None
    description: str | None = None
    narrative: str | None = None
    genre: str | None = None


class AwardSlots(NamedTuple):
    """What differs from award to award of one achievement.

    `subject_id` is the learner's opaque `urn:uuid:...`; `subject_identity_hash` is
    `identity.identity_hash(email, subject_salt)`. The times carry a time zone; parts of a second
    are cut off. `status_list_url` and `status_index` go together.
    """

    id: str
    subject_id: str
    subject_identity_hash: str | None
    subject_salt: str | None
    valid_from: datetime
    valid_until: datetime | None = None
    status_list_url: str | None = None
    status_index: int | None = None
    results: tuple[AwardResult, ...] = ()
    evidence: tuple[Evidence, ...] = ()
