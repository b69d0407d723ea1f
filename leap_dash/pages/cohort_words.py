"""What a cohort's page says: answer, cards, counts, legend, table, pages. Values in, parts out."""

from dash import html
from dash.development.base_component import Component

from leap_dash.domain.attention import RULES, Flag
from leap_dash.domain.results import State
from leap_dash.figures.words import count, day, listed, number, percent, share, shortened
from leap_dash.pages import parts
from leap_dash.pages.cohort_as_of import as_of_words
from leap_dash.pages.cohort_filter import ORDERS
from leap_dash.pages.large_table import Cell as TableCell
from leap_dash.pages.large_table import Table
from leap_dash.records import Cell, CohortHead, CohortPage, ItemColumn, LearnerFilter, LearnerRow

LONGEST_NAME = 60
"""Letters of a name in the table; the whole of it stands on the learner's page."""


def answer(head: CohortHead, found: CohortPage) -> str:
    """How the chosen part of the cohort stands on that day, in one sentence."""
    return f"{as_of_words(head)}{_standing(found)}"


def _standing(found: CohortPage) -> str:
    sums = found.sums
    if not sums.learners:
        return "Nobody is enrolled here."
    if not sums.due:
        return f"{count(sums.learners, 'learner')}; nothing is due yet."
    done = f"{share(sums.done, sums.due)} of due work is handed in"
    pointed_out = [
        f"{number(many)} {words}"
        for many, words in (
            (sums.behind, "behind"),
            (sums.low, "with a low mean"),
            (sums.quiet, "gone quiet"),
        )
        if many
    ]
    looks = listed(pointed_out) if pointed_out else "nobody is behind"
    return f"{count(sums.learners, 'learner')}; {done}; {looks}."


def cards(head: CohortHead, found: CohortPage) -> Component:
    """The numbers of the chosen courses and category, whatever the other filters are."""
    sums = found.sums
    each = [
        parts.card("Learners", number(sums.learners), f"{number(sums.withdrawn)} more withdrew"),
        parts.card("Handed in", share(sums.done, sums.due), f"of {count(sums.due, 'due item')}"),
        parts.card("Mean mark", percent(sums.mean), f"over {count(sums.marked, 'learner')}"),
        parts.card("Behind", number(sums.behind), share(sums.behind, sums.learners)),
        parts.card("Low", number(sums.low), share(sums.low, sums.learners)),
    ]
    if head.running:
        each.append(parts.card("Quiet", number(sums.quiet), share(sums.quiet, sums.learners)))
    return parts.cards(*each)


def how_many(found: CohortPage) -> str:
    """ "12 of 42 shown"."""
    return f"{number(found.shown)} of {number(found.sums.learners + found.sums.withdrawn)} shown"


def reset() -> Component:
    """Back to the whole cohort."""
    return html.A("reset", href="#")


def left_out(ignored: tuple[str, ...], chosen: LearnerFilter, found: CohortPage) -> str:
    """What of the address could not be used, and what is shown instead."""
    said = []
    if ignored:
        said.append(f"This cohort has no {listed(ignored, 'or')}: shown without.")
    if found.page != chosen.page:
        said.append(f"There is no page {number(chosen.page)}: this is the last one.")
    return " ".join(said)


def heading(chosen: LearnerFilter, found: CohortPage) -> str:
    """What the heatmap shows, counted from its own cells."""
    if not found.items:
        return "Nothing is assessed here yet."
    missing = sum(row.missing for row in found.rows)
    due = sum(row.due for row in found.rows)
    return (
        f"{ORDERS[chosen.order]}: {count(len(found.rows), 'learner')}, "
        f"{number(missing)} of their {count(due, 'due item')} missing"
    )


def legend() -> Component:
    """What the signs mean, and by which rules somebody is pointed out."""
    labels = html.P([parts.state_label(state) for state in State], className="ld-legend")
    rules = [f"{flag.value.capitalize()}: {rule}." for flag, rule in RULES.items()]
    return html.Div([labels, html.P(" ".join(rules))], className="ld-note")


def nobody() -> Component:
    """Instead of a list where no learner fits."""
    return parts.empty("No learner fits these filters.", reset())


def table(head: CohortHead, found: CohortPage) -> Table:
    """The heatmap as a table: a learner a row, an item a column, states with marks as words."""
    several = len({item.course_code for item in found.items}) > 1
    return {
        "caption": f"Learners of {head.name}",
        "kind": "ld-heat",
        "columns": [
            {"text": "Learner"},
            {"text": "Reasons to look"},
            {"text": "Missing", "kind": "num"},
            {"text": "Mean", "kind": "num"},
            *(_item_head(item, several=several) for item in found.items),
        ],
        "rows": [_row(row) for row in found.rows],
    }


def _item_head(item: ItemColumn, *, several: bool) -> TableCell:
    notes = [item.course_code] if several else []
    notes.append(f"due {day(item.due_on)}" if item.due_on else "no due date")
    return {"text": shortened(item.name, LONGEST_NAME), "note": " · ".join(notes)}


def _row(row: LearnerRow) -> list[TableCell]:
    learner: TableCell = {
        "text": shortened(row.name, LONGEST_NAME),
        "href": f"/app/learners/{row.id}",
    }
    if row.name != row.key:
        learner["note"] = shortened(row.key, LONGEST_NAME)
    return [
        learner,
        {"text": ", ".join(flag.value for flag in Flag if flag in row.flags)},
        {"text": f"{row.missing} of {row.due}", "kind": "num"},
        {"text": percent(row.mean), "kind": "num"},
        *map(_cell, row.cells),
    ]


def _cell(cell: Cell | None) -> TableCell:
    if cell is None:
        return {"text": ""}
    mark = f" {percent(cell.percent)}" if cell.percent is not None else ""
    return {"text": f"{cell.state.value}{mark}", "kind": parts.state_kind(cell.state)}
