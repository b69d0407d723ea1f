"""The patterns of a course say the same in sentence, figure and table, and lead to the learners."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from dash import dcc, html, no_update
from dash.development.base_component import Component
from plotly.utils import PlotlyJSONEncoder

from leap_dash.db import ActivityWeek
from leap_dash.db.session import writing
from leap_dash.domain.access import Role
from leap_dash.domain.errors import NotFoundError
from leap_dash.pages import cohort_behind, cohort_patterns
from leap_dash.pages.cohort_patterns import ITEMS, LEAVING, WEEKS
from leap_dash.pages.cohort_views import View, views
from leap_dash.pages.parts import FigureIds
from tests import factories as make
from tests.factories import TODAY
from tests.kitchen import days
from tests.pages.house import every, words
from tests.pages.kitchen import Served, serve_kitchen


@dataclass(frozen=True, slots=True)
class Shown:
    """What the callback of a figure answered, by what it fills."""

    heading: Any
    figure: Any
    style: dict[str, Any]
    hidden: bool
    note: str
    table: Any


@pytest.fixture
def served(database_url: str, tmp_path: Path) -> Iterator[Served]:
    """The kitchen, in which all but ben were active in the second week."""
    with serve_kitchen(database_url, tmp_path) as served:
        known = served.kitchen
        with writing(served.web.engine)() as session:
            for key, who in known.learners.items():
                if key != "ben":
                    session.add(
                        ActivityWeek(
                            section_id=known.foh.id,
                            learner_id=who.id,
                            week=1,
                            active_days=2,
                            events=9,
                        )
                    )
            session.commit()
        yield served


def plain(component: object) -> str:
    """All text, with plain spaces."""
    return words(component).replace("\N{NARROW NO-BREAK SPACE}", " ")


def show(
    served: Served, ids: FigureIds, course: str | None = "FOH", as_of: str | None = None
) -> Shown:
    """What the instructor is shown of a figure."""
    cohort_id = str(served.kitchen.cohort_id)
    return Shown(*cohort_patterns.show(served.ctx, ids, "light", cohort_id, course, as_of))


def behind(
    served: Served, asked: str | None, course: str = "FOH", as_of: str | None = None
) -> list[Any]:
    """Whether the dialog is open, its title and its body."""
    return cohort_behind.show(served.ctx, str(served.kitchen.cohort_id), course, as_of, asked)


def addresses(component: Component) -> list[str]:
    """Where the links of a table lead."""
    return [str(getattr(link, "href", "")) for link in every(component, html.A)]


def test_each_figure_answers_its_question_in_a_sentence(served: Served) -> None:
    assert plain(show(served, WEEKS).heading) == (
        "Is this week normal?   In week 11, 0 % of 5 learners were active."
    )
    assert plain(show(served, ITEMS).heading).startswith(
        "Which assessment is hard?   Hardest: Test, with a median of 70 %; none of its 5 marks"
    )
    assert "By week 12, nobody of 5 had left." in plain(show(served, LEAVING).heading)


def test_figure_and_table_are_of_the_same_weeks_and_lead_to_the_same_learners(
    served: Served,
) -> None:
    shown = show(served, WEEKS)
    assert not shown.hidden
    assert shown.style == {"height": shown.figure["layout"]["height"]}
    own = shown.figure["data"][-1]
    assert own["customdata"] == [f"week-{week}" for week in range(11)]
    links = addresses(shown.table)
    assert links == [f"#course=FOH&behind={week}" for week in own["customdata"]]
    second = every(shown.table, html.Tr)[2]
    assert plain(second).endswith("5 4 1 80 % – –")


def test_behind_a_week_stand_those_who_were_not_active(served: Served) -> None:
    is_open, title, body = behind(served, "week-1")
    assert (is_open, title) == (True, "1 learner not active in week 2")
    assert "Ben Huber k-ben" in plain(body)
    (link,) = every(body, dcc.Link)
    assert getattr(link, "href", "") == f"/app/learners/{served.kitchen.learners['ben'].id}"


def test_behind_an_item_stand_those_below_the_pass_mark_and_those_missing(served: Served) -> None:
    shown = show(served, ITEMS)
    essay = served.kitchen.items["essay"].id
    assert f"#course=FOH&behind=item-{essay}" in addresses(shown.table)
    assert f"item-{essay}" in shown.figure["data"][0]["customdata"]
    _, title, body = behind(served, f"item-{essay}")
    assert title == "Essay: 3 learners below the pass mark or missing"
    assert "k-chloe 30 %" in plain(body)
    assert "Ben Huber k-ben missing" in plain(body)
    assert "k-dan" not in plain(body)


def test_behind_a_step_stand_those_who_left_in_that_week(served: Served) -> None:
    with writing(served.web.engine)() as session:
        who = make.learner(session, session.merge(served.kitchen.org), "gil", given_name="Gil")
        left_on = TODAY - days(40)
        foh = session.merge(served.kitchen.foh)
        make.enrollment(session, foh, who, status="withdrawn", withdrawn_on=left_on)
        session.commit()
    shown = show(served, LEAVING)
    assert "all of them in week 6 (1 of 6 learners)" in plain(shown.heading)
    assert addresses(shown.table) == ["#course=FOH&behind=left-5"]
    assert "left-5" in shown.figure["data"][-1]["customdata"]
    _, title, body = behind(served, "left-5")
    assert title == "1 learner left in week 6"
    assert "Gil gil 15 Oct 2026" in plain(body)
    assert plain(behind(served, "left-0")[2]) == "Nobody."


def test_a_long_list_says_that_it_was_cut(served: Served, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cohort_behind, "MOST_LISTED", 2)
    _, title, body = behind(served, "week-0")
    assert title == "5 learners not active in week 1"
    assert "The first 2 are listed." in plain(body)


def test_nothing_asked_for_opens_no_dialog(served: Served) -> None:
    assert behind(served, "") == behind(served, None) == [False, no_update, no_update]


@pytest.mark.parametrize(
    "asked", ["week", "week-", "week--1", "week-²", "week-99999", "item-1", "left-x", "all-1", "x"]
)
def test_what_is_not_there_is_not_found(served: Served, asked: str) -> None:
    with pytest.raises(NotFoundError):
        behind(served, asked)


def test_weeks_are_told_by_what_was_handed_in_where_no_activity_is_known(served: Served) -> None:
    shown = show(served, WEEKS, "KIT")
    assert "handed something in" in plain(shown.heading)
    assert "Nothing is known of activity" in shown.note
    assert behind(served, "week-10", "KIT")[1] == "1 learner handed in nothing in week 11"


def test_items_without_marks_are_said_not_drawn(served: Served) -> None:
    shown = show(served, ITEMS, "KIT")
    assert "Nothing is marked yet." in plain(shown.heading)
    assert (shown.figure, shown.hidden) == (no_update, True)
    assert shown.note == "Worth no marks: Check. Not marked yet: Practical."
    assert "Check 19 Nov 2026 0 1 – – – – – –" in plain(shown.table)


def test_a_course_that_is_unknown_is_left_out_and_said(served: Served) -> None:
    cohort_id = str(served.kitchen.cohort_id)
    assert plain(show(served, ITEMS, "ZZZ").heading) == plain(show(served, ITEMS).heading)
    said, _ = cohort_patterns.show_asked(served.ctx, cohort_id, "<b>" + "Z" * 100, "soon")
    assert said.startswith("This cohort has no course “<b>ZZZ")
    assert "Shown as of 24 Nov 2026." in said
    assert len(said) < 250
    assert cohort_patterns.show_asked(served.ctx, cohort_id, "KIT", None)[0] == ""


def test_a_day_in_the_past_shows_what_was_known_then_and_stays_in_every_link(
    served: Served,
) -> None:
    cohort_id, then = str(served.kitchen.cohort_id), "2026-10-20"
    assert plain(show(served, WEEKS, as_of=then).heading).endswith(
        "In week 6, 0 % of 5 learners were active."
    )
    shown = show(served, ITEMS, as_of=then)
    assert "Not marked yet: Essay, Project and Exam." in shown.note
    test = served.kitchen.items["test"].id
    assert addresses(shown.table) == [f"#course=FOH&as_of={then}&behind=item-{test}"]
    assert behind(served, f"item-{test}", as_of=then)[1].startswith("Test: 1 learner")
    _, steps = cohort_patterns.show_asked(served.ctx, cohort_id, "FOH", then)
    links = {plain(link): getattr(link, "href", "") for link in every(steps, html.A)}
    assert links["‹ Week"] == "#course=FOH&as_of=2026-10-13"
    assert links["Today"] == "#course=FOH"


def test_the_layout_offers_the_courses_and_names_every_figure(served: Served) -> None:
    page = cohort_patterns.layout(served.ctx, html.Div, cohort_id=served.kitchen.cohort_id)
    assert "Cohorts Autumn Patterns Autumn: patterns" in plain(page)
    text = json.dumps(page, cls=PlotlyJSONEncoder)
    assert "FOH Front of house" in text
    assert "KIT Kitchen" in text
    drawn = [part for part in every(page, html.Div) if getattr(part, "role", "") == "img"]
    assert [getattr(part, "aria-labelledby", "") for part in drawn] == [
        ids.sentence for ids in (WEEKS, ITEMS, LEAVING)
    ]


def test_a_cohort_without_courses_says_what_will_be_here(served: Served) -> None:
    with writing(served.web.engine)() as session:
        org = session.merge(served.kitchen.org)
        cohort = make.cohort(session, org, session.merge(served.kitchen.programme), "Empty")
        session.commit()
        cohort_id = cohort.id
    page = cohort_patterns.layout(served.ctx, html.Div, cohort_id=cohort_id)
    assert "This cohort has no courses yet." in plain(page)
    with pytest.raises(NotFoundError):
        cohort_patterns.show(served.ctx, WEEKS, "light", str(cohort_id), None, None)


def test_the_views_of_a_cohort_lead_to_each_other(served: Served) -> None:
    cohort_id = served.kitchen.cohort_id
    shown = views(cohort_id, View.PATTERNS)
    links = {plain(link): getattr(link, "href", "") for link in every(shown, dcc.Link)}
    assert links["Learners"] == f"/app/cohorts/{cohort_id}"
    assert "Patterns" not in links
    (here,) = every(shown, html.Span)
    assert (plain(here), getattr(here, "aria-current", "")) == ("Patterns", "page")


def test_another_orgs_cohort_is_not_found(served: Served) -> None:
    known = served.kitchen
    cohort_id = str(known.cohort_id)
    viewers = [known.stranger]
    viewers += [make.viewer(role, known.org) for role in (Role.PARTNER, Role.LEARNER)]
    for viewer in viewers:
        ctx = served.seen_by(viewer)
        with pytest.raises(NotFoundError):
            cohort_patterns.layout(ctx, html.Div, cohort_id=known.cohort_id)
        for ids in (WEEKS, ITEMS, LEAVING):
            with pytest.raises(NotFoundError):
                cohort_patterns.show(ctx, ids, "light", cohort_id, "FOH", None)
        with pytest.raises(NotFoundError):
            cohort_behind.show(ctx, cohort_id, "FOH", None, "week-1")
        with pytest.raises(NotFoundError):
            cohort_patterns.show_asked(ctx, cohort_id, "FOH", None)
