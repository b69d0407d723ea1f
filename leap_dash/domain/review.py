"""What is asked for in the review of a bulk award: which badge, of whom, and who is ticked.

Nobody sends the ids of thousands: all are ticked but some, or none but some.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from leap_dash.domain.errors import BadInputError
from leap_dash.domain.evidence import Evidence, EvidenceKind, Stated

MOST_EXCEPTIONS = 5_000


@dataclass(frozen=True, slots=True)
class Ticked:
    """Whose badge will be awarded.

    `every`: everyone who newly qualifies is ticked, except `ids`; otherwise `ids` alone are. One
    whose badge was revoked is ticked only where `ids` names them.
    """

    every: bool = True
    ids: frozenset[UUID] = frozenset()

    def __post_init__(self) -> None:
        """Keep what is sent and compared within bounds."""
        if len(self.ids) > MOST_EXCEPTIONS:
            raise BadInputError(
                f"More than {MOST_EXCEPTIONS:,} boxes were changed one by one: press “Take "
                "everyone out” or “Put everyone back”, and change the rest from there."
            )

    def has_new(self, learner_id: UUID) -> bool:
        """Whether someone who newly qualifies is ticked."""
        return self.every != (learner_id in self.ids)

    def has_revoked(self, learner_id: UUID) -> bool:
        """Whether someone whose badge was revoked, and who qualifies, is ticked."""
        return learner_id in self.ids


@dataclass(frozen=True, slots=True)
class Review:
    """A bulk award as it was reviewed. No cohort named: all of the badge's programme.

    `list_id` is the list of an uploaded file where only those in it are reviewed. The badges
    state the evidence `stated`. `renewing`: those who have the badge get it renewed.
    """

    achievement_id: UUID
    cohort_ids: frozenset[UUID] = frozenset()
    ticked: Ticked = field(default_factory=Ticked)
    list_id: UUID | None = None
    stated: Stated = field(default_factory=Stated)
    renewing: bool = False


def as_json(review: Review) -> dict[str, Any]:
    """The review, ready for JSON: what a scheduled batch keeps."""
    return {
        "achievement": str(review.achievement_id),
        "cohorts": sorted(map(str, review.cohort_ids)),
        "every": review.ticked.every,
        "ids": sorted(map(str, review.ticked.ids)),
        "list": str(review.list_id) if review.list_id else None,
        "renewing": review.renewing,
        "evidence": [
            [each.kind.value, each.text, str(each.file_id) if each.file_id else None]
            for each in review.stated.pieces
        ],
        "evidence_for": str(review.stated.learner_id) if review.stated.learner_id else None,
    }


def from_json(said: Mapping[str, Any]) -> Review:
    """What `as_json` gave."""
    return Review(
        UUID(said["achievement"]),
        frozenset(map(UUID, said["cohorts"])),
        Ticked(said["every"], frozenset(map(UUID, said["ids"]))),
        UUID(said["list"]) if said["list"] else None,
        Stated(
            tuple(
                Evidence(EvidenceKind(kind), text, UUID(file_id) if file_id else None)
                for kind, text, file_id in said["evidence"]
            ),
            UUID(said["evidence_for"]) if said["evidence_for"] else None,
        ),
        said.get("renewing", False),
    )
