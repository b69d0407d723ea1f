"""The demo in a database: complete, marked as invented, the same every time, and resumable."""

import shutil
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, NoReturn

import pytest
from sqlalchemy import Engine, func, select
from sqlalchemy.orm import Session

from leap_dash import jobs
from leap_dash.credentials.keys import KeyStore
from leap_dash.db import (
    Achievement,
    Award,
    Cohort,
    Endorsement,
    Enrollment,
    Identity,
    Learner,
    LearnerNote,
    LineItem,
    Org,
    Person,
    Progress,
    Result,
    Section,
    SkillRecord,
)
from leap_dash.db.session import connect, reading, sqlite_url
from leap_dash.domain.access import OPERATOR, Role, Scope
from leap_dash.domain.endorsements import Target, TargetKind
from leap_dash.domain.errors import BadInputError
from leap_dash.queries.eligibility import evaluate_achievement
from leap_dash.queries.endorsements import endorsements_of
from leap_dash.queries.moderation import waiting_for
from leap_dash.queries.notes import notes_of
from leap_dash.queries.public import check_endorsements
from leap_dash.services.demo import DemoReport, build_demo
from leap_dash.services.demo.badges import Decide
from leap_dash.services.demo.example import EXAMPLE_EMAIL
from leap_dash.services.passwords import password_matches
from tests.factories import viewer

NOW = datetime(2026, 11, 24, 9, 30, tzinfo=UTC)
LEARNERS = 24


def build(
    engine: Engine,
    folder: Path,
    stop_at: tuple[str, int] | None = None,
    decide: Decide = jobs.decide,
) -> DemoReport:
    def progress(step: str, done: int, _total: int) -> None:
        if (step, done) == stop_at:
            raise KeyboardInterrupt

    return build_demo(
        engine,
        learners=LEARNERS,
        now=NOW,
        keys=KeyStore(folder / "keys"),
        base_url="http://localhost:8050",
        decide=decide,
        progress=progress,
    )


@pytest.fixture(scope="module")
def made(
    sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[Engine, Path, DemoReport]]:
    """A demo that the tests only read."""
    folder = tmp_path_factory.mktemp("demo")
    shutil.copyfile(sqlite_template, folder / "leap.db")
    engine = connect(sqlite_url(folder / "leap.db"))
    yield engine, folder, build(engine, folder)
    engine.dispose()


@pytest.fixture
def demo(made: tuple[Engine, Path, DemoReport]) -> Iterator[Session]:
    with reading(made[0])() as session:
        yield session


def story(session: Session) -> dict[str, Counter[tuple[object, ...]]]:
    """What the demo tells, without the ids."""
    statements = {
        "people": select(Learner.key, Learner.given_name, Learner.family_name, Learner.email),
        "marks": select(
            Learner.key, LineItem.source_key, Result.score, Result.submitted_on, Result.excused
        )
        .join(Learner, Learner.id == Result.learner_id)
        .join(LineItem, LineItem.id == Result.line_item_id),
        "finals": select(Learner.key, Enrollment.status, Enrollment.final_result).join(
            Learner, Learner.id == Enrollment.learner_id
        ),
        "skills": select(Learner.key, SkillRecord.skill, SkillRecord.level).join(
            Learner, Learner.id == SkillRecord.learner_id
        ),
        "badges": select(Learner.key, Achievement.slug, Award.state, Award.issued_at)
        .join(Learner, Learner.id == Award.learner_id)
        .join(Achievement, Achievement.id == Award.achievement_id),
    }
    statements["endorsements"] = select(
        Endorsement.created_at, Endorsement.withdrawn_at, Org.slug
    ).join(Org, Org.id == Endorsement.endorser_id)
    return {
        name: Counter(tuple(row) for row in session.execute(statement))
        for name, statement in statements.items()
    }


def test_the_same_seed_and_day_tell_the_same_story_on_every_database(
    database: Engine, demo: Session, tmp_path: Path
) -> None:
    build(database, tmp_path)
    with reading(database)() as session:
        assert story(session) == story(demo)


def test_a_demo_that_was_stopped_again_and_again_is_finished_by_the_next_start(
    sqlite_template: Path, demo: Session, tmp_path: Path
) -> None:
    shutil.copyfile(sqlite_template, tmp_path / "leap.db")
    engine = connect(sqlite_url(tmp_path / "leap.db"))
    for stop_at in (("Partners", 3), ("Learners and marks", 4), ("Badges", 5)):
        with pytest.raises(KeyboardInterrupt):
            build(engine, tmp_path, stop_at)
    with pytest.raises(KeyboardInterrupt):
        build(engine, tmp_path, decide=die_before_signing)
    build(engine, tmp_path)
    with reading(engine)() as session:
        assert story(session) == story(demo)
    engine.dispose()


def die_before_signing(session: Session, scope: Scope, **asked: Any) -> NoReturn:  # noqa: ANN401
    jobs.decide(session, scope, **asked)
    session.commit()
    raise KeyboardInterrupt


def test_a_complete_demo_is_left_as_it_is(made: tuple[Engine, Path, DemoReport]) -> None:
    engine, folder, first = made
    again = build(engine, folder)
    assert again.seconds < 2
    assert (again.learners, again.results, again.awards) == (
        first.learners,
        first.results,
        first.awards,
    )


def test_the_report_counts_what_is_there(
    made: tuple[Engine, Path, DemoReport], demo: Session
) -> None:
    report = made[2]
    for table, said in (
        (Org, report.orgs),
        (Cohort, report.cohorts),
        (Learner, report.learners),
        (Result, report.results),
        (Award, report.awards),
    ):
        assert demo.scalar(select(func.count()).select_from(table)) == said
    assert (report.orgs, report.learners) == (7, LEARNERS)


def test_every_org_says_that_it_is_invented_and_belongs_to_one_network(demo: Session) -> None:
    orgs = demo.scalars(select(Org)).all()
    (root,) = (org for org in orgs if org.parent_id is None)
    assert root.slug == "leap"
    assert {org.country for org in orgs if org is not root} == {"GB", "IE", "PT", "AT", "GR", "CY"}
    for org in orgs:
        assert org.is_demo
        assert org.network_id == root.id
        assert "invented" in (org.issuer_description or "")


def test_someone_can_sign_in_for_every_role(
    made: tuple[Engine, Path, DemoReport], demo: Session
) -> None:
    sign_ins = made[2].sign_ins
    home = [sign_in for sign_in in sign_ins if sign_in.org == "tralee"]
    assert {sign_in.role for sign_in in home} == set(Role)
    assert len({sign_in.org for sign_in in sign_ins if sign_in.role == "instructor"}) > 1
    for sign_in in (*home, sign_ins[-1]):
        password_hash = demo.scalar(
            select(Identity.password_hash)
            .join(Person, Person.id == Identity.person_id)
            .where(Person.email == sign_in.email)
        )
        assert password_matches(sign_in.password, password_hash), sign_in


def test_the_learner_who_signs_in_has_badges_and_is_one_step_from_another(demo: Session) -> None:
    learner = demo.scalars(
        select(Learner).where(Learner.email == "learner@tralee.example.org")
    ).one()
    held = demo.scalars(
        select(Achievement.slug)
        .join(Award, Award.achievement_id == Achievement.id)
        .where(Award.learner_id == learner.id)
    ).all()
    assert {"warm-welcome", "attentive-listener", "workplace-mentor"} <= set(held)
    report = evaluate_achievement(
        demo, OPERATOR, "tralee/team-player-in-service", as_of=NOW, learners=[learner.id]
    )
    assert [row.one_step for row in report.rows] == [True]


def test_a_moderator_finds_awards_to_look_at_and_an_instructor_what_lapses(demo: Session) -> None:
    home = demo.scalars(select(Org).where(Org.slug == "tralee")).one()
    assert waiting_for(demo, viewer(Role.MODERATOR, home)) > 0
    ends = demo.scalars(select(Award.valid_until).where(Award.org_id == home.id)).all()
    assert any(ends), "badges of the languages lapse after a year"
    assert None in ends, "others are for good"


def test_instructors_noted_what_they_did_and_the_learner_who_signs_in_reads_some(
    demo: Session,
) -> None:
    notes = demo.scalars(select(LearnerNote)).all()
    assert {note.kind for note in notes} > {"call", "agreement"}
    assert all(note.written_by is not None and note.written_at < NOW for note in notes)
    learner = demo.scalars(select(Learner).where(Learner.email == EXAMPLE_EMAIL)).one()
    own = viewer(Role.LEARNER, demo.get_one(Org, learner.org_id), own=learner)
    about = [note for note in notes if note.learner_id == learner.id]
    assert 0 < len(notes_of(demo, own, [learner.id], now=NOW)) < len(about)


def test_a_running_cohort_is_left_to_be_awarded(demo: Session) -> None:
    report = evaluate_achievement(
        demo, OPERATOR, "tralee/warm-welcome", as_of=NOW, cohort="2026-autumn"
    )
    assert report.eligible - report.already >= 2


def test_badges_of_finished_cohorts_were_given_when_they_had_ended(demo: Session) -> None:
    rows = demo.execute(
        select(Award.issued_at, Cohort.ends_on)
        .join(Cohort, Cohort.id == Award.cohort_id)
        .where(Cohort.ends_on < NOW.date(), Award.proof.is_not(None))
    ).all()
    assert len(rows) > 10
    for issued_at, ends_on in rows:
        assert issued_at is not None
        assert ends_on is not None
        assert timedelta() < issued_at.date() - ends_on < timedelta(days=30)


def test_one_badge_was_taken_back_with_a_reason(demo: Session) -> None:
    (revoked,) = demo.scalars(select(Award).where(Award.status_at.is_not(None)))
    assert revoked.state == "revoked"
    assert revoked.status_reason


def test_partners_vouch_for_one_another_and_it_holds(
    made: tuple[Engine, Path, DemoReport], demo: Session
) -> None:
    home = demo.scalars(select(Org).where(Org.slug == "tralee")).one()
    badge = demo.scalars(
        select(Achievement).where(Achievement.org_id == home.id, Achievement.slug == "warm-welcome")
    ).one()
    rows = [
        *endorsements_of(demo, Target(TargetKind.ISSUER, home.id)),
        *endorsements_of(demo, Target(TargetKind.BADGE, badge.id)),
    ]
    assert [row.endorser_slug for row in rows] == ["northgate", "donaublick"]
    reports = check_endorsements(
        demo, rows, keys=KeyStore(made[1] / "keys"), base_url="http://localhost:8050", now=NOW
    )
    assert {report.verdict for report in reports} == {"valid"}


def test_every_enrolment_is_summed_up_to_today(demo: Session) -> None:
    enrolments = demo.scalar(select(func.count()).select_from(Enrollment))
    assert demo.scalar(select(func.count()).select_from(Progress)) == enrolments
    assert set(demo.scalars(select(Section.progress_on))) == {NOW.date()}


def test_too_few_learners_are_refused_before_anything_is_written(
    database: Engine, tmp_path: Path
) -> None:
    with pytest.raises(BadInputError, match="learners: 3 cannot be"):
        build_demo(
            database,
            learners=3,
            now=NOW,
            keys=KeyStore(tmp_path / "keys"),
            base_url="http://localhost:8050",
            decide=jobs.decide,
        )
    with reading(database)() as session:
        assert session.scalar(select(func.count()).select_from(Org)) == 0
