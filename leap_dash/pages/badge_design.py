"""The badge designer: what a badge looks like, changed with a preview, and undone where wanted."""

from functools import partial
from typing import Any
from uuid import UUID

import dash_bootstrap_components as dbc
from dash import Dash, Input, Output, State, dcc, html, no_update
from dash.development.base_component import Component

from leap_dash.context import Context
from leap_dash.credentials.art.design import area_or_plain, read_design, template
from leap_dash.domain.access import Permission
from leap_dash.domain.errors import BadFieldError
from leap_dash.figures.words import count
from leap_dash.pages import badge_design_form as design_form
from leap_dash.pages import parts, undoing
from leap_dash.pages.badge_design_form import ALT, DESIGN, FIELDS, IMAGE, KIND, OWN, TEMPLATE
from leap_dash.pages.claims import claimed_id
from leap_dash.pages.fields import words_beside
from leap_dash.pages.page import Page
from leap_dash.queries.badge_pictures import badge_picture
from leap_dash.records import BadgePicture
from leap_dash.services.badge_pictures import use_design, use_first_picture, use_own_picture

BADGE, ANSWER, PREVIEW = "design-badge", "design-answer", "design-preview"
SAVE, FIRST, CHANGED = "design-save", "design-first", "design-changed"
FORM = "design-form"
CHOICES = (
    *(State(field.control, "value") for field in DESIGN.values()),
    State(IMAGE.control, "contents"),
)


def register(app: Dash, ctx: Context) -> Page:
    """Put the page into the app."""
    app.callback(
        *(Output(field.control, "value") for name, field in DESIGN.items() if name != "text"),
        Input(TEMPLATE, "value"),
        prevent_initial_call=True,
    )(begin)
    app.callback(
        Output(PREVIEW, "children"),
        *(Output(f"{kind}-part", "hidden") for kind in (design_form.DRAWN, OWN)),
        *(Output(field.error, "children", allow_duplicate=True) for field in FIELDS.values()),
        Input(KIND, "value"),
        *(Input(each.component_id, each.component_property) for each in CHOICES),
        State(BADGE, "data"),
        prevent_initial_call="initial_duplicate",
    )(partial(show, ctx))
    app.callback(
        Output(CHANGED, "data"),
        *(Output(field.error, "children", allow_duplicate=True) for field in FIELDS.values()),
        Input(SAVE, "n_clicks"),
        State(BADGE, "data"),
        State(KIND, "value"),
        State(ALT.control, "value"),
        *CHOICES,
        running=[(Output(SAVE, "disabled"), True, False)],
        prevent_initial_call=True,
    )(partial(save, ctx))
    app.callback(
        Output(CHANGED, "data", allow_duplicate=True),
        Output(FORM, "children", allow_duplicate=True),
        Input(FIRST, "n_clicks"),
        State(BADGE, "data"),
        prevent_initial_call=True,
    )(partial(go_back, ctx))
    app.callback(
        Output(FORM, "children"),
        Input(undoing.UNDONE, "data"),
        State(BADGE, "data"),
        prevent_initial_call=True,
    )(partial(begin_anew, ctx))
    app.callback(
        Output(ANSWER, "children"),
        Output(FIRST, "hidden"),
        Input(CHANGED, "data"),
        Input(undoing.UNDONE, "data"),
        State(BADGE, "data"),
    )(partial(answer, ctx))
    return Page(
        paths=("/app/badges/<uuid:achievement_id>/design",),
        title="Design",
        permissions=frozenset({Permission.DEFINE}),
        layout=partial(layout, ctx),
    )


def layout(ctx: Context, *, achievement_id: UUID) -> Component:
    """The form beside the preview."""
    with ctx.reading() as (session, scope):
        picture = badge_picture(session, scope, achievement_id)
    page = f"/app/badges/{achievement_id}"
    return html.Div(
        [
            dcc.Store(id=BADGE, data=str(achievement_id)),
            dcc.Store(id=CHANGED),
            parts.breadcrumb(("Badges", "/app/badges"), (picture.name, page), ("Picture", None)),
            html.H1(f"Picture of “{picture.name}”"),
            parts.sentence("", id=ANSWER),
            html.Div(
                [
                    html.Div(parts.panel("Your choices", _form(picture)), className="ld-half"),
                    html.Div(
                        parts.panel("How it looks", html.Div(id=PREVIEW)), className="ld-half"
                    ),
                ],
                className="ld-grid",
            ),
        ]
    )


def _form(picture: BadgePicture) -> list[Component]:
    return [
        html.Div(design_form.form(picture), id=FORM),
        html.Div(
            [
                dbc.Button("Use this picture", id=SAVE),
                html.Button(
                    "Go back to the first picture",
                    id=FIRST,
                    className="btn btn-outline-secondary",
                    hidden=True,
                ),
            ],
            className="d-flex flex-wrap gap-2",
        ),
    ]


def begin(area: object) -> tuple[Any, ...]:
    """The choices that a subject area begins with; what stands on the ribbon stays."""
    if not isinstance(area, str) or area == design_form.AS_IT_IS:
        return (no_update,) * (len(DESIGN) - 1)
    design = template(area_or_plain(area), "")
    return tuple(getattr(design, name) for name in DESIGN if name != "text")


def show(ctx: Context, kind: str | None, *rest: object) -> tuple[Any, ...]:
    """The picture as it would be, or what is wrong beside its field; the last one stays then."""
    *values, contents, badge = rest
    is_own = kind == OWN
    with ctx.reading() as (session, scope):
        picture = badge_picture(session, scope, claimed_id(str(badge)))
    try:
        shown = _pictures(picture, is_own=is_own, values=values, contents=contents)
    except BadFieldError as error:
        return no_update, is_own, not is_own, *words_beside(FIELDS, error)
    return design_form.preview(shown), is_own, not is_own, *words_beside(FIELDS)


def _pictures(
    picture: BadgePicture, *, is_own: bool, values: list[object], contents: object
) -> dict[int, bytes]:
    if not is_own:
        return design_form.drawn(picture, read_design(dict(zip(DESIGN, values, strict=True))))
    if contents is None:
        # Nothing is chosen yet: what is in force is shown until then.
        if picture.png is not None:
            return design_form.own(picture.png)
        return design_form.drawn(picture, design_form.begun(picture))
    return design_form.taken_in(contents)


def save(
    ctx: Context, clicks: int | None, badge: str, kind: str | None, alt: object, *choices: object
) -> tuple[Any, ...]:
    """Use it from now on; a field that cannot be used is told beside it, and nothing changes."""
    if not clicks:
        return (no_update,) * (1 + len(FIELDS))
    badge_id, now = claimed_id(badge), ctx.clock()
    *values, contents = choices
    try:
        with ctx.writing() as (session, scope):
            if kind == OWN:
                data = None if contents is None else design_form.read_upload(contents)
                replaced = use_own_picture(session, scope, badge_id, data, alt, now=now)
            else:
                given = dict(zip(DESIGN, values, strict=True))
                replaced = use_design(session, scope, badge_id, given, alt, now=now)
    except BadFieldError as error:
        return no_update, *words_beside(FIELDS, error)
    undoing.show("Picture", "The badge has it from now on.", "picture", badge_id, replaced)
    return replaced, *words_beside(FIELDS)


def go_back(ctx: Context, clicks: int | None, badge: str) -> tuple[Any, Any]:
    """Let the badge look as it did before anybody designed it; the form begins anew."""
    if not clicks:
        return no_update, no_update
    badge_id = claimed_id(badge)
    with ctx.writing() as (session, scope):
        replaced = use_first_picture(session, scope, badge_id, now=ctx.clock())
    undoing.show("Picture", "The badge has its first picture again.", "picture", badge_id, replaced)
    return replaced, begin_anew(ctx, None, badge)


def begin_anew(ctx: Context, _undone: object, badge: str) -> Component:
    """The form with the picture that is in force now; the preview follows it."""
    with ctx.reading() as (session, scope):
        return design_form.form(badge_picture(session, scope, claimed_id(badge)))


def answer(ctx: Context, _changed: object, _undone: object, badge: str) -> tuple[str, bool]:
    """What the badge shows now; whether there is nothing to go back from."""
    with ctx.reading() as (session, scope):
        picture = badge_picture(session, scope, claimed_id(badge))
    return sentence(picture), picture.png is None and picture.design is None


def sentence(picture: BadgePicture) -> str:
    """What is in force, and what becomes of the badges that were given."""
    if picture.png is not None:
        now = "This badge shows a picture of your own."
    elif picture.design is not None:
        now = "This badge shows the picture that you designed."
    else:
        now = "This badge shows the picture that its subject area begins with."
    if not picture.given:
        return f"{now} Nobody has it yet."
    keep = "keeps the picture it was" if picture.given == 1 else "keep the picture they were"
    return f"{now} {count(picture.given, 'badge')} given so far {keep} given with."
