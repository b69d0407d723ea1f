"""How long the server takes for each callback of an instructor, with OULAD 2013 in the database.

Requests go through the whole app as a browser's would: sign-in, checks, Dash, packing. What the
browser then draws is not in it.
"""

import json
import tempfile
import time
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from uuid import UUID

from flask.testing import FlaskClient
from sqlalchemy import Engine, select

from leap_dash.cli.house import now
from leap_dash.cli.server import collect_seldom
from leap_dash.db import Cohort, Learner, Org
from leap_dash.db.session import connect, sqlite_url, writing
from leap_dash.domain.access import OPERATOR, Role
from leap_dash.jobs.past_days import keep_day
from leap_dash.jobs.scoring import score_all
from leap_dash.pages.cohort_filter import CONTROLS
from leap_dash.queries.attention_features import placed_learners
from leap_dash.queries.attention_models import course_runs
from leap_dash.queries.cohorts import cohort_head, on_day
from leap_dash.services.attention_models import moments_of, train
from leap_dash.services.cohort_learners import keep_all
from tests.benchmarks.figure import Figure
from tests.oulad import install_oulad
from tests.web import add_person, make_web, sign_in

ROUNDS = 40
CALLBACK = "/app/_dash-update-component"
USUAL: Mapping[str, object] = {
    "course": "all",
    "category": "all",
    "status": "enrolled",
    "search": "",
    "sort": "score",
    "as_of": "",
    "table": False,
    "page": 1,
}
VIEWS: Mapping[str, Mapping[str, object]] = {
    "course": {"course": "FFF"},
    "course_by_name": {"course": "FFF", "sort": "name", "page": 20},
    "course_needing_attention": {"course": "BBB", "status": "needs attention"},
    "course_tests": {"course": "FFF", "category": "test"},
    "course_search": {"course": "FFF", "search": "12"},
    "course_as_table": {"course": "FFF", "table": True},
    "course_past": {"course": "FFF", "as_of": "day:120"},
    "all_courses": {},
    "all_courses_past": {"as_of": "day:120"},
}
LEARNED: Mapping[str, Mapping[str, object]] = {
    "course_learned": {"course": "FFF"},
    "course_learned_as_table": {"course": "FFF", "table": True},
    "course_learned_search": {"course": "FFF", "search": "12"},
    "course_learned_past": {"course": "FFF", "as_of": "day:120"},
    "all_courses_learned": {},
}
"""Once the largest course has a model, and its scores are kept."""
AGAIN: Mapping[str, Mapping[str, object]] = {
    "all_courses_past_again": {"as_of": "day:120"},
    "course_past_again": {"course": "BBB", "as_of": "day:120"},
    "course_learned_past_again": {"course": "FFF", "as_of": "day:120"},
}
"""Once a worker has kept the day, as it does when somebody first looks at it."""


class Instructor:
    """Someone signed in, whose browser asks what it is told to."""

    def __init__(self, client: FlaskClient, email: str) -> None:
        sign_in(client, email)
        client.get("/app/")
        cookie = client.get_cookie("csrf_token")
        assert cookie is not None
        self._client = client
        self._headers = {"X-CSRF-Token": cookie.value, "Accept-Encoding": "br"}
        self._known = client.get("/app/_dash-dependencies").get_json()

    def asks(self, output: str, values: Mapping[str, object]) -> tuple[float, int]:
        """Milliseconds and bytes of the answer of the callback that fills `output`."""
        callback = next(each for each in self._known if output in each["output"])
        request = json.dumps(request_for(callback, values))
        start = time.perf_counter()
        answer = self._client.post(
            CALLBACK, data=request, content_type="application/json", headers=self._headers
        )
        taken = time.perf_counter() - start
        assert answer.status_code == 200, answer.text
        return 1000 * taken, len(answer.data)

    def fetches(self, address: str) -> float:
        """Milliseconds until the whole of a file is there."""
        start = time.perf_counter()
        with self._client.get(address) as answer:
            assert answer.status_code == 200, address
            assert len(answer.data) > 10_000
        return 1000 * (time.perf_counter() - start)


def run() -> Iterable[Figure]:
    """Return the 95th percentile of each callback in ms, and the size of the largest answer."""
    with tempfile.TemporaryDirectory() as name, instructor(Path(name)) as (someone, places):
        for page, path in places.items():
            if page != "cohort_id":
                yield _figure(page, someone, "main.children", {"location.pathname": path})
        cohort = {
            "cohort-id.data": places["cohort_id"],
            "theme.data": "light",
            "cohort-thresholds-set.data": None,
        }
        yield from _views(someone, cohort, VIEWS)
        yield from _patterns(someone, places["cohort_id"])
        usual = {f"{CONTROLS[key]}.value": value for key, value in USUAL.items()}
        _, size = someone.asks("cohort-answer.children", cohort | usual)
        yield Figure("dashboard.cohort.answer", size / 1000, "kB", "packed with brotli")
        _learn(Path(name), "FFF")
        yield from _views(someone, cohort, LEARNED)
        engine = connect(sqlite_url(Path(name) / "leap.db"))
        keep_the_day(engine, places["cohort_id"], "day:120")
        engine.dispose()
        yield from _views(someone, cohort, AGAIN)


def _views(
    someone: Instructor, cohort: Mapping[str, object], views: Mapping[str, Mapping[str, object]]
) -> Iterator[Figure]:
    for view, given in views.items():
        values = {f"{CONTROLS[key]}.value": value for key, value in {**USUAL, **given}.items()}
        yield _figure(f"cohort.{view}", someone, "cohort-answer.children", {**cohort, **values})


def _learn(folder: Path, course: str) -> None:
    """Train a course and keep the scores, as the command and a worker do."""
    engine = connect(sqlite_url(folder / "leap.db"))
    with writing(engine)() as session:
        runs = course_runs(session, OPERATOR, "open", course, now=now())
        examples = placed_learners(session, OPERATOR, moments_of(runs))
        train(session, OPERATOR, runs, examples, now=now())
        score_all(session, now())
        session.commit()
    engine.dispose()


def keep_the_day(engine: Engine, cohort_id: str, as_of: str) -> None:
    """Keep a cohort as it stood on a day, as a worker does once it was looked at."""
    with writing(engine)() as session:
        head = on_day(cohort_head(session, OPERATOR, UUID(cohort_id), now=now()), as_of)
        keep_day(session, head.id, head.as_of, now=now())
        session.commit()


def _patterns(someone: Instructor, cohort_id: str) -> Iterator[Figure]:
    """The figures of the largest courses; their weeks are told by what was handed in."""
    for course in ("FFF", "BBB"):
        values = {
            "patterns-cohort.data": cohort_id,
            "patterns-course.value": course,
            "patterns-as-of.value": "",
            "patterns-behind.value": "week-5",
            "theme.data": "light",
        }
        for name in ("weeks", "items", "leaving"):
            output = f"patterns-{name}-sentence.children"
            yield _figure(f"patterns.{course}.{name}", someone, output, values)
        for name, output in (("asked", "patterns-ignored"), ("behind", "patterns-behind-title")):
            yield _figure(f"patterns.{course}.{name}", someone, f"{output}.children", values)


def _figure(name: str, someone: Instructor, output: str, values: Mapping[str, object]) -> Figure:
    someone.asks(output, values)
    taken = sorted(someone.asks(output, values)[0] for _ in range(ROUNDS))
    return Figure(f"dashboard.{name}", taken[int(0.95 * ROUNDS)], "ms", "p95 at the server")


@contextmanager
def instructor(folder: Path) -> Iterator[tuple[Instructor, dict[str, str]]]:
    """An instructor of OULAD's university, and the addresses to visit."""
    engine, _ = install_oulad(folder)
    email, places = people_and_places(engine)
    # Summaries and learners are those of the day of the import, as a worker keeps them.
    with writing(engine)() as session:
        keep_all(session, now())
        session.commit()
    engine.dispose()
    web = make_web(f"sqlite:///{folder / 'leap.db'}", folder, now=now())
    collect_seldom()  # as the server does
    yield Instructor(web.browser(), email), places
    web.close()


def people_and_places(engine: Engine) -> tuple[str, dict[str, str]]:
    """The e-mail of an instructor made there, and addresses with the id of the largest cohort."""
    with writing(engine)() as session:
        org = session.scalars(select(Org)).one()
        email = add_person(session, org, Role.INSTRUCTOR)
        cohort = session.scalars(select(Cohort.id).where(Cohort.code == "2013J")).one()
        learner = session.scalars(select(Learner.id).order_by(Learner.key)).first()
        session.commit()
    return email, {
        "overview": "/app/",
        "cohorts": "/app/cohorts",
        "cohort": f"/app/cohorts/{cohort}",
        "learner": f"/app/learners/{learner}",
        "cohort_id": str(cohort),
    }


def request_for(callback: Mapping[str, Any], values: Mapping[str, object]) -> dict[str, Any]:
    """What Dash's renderer posts for this callback."""

    def filled(each: Mapping[str, Any]) -> dict[str, Any]:
        key = f"{each['id']}.{each['property']}"
        return {"id": each["id"], "property": each["property"], "value": values[key]}

    output = callback["output"]
    several = output.startswith("..")
    names = output[2:-2].split("...") if several else [output]
    outputs = [dict(zip(("id", "property"), name.rsplit(".", 1), strict=True)) for name in names]
    inputs = [filled(each) for each in callback["inputs"]]
    return {
        "output": output,
        "outputs": outputs if several else outputs[0],
        "inputs": inputs,
        "state": [filled(each) for each in callback["state"]],
        "changedPropIds": [f"{inputs[0]['id']}.{inputs[0]['property']}"],
    }
