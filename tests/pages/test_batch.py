"""A bulk award is paused, resumed and undone on its page, by whoever may."""

from uuid import UUID

import pytest
from sqlalchemy import select

from leap_dash.db import Award, AwardDocument
from leap_dash.db.session import reading, writing
from leap_dash.domain.access import OPERATOR, Role
from leap_dash.domain.errors import BadInputError, ConflictError, NotFoundError
from leap_dash.jobs import finish
from leap_dash.pages import awarding, batch, batch_deeds
from leap_dash.services import batch_control, batch_undo, batches
from leap_dash.services.audit import first_broken
from leap_dash.services.issuing import Publisher
from leap_dash.services.standing import revoke
from tests.factories import NOW
from tests.pages.house import House

Said = dict[str, dict[str, object]]


@pytest.fixture
def batch_id(house: House) -> str:
    """The five who qualify, decided and not yet signed."""
    address = awarding.award(
        house.as_(Role.INSTRUCTOR), 1, str(house.achievement_id), str(house.cohort_id), 5
    )
    assert isinstance(address, str)
    return address.removeprefix("/app/awards/")


def followed(house: House, batch_id: str, role: Role = Role.INSTRUCTOR) -> tuple[object, ...]:
    """The sentence; whether Pause, Resume and Undo are hidden."""
    answer, *_, pause, resume, _, undo = batch.follow(house.as_(role), 1, 1, None, batch_id)
    return answer, pause, resume, undo


def states(house: House) -> list[tuple[str, str | None]]:
    """The states of all awards, with the reasons of those revoked."""
    with reading(house.web.engine)() as session:
        return sorted((row.state, row.status_reason) for row in session.scalars(select(Award)))


def undo(house: House, batch_id: str, reason: str = "Wrong cohort.") -> None:
    """Press the button of the dialog, and let the worker do it."""
    batch_deeds.take_back(house.as_(Role.INSTRUCTOR), 1, reason, batch_id)
    house.as_(Role.INSTRUCTOR).jobs.work()


def test_a_paused_batch_rests_from_the_next_chunk_on_and_goes_on_when_resumed(
    house: House, batch_id: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(batches, "CHUNK", 2)
    ctx, id_ = house.as_(Role.INSTRUCTOR), UUID(batch_id)

    def pause_after_two(issued: int, _total: int) -> None:
        if issued == 2:
            with writing(house.web.engine)() as session:
                batch_control.pause(session, OPERATOR, id_, now=NOW)
                session.commit()

    publisher = Publisher(ctx.keys, ctx.base_url)
    clock, engine = ctx.clock, house.web.engine
    done = finish(engine, id_, publisher=publisher, clock=clock, progress=pause_after_two)
    assert (done.state, done.issued) == ("paused", 4)  # two were signed while it was said
    ctx.jobs.work()
    answer = followed(house, batch_id)
    assert answer == (
        "Paused: 4 of 5 badges in Autumn issued so far. The others wait.",
        True,
        False,
        False,
    )
    batch_deeds.change(ctx, batch_control.resume, 1, batch_id)
    ctx.jobs.work()
    assert followed(house, batch_id)[0] == "5 badges issued in Autumn."


def test_only_what_runs_can_be_paused(house: House, batch_id: str) -> None:
    ctx = house.as_(Role.INSTRUCTOR)
    batch_deeds.change(ctx, batch_control.pause, 1, batch_id)
    with pytest.raises(ConflictError, match="is paused"):
        batch_deeds.change(ctx, batch_control.pause, 2, batch_id)
    with pytest.raises(NotFoundError):
        batch_deeds.change(house.as_(Role.MODERATOR), batch_control.resume, 1, batch_id)
    with pytest.raises(NotFoundError):
        batch_deeds.change(house.seen_by(house.stranger), batch_control.resume, 1, batch_id)


def test_a_whole_batch_is_undone_with_its_reason(
    house: House, batch_id: str, said: Said, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(batch_undo, "CHUNK", 2)
    ctx = house.as_(Role.INSTRUCTOR)
    ctx.jobs.work()
    with writing(house.web.engine)() as session:
        one = session.scalars(select(Award.id)).first()
        assert one is not None
        revoke(session, OPERATOR, [one], reason="Its own.", now=NOW)
        session.commit()
    opened, title, _, _, confirm = batch_deeds.ask(ctx, 1, batch_id)
    assert (opened, confirm) == (True, "Revoke 5 badges")
    assert title == "Undo the bulk award of “Warm Welcome”?"
    undo(house, batch_id)
    assert states(house) == [("revoked", "Its own."), *[("revoked", "Wrong cohort.")] * 4]
    assert followed(house, batch_id) == (
        "Undone: 4 badges were revoked in Autumn. Reason: Wrong cohort.",
        True,
        True,
        True,
    )
    with reading(house.web.engine)() as session:
        assert first_broken(session)[1] is None
    with pytest.raises(ConflictError):
        undo(house, batch_id)


def test_what_is_not_yet_signed_is_dropped(
    house: House, batch_id: str, said: Said, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(batches, "CHUNK", 2)
    ctx, id_ = house.as_(Role.INSTRUCTOR), UUID(batch_id)

    def undo_after_two(issued: int, _total: int) -> None:
        if issued == 2:
            batch_deeds.take_back(ctx, 1, "Wrong cohort.", batch_id)

    publisher = Publisher(ctx.keys, ctx.base_url)
    finish(house.web.engine, id_, publisher=publisher, clock=ctx.clock, progress=undo_after_two)
    assert [state for state, _ in states(house)] == ["approved"] * 3 + ["issued"] * 2
    ctx.jobs.work()
    assert states(house) == [("revoked", "Wrong cohort.")] * 2
    with reading(house.web.engine)() as session:
        assert len(session.scalars(select(AwardDocument)).all()) == 2


def test_an_undo_needs_a_reason_and_the_right_to_revoke(
    house: House, batch_id: str, said: Said
) -> None:
    with pytest.raises(BadInputError):
        undo(house, batch_id, "  ")
    with pytest.raises(NotFoundError):
        batch_deeds.take_back(house.seen_by(house.stranger), 1, "So.", batch_id)
    assert followed(house, batch_id, Role.MODERATOR)[1:] == (True, True, False)
