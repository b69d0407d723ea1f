"""The overview answers in a sentence, and each number of its matrix leads down to its learners."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from uuid import uuid4

import pytest
from dash import dcc, html

from leap_dash.db import Cohort
from leap_dash.db.session import writing
from leap_dash.domain.access import NOBODY
from leap_dash.pages import cohorts, overview
from leap_dash.records import CohortList, CohortSummary, GroupSums
from tests.factories import TODAY
from tests.kitchen import days
from tests.pages.house import every, words
from tests.pages.kitchen import Served, serve_kitchen

RUNNING = CohortSummary(
    id=uuid4(),
    name="Autumn",
    org_name="Tralee",
    programme_id=uuid4(),
    programme_name="Hospitality",
    starts_on=TODAY,
    ends_on=None,
    today=TODAY,
    running=True,
    sums=GroupSums(),
    sections=(),
)


@pytest.fixture
def served(database_url: str, tmp_path: Path) -> Iterator[Served]:
    with serve_kitchen(database_url, tmp_path) as served:
        yield served


def plain(component: object) -> str:
    """All text, with plain spaces."""
    return words(component).replace("\N{NARROW NO-BREAK SPACE}", " ")


def test_the_sentence_says_how_the_running_cohorts_stand(served: Served) -> None:
    page = plain(overview.layout(served.ctx))
    assert (
        "5 learners in 1 running cohort; 67 % of due work is handed in; 2 need attention."
    ) in page


def test_cards_say_of_how_many(served: Served) -> None:
    page = plain(overview.layout(served.ctx))
    for said in (
        "Learners 5 1 more left",
        "Handed in 67 % of 18 due items",
        "Mean mark 42 % over 5 learners",
        "Needs attention 2 40 % of learners",
        "Stopped 1 20 % of learners",
        "Badges held 0 by 0 learners",
    ):
        assert said in page


def test_each_cell_leads_to_the_cohort_with_its_course(served: Served) -> None:
    page = overview.layout(served.ctx)
    cohort = f"/app/cohorts/{served.kitchen.cohort_id}"
    links = {plain(link): getattr(link, "href", "") for link in every(page, dcc.Link)}
    assert links["Autumn"] == cohort
    assert links["64 % n 5 · mean 42 %"] == f"{cohort}#course=FOH"
    assert links["75 % n 4"] == f"{cohort}#course=KIT"


def test_the_matrix_is_a_table_with_headers_for_rows_and_columns(served: Served) -> None:
    page = overview.layout(served.ctx)
    scopes = [getattr(head, "scope", "") for head in every(page, html.Th)]
    assert scopes.count("row") == 1
    assert scopes.count("col") == 4
    (caption,) = every(page, html.Caption)
    assert plain(caption) == "Hospitality: due work handed in"


def test_finished_cohorts_are_spoken_of_as_finished(served: Served) -> None:
    with writing(served.web.engine)() as session:
        cohort = session.get_one(Cohort, served.kitchen.cohort_id)
        cohort.ends_on = TODAY - days(1)
        session.commit()
    page = plain(overview.layout(served.ctx))
    assert "No cohort is running. 5 learners in 1 finished cohort; 67 %" in page
    assert "ended 23 Nov 2026" in page


def test_a_stranger_is_told_how_to_begin_and_sees_nobody(served: Served) -> None:
    for scope in (served.kitchen.stranger, NOBODY):
        ctx = served.seen_by(scope)
        for page in (overview.layout(ctx), cohorts.layout(ctx)):
            assert "There are no cohorts yet" in plain(page)
            assert "Autumn" not in plain(page)


def test_the_list_of_cohorts_leads_to_each_with_its_numbers(served: Served) -> None:
    page = cohorts.layout(served.ctx)
    assert "1 cohort, 1 running." in plain(page)
    assert "5 1 67 % 42 % 2 1" in plain(page)
    (link,) = every(page, dcc.Link)
    assert getattr(link, "href", "") == f"/app/cohorts/{served.kitchen.cohort_id}"


def test_nothing_due_and_nobody_to_contact_are_said_plainly() -> None:
    fresh = CohortList((RUNNING,), 1, GroupSums(learners=8))
    assert overview.sentence(fresh) == "8 learners in 1 running cohort; nothing is due yet."
    well = replace(fresh, together=GroupSums(learners=8, due=8, done=8))
    assert "need attention" not in overview.sentence(well)
