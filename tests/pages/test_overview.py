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
from leap_dash.pages.overview_cards import MEAN, change
from leap_dash.records import CohortList, CohortSummary, GroupSums, PastDay
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
        "Needs attention 2 40 % of learners; 1 stopped",
        "2 or more missing 2",
        "Badges held 0 by 0 learners",
    ):
        assert said in page


def test_each_card_says_how_it_changed_and_names_its_line(served: Served) -> None:
    page = overview.layout(served.ctx)
    for said in (
        "of learners, among due items +2 in 4 weeks",
        "of 18 due items \N{MINUS SIGN}13 points in 4 weeks",
        "by 0 learners same as 4 weeks ago",
    ):
        assert said in plain(page)
    names = [
        getattr(span, "aria-label").replace("\N{NARROW NO-BREAK SPACE}", " ")
        for span in every(page, html.Span)
        if getattr(span, "role", None) == "img"
    ]
    assert [name.partition(":")[0] for name in names] == [
        "Learners",
        "Handed in",
        "Mean mark",
        "2 or more missing",
        "Badges held",
    ]
    assert names[1] == (
        "Handed in: 80 % on 20 Oct 2026, 67 % on 24 Nov 2026; lowest 64 %, highest 80 %."
    )


def test_the_weeks_are_a_table_too_the_latest_first(served: Served) -> None:
    page = plain(overview.layout(served.ctx))
    assert "24 Nov 2026 5 67 % 42 % 2 0 17 Nov 2026 5" in page
    assert "1 Sep 2026 5 – – 0 0" in page


def test_what_was_not_known_then_has_no_change() -> None:
    none = PastDay(TODAY, 0, 0, 0, None, 0, 0)
    now = replace(none, due=10, done=5, mean=50.0)
    assert change(MEAN, (none, none, none, none, now)) == "not known 4 weeks ago"
    assert change(MEAN, (now, none, none, none, now)) == "same as 4 weeks ago"
    better = replace(now, mean=50.6)
    assert change(MEAN, (now, none, none, none, better)) == "+1 point in 4 weeks"


def test_each_cell_leads_to_the_cohort_with_its_course(served: Served) -> None:
    page = overview.layout(served.ctx)
    cohort = f"/app/cohorts/{served.kitchen.cohort_id}"
    links = {plain(link): getattr(link, "href", "") for link in every(page, dcc.Link)}
    assert links["Autumn"] == cohort
    assert links["64 % n 5 · mean 42 %"] == f"{cohort}#course=FOH"
    assert links["75 % n 4"] == f"{cohort}#course=KIT"
    assert links["course  KIT, Autumn"] == f"{cohort}/courses/KIT"


def test_the_matrix_is_a_table_with_headers_for_rows_and_columns(served: Served) -> None:
    page = overview.layout(served.ctx)
    scopes = [getattr(head, "scope", "") for head in every(page, html.Th)]
    weeks = 13
    assert scopes.count("row") == weeks + 1
    assert scopes.count("col") == 6 + 4
    _, caption = every(page, html.Caption)
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
    assert [getattr(link, "href", "") for link in every(page, dcc.Link)] == [
        "/app/groups",
        f"/app/cohorts/{served.kitchen.cohort_id}",
    ]


def test_nothing_due_and_nobody_to_contact_are_said_plainly() -> None:
    fresh = CohortList((RUNNING,), 1, GroupSums(learners=8))
    assert overview.sentence(fresh) == "8 learners in 1 running cohort; nothing is due yet."
    well = replace(fresh, together=GroupSums(learners=8, due=8, done=8))
    assert "need attention" not in overview.sentence(well)
