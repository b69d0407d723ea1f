"""Builds the demo network, step by step, each step whole or not at all.

Started again after it was stopped, it goes on with the step that is missing. The example learner's
sign-in is made last: where it is, the demo is complete.
"""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from datetime import time as time_of_day

from sqlalchemy import Engine, Select, func, select
from sqlalchemy.orm import Session, sessionmaker

from leap_dash.credentials.keys import KeyStore
from leap_dash.db import Award, Cohort, Learner, Org, Result
from leap_dash.db.session import writing
from leap_dash.domain.access import OPERATOR
from leap_dash.services.cohort_days import count_days
from leap_dash.services.cohort_learners import keep_all
from leap_dash.services.demo.badges import Decide, give_badges, load_badges, revoke_one
from leap_dash.services.demo.chance import streams
from leap_dash.services.demo.endorsements import give_endorsements
from leap_dash.services.demo.interventions import write_interventions
from leap_dash.services.demo.network import (
    NETWORK_DESCRIPTION,
    NETWORK_NAME,
    NETWORK_SLUG,
    PARTNERS,
)
from leap_dash.services.demo.simulate import PartnerRecord, simulate
from leap_dash.services.demo.staff import (
    SignIn,
    add_learner,
    add_staff,
    can_learner_sign_in,
    instructor,
    sign_ins,
)
from leap_dash.services.demo.write import write_partner
from leap_dash.services.demo.write_curriculum import write_curriculum
from leap_dash.services.issuing import Publisher
from leap_dash.services.orgs import add_org
from leap_dash.services.progress import refresh

Progress = Callable[[str, int, int], None]
# The network was set up this long before its first cohort started.
PREPARED_BEFORE = timedelta(days=75)


@dataclass(frozen=True, slots=True)
class DemoReport:
    """Who can sign in, and how much there is."""

    sign_ins: tuple[SignIn, ...]
    orgs: int
    cohorts: int
    learners: int
    results: int
    awards: int
    seconds: float


def build_demo(
    engine: Engine,
    *,
    learners: int = 1200,
    seed: int = 2026,
    now: datetime,
    keys: KeyStore,
    base_url: str,
    decide: Decide,
    progress: Progress = lambda _step, _done, _total: None,
) -> DemoReport:
    """Make the network, or what is missing of it; commits. A complete one is left as it is.

    The same seed on the same day gives the same people and marks. `decide` is
    that of `leap_dash.jobs`. Raises BadInputError for a number of learners outside the possible,
    and ConflictError where something else has the network's name.
    """
    begun = time.perf_counter()
    sessions = writing(engine)
    with sessions() as session:
        complete = can_learner_sign_in(session)
    if not complete:
        records = list(simulate(learners, now.date(), streams(seed)))
        prepared = _prepared(records)
        _set_up(sessions, prepared, keys, progress)
        _fill(sessions, records, prepared, now, progress)
        publisher = Publisher(keys, base_url)
        give_badges(
            engine,
            now=now,
            publisher=publisher,
            decide=decide,
            progress=lambda done, total: progress("Badges", done, total),
        )
        with sessions() as session:
            revoke_one(session, now)
            give_endorsements(session, publisher, now)
            add_learner(session, now)
            session.commit()
    with sessions() as session:
        return _report(session, time.perf_counter() - begun)


def _prepared(records: Sequence[PartnerRecord]) -> datetime:
    first = min(cohort.plan.starts_on for record in records for cohort in record.cohorts)
    return datetime.combine(first - PREPARED_BEFORE, time_of_day(9), UTC)


def _set_up(
    sessions: sessionmaker[Session], prepared: datetime, keys: KeyStore, progress: Progress
) -> None:
    """The network's root, its partners with their keys and issuer profiles, and their people."""
    with sessions() as session:
        there = set(session.scalars(select(Org.slug).where(Org.is_demo)))
        if NETWORK_SLUG not in there:
            add_org(
                session,
                OPERATOR,
                slug=NETWORK_SLUG,
                name=NETWORK_NAME,
                country="IE",
                keys=keys,
                now=prepared,
                is_demo=True,
            )
            root = session.scalars(select(Org).where(Org.slug == NETWORK_SLUG)).one()
            root.issuer_description = NETWORK_DESCRIPTION
            session.commit()
    for number, partner in enumerate(PARTNERS, start=1):
        if partner.slug not in there:
            with sessions() as session:
                org_id = add_org(
                    session,
                    OPERATOR,
                    slug=partner.slug,
                    name=partner.name,
                    country=partner.country,
                    parent=NETWORK_SLUG,
                    time_zone=partner.time_zone,
                    language=partner.language,
                    keys=keys,
                    now=prepared,
                    is_demo=True,
                )
                org = session.get_one(Org, org_id)
                org.issuer_description = partner.description
                org.issuer_email = f"badges@{partner.slug}.example.org"
                add_staff(session, partner, prepared)
                session.commit()
        progress("Partners", number, len(PARTNERS))


def _fill(
    sessions: sessionmaker[Session],
    records: Sequence[PartnerRecord],
    prepared: datetime,
    now: datetime,
    progress: Progress,
) -> None:
    """Everything that was taught, learnt and marked, its summaries, and what badges stand for."""
    with sessions() as session:
        if session.scalar(select(Cohort.id).join(Org, Org.id == Cohort.org_id).where(Org.is_demo)):
            return
        orgs = {org.slug: org for org in session.scalars(select(Org).where(Org.is_demo))}
        taught = write_curriculum(session)
        for number, record in enumerate(records, start=1):
            org = orgs[record.partner.slug]
            recorded_by = instructor(session, org).person_id
            write_partner(session, org.id, record, taught, now.date(), recorded_by)
            load_badges(session, record.partner, prepared)
            progress("Learners and marks", number, len(records) + 1)
        refresh(session, now)
        count_days(session, now)
        keep_all(session, now)
        for org in orgs.values():
            write_interventions(session, org, now)
        session.commit()
        progress("Learners and marks", len(records) + 1, len(records) + 1)


def _report(session: Session, seconds: float) -> DemoReport:
    def count(statement: Select[int]) -> int:
        return session.scalar(statement) or 0

    demo = select(Org.id).where(Org.is_demo)
    learners = select(Learner.id).where(Learner.org_id.in_(demo))
    return DemoReport(
        sign_ins=sign_ins(),
        orgs=count(select(func.count()).select_from(demo.subquery())),
        cohorts=count(select(func.count()).where(Cohort.org_id.in_(demo))),
        learners=count(select(func.count()).select_from(learners.subquery())),
        results=count(select(func.count()).where(Result.learner_id.in_(learners))),
        awards=count(select(func.count()).where(Award.org_id.in_(demo))),
        seconds=round(seconds, 2),
    )
