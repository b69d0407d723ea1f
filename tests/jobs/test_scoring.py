"""The worker keeps learned scores: of what has a model, and again when they were given up."""

from pathlib import Path

from sqlalchemy import delete, select

from leap_dash.credentials.keys import KeyStore
from leap_dash.db import EnrollmentScore, Section
from leap_dash.db.locks import held
from leap_dash.db.session import connect, reading, writing
from leap_dash.jobs.worker import SUMMARIES, Jobs
from tests.factories import NOW, TODAY
from tests.trained_course import kept, live, train_again, trained_course


def test_the_worker_keeps_scores_once_a_model_was_trained(
    database_url: str, tmp_path: Path
) -> None:
    engine = connect(database_url)
    with writing(engine)() as session:
        here = trained_course(session).here
        session.commit()
        here_id = here.id
    jobs = Jobs(engine, KeyStore(tmp_path / "keys"), "http://localhost", lambda: NOW)
    with held(engine, SUMMARIES, wait=True):
        jobs.work()  # something else is at the summaries
    with reading(engine)() as session:
        assert set(session.scalars(select(Section.scored_on))) == {None}
    jobs.work()
    with writing(engine)() as session:
        assert set(session.scalars(select(Section.scored_on))) == {TODAY}
        section = session.get_one(Section, here_id)
        before = kept(session, section)
        assert before == live(session, section, TODAY)
        session.execute(delete(EnrollmentScore))
        train_again(session)
        session.commit()
    jobs.work()
    with reading(engine)() as session:
        assert kept(session, session.get_one(Section, here_id)) == before
    engine.dispose()
