"""The chain of events shows every edit."""

import threading
from datetime import UTC, datetime

import pytest
from sqlalchemy import Engine, text
from sqlalchemy.orm import Session

from leap_dash.db.session import writing
from leap_dash.services.audit import first_broken, record

NOW = datetime(2026, 11, 24, 9, 30, tzinfo=UTC)


def add(session: Session, subject: str) -> None:
    record(
        session, at=NOW, actor="Ana", org_id=None, action="test", subject=subject, detail={"n": 1}
    )


def test_an_untouched_chain_fits(session: Session) -> None:
    for subject in "abc":
        add(session, subject)
    session.commit()
    assert first_broken(session) == (3, None)


@pytest.mark.parametrize(
    "edit",
    [
        "UPDATE audit_event SET subject = 'x' WHERE seq = 2",
        "UPDATE audit_event SET actor = 'Eva' WHERE seq = 2",
        "DELETE FROM audit_event WHERE seq = 2",
        "UPDATE audit_event SET seq = 9 WHERE seq = 3",
    ],
)
def test_an_edited_removed_or_moved_event_breaks_the_chain(session: Session, edit: str) -> None:
    for subject in "abc":
        add(session, subject)
    session.commit()
    session.execute(text(edit))
    session.expire_all()
    assert first_broken(session)[1] is not None


def test_two_writers_at_once_make_one_chain(database: Engine) -> None:
    def write() -> None:
        for _ in range(10):
            with writing(database)() as session:
                add(session, "a")
                session.commit()

    threads = [threading.Thread(target=write) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with writing(database)() as session:
        assert first_broken(session) == (40, None)
