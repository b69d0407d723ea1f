"""The only place where things are put together: settings in, a Flask app with Dash inside out."""

import logging
import secrets
import traceback
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path

from dash import Dash
from flask import Flask, Response, abort, g, has_request_context, redirect, request, session
from sqlalchemy import Engine
from sqlalchemy.exc import DBAPIError
from werkzeug.middleware.proxy_fix import ProxyFix
from werkzeug.wrappers import Response as AnyResponse

from leap_dash.context import Context
from leap_dash.credentials.keys import KeyStore
from leap_dash.credentials.online.internet import Internet, TheInternet
from leap_dash.db.migrate import check
from leap_dash.db.session import connect, reading
from leap_dash.domain.access import NOBODY, Scope
from leap_dash.domain.errors import ConflictError
from leap_dash.jobs import Jobs
from leap_dash.pages import downloads, register_pages
from leap_dash.pages.routing import HOME, Routes
from leap_dash.pages.toasts import show_error
from leap_dash.public import (
    achievements,
    assets,
    badges,
    endorsements,
    health,
    issuers,
    mail_off,
    ob2,
    sign_in,
    status,
    verifying,
)
from leap_dash.public.answers import handle_errors
from leap_dash.public.packing import pack
from leap_dash.public.security import CSRF_COOKIE, CSRF_HEADER, csrf_token, protect
from leap_dash.queries.people import scope_of
from leap_dash.services.sign_in import token_hash
from leap_dash.settings import Settings, postman, secret_key

log = logging.getLogger(__name__)
LARGEST_REQUEST = 32 * 1024 * 1024

# The document around Dash. theme.js stands in the head, so that nothing is drawn in wrong colours.
INDEX = """<!DOCTYPE html>
<html lang="en">
    <head>
        {{%metas%}}
        <title>{{%title%}}</title>
        <link rel="icon" href="{icon}">
        <script src="{theme}"></script>
        {{%css%}}
    </head>
    <body>
        {{%app_entry%}}
        <footer>{{%config%}}{{%scripts%}}{{%renderer%}}</footer>
    </body>
</html>"""


def utc_now() -> datetime:
    """The clock of an installation."""
    return datetime.now(UTC)


def create_app(
    settings: Settings,
    *,
    clock: Callable[[], datetime] = utc_now,
    internet: Internet | None = None,
) -> Flask:
    """The whole web side of one installation. Starts no thread: see `start_jobs`."""
    engine = connect(settings.database_url)
    keys = KeyStore(settings.keys_dir, settings.key_passphrase)
    ctx = Context(
        engine=engine,
        keys=keys,
        base_url=settings.base_url,
        clock=clock,
        viewer=partial(_viewer, engine, clock),
        jobs=Jobs(engine, keys, settings.base_url, clock, postman(settings)),
        internet=internet or TheInternet(),
    )
    app, dash = _flask(settings), _dash()
    # Before Dash, because checks run in the order in which they were added.
    protect(
        app,
        base_url=settings.base_url,
        viewer=ctx.viewer,
        script_hashes=dash.csp_hashes,
        csrf_exempt=frozenset(
            {"sign_in.sign_in_with_password", "verifying.check", "mail_off.switch"}
        ),
    )
    dash.init_app(app)
    routes = register_pages(
        dash, ctx, csrf_token=csrf_token, log=log_unforeseen, logo=assets.asset("logo.svg")
    )
    app.extensions |= {"leap_dash": ctx, "leap_dash_dash": dash, "leap_dash_routes": routes}
    _answer_pages(app, ctx, routes)
    _refuse_unknown_callbacks(app, dash)
    for blueprint in (
        *assets.routes(),
        sign_in.routes(ctx),
        achievements.routes(ctx),
        badges.routes(ctx),
        issuers.routes(ctx),
        status.routes(ctx),
        ob2.routes(ctx),
        endorsements.routes(ctx),
        verifying.routes(ctx),
        mail_off.routes(ctx, secret_key(settings)),
        downloads.routes(ctx),
        health.routes(partial(_check_database, engine)),
    ):
        app.register_blueprint(blueprint)
    handle_errors(app, log=log_unforeseen)
    _settle(app)
    return app


def start_jobs(app: Flask) -> None:
    """Start the worker thread; once in each process, after the fork."""
    ctx: Context = app.extensions["leap_dash"]
    ctx.jobs.start()


def log_unforeseen(error: Exception) -> str:
    """Write down an error that nobody foresaw; returns the reference that people are told.

    Its own words are left out: they may hold what was read from the database or typed in.
    """
    reference = secrets.token_hex(4)
    frames = traceback.extract_tb(error.__traceback__)[-8:]
    where = " < ".join(f"{Path(f.filename).name}:{f.lineno}" for f in reversed(frames))
    log.error("unforeseen %s, reference %s, at %s", type(error).__name__, reference, where)
    return reference


def _viewer(engine: Engine, clock: Callable[[], datetime]) -> Scope:
    """The scope of whoever sent the current request; looked up once per request."""
    if not has_request_context():
        return NOBODY
    if "viewer" not in g:
        token = session.get(sign_in.TOKEN)
        found = None
        if isinstance(token, str):
            with reading(engine)() as db:
                found = scope_of(db, token_hash(token), clock())
        g.viewer = found or NOBODY
    scope: Scope = g.viewer
    return scope


def _check_database(engine: Engine) -> None:
    try:
        check(engine)
    except DBAPIError as error:
        raise ConflictError("The database cannot be reached.") from error


def _flask(settings: Settings) -> Flask:
    app = Flask("leap_dash", static_folder=None, template_folder="public/templates")
    app.secret_key = secret_key(settings)
    app.config.update(
        # With the prefix, no page of another host of the same domain can plant this cookie.
        SESSION_COOKIE_NAME="__Host-leap" if settings.is_https else "leap",
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_SECURE=settings.is_https,
        SESSION_COOKIE_PATH="/",
        SEND_FILE_MAX_AGE_DEFAULT=timedelta(days=365),
        MAX_CONTENT_LENGTH=LARGEST_REQUEST,
    )
    app.jinja_env.globals.update(asset=assets.asset, bootstrap_css=assets.bootstrap_css)
    if settings.trusted_proxies:
        count = settings.trusted_proxies
        app.wsgi_app = ProxyFix(  # type: ignore[method-assign]
            app.wsgi_app, x_for=count, x_proto=count, x_host=count
        )
    pack(app)
    return app


def _dash() -> Dash:
    return Dash(
        "leap_dash",
        server=False,
        routes_pathname_prefix=HOME,
        requests_pathname_prefix=HOME,
        assets_folder=str(assets.folder()),
        include_assets_files=False,  # public/assets.py gives them addresses that public pages share
        external_stylesheets=assets.stylesheets(),
        external_scripts=assets.scripts(),
        index_string=INDEX.format(icon=assets.asset("logo.svg"), theme=assets.asset("theme.js")),
        use_pages=False,
        pages_folder="",
        serve_locally=True,
        suppress_callback_exceptions=True,  # pages come into the frame later
        title="LEAP Dash",
        update_title="",
        add_log_handler=False,
        csrf_token_name=CSRF_COOKIE,
        csrf_header_name=CSRF_HEADER,
        on_error=partial(show_error, log=log_unforeseen),
    )


def _answer_pages(app: Flask, ctx: Context, routes: Routes) -> None:
    """Lead the dashboard's front door to the viewer's first page; an unknown page is a true 404."""

    def lead_home() -> AnyResponse | None:
        home = routes.home(ctx.viewer()) if request.path == HOME else HOME
        return None if home == HOME else redirect(home)

    def mark_unknown(response: Response) -> Response:
        is_page = request.endpoint == f"{HOME}<path:path>" and response.status_code == 200
        if is_page and routes.match(request.path) is None:
            response.status_code = 404
        return response

    app.before_request(lead_home)
    app.after_request(mark_unknown)


def _refuse_unknown_callbacks(app: Flask, dash: Dash) -> None:
    """Tell a sender of something else than one of our callbacks; Dash would call it our mistake."""

    def check_callback() -> None:
        if request.endpoint != f"{HOME}_dash-update-component":
            return
        body = request.get_json()
        output = body.get("output") if isinstance(body, dict) else None
        if not isinstance(output, str) or "callback" not in dash.callback_map.get(output, {}):
            abort(400, "This page is of another version of LEAP Dash: load it again.")

    app.before_request(check_callback)


def _settle(app: Flask) -> None:
    """Let Dash finish its setup now: at the first request, several threads would race for it."""
    with app.test_request_context("/healthz"):
        app.preprocess_request()
