"""Skills are recorded of one's own learners, count for badges as they stand, and can be undone."""

from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from leap_dash.db import AuditEvent, Learner, Org, Programme, SkillRecord
from leap_dash.domain.access import Role, Scope
from leap_dash.domain.errors import BadFieldError, ForbiddenError, NotFoundError
from leap_dash.domain.skills import SkillFields
from leap_dash.queries.eligibility import evaluate_achievement
from leap_dash.queries.skills import skills_of, skills_to_choose
from leap_dash.services.skills import record_skill, take_back_skill
from tests import factories as make
from tests.factories import NOW, TODAY

TEAMWORK = {"skill": {"skill": "teamwork", "min_level": 4}}


@dataclass(frozen=True, slots=True)
class Place:
    """Ana at Tralee, the instructor there, and one of Graz, which is of another network."""

    tralee: Org
    programme: Programme
    ana: Learner
    niamh: Scope
    stranger: Scope


@pytest.fixture
def place(session: Session) -> Place:
    tralee, graz = make.org(session, "tralee"), make.org(session, "graz")
    programme = make.programme(session)
    section = make.section(
        session, make.cohort(session, tralee, programme), make.course(session, programme)
    )
    ana = make.learner(session, tralee, "17")
    make.enrollment(session, section, ana)
    make.achievement(session, tralee, programme, "player", rule={"all": [TEAMWORK]})
    return Place(
        tralee,
        programme,
        ana,
        make.someone(session, Role.INSTRUCTOR, tralee),
        make.someone(session, Role.INSTRUCTOR, graz),
    )


def recorded(
    session: Session, place: Place, level: int, *, skill: str = "teamwork", days: int = 0
) -> UUID:
    """A record of that many days later."""
    fields = SkillFields("", skill, str(level), f"Level {level}.")
    return record_skill(session, place.niamh, place.ana.id, fields, now=NOW + timedelta(days=days))


def test_the_level_shown_is_the_one_that_badges_count(session: Session, place: Place) -> None:
    recorded(session, place, 4)
    recorded(session, place, 2, days=3)
    later = NOW + timedelta(days=4)
    (skill,) = skills_of(session, place.niamh, [place.ana.id], now=later)
    assert skill.level == 4
    assert [(each.level, each.seen_on, each.author_name) for each in skill.seen] == [
        (2, TODAY + timedelta(days=3), "Niamh"),
        (4, TODAY, "Niamh"),
    ]
    (row,) = evaluate_achievement(session, place.niamh, "player", as_of=later).rows
    assert (row.eligible, row.measures[0].value) == (True, 4)


def test_a_record_taken_back_counts_no_more(session: Session, place: Place) -> None:
    recorded(session, place, 2)
    wrong = recorded(session, place, 5)
    take_back_skill(session, place.niamh, wrong, now=NOW)
    (skill,) = skills_of(session, place.niamh, [place.ana.id], now=NOW)
    assert skill.level == 2
    assert not evaluate_achievement(session, place.niamh, "player", as_of=NOW).rows[0].eligible
    events = session.scalars(select(AuditEvent).order_by(AuditEvent.seq)).all()
    assert [event.action for event in events][-1] == "skill.take-back"
    assert all("Level" not in str(event.detail) for event in events)


def test_nobody_records_or_undoes_in_another_org(session: Session, place: Place) -> None:
    made = recorded(session, place, 3)
    fields = SkillFields("", "gossip", "1", "")
    for deed in (
        lambda: record_skill(session, place.stranger, place.ana.id, fields, now=NOW),
        lambda: take_back_skill(session, place.stranger, made, now=NOW),
        lambda: take_back_skill(session, place.niamh, uuid4(), now=NOW),
        lambda: skills_to_choose(session, place.stranger, place.ana.id),
    ):
        with pytest.raises(NotFoundError):
            deed()
    assert skills_of(session, place.stranger, [place.ana.id], now=NOW) == ()
    assert session.scalars(select(SkillRecord.id)).all() == [made]


def test_only_instructors_record_and_only_the_author_undoes(session: Session, place: Place) -> None:
    made = recorded(session, place, 3)
    moderator = make.someone(session, Role.MODERATOR, place.tralee)
    colleague = make.someone(session, Role.INSTRUCTOR, place.tralee, "Conor")
    with pytest.raises(ForbiddenError, match="record notes, skills"):
        record_skill(session, moderator, place.ana.id, SkillFields("", "x", "1", ""), now=NOW)
    with pytest.raises(ForbiddenError, match="Only who recorded"):
        take_back_skill(session, colleague, made, now=NOW)


def test_a_refused_record_leaves_nothing(session: Session, place: Place) -> None:
    with pytest.raises(BadFieldError, match="level"):
        recorded(session, place, 6)
    assert session.scalars(select(SkillRecord)).all() == []


def test_known_are_the_orgs_own_skills_and_those_of_the_networks_rules(
    session: Session, place: Place
) -> None:
    sister = make.org(session, "sister", parent=place.tralee)
    make.achievement(
        session,
        sister,
        place.programme,
        "leader",
        rule={"skill": {"skill": "leadership", "min_level": 2}},
    )
    theirs = make.learner(session, sister, "1")
    make.add(session, SkillRecord(learner_id=theirs.id, skill="gossip", level=1, recorded_at=NOW))
    recorded(session, place, 3, skill="Patience")
    assert skills_to_choose(session, place.niamh, place.ana.id) == (
        "leadership",
        "patience",
        "teamwork",
    )


def test_learners_see_their_own_skills_alone(session: Session, place: Place) -> None:
    recorded(session, place, 3)
    bo = make.learner(session, place.tralee, "18")
    own = make.viewer(Role.LEARNER, place.tralee, own=place.ana)
    other = make.viewer(Role.LEARNER, place.tralee, own=bo)
    both = [place.ana.id, bo.id]
    (skill,) = skills_of(session, own, both, now=NOW)
    assert not skill.seen[0].own
    assert skills_of(session, other, both, now=NOW) == ()
