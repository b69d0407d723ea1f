"""Answers that caches may keep, and errors in the form that was asked for."""

import hashlib
import json
from collections.abc import Callable
from http import HTTPStatus

from flask import Flask, Response, make_response, render_template, request
from werkzeug.exceptions import HTTPException
from werkzeug.sansio.response import Response as SansIoResponse
from werkzeug.wrappers import Response as AnyResponse

from leap_dash.domain.errors import (
    BadInputError,
    ConflictError,
    ForbiddenError,
    LeapDashError,
    NotFoundError,
    SigningError,
    TooManyQuestionsError,
)

STATUS_OF: dict[type[LeapDashError], int] = {
    NotFoundError: 404,
    ForbiddenError: 403,
    ConflictError: 409,
    BadInputError: 400,
    TooManyQuestionsError: 429,
}


# Werkzeug's own words speak of URLs and servers; these speak to whoever followed a link.
WORDS = {
    404: "There is nothing at this address. Perhaps the link was cut short on its way to you.",
    405: "This address does not take that kind of request.",
    413: "That is more than this server accepts at once.",
}
# An SVG opened by itself is a page: of no origin, running and loading nothing but what it holds.
DRAWING_POLICY = "sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src data:"


def public_data(
    body: str | bytes,
    content_type: str,
    *,
    max_age: int,
    immutable: bool = False,
    etag: str | None = None,
) -> Response:
    """An answer for everybody, pages of other sites included, that caches keep for `max_age` s.

    Its ETag is made from the content (`etag`, where that was done already), so that an unchanged
    one costs 304 and no body.
    """
    response = Response(body, content_type=content_type)
    response.headers["Access-Control-Allow-Origin"] = "*"
    return cached(response, max_age=max_age, immutable=immutable, etag=etag)


def sandboxed(answer: Response) -> Response:
    """A drawing that may do nothing where it is opened on its own."""
    answer.headers["Content-Security-Policy"] = DRAWING_POLICY
    return answer


def public_page(html: str, *, max_age: int) -> Response:
    """A page that looks the same for everybody."""
    return cached(make_response(html), max_age=max_age)


def cached(
    response: Response, *, max_age: int, immutable: bool = False, etag: str | None = None
) -> Response:
    """Give the answer its ETag and lifetime; 304 when the client has it already."""
    response.set_etag(etag or etag_of(response.get_data()))
    # Written at once: set one by one, each directive parses and writes the header anew.
    lifetime = f"public, max-age={max_age}"
    response.headers["Cache-Control"] = f"{lifetime}, immutable" if immutable else lifetime
    # Most ask without a condition, and looking into it costs as much as the rest of the answer.
    if "If-None-Match" in request.headers or "If-Match" in request.headers:
        response.make_conditional(request)
    return response


def etag_of(data: bytes) -> str:
    """A tag made from the content: equal bytes, equal tag."""
    return hashlib.sha256(data).hexdigest()[:32]


def to_json(value: object) -> str:
    """JSON for machines: small, and the same for the same value."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def wants_json() -> bool:
    """Whether a machine asks: by the ending of the address, or by what it accepts."""
    if request.path.endswith(".json") or request.path.startswith(("/app/_", "/status/")):
        return True
    best = request.accept_mimetypes.best_match(
        ["text/html", "application/json", "application/problem+json"], "text/html"
    )
    return best != "text/html"


def handle_errors(app: Flask, *, log: Callable[[Exception], str]) -> None:
    """Turn errors into answers: JSON problems (RFC 9457) for machines, a page for people, and
    plain text where a token was asked for.

    `log` writes down an error that nobody foresaw and gives its reference.
    """

    def known(error: LeapDashError) -> Response:
        if isinstance(error, SigningError):
            # Its words name files of the server; they are for whoever runs it.
            detail = f"The issuer's key cannot be used now. The reference is {log(error)}."
            return _problem(503, detail)
        status = next((code for kind, code in STATUS_OF.items() if isinstance(error, kind)), 400)
        return _problem(status, str(error))

    def of_http(error: HTTPException) -> AnyResponse | SansIoResponse:
        status = error.code or 500
        if status < 400:
            return error.get_response()  # a redirect by the router
        return _problem(status, WORDS.get(status) or error.description or "")

    def unforeseen(error: Exception) -> Response:
        return _problem(500, f"This is our mistake. Its reference is {log(error)}.")

    app.register_error_handler(LeapDashError, known)
    app.register_error_handler(HTTPException, of_http)
    app.register_error_handler(Exception, unforeseen)


def _problem(status: int, detail: str) -> Response:
    title = HTTPStatus(status).phrase
    if request.path.endswith(".jwt"):
        response = make_response(f"{detail}\n")
        response.content_type = "text/plain; charset=utf-8"
    elif wants_json():
        problem = {"type": "about:blank", "title": title, "status": status, "detail": detail}
        response = make_response(to_json(problem))
        response.content_type = "application/problem+json"
    else:
        response = make_response(
            render_template("error.html", status=status, title=title, detail=detail)
        )
    response.status_code = status
    return response
