"""A course's page says how it goes, item by item, and leads to its learners and other cohorts."""

from collections.abc import Iterator
from pathlib import Path
from urllib.parse import parse_qsl, quote

import pytest
from dash import dcc, html

from leap_dash.db import Course, LearningOutcome, OutcomeResult
from leap_dash.db.session import writing
from leap_dash.domain.errors import NotFoundError
from leap_dash.pages import course
from leap_dash.pages.cohort_filter import read_filter
from leap_dash.pages.course_words import address as course_address
from leap_dash.queries.cohorts import cohort_head
from leap_dash.records import Standing
from tests import factories as make
from tests.factories import TODAY
from tests.kitchen import days
from tests.pages.house import every, words
from tests.pages.kitchen import Served, serve_kitchen


@pytest.fixture
def served(database_url: str, tmp_path: Path) -> Iterator[Served]:
    with serve_kitchen(database_url, tmp_path) as served:
        yield served


def plain(component: object) -> str:
    """All text, with plain spaces."""
    return words(component).replace("\N{NARROW NO-BREAK SPACE}", " ")


def shown(served: Served, code: str = "FOH") -> list[object]:
    """What the callback fills in."""
    return course.show(served.ctx, "light", str(served.kitchen.cohort_id), code)


def test_the_page_answers_in_a_sentence_and_leads_to_its_learners(served: Served) -> None:
    cohort_id = served.kitchen.cohort_id
    page = course.layout(served.ctx, cohort_id, "FOH")
    assert "FOH Front of house, Autumn" in plain(page)
    assert "5 learners; 64 % of due work is handed in; the mean is 42 %." in plain(page)
    assert "Learners 5 1 more withdrew" in plain(page)
    links = {plain(link): getattr(link, "href", "") for link in every(page, dcc.Link)}
    assert links["Learners of this course"] == f"/app/cohorts/{cohort_id}#course=FOH"
    address, _, filters = links["Those who need attention"].partition("#")
    assert address == f"/app/cohorts/{cohort_id}"
    with served.ctx.reading() as (session, scope):
        head = cohort_head(session, scope, cohort_id, now=served.ctx.clock())
    chosen, ignored = read_filter(head, dict(parse_qsl(filters)))
    assert (chosen.course, chosen.standing, ignored) == ("FOH", Standing.NEEDS_ATTENTION, ())
    assert links["Autumn"] == f"/app/cohorts/{cohort_id}"


def test_items_stand_with_sentence_figure_and_table(served: Served) -> None:
    _, sentence, figure, style, table, *_ = shown(served)
    assert isinstance(figure, dict)
    assert plain(sentence) == ("3 of 4 items are due; Essay is missing most: for 2 of 5 learners.")
    assert style == {"height": figure["layout"]["height"]}
    rows = [plain(row) for row in every(table, html.Tr)]
    assert rows[1] == "Test test 15 Oct 2026 3 1 1 0 4 75 % ± 11"
    assert rows[2].startswith("Essay assignment 30 Oct 2026 2 0 2 1 2 55 % ±")
    assert rows[4] == "Exam exam 14 Dec 2026 0 0 – 0 0 –"


def test_outcomes_say_how_many_have_achieved_them(served: Served) -> None:
    with writing(served.web.engine)() as session:
        course_id = served.kitchen.foh.course_id
        for code, who in (("LO1", ("ana", "dan")), ("LO2", ())):
            row = make.add(
                session, LearningOutcome(course_id=course_id, code=code, name=f"Can do {code}")
            )
            session.add_all(
                OutcomeResult(
                    learning_outcome_id=row.id,
                    learner_id=served.kitchen.learners[each].id,
                    achieved_on=TODAY,
                )
                for each in who
            )
        session.commit()
    outcomes, *_ = shown(served)
    assert "2 learning outcomes; the fewest have achieved LO2: 0 of 5 learners" in plain(outcomes)
    assert "LO1 Can do LO1 2 of 5 40 %" in plain(outcomes)
    assert "LO2 Can do LO2 0 of 5 0 %" in plain(outcomes)


def test_a_course_without_outcomes_says_so(served: Served) -> None:
    assert "No learning outcomes are recorded for this course." in plain(shown(served)[0])


def test_other_cohorts_stand_beside_it_each_with_its_own_page(served: Served) -> None:
    with writing(served.web.engine)() as session:
        kitchen = served.kitchen
        began = TODAY - days(80 + 365)
        cohort = make.cohort(
            session, kitchen.org, kitchen.programme, "Before", starts_on=began, ends_on=TODAY
        )
        section = make.section(session, cohort, session.get_one(Course, kitchen.foh.course_id))
        make.line_item(session, section, counts_from=began + days(10))
        make.enrollment(session, section, kitchen.learners["ana"])
        session.commit()
        before = cohort.id
    *_, sentence, _, _, table, passed, _, _, _ = shown(served)
    assert plain(sentence) == (
        "60 % of 5 learners are not behind here, 100 % in 1 other cohort; all intervals meet, so "
        "that chance may explain the difference."
    )
    assert plain(passed) == "Passed: not known for this cohort yet."
    links = [getattr(link, "href", "") for link in every(table, dcc.Link)]
    assert links == [course_address(served.kitchen.cohort_id, "FOH"), course_address(before, "FOH")]


def test_a_code_of_any_signs_has_an_address(served: Served) -> None:
    code = "F/O H%41 é"
    with writing(served.web.engine)() as session:
        session.get_one(Course, served.kitchen.foh.course_id).code = code
        session.commit()
    path = course_address(served.kitchen.cohort_id, code)
    routes = served.web.app.extensions["leap_dash_routes"]
    page, values = routes.match(path)
    assert page.title == "Course"
    found = course.layout(served.ctx, **values)
    assert "Front of house, Autumn" in plain(found)
    assert quote(code, safe="") in path
    assert served.web.browser().get(path).status_code in (200, 302)


@pytest.mark.parametrize("code", ["XYZ", ""])
def test_an_unknown_course_and_a_strangers_are_not_found(served: Served, code: str) -> None:
    with pytest.raises(NotFoundError):
        course.layout(served.ctx, served.kitchen.cohort_id, code)
    stranger = served.seen_by(served.kitchen.stranger)
    with pytest.raises(NotFoundError):
        course.layout(stranger, served.kitchen.cohort_id, "FOH")
    with pytest.raises(NotFoundError):
        course.show(stranger, "light", str(served.kitchen.cohort_id), "FOH")
