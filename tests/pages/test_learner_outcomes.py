"""An instructor ticks an outcome and can undo it; both pages show it in words."""

from uuid import UUID

import pytest
from dash import html, no_update
from sqlalchemy import select

from leap_dash.db import Course
from leap_dash.db.session import writing
from leap_dash.domain.access import Role
from leap_dash.pages import learner, learner_outcomes, my_progress
from tests import factories as make
from tests.pages.house import House, every, words
from tests.pages.test_learner_notes import note_ids

Said = dict[str, dict[str, object]]


@pytest.fixture
def outcome_id(house: House) -> UUID:
    with writing(house.web.engine)() as session:
        course = session.scalars(select(Course)).one()
        made = make.outcome(session, course, name="Can greet").id
        session.commit()
    return made


def test_a_tick_is_shown_on_both_pages_and_undone(
    house: House, outcome_id: UUID, said: Said
) -> None:
    ctx, who = house.as_(Role.INSTRUCTOR), house.learner_ids[4]
    page = learner.layout(ctx, who)
    assert "0 of 1 outcome achieved." in words(page)
    (asked,) = note_ids(page, learner_outcomes.TICK)
    listed = learner_outcomes.tick(ctx, {"of": asked, "value": "achieved"}, str(who))
    own = my_progress.layout(house.as_(Role.LEARNER))
    for shown in (listed, learner.layout(house.as_(Role.MODERATOR), who), own):
        assert "Can greet achieved 24 Nov 2026" in words(shown)
    assert note_ids(own, learner_outcomes.TICK) == []

    (undo,) = note_ids(said["toast"]["children"], learner_outcomes.UNDO)
    listed = learner_outcomes.undo(ctx, {"of": undo}, str(who))
    assert "Can greet not achieved yet" in words(listed)
    assert "Undone" in words(said["toast"]["children"])


def test_undoing_a_removed_tick_brings_its_day_back(
    house: House, outcome_id: UUID, said: Said
) -> None:
    ctx, who = house.as_(Role.INSTRUCTOR), house.learner_ids[4]
    learner_outcomes.undo(ctx, {"of": f"{who} {outcome_id} 2026-03-01"}, str(who))
    learner_outcomes.tick(ctx, {"of": str(outcome_id), "value": "not"}, str(who))
    assert "Not achieved any more" in words(said["toast"]["children"])
    (undo,) = note_ids(said["toast"]["children"], learner_outcomes.UNDO)
    listed = learner_outcomes.undo(ctx, {"of": undo}, str(who))
    assert "achieved 1 Mar 2026" in words(listed)


def test_a_moderator_sees_outcomes_without_buttons(house: House, outcome_id: UUID) -> None:
    page = learner.layout(house.as_(Role.MODERATOR), house.learner_ids[0])
    assert outcome_id
    assert "Can greet" in words(page)
    assert note_ids(every(page, html.Div), learner_outcomes.TICK) == []


def test_nothing_happens_before_anything_is_pressed(house: House) -> None:
    ctx = house.as_(Role.INSTRUCTOR)
    assert learner_outcomes.tick(ctx, None, "") is no_update
    assert learner_outcomes.undo(ctx, None, "") is no_update
