"""Whom to contact first in a course is said alike by page, files and command: as it has learned."""

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import openpyxl
import pytest
from pypdf import PdfReader
from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from leap_dash.context import Context
from leap_dash.db import AttentionModel, Enrollment, Learner, Section
from leap_dash.db.session import writing
from leap_dash.domain.access import OPERATOR, Role
from leap_dash.domain.attention import CLOSED
from leap_dash.domain.attention_score import IN_WORDS
from leap_dash.domain.errors import NotFoundError
from leap_dash.exports.table import Form
from leap_dash.jobs.scoring import score_all
from leap_dash.pages import acting_sources, cohort, downloads
from leap_dash.pages.cohort_filter import CONTROLS
from leap_dash.queries.attention import attention_list
from leap_dash.queries.cohort_learners import cohort_page
from leap_dash.queries.cohorts import cohort_head
from leap_dash.records import AttentionRow, LearnerFilter
from leap_dash.services.progress import refresh
from tests import factories as make
from tests.factories import NOW, TODAY
from tests.pages.test_cohort import USUAL, Shown, plain
from tests.trained_course import LEARNERS, START, Trained, learners, trained_course
from tests.web import Web, make_web

DAYS = ["", str(START + timedelta(days=45))]  # kept for today, worked out for an earlier day
LEARNED = (
    "Scores of unit-1 are learned from 480 enrolments of spring, autumn; right about 80 of 100 "
    "pairs it did not know."
)


@dataclass(frozen=True, slots=True)
class House:
    """A cohort of one course that has a model, scored for today: one has left, one has passed."""

    web: Web
    trained: Trained

    @property
    def ctx(self) -> Context:
        """The app's context as the instructor sees it."""
        context: Context = self.web.app.extensions["leap_dash"]
        viewer = make.viewer(Role.INSTRUCTOR, self.trained.course.org)
        return replace(context, viewer=lambda: viewer)

    def show(self, **given: object) -> Shown:
        """What the page shows as a table with these values of its controls."""
        values = {**USUAL, "table": True, **given}
        cohort_id = str(self.trained.here.cohort_id)
        return Shown(
            *cohort.show(self.ctx, cohort_id, "light", None, *(values[name] for name in CONTROLS))
        )

    def file(self, form: Form, **filters: object) -> io.BytesIO:
        """The list as a file."""
        address = urlencode({name: value for name, value in filters.items() if value})
        with self.web.app.test_request_context(f"/?{address}"):
            answer = downloads.send_cohort(self.ctx, self.trained.here.cohort_id, form)
            answer.direct_passthrough = False
            data = answer.get_data()
        answer.close()
        return io.BytesIO(data)

    def command(self, as_of: str = "", course: str = "unit-1") -> tuple[AttentionRow, ...]:
        """The rows of `leap-dash attention`."""
        cohort_id, day = self.trained.here.cohort_id, as_of or None
        with self.ctx.reading() as (session, _):
            found = attention_list(session, OPERATOR, cohort_id, now=NOW, course=course, as_of=day)
        assert found.learned
        return found.rows

    def change(self) -> Session:
        """A session that writes."""
        return writing(self.web.engine)()


@pytest.fixture
def house(database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[House]:
    """See the class."""
    monkeypatch.setattr(cohort, "ROWS", 2 * LEARNERS)
    web = make_web(database_url, tmp_path)
    with writing(web.engine)() as session:
        session.expire_on_commit = False
        trained = trained_course(session)
        for number, (status, result) in enumerate([("withdrawn", None), ("completed", "pass")]):
            who = learners(session, trained)[number]
            one = session.scalars(select(Enrollment).where(Enrollment.learner_id == who)).one()
            one.status, one.final_result = status, result
            one.withdrawn_on = TODAY if status == "withdrawn" else None
        score_all(session, NOW)
        session.commit()
    yield House(web, trained)
    web.close()


def add_course(house: House) -> None:
    """A second course, without a model, that everybody takes; and nothing is out of date."""
    with house.change() as session:
        course = make.course(session, house.trained.course.programme, "unit-2")
        section = Section(
            cohort_id=house.trained.here.cohort_id, course_id=course.id, starts_on=START
        )
        make.add(session, section)
        make.line_item(session, section, "last", counts_from=TODAY)
        for learner_id in learners(session, house.trained):
            make.add(session, Enrollment(section_id=section.id, learner_id=learner_id))
        refresh(session, NOW)
        score_all(session, NOW)
        session.commit()


def said(row: list[dict[str, Any]]) -> tuple[str, str, str, str]:
    """Who, status, score and why, of a row of the page's table."""
    return row[1]["text"], row[2]["text"], row[3]["text"], row[4]["text"]


def commanded(rows: tuple[AttentionRow, ...]) -> list[tuple[str, str, str, str]]:
    """The same of the command's."""
    return [
        (
            row.learner_key,
            row.judgement.status.value,
            f"{round(row.judgement.score)}",
            "; ".join(row.judgement.reasons),
        )
        for row in rows
    ]


@pytest.mark.parametrize("as_of", DAYS)
def test_page_files_and_command_say_the_same_in_the_same_order(house: House, as_of: str) -> None:
    asked: dict[str, object] = {"course": "unit-1", "status": "everyone", "as_of": as_of}
    page = [said(row) for row in house.show(**asked).table["rows"]]
    assert page == commanded(house.command(as_of))
    assert len(page) == LEARNERS
    text = house.file(Form.CSV, **asked).read().decode("utf-8-sig")
    lines = list(csv.reader(io.StringIO(text)))[1:]
    assert [(line[0], *line[2:5]) for line in lines] == page
    sheet = openpyxl.load_workbook(house.file(Form.XLSX, **asked)).active
    assert sheet is not None
    cells = list(sheet.iter_rows(min_row=2, values_only=True))
    told = [(row[0], row[2], str(row[3]), row[4] or "") for row in cells]
    assert told[-LEARNERS:] == page
    source = house.show(**asked).source
    everyone = acting_sources.everyone(house.ctx, source)
    assert [str(each) for each in everyone] == [
        row[0]["pick"] for row in house.show(**asked).table["rows"]
    ]


@pytest.mark.parametrize("as_of", DAYS)
def test_a_row_has_the_reasons_of_the_model_behind_those_of_the_status(
    house: House, as_of: str
) -> None:
    asked: dict[str, object] = {"as_of": as_of, "status": "everyone"}
    learned = {key: rest for key, *rest in map(said, house.show(**asked).table["rows"])}
    with house.change() as session:
        session.execute(delete(AttentionModel))
        session.commit()
    usual = {key: rest for key, *rest in map(said, house.show(**asked).table["rows"])}
    assert learned.keys() == usual.keys()
    more = 0
    for key, (status, score, why) in usual.items():
        assert learned[key][0] == status
        if status in {each.value for each in CLOSED}:
            assert learned[key] == [status, score, why]
            continue
        assert learned[key][2].startswith(why)
        model = learned[key][2].removeprefix(why).removeprefix("; ")
        assert model.count("(section: ") <= 3
        more += bool(model)
    assert more >= LEARNERS / 2 - 2
    assert learned != usual


def test_where_one_course_is_looked_at_the_page_says_what_it_learned_from(house: House) -> None:
    for course in ("all", "unit-1"):  # the cohort has no other
        shown = house.show(course=course)
        assert shown.ranked == LEARNED
        assert not shown.ranked_hidden
        assert not shown.weights_hidden
        assert "a lower mean of the due work: odds times" in plain(shown.weights)
        assert IN_WORDS not in plain(shown.rules)


def test_over_several_courses_the_usual_score_stays_and_the_page_says_so(house: House) -> None:
    add_course(house)
    several = house.show()
    assert several.ranked == (
        "Scores over several courses are the usual ones; choose unit-1 alone to rank by what it "
        "has learned."
    )
    assert not several.ranked_hidden
    assert several.weights_hidden
    assert IN_WORDS in plain(several.rules)
    assert "(section: " not in plain([row[4]["text"] for row in several.table["rows"]])
    assert house.show(course="unit-1").ranked == LEARNED
    assert [said(row) for row in house.show(course="unit-1", status="everyone").table["rows"]] == (
        commanded(house.command())
    )
    category = house.show(course="unit-1", category="assignment")
    assert category.ranked.startswith("Scores of one category are the usual ones; ")
    assert "(section: " not in plain([row[4]["text"] for row in category.table["rows"]])


@pytest.mark.parametrize("asked", [{"course": "unit-2"}, {"as_of": str(START + timedelta(days=5))}])
def test_where_there_is_no_model_nothing_is_said(house: House, asked: dict[str, object]) -> None:
    add_course(house)
    shown = house.show(**asked)
    assert (shown.ranked, shown.ranked_hidden, shown.weights_hidden) == ("", True, True)
    assert plain(shown.weights) == ""
    assert IN_WORDS in plain(shown.rules)


def test_cards_and_counts_are_those_without_a_model(house: House) -> None:
    def counted() -> list[tuple[str, str, str]]:
        return [
            (plain(each.answer), plain(each.cards), each.count)
            for as_of in DAYS
            for status in ("enrolled", "needs attention", "on track", "left")
            for each in (house.show(as_of=as_of, status=status),)
        ]

    learned = counted()
    with house.change() as session:
        session.execute(delete(AttentionModel))
        session.commit()
    assert counted() == learned


def test_pages_of_the_list_follow_each_other(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cohort, "ROWS", 15)
    for as_of in DAYS:
        whole = [row.learner_key for row in house.command(as_of) if _is_open(row)]
        pages = [
            said(row)[0]
            for page in (1, 2, 3)
            for row in house.show(page=page, as_of=as_of).table["rows"]
        ]
        assert [key for key in pages if key in whole] == whole


def _is_open(row: AttentionRow) -> bool:
    return row.judgement.status not in CLOSED


def test_the_report_lists_them_by_the_learned_score_and_says_so(house: House) -> None:
    with house.web.app.test_request_context("/?course=unit-1"):
        answer = downloads.send_report(house.ctx, house.trained.here.cohort_id)
        answer.direct_passthrough = False
        pages = PdfReader(io.BytesIO(answer.get_data())).pages
        answer.close()
    text = "".join(page.extract_text() for page in pages)
    assert " ".join(LEARNED.split()) in " ".join(text.split())


def test_an_instructor_of_another_org_is_given_nothing(house: House) -> None:
    with house.change() as session:
        foreign = make.org(session, "graz")
        viewer = make.viewer(Role.INSTRUCTOR, foreign)
        head = cohort_head(session, OPERATOR, house.trained.here.cohort_id, now=NOW)
        with pytest.raises(NotFoundError):
            cohort_head(session, viewer, house.trained.here.cohort_id, now=NOW)
        for day in (TODAY, TODAY - timedelta(days=9)):  # kept, and worked out
            page = cohort_page(
                session, viewer, replace(head, as_of=day), LearnerFilter(), size=LEARNERS
            )
            assert page.ranking.model is None
            assert page.ranking.courses == ()
            assert page.rows == ()
        assert session.scalars(select(Learner.id)).all()
