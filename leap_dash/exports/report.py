"""The report of a cohort as a PDF to print: the page's answer, its figures, and whom to look at.

From top to bottom as an instructor reads it. How a page looks: `paper`, the drawings:
`report_figures`.
"""

from collections.abc import Sequence
from math import ceil

from leap_dash.domain.attention import Status, rules
from leap_dash.exports import report_figures as figures
from leap_dash.exports.paper import HEADING, MARGIN, NOTE, NUMBER, TITLE, Field, Paper
from leap_dash.figures.cohort_answer import answer, key_numbers, ranked_by
from leap_dash.figures.tokens import LIGHT
from leap_dash.figures.words import NOTHING, count, day, number, percent, share
from leap_dash.records import CohortReport, ItemSums, LearnerRow

MOST_LISTED = 50
POINTED_OUT = (Status.NEEDS_ATTENTION, Status.STOPPED)
MOST_SQUARES = 120  # learners whose squares are drawn; above, the bars say more
HARDEST = 8
MOST_CARDS = 5  # side by side
LEAST_MARKS = 5  # of an item, to be called hard


def report_pdf(report: CohortReport) -> tuple[bytes, int]:
    """The file, and how many pages it has."""
    head = report.head
    title = f"{head.name}: report, {day(head.as_of)}"
    paper = Paper(
        title=title,
        running=f"{head.name} · {head.org_name} · as of {day(head.as_of)}",
        made_at=report.made_at,
        made_by=report.made_by,
    )
    _top(paper, report)
    if report.page.rows:
        _courses(paper, report)
        _hardest(paper, report)
        _items(paper, report)
        _squares(paper, report)
        _attention(paper, report)
    _badges(paper, report)
    pages = paper.pages_count
    return bytes(paper.output()), pages


def _top(paper: Paper, report: CohortReport) -> None:
    head = report.head
    paper.paragraph(head.org_name, colour=LIGHT.muted, most_lines=2)
    paper.paragraph(head.name, size=TITLE, weight="B", most_lines=3)
    what = head.programme_name
    if report.course is not None:
        what += f" · only {_course_words(report.course.code, report.course.name)}"
    paper.paragraph(what)
    state = "running" if head.running else "ended"
    when = f"{day(head.starts_on)} to {day(head.ends_on)}, {state}"
    made = f"As of {day(head.as_of)}. Made by {report.made_by}."
    paper.paragraph(f"{when}. {made}", size=NOTE, colour=LIGHT.muted)
    paper.ln(4)
    paper.paragraph(answer(head, report.page), size=HEADING, most_lines=4)
    paper.ln(3)
    _cards(paper, report)


def _cards(paper: Paper, report: CohortReport) -> None:
    """The numbers of the cohort's page, side by side, in rows of much the same length."""
    each = key_numbers(report.page)
    rows = ceil(len(each) / MOST_CARDS)
    across, gap, height = ceil(len(each) / rows), 3.0, 19.0
    width, top = (paper.epw + gap) / across, paper.get_y()
    for place, one in enumerate(each):
        x = MARGIN + place % across * width
        y = top + place // across * (height + gap)
        paper.set_draw_color(LIGHT.line)
        paper.set_line_width(0.2)
        paper.rect(x, y, width - gap, height, round_corners=True, corner_radius=1.5)
        inside = width - gap - 4
        paper.write_at(x + 2, y + 1.8, one.label, inside, size=NOTE, colour=LIGHT.muted)
        paper.write_at(x + 2, y + 5.4, one.value, inside, size=NUMBER, weight="B")
        paper.write_at(x + 2, y + 13.4, one.note, inside, size=NOTE, colour=LIGHT.muted)
    paper.set_y(top + rows * (height + gap) - gap)


def _courses(paper: Paper, report: CohortReport) -> None:
    paper.heading("Course by course")
    fields = (
        Field("Course", 94),
        Field("Learners", 24, "R"),
        Field("Handed in", 36, "R"),
        Field("Mean mark", 24, "R"),
    )
    rows = [
        (
            _course_words(each.course_code, each.course_name),
            number(each.learners),
            f"{share(each.done, each.due)} of {number(each.due)}" if each.due else "nothing due",
            percent(each.mean),
        )
        for each in report.sections
    ]
    paper.listing(fields, rows)


def _hardest(paper: Paper, report: CohortReport) -> None:
    marked = [each for each in report.items if each.mean is not None]
    marked = [each for each in marked if each.marked >= LEAST_MARKS]
    hardest = sorted(marked, key=lambda each: each.mean or 0.0)[:HARDEST]
    if not hardest:
        return
    several = len({each.item.course_code for each in report.items}) > 1
    paper.heading("Hardest items", with_next=20)
    words = f"The lowest mean marks, of items with {LEAST_MARKS} marks or more."
    paper.paragraph(words, size=NOTE, colour=LIGHT.muted)
    paper.ln(1)
    figures.mark_bars(paper, [(_item_words(each, several=several), each) for each in hardest])


def _items(paper: Paper, report: CohortReport) -> None:
    if not report.items:
        return
    paper.heading("Every item: where learners stand")
    words = "How many learners are in each state; at the right the mean of the marks given."
    paper.paragraph(words, size=NOTE, colour=LIGHT.muted)
    paper.ln(1)
    figures.legend(paper)
    figures.state_bars(paper, report.items)


def _squares(paper: Paper, report: CohortReport) -> None:
    """Learner by learner, where they are few enough to be read."""
    rows, items = report.page.rows, report.items
    if not items:
        return
    if len(rows) > MOST_SQUARES:
        words = (
            f"Learner by learner is left out for more than {MOST_SQUARES} learners: the cohort's "
            "page has it, and gives it as a list."
        )
        paper.ln(2)
        paper.paragraph(words, size=NOTE, colour=LIGHT.muted)
        return
    paper.heading("Learner by learner")
    words = "Whom to contact first at the top. The numbers above are those of the items before."
    paper.paragraph(words, size=NOTE, colour=LIGHT.muted)
    figures.legend(paper)
    columns = [(str(place + 1), place) for place in range(len(items))]
    for start in range(0, len(columns), figures.SQUARES_ACROSS):
        paper.make_room(30)
        figures.squares(paper, rows, columns[start : start + figures.SQUARES_ACROSS])


def _attention(paper: Paper, report: CohortReport) -> None:
    looked_at = [row for row in report.page.rows if row.judgement.status in POINTED_OUT]
    paper.heading("Who needs attention")
    if not looked_at:
        paper.paragraph("Nobody needs attention or has stopped.")
        return
    listed = looked_at[:MOST_LISTED]
    many = count(len(looked_at), "learner")
    first = f"The first {len(listed)} of {many}" if len(listed) < len(looked_at) else many
    rule = rules(report.head.thresholds)
    said = " ".join(f"{each.value.capitalize()}: {rule[each]}." for each in POINTED_OUT)
    learned = report.page.ranking.model is not None
    ranked = f"{ranked_by(report.page.ranking)} " if learned else ""
    words = f"{first}, whom to contact first at the top. {ranked}{said}"
    paper.paragraph(words, size=NOTE, colour=LIGHT.muted, most_lines=8)
    paper.ln(1)
    named = any(row.name != row.key for row in listed)
    who = (Field("Learner", 40), Field("Key", 22)) if named else (Field("Learner", 40),)
    fields = (*who, Field("Status", 26), Field("Why", 90))
    paper.listing(fields, [_look(row, named=named) for row in listed], size=NOTE)


def _look(row: LearnerRow, *, named: bool) -> Sequence[str]:
    return (
        *((row.name, row.key) if named else (row.name,)),
        row.judgement.status.value,
        "; ".join(row.judgement.reasons),
    )


def _badges(paper: Paper, report: CohortReport) -> None:
    paper.heading("Badges in force", with_next=14)
    if not report.badges:
        paper.paragraph("No badge of this cohort is in force.")
        return
    fields = (Field("Badge", 110), Field("Level", 34), Field("Learners", 34, "R"))
    rows = [
        (each.name, (each.level or NOTHING).capitalize(), number(each.issued))
        for each in report.badges
    ]
    paper.listing(fields, rows)


def _course_words(code: str, name: str) -> str:
    return name if name == code else f"{code} {name}"


def _item_words(sums: ItemSums, *, several: bool) -> str:
    return f"{sums.item.course_code} {sums.item.name}" if several else sums.item.name
