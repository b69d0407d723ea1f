"""What an instructor with OULAD 2013 waits for in Chromium, and how much is sent.

From the click to what is drawn: server, network and browser are on one machine.
"""

import tempfile
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, CDPSession, Page, sync_playwright

from leap_dash.cli.house import now
from leap_dash.db.session import writing
from leap_dash.pages.cohort_filter import CONTROLS
from leap_dash.services.cohort_learners import keep_all
from tests.benchmarks.dashboard import people_and_places
from tests.benchmarks.figure import Figure
from tests.benchmarks.served import served
from tests.browser.conftest import DESK, DRAWN, Demo, Visitor, chromium
from tests.oulad import install_oulad
from tests.web import PASSWORD

ROUNDS = 20
COURSES = ("FFF", "BBB", "all", "DDD")
# Chosen as by a hand; over when Dash has nothing left to do and the figure is drawn again.
CHOOSE = f"""([id, value]) => new Promise((done) => {{
    const control = document.getElementById(id), drawn = {DRAWN};
    const graph = document.querySelector(".ld-figure .js-plotly-plot"), start = performance.now();
    const look = () => requestAnimationFrame(drawn() ? end : look);
    const end = () => done(performance.now() - start);
    graph.once("plotly_afterplot", look);
    const set = Object.getOwnPropertyDescriptor(HTMLSelectElement.prototype, "value").set;
    set.call(control, value);
    control.dispatchEvent(new Event("change", {{ bubbles: true }}));
}})"""
# When anything on the page was last changed, in ms since it was asked for.
CHANGES = """new MutationObserver(() => { window.changed = performance.now(); }).observe(
    document, { subtree: true, childList: true, attributes: true, characterData: true });"""
# From a key or a click to the next frame, as the browser itself measures it; below 16 ms unsaid.
OBSERVE = """new PerformanceObserver((list) => {
    window.interactions = (window.interactions || []).concat(
        list.getEntries().map((entry) => entry.duration));
}).observe({ type: "event", durationThreshold: 16, buffered: true });"""


def run() -> Iterable[Figure]:
    """Yield times in ms, each the 95th percentile of some rounds, and sizes in kB."""
    with tempfile.TemporaryDirectory() as name:
        engine, _ = install_oulad(Path(name))
        email, places = people_and_places(engine)
        with writing(engine)() as session:
            keep_all(session, now())
            session.commit()
        engine.dispose()
        with served(Path(name)) as url, sync_playwright() as playwright:
            person = {"email": email, "password": PASSWORD}
            demo = Demo(url, Path(name), {"instructor": person})
            yield from _measured(chromium(playwright), demo, places)


def _measured(browser: Browser, demo: Demo, places: dict[str, str]) -> Iterable[Figure]:
    taken, sizes = zip(*(_first_page(browser, demo) for _ in range(ROUNDS // 2)), strict=True)
    yield _time("first_page", taken, "2,500: a browser with nothing kept")
    yield Figure("browsing.first_page.size", max(sizes) / 1000, "kB", "at most 2,500")
    someone = _visitor(browser, demo)
    for page in ("cohorts", "learner", "cohort"):
        someone.come_in("instructor", places[page])
        drawn = [_opened(someone, places[page]) for _ in range(ROUNDS)]
        yield _time(page, drawn, "1,000: a browser in use")
    network = _network(someone.page)
    chosen = [
        someone.page.evaluate(CHOOSE, [CONTROLS["course"], COURSES[number % len(COURSES)]])
        for number in range(2 * ROUNDS)
    ]
    yield _time("filter", chosen, "500: from the choice to the figure drawn again")
    yield Figure("browsing.filter.size", sum(network) / len(chosen) / 1000, "kB", "at most 100")
    yield _time("acknowledged", _acknowledged(someone), "100: from a key to the next frame")


def _first_page(browser: Browser, demo: Demo) -> tuple[float, int]:
    """Milliseconds until it is drawn, and bytes; by a browser that has only the session."""
    someone = _visitor(browser, demo)
    someone.come_in("instructor", "/sign-in")
    network = _network(someone.page)
    taken = _opened(someone, "/app/")
    someone.page.context.close()
    return taken, sum(network)


def _opened(someone: Visitor, path: str) -> float:
    """Milliseconds until nothing of the page changes any more."""
    someone.go(path)
    taken: float = someone.page.evaluate("window.changed")
    return taken


def _visitor(browser: Browser, demo: Demo) -> Visitor:
    someone = Visitor(browser.new_context(viewport=DESK), demo)
    someone.page.add_init_script(CHANGES)
    return someone


def _network(page: Page) -> list[int]:
    """The sizes of all that comes from now on, as sent."""
    sizes: list[int] = []
    session: CDPSession = page.context.new_cdp_session(page)
    session.send("Network.enable")

    def finished(event: dict[str, Any]) -> None:
        sizes.append(int(event["encodedDataLength"]))

    session.on("Network.loadingFinished", finished)
    return sizes


def _acknowledged(someone: Visitor) -> list[float]:
    """Milliseconds; arrow keys in a list of choices, each of which asks the server anew."""
    page = someone.page
    page.add_init_script(OBSERVE)
    page.reload()
    someone.rest()
    found = []
    for number in range(2 * ROUNDS):
        page.evaluate("window.interactions = []")
        page.locator(f"#{CONTROLS['sort']}").focus()
        page.keyboard.press("ArrowDown" if number % 4 < 2 else "ArrowUp")
        someone.rest()
        found.append(max(page.evaluate("window.interactions"), default=0.0))
    return found


def _time(name: str, taken: Sequence[float], wanted: str) -> Figure:
    slowest = sorted(taken)[int(0.95 * len(taken))]
    return Figure(f"browsing.{name}", slowest, "ms", f"p95, of {wanted}")
