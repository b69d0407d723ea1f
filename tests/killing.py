"""A worker that is killed at random moments of a batch, and started again until the batch is done.

`python -m tests.killing DATABASE_URL KEYS BATCH WAY` is the worker, a process of its own. What must
hold is what a learner could see: no badge lost, none given twice, each one verifies, one that was
given out is never another one later, and each learner with an address is told of it once.
"""

import random
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from uuid import UUID

from sqlalchemy import select, update
from sqlalchemy.orm import Session, sessionmaker

from leap_dash.cli.house import now
from leap_dash.credentials.compose import with_proof
from leap_dash.credentials.online.asking import verify_known
from leap_dash.credentials.public_keys import PublicKey
from leap_dash.db import (
    AuditEvent,
    Award,
    AwardBatch,
    AwardDocument,
    Learner,
    Message,
    OutboxMail,
)
from leap_dash.db.session import connect, reading, writing
from leap_dash.domain.awards import AwardState
from leap_dash.queries.public import KnownHere
from leap_dash.services import audit, batches
from leap_dash.services.event_mails import tell_earned
from leap_dash.services.event_outbox import note_mail_service
from leap_dash.services.issuing import (
    Issuance,
    Unsigned,
    open_issuance,
    read_next,
    sign,
    store_documents,
)
from tests.approved_batches import BASE_URL, Installation
from tests.benchmarks.figure import seconds

STARTED = "started"
MOST_STARTS = 1_000


@dataclass
class Damage:
    """What kills have done to batches; empty lists where they did no harm."""

    kills: int = 0
    in_the_middle: int = 0  # of those, with some badges signed and some not
    lost: list[UUID] = field(default_factory=list)  # learners
    twice: list[UUID] = field(default_factory=list)
    changed: list[UUID] = field(default_factory=list)  # awards
    unverified: list[UUID] = field(default_factory=list)
    other: list[str] = field(default_factory=list)

    @property
    def none(self) -> bool:
        """Whether nothing is wrong."""
        return not (self.lost or self.twice or self.changed or self.unverified or self.other)


def kill_and_resume(
    installation: Installation, way: str, *, kills: int, source: random.Random
) -> Damage:
    """Run batches of all learners, killed that many times altogether, and look at each when done.

    A moment is drawn from the time that the whole batch takes when it is left alone. The first
    batch that was harmed is the last.
    """
    expect_mails(installation)
    undisturbed = installation.decide()
    with _start(installation, undisturbed, way) as worker:
        whole = seconds(worker.wait)
    damage = Damage()
    while damage.none and damage.kills < kills:
        batch_id = installation.decide()
        seen: dict[UUID, str] = {}
        for _ in range(MOST_STARTS):
            moment = source.uniform(0, whole) if damage.kills < kills else None
            with _start(installation, batch_id, way) as worker:
                try:
                    worker.wait(timeout=moment)
                    break
                except subprocess.TimeoutExpired:
                    worker.kill()
            damage.kills += 1
            _look(installation, batch_id, seen, damage)
        inspect(installation, batch_id, seen, damage)
    return damage


def expect_mails(installation: Installation) -> None:
    """Whoever has an address is to be told; nobody sends anything."""
    engine = connect(installation.database_url)
    with writing(engine)() as session:
        note_mail_service(session, now=now())
        session.commit()
    engine.dispose()


def naive(installation: Installation, batch_id: UUID) -> None:
    """Sign a batch the obvious way: count some as issued, then make their badges.

    A kill between the two commits leaves awards that count as issued and have no badge.
    """
    engine = connect(installation.database_url)
    sessions = writing(engine)
    with sessions() as session:
        issuance = open_issuance(session, batch_id, installation.publisher)
        session.commit()
    while some := _count_as_issued(sessions, issuance):
        with sessions() as session:
            for badge in sign(issuance, store_documents(session, issuance, some, now=now())).badges:
                session.execute(
                    update(Award).where(Award.id == badge.award_id).values(proof=badge.proof)
                )
            session.commit()
    with sessions() as session:
        session.get_one(AwardBatch, batch_id).state = "done"
        session.commit()
    engine.dispose()


def _count_as_issued(sessions: sessionmaker[Session], issuance: Issuance) -> list[Unsigned]:
    with sessions() as session:
        some = read_next(session, issuance, after=None, size=batches.CHUNK, now=now())
        ids = [each.award_id for each in some]
        session.execute(
            update(Award).where(Award.id.in_(ids)).values(state=AwardState.ISSUED.value)
        )
        batch = session.get_one(AwardBatch, issuance.batch_id)
        batch.issued += len(ids)
        tell_earned(session, batch, ids, now=now())
        audit.record(
            session,
            at=now(),
            actor="naive",
            org_id=issuance.org_id,
            action="award.issue",
            subject=str(issuance.batch_id),
            detail={"awards": [str(id_) for id_ in ids]},
        )
        session.commit()
    return some


def sound(installation: Installation, _batch_id: UUID) -> None:
    """Sign what waits, which is the batch, as the product's workers do."""
    installation.worker().work()


WAYS: Mapping[str, Callable[[Installation, UUID], None]] = {"sound": sound, "naive": naive}


def _start(installation: Installation, batch_id: UUID, way: str) -> "subprocess.Popen[str]":
    """A worker that has loaded all it needs, and begins."""
    worker = subprocess.Popen(
        [
            sys.executable,
            "-m",
            "tests.killing",
            installation.database_url,
            str(installation.keys),
            str(batch_id),
            way,
        ],
        stdout=subprocess.PIPE,
        text=True,
    )
    assert worker.stdout is not None
    if worker.stdout.readline().strip() != STARTED:
        raise AssertionError("the worker did not start")
    return worker


def _look(
    installation: Installation, batch_id: UUID, seen: dict[UUID, str], damage: Damage
) -> None:
    """What anyone could see after a kill must stay as it is."""
    engine = connect(installation.database_url)
    with reading(engine)() as session:
        given = given_out(session, batch_id)
        total = session.get_one(AwardBatch, batch_id).total
    engine.dispose()
    damage.in_the_middle += 0 < len(given) < total
    damage.changed += [id_ for id_, text in seen.items() if given.get(id_) != text]
    seen |= given


def given_out(session: Session, batch_id: UUID) -> dict[UUID, str]:
    """The badges of a batch that anyone can see, by award."""
    rows = session.execute(
        select(Award.id, AwardDocument.text, Award.proof)
        .join(AwardDocument, AwardDocument.award_id == Award.id)
        .where(Award.batch_id == batch_id, Award.proof.is_not(None))
    )
    return {id_: with_proof(text, proof) for id_, text, proof in rows if proof is not None}


def inspect(
    installation: Installation, batch_id: UUID, seen: Mapping[UUID, str], damage: Damage
) -> None:
    """A batch that is said to be done: everyone has one badge, and it verifies."""
    engine = connect(installation.database_url)
    with reading(engine)() as session:
        batch = session.get_one(AwardBatch, batch_id)
        awards = session.scalars(select(Award).where(Award.batch_id == batch_id)).all()
        given = given_out(session, batch_id)
        reachable = set(session.scalars(select(Learner.id).where(Learner.email.is_not(None))))
        holders = Counter(each.learner_id for each in awards if each.id in given)
        damage.lost += set(session.scalars(select(Learner.id))) - set(holders)
        damage.twice += [learner for learner, badges in holders.items() if badges > 1]
        damage.changed += [id_ for id_, text in seen.items() if given.get(id_) != text]
        damage.unverified += _unverified(session, installation, given)
        if (batch.state, batch.issued) != ("done", len(awards)):
            damage.other.append(f"the batch is {batch.state}, {batch.issued} of {len(awards)}")
        if _told(session, batch_id) != Counter(str(id_) for id_ in given):
            damage.other.append("the audit does not name each badge once")
        if _mailed(session, batch_id) != Counter(
            each.id for each in awards if each.id in given and each.learner_id in reachable
        ):
            damage.other.append("not everyone with an address is told once by e-mail")
        if audit.first_broken(session)[1] is not None:
            damage.other.append("the audit's chain is broken")
    engine.dispose()


def _unverified(
    session: Session, installation: Installation, given: Mapping[UUID, str]
) -> list[UUID]:
    """The awards whose badge is not valid for whoever gives its text to be checked."""
    known = _KnownOnce(session, installation.publisher.keys, (BASE_URL,))
    at = now()
    return [
        id_
        for id_, text in given.items()
        if verify_known(text.encode(), known, now=at).verdict != "valid"
    ]


@dataclass(frozen=True, slots=True)
class _KnownOnce(KnownHere):
    """What the installation knows, asked once for what all badges of a batch have in common."""

    keys_of: dict[str, Mapping[str, PublicKey] | None] = field(default_factory=dict)
    known: dict[str, bool | None] = field(default_factory=dict)

    def issuer_keys(self, issuer_id: str, /) -> Mapping[str, PublicKey] | None:
        if issuer_id not in self.keys_of:
            self.keys_of[issuer_id] = KnownHere.issuer_keys(self, issuer_id)
        return self.keys_of[issuer_id]

    def achievement_known(self, achievement_id: str, /) -> bool | None:
        if achievement_id not in self.known:
            self.known[achievement_id] = KnownHere.achievement_known(self, achievement_id)
        return self.known[achievement_id]


def _told(session: Session, batch_id: UUID) -> Counter[str]:
    events = session.scalars(
        select(AuditEvent.detail).where(
            AuditEvent.action == "award.issue", AuditEvent.subject == str(batch_id)
        )
    )
    return Counter(award for detail in events for award in detail["awards"])


def _mailed(session: Session, batch_id: UUID) -> Counter[UUID | None]:
    mails = select(OutboxMail.award_id).join(Message).where(Message.batch_id == batch_id)
    return Counter(session.scalars(mails.where(OutboxMail.award_id.is_not(None))))


def main(database_url: str, keys: str, batch_id: str, way: str) -> None:
    """Be the worker."""
    print(STARTED, flush=True)
    WAYS[way](Installation(database_url, Path(keys)), UUID(batch_id))


if __name__ == "__main__":
    main(*sys.argv[1:])
