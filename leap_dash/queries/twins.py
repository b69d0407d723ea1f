"""Records of learners that look like one person."""

from typing import NamedTuple
from uuid import UUID

from sqlalchemy import ColumnElement, and_, func, select
from sqlalchemy.orm import Session

from leap_dash.db import Learner
from leap_dash.db.scoping import within
from leap_dash.domain.access import Permission, Scope
from leap_dash.domain.people_names import compared_name
from leap_dash.queries.learner_names import learner_name
from leap_dash.records import Twins

MOST_TWINS = 100


def likely_twins(session: Session, scope: Scope) -> tuple[Twins, ...]:
    """Pairs of one org with the same e-mail address or the same full name, most telling first."""
    pairs: dict[tuple[UUID, UUID], Twins] = {}
    for why, found in (
        ("the same e-mail address", _same_email(session, scope)),
        ("the same name", _same_name(session, scope)),
    ):
        for one, two in found:
            pairs.setdefault(
                (one.id, two.id),
                Twins(one.id, one.name, one.key, two.id, two.name, two.key, why),
            )
    return tuple(pairs.values())[:MOST_TWINS]


class _Record(NamedTuple):
    """What is said of a record, in the order of `_COLUMNS`."""

    id: UUID
    key: str
    given: str | None
    family: str | None

    @property
    def name(self) -> str:
        """Its name, as in every list."""
        return learner_name(self.given, self.family, self.key)


_Pair = tuple[_Record, _Record]
_COLUMNS = (Learner.id, Learner.key, Learner.given_name, Learner.family_name)


def _compared(scope: Scope) -> ColumnElement[bool]:
    return and_(
        Learner.merged_into_id.is_(None), within(scope, Permission.ADMINISTER, Learner.org_id)
    )


def _same_email(session: Session, scope: Scope) -> list[_Pair]:
    """The first record of each address with each of its others."""
    place = func.row_number().over(
        partition_by=(Learner.org_id, Learner.email), order_by=Learner.id
    )
    placed = (
        select(Learner.org_id, Learner.email, *_COLUMNS, place.label("place"))
        .where(_compared(scope), Learner.email.is_not(None))
        .cte("placed")
    )
    one, two = placed.alias("one"), placed.alias("two")
    rows = session.execute(
        select(*(side.c[column.key] for side in (one, two) for column in _COLUMNS))
        .join_from(two, one, (one.c.org_id == two.c.org_id) & (one.c.email == two.c.email))
        .where(one.c.place == 1, two.c.place > 1)
        .order_by(two.c.email, two.c.id)
        .limit(MOST_TWINS)
    )
    return [(_Record(*row[:4]), _Record(*row[4:])) for row in rows]


def _same_name(session: Session, scope: Scope) -> list[_Pair]:
    """The first record of each name with each of its others.

    Compared here, as SQLite knows the two cases of a to z alone, and no database the accents that
    Greek capitals go without.
    """
    named = (
        select(Learner.org_id, *_COLUMNS)
        .where(_compared(scope), Learner.given_name.is_not(None), Learner.family_name.is_not(None))
        .order_by(Learner.id)
    )
    first: dict[tuple[UUID, str], _Record] = {}
    pairs: list[tuple[str, _Pair]] = []
    for org_id, id_, key, given, family in session.execute(named):
        record = _Record(id_, key, given, family)
        name = compared_name(record.name)
        before = first.setdefault((org_id, name), record)
        if before is not record:
            pairs.append((name, (before, record)))
    pairs.sort(key=lambda each: each[0])
    return [pair for _, pair in pairs[:MOST_TWINS]]
