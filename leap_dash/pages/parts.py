"""What pages are made of: sentence, cards, panels, tables, empty states, breadcrumbs.

All that pages share is here. Components only: no callback, no query, no wording of a page's own.
Every part is reachable by keyboard and has a name; no part tells anything by colour alone.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, cast

import dash_bootstrap_components as dbc
from dash import dcc, html
from dash.development.base_component import Component

from leap_dash.domain.results import State
from leap_dash.figures.theme import FIGURE_CONFIG, MOVABLE_CONFIG
from leap_dash.pages.large_table import large_table

AS_TABLE = "Show as a table"

# Until its callback has answered, a graph would show bare axes.
NOT_YET: dict[str, Any] = {
    "data": [],
    "layout": {
        "xaxis": {"visible": False},
        "yaxis": {"visible": False},
        "paper_bgcolor": "rgba(0,0,0,0)",
        "plot_bgcolor": "rgba(0,0,0,0)",
    },
}

# What stands between tags: text, a number, a component, or several of them.
Content = Any


@dataclass(frozen=True, slots=True)
class Column:
    """A column's heading, and how its cells stand.

    `numeric` ones are right-aligned with tabular figures, `short` ones (dates, states) never broken
    over lines, `long` ones (sentences) have room on a phone, too. One that `picks` comes first and
    holds boxes to select rows by.
    """

    label: Content
    numeric: bool = False
    short: bool = False
    long: bool = False
    picks: bool = False

    @property
    def kind(self) -> dict[str, Any]:
        """The class of its cells, as an argument; nothing for plain ones, which are the most."""
        marks = {
            "num": self.numeric,
            "ld-short": self.short,
            "ld-long": self.long,
            "ld-pick": self.picks,
        }
        names = [name for name, has in marks.items() if has]
        return {"className": " ".join(names)} if names else {}


@dataclass(frozen=True, slots=True)
class FigureIds:
    """The ids of the parts of a figure panel that callbacks fill and read."""

    panel: str

    @property
    def graph(self) -> str:
        """The dcc.Graph: `figure`, `clickData`."""
        return f"{self.panel}-graph"

    @property
    def figure(self) -> str:
        """What surrounds the graph and bears its name: `hidden`."""
        return f"{self.panel}-figure"

    @property
    def switch(self) -> str:
        """Whether the table is asked for, where it is drawn on demand: `value`."""
        return f"{self.panel}-switch"

    @property
    def values(self) -> str:
        """The `large_table.Table` that is drawn on demand: `data`."""
        return f"{self.panel}-values"

    @property
    def sentence(self) -> str:
        """The heading, which is the figure's accessible name too: `children`."""
        return f"{self.panel}-sentence"

    @property
    def table(self) -> str:
        """Where the table behind the toggle stands: `children`."""
        return f"{self.panel}-table"


def aria(**values: str) -> dict[str, Any]:
    """ARIA attributes as Dash wants them: `html.Div(..., **aria(label="Filters"))`."""
    return {f"aria-{name}": value for name, value in values.items()}


def sentence(content: Content, id: str | None = None) -> Component:  # noqa: A002  Dash's word
    """The page's answer, at its top."""
    named: dict[str, Any] = {} if id is None else {"id": id}
    return html.P(content, className="ld-sentence", **named)


def card(label: str, value: str, note: Content = "", trend: Content = None) -> Component:
    """One number: what it is, how much, and of how many; below, how it came to be."""
    return html.Div(
        [
            html.Dt(label, className="ld-card-label"),
            html.Dd(value, className="ld-card-value"),
            html.Dd(note, className="ld-card-note"),
            html.Dd(trend, className="ld-card-trend") if trend else None,
        ],
        className="ld-card",
    )


def cards(*each: Component) -> Component:
    """Cards in a row; two abreast on a phone. A description list, read as label and value."""
    return html.Dl(list(each), className="ld-cards")


def panel(heading: Content, body: Content, *, tools: Content = None) -> Component:
    """A box with a heading; `tools` stand at the heading's end."""
    return html.Section(
        [
            html.Div([html.H2(heading), tools], className="ld-panel-head"),
            html.Div(body, className="ld-panel-body"),
        ],
        className="ld-panel",
    )


def figure_panel(
    ids: FigureIds,
    *,
    heading: Content = "",
    figure: Content = None,
    table: Content = None,
    note: Content = None,
    on_demand: bool = False,
    movable: bool = False,
) -> Component:
    """A figure with its table behind a toggle that works without a callback.

    The heading is a sentence that says what the figure shows; it names the figure for whoever
    does not see it. `note` stands below the figure. Callbacks fill what `ids` names.
    `on_demand` is for a table of many cells: it is drawn when a switch in the heading asks for it,
    instead of the figure. See `large_table`. `movable` lets the lines over a figure be dragged.
    """
    graph = dcc.Graph(
        id=ids.graph,
        figure=figure if figure is not None else NOT_YET,
        config=cast("dcc.Graph.Config", MOVABLE_CONFIG if movable else FIGURE_CONFIG),
        responsive=True,
    )
    # With a stop for the keyboard: on a narrow screen the figure scrolls sideways.
    drawn = html.Div(
        graph,
        id=ids.figure,
        role="img",
        tabIndex="0",
        className="ld-figure",
        **aria(labelledby=ids.sentence),
    )
    if on_demand:
        switch = dbc.Switch(id=ids.switch, label=AS_TABLE, value=False)
        below = [large_table(ids.table, ids.values), note]
    else:
        switch = None
        below = [note, toggle(AS_TABLE, html.Div(table, id=ids.table))]
    return html.Section(
        [
            html.Div([html.H2(heading, id=ids.sentence), switch], className="ld-panel-head"),
            html.Div([drawn, *below], className="ld-panel-body"),
        ],
        className="ld-panel",
    )


def toggle(label: str, body: Content) -> Component:
    """Something behind a word that opens and closes it; stays as it is when its body changes."""
    return html.Details([html.Summary(label), body], className="ld-toggle")


def table(
    caption: str,
    columns: Sequence[Column],
    rows: Iterable[Sequence[Content]],
    *,
    kind: str = "",
) -> Component:
    """A table with real headers: one per column and, after any boxes, the first cell of each row.

    A cell is text, a number, a component, or a whole `html.Td` (see `state_cell`). The caption is
    its name. It scrolls inside itself, by keyboard too, with the first column fixed. `kind` is a
    class beside ld-table: "ld-heat" for a state a cell.
    """
    head = [html.Th(column.label, scope="col", **column.kind) for column in columns]
    body = [html.Tr(_cells(columns, row)) for row in rows]
    return html.Div(
        html.Table(
            [
                html.Caption(caption, className="visually-hidden"),
                html.Thead(html.Tr(head)),
                html.Tbody(body),
            ],
            className=f"ld-table {kind}".strip(),
        ),
        className="ld-scroll",
        role="region",
        tabIndex="0",
        **aria(label=caption),
    )


def state_cell(state: State, detail: str = "") -> Component:
    """A table cell that says a state by word, and by the sign that the style sheet puts before it.

    `detail` adds the mark.
    """
    return html.Td(f"{state.value} {detail}".rstrip(), className=state_kind(state))


def state_kind(state: State) -> str:
    """The class of a cell in that state."""
    return f"ld-state-{state.value.replace(' ', '')}"


def state_label(state: State) -> Component:
    """A state as a small label outside a table, sign and word."""
    return html.Span(state.value, className=state_kind(state))


def progress_bar(share: float, name: str) -> Component:
    """A bar for a share (0 to 1); the name says it in words."""
    kind = "ld-progress is-done" if share == 1.0 else "ld-progress"
    return html.Progress(value=f"{share:.2f}", max="1", className=kind, **aria(label=name))


def empty(what: str, next_step: Content = None) -> Component:
    """Nothing to show: what is not there, and what to do first."""
    return html.Div([html.P(what), next_step], className="ld-empty")


def command(text: str) -> Component:
    """What whoever runs the installation types."""
    return html.Code(text, className="ld-command")


def breadcrumb(*steps: tuple[str, str | None]) -> Component:
    """Where this page stands: (label, address) from the top down; the last one is this page."""
    last = len(steps) - 1
    items = [
        html.Li(
            html.Span(label, **aria(current="page"))
            if index == last or address is None
            else dcc.Link(label, href=address)
        )
        for index, (label, address) in enumerate(steps)
    ]
    return html.Nav(html.Ol(items), className="ld-breadcrumb", **aria(label="Breadcrumb"))


def _cells(columns: Sequence[Column], row: Sequence[Content]) -> list[Component]:
    naming = next(place for place, column in enumerate(columns) if not column.picks)
    cells: list[Component] = []
    for place, (column, cell) in enumerate(zip(columns, row, strict=True)):
        if place == naming:
            cells.append(html.Th(cell, scope="row", **column.kind))
        elif isinstance(cell, html.Td):
            cells.append(cell)
        else:
            cells.append(html.Td(cell, **column.kind))
    return cells
