"""A file holds what its page shows under the same filters, all of it and only it."""

import csv
import io
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

import openpyxl
import pytest
from dash import html
from flask import Response
from pypdf import PdfReader
from sqlalchemy import select

from leap_dash.context import Context
from leap_dash.db import AuditEvent, Learner
from leap_dash.db.session import reading, writing
from leap_dash.domain.access import Role
from leap_dash.domain.errors import BadInputError, ForbiddenError, NotFoundError
from leap_dash.exports.table import MOST_COLUMNS, Form
from leap_dash.pages import cohort, cohort_words, download_links, downloads
from leap_dash.pages.cohort_filter import CONTROLS
from leap_dash.queries.cohort_learners import cohort_page
from leap_dash.queries.cohorts import cohort_head
from leap_dash.records import LearnerFilter
from tests import factories
from tests.factories import TODAY
from tests.pages.house import House, every
from tests.pages.kitchen import Served, serve_kitchen
from tests.web import Web

ABOUT = [
    "Learner",
    "Key",
    "Status",
    "Score",
    "Why",
    "Due",
    "Done",
    "Late",
    "Missing",
    "Mean (%)",
    "Last activity",
]


@pytest.fixture
def served(database_url: str, tmp_path: Path) -> Iterator[Served]:
    with serve_kitchen(database_url, tmp_path) as served:
        yield served


def rows_of(answer: Response) -> list[list[str]]:
    """The lines of a CSV file."""
    text = answer.get_data().decode("utf-8-sig")
    return list(csv.reader(io.StringIO(text, newline="")))


def learners(served: Served, **filters: str) -> list[list[str]]:
    """What the instructor's CSV file of the cohort says."""
    with served.web.app.test_request_context(f"/?{urlencode(filters)}"):
        answer = downloads.send_cohort(served.ctx, served.kitchen.cohort_id, Form.CSV)
        return rows_of(answer)


def sent(served: Served, form: Form = Form.CSV, **body: list[str]) -> list[list[str]]:
    """What the file says that is asked for with a body."""
    with served.web.app.test_request_context("/?sort=name", method="POST", data=body):
        return rows_of(downloads.send_cohort(served.ctx, served.kitchen.cohort_id, form))


def ids_by_key(web: Web) -> dict[str, str]:
    """The id of each learner there is, by their key."""
    with reading(web.engine)() as session:
        rows = session.execute(select(Learner.key, Learner.id))
        return {key: str(learner_id) for key, learner_id in rows}


def noted(web: Web) -> list[tuple[str, str, Any]]:
    """The exports in the record."""
    statement = select(AuditEvent.actor, AuditEvent.subject, AuditEvent.detail).where(
        AuditEvent.action == "export"
    )
    with reading(web.engine)() as session:
        return [(actor, subject, detail) for actor, subject, detail in session.execute(statement)]


def test_a_file_of_a_cohort_has_a_row_a_learner_and_the_mark_and_state_of_each_item(
    served: Served,
) -> None:
    head, *rows = learners(served)
    assert head[:11] == ABOUT
    assert head[11:15] == ["FOH Test (%)", "FOH Test: state", "FOH Essay (%)", "FOH Essay: state"]
    assert len(rows) == 5  # who withdrew is not among the enrolled
    ben = next(row for row in rows if row[1] == "k-ben")
    assert ben[:2] + ben[5:10] == ["Ben Huber", "k-ben", "4", "0", "0", "4", "0.0"]
    assert ben[2] == "stopped"
    assert ben[4].startswith("4 due items missing; no activity yet, for ")
    chloe = dict(zip(head, next(row for row in rows if row[1] == "k-chloe"), strict=True))
    assert (chloe["FOH Test (%)"], chloe["FOH Test: state"]) == ("70.0", "late")
    assert (chloe["FOH Essay (%)"], chloe["FOH Essay: state"]) == ("30.0", "low")
    fay = dict(zip(head, next(row for row in rows if row[1] == "k-fay"), strict=True))
    assert (fay["KIT Check (%)"], fay["KIT Check: state"]) == ("", "")  # does not take it


def test_columns_that_are_hidden_on_the_page_are_not_in_its_file(served: Served) -> None:
    with served.ctx.reading() as (session, scope):
        head = cohort_head(session, scope, served.kitchen.cohort_id, now=served.ctx.clock())
        page = cohort_page(session, scope, head, LearnerFilter(), size=50)
    on_page = cohort_words.table(head, page)["columns"]
    names = {column["text"]: column["name"] for column in on_page if "name" in column}
    whole, *_ = learners(served)
    head_row, *rows = sent(served, hide=[names["Why"], names["Missing"], names["Essay"]])
    gone = {"Why", "Due", "Done", "Late", "Missing", "FOH Essay (%)", "FOH Essay: state"}
    assert head_row == [title for title in whole if title not in gone]
    assert all(len(row) == len(head_row) for row in rows)
    chloe = dict(zip(head_row, next(row for row in rows if row[1] == "k-chloe"), strict=True))
    assert (chloe["FOH Test (%)"], chloe["FOH Test: state"]) == ("70.0", "late")
    assert sent(served, hide=list(names.values()))[0] == ["Learner", "Key"]
    assert sent(served, hide=["no such column"])[0] == whole
    with pytest.raises(BadInputError, match="hide"):
        sent(served, hide=["why"] * (MOST_COLUMNS + 1))


def test_a_file_of_the_selected_holds_them_alone_whatever_their_status(served: Served) -> None:
    ids = ids_by_key(served.web)
    wanted = ["k-fay", "k-ben", "k-eva"]  # eva has left
    _, *rows = sent(served, learner=[ids[key] for key in wanted])
    order = [row[1] for row in learners(served, sort="name", status="everyone")]
    assert [row[1] for row in rows] == [key for key in order if key in set(wanted)]
    assert [detail["rows"] for _, _, detail in noted(served.web)] == [3, 6]


def test_a_guessed_id_exports_nothing(served: Served) -> None:
    with writing(served.web.engine)() as session:
        factories.learner(session, factories.org(session, "linz"), "k-foreign")
        session.commit()
    ids = ids_by_key(served.web)
    for guessed in (str(UUID(int=7)), "no id", ids["k-foreign"]):
        with pytest.raises(NotFoundError):
            sent(served, learner=[ids["k-ben"], guessed])
    with pytest.raises(BadInputError, match="at most 2,500"):
        sent(served, learner=[ids["k-ben"]] * 2501)
    assert noted(served.web) == []


def test_a_file_of_an_earlier_day_bears_that_day_and_another_day_is_refused(
    served: Served,
) -> None:
    before = TODAY - timedelta(days=30)
    with served.web.app.test_request_context(f"/?as_of={before}"):
        answer = downloads.send_cohort(served.ctx, served.kitchen.cohort_id, Form.CSV)
        report = downloads.send_report(served.ctx, served.kitchen.cohort_id)
    head, *rows = rows_of(answer)
    ben = dict(zip(head, next(row for row in rows if row[1] == "k-ben"), strict=True))
    assert (ben["FOH Test: state"], ben["FOH Project: state"]) == ("missing", "not due")
    for sent in (answer, report):
        assert str(before) in sent.headers["Content-Disposition"]
    report.close()
    with pytest.raises(BadInputError, match="lies ahead"):
        learners(served, as_of="2031-01-01")


@pytest.mark.parametrize(
    "filters",
    [
        {},
        {"status": "needs attention"},
        {"status": "everyone", "sort": "name"},
        {"course": "KIT", "sort": "mean"},
        {"category": "test", "search": "an"},
        {"search": "nobody at all"},
        {"as_of": str(TODAY - timedelta(days=20))},
    ],
)
def test_a_file_holds_the_learners_of_the_page_in_their_order(
    served: Served, filters: dict[str, str]
) -> None:
    usual = dict.fromkeys(CONTROLS, "all") | {"search": "", "as_of": "", "table": True, "page": 1}
    given = usual | filters
    shown = cohort.show(
        served.ctx,
        str(served.kitchen.cohort_id),
        "light",
        None,
        *(given[name] for name in CONTROLS),
    )
    table = next(part for part in shown if isinstance(part, dict) and "rows" in part)
    names = [row[1]["text"] for row in table["rows"]]  # behind the box to pick it by
    assert [row[0] for row in learners(served, **filters)[1:]] == names


def test_the_buttons_of_a_page_ask_for_what_it_shows(served: Served) -> None:
    given = dict.fromkeys(CONTROLS, "all") | {"search": "", "as_of": "", "table": True, "page": 1}
    given |= {"status": "stopped", "course": "FOH"}
    shown = cohort.show(
        served.ctx,
        str(served.kitchen.cohort_id),
        "light",
        None,
        *(given[name] for name in CONTROLS),
    )
    links = [link for part in shown for link in every(part, html.A) if hasattr(link, "download")]
    path = f"/app/cohorts/{served.kitchen.cohort_id}"
    assert [getattr(link, "href", "") for link in links] == [
        f"{path}/learners.csv?course=FOH&status=stopped",
        f"{path}/learners.xlsx?course=FOH&status=stopped",
        f"{path}/report.pdf?course=FOH",
    ]


def test_a_filter_that_the_page_would_leave_out_is_refused(served: Served) -> None:
    for filters in ({"course": "NONE"}, {"status": "tall"}, {"page": "2"}):
        with pytest.raises(BadInputError, match="This cohort has no"):
            learners(served, **filters)


def test_the_workbook_says_what_the_csv_file_says(served: Served) -> None:
    head, *rows = learners(served)
    with served.web.app.test_request_context("/"):
        answer = downloads.send_cohort(served.ctx, served.kitchen.cohort_id, Form.XLSX)
        answer.direct_passthrough = False
        book = openpyxl.load_workbook(io.BytesIO(answer.get_data()))
        answer.close()
    values = [[cell.value for cell in row] for row in book.active.iter_rows()]
    assert values[0] == head
    for line, row in zip(rows, values[1:], strict=True):
        assert [row[0], row[1], float(row[8]), row[9] or 0.0] == [
            line[0], line[1], float(line[8]), float(line[9] or 0),
        ]  # fmt: skip


def test_a_file_is_sent_under_a_safe_name_and_kept_by_nobody(served: Served) -> None:
    with served.web.app.test_request_context("/?course=KIT"):
        answer = downloads.send_cohort(served.ctx, served.kitchen.cohort_id, Form.CSV)
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["Content-Type"] == "text/csv; charset=utf-8"
    name = f"Autumn-KIT-{TODAY}.csv"
    disposition = answer.headers["Content-Disposition"]
    assert disposition == f"attachment; filename=\"{name}\"; filename*=UTF-8''{name}"


def test_every_file_is_noted_with_how_many_rows_it_took(served: Served) -> None:
    learners(served, status="needs attention")
    with served.web.app.test_request_context("/"):
        downloads.send_report(served.ctx, served.kitchen.cohort_id).close()
    subject, actor = f"cohort {served.kitchen.cohort_id}", served.kitchen.instructor.actor
    assert noted(served.web) == [
        (actor, subject, {"form": "csv", "rows": 2}),
        (actor, subject, {"form": "pdf", "rows": 5}),
    ]


def test_the_report_has_the_answer_of_the_page(served: Served) -> None:
    with served.web.app.test_request_context("/?course=FOH"):
        answer = downloads.send_report(served.ctx, served.kitchen.cohort_id)
        answer.direct_passthrough = False
        text = PdfReader(io.BytesIO(answer.get_data())).pages[0].extract_text()
        answer.close()
    assert "only FOH Front of house" in text
    assert "5 learners;" in text


def test_who_may_not_see_a_cohort_gets_no_file_of_it(served: Served) -> None:
    ctx = served.seen_by(served.kitchen.stranger)
    with served.web.app.test_request_context("/"):
        for form in Form:
            with pytest.raises(NotFoundError):
                downloads.send_cohort(ctx, served.kitchen.cohort_id, form)
        with pytest.raises(NotFoundError):
            downloads.send_report(ctx, served.kitchen.cohort_id)
    assert noted(served.web) == []


def badge(house: House, ctx: Context, **filters: str) -> list[list[str]]:
    """What the CSV file of a badge's list says."""
    with house.web.app.test_request_context(f"/?{urlencode(filters)}"):
        return rows_of(downloads.send_badge(ctx, house.achievement_id, Form.CSV))


def test_the_lists_of_a_badge_leave_as_files_too(house: House) -> None:
    ctx = house.as_(Role.INSTRUCTOR)
    head, *rows = badge(house, ctx)
    assert head == ["Learner", "Key", "Cohort", "TMA 1"]
    assert len(rows) == 5
    head, *rows = badge(house, ctx, show="one-step")
    assert head[3:] == ["Missing", "Has", "Needs"]
    assert len(rows) == 5
    assert badge(house, ctx, show="hold")[0][:3] == ["Learner", "Badge", "Cohort"]
    with pytest.raises(BadInputError, match="show"):
        badge(house, ctx, show="tall")
    with pytest.raises(NotFoundError):
        badge(house, house.seen_by(house.stranger))


def test_awards_leave_with_their_state_in_the_page_s_words(house: House) -> None:
    ctx = house.as_(Role.INSTRUCTOR)
    with house.web.app.test_request_context("/?state=revoked"):
        head, *rows = rows_of(downloads.send_awards(ctx, Form.CSV))
    assert head == ["Learner", "Badge", "Cohort", "State", "Reason", "Issued on", "Proof"]
    assert rows == []
    with (
        house.web.app.test_request_context("/?state=lost"),
        pytest.raises(BadInputError, match="state"),
    ):
        downloads.send_awards(ctx, Form.CSV)
    with house.web.app.test_request_context("/"), pytest.raises(ForbiddenError):
        downloads.send_awards(house.as_(Role.LEARNER), Form.CSV)


def test_a_link_leaves_out_what_is_as_ever() -> None:
    kept = {"cohort": "all", "state": None, "search": "a&b"}
    link = download_links.link("CSV", "/app/awards.csv", kept, "Awards as CSV")
    assert vars(link)["href"] == "/app/awards.csv?search=a%26b"


def test_the_id_of_nothing_has_no_file(served: Served) -> None:
    with served.web.app.test_request_context("/"), pytest.raises(NotFoundError):
        downloads.send_cohort(served.ctx, UUID(int=7), Form.CSV)
