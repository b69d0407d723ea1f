"""The frame around every page: top bar, side bar, main region, messages; and what stands in it.

One callback turns the address into a page. The frame is made once per load for the viewer; pages
come and go inside it.
"""

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

import dash_bootstrap_components as dbc
from dash import ClientsideFunction, Dash, Input, Output, dcc, html
from dash.development.base_component import Component

from leap_dash.context import Context
from leap_dash.domain.errors import LeapDashError
from leap_dash.pages import notices, saved_views, undoing
from leap_dash.pages.display import display_menu, display_said, shortcuts_dialog
from leap_dash.pages.page import Nav, Page
from leap_dash.pages.parts import aria
from leap_dash.pages.routing import Routes, may_open
from leap_dash.pages.toasts import toast_area, unexpected
from leap_dash.pages.waiting import waiting_id, waiting_words
from leap_dash.queries.people import Viewer, viewer

# As many as fit side by side on a phone of 390 px.
ON_THE_PHONE = 5


def register_shell(
    app: Dash,
    ctx: Context,
    routes: Routes,
    *,
    csrf_token: Callable[[], str],
    log: Callable[[Exception], str],
    logo: str,
) -> None:
    """Make the frame the app's layout and connect the address to the main region."""
    app.layout = partial(frame, ctx, routes, csrf_token, logo)
    app.callback(
        Output("main", "children"),
        Input("location", "pathname"),
        on_error=lambda error: notices.broken(unexpected(log(error))),
    )(partial(show_page, ctx, routes))
    saved_views.register(app, ctx, routes)
    app.clientside_callback(  # type: ignore[no-untyped-call]
        ClientsideFunction("leap", "start"), Output("theme", "data"), Input("theme", "id")
    )


def show_page(ctx: Context, routes: Routes, pathname: str) -> Component:
    """What stands in the main region at this address, for the viewer."""
    found = routes.match(pathname)
    if found is None:
        return notices.not_found()
    page, values = found
    if not may_open(page, ctx.viewer()):
        return notices.not_found()
    try:
        return page.layout(**values)
    except LeapDashError as error:
        return notices.notice_of(error)


def frame(ctx: Context, routes: Routes, csrf_token: Callable[[], str], logo: str) -> Component:
    """The whole window for the viewer, its main region still empty. Empty for nobody at all."""
    with ctx.reading() as (session, scope):
        who = viewer(session, scope)
    if who is None:
        return html.Div()
    offered = routes.offered(scope)
    return html.Div(
        [
            dcc.Location(id="location", refresh="callback-nav"),
            dcc.Store(id="theme"),
            _skip_button(),
            _top(who, csrf_token(), logo),
            _demo_strip() if who.is_demo else None,
            _navigation(offered, "ld-side", "Pages"),
            html.Main(id="main", className="ld-main", tabIndex="-1"),
            _navigation(offered[:ON_THE_PHONE], "ld-bottom", "Pages, at the foot"),
            toast_area(),
            shortcuts_dialog(offered),
            undoing.stores(),
            html.Div(id="announcer", className="visually-hidden", **aria(live="polite")),
        ]
    )


def _skip_button() -> Component:
    # A button, not a link: the #hash of the address holds the filters.
    return html.Button(
        "Skip to the content",
        type="button",
        className="btn btn-primary visually-hidden-focusable",
        **_data("skip-to", "main"),
    )


def _demo_strip() -> Component:
    return html.Aside(
        "Demo: invented people and marks", className="ld-demo", **aria(label="About the data")
    )


def _top(who: Viewer, csrf_token: str, logo: str) -> Component:
    return html.Header(
        [
            html.A([html.Img(src=logo, alt=""), "LEAP Dash"], href="/app/", className="ld-brand"),
            html.Span(", ".join(who.orgs), className="ld-wide-only ld-note"),
            html.Div(
                [saved_views.menu(), display_menu(), display_said(), _name_menu(who, csrf_token)],
                className="ld-top-end",
            ),
        ],
        className="ld-top",
    )


def _name_menu(who: Viewer, csrf_token: str) -> Component:
    sign_out = html.Form(
        [
            dbc.Input(type="hidden", name="csrf_token", value=csrf_token),
            html.Button("Sign out", type="submit", className="btn btn-outline-secondary w-100"),
        ],
        action="/sign-out",
        method="POST",
    )
    mails = dcc.Link("Your e-mails", href="/app/my-messages", className="d-block mb-2")
    menu = html.Div(
        [html.Div(who.email, className="ld-note mb-2"), mails if who.orgs else None, sign_out],
        className="dropdown-menu show end-0 p-3",
    )
    return html.Details([html.Summary(who.name), menu], className="dropdown ld-menu")


def _navigation(pages: Sequence[Page], class_name: str, name: str) -> Component:
    return html.Nav(html.Ul(_links(pages, class_name)), className=class_name, **aria(label=name))


def _links(pages: Sequence[Page], place: str) -> list[Component]:
    return [
        html.Li(
            dcc.Link(
                [
                    html.I(className=f"bi bi-{page.nav.icon}", **aria(hidden="true")),
                    html.Span(page.nav.label),
                    _waiting(page.nav, place),
                ],
                href=page.paths[0],
                className="ld-nav-link",
            ),
            **_data("key", page.nav.key),
        )
        for page in pages
        if page.nav
    ]


def _waiting(nav: Nav, place: str) -> Component | None:
    """How many things wait for the viewer there, as it was when the window was loaded."""
    if nav.waiting is None:
        return None
    return html.Span(
        waiting_words(nav.waiting()), id=waiting_id(nav.key, place), className="ld-waiting"
    )


def _data(name: str, value: str) -> dict[str, Any]:
    return {f"data-ld-{name}": value}
