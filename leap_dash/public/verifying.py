"""`/verify`: a badge as image, text or link; one verdict per check, for people and machines."""

from contextlib import suppress
from datetime import datetime
from typing import Any

from flask import Blueprint, Response, render_template, request

from leap_dash.context import Context
from leap_dash.credentials.baking import unbake
from leap_dash.credentials.online.fetching import Fetcher
from leap_dash.credentials.report import VerificationReport
from leap_dash.domain.errors import BadInputError, TooManyQuestionsError
from leap_dash.figures.words import day
from leap_dash.public.answers import to_json, wants_json
from leap_dash.public.asking_limit import AskingLimit
from leap_dash.public.security import csrf_matches, csrf_token
from leap_dash.queries.online import check_badge_online, check_link_online
from leap_dash.queries.public import check_badge, check_link

WEB = ("https://", "http://")
YES = ("1", "on", "true", "yes")
LARGEST_REPEATED = 256 * 1024  # what the page holds, so that one click checks it once more
LARGEST_BADGE = 10 * 1024 * 1024
LARGEST_TEXT = 2 * 1024 * 1024
RAW_TYPES = (
    *("image/png", "image/svg+xml", "application/json", "application/ld+json", "text/plain"),
    *("application/vc", "application/vc+jwt", "application/jwt"),
)


def routes(ctx: Context) -> Blueprint:
    """`/verify`. A machine's POST needs no token: it changes nothing and sees nothing of anyone."""
    blueprint = Blueprint("verifying", __name__)
    limit = AskingLimit()

    @blueprint.get("/verify")
    def form() -> str:
        return _page(ctx)

    @blueprint.post("/verify")
    def check() -> Response | str | tuple[str, int]:
        request.max_content_length = LARGEST_BADGE + LARGEST_TEXT
        request.max_form_memory_size = LARGEST_TEXT
        if wants_json():
            report = _check(ctx, limit, _given())
            return Response(to_json(report.to_json()), content_type="application/json")
        if not csrf_matches(request.form.get("csrf_token")):
            return _page(ctx, message="This page was open for too long. Please try again."), 403
        try:
            given = _given()
            report = _check(ctx, limit, given)
        except BadInputError as error:
            return _page(ctx, message=str(error)), 400
        except TooManyQuestionsError as error:
            return _page(ctx, message=str(error)), 429
        return _page(ctx, report=report, again=_as_text(given) if report.elsewhere else None)

    return blueprint


def _given() -> bytes | str:
    """The badge that the request brings: bytes of a file, or text that may be a link."""
    file = request.files.get("file")
    data: bytes | str = file.read() if file and file.filename else request.form.get("text", "")
    if not data and request.mimetype in RAW_TYPES:
        data = request.get_data()
    if not data:
        raise BadInputError("Nothing was given: choose a file, or paste a link or the badge.")
    if len(data) > LARGEST_BADGE:
        raise BadInputError("This is larger than 10 MB; badges are far smaller.")
    return data


def _check(ctx: Context, limit: AskingLimit, given: bytes | str) -> VerificationReport:
    known: dict[str, Any] = {
        "keys": ctx.keys,
        "base_url": ctx.base_url,
        "now": ctx.clock(),
        "recipient": request.form.get("recipient") or None,
    }
    link = given if isinstance(given, str) and given.strip().startswith(WEB) else None
    data = given.encode("utf-8", "surrogatepass") if isinstance(given, str) else given
    # In the address for a badge that is sent without a form.
    if request.values.get("online") in YES:
        with limit.one_more(request.remote_addr or "", ctx.clock()):
            known["fetcher"] = Fetcher(ctx.internet)
            if link is not None:
                return check_link_online(ctx.reading_for_anyone, link, **known)
            return check_badge_online(ctx.reading_for_anyone, data, **known)
    with ctx.reading_for_anyone() as db:
        return check_badge(db, data, **known) if link is None else check_link(db, link, **known)


def _as_text(given: bytes | str) -> str | None:
    """The badge as a form can send it again; none for one that is too large or no text."""
    if isinstance(given, bytes):
        with suppress(BadInputError):
            given = unbake(given)
    if isinstance(given, bytes):
        given = given.decode("utf-8", "replace")
    return given if len(given) <= LARGEST_REPEATED else None


def _page(
    ctx: Context,
    *,
    report: VerificationReport | None = None,
    message: str | None = None,
    again: str | None = None,
) -> str:
    return render_template(
        "verify.html",
        base_url=ctx.base_url,
        csrf_token=csrf_token(),
        again=again,
        report=report,
        message=message,
        summary=_summary(ctx, report.credential or {}) if report else None,
    )


def _summary(ctx: Context, credential: dict[str, Any]) -> dict[str, Any] | None:
    """What it says of itself; only read once its proof holds. (A badge of 2.0 only links.)"""
    if "credentialSubject" not in credential:
        return None
    issuer, subject = credential["issuer"], credential["credentialSubject"]
    achievement = subject.get("achievement") or {"name": "Endorsement"}
    pages = (f"{ctx.base_url}/badges/", f"{ctx.base_url}/endorsements/")
    return {
        "name": credential.get("name") or achievement["name"],
        "comment": subject.get("endorsementComment"),
        "issuer_name": issuer.get("name") if isinstance(issuer, dict) else issuer,
        "issued_on": day(datetime.fromisoformat(credential["validFrom"])),
        "url": credential["id"] if credential["id"].startswith(pages) else None,
    }
