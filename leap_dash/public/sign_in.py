"""The landing page, and Direct Login: in and out."""

from flask import Blueprint, redirect, render_template, request, session
from werkzeug.wrappers import Response

from leap_dash.context import Context
from leap_dash.domain.errors import TooManyAttemptsError
from leap_dash.public.security import csrf_matches, csrf_token, safe_next
from leap_dash.services import sign_in as service
from leap_dash.services.passwords import password_matches

TOKEN = "token"  # noqa: S105  the name of a session's field


def routes(ctx: Context) -> Blueprint:
    """`/`, `/sign-in` and `/sign-out`."""
    blueprint = Blueprint("sign_in", __name__)

    @blueprint.get("/")
    def landing() -> str:
        return render_template("landing.html", signed_in=ctx.viewer().person_id is not None)

    @blueprint.get("/sign-in")
    def sign_in() -> str:
        return _form()

    @blueprint.post("/sign-in")
    def sign_in_with_password() -> Response | tuple[str, int]:
        return _sign_in(ctx)

    @blueprint.post("/sign-out")
    def sign_out() -> Response:
        with ctx.writing() as (db, _scope):
            service.close_session(db, session.get(TOKEN, ""))
        session.clear()
        return redirect("/", 303)

    return blueprint


def _sign_in(ctx: Context) -> Response | tuple[str, int]:
    email, password = request.form.get("email", ""), request.form.get("password", "")
    if not csrf_matches(request.form.get("csrf_token")):
        return _form(email, "This page was open for too long. Please try again."), 403
    now = ctx.clock()
    try:
        with ctx.reading_for_anyone() as db:
            attempt = service.attempt(db, email=email, address=request.remote_addr or "", now=now)
    except TooManyAttemptsError as error:
        return _form(email, str(error)), 429
    # Without a transaction: hashing takes its time, and others must not wait for it.
    if not password_matches(password, attempt.password_hash):
        with ctx.writing() as (db, _scope):
            service.note_failure(db, attempt, now=now)
        return _form(email, "E-mail and password do not belong together."), 401
    with ctx.writing() as (db, _scope):
        token = service.open_session(db, attempt, password=password, now=now)
    # Nothing of the session before, which someone else may have planted, lives on in this one.
    session.clear()
    session[TOKEN] = token
    csrf_token()
    return redirect(safe_next(request.form.get("next")), 303)


def _form(email: str = "", message: str | None = None) -> str:
    target = request.form.get("next") or request.args.get("next")
    return render_template(
        "sign_in.html",
        csrf_token=csrf_token(),
        next=safe_next(target),
        email=email,
        message=message,
    )
