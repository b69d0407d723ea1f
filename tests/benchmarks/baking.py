"""Baking a badge into a picture, against openbadgeslib; and serving one, against a bare route.

All take turns in one run, and the best round of each counts, so that whatever else the machine does
falls on all alike.
"""

import tempfile
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from uuid import UUID

from flask import Flask, Response
from openbadgeslib import baking as theirs
from werkzeug.test import create_environ, run_wsgi_app

from leap_dash.credentials import baking, svg
from leap_dash.credentials.art import default_art, draw_png, draw_svg
from leap_dash.db.migrate import migrate
from leap_dash.db.session import connect, writing
from tests import factories
from tests.benchmarks.figure import Figure, seconds
from tests.credentials.issuing import SIGNED
from tests.web import issue, make_web

ROUNDS = 300
BADGES = 20
REQUESTS = 5
ART = default_art("Front of house, silver", "hospitality", "silver", "Riverside Training")


def run() -> Iterable[Figure]:
    """Return how many times faster than the library badges are baked, and the route's share."""
    png, drawing = draw_png(ART, 512), draw_svg(ART)
    ready_png, ready_svg = baking.prepare(png), svg.prepare(drawing)
    their_png = partial(theirs.bake_png, png, SIGNED, keyword=theirs.ITXT_KEYWORD_OB3)
    their_svg = partial(
        theirs.bake_svg,
        drawing,
        SIGNED,
        element=theirs.SVG_ELEMENT_OB3,
        namespace=theirs.SVG_NS_OB3,
        as_text=True,
    )
    for name, ours, other in (
        ("png", partial(ready_png.splice, SIGNED.encode()), their_png),
        ("svg", partial(ready_svg.splice, SIGNED.encode()), their_svg),
    ):
        mine, its = _best(BADGES, ours, other)
        yield Figure(f"baking.{name}", mine * 1e6, "us", "one badge of 512 pixels")
        yield Figure(
            f"baking.{name}.openbadgeslib", its / mine, "x", f"its bake_{name}, same badge"
        )
    with tempfile.TemporaryDirectory() as folder, _served(Path(folder)) as (route, bare):
        mine, its = _best(REQUESTS, route, bare)
    yield Figure(
        "baking.route", 1 / mine, "requests/s", "/badges/<id>.png over WSGI, one thread, kept"
    )
    yield Figure("baking.route.share", its / mine, "x", "a bare Flask route, same bytes")


def _best(times: int, *works: Callable[[], object]) -> list[float]:
    """Return the seconds that one call of each takes, in its best round."""

    def repeat(work: Callable[[], object]) -> None:
        for _ in range(times):
            work()

    rounds = [[seconds(partial(repeat, work)) for work in works] for _ in range(ROUNDS)]
    return [min(each) / times for each in zip(*rounds, strict=True)]


@contextmanager
def _served(folder: Path) -> Iterator[tuple[Callable[[], bytes], Callable[[], bytes]]]:
    """What fetches a badge from the whole app, and its bytes from a route that only answers."""
    url = f"sqlite:///{folder / 'leap.db'}"
    engine = connect(url)
    migrate(engine)
    engine.dispose()
    web = make_web(url, folder)
    with writing(web.engine)() as session:
        org = factories.org(session)
        web.keys.create(org.slug)
        programme = factories.programme(session, subject_area="hospitality")
        cohort = factories.cohort(session, org, programme)
        learner = factories.learner(session, org)
        achievement = factories.achievement(session, org, programme, level="gold")
        session.commit()
        path = f"/badges/{issue(web, achievement, learner, cohort.id)}.png"
    badge = _fetch(web.app, path)
    bare = Flask("bare")

    @bare.get("/badges/<uuid:_award_id>.png")
    def answer(_award_id: UUID) -> Response:
        return Response(badge, content_type="image/png")

    yield partial(_fetch, web.app, path), partial(_fetch, bare, path)
    web.close()


def _fetch(app: Flask, path: str) -> bytes:
    body, status, _headers = run_wsgi_app(app.wsgi_app, create_environ(path, "http://localhost"))
    assert status == "200 OK", status
    return b"".join(body)
