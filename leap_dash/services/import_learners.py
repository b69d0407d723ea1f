"""The part of an import that finds out who is who, by the ids that the source gives people."""

from collections.abc import Iterable, Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from leap_dash.db import Learner, LearnerIdentifier
from leap_dash.ingest.rows import LearnerRow, Parsed
from leap_dash.services.bulk import Id, among, digits, insert_rows, new_id
from leap_dash.services.upsert import Tally, Values, upsert


def take_learners(session: Session, org_id: Id, parsed: Parsed, tally: Tally) -> dict[str, Id]:
    """Ids of the learners by the source's ids; new ones are made, said details taken over.

    Of several ids of one learner the first is the one whose details count.

    Nobody is matched by name or e-mail: two people may share one. Where the ids are the org's own,
    a learner whom exactly one person of another source matches by id is that person.
    """
    rows = {row.id: row for row in parsed.learners}
    identified = _identified(session, org_id, parsed.id_source, list(rows))
    others = [value for value in rows if value not in identified]
    matched = _matched(session, org_id, others) if parsed.own_ids else {}
    stored = _stored(session, {*identified.values(), *matched.values()})
    keys = _free_keys(session, org_id, parsed.id_source, [v for v in others if v not in matched])
    for value, learner_id in (identified | matched).items():
        keys[value] = stored[learner_id][0]
    # Of several ids of one learner (two records were merged) that which is the key comes first.
    rows = dict(sorted(rows.items(), key=lambda named: keys[named[0]] != named[0]))
    known = {(org_id, key): (id_, details) for id_, (key, details) in stored.items()}
    wanted: dict[tuple[Id, str], Values] = {}
    for value, row in rows.items():
        at = (org_id, keys[value])
        wanted.setdefault(at, _details(row, known.get(at)))
    done = upsert(
        session,
        Learner,
        ("org_id", "key"),
        ("given_name", "family_name", "email"),
        stored=known,
        wanted=wanted,
        tally=tally,
    )
    ids = {value: done.ids[org_id, keys[value]] for value in rows}
    insert_rows(
        session,
        LearnerIdentifier,
        ("id", "org_id", "learner_id", "source", "value"),
        [(new_id(), org_id, ids[value], parsed.id_source, value) for value in others],
    )
    return ids


def _identified(session: Session, org_id: Id, source: str, values: Sequence[str]) -> dict[str, Id]:
    """Learners whom this source has named before, by its id."""
    rows = session.execute(
        select(LearnerIdentifier.value, digits(LearnerIdentifier.learner_id)).where(
            digits(LearnerIdentifier.org_id) == org_id,
            LearnerIdentifier.source == source,
            among(session, LearnerIdentifier.value, values),
        )
    )
    return dict(rows.all())


def _matched(session: Session, org_id: Id, values: Sequence[str]) -> dict[str, Id]:
    """Learners who alone in the org have that id, whatever the source."""
    found: dict[str, set[Id]] = {}
    for value, learner_id in session.execute(
        select(LearnerIdentifier.value, digits(LearnerIdentifier.learner_id)).where(
            digits(LearnerIdentifier.org_id) == org_id,
            among(session, LearnerIdentifier.value, values),
        )
    ):
        found.setdefault(value, set()).add(learner_id)
    return {value: ids.pop() for value, ids in found.items() if len(ids) == 1}


def _stored(session: Session, learner_ids: Iterable[Id]) -> dict[Id, tuple[str, Values]]:
    """Key and details of learners."""
    return {
        learner_id: (key, tuple(details))
        for learner_id, key, *details in session.execute(
            select(
                digits(Learner.id),
                Learner.key,
                Learner.given_name,
                Learner.family_name,
                Learner.email,
            ).where(among(session, Learner.id, learner_ids))
        )
    }


def _free_keys(session: Session, org_id: Id, source: str, values: Sequence[str]) -> dict[str, str]:
    """A key for each new learner: the source's id, or with its name where someone has that key."""
    taken = set(
        session.scalars(
            select(Learner.key).where(
                digits(Learner.org_id) == org_id, among(session, Learner.key, values)
            )
        )
    )
    return {value: f"{source}:{value}" if value in taken else value for value in values}


def _details(row: LearnerRow, known: tuple[Id, Values] | None) -> Values:
    """Names and e-mail: as said, or as stored."""
    said = (row.given_name, row.family_name, row.email)
    before = known[1] if known else (None, None, None)
    return tuple(old if new is None else new for new, old in zip(said, before, strict=True))
