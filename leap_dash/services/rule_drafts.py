"""Rules that people write step by step: each has a draft of their own, until it is published.

Publishing makes the draft the next version of the badge's rule; versions before it stay as they
are, and so does what was awarded under them.
"""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import exists, select
from sqlalchemy.orm import Session, defer

from leap_dash.db import Achievement, RuleDraft
from leap_dash.db.achievements import shape_shown
from leap_dash.db.scoping import within
from leap_dash.domain.access import Permission, Scope
from leap_dash.domain.criteria import to_json
from leap_dash.domain.criteria_draft import Draft, draft_json, draft_of, read_draft
from leap_dash.domain.criteria_edit import Edited
from leap_dash.domain.criteria_parse import parse
from leap_dash.domain.errors import ConflictError, ForbiddenError, NotFoundError
from leap_dash.services import audit
from leap_dash.services.achievements import add_version, rule_in_force
from leap_dash.services.rule_references import check_references

UNDOABLE = 10
"""How many changes can be undone."""


def change_draft(
    session: Session,
    scope: Scope,
    achievement_id: UUID,
    edit: Callable[[Draft], Edited],
    *,
    seen: str | None = None,
    now: datetime,
) -> Edited:
    """Change the viewer's draft, which begins as the rule in force.

    `seen` is the shape that the page showed, see `shape_of`. Raises NotFoundError, ForbiddenError,
    BadRuleError, and ConflictError where paths have come to mean other nodes since.
    """
    badge = _badge(session, scope, achievement_id)
    draft = _draft(session, scope, badge)
    if seen not in (None, shape_shown(badge, draft)):
        raise ConflictError(
            "Conditions of this rule were changed or moved since they were shown here, perhaps in "
            "another window or by a colleague; nothing was changed now. Load the page again to go "
            "on."
        )
    before = read_draft(draft.rule) if draft else _in_force(session, badge)
    edited = edit(before)
    if edited.draft == before:
        return edited
    if draft is None:
        _record(session, scope, badge, "rule-draft.begin", now)
        draft = RuleDraft(
            achievement_id=badge.id,
            person_id=_person(scope),
            base_version=badge.rule_version,
            earlier=[],
            shape=0,
        )
        session.add(draft)
    draft.shape += not edited.same_paths
    draft.earlier = [*draft.earlier, draft_json(before)][-UNDOABLE:]
    draft.rule, draft.changed_at = draft_json(edited.draft), now
    session.flush()
    return edited


def undo_change(session: Session, scope: Scope, achievement_id: UUID, *, now: datetime) -> None:
    """Let the draft be as it was before its last change. Raises as `change_draft`."""
    draft = _draft(session, scope, _badge(session, scope, achievement_id))
    if draft is None or not draft.earlier:
        raise ConflictError("There is no change of the draft to undo any more.")
    *earlier, before = draft.earlier
    draft.rule, draft.earlier, draft.changed_at = before, earlier, now
    draft.shape += 1
    session.flush()


def replace_draft(
    session: Session, scope: Scope, achievement_id: UUID, written: object, *, now: datetime
) -> None:
    """Put the rule that somebody wrote as JSON into the draft. Raises BadRuleError for what cannot
    be published, with the place and the remedy; else as `change_draft`."""
    badge = _badge(session, scope, achievement_id)
    rule = parse(written)
    check_references(session, badge.org_id, badge.programme_id, badge.slug, rule)
    change_draft(session, scope, achievement_id, lambda _draft: Edited(draft_of(rule), ()), now=now)


def discard_draft(session: Session, scope: Scope, achievement_id: UUID, *, now: datetime) -> bool:
    """Take the viewer's draft away; the rule in force stays. Raises as `change_draft`.

    A badge that was never published goes with its last draft; returns whether it is gone.
    """
    badge = _badge(session, scope, achievement_id)
    draft = _draft(session, scope, badge)
    if draft is not None:
        session.delete(draft)
        session.flush()
        _record(session, scope, badge, "rule-draft.discard", now)
    others = select(exists().where(RuleDraft.achievement_id == badge.id))
    if badge.rule_version or session.scalar(others):
        return False
    session.delete(badge)
    _record(session, scope, badge, "achievement.remove", now)
    return True


def publish_draft(
    session: Session,
    scope: Scope,
    achievement_id: UUID,
    *,
    expected: Mapping[str, Any],
    renewal: bool = False,
    now: datetime,
) -> int:
    """Put the viewer's draft in force, or only for renewals; returns its version.

    `expected` is the rule in JSON that the viewer said yes to. Raises NotFoundError,
    ForbiddenError, BadRuleError, and ConflictError where that is not the draft any more, where it
    changes nothing, or where another version came in force since the draft was begun.
    """
    badge = _badge(session, scope, achievement_id)
    draft = _draft(session, scope, badge)
    if draft is None:
        raise ConflictError("There is no draft to publish: it was published or discarded already.")
    if draft.base_version != badge.rule_version:
        raise ConflictError(
            f"Meanwhile version {badge.rule_version} of this rule was published; your draft began "
            f"from version {draft.base_version}. Nothing was published. Copy your rule as JSON, "
            f"discard the draft, and make your changes to version {badge.rule_version}."
        )
    rule = parse(draft.rule)
    if to_json(rule) != expected:
        raise ConflictError(
            "This draft was changed after you were asked, here or in another window. Nothing was "
            "published: press Cancel, look at the rule once more, and publish it then."
        )
    names = check_references(session, badge.org_id, badge.programme_id, badge.slug, rule)
    if rule_in_force(session, badge) == rule:
        raise ConflictError("The draft says what the rule in force says: change something first.")
    if renewal and not badge.rule_version:
        raise ConflictError("This badge has no rule to be earned by yet: publish that one first.")
    version = add_version(session, badge, rule, names, now, renewal=renewal)
    session.delete(draft)
    _record(session, scope, badge, "rule-draft.publish", now, version)
    return version


def _badge(session: Session, scope: Scope, achievement_id: UUID) -> Achievement:
    """The badge, held: of two who change its rule at once, one waits."""
    found = session.scalar(
        select(Achievement)
        .where(
            Achievement.id == achievement_id, within(scope, Permission.DEFINE, Achievement.org_id)
        )
        .options(defer(Achievement.image_png))  # a picture may be large, and is not asked for
        .with_for_update()
    )
    if found is None:
        raise NotFoundError("There is no such badge whose rule you may change.")
    return found


def _draft(session: Session, scope: Scope, badge: Achievement) -> RuleDraft | None:
    return session.scalar(
        select(RuleDraft).where(
            RuleDraft.achievement_id == badge.id, RuleDraft.person_id == _person(scope)
        )
    )


def _in_force(session: Session, badge: Achievement) -> Draft:
    rule = rule_in_force(session, badge)
    return read_draft({"all": []}) if rule is None else draft_of(rule)


def _person(scope: Scope) -> UUID:
    if scope.person_id is None:
        raise ForbiddenError("Sign in to write a rule: a draft belongs to a person.")
    return scope.person_id


def _record(
    session: Session,
    scope: Scope,
    badge: Achievement,
    action: str,
    now: datetime,
    version: int | None = None,
) -> None:
    audit.record(
        session,
        at=now,
        actor=scope.actor,
        org_id=badge.org_id,
        action=action,
        subject=str(badge.id),
        detail={"slug": badge.slug, "version": version or badge.rule_version},
    )
