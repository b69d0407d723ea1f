"""Fifty instructors at once on one served installation with OULAD 2013 in it.

Over real HTTP, against the command `serve` with its two workers. Everyone clicks through the views
of a cohort, each click a callback, and reads for some seconds in between; then all of them click
in the same instant, and again once all have their answers.
"""

import json
import random
import re
import tempfile
import threading
import time
from collections.abc import Iterable, Iterator, Sequence
from http.cookiejar import CookieJar
from pathlib import Path
from urllib.error import HTTPError
from urllib.parse import urlencode
from urllib.request import HTTPCookieProcessor, Request, build_opener

from sqlalchemy import select

from leap_dash.db import Cohort, Org
from leap_dash.db.session import writing
from leap_dash.domain.access import Role
from leap_dash.pages.cohort_filter import CONTROLS
from tests.benchmarks.dashboard import CALLBACK, USUAL, VIEWS, request_for
from tests.benchmarks.figure import Figure
from tests.benchmarks.served import served
from tests.oulad import install_oulad
from tests.web import PASSWORD, add_person

PEOPLE = 50
CLICKS = 8
READING = (2.0, 8.0)  # seconds between two clicks
INSTANTS = 6


class Visitor:
    """One person's browser, signed in."""

    def __init__(self, url: str, email: str) -> None:
        self._url = url
        self._cookies = CookieJar()
        self._opener = build_opener(HTTPCookieProcessor(self._cookies))
        token = re.search(r'name="csrf_token" value="([^"]+)"', self.fetch("/sign-in").decode())
        assert token
        form = {"csrf_token": token[1], "email": email, "password": PASSWORD, "next": ""}
        self.fetch("/sign-in", urlencode(form).encode())
        self.fetch("/app/")
        self.taken: list[float] = []  # seconds
        self.errors = 0

    def fetch(self, path: str, data: bytes | None = None, **headers: str) -> bytes:
        """The answer's body; HTTPError for any that is not fine."""
        request = Request(self._url + path, data, headers)  # noqa: S310
        with self._opener.open(request) as answer:
            body: bytes = answer.read()
        return body

    def clicks(self, bodies: Sequence[bytes], reading: tuple[float, float]) -> None:
        """Send each callback in turn, and read before the next."""
        token = next(each.value for each in self._cookies if each.name == "csrf_token") or ""
        headers = {
            "Content-Type": "application/json",
            "X-CSRF-Token": token,
            "Accept-Encoding": "br",
        }
        for body in bodies:
            time.sleep(random.uniform(*reading))  # noqa: S311  nothing to guess here
            start = time.perf_counter()
            try:
                self.fetch(CALLBACK, body, **headers)
            except HTTPError:
                self.errors += 1
            self.taken.append(time.perf_counter() - start)


def run() -> Iterable[Figure]:
    """Return the 95th percentile of a click in ms and how many failed, both ways."""
    with tempfile.TemporaryDirectory() as name:
        emails, cohort_id = install(Path(name))
        with served(Path(name)) as url:
            people = [Visitor(url, email) for email in emails]
            bodies = bodies_of(json.loads(people[0].fetch("/app/_dash-dependencies")), cohort_id)
            _click(people, bodies, CLICKS, READING)
            yield from _figures("reading", people)
            for _ in range(INSTANTS):
                _click(people, bodies, 1, (0.0, 0.0))
            yield from _figures("instant", people)


def _click(
    people: Sequence[Visitor], bodies: Sequence[bytes], clicks: int, reading: tuple[float, float]
) -> None:
    """Let each of them click as often, until all have their answers."""
    threads = [
        threading.Thread(target=each.clicks, args=(random.choices(bodies, k=clicks), reading))  # noqa: S311
        for each in people
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def _figures(name: str, people: Sequence[Visitor]) -> Iterator[Figure]:
    """How long their clicks since the last figures took."""
    taken = sorted(seconds for each in people for seconds in each.taken)
    yield Figure(
        f"crowd.{name}", 1000 * taken[int(0.95 * len(taken))], "ms", f"p95 of {len(taken)} clicks"
    )
    yield Figure(f"crowd.{name}.errors", sum(each.errors for each in people), "clicks", "failed")
    for each in people:
        each.taken, each.errors = [], 0


def install(folder: Path) -> tuple[list[str], str]:
    """The e-mails of those who can sign in, and the id of the cohort that they look at."""
    engine, _ = install_oulad(folder)
    with writing(engine)() as session:
        org = session.scalars(select(Org)).one()
        emails = [
            add_person(session, org, Role.INSTRUCTOR, email=f"instructor-{number}@example.org")
            for number in range(PEOPLE)
        ]
        cohort = session.scalars(select(Cohort.id).where(Cohort.code == "2013J")).one()
        session.commit()
    engine.dispose()
    return emails, str(cohort)


def bodies_of(known: Sequence[dict[str, object]], cohort_id: str) -> list[bytes]:
    """What browsers post for each view of the cohort's page."""
    callback = next(each for each in known if "cohort-answer.children" in str(each["output"]))
    cohort = {
        "cohort-id.data": cohort_id,
        "theme.data": "light",
        "cohort-thresholds-set.data": None,
    }
    return [
        json.dumps(
            request_for(
                callback,
                cohort
                | {f"{CONTROLS[key]}.value": value for key, value in {**USUAL, **view}.items()},
            )
        ).encode()
        for view in VIEWS.values()
    ]
