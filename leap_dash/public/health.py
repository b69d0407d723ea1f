"""Whether this process is alive, and whether it can answer."""

from collections.abc import Callable

from flask import Blueprint, Response

from leap_dash.domain.errors import ConflictError


def routes(check: Callable[[], None]) -> Blueprint:
    """`/healthz` and `/readyz`.

    `check` raises ConflictError when the database is unreachable or not migrated.
    """
    blueprint = Blueprint("health", __name__)

    @blueprint.get("/healthz")
    def alive() -> Response:
        return Response("alive\n", content_type="text/plain")

    @blueprint.get("/readyz")
    def ready() -> Response:
        try:
            check()
        except ConflictError as error:
            return Response(f"{error}\n", status=503, content_type="text/plain")
        return Response("ready\n", content_type="text/plain")

    return blueprint
