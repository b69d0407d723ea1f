"""Everybody sees and chooses which kinds of e-mail come to them, and nobody else's."""

import dash_bootstrap_components as dbc
import pytest
from sqlalchemy import select, update

from leap_dash.context import Context
from leap_dash.db import AuditEvent, Learner, UnwantedMail
from leap_dash.db.session import reading, writing
from leap_dash.domain.access import Role
from leap_dash.domain.errors import BadInputError
from leap_dash.domain.event_mails import TO_AWARDING, TO_LEARNERS, TO_STAFF, MailKind
from leap_dash.pages import my_messages
from tests.pages.house import House, every, words
from tests.pages.test_messages import Said


def ticked(ctx: Context) -> list[str]:
    """The kinds that are on."""
    (ticks,) = every(my_messages.layout(ctx), dbc.Checklist)
    return list(vars(ticks)["value"])


def unwanted(house: House) -> set[tuple[str, str]]:
    """Addresses and kinds that are off."""
    with reading(house.web.engine)() as session:
        rows = session.execute(select(UnwantedMail.address, UnwantedMail.kind))
        return {(row.address, row.kind) for row in rows}


def test_each_role_is_offered_what_may_come_to_it(house: House) -> None:
    assert ticked(house.as_(Role.LEARNER)) == list(TO_LEARNERS)
    assert ticked(house.as_(Role.INSTRUCTOR)) == list(TO_AWARDING)
    assert ticked(house.as_(Role.MODERATOR)) == [MailKind.AWAITS_REVIEW]
    assert ticked(house.as_(Role.ADMINISTRATOR)) == list(TO_STAFF)
    assert "No e-mails come to you" in words(my_messages.layout(house.as_(Role.PARTNER)))


def test_what_a_learner_switches_off_is_off_for_each_address_of_theirs(
    house: House, said: Said
) -> None:
    scope = house.scopes[Role.LEARNER]
    with writing(house.web.engine)() as session:
        session.execute(
            update(Learner).where(Learner.id.in_(scope.learners())).values(email="own@x.example")
        )
        session.commit()
    ctx = house.as_(Role.LEARNER)
    assert "own@x.example" in words(my_messages.layout(ctx))
    kept = [kind for kind in TO_LEARNERS if kind != MailKind.EARNED]
    assert my_messages.save(ctx, 1, kept) == kept
    assert "You get 5 kinds of e-mail of 6." in words(said["toast"]["children"])
    addresses = {address for address, _ in unwanted(house)}
    assert unwanted(house) == {(address, "earned") for address in addresses}
    assert len(addresses) == 2
    assert ticked(ctx) == kept
    my_messages.save(ctx, 1, list(TO_LEARNERS))
    assert unwanted(house) == set()
    with reading(house.web.engine)() as session:
        events = session.scalars(
            select(AuditEvent.detail).where(AuditEvent.action == "mail.kinds")
        ).all()
    assert events == [{"off": ["earned"]}, {"off": []}]


def test_what_was_never_offered_is_refused_and_nothing_changes(house: House) -> None:
    for kind in ("earned", "nothing of the kind"):
        with pytest.raises(BadInputError):
            my_messages.save(house.as_(Role.INSTRUCTOR), 1, [kind])
    assert unwanted(house) == set()
