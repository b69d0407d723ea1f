"""A served installation that is told to end in the middle of a bulk award."""

import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from subprocess import Popen

from sqlalchemy import Engine, func, select

from leap_dash.db import Award, AwardBatch, AwardDocument
from leap_dash.db.session import connect, reading, sqlite_url, writing
from leap_dash.domain.access import OPERATOR
from leap_dash.jobs import decide
from leap_dash.services.batches import CHUNK
from tests.browser.conftest import free_port
from tests.flows.conftest import STEADY, Installation, installed

LEARNERS = 4 * CHUNK
PATIENCE_SECONDS = 300


def ready(folder: Path) -> Installation:
    """An installation in which many learners qualify for a badge."""
    made = installed(folder, sqlite_url(folder / "data" / "leap.db"))
    made.run("init")
    made.run("org", "add", "open", "--name", "The Open University", "--country", "GB")
    rows = "".join(f"{number},essay,70\n" for number in range(LEARNERS))
    (folder / "marks.csv").write_text("learner,item,score\n" + rows)
    made.run(
        "import", "csv", folder / "marks.csv", "--org", "open", "--programme", "ou",
        "--course", "AAA", "--cohort", "2026",
    )  # fmt: skip
    made.load(STEADY)
    return made


def until(holds: Callable[[], bool], server: Popen[str]) -> None:
    """Look at the database until it is so; the server must go on meanwhile."""
    given_up = time.monotonic() + PATIENCE_SECONDS
    while not holds():
        assert time.monotonic() < given_up
        assert server.poll() is None, server.communicate()


def stop(server: Popen[str]) -> None:
    """Tell the server to end; it must do so by itself, and say that all is well."""
    server.terminate()
    _, said = server.communicate(timeout=60)
    assert server.returncode == 0, said
    assert "Traceback" not in said


def test_a_stopped_server_leaves_a_batch_that_the_next_start_finishes(tmp_path: Path) -> None:
    installation = ready(tmp_path)
    engine = connect(installation.environment["LEAP_DASH_DATABASE_URL"])
    address = installation.environment["LEAP_DASH_BASE_URL"]

    def issued() -> int:
        return count_issued(engine)

    def state() -> str:
        with reading(engine)() as session:
            return session.scalars(select(AwardBatch.state)).one()

    server = installation.start("serve", "--port", str(free_port()), LEAP_DASH_LOG="warning")
    with writing(engine)() as session:
        decide(session, OPERATOR, achievement="steady", base_url=address, now=datetime.now(UTC))
        session.commit()
    until(lambda: issued() > 0, server)
    stop(server)
    left_at = issued()
    assert 0 < left_at < LEARNERS
    assert state() == "running"

    server = installation.start("serve", "--port", str(free_port()), LEAP_DASH_LOG="warning")
    until(lambda: state() == "done", server)
    stop(server)
    assert issued() == LEARNERS
    with reading(engine)() as session:
        whole = select(
            func.count(Award.learner_id.distinct()),
            func.count(AwardDocument.status_index.distinct()),
            func.count(Award.proof),
            func.count(),
        ).outerjoin(AwardDocument)
        assert session.execute(whole).one() == (LEARNERS,) * 4
        assert session.scalar(select(func.count()).select_from(AwardDocument)) == LEARNERS
        batch = session.scalars(select(AwardBatch)).one()
        assert (batch.issued, batch.failed) == (LEARNERS, [])
    engine.dispose()


def count_issued(engine: Engine) -> int:
    """How many badges are out."""
    with reading(engine)() as session:
        return session.scalar(select(func.count()).where(Award.state == "issued")) or 0
