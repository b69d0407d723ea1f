"""What a badge is made of: the issuer, what it stands for, and what differs from award to award.

Values only. They know neither JSON-LD nor keys nor the database; `compose` turns them into a
document, `template` into many.
"""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Issuer:
    """Who awards. `id` is a DID (`did:web:...`), whose document lists the keys."""

    id: str
    name: str
    url: str
    email: str | None = None
    description: str | None = None


@dataclass(frozen=True, slots=True)
class Alignment:
    """A competence, qualification or framework entry that an achievement answers to."""

    name: str
    url: str
    framework: str | None = None
    code: str | None = None


@dataclass(frozen=True, slots=True)
class AchievementSpec:
    """What a badge stands for. `id` is one stable URL, the same in every award.

    `criteria_narrative` says what has to be done, never what one learner did. `language` is a
    BCP 47 tag. `achievement_type` is one of the Open Badges 3.0 list (`Badge`, `Course`, ...) or
    an extension `ext:...`.
    """

    id: str
    achievement_type: str
    name: str
    description: str
    criteria_narrative: str
    image_url: str | None = None
    language: str | None = None
    tags: tuple[str, ...] = ()
    alignments: tuple[Alignment, ...] = ()


@dataclass(frozen=True, slots=True)
class AwardSlots:
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
