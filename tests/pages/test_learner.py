"""A learner's page says how it stands, what is missing for the next badge, and who sees it."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from dash import html

from leap_dash.db.session import writing
from leap_dash.domain.access import Role
from leap_dash.domain.errors import NotFoundError
from leap_dash.pages import learner, learner_timeline
from leap_dash.services.progress import refresh
from tests.factories import NOW
from tests.pages.house import House, every, words
from tests.pages.kitchen import Served, serve_kitchen

SEEN = "the learner sees this"


@pytest.fixture
def served(database_url: str, tmp_path: Path) -> Iterator[Served]:
    with serve_kitchen(database_url, tmp_path) as served:
        yield served


def test_the_cards_have_a_course_each_with_its_bar(served: Served) -> None:
    page = learner.layout(served.ctx, served.kitchen.learners["chloe"].id)
    cards = words(every(page, html.Dl)[0])
    assert "Front of house 3 of 3" in cards
    assert "1 late" in cards
    assert "Kitchen 1 of 1" in cards
    assert all(getattr(bar, "aria-label", "") for bar in every(page, html.Progress))


def test_what_the_learner_sees_too_is_marked_and_nothing_else(house: House) -> None:
    with writing(house.web.engine)() as session:
        refresh(session, NOW)
        session.commit()
    page = learner.layout(house.as_(Role.INSTRUCTOR), house.learner_ids[0])
    headings = {words(each).strip() for each in every(page, html.H2)}
    marked = {each.removesuffix(SEEN).strip(" ") for each in headings if SEEN in each}
    assert marked == {"Due items handed in", "Next badges", "Badges", "Soft skills"}
    assert any(each.startswith("Notes and what was done") for each in headings - marked)


def test_the_next_badge_says_what_is_missing_and_leads_to_where_it_is_awarded(
    house: House,
) -> None:
    ctx = house.as_(Role.INSTRUCTOR)
    page = words(learner.layout(ctx, house.learner_ids[4]))
    assert "Warm Welcome 1 step to go" in page
    assert "50 %, needs 60 %" in page.replace("\N{NARROW NO-BREAK SPACE}", " ")
    complete = words(learner.layout(ctx, house.learner_ids[9]))
    assert "Everything is done: it can be awarded." in complete


def test_the_weeks_are_drawn_with_their_sentence_and_table(served: Served) -> None:
    chloe = str(served.kitchen.learners["chloe"].id)
    sentence, hidden, figure, style, table = learner_timeline.draw(served.ctx, "light", chloe)
    assert sentence.startswith("No activity is recorded; 4 items handed in, 1 of them late")
    assert hidden is False
    assert figure["layout"]["height"] == style["height"]
    assert "Essay (low" in words(table)


def test_nobody_elses_learner_is_drawn_or_shown(served: Served) -> None:
    ctx = served.seen_by(served.kitchen.stranger)
    chloe = served.kitchen.learners["chloe"].id
    with pytest.raises(NotFoundError):
        learner.layout(ctx, chloe)
    with pytest.raises(NotFoundError):
        learner_timeline.draw(ctx, "light", str(chloe))
