"""A report can be read whatever names it holds: on its pages, in its letters, in its place."""

import io
from collections import Counter
from dataclasses import replace
from datetime import timedelta
from uuid import uuid4

import pypdfium2
import pytest
from pypdf import PdfReader
from pypdf.generic import Destination

from leap_dash.domain.attention import Status
from leap_dash.domain.attention_score import Judgement
from leap_dash.domain.attention_thresholds import DEFAULTS
from leap_dash.domain.results import State
from leap_dash.exports.faces import readable
from leap_dash.exports.paper import MARGIN
from leap_dash.exports.report import MOST_LISTED, MOST_SQUARES, report_pdf
from leap_dash.records import (
    BadgeCount,
    Cell,
    CohortHead,
    CohortPage,
    CohortReport,
    CourseChoice,
    GroupSums,
    ItemColumn,
    ItemSums,
    LearnerRow,
    SectionSums,
)
from tests.factories import NOW, TODAY

LONG = ("Χριστουγεννιάτικη Geschäftsführungsgehilfenprüfung der Gästebetreuung " * 8)[:500]
POINT = 72 / 25.4  # to the millimetre


def report(name: str = "Autumn", *, learners: int = 6, items: int = 4) -> CohortReport:
    """A report of learners who handed in nothing of the second half of the items."""
    columns = tuple(
        ItemColumn(uuid4(), f"C{place % 3}", f"{name} {place}", "test", 100.0, TODAY)
        for place in range(items)
    )
    done = Cell(State.DONE, 70.0, TODAY, None, carried_over=False)
    missing = Cell(State.MISSING, None, None, None, carried_over=False)
    cells = tuple(done if place < items // 2 else missing for place in range(items))
    rows = tuple(
        LearnerRow(
            id=uuid4(),
            name=f"{name} {number}",
            key=f"k-{number}",
            due=items,
            done=items // 2,
            late=0,
            mean=35.0,
            active_on=TODAY - timedelta(days=9),
            judgement=Judgement(Status.NEEDS_ATTENTION, 55.0, (f"{name} is missing",)),
            cells=cells,
        )
        for number in range(learners)
    )
    sums = GroupSums(learners, items * learners, items // 2 * learners, 35.0, learners)
    return CohortReport(
        head=CohortHead(
            id=uuid4(),
            name=name,
            org_id=uuid4(),
            org_name=name,
            programme_name=name,
            starts_on=TODAY,
            ends_on=None,
            today=TODAY,
            as_of=TODAY,
            running=True,
            kept_on=TODAY,
            learners_on=None,
            past_days=frozenset(),
            thresholds=DEFAULTS,
            courses=(),
            categories=(),
        ),
        course=CourseChoice("C0", name),
        sections=tuple(SectionSums(f"C{place}", name, learners, 10, 7, 60.0) for place in range(3)),
        page=CohortPage(columns, rows, sums, learners, 1, 1),
        items=tuple(
            ItemSums(
                column,
                Counter({State.DONE if place < items // 2 else State.MISSING: learners}),
                marked=learners if place < items // 2 else 0,
                mean=70.0 if place < items // 2 else None,
            )
            for place, column in enumerate(columns)
        ),
        badges=(BadgeCount(name, "gold", 3),),
        made_at=NOW,
        made_by="ana@example.org",
    )


def pages_of(data: bytes) -> list[str]:
    """The text of each page."""
    return [page.extract_text() for page in PdfReader(io.BytesIO(data)).pages]


def test_a_report_says_what_it_is_of_when_and_who_made_it() -> None:
    data, pages = report_pdf(report())
    reader = PdfReader(io.BytesIO(data))
    assert reader.metadata is not None
    assert reader.metadata.title == "Autumn: report, 24 Nov 2026"
    assert reader.metadata.author == "ana@example.org"
    root = {str(key): str(value) for key, value in reader.root_object.items()}
    assert root["/Lang"] == "en"
    assert "'/DisplayDocTitle': True" in root["/ViewerPreferences"]
    assert reader.metadata.creation_date == NOW
    texts = pages_of(data)
    assert len(texts) == pages
    for number, text in enumerate(texts, start=1):
        assert f"Page {number} of {pages}" in text
    whole = " ".join(texts)
    for words in ("As of 24 Nov 2026. Made by ana@example.org.", "6 learners;", "k-5", "Gold"):
        assert words in whole


def test_every_part_of_a_report_is_in_its_outline() -> None:
    data, _ = report_pdf(report(learners=8))
    outline = PdfReader(io.BytesIO(data)).outline
    assert [str(entry.title) for entry in outline if isinstance(entry, Destination)] == [
        "Course by course",
        "Hardest items",
        "Every item: where learners stand",
        "Learner by learner",
        "Who needs attention",
        "Badges in force",
    ]


@pytest.mark.parametrize("name", [LONG, "ß" * 500, "W" * 500, "Ж і ї {nb}", "\x00\u202e\ud7ff"])
def test_whatever_the_names_are_nothing_runs_over_the_edge_or_into_the_foot(name: str) -> None:
    data, pages = report_pdf(report(name, learners=45, items=26))
    document = pypdfium2.PdfDocument(data)
    assert len(document) == pages
    for page in document:
        width, _ = page.get_size()
        for each in page.get_objects():
            left, bottom, right, _ = each.get_bounds()
            assert left >= (MARGIN - 1) * POINT
            assert right <= width - (MARGIN - 1) * POINT
            assert bottom >= 7 * POINT
    document.close()


def test_greek_german_and_cyrillic_can_be_searched_and_copied() -> None:
    data, _ = report_pdf(report("Χλόη Übung Київ"))
    assert "Χλόη Übung Київ" in pages_of(data)[0]


def test_a_letter_that_the_font_has_not_is_a_sign_and_breaks_nothing() -> None:
    assert readable("山 \u0645 Ana\tCosta") == "□ □ Ana Costa"
    data, _ = report_pdf(report("山田"))
    assert "□□" in pages_of(data)[0]


def test_a_large_cohort_is_told_by_its_bars_and_lists_the_first_of_how_many() -> None:
    data, _ = report_pdf(report(learners=MOST_SQUARES + 1))
    whole = " ".join(pages_of(data))
    assert f"The first {MOST_LISTED} of {MOST_SQUARES + 1} learners" in whole
    assert f"k-{MOST_LISTED - 1}" in whole
    assert f"k-{MOST_LISTED} " not in whole
    assert "Learner by learner is left out" in whole


def test_a_cohort_without_anybody_has_a_report_too() -> None:
    given = report(learners=0, items=0)
    empty = replace(given, page=replace(given.page, sums=GroupSums()), badges=())
    data, pages = report_pdf(empty)
    assert pages == 1
    assert "Nobody is enrolled here." in pages_of(data)[0]
    assert "No badge of this cohort is in force." in pages_of(data)[0]


def test_the_same_report_is_the_same_file() -> None:
    given = report()
    assert report_pdf(given) == report_pdf(given)
