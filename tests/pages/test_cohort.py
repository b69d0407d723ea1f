"""A cohort's page shows what its filters ask for, says what it left out, keeps to its viewer."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from dash import dcc, html, no_update
from plotly.utils import PlotlyJSONEncoder
from sqlalchemy import select

from leap_dash.db import Cohort as CohortTable
from leap_dash.db import Course, Learner, LineItem, PastDay
from leap_dash.db.session import writing
from leap_dash.domain.access import Role
from leap_dash.domain.errors import NotFoundError
from leap_dash.pages import acting_sources, cohort, cohort_thresholds, learner
from leap_dash.pages.cohort_filter import CONTROLS, in_address, read_filter
from leap_dash.queries.cohorts import cohort_head
from leap_dash.records import LearnerFilter, Order, Standing
from tests import factories as make
from tests.factories import NOW
from tests.pages.house import every, words
from tests.pages.kitchen import Served, serve_kitchen

USUAL: dict[str, object] = {
    "course": "all",
    "category": "all",
    "status": "enrolled",
    "search": "",
    "sort": "score",
    "as_of": "",
    "table": False,
    "page": 1,
}


@dataclass(frozen=True, slots=True)
class Shown:
    """What the page's callback answered, by what it fills."""

    answer: str
    cards: Any
    count: str
    steps: Any
    ignored: str
    heading: str
    figure: Any
    style: dict[str, Any]
    figure_hidden: bool
    table: Any
    list_hidden: bool
    nobody_hidden: bool
    pager: Any
    downloads: Any
    rules: Any
    source: dict[str, Any]
    ranked: str
    ranked_hidden: bool
    weights_hidden: bool
    weights: Any


@pytest.fixture
def served(database_url: str, tmp_path: Path) -> Iterator[Served]:
    with serve_kitchen(database_url, tmp_path) as served:
        yield served


def plain(component: object) -> str:
    """All text, with plain spaces."""
    return words(component).replace("\N{NARROW NO-BREAK SPACE}", " ")


def show(served: Served, **given: object) -> Shown:
    """What the instructor is shown with these values of the controls."""
    values = {**USUAL, **given}
    assert set(values) == set(CONTROLS)
    return Shown(
        *cohort.show(
            served.ctx,
            str(served.kitchen.cohort_id),
            "light",
            None,
            *(values[name] for name in CONTROLS),
        )
    )


def test_the_answer_counts_who_is_pointed_out(served: Served) -> None:
    shown = show(served)
    assert plain(shown.answer) == (
        "5 learners; 67 % of due work is handed in; 2 need attention and 1 has stopped."
    )
    assert shown.count == "5 of 6 shown"
    assert shown.heading == "Whom to contact first: 5 learners, 6 of their 18 due items missing"
    assert "Stopped 1 20 %" in plain(shown.cards)
    assert shown.ignored == ""


def test_figure_and_table_are_of_the_same_learners_in_the_same_order(served: Served) -> None:
    figure, table = show(served), show(served, table=True)
    assert not figure.figure_hidden
    assert figure.table is None
    assert figure.style["height"] == figure.figure["layout"]["height"]
    assert table.figure_hidden
    assert table.figure is no_update
    links = [row[1]["href"] for row in table.table["rows"]]
    assert links == [
        f"/app/learners/{each}" for each in figure.figure["layout"]["meta"]["learner_ids"]
    ]
    assert len(links) == 5


def test_the_boxes_select_those_of_the_row_and_all_that_fit(served: Served) -> None:
    shown = show(served, table=True, search="a", status="everyone")
    assert shown.table["columns"][0]["pick"] == "page"
    picks = {row[0]["pick"]: row[1]["href"] for row in shown.table["rows"]}
    assert all(href == f"/app/learners/{learner}" for learner, href in picks.items())
    assert shown.source["total"] == len(picks) > 1
    everyone = acting_sources.everyone(served.ctx, shown.source)
    assert [str(each) for each in everyone] == list(picks)


def test_all_that_fit_are_those_of_the_day_that_is_looked_at(served: Served) -> None:
    source = show(served, as_of="2026-11-17", search="k-").source
    fitting = len(acting_sources.everyone(served.ctx, source))
    assert fitting == source["total"] > 0
    assert source["filter"]["as_of"] == "2026-11-17"


def test_the_table_says_every_state_and_reason_in_words(served: Served) -> None:
    table = show(served, table=True).table
    rows = {row[1]["text"]: plain([cell["text"] for cell in row[2:]]) for row in table["rows"]}
    missing = " ".join(["missing"] * 3)
    assert rows["Ben Huber"] == (
        "stopped 90 4 due items missing; no activity yet, for 11 weeks; mean 0 %, below 40 % – "
        f"4 of 4 0 % {missing} not due missing not due"
    )
    assert rows["Χλόη Ανδρέου"].endswith("late 70 % low 30 % done not due done not due")
    assert "done 60 % excused done 75 % not due" in rows["Dan O'Brien 100%"]
    assert rows["k-fay"].endswith("missing missing not due  ")
    heads = [f"{column['text']}, {column.get('note')}" for column in table["columns"]]
    assert "Test, FOH · due 15 Oct 2026" in heads
    assert "Practical, KIT · no due date" in heads
    assert table["rows"][0][8]["kind"] == "ld-state-missing"


def test_filters_narrow_the_list_and_are_counted(served: Served) -> None:
    behind = show(served, status="needs attention", course="FOH", search="k-fay")
    assert behind.count == "1 of 6 shown"
    assert behind.figure["layout"]["yaxis"]["ticktext"] == ["k-fay"]
    assert show(served, status="everyone").count == "6 of 6 shown"


def test_where_nobody_fits_the_page_says_so(served: Served) -> None:
    nobody = show(served, search="nobody of that name")
    assert (nobody.list_hidden, nobody.nobody_hidden) == (True, False)
    assert nobody.count == "0 of 6 shown"
    shown = show(served)
    assert (shown.list_hidden, shown.nobody_hidden) == (False, True)


def test_what_the_address_asks_in_vain_is_left_out_and_said(served: Served) -> None:
    shown = show(served, course="ZZZ", category="<b>", status="late", sort=3, page=99)
    assert shown.count == "5 of 6 shown"
    assert shown.ignored == (
        "This cohort has no status “late”, sort “3”, course “ZZZ” or category “<b>”: shown "
        "without. There is no page 99: this is the last one."
    )


@pytest.mark.parametrize("page", ["2", None, 0, -1, 1.5, 10**30, float("nan"), [2], True])
def test_a_page_that_is_no_number_of_a_page_is_the_first(served: Served, page: object) -> None:
    assert show(served, page=page).count == "5 of 6 shown"


@pytest.mark.parametrize(
    "search", ["a\x00b", "\ud800", "x" * 10_000, "%", "'; drop table", None, 5]
)
def test_any_text_can_be_searched_for(served: Served, search: object) -> None:
    assert show(served, search=search).count.endswith("of 6 shown")


def test_pages_are_links_that_keep_the_filters(
    served: Served, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cohort, "ROWS", 2)
    shown = show(served, page=2, sort="name", search="k-", table=True)
    addresses = [getattr(link, "href", "") for link in every(shown.pager, html.A)]
    assert addresses == [
        "#search=k-&sort=name&table=true",
        "#search=k-&sort=name&table=true&page=3",
    ]
    assert "Page 2 of 3" in plain(shown.pager)
    assert show(served, search="costa").pager is None


@pytest.mark.parametrize("as_of", ["2026-11-13", "day:69", " day:69"])
def test_a_day_in_the_past_is_shown_as_it_stood(
    served: Served, said: dict[str, dict[str, object]], as_of: str
) -> None:
    shown = show(served, as_of=as_of)
    assert plain(shown.answer).startswith("As of 13 Nov 2026: 5 learners; 67 % of due work")
    assert shown.heading == "Whom to contact first: 5 learners, 3 of their 9 due items missing"
    assert "week 9, day 69" in plain(shown.steps)
    address = said.get("cohort-as-of", {"value": as_of})["value"]
    assert address == "2026-11-13"


def test_a_day_that_was_looked_at_is_kept_and_shown_the_same(served: Served) -> None:
    def kept() -> list[date]:
        with writing(served.web.engine)() as session:
            return list(session.scalars(select(PastDay.day)))

    show(served)  # today asks for nothing
    served.ctx.jobs.work()
    assert kept() == []
    before = show(served, as_of="2026-11-13", table=True)
    assert kept() == []  # nobody waits for it to be written
    served.ctx.jobs.work()
    assert kept() == [date(2026, 11, 13)]
    after = show(served, as_of="2026-11-13", table=True)
    for what in ("answer", "cards", "heading", "table", "rules"):
        assert plain(getattr(after, what)) == plain(getattr(before, what))


def test_steps_by_a_week_keep_the_filters_and_stop_at_today(served: Served) -> None:
    def addresses(**given: object) -> list[str]:
        shown = show(served, sort="name", search="k-", **given)
        return [getattr(link, "href", "") for link in every(shown.steps, html.A)]

    assert addresses() == ["#search=k-&sort=name&as_of=2026-11-17"]
    assert addresses(as_of="2026-11-20") == [
        "#search=k-&sort=name&as_of=2026-11-13",
        "#search=k-&sort=name",
        "#search=k-&sort=name",
    ]


def test_a_day_that_cannot_be_shown_is_said_and_the_usual_one_shown(served: Served) -> None:
    usual = show(served)
    for as_of, said in (("2026-11-25", "lies ahead"), ("soon", "expected a date"), (5, "expected")):
        shown = show(served, as_of=as_of)
        assert said in shown.ignored
        assert shown.ignored.endswith("Shown as of 24 Nov 2026.")
        assert shown.answer == usual.answer


def test_an_address_says_only_what_is_not_as_ever() -> None:
    assert set(in_address(LearnerFilter()).values()) == {None, ""}
    chosen = LearnerFilter("FOH", None, Standing.STOPPED, "ana", Order.NAME, 3)
    assert in_address(chosen) == {
        "course": "FOH",
        "category": None,
        "status": "stopped",
        "search": "ana",
        "sort": "name",
    }


def test_an_address_is_read_as_it_is_written(served: Served) -> None:
    with served.ctx.reading() as (session, scope):
        head = cohort_head(session, scope, served.kitchen.cohort_id, now=NOW)
    chosen = LearnerFilter("KIT", "test", Standing.ON_TRACK, "ana", Order.MEAN, 3)
    assert read_filter(head, {**in_address(chosen), "page": 3}) == (chosen, ())


def test_the_layout_offers_the_cohorts_own_courses_and_categories(served: Served) -> None:
    page = cohort.layout(served.ctx, html.Div, cohort_id=served.kitchen.cohort_id)
    assert "Cohorts Autumn" in plain(page)
    assert "running" in plain(page)
    text = json.dumps(page, cls=PlotlyJSONEncoder)
    for offered in ("FOH Front of house", "KIT Kitchen", "Assignment", "Exam", "Needs attention"):
        assert offered in text
    (drawn,) = [part for part in every(page, html.Div) if getattr(part, "role", "") == "img"]
    assert getattr(drawn, "aria-labelledby", "") == "cohort-heatmap-sentence"


def test_another_orgs_cohort_and_learner_are_not_found(served: Served) -> None:
    values = [USUAL[name] for name in CONTROLS]
    known, viewers = served.kitchen, [served.kitchen.stranger]
    viewers += [make.viewer(role, known.org) for role in (Role.PARTNER, Role.LEARNER)]
    for viewer in viewers:
        ctx = served.seen_by(viewer)
        with pytest.raises(NotFoundError):
            cohort.layout(ctx, html.Div, cohort_id=known.cohort_id)
        with pytest.raises(NotFoundError):
            cohort.show(ctx, str(known.cohort_id), "light", None, *values)
        with pytest.raises(NotFoundError):
            learner.layout(ctx, learner_id=known.learners["ana"].id)


@pytest.mark.parametrize(
    "claim", ["", "1", "' or 1=1", "0b9c7a52-6a0c-4e0f-9f57-3f1f3b7d0e11", None]
)
def test_an_id_that_is_none_is_not_found(served: Served, claim: str) -> None:
    with pytest.raises(NotFoundError):
        cohort.show(served.ctx, claim, "light", None, *(USUAL[name] for name in CONTROLS))


def test_a_learners_page_says_what_came_of_every_item(served: Served) -> None:
    page = learner.layout(served.ctx, learner_id=served.kitchen.learners["chloe"].id)
    said = plain(page)
    assert (
        "2 courses; 4 of 4 due items handed in. Needs attention in FOH: mean 33 %, below 40 %."
        in said
    )
    assert "Tralee · k-chloe" in said
    assert "Test test 15 Oct 2026 17 Oct 2026 70 % late (2 days)" in said
    assert "Practical assignment – – – not due" in said
    assert "No badge has been given yet." in said
    trail = [getattr(link, "href", "") for link in every(page, dcc.Link)]
    assert trail[:2] == ["/app/cohorts", f"/app/cohorts/{served.kitchen.cohort_id}"]


FORM = (3, 45.5, 14, 28)  # in the order of the fields


def test_thresholds_are_set_in_a_dialog_and_the_rule_is_printed_from_them(
    served: Served, said: dict[str, dict[str, object]]
) -> None:
    cohort_id = str(served.kitchen.cohort_id)
    assert "2 or more due items are missing" in plain(show(served).rules)
    is_open, title, _, *values = cohort_thresholds.ask(served.ctx, 1, cohort_id)
    assert (is_open, values) == (True, [2, 40.0, 21, 42])
    assert "Autumn" in title
    closed, changed, *wrong = cohort_thresholds.save(served.ctx, 1, cohort_id, *FORM)
    assert (closed, changed, wrong) == (False, 1, [False] * 4 + [""] * 4)
    assert said
    printed = plain(show(served).rules)
    assert "3 or more due items are missing" in printed
    assert "below 45.5 %" in printed
    assert cohort_thresholds.usual(1) == (2, 40.0, 21, 42)


def test_a_threshold_that_cannot_be_used_is_said_at_its_field_and_nothing_is_set(
    served: Served,
) -> None:
    cohort_id = str(served.kitchen.cohort_id)
    answer = cohort_thresholds.save(served.ctx, 1, cohort_id, None, 45.5, 14, 14.5)
    assert answer[:2] == (no_update, no_update)
    assert answer[2:6] == (True, False, False, True)
    assert answer[6] == "Expected a whole number from 1 to 100."
    assert "2 or more due items are missing" in plain(show(served).rules)


def test_who_may_not_set_thresholds_has_no_button_and_sets_none(served: Served) -> None:
    ctx = served.seen_by(make.viewer(Role.MODERATOR, served.kitchen.org))
    page = cohort.layout(ctx, html.Div, cohort_id=served.kitchen.cohort_id)
    assert "Change the thresholds" not in plain(page)
    with pytest.raises(NotFoundError):
        cohort_thresholds.save(ctx, 1, str(served.kitchen.cohort_id), *FORM)
    mine = cohort.layout(served.ctx, html.Div, cohort_id=served.kitchen.cohort_id)
    assert "Change the thresholds" in plain(mine)


def test_names_of_five_hundred_letters_are_shown_shortened(served: Served) -> None:
    with writing(served.web.engine)() as session:
        for table in (Learner, LineItem, Course, CohortTable):
            for row in session.scalars(select(table)):
                for name in ("name", "given_name"):
                    if hasattr(row, name):
                        setattr(row, name, f"{getattr(row, name)} " + "x" * 480)
        session.commit()
    shown = show(served, table=True)
    assert max(len(row[1]["text"]) for row in shown.table["rows"]) <= 60
    assert max(len(column["text"]) for column in shown.table["columns"]) <= 60
    assert len(show(served).heading) < 200
    assert plain(cohort.layout(served.ctx, html.Div, cohort_id=served.kitchen.cohort_id))
