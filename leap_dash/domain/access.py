"""Who may do what, where: roles, permissions and the viewer's scope.

A scope is made once per request or command and handed to every query and service, which turn it
into a condition of their SQL. Nothing here knows how it is stored.
"""

from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from leap_dash.domain.errors import ForbiddenError


class Role(StrEnum):
    """What a person is in an org."""

    ADMINISTRATOR = "administrator"
    INSTRUCTOR = "instructor"
    MODERATOR = "moderator"
    PARTNER = "partner"
    LEARNER = "learner"


class Permission(StrEnum):
    """What a role lets a person do in its org."""

    SEE_LEARNERS = "see learners and their marks"
    RECORD = "record notes, skills and learning outcomes"
    GROUP = "keep groups of learners"
    MESSAGE = "write to learners"
    SET_THRESHOLDS = "set from when on a learner needs attention"
    IMPORT = "import marks"
    DEFINE = "define achievements"
    AWARD = "award badges"
    APPROVE = "approve awards"
    REVOKE = "revoke badges"
    ENDORSE = "endorse badges and issuers of others"
    COMPARE = "compare programmes"
    ADMINISTER = "run the organisation"
    SEE_OWN = "see own progress"


GRANTED: dict[Role, frozenset[Permission]] = {
    Role.ADMINISTRATOR: frozenset(Permission) - {Permission.SEE_OWN},
    Role.INSTRUCTOR: frozenset(
        {
            Permission.SEE_LEARNERS,
            Permission.RECORD,
            Permission.GROUP,
            Permission.MESSAGE,
            Permission.SET_THRESHOLDS,
            Permission.IMPORT,
            Permission.DEFINE,
            Permission.AWARD,
            Permission.REVOKE,
        }
    ),
    Role.MODERATOR: frozenset({Permission.SEE_LEARNERS, Permission.APPROVE, Permission.REVOKE}),
    Role.PARTNER: frozenset({Permission.COMPARE}),
    Role.LEARNER: frozenset({Permission.SEE_OWN}),
}


APPROVING = frozenset(role for role in Role if Permission.APPROVE in GRANTED[role])
"""Roles in which somebody can approve an award: a rule that asks for another is met by nobody."""


@dataclass(frozen=True, slots=True)
class Grant:
    """One role in one org; a learner's names the learner record it opens.

    `network_id` is the root of the org's tree of parents: partners compare within it.
    """

    org_id: UUID
    role: Role
    network_id: UUID
    learner_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class Scope:
    """What one viewer may reach. `operator` is the person at the command line: everything."""

    actor: str
    person_id: UUID | None = None
    grants: frozenset[Grant] = frozenset()
    operator: bool = False

    def orgs(self, permission: Permission) -> frozenset[UUID]:
        """Ids of the orgs where the viewer holds the permission; the operator's are not listed."""
        return frozenset(g.org_id for g in self.grants if permission in GRANTED[g.role])

    def networks(self) -> frozenset[UUID]:
        """Roots of the networks whose programmes the viewer may compare (groups of ten or more)."""
        return frozenset(g.network_id for g in self.grants if Permission.COMPARE in GRANTED[g.role])

    def learners(self) -> frozenset[UUID]:
        """Ids of the learner records that are the viewer's own."""
        return frozenset(g.learner_id for g in self.grants if g.learner_id is not None)

    def roles(self) -> frozenset[Role]:
        """Every role the viewer holds anywhere."""
        return frozenset(g.role for g in self.grants)

    def may(self, permission: Permission, org_id: UUID | None = None) -> bool:
        """Whether the viewer holds the permission in that org, or in any org at all."""
        if self.operator:
            return True
        orgs = self.orgs(permission)
        return bool(orgs) if org_id is None else org_id in orgs

    def require(self, permission: Permission, org_id: UUID | None = None) -> None:
        """Raise ForbiddenError unless `may`."""
        if not self.may(permission, org_id):
            raise ForbiddenError(f"Your role does not let you {permission.value} here.")


OPERATOR = Scope(actor="command line", operator=True)
AUTOMATIC = Scope(actor="automatic", operator=True)
NOBODY = Scope(actor="anyone")
