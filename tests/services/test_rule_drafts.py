"""A draft of a rule is its writer's own, can be undone, and becomes a version or says why not."""

from functools import partial
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from leap_dash.db import Achievement, AuditEvent, CriteriaRule, RuleDraft
from leap_dash.domain.access import OPERATOR, Role, Scope
from leap_dash.domain.awards import AwardState
from leap_dash.domain.criteria_edit import (
    NEW_GROUP,
    add,
    change_kind,
    move,
    set_field,
    set_threshold,
)
from leap_dash.domain.errors import (
    BadRuleError,
    ConflictError,
    ForbiddenError,
    NotFoundError,
)
from leap_dash.queries.rule_drafts import rule_workspace
from leap_dash.services.rule_drafts import (
    UNDOABLE,
    change_draft,
    discard_draft,
    publish_draft,
    replace_draft,
    undo_change,
)
from tests import factories
from tests.factories import NOW

IN_FORCE: dict[str, Any] = {"average": {"min_percent": 40}}
STRICTER: dict[str, Any] = {"average": {"min_percent": 55}}


class Desk:
    """An instructor at work on the rule of one badge, and a colleague."""

    def __init__(self, session: Session) -> None:
        self.session = session
        self.org = factories.org(session)
        programme = factories.programme(session)
        course = factories.course(session, programme, "unit-1", name="Reception")
        cohort = factories.cohort(session, self.org, programme)
        section = factories.section(session, cohort, course)
        factories.line_item(session, section, "tma-1", name="First task")
        self.badge = factories.achievement(session, self.org, programme)
        self.higher = factories.achievement(
            session, self.org, programme, "head", rule={"holds": {"achievement": "host"}}
        )
        self.scope = factories.someone(session, Role.INSTRUCTOR, self.org)
        self.colleague = factories.someone(session, Role.INSTRUCTOR, self.org, "Aoife")
        self.programme = programme

    def write(self, percent: float, scope: Scope | None = None) -> None:
        """Set the threshold in the draft."""
        change = partial(set_field, path=(), key="min_percent", value=percent)
        change_draft(self.session, scope or self.scope, self.badge.id, change, now=NOW)

    def publish(self, expected: dict[str, Any] = STRICTER, scope: Scope | None = None) -> int:
        """Put the draft in force."""
        return publish_draft(
            self.session,
            scope or self.scope,
            self.badge.id,
            expected=expected,
            now=NOW,
        )

    def rules(self) -> list[tuple[int, dict[str, Any]]]:
        """Every version of the badge's rule."""
        rows = self.session.execute(
            select(CriteriaRule.version, CriteriaRule.rule)
            .where(CriteriaRule.achievement_id == self.badge.id)
            .order_by(CriteriaRule.version)
        )
        return [(version, rule) for version, rule in rows]

    def draft(self, scope: Scope | None = None) -> RuleDraft | None:
        """The draft as it is stored."""
        return self.session.scalar(
            select(RuleDraft).where(RuleDraft.person_id == (scope or self.scope).person_id)
        )


@pytest.fixture
def desk(session: Session) -> Desk:
    """With version 1 in force: an average of 40 %."""
    return Desk(session)


def test_a_draft_changes_nothing_in_force_and_is_seen_by_its_writer_alone(desk: Desk) -> None:
    desk.write(55)
    assert desk.rules() == [(1, IN_FORCE)]
    own = rule_workspace(desk.session, desk.scope, desk.badge.id)
    assert (own.is_draft, own.base_version, own.version) == (True, 1, 1)
    assert not rule_workspace(desk.session, desk.colleague, desk.badge.id).is_draft


def test_badges_are_counted_as_awarded_once_they_were_given(desk: Desk, session: Session) -> None:
    for state in AwardState:
        learner = factories.learner(session, desk.org, state.value)
        factories.award(session, desk.badge, learner, state=state.value)
    given = {AwardState.ISSUED, AwardState.SUSPENDED, AwardState.REVOKED, AwardState.EXPIRED}
    assert rule_workspace(session, desk.scope, desk.badge.id).awarded == len(given)


def test_publishing_makes_the_next_version_and_keeps_the_one_before(desk: Desk) -> None:
    desk.write(55)
    assert desk.publish() == 2
    assert desk.rules() == [(1, IN_FORCE), (2, STRICTER)]
    desk.session.expire_all()
    assert desk.session.get_one(Achievement, desk.badge.id).rule_version == 2
    assert desk.draft() is None
    actions = desk.session.scalars(select(AuditEvent.action).order_by(AuditEvent.seq)).all()
    assert actions[-2:] == ["rule-draft.begin", "rule-draft.publish"]
    words = desk.session.scalars(
        select(CriteriaRule.narrative).where(
            CriteriaRule.achievement_id == desk.badge.id, CriteriaRule.version == 2
        )
    ).one()
    assert "at least 55 %" in words


def test_a_draft_begun_from_an_older_version_is_not_published(desk: Desk) -> None:
    desk.write(55)
    desk.write(70, desk.colleague)
    desk.publish({"average": {"min_percent": 70}}, desk.colleague)
    with pytest.raises(ConflictError, match=r"Meanwhile version 2 .* began from version 1"):
        desk.publish()
    assert len(desk.rules()) == 2
    assert desk.draft() is not None


def test_only_what_was_agreed_to_is_published(desk: Desk) -> None:
    desk.write(60)
    with pytest.raises(ConflictError, match="changed after you were asked"):
        desk.publish(STRICTER)
    desk.write(40)
    with pytest.raises(ConflictError, match="says what the rule in force says"):
        desk.publish(IN_FORCE)
    discard_draft(desk.session, desk.scope, desk.badge.id, now=NOW)
    with pytest.raises(ConflictError, match="no draft to publish"):
        desk.publish(IN_FORCE)
    assert desk.rules() == [(1, IN_FORCE)]


@pytest.mark.parametrize(
    ("rule", "said"),
    [
        ({"result": {"item": "tma-9", "min_percent": 50}}, 'no item "tma-9"; did you mean "tma-1"'),
        ({"average": {"min_percent": 50, "course": "X"}}, 'no course "X"'),
        ({"all": []}, "rule.all: found an empty list"),
        ({"average": {"min_percent": 120}}, "from 0 to 100"),
        ({"holds": {"achievement": "head"}}, "host -> head -> host"),
    ],
)
def test_what_cannot_hold_is_neither_taken_from_json_nor_published(
    desk: Desk, rule: dict[str, Any], said: str
) -> None:
    with pytest.raises(BadRuleError) as refused:
        replace_draft(desk.session, desk.scope, desk.badge.id, rule, now=NOW)
    assert said in str(refused.value)
    assert desk.draft() is None
    desk.write(55)
    draft = desk.draft()
    assert draft is not None
    draft.rule = rule
    with pytest.raises(BadRuleError) as refused:
        desk.publish(rule)
    assert said in str(refused.value)
    assert desk.rules() == [(1, IN_FORCE)]


def test_json_becomes_the_draft_and_can_be_undone(desk: Desk) -> None:
    rule = {"result": {"item": "tma-1", "course": "unit-1", "min_percent": 50}}
    replace_draft(desk.session, desk.scope, desk.badge.id, rule, now=NOW)
    draft = desk.draft()
    assert draft is not None
    assert draft.rule == rule
    undo_change(desk.session, desk.scope, desk.badge.id, now=NOW)
    assert draft.rule == IN_FORCE


def test_changes_are_undone_one_by_one_until_none_is_left(desk: Desk) -> None:
    for percent in range(41, 41 + UNDOABLE + 1):
        desk.write(percent)
    draft = desk.draft()
    assert draft is not None
    for percent in range(40 + UNDOABLE, 40, -1):
        undo_change(desk.session, desk.scope, desk.badge.id, now=NOW)
        assert draft.rule == {"average": {"min_percent": percent}}
    with pytest.raises(ConflictError, match="no change of the draft to undo"):
        undo_change(desk.session, desk.scope, desk.badge.id, now=NOW)


def test_a_press_on_a_tree_that_has_changed_since_is_refused(desk: Desk) -> None:
    deed = partial(change_draft, desk.session, desk.scope, desk.badge.id, now=NOW)
    deed(partial(add, path=(), new=NEW_GROUP), seen="1.0")
    field = partial(set_field, path=(0,), key="min_percent", value=50)
    deed(field, seen="1.1")
    deed(partial(add, path=()), seen="1.1")
    for late in (field, partial(move, path=(0,), by=1)):
        with pytest.raises(ConflictError, match="changed or moved since"):
            deed(late, seen="1.1")
    assert rule_workspace(desk.session, desk.scope, desk.badge.id).shape == "1.2"


@pytest.mark.parametrize("way", ["moved", "from JSON", "another kind"])
def test_a_number_for_a_condition_that_has_changed_places_is_refused(desk: Desk, way: str) -> None:
    two = {"all": [{"average": {"min_percent": 45}}, {"participation": {"min_active_weeks": 5}}]}
    turned: dict[str, Any] = {"all": [*reversed(two["all"])]}
    deed = partial(change_draft, desk.session, desk.scope, desk.badge.id, now=NOW)
    replace_draft(desk.session, desk.scope, desk.badge.id, two, now=NOW)
    seen = rule_workspace(desk.session, desk.scope, desk.badge.id).shape
    match way:
        case "moved":
            deed(partial(move, path=(0,), by=1), seen=seen)
        case "from JSON":
            replace_draft(desk.session, desk.scope, desk.badge.id, turned, now=NOW)
        case _:
            deed(partial(change_kind, path=(0,), kind="result"), seen=seen)
    with pytest.raises(ConflictError, match="changed or moved since"):
        deed(partial(set_threshold, path=(0,), value=3), seen=seen)


@pytest.mark.parametrize("begun", [False, True])
def test_a_number_for_a_version_that_is_no_longer_in_force_is_refused(
    desk: Desk, begun: bool
) -> None:
    two = {"all": [{"average": {"min_percent": 45}}, {"participation": {"min_active_weeks": 5}}]}
    replace_draft(desk.session, desk.scope, desk.badge.id, two, now=NOW)
    desk.publish(two)
    shown = rule_workspace(desk.session, desk.scope, desk.badge.id).shape
    deed = partial(change_draft, desk.session, desk.scope, desk.badge.id, now=NOW)
    if begun:
        deed(partial(set_threshold, path=(0,), value=50), seen=shown)
        discard_draft(desk.session, desk.scope, desk.badge.id, now=NOW)
    turned: dict[str, Any] = {"all": [*reversed(two["all"])]}
    replace_draft(desk.session, desk.colleague, desk.badge.id, turned, now=NOW)
    desk.publish(turned, desk.colleague)
    with pytest.raises(ConflictError, match="changed or moved since"):
        deed(partial(set_threshold, path=(0,), value=3), seen=shown)
    assert desk.draft() is None


def test_fields_are_filled_in_one_after_another_on_a_page_that_is_not_drawn_anew(
    desk: Desk,
) -> None:
    for percent in (50, 55):
        field = partial(set_field, path=(), key="min_percent", value=percent)
        change_draft(desk.session, desk.scope, desk.badge.id, field, seen="1.0", now=NOW)
    draft = desk.draft()
    assert draft is not None
    assert draft.rule == STRICTER


def test_who_may_not_define_badges_finds_no_rule_to_change(desk: Desk, session: Session) -> None:
    stranger = factories.someone(session, Role.ADMINISTRATOR, factories.org(session, "graz"))
    moderator = factories.someone(session, Role.MODERATOR, desk.org)
    for scope in (stranger, moderator):
        with pytest.raises(NotFoundError):
            desk.write(55, scope)
        with pytest.raises(NotFoundError):
            desk.publish(STRICTER, scope)
        with pytest.raises(NotFoundError):
            rule_workspace(session, scope, desk.badge.id)
    with pytest.raises(ForbiddenError, match="Sign in"):
        desk.write(55, OPERATOR)
