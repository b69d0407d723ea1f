"""What every request must bring along, and what every answer forbids."""

import re
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from leap_dash.db.session import writing
from leap_dash.domain.access import Role
from leap_dash.public.security import safe_next
from tests import factories
from tests.public.conftest import Given
from tests.web import Web, add_person, csrf_token, make_web, sign_in

CALLBACK = "/app/_dash-update-component"
ROUTING = {
    "output": "main.children",
    "outputs": {"id": "main", "property": "children"},
    "inputs": [{"id": "location", "property": "pathname", "value": "/app/nothing"}],
    "changedPropIds": ["location.pathname"],
}


@pytest.fixture
def instructor(web: Web) -> FlaskClient:
    """Somebody who is signed in."""
    client = web.browser()
    assert sign_in(client, "instructor@tralee.example.org").status_code == 303
    return client


def token_of(client: FlaskClient) -> str:
    """The CSRF token as the page's script reads it: from the cookie."""
    cookie = client.get_cookie("csrf_token")
    assert cookie
    return cookie.value


def call(client: FlaskClient, **headers: str) -> int:
    """The status of a Dash callback sent with these headers."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return client.post(CALLBACK, json=ROUTING, headers=named).status_code


@pytest.mark.parametrize("path", ["/app/", "/app/cohorts", "/app/badges?x=1", "/app/nothing"])
def test_who_is_not_signed_in_is_led_to_the_sign_in_and_back(web: Web, path: str) -> None:
    client = web.browser()
    answer = client.get(path)
    assert answer.status_code == 302
    assert answer.location.startswith("/sign-in?next=/app/")
    form = client.get(answer.location).text
    assert f'name="next" value="{path}"' in form


def test_who_is_not_signed_in_gets_nothing_that_is_behind_a_page(web: Web) -> None:
    client = web.browser()
    for path in ("_dash-layout", "_dash-dependencies", "_reload-hash"):
        assert client.get(f"/app/{path}").status_code == 401, path
    suite = "_dash-component-suites/dash/deps/react@18.3.1.min.js"
    assert client.get(f"/app/{suite}").status_code == 401
    assert call(client, X_CSRF_Token=csrf_token(client)) == 401


def test_a_callback_needs_the_token_of_its_own_session(web: Web, instructor: FlaskClient) -> None:
    assert call(instructor, X_CSRF_Token=token_of(instructor)) == 200
    assert call(instructor) == 403
    assert call(instructor, X_CSRF_Token="") == 403
    assert call(instructor, X_CSRF_Token=csrf_token(web.browser())) == 403


def test_a_planted_cookie_with_its_own_header_is_no_token(instructor: FlaskClient) -> None:
    instructor.set_cookie("csrf_token", "planted")
    assert call(instructor, X_CSRF_Token="planted") == 403


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"Sec_Fetch_Site": "same-origin"}, 200),
        ({"Sec_Fetch_Site": "none"}, 200),
        ({"Sec_Fetch_Site": "same-site"}, 403),
        ({"Sec_Fetch_Site": "cross-site"}, 403),
        ({"Origin": "http://localhost"}, 200),
        ({"Origin": "http://localhost.evil.example"}, 403),
        ({"Origin": "null"}, 403),
    ],
)
def test_another_site_is_refused_even_with_the_token(
    instructor: FlaskClient, headers: dict[str, str], status: int
) -> None:
    assert call(instructor, X_CSRF_Token=token_of(instructor), **headers) == status


def test_a_form_without_the_token_changes_nothing(instructor: FlaskClient) -> None:
    assert instructor.post("/sign-out").status_code == 403
    assert instructor.post("/sign-out", data={"csrf_token": "wrong"}).status_code == 403
    assert instructor.get("/app/_dash-layout").status_code == 200
    assert instructor.post("/sign-out", data={"csrf_token": token_of(instructor)}).location == "/"
    assert instructor.get("/app/_dash-layout").status_code == 401


def test_no_page_runs_a_script_that_is_not_ours(instructor: FlaskClient, given: Given) -> None:
    for path in (
        "/app/",
        "/app/cohorts",
        "/",
        "/sign-in",
        "/verify",
        given.path,
        "/issuers/tralee",
    ):
        answer = instructor.get(path)
        assert answer.status_code == 200, path
        policy = dict(
            directive.strip().split(" ", 1)
            for directive in answer.headers["Content-Security-Policy"].split(";")
        )
        sources = policy["script-src"].split()
        assert sources[0] == "'self'", path
        assert all(source.startswith("'sha256-") for source in sources[1:]), path
        assert "unsafe" not in policy["default-src"] + policy["script-src"], path
        assert policy["frame-ancestors"] == "'none'", path
        assert policy["form-action"] == "'self'", path
        assert "unsafe-inline" not in policy["style-src"] or path.startswith("/app"), path


def test_only_the_embedded_badge_may_be_framed(given: Given) -> None:
    answer = given.web.browser().get(f"{given.path}/embed")
    assert "frame-ancestors *" in answer.headers["Content-Security-Policy"]
    assert "script-src 'self'" in answer.headers["Content-Security-Policy"]


def test_no_inline_script_or_style_stands_on_a_public_page(given: Given) -> None:
    client = given.web.browser()
    for path in ("/", "/sign-in", "/verify", given.path, f"{given.path}/embed", "/nothing"):
        page = client.get(path).text
        assert not re.search(r"<script(?![^>]*\bsrc=)|<style|\sstyle=|\son\w+=", page), path


def test_nothing_comes_from_another_server(instructor: FlaskClient, given: Given) -> None:
    for path in ("/app/", "/", "/verify", given.path):
        page = instructor.get(path).text
        loaded = re.findall(r'<(?:script|img|iframe)[^>]*\bsrc="([^"]+)"', page)
        loaded += re.findall(r'<link rel="(?:stylesheet|icon)"[^>]*href="([^"]+)"', page)
        assert loaded, path
        for address in loaded:
            assert address.removeprefix("http://localhost").startswith("/"), (path, address)
            with instructor.get(address) as file:
                assert file.status_code == 200, (path, address)


def test_answers_to_the_signed_in_are_kept_nowhere(instructor: FlaskClient) -> None:
    for path in ("/app/", "/app/_dash-layout", "/app/_dash-dependencies", "/"):
        assert instructor.get(path).headers["Cache-Control"] == "no-store", path
    called = instructor.post(CALLBACK, json=ROUTING, headers={"X-CSRF-Token": token_of(instructor)})
    assert called.headers["Cache-Control"] == "no-store"


def test_headers_that_browsers_need_are_on_every_answer(given: Given) -> None:
    client = given.web.browser()
    for path in ("/", "/nothing", "/app/", f"{given.path}.png", "/healthz", "/static/logo.svg"):
        with client.get(path) as answer:
            headers = answer.headers
        assert headers["X-Content-Type-Options"] == "nosniff", path
        assert headers["Referrer-Policy"] == "same-origin", path
        assert "Content-Security-Policy" in headers, path
        assert "Strict-Transport-Security" not in headers, path


def test_over_tls_cookies_are_secure_and_bound_to_the_host(
    database_url: str, tmp_path: Path
) -> None:
    web = make_web(database_url, tmp_path, BASE_URL="https://leap.example.org")
    with writing(web.engine)() as session:
        add_person(session, factories.org(session), Role.INSTRUCTOR)
        session.commit()
    answer = web.browser().get("/sign-in", base_url="https://leap.example.org")
    assert answer.headers["Strict-Transport-Security"].startswith("max-age=31536000")
    cookies = {c.partition("=")[0]: c for c in answer.headers.getlist("Set-Cookie")}
    assert set(cookies) == {"__Host-leap", "csrf_token"}
    for needed in ("Secure", "HttpOnly", "SameSite=Lax", "Path=/"):
        assert needed in cookies["__Host-leap"]
    assert "Secure" in cookies["csrf_token"]
    assert "SameSite=Strict" in cookies["csrf_token"]
    web.close()


@pytest.mark.parametrize(
    "target",
    [
        "https://evil.example/app/",
        "//evil.example/app/",
        "/\\evil.example",
        "/app/\\evil",
        "/app//evil",
        "/app/\nevil",
        "/app",
        "javascript:alert(1)",
        "/sign-out",
        "",
        None,
    ],
)
def test_the_sign_in_leads_nowhere_but_into_the_dashboard(target: str | None) -> None:
    assert safe_next(target) == "/app/"
    assert safe_next("/app/cohorts?x=1") == "/app/cohorts?x=1"
