"""What a cohort's page says: cards, counts, legend, table, pages. Values in, parts out."""

from dash import html
from dash.development.base_component import Component

from leap_dash.domain.attention import rules
from leap_dash.domain.attention_score import IN_WORDS
from leap_dash.domain.results import State
from leap_dash.exports.cohort_table import OnPage
from leap_dash.figures.cohort_answer import key_numbers
from leap_dash.figures.words import count, day, listed, number, percent, shortened
from leap_dash.pages import acting, parts
from leap_dash.pages.cohort_filter import ORDERS
from leap_dash.pages.large_table import Cell as TableCell
from leap_dash.pages.large_table import Table
from leap_dash.records import (
    Cell,
    CohortHead,
    CohortPage,
    ItemColumn,
    LearnerFilter,
    LearnerRow,
    Ranking,
)

LONGEST_NAME = 60
"""Letters of a name in the table; the whole of it stands on the learner's page."""


def cards(found: CohortPage) -> Component:
    """The numbers of the chosen courses and category as cards."""
    return parts.cards(*(parts.card(one.label, one.value, one.note) for one in key_numbers(found)))


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


def legend(rules_id: str, tool: Component | None) -> Component:
    """What the signs mean; and where it stands by which rule a status is given, with its tool."""
    labels = html.P([parts.state_label(state) for state in State], className="ld-legend")
    return html.Div([labels, html.Div(id=rules_id), tool], className="ld-note")


def rules_in_words(head: CohortHead, ranking: Ranking) -> Component:
    """The rule of each status, the first that fits, and what the usual score is made of."""
    said = [
        [html.Dt(status.value.capitalize()), html.Dd(f"{rule}.")]
        for status, rule in rules(head.thresholds).items()
    ]
    listed_rules = html.Dl([part for pair in said for part in pair], className="ld-rules")
    score = html.P(IN_WORDS) if ranking.model is None else None
    return html.Div([listed_rules, score])


def nobody() -> Component:
    """Instead of a list where no learner fits."""
    return parts.empty("No learner fits these filters.", reset())


def table(head: CohortHead, found: CohortPage) -> Table:
    """The heatmap as a table: a learner a row, an item a column, states with marks as words.

    All who see it may take those selected as a file, so that there always are boxes.
    """
    several = len({item.course_code for item in found.items}) > 1
    return {
        "caption": f"Learners of {head.name}",
        "kind": "ld-heat",
        "columns": [
            acting.pick_page(),
            {"text": "Learner"},
            {"text": "Status", "name": OnPage.STATUS},
            {"text": "Score", "kind": "num", "name": OnPage.SCORE},
            {"text": "Why", "kind": "ld-why", "name": OnPage.WHY},
            {"text": "Last activity", "kind": "ld-short", "name": OnPage.ACTIVE},
            {"text": "Missing", "kind": "num", "name": OnPage.MISSING},
            {"text": "Mean", "kind": "num", "name": OnPage.MEAN},
            *(_item_head(item, several=several) for item in found.items),
        ],
        "rows": [_row(row) for row in found.rows],
    }


def _item_head(item: ItemColumn, *, several: bool) -> TableCell:
    notes = [item.course_code] if several else []
    notes.append(f"due {day(item.due_on)}" if item.due_on else "no due date")
    name = shortened(item.name, LONGEST_NAME)
    return {"text": name, "note": " · ".join(notes), "name": item.id.hex}


def _row(row: LearnerRow) -> list[TableCell]:
    learner: TableCell = {
        "text": shortened(row.name, LONGEST_NAME),
        "href": f"/app/learners/{row.id}",
    }
    if row.name != row.key:
        learner["note"] = shortened(row.key, LONGEST_NAME)
    return [
        acting.pick(row.id, learner["text"]),
        learner,
        {"text": row.judgement.status.value},
        {"text": number(round(row.judgement.score)), "kind": "num"},
        {"text": "; ".join(row.judgement.reasons), "kind": "ld-why"},
        {"text": day(row.active_on), "kind": "ld-short"},
        {"text": f"{row.missing} of {row.due}", "kind": "num"},
        {"text": percent(row.mean), "kind": "num"},
        *map(_cell, row.cells),
    ]


def _cell(cell: Cell | None) -> TableCell:
    if cell is None:
        return {"text": ""}
    mark = f" {percent(cell.percent)}" if cell.percent is not None else ""
    return {"text": f"{cell.state.value}{mark}", "kind": parts.state_kind(cell.state)}
