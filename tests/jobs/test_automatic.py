"""Automatic badges come after an import without a click, level by level; a switch stops them."""

import os
import signal
import subprocess
import sys
from dataclasses import dataclass
from datetime import datetime
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine, func, select

from leap_dash.credentials.keys import KeyStore
from leap_dash.db import (
    Achievement,
    AuditEvent,
    Award,
    AwardBatch,
    CriteriaRule,
    EvaluationMark,
    Evidence,
    Learner,
    Org,
)
from leap_dash.db.session import connect, reading, writing
from leap_dash.domain.access import OPERATOR, Role
from leap_dash.domain.errors import ForbiddenError, NotFoundError
from leap_dash.jobs import Jobs, award_automatically, decide, finish
from leap_dash.jobs.automatic import decide_due
from leap_dash.jobs.signing import sign_waiting
from leap_dash.queries.automatic import automatic_orgs, stops
from leap_dash.services import batches
from leap_dash.services.achievements import load
from leap_dash.services.automatic import switch
from leap_dash.services.imports import import_file
from leap_dash.services.issuing import Publisher
from tests import factories
from tests.factories import NOW

BASE_URL = "https://badges.example.org"
LEVELS = (("bronze", 40, None), ("silver", 60, "bronze"), ("gold", 80, "silver"))
MARKS = {"Ana": 30, "Ben": 50, "Cyd": 70, "Dov": 90}
HELD = {
    *(("bronze", who) for who in ("Ben", "Cyd", "Dov")),
    *(("silver", who) for who in ("Cyd", "Dov")),
    ("gold", "Dov"),
}
numbers = count()


def rule(least: int, needs: str | None) -> dict[str, object]:
    """A mark, and perhaps the badge below."""
    mark: dict[str, object] = {"result": {"item": "essay", "min_percent": least}}
    return {"all": [mark, {"holds": {"achievement": needs}}]} if needs else mark


@dataclass(frozen=True, slots=True)
class House:
    """An org whose three levels follow from one another."""

    engine: Engine
    folder: Path
    slug: str

    def bring(self, marks: dict[str, int], *, cohort: str = "2026") -> None:
        """Import the marks of an essay, and commit."""
        path = self.folder / "marks.csv"
        rows = "".join(f"{who},essay,{mark}\n" for who, mark in marks.items())
        path.write_text("learner,item,score\n" + rows)
        where: dict[str, Any] = {
            "org": self.slug,
            "programme": "hospitality",
            "course": "FOH",
            "cohort": cohort,
        }
        with writing(self.engine)() as session:
            import_file(session, OPERATOR, "csv", path, **where, now=NOW)
            session.commit()

    def define(self, levels: object = LEVELS, mode: str = "automatic") -> None:
        """Load the badges; their item is there by then."""
        assert isinstance(levels, tuple)
        with writing(self.engine)() as session:
            for slug, least, needs in levels:
                definition = {
                    "slug": slug,
                    "name": slug,
                    "description": f"About {slug}.",
                    "type": "Badge",
                    "programme": "hospitality",
                    "rule": rule(least, needs),
                    "award": mode,
                }
                load(session, OPERATOR, self.slug, definition, now=NOW)
            session.commit()

    @property
    def publisher(self) -> Publisher:
        """With the org's key."""
        return Publisher(KeyStore(self.folder / "keys"), BASE_URL)

    def work(self) -> None:
        """One round of the worker."""
        Jobs(self.engine, self.publisher.keys, BASE_URL, lambda: NOW).work()

    def held(self) -> set[tuple[str, str]]:
        """Who holds what."""
        with reading(self.engine)() as session:
            rows = session.execute(
                select(Achievement.slug, Learner.key)
                .join(Award, Award.achievement_id == Achievement.id)
                .join(Learner, Learner.id == Award.learner_id)
                .join(Org, Org.id == Award.org_id)
                .where(Award.state == "issued", Org.slug == self.slug)
            )
            return {(slug, key) for slug, key in rows}

    def count(self, table: type[Award | AwardBatch | EvaluationMark | AuditEvent]) -> int:
        """How many rows there are."""
        with reading(self.engine)() as session:
            return session.scalar(select(func.count()).select_from(table)) or 0


def make_house(engine: Engine, folder: Path, slug: str = "tralee") -> House:
    """An org with its key, in which nobody has a mark yet."""
    with writing(engine)() as session:
        factories.org(session, slug)
        KeyStore(folder / "keys").create(slug)
        session.commit()
    return House(engine, folder, slug)


@pytest.fixture
def house(database: Engine, tmp_path: Path) -> House:
    """With the three levels, and an essay that nobody has passed."""
    house = make_house(database, tmp_path)
    house.bring(dict.fromkeys(MARKS, 0))
    house.define()
    house.work()
    return house


def test_an_import_gives_learners_their_levels_without_a_click(house: House) -> None:
    assert house.held() == set()
    house.bring(MARKS)
    house.work()
    assert house.held() == HELD
    with reading(house.engine)() as session:
        assert set(session.scalars(select(Award.decided_by))) == {"automatic"}


def test_importing_the_same_again_evaluates_nothing(house: House) -> None:
    house.bring(MARKS)
    house.work()
    batches, events = house.count(AwardBatch), house.count(AuditEvent)
    assert house.count(EvaluationMark) == 0
    house.bring(MARKS)
    assert house.count(EvaluationMark) == 0
    house.work()
    assert house.count(AwardBatch) == batches
    assert house.count(AuditEvent) == events + 1  # the import itself


def test_reviewed_badges_are_not_awarded_but_bring_automatic_ones_that_follow(
    house: House,
) -> None:
    with writing(house.engine)() as session:
        bronze = session.scalars(select(Achievement).where(Achievement.slug == "bronze")).one()
        bronze.award_mode = "reviewed"
        session.commit()
    house.bring(MARKS)
    house.work()
    assert house.held() == set()
    with writing(house.engine)() as session:
        decide(session, OPERATOR, achievement="bronze", base_url=BASE_URL, now=NOW)
        session.commit()
    house.work()
    assert house.held() == HELD


def test_a_badge_that_lapsed_and_comes_back_automatically_names_the_one_before(
    house: House,
) -> None:
    house.bring({"Ben": MARKS["Ben"]})
    house.work()
    with writing(house.engine)() as session:
        (first,) = session.scalars(select(Award).join(Learner).where(Learner.key == "Ben"))
        first.valid_until = NOW
        session.commit()
    house.bring({"Ben": MARKS["Ben"] + 1})
    house.work()
    with reading(house.engine)() as session:
        rows = session.execute(
            select(Award.renews_id, Evidence.text).join(Evidence, Evidence.award_id == Award.id)
        ).all()
    assert rows == [(first.id, f"{BASE_URL}/badges/{first.id}")]


def test_what_an_import_does_not_touch_is_not_evaluated(house: House) -> None:
    house.bring({"Eve": 0}, cohort="2027")
    house.work()
    with writing(house.engine)() as session:
        rules = select(CriteriaRule).order_by(CriteriaRule.created_at)
        for found in session.scalars(rules):
            found.rule = {"result": {"item": "essay", "min_percent": 0}}
        session.commit()
    house.bring({"Eve": 1}, cohort="2027")
    house.work()
    assert {who for _, who in house.held()} == {"Eve"}


def test_one_switch_stops_it_and_nothing_is_lost_meanwhile(house: House) -> None:
    with writing(house.engine)() as session:
        switch(session, OPERATOR, None, on=False, now=NOW)
        session.commit()
    house.bring(MARKS)
    house.work()
    assert house.held() == set()
    with writing(house.engine)() as session:
        assert [each.org for each in stops(session, OPERATOR)] == [None]
        switch(session, OPERATOR, None, on=True, now=NOW)
        session.commit()
    house.work()
    assert house.held() == HELD


def test_the_switch_of_an_org_stops_what_is_begun_there_and_nothing_elsewhere(
    house: House,
) -> None:
    other = make_house(house.engine, house.folder, "graz")
    other.bring(dict.fromkeys(MARKS, 0))
    other.define()
    house.bring(MARKS)
    other.bring(MARKS)
    stops_at = iter((False, False, False, True))
    # Bronze is decided at both, and not signed yet.
    award_automatically(
        house.engine,
        publisher=house.publisher,
        clock=lambda: NOW,
        stopping=lambda: next(stops_at, True),
    )
    assert (house.held(), other.held()) == (set(), set())
    assert house.count(Award) == 6
    with writing(house.engine)() as session:
        org = session.scalars(select(Org).where(Org.slug == "tralee")).one()
        administrator = factories.viewer(Role.ADMINISTRATOR, org)
        switch(session, administrator, org.id, on=False, now=NOW)
        session.commit()
    house.work()
    assert (house.held(), other.held()) == (set(), HELD)
    with writing(house.engine)() as session:
        assert [each.stopped_by for each in automatic_orgs(session, administrator)] == [
            administrator.actor
        ]
        switch(session, administrator, org.id, on=True, now=NOW)
        session.commit()
    house.work()
    assert house.held() == HELD


def test_switching_off_stops_a_batch_that_is_being_signed(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(batches, "CHUNK", 1)
    house.bring(MARKS)
    decide_due(house.engine, clock=lambda: NOW, stopping=lambda: False)
    looked = count(1)

    def clock() -> datetime:
        if next(looked) == 2:  # the first chunk is being read, and nothing is locked
            with writing(house.engine)() as session:
                switch(session, OPERATOR, None, on=False, now=NOW)
                session.commit()
        return NOW

    sign_waiting(house.engine, publisher=house.publisher, clock=clock)
    assert len(house.held()) == 1
    assert house.count(Award) > 1


def test_only_who_runs_it_switches_it(house: House) -> None:
    with writing(house.engine)() as session:
        org = session.scalars(select(Org)).one()
        elsewhere = factories.org(session, "graz")
        for role in Role:
            if role is not Role.ADMINISTRATOR:
                with pytest.raises(NotFoundError):
                    switch(session, factories.viewer(role, org), org.id, on=False, now=NOW)
        administrator = factories.viewer(Role.ADMINISTRATOR, elsewhere)
        with pytest.raises(NotFoundError):
            switch(session, administrator, org.id, on=False, now=NOW)
        with pytest.raises(NotFoundError):
            switch(session, administrator, None, on=False, now=NOW)
        with pytest.raises(ForbiddenError):
            switch(session, factories.viewer(Role.INSTRUCTOR, org), None, on=False, now=NOW)
        assert stops(session, OPERATOR) == ()


KILLED = """
import os, signal, sys
from itertools import count
from pathlib import Path
from leap_dash.db.session import connect
from leap_dash.jobs import award_automatically
from tests.jobs.test_automatic import MARKS, NOW, House
url, folder, place = sys.argv[1], Path(sys.argv[2]), int(sys.argv[3])
house, asked = House(connect(url), folder, "tralee"), count(1)
house.bring(MARKS)
def stopping():
    if next(asked) >= place:
        os.kill(os.getpid(), signal.SIGKILL)
    return False
award_automatically(house.engine, publisher=house.publisher, clock=lambda: NOW, stopping=stopping)
"""


@pytest.mark.parametrize("place", [1, 2, 3, 5, 7])
def test_a_kill_at_any_moment_after_the_import_loses_nothing(
    database_url: str, tmp_path: Path, place: int
) -> None:
    engine = connect(database_url)
    house = make_house(engine, tmp_path)
    house.bring(dict.fromkeys(MARKS, 0))
    house.define()
    killed = subprocess.run(
        [sys.executable, "-c", KILLED, database_url, str(tmp_path), str(place)],
        env={**os.environ, "PYTHONPATH": str(Path(__file__).parent.parent)},
        capture_output=True,
        timeout=120,
        text=True,
    )
    assert killed.returncode == -signal.SIGKILL, killed.stderr
    assert house.held() != HELD
    house.work()
    assert house.held() == HELD
    assert house.count(Award) == len(HELD)
    assert house.count(EvaluationMark) == 0
    engine.dispose()


@settings(
    max_examples=10, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(data=st.data())
def test_it_ends_where_awarding_by_hand_in_the_order_of_the_levels_ends(
    database: Engine, tmp_path: Path, data: st.DataObject
) -> None:
    levels: list[tuple[str, int, str | None]] = []
    for number in range(data.draw(st.integers(1, 4))):
        below = data.draw(st.sampled_from([None, *(slug for slug, _, _ in levels)]))
        levels.append((f"level-{number}", data.draw(st.sampled_from([20, 50, 80])), below))
    keys = st.sampled_from(["A", "B", "C", "D", "E"])
    marks = data.draw(st.dictionaries(keys, st.integers(0, 100), min_size=1))
    alone, by_hand = (
        make_house(database, tmp_path, f"org-{next(numbers)}") for _ in ("automatic", "reviewed")
    )
    for house, mode in ((alone, "automatic"), (by_hand, "reviewed")):
        house.bring(dict.fromkeys(marks, 0))
        house.define(tuple(levels), mode)
        house.bring(marks)
    alone.work()
    for slug, _, _ in levels:  # each after those that it asks for
        with writing(database)() as session:
            achievement = f"{by_hand.slug}/{slug}"
            batch_id, _ = decide(
                session, OPERATOR, achievement=achievement, base_url=BASE_URL, now=NOW
            )
            session.commit()
        finish(database, batch_id, publisher=by_hand.publisher, clock=lambda: NOW)
    assert alone.held() == by_hand.held()
