"""What pages show of endorsements: a list of who said what, of what, when."""

from collections.abc import Iterable

from dash import dcc, html
from dash.development.base_component import Component

from leap_dash.domain.endorsements import Target, TargetKind
from leap_dash.figures.words import day
from leap_dash.pages.parts import Content
from leap_dash.records import EndorsementRow


def target_page(target: Target) -> str:
    """The address of the page on which it is endorsed."""
    return f"/app/network/{target.kind.value}s/{target.id}"


def said_of_it(rows: Iterable[EndorsementRow]) -> Component:
    """Endorsements of one thing: who says what."""
    return _list((row, [row.endorser_name]) for row in rows)


def said_of_us(rows: Iterable[EndorsementRow]) -> Component:
    """Endorsements received: who says what, and of which of our badges."""
    return _list((row, [row.endorser_name, " on ", _name(row)]) for row in rows)


def said_by_us(rows: Iterable[EndorsementRow]) -> Component:
    """Endorsements given: of what, with the way to where it is withdrawn."""
    return _list(
        (
            row,
            [
                row.endorser_name,
                " on ",
                dcc.Link(_name(row), href=target_page(row.target)),
                "" if row.target.kind is TargetKind.ISSUER else f" of {row.owner_name}",
            ],
        )
        for row in rows
    )


def _name(row: EndorsementRow) -> str:
    return row.target_name if row.target.kind is TargetKind.ISSUER else f"“{row.target_name}”"


def _list(entries: Iterable[tuple[EndorsementRow, list[Content]]]) -> Component:
    return html.Ul(
        [
            html.Li([html.Blockquote(row.comment), html.P([*who, ", ", *_when(row)])])
            for row, who in entries
        ],
        className="ld-endorsements",
    )


def _when(row: EndorsementRow) -> list[Content]:
    given: list[Content] = [
        html.A(day(row.given_at.date()), href=f"/endorsements/{row.id}", title="Public page")
    ]
    if row.withdrawn_at is None:
        return given
    return [
        *given,
        " ",
        html.Span("withdrawn", className="ld-tag is-bad"),
        html.Span(f" {day(row.withdrawn_at.date())}: {row.withdrawn_reason}", className="ld-note"),
    ]
