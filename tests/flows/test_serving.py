"""The served installation: it says nothing of anybody, and leaves work for the next start."""

import json
import re
import urllib.parse
import urllib.request
from collections.abc import Iterator
from http.cookiejar import CookieJar
from pathlib import Path
from urllib.error import HTTPError

import pytest

from tests.browser.conftest import free_port
from tests.flows.conftest import Installation

CANARY_NAME, CANARY_MAIL, CANARY_PASSWORD = "Zephyrine", "zephyrine@canary.example", "quokka-quokka"
MARKS = (
    "learner,item,score,email,given_name,family_name\n"
    f"zz-9041,essay,61.25,{CANARY_MAIL},{CANARY_NAME},Quokka\n"
)


@pytest.fixture
def served(installation: Installation, tmp_path: Path) -> Iterator[tuple[str, Path]]:
    """The address of a served installation with one learner, and where its log goes."""
    (tmp_path / "marks.csv").write_text(MARKS)
    installation.run(
        "import", "csv", tmp_path / "marks.csv", "--org", "open", "--programme", "ou",
        "--course", "AAA", "--cohort", "2026",
    )  # fmt: skip
    installation.run(
        "user", "add", CANARY_MAIL, "--org", "open", "--role", "instructor", "--password-stdin",
        given=CANARY_PASSWORD + "\n",
    )  # fmt: skip
    port = free_port()
    address = f"http://localhost:{port}"
    running = installation.start("serve", "--port", str(port), LEAP_DASH_BASE_URL=address)
    assert running.stderr is not None
    lines: list[str] = []
    for line in running.stderr:
        lines.append(line)
        if "Booting worker" in line:
            break
    yield address, tmp_path / "server.log"
    running.terminate()
    lines += running.communicate()[1].splitlines(keepends=True)
    (tmp_path / "server.log").write_text("".join(lines))
    check_log(tmp_path / "server.log")


def check_log(path: Path) -> None:
    """Every line is one JSON object, and none names the canary."""
    text = path.read_text()
    for canary in (CANARY_NAME, CANARY_MAIL, CANARY_PASSWORD, "zz-9041", "61.25", "Quokka"):
        assert canary not in text, canary
    lines = [json.loads(line) for line in text.splitlines()]
    assert any(line.get("page") == "/sign-in" and line["status"] == 303 for line in lines)
    assert any(line.get("page") == "/app/learners/*" for line in lines)


def test_the_log_names_nobody_whatever_they_do(served: tuple[str, Path]) -> None:
    address, _ = served
    browser = urllib.request.build_opener(
        urllib.request.HTTPCookieProcessor(CookieJar()), NoRedirect
    )

    def sign_in(password: str) -> int:
        page = browser.open(f"{address}/sign-in").read().decode()
        (token,) = re.findall(r'name="csrf_token"[^>]*value="([^"]+)"', page)
        form = {"csrf_token": token, "email": CANARY_MAIL, "password": password, "next": ""}
        return status(f"{address}/sign-in", urllib.parse.urlencode(form).encode())

    def status(url: str, data: bytes | None = None) -> int:
        try:
            return int(browser.open(url, data).status)
        except HTTPError as answer:
            return answer.code

    assert sign_in(CANARY_PASSWORD + "x") in (200, 401, 403)
    assert sign_in(CANARY_PASSWORD) in (302, 303)
    assert status(f"{address}/app/learners/zz-9041?name={CANARY_NAME}") == 404
    assert status(f"{address}/app/cohorts") == 200
    assert status(f"{address}/app/_dash-update-component", b'{"output": "61.25"}') in (400, 403)
    assert status(f"{address}/healthz") == 200


class NoRedirect(urllib.request.HTTPRedirectHandler):
    """Leaves a redirect to be looked at."""

    def redirect_request(self, *_: object) -> None:
        """Follow nothing."""
