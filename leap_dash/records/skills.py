"""Soft skills that were recorded of a learner."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID


@dataclass(frozen=True, slots=True)
class SkillSeen:
    """One record: level 1 to 5, the day in the org's time zone. `own`: the viewer may undo it."""

    id: UUID
    level: int
    remark: str
    seen_on: date
    author_name: str
    own: bool


@dataclass(frozen=True, slots=True)
class LearnerSkill:
    """A skill with every record of it, the newest first."""

    key: str
    seen: tuple[SkillSeen, ...]

    @property
    def level(self) -> int:
        """The best: what the rules of badges count."""
        return max(each.level for each in self.seen)
