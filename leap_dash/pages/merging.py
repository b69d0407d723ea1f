"""Two records of one person: both beside each other, the question, and the merge.

Which two stands in the address, so that the list of likely ones, and a learner's page, lead here.
"""

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from dash import Dash, Input, Output, State, dcc, html, no_update
from dash.development.base_component import Component

from leap_dash.context import Context
from leap_dash.domain.access import Permission
from leap_dash.domain.errors import LeapDashError
from leap_dash.figures.words import NOTHING, count, day, listed, number, shortened
from leap_dash.pages import controls, parts, undoing
from leap_dash.pages.dialogs import DialogIds, dialog, register_cancel
from leap_dash.pages.filters import hash_filters
from leap_dash.pages.page import Page
from leap_dash.queries.merging import find_record, merge_review, merges
from leap_dash.queries.twins import likely_twins
from leap_dash.records import MergeReview, MergeRow, MergeSide, Twins
from leap_dash.services.merging import merge

ADDRESS = "/app/merge"
KEEP, OTHER = "merge-keep", "merge-other"
ANSWER, REVIEW, MERGE, PLACE = "merge-answer", "merge-review", "merge-deed", "merge-place"
LISTS = "merge-lists"
CONTROLS = {"keep": KEEP, "other": OTHER}
DIALOG = DialogIds("merge")
LONGEST_NAME = 80
FIRST = "Say which record to keep, and which other one is the same person."


def register(app: Dash, ctx: Context) -> Page:
    """Put the page into the app."""
    filters = hash_filters(app, "merge", CONTROLS)
    chosen = [(control, "value") for control in CONTROLS.values()]
    app.callback(
        Output(ANSWER, "children"),
        Output(REVIEW, "children"),
        Output(PLACE, "hidden"),
        *(Input(*each) for each in chosen),
    )(partial(show, ctx))
    app.callback(
        Output(DIALOG.window, "is_open"),
        Output(DIALOG.title, "children"),
        Output(DIALOG.body, "children"),
        Output(DIALOG.confirm, "children"),
        Input(MERGE, "n_clicks"),
        *(State(*each) for each in chosen),
        prevent_initial_call=True,
    )(partial(ask, ctx))
    app.callback(
        Output("location", "href", allow_duplicate=True),
        Input(DIALOG.confirm, "n_clicks"),
        *(State(*each) for each in chosen),
        running=[(Output(DIALOG.confirm, "disabled"), True, False)],
        prevent_initial_call=True,
    )(partial(do, ctx))
    app.callback(Output(LISTS, "children"), Input(undoing.UNDONE, "data"))(partial(lists, ctx))
    register_cancel(app, DIALOG)
    return Page(
        paths=(ADDRESS,),
        title="Merge two records",
        permissions=frozenset({Permission.ADMINISTER}),
        layout=partial(layout, filters),
    )


def address_for(learner_id: UUID) -> str:
    """The address of the page with that record as the one to keep."""
    return f"{ADDRESS}#{urlencode({'keep': str(learner_id)})}"


def layout(filters: Callable[[], Component]) -> Component:
    """The two fields; callbacks fill the rest."""
    button = html.Button("Merge them", id=MERGE, type="button", className="btn btn-primary")
    return html.Div(
        [
            filters(),
            parts.breadcrumb(("Cohorts", "/app/cohorts"), ("Merge two records", None)),
            html.H1("Merge two records of one person"),
            parts.sentence(FIRST, id=ANSWER),
            html.Div(
                [
                    controls.search(KEEP, "Record to keep, by its id"),
                    controls.search(OTHER, "The other record, by its id"),
                ],
                className="ld-filters",
            ),
            html.Div(id=REVIEW),
            html.Div(html.P(button), id=PLACE, hidden=True),
            html.Div(id=LISTS),
            dialog(DIALOG),
        ]
    )


def lists(ctx: Context, _undone: object) -> list[Component]:
    """The records that look like one person, and the merges that can be taken back."""
    with ctx.reading() as (session, scope):
        twins, made = likely_twins(session, scope), merges(session, scope)
    return [_twins(twins), *([_merges(made)] if made else [])]


def show(ctx: Context, keep: str | None, other: str | None) -> tuple[Any, ...]:
    """What each of them has, and what both have; or what is missing to say so."""
    if not (keep and other):
        return FIRST, None, True
    try:
        found = _review(ctx, keep, other)
    except LeapDashError as error:
        return str(error), None, True
    if found.keep.id == found.other.id:
        return "These are one record already.", None, True
    return sentence(found), _beside(found), False


def ask(ctx: Context, clicks: int | None, keep: str | None, other: str | None) -> tuple[Any, ...]:
    """Open the question with what will happen."""
    if not clicks:
        return (no_update,) * 4
    found = _review(ctx, keep or "", other or "")
    name = shortened(found.other.name, LONGEST_NAME)
    return True, f"Merge {name} into the other record?", _consequences(found), "Merge them"


def do(ctx: Context, clicks: int | None, keep: str | None, other: str | None) -> object:
    """Merge, offer to take it back, and go to the kept record."""
    if not clicks:
        return no_update
    with ctx.writing() as (session, scope):
        one, two = (find_record(session, scope, each or "") for each in (keep, other))
        made = merge(session, scope, keep=one, merged=two, now=ctx.clock())
    undoing.show("Merged", "Both are one record now.", "merged", made)
    return f"/app/learners/{one}"


def sentence(found: MergeReview) -> str:
    """Whether both have something of the same."""
    both = [
        words
        for words in (
            count(len(found.same_courses), "course") if found.same_courses else "",
            count(found.same_marks, "mark") if found.same_marks else "",
            count(len(found.same_badges), "badge") if found.same_badges else "",
        )
        if words
    ]
    if not both:
        return "They have nothing of the same: all of both becomes one record."
    return f"Both have {listed(both)} of the same; below is what happens to them."


def _review(ctx: Context, keep: str, other: str) -> MergeReview:
    with ctx.reading() as (session, scope):
        one, two = (find_record(session, scope, each) for each in (keep, other))
        return merge_review(session, scope, one, two)


def _beside(found: MergeReview) -> list[Component]:
    columns = (parts.Column("What there is"), parts.Column("Kept"), parts.Column("Merged into it"))
    sides = (found.keep, found.other)
    rows: list[list[parts.Content]] = [
        ["Name", *(dcc.Link(each.name, href=f"/app/learners/{each.id}") for each in sides)],
        ["E-mail", *(each.email or NOTHING for each in sides)],
        ["Ids", *(_several(_ids(each)) for each in sides)],
        ["Courses", *(_several(each.courses) for each in sides)],
        ["Marks", *(number(each.marks) for each in sides)],
        ["Badges", *(_several(each.badges) for each in sides)],
        ["Notes", *(number(each.notes) for each in sides)],
        ["Groups", *(number(each.groups) for each in sides)],
        ["Accounts", *(number(each.accounts) for each in sides)],
    ]
    caption = "Both records"
    return [
        parts.panel(caption, parts.table(caption, columns, rows)),
        parts.panel("What will happen", _consequences(found)),
    ]


def _ids(side: MergeSide) -> list[str]:
    return [side.key, *(f"{value} ({source})" for source, value in side.identifiers)]


def _several(lines: Sequence[str]) -> parts.Content:
    if not lines:
        return NOTHING
    return html.Ul([html.Li(each) for each in lines], className="list-unstyled mb-0")


def _consequences(found: MergeReview) -> Component:
    said = [
        (
            "Courses, marks, skills, badges, notes, groups, messages and accounts of the other "
            "record become those of the kept one. Its old ids, and imports with them, lead to the "
            "kept one."
        ),
        "The kept record's name and e-mail stay; what it lacks is taken from the other.",
    ]
    if found.same_courses:
        said.append(
            f"Both took {listed(found.same_courses)}: they are counted once, with the marks of "
            "both. Of two enrolments the one that was passed counts, or else the one with a "
            "result, or else the one that was not withdrawn. Where both have a mark for the same "
            "work, the kept record's counts."
        )
    if found.same_badges:
        said.append(
            f"Both have {listed(found.same_badges)}: both badges stay as they are, one after the "
            "other."
        )
    said.append("Badges that are signed keep their text. The merge can be taken back.")
    return html.Ul([html.Li(each) for each in said])


def _twins(twins: Sequence[Twins]) -> Component:
    caption = "Records that look like one person"
    if not twins:
        return parts.empty(
            "No two records have the same name or e-mail address. Two that are one person all the "
            "same can be named above."
        )
    columns = (
        parts.Column("Record"),
        parts.Column("And"),
        parts.Column("Why"),
        parts.Column("Look", short=True),
    )
    rows = (
        (
            _called(each.first, each.first_key),
            _called(each.second, each.second_key),
            f"They have {each.why}.",
            html.A(
                "Compare",
                href="#" + urlencode({"keep": each.first_id, "other": each.second_id}),
                **parts.aria(label=f"Compare {each.first} and {each.second}"),
            ),
        )
        for each in twins
    )
    return parts.panel(caption, parts.table(caption, columns, rows))


def _merges(made: Sequence[MergeRow]) -> Component:
    caption = "Merges that can be taken back"
    columns = (
        parts.Column("Kept"),
        parts.Column("Merged into it"),
        parts.Column("When", short=True),
        parts.Column("By"),
        parts.Column("Take back", short=True),
    )
    rows = (
        (
            dcc.Link(_called(each.kept, each.kept_key), href=f"/app/learners/{each.kept_id}"),
            _called(each.merged, each.merged_key),
            day(each.on),
            each.by,
            undoing.undo_button("Take back", f"the merge of {each.merged_key}", "merge", each.id),
        )
        for each in made
    )
    return parts.panel(caption, parts.table(caption, columns, rows))


def _called(name: str, key: str) -> str:
    return f"{shortened(name, LONGEST_NAME)} ({key})"
