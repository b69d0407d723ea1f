"""A rule on its way: what is in force, the viewer's draft, what it may name, and new badges."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from leap_dash.domain.criteria_draft import Draft
from leap_dash.domain.known_names import KnownNames


@dataclass(frozen=True, slots=True)
class RuleWorkspace:
    """The rule of one badge as the viewer works on it.

    `draft` is the rule in force where there is no draft of the viewer's; then `base_version` is
    none. `shape` is that of `draft`, see `domain.criteria_draft.shape_of`.
    """

    badge_id: UUID
    slug: str
    badge_name: str
    version: int
    newest: int  # counted with those for renewals; 0: there is none
    in_force: Mapping[str, Any]
    draft: Draft
    base_version: int | None
    shape: str
    undoable: int
    awarded: int
    known: KnownNames

    @property
    def is_published(self) -> bool:
        """Whether the badge has a rule in force, and can be earned."""
        return self.version > 0

    @property
    def is_draft(self) -> bool:
        """Whether the viewer has changed something."""
        return self.base_version is not None


@dataclass(frozen=True, slots=True)
class ProgrammeOfOrg:
    """A programme as one org runs it."""

    org_id: UUID
    org_name: str
    programme_id: UUID
    programme_name: str
