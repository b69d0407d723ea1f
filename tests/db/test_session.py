"""Connections are set so that a committed award survives."""

from pathlib import Path

import pytest
from sqlalchemy import Engine, text

from leap_dash.db.session import connect, reading, sqlite_url, writing
from leap_dash.domain.errors import BadSettingError


def test_sqlite_never_loses_a_commit(tmp_path: Path) -> None:
    with connect(sqlite_url(tmp_path / "a.db")).connect() as connection:
        pragmas = {
            name: connection.execute(text(f"PRAGMA {name}")).scalar_one()
            for name in ("journal_mode", "synchronous", "foreign_keys")
        }
    assert pragmas == {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1}


def test_a_writer_that_reads_first_does_not_fail_when_another_writes_between(
    tmp_path: Path,
) -> None:
    engine = connect(sqlite_url(tmp_path / "a.db"))
    with engine.begin() as connection:
        connection.execute(text("CREATE TABLE t (n INTEGER)"))
    with writing(engine)() as session:
        session.execute(text("SELECT count(*) FROM t")).scalar_one()
        other = connect(sqlite_url(tmp_path / "a.db"))
        with other.connect() as reader:  # readers are not held up
            assert reader.execute(text("SELECT count(*) FROM t")).scalar_one() == 0
        session.execute(text("INSERT INTO t VALUES (1)"))
        session.commit()
    with engine.connect() as connection:
        assert connection.execute(text("SELECT count(*) FROM t")).scalar_one() == 1


def test_a_reader_reads_of_one_moment(database: Engine) -> None:
    with writing(database)() as session:
        session.execute(text("CREATE TABLE t (n INTEGER)"))
        session.commit()
    count = text("SELECT count(*) FROM t")
    with reading(database)() as reader:
        assert reader.execute(count).scalar_one() == 0
        with writing(database)() as session:
            session.execute(text("INSERT INTO t VALUES (1)"))
            session.commit()
        assert reader.execute(count).scalar_one() == 0
    with reading(database)() as reader:
        assert reader.execute(count).scalar_one() == 1
    with writing(database)() as session:
        session.execute(text("DROP TABLE t"))
        session.commit()


@pytest.mark.parametrize("url", ["mysql://root@localhost/leap", "not an address"])
def test_another_kind_of_database_is_refused_by_the_variables_name(url: str) -> None:
    with pytest.raises(BadSettingError, match="LEAP_DASH_DATABASE_URL"):
        connect(url)


def test_foreign_keys_hold(database: Engine) -> None:
    with pytest.raises(Exception, match=r"(?i)foreign key"), database.begin() as connection:
        connection.execute(
            text(
                "INSERT INTO result (line_item_id, learner_id, excused, carried_over)"
                " VALUES (:i, :i, false, false)"
            ),
            {"i": "00000000000000000000000000000001"},
        )
