"""A demo network, served for the whole run, and Chromium."""

import json
import os
import re
import shutil
import socket
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import (
    Browser,
    BrowserContext,
    Page,
    Playwright,
    Request,
    StorageState,
    ViewportSize,
    expect,
    sync_playwright,
)

ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
DESK = ViewportSize(width=1440, height=900)
PHONE = ViewportSize(width=390, height=844)
RULES = {
    "type": "tag",
    "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
}
# Only what is wrong comes back: to bring all the rest would take as long as to find it.
FINDINGS = """(rules) => axe.run({ runOnly: rules, resultTypes: ["violations"] }).then((found) =>
    found.violations.map(({ id, impact, help, nodes }) =>
        `${id} (${impact}): ${help}: ${nodes[0].html.slice(0, 200)}`))"""

MOST_STOPS = 400
QUIET_LOOKS, MOST_LOOKS = 3, 2_000
TWO_FRAMES = "() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))"
# A page of the dashboard is drawn once Dash knows it whole and has no callback left to call.
DRAWN = """() => {
    if (!document.getElementById("react-entry-point")) return true;
    if (!window.store) return false;
    const { appLifecycle, callbacks } = window.store.getState();
    const waiting = ["requested", "prioritized", "blocked", "executing", "watched", "executed"];
    return appLifecycle === "HYDRATED" && waiting.every((state) => !callbacks[state].length);
}"""
# The name of what has the focus, and what its row of a table says.
FOCUSED = """() => {
    const focused = document.activeElement;
    const label = focused.labels && focused.labels.length ? focused.labels[0].textContent : "";
    const said = focused.getAttribute("aria-label") || label || focused.textContent;
    const row = focused.closest("tr");
    return [said, row ? row.textContent : ""].map((text) => text.replace(/\\s+/g, " ").trim());
}"""

expect.set_options(timeout=15_000)


@dataclass(frozen=True, slots=True)
class Demo:
    """A served demo network, its sign-ins by role, and the sessions of who came in before."""

    url: str
    data_dir: Path
    sign_ins: dict[str, dict[str, str]]
    sessions: dict[str, StorageState] = field(default_factory=dict)


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Demo]:
    """The demo network, as the commands make and serve it."""
    folder = tmp_path_factory.mktemp("demo")
    port = free_port()
    url = f"http://localhost:{port}"
    environment = {
        "PATH": os.environ["PATH"],
        "HOME": str(folder),
        "LEAP_DASH_DATA_DIR": str(folder / "leap"),
        "LEAP_DASH_BASE_URL": url,
    }
    command = [sys.executable, "-m", "leap_dash"]
    made = subprocess.run(
        [*command, "demo", "--data-dir", folder / "leap", "--learners", "400", "--port", str(port),
         "--no-serve", "--json"],
        env=environment, capture_output=True, text=True,
    )  # fmt: skip
    assert made.returncode == 0, made.stderr
    people = json.loads(made.stdout)["sign_ins"]
    served = subprocess.Popen(
        [*command, "serve", "--port", str(port)],
        env=environment,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert served.stderr is not None
    with (folder / "server.log").open("w") as log:
        for line in served.stderr:
            log.write(line)
            if "Listening at" in line:
                break
        else:
            raise AssertionError((folder / "server.log").read_text())
        drain = subprocess.Popen(["cat"], stdin=served.stderr, stdout=log)
        served.stderr.close()
    try:
        home = {person["role"]: person for person in reversed(people)}
        yield Demo(
            url, folder / "leap", home | {f"{each['role']}@{each['org']}": each for each in people}
        )
    finally:
        served.terminate()
        served.wait()
        drain.wait()


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Debian's Chromium."""
    with sync_playwright() as playwright:
        yield chromium(playwright)


def chromium(playwright: Playwright) -> Browser:
    """Debian's, started."""
    path = shutil.which("chromium")
    assert path, "Chromium is missing: run the tests with python -m tests"
    return playwright.chromium.launch(executable_path=path, args=ARGUMENTS)


class Visitor:
    """A person at a browser of their own; what the console says is kept."""

    def __init__(self, context: BrowserContext, demo: Demo) -> None:
        self.demo = demo
        self.page: Page = context.new_page()
        self.complaints: list[str] = []
        self.page.on(
            "console",
            lambda m: self.complaints.append(m.text) if m.type in ("error", "warning") else None,
        )
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self._under_way: set[Request] = set()
        self.page.on("request", self._begins)
        self.page.on("requestfinished", self._ends)
        self.page.on("requestfailed", self._ends)

    def _begins(self, request: Request) -> None:
        self._under_way.add(request)

    def _ends(self, request: Request) -> None:
        self._under_way.discard(request)

    def go(self, path: str) -> None:
        """Open an address of the demo."""
        self.page.goto(self.demo.url + path)
        self.rest()

    def rest(self) -> None:
        """Wait until Dash has drawn the page and nothing is under way, or has been for a moment.

        The browser's own word for that, `networkidle`, is about the first load alone, and waits
        half a second longer.
        """
        self.page.wait_for_load_state()
        self.page.wait_for_function(DRAWN)
        looks = quiet = 0
        while quiet < QUIET_LOOKS:
            self.page.evaluate(TWO_FRAMES)  # by then what was pressed has been told
            quiet = 0 if self._under_way else quiet + 1
            looks += 1
            assert looks < MOST_LOOKS, [request.url for request in self._under_way]

    def sign_in(self, role: str) -> None:
        """Through the front door: landing page, Direct Login, form.

        `role` is one at the home partner, or `role@org`.
        """
        person = self.demo.sign_ins[role]
        self.page.goto(self.demo.url + "/")
        self.page.get_by_role("link", name="Direct Login").click()
        self.page.get_by_label("E-mail").fill(person["email"])
        self.page.get_by_label("Password").fill(person["password"])
        self.page.get_by_role("button", name="Sign in").click()
        self.page.wait_for_url("**/app/**")
        self.rest()

    def come_in(self, role: str, path: str = "/app/") -> None:
        """Open a page, signed in: through the front door once, later with that time's session."""
        context = self.page.context
        if role not in self.demo.sessions:
            self.sign_in(role)
            self.demo.sessions[role] = context.storage_state()
        context.set_storage_state(self.demo.sessions[role])
        self.go(path)

    def tab_to(self, name: str, *, row: str = "", key: str = "Tab") -> None:
        """Press Tab until the focus is on what has a name like this, in a table's row like that."""
        for _ in range(MOST_STOPS):
            self.page.keyboard.press(key)
            said, around = self.page.evaluate(FOCUSED)
            if re.search(name, said) and re.search(row, around):
                return
        raise AssertionError(f"the keyboard does not reach {name} {row}")

    def axe(self) -> list[str]:
        """What axe-core finds on the page as it stands."""
        if not self.page.evaluate("'axe' in window"):
            self.page.evaluate(Axe().axe_script)
        found: list[str] = self.page.evaluate(FINDINGS, RULES)
        return found


@pytest.fixture
def visitor(browser: Browser, demo: Demo) -> Iterator[Visitor]:
    """Somebody who is not signed in; a console with anything in it fails the test."""
    context = browser.new_context(viewport=DESK, reduced_motion="reduce", locale="en-GB")
    someone = Visitor(context, demo)
    yield someone
    context.close()
    assert someone.complaints == []


def free_port() -> int:
    """A port that nothing uses now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    return port
