"""Signing in and out through the form."""

from datetime import timedelta
from pathlib import Path

import pytest

from leap_dash.db.session import writing
from leap_dash.domain.access import Role
from leap_dash.services.sign_in import PER_ACCOUNT, PER_ADDRESS, SESSION_LASTS
from tests import factories
from tests.web import PASSWORD, Web, add_person, csrf_token, make_web, sign_in

EMAIL = "instructor@tralee.example.org"


def test_the_right_password_opens_the_dashboard(web: Web) -> None:
    client = web.browser()
    answer = sign_in(client, f" {EMAIL.upper()} ")
    assert (answer.status_code, answer.location) == (303, "/app/")
    assert client.get("/app/_dash-layout").status_code == 200
    assert "Open the dashboard" in client.get("/").text


def test_a_wrong_password_and_an_unknown_account_are_told_the_same(web: Web) -> None:
    client = web.browser()
    wrong = sign_in(client, EMAIL, "not the pass phrase")
    unknown = sign_in(client, "nobody@example.org", "not the pass phrase")
    assert wrong.status_code == unknown.status_code == 401
    assert wrong.text.replace(EMAIL, "") == unknown.text.replace("nobody@example.org", "")
    assert "do not belong together" in wrong.text
    assert client.get("/app/_dash-layout").status_code == 401


def test_the_page_asked_for_is_the_page_that_opens(web: Web) -> None:
    assert sign_in(web.browser(), EMAIL, next_page="/app/cohorts").location == "/app/cohorts"
    outside = sign_in(web.browser(), EMAIL, next_page="//evil.example")
    assert outside.location == "/app/"


def test_a_session_planted_before_is_worth_nothing_after(web: Web) -> None:
    attacker, victim = web.browser(), web.browser()
    known_token = csrf_token(attacker)
    planted = attacker.get_cookie("leap")
    assert planted
    victim.set_cookie("leap", planted.value)
    form = {"csrf_token": known_token, "email": EMAIL, "password": PASSWORD}
    assert victim.post("/sign-in", data=form).status_code == 303
    assert attacker.get("/app/_dash-layout").status_code == 401
    after = victim.get_cookie("csrf_token")
    assert after
    assert after.value != known_token


def test_a_copied_cookie_dies_with_the_sign_out(web: Web) -> None:
    client, thief = web.browser(), web.browser()
    sign_in(client, EMAIL)
    cookie = client.get_cookie("leap")
    assert cookie
    thief.set_cookie("leap", cookie.value)
    assert thief.get("/app/_dash-layout").status_code == 200
    client.post("/sign-out", data={"csrf_token": csrf_token(client)})
    assert thief.get("/app/_dash-layout").status_code == 401


def test_a_session_ends_after_twelve_hours(web: Web) -> None:
    client = web.browser()
    sign_in(client, EMAIL)
    web.clock.goes_on(SESSION_LASTS - timedelta(seconds=1))
    assert client.get("/app/_dash-layout").status_code == 200
    web.clock.goes_on(timedelta(seconds=1))
    assert client.get("/app/_dash-layout").status_code == 401


def test_a_form_that_was_open_too_long_asks_again_and_keeps_the_e_mail(web: Web) -> None:
    answer = web.browser().post("/sign-in", data={"email": EMAIL, "password": PASSWORD})
    assert answer.status_code == 403
    assert "Please try again" in answer.text
    assert f'value="{EMAIL}"' in answer.text
    assert PASSWORD not in answer.text


def test_after_ten_failures_even_the_right_password_waits_and_is_told_how_long(web: Web) -> None:
    client = web.browser()
    for _ in range(PER_ACCOUNT):
        assert sign_in(client, EMAIL, "wrong").status_code == 401
    waiting = sign_in(client, EMAIL)
    assert waiting.status_code == 429
    assert "try again in 15 minutes" in waiting.text
    web.clock.goes_on(timedelta(minutes=15))
    assert sign_in(client, EMAIL).status_code == 303


@pytest.mark.parametrize(("proxies", "status"), [("0", 429), ("1", 401)])
def test_a_made_up_forwarded_address_is_no_fresh_start_unless_a_proxy_is_trusted(
    database_url: str, tmp_path: Path, proxies: str, status: int
) -> None:
    web = make_web(database_url, tmp_path, TRUSTED_PROXIES=proxies)
    with writing(web.engine)() as session:
        add_person(session, factories.org(session), Role.INSTRUCTOR)
        session.commit()
    client = web.browser()
    token = csrf_token(client)
    for number in range(PER_ADDRESS + 1):
        answer = client.post(
            "/sign-in",
            data={"csrf_token": token, "email": f"guess{number}@example.org", "password": "x"},
            headers={"X-Forwarded-For": f"198.51.100.{number}"},
        )
    assert answer.status_code == status
    web.close()


def test_a_burst_of_sign_ins_from_one_address_is_let_in(web: Web) -> None:
    answers = [sign_in(web.browser(), EMAIL).status_code for _ in range(PER_ADDRESS + 1)]
    assert set(answers) == {303}
