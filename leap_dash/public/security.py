"""Who may send what to this server, and what every answer forbids the browser.

For all routes, the dashboard's too. Whether a viewer may see a row is settled by the scope in
each query, not here.
"""

import hmac
import secrets
from collections.abc import Callable, Sequence
from typing import Final
from urllib.parse import quote

from flask import Flask, Response, abort, g, redirect, request, session
from werkzeug.wrappers import Response as AnyResponse

from leap_dash.domain.access import Scope

CSRF_COOKIE = "csrf_token"  # the browser's script reads it ...
CSRF_HEADER = "X-CSRF-Token"  # ... and gives it back here; forms have a field named as the cookie
DASHBOARD = "/app/"
SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})

# Inline styles are how Dash's components and Plotly draw; a style cannot run anything.
_DASHBOARD_POLICY: Final = (
    "default-src 'self'; script-src 'self' {hashes}; style-src 'self' 'unsafe-inline'; "
    "img-src 'self' data: blob:; font-src 'self' data:; object-src 'none'; base-uri 'self'; "
    "form-action 'self'; frame-ancestors 'none'"
)
# Badges name their pictures by the public address, which may differ from the one in use.
_PUBLIC_POLICY: Final = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: {base_url}; "
    "font-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'self'; "
    "frame-ancestors 'none'"
)


def csrf_token() -> str:
    """The token that this session's forms and requests must bring along; made when first asked."""
    token = session.get("csrf")
    if not isinstance(token, str):
        token = session["csrf"] = secrets.token_urlsafe(24)
    g.csrf_token = token
    return token


def csrf_matches(given: str | None) -> bool:
    """Whether this is the token of the request's session. The cookie alone proves nothing."""
    expected = session.get("csrf")
    if not isinstance(expected, str) or given is None:
        return False
    return hmac.compare_digest(expected.encode(), given.encode())


def protect(
    app: Flask,
    *,
    base_url: str,
    viewer: Callable[[], Scope],
    script_hashes: Callable[[], Sequence[str]],
    csrf_exempt: frozenset[str],
) -> None:
    """Add the checks before every request and the headers after it.

    Views named in `csrf_exempt` look at the token themselves. `script_hashes` are those of the
    dashboard's inline scripts.
    """
    is_https = base_url.startswith("https://")
    public_policy = _PUBLIC_POLICY.format(base_url=base_url)

    def check() -> AnyResponse | None:
        if request.method not in SAFE_METHODS:
            _refuse_foreign(base_url)
        refused = _refuse_anonymous(viewer)
        if refused is not None:
            return refused
        changes = request.method not in SAFE_METHODS and request.endpoint is not None
        if changes and request.endpoint not in csrf_exempt:
            _refuse_without_token()
        return None

    def finish(response: Response) -> Response:
        if _in_dashboard():
            policy = _DASHBOARD_POLICY.format(hashes=" ".join(script_hashes()))
        else:
            policy = public_policy
        response.headers.setdefault("Content-Security-Policy", policy)
        _forbid(response)
        if is_https:
            response.headers["Cross-Origin-Opener-Policy"] = "same-origin"
            response.headers["Strict-Transport-Security"] = "max-age=31536000; includeSubDomains"
        if not response.headers.get("Cache-Control"):
            response.headers["Cache-Control"] = "no-store"
        _give_csrf_cookie(response, secure=is_https)
        return response

    app.before_request(check)
    app.after_request(finish)


def safe_next(target: str | None) -> str:
    """Where to go after signing in: a page of the dashboard, never another site.

    A browser reads a backslash as a slash and drops tabs and line breaks, so none may be there.
    """
    if not target or not target.startswith(DASHBOARD) or not target.isprintable():
        return DASHBOARD
    return DASHBOARD if "\\" in target or "//" in target else target


def _in_dashboard() -> bool:
    return request.path == "/app" or request.path.startswith(DASHBOARD)


def _refuse_foreign(base_url: str) -> None:
    site = request.headers.get("Sec-Fetch-Site")
    if site is not None and site not in ("same-origin", "none"):
        abort(403, "This request came from another site and was refused.")
    origin = request.headers.get("Origin")
    # The name that the browser used, and the public one when a proxy in front changes it.
    if origin is not None and origin not in (request.host_url.rstrip("/"), base_url):
        abort(403, "This request came from another site and was refused.")


def _refuse_anonymous(viewer: Callable[[], Scope]) -> AnyResponse | None:
    if not _in_dashboard() or viewer().person_id is not None:
        return None
    behind_a_page = request.path.startswith(f"{DASHBOARD}_") or request.method not in SAFE_METHODS
    if behind_a_page:
        abort(401, "Your session is over: sign in again.")
    target = request.full_path.rstrip("?")
    return redirect(f"/sign-in?next={quote(target)}")


def _refuse_without_token() -> None:
    given = request.headers.get(CSRF_HEADER)
    if given is None and not _in_dashboard():
        given = request.form.get(CSRF_COOKIE)
    if not csrf_matches(given):
        abort(403, "This page has been open for too long: load it again, then repeat what you did.")


def _forbid(response: Response) -> None:
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Referrer-Policy"] = "same-origin"
    response.headers["Permissions-Policy"] = "camera=(), geolocation=(), microphone=()"


def _give_csrf_cookie(response: Response, *, secure: bool) -> None:
    # Not read from the session: looking there would make every public answer vary by cookie.
    token = g.get("csrf_token")
    if token is not None and request.cookies.get(CSRF_COOKIE) != token:
        response.set_cookie(CSRF_COOKIE, token, secure=secure, samesite="Strict")
