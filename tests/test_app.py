"""The app as a whole: how it starts, what it serves, how it speaks of errors."""

import json
import logging
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import brotli  # type: ignore[import-untyped]
import pytest
from dash import Dash, Input, Output, html
from flask.testing import FlaskClient

from leap_dash.app import log_unforeseen, start_jobs
from leap_dash.db.session import writing
from leap_dash.domain.access import Permission, Role
from leap_dash.domain.errors import BadInputError, ForbiddenError, NotFoundError
from leap_dash.pages.page import Nav, Page
from leap_dash.pages.routing import Routes
from leap_dash.pages.toasts import show_error
from leap_dash.public.packing import MOST_KEPT, KeptBundles
from tests import factories
from tests.web import Web, add_person, make_web, sign_in

CALLBACK = "/app/_dash-update-component"


@pytest.fixture
def web(database_url: str, tmp_path: Path) -> Iterator[Web]:
    """The app with one org in which every role is held by somebody."""
    web = make_web(database_url, tmp_path)
    with writing(web.engine)() as session:
        org = factories.org(session, is_demo=True)
        learner = factories.learner(session, org)
        for role in Role:
            own = learner if role is Role.LEARNER else None
            add_person(session, org, role, learner=own)
        session.commit()
    yield web
    web.close()


def visit(web: Web, role: Role) -> FlaskClient:
    """Somebody in that role, signed in."""
    client = web.browser()
    assert sign_in(client, f"{role.value}@tralee.example.org").status_code == 303
    return client


def page_at(client: FlaskClient, path: str) -> str:
    """What the routing callback puts into the main region, as JSON text."""
    cookie = client.get_cookie("csrf_token")
    assert cookie
    answer = client.post(
        CALLBACK,
        json={
            "output": "main.children",
            "outputs": {"id": "main", "property": "children"},
            "inputs": [{"id": "location", "property": "pathname", "value": path}],
            "changedPropIds": ["location.pathname"],
        },
        headers={"X-CSRF-Token": cookie.value},
    )
    assert answer.status_code == 200
    return answer.text


@pytest.mark.parametrize(
    ("role", "labels", "home"),
    [
        (Role.ADMINISTRATOR, ["Overview", "Cohorts", "Badges", "Awards", "Partners"], "/app/"),
        (Role.INSTRUCTOR, ["Overview", "Cohorts", "Badges", "Awards"], "/app/"),
        (Role.MODERATOR, ["Overview", "Cohorts", "Badges", "Awards"], "/app/"),
        (Role.PARTNER, ["Partners"], "/app/partners"),
        (Role.LEARNER, ["My progress"], "/app/me"),
    ],
)
def test_each_role_sees_its_own_pages_and_starts_at_the_first(
    web: Web, role: Role, labels: list[str], home: str
) -> None:
    client = visit(web, role)
    layout = client.get("/app/_dash-layout").text
    for label in ("Overview", "Cohorts", "Badges", "Awards", "Partners", "My progress"):
        assert (f'"{label}"' in layout) == (label in labels), label
    front = client.get("/app/")
    assert (front.location if front.status_code == 302 else "/app/") == home
    assert "H1" in page_at(client, home)


def test_a_page_of_another_role_is_not_found(web: Web) -> None:
    for role, path in ((Role.LEARNER, "/app/cohorts"), (Role.PARTNER, "/app/awards")):
        assert '"Not found"' in page_at(visit(web, role), path)
    assert '"Not found"' in page_at(visit(web, Role.INSTRUCTOR), "/app/me")


def test_an_unknown_address_of_the_dashboard_is_a_true_404_with_a_page(web: Web) -> None:
    client = visit(web, Role.INSTRUCTOR)
    for path in ("/app/nothing", "/app/cohorts/not-a-uuid"):
        assert client.get(path).status_code == 404, path
        assert '"Not found"' in page_at(client, path), path
    assert client.get("/app/cohorts").status_code == 200


def test_the_frame_names_viewer_and_orgs_and_says_that_a_demo_is_one(web: Web) -> None:
    layout = visit(web, Role.INSTRUCTOR).get("/app/_dash-layout").text
    assert "instructor@tralee.example.org" in layout
    assert '"Tralee"' in layout
    assert "Demo: invented people and marks" in layout
    assert 'action":"\\u002fsign-out' in layout


def test_large_bundles_are_packed_and_kept_by_browsers_for_a_year(web: Web) -> None:
    client = visit(web, Role.INSTRUCTOR)
    page = client.get("/app/").text
    renderer = next(part for part in page.split('"') if "dash_renderer" in part and "/app/" in part)
    for _ in range(2):
        answer = client.get(renderer, headers={"Accept-Encoding": "br"})
        assert answer.headers["Content-Encoding"] == "br"
        assert answer.cache_control.max_age == 31_536_000
        assert b"DashRenderer" in brotli.decompress(answer.data)


def test_the_cache_of_packed_answers_holds_bundles_only() -> None:
    kept = KeptBundles()
    kept.set("br;", b"somebody's page")
    kept.set("br;/app/_dash-layout", b"somebody's page")
    assert kept.get("br;") is kept.get("br;/app/_dash-layout") is None
    for number in range(2 * MOST_KEPT):
        kept.set(f"br;/app/_dash-component-suites/{number}", b"bundle")
    assert kept.get("br;/app/_dash-component-suites/0") == b"bundle"
    assert kept.get(f"br;/app/_dash-component-suites/{MOST_KEPT}") is None


def test_the_worker_starts_when_told_and_not_before(web: Web) -> None:
    jobs = web.app.extensions["leap_dash"].jobs

    def has_worker() -> bool:
        return jobs._thread is not None

    assert not has_worker()
    start_jobs(web.app)
    assert has_worker()
    jobs.stop()


def test_two_installations_in_one_process_keep_their_viewers_apart(
    web: Web, tmp_path: Path, sqlite_template: Path
) -> None:
    other = make_web(f"sqlite:///{sqlite_template}", tmp_path / "other")
    client = visit(web, Role.INSTRUCTOR)
    cookie = client.get_cookie("leap")
    assert cookie
    stranger = other.browser()
    stranger.set_cookie("leap", cookie.value)
    assert stranger.get("/app/_dash-layout").status_code == 401
    other.close()


def raising(error: Exception) -> Page:
    """A page whose layout raises."""

    def layout() -> html.Div:
        raise error

    return Page(("/app/x",), "X", frozenset({Permission.SEE_LEARNERS}), layout, Nav("X", "x", "x"))


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (NotFoundError("There is no such cohort."), ["Not found", "There is no such cohort."]),
        (ForbiddenError("Your role may not."), ["Not for your role", "Your role may not."]),
        (BadInputError("The filter is odd."), ["cannot be shown", "The filter is odd."]),
    ],
)
def test_an_error_of_ours_in_a_layout_becomes_a_page(
    web: Web, monkeypatch: pytest.MonkeyPatch, error: Exception, words: list[str]
) -> None:
    page = raising(error)
    monkeypatch.setattr(Routes, "match", lambda _self, _path: (page, {}))
    shown = page_at(visit(web, Role.INSTRUCTOR), "/app/x")
    assert all(word in shown for word in words)


def test_any_other_error_in_a_layout_becomes_a_page_with_a_reference(
    web: Web, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    page = raising(ValueError("Ana Costa, 58 %"))
    monkeypatch.setattr(Routes, "match", lambda _self, _path: (page, {}))
    shown = page_at(visit(web, Role.INSTRUCTOR), "/app/x")
    (record,) = [r for r in caplog.records if r.levelno == logging.ERROR]
    reference = record.getMessage().partition("reference ")[2][:8]
    assert f"the reference {reference}" in shown
    assert "Ana Costa" not in shown + caplog.text


def test_errors_in_callbacks_become_messages_and_change_nothing(web: Web) -> None:
    """Checked on a Dash app of its own with our handler: pages bring callbacks of many kinds."""
    dash = Dash(__name__, on_error=partial(show_error, log=lambda _error: "0badcafe"))
    dash.layout = html.Div([html.Div(id="in"), html.Div(id="out")])

    @dash.callback(Output("out", "children"), Input("in", "children"))
    def fail(which: str) -> str:
        raise BadInputError("Line 3 is wrong.") if which == "ours" else KeyError("Ana Costa")

    def answer(which: str) -> str:
        sent = dash.server.test_client().post(
            "/_dash-update-component",
            json={
                "output": "out.children",
                "outputs": {"id": "out", "property": "children"},
                "inputs": [{"id": "in", "property": "children", "value": which}],
                "changedPropIds": ["in.children"],
            },
        )
        assert sent.status_code == 200
        assert "out" not in json.loads(sent.text).get("response", {})
        return str(sent.text)

    assert "Line 3 is wrong." in answer("ours")
    assert "0badcafe" in answer("theirs")
    assert "Ana Costa" not in answer("theirs")


def test_a_log_line_of_an_unforeseen_error_holds_no_words_of_its_own(
    caplog: pytest.LogCaptureFixture,
) -> None:
    try:
        raise ValueError("Ana Costa, 58 %")
    except ValueError as error:
        reference = log_unforeseen(error)
    assert reference in caplog.text
    assert "ValueError" in caplog.text
    assert "test_app.py" in caplog.text
    assert "Ana" not in caplog.text
