"""Bulk awards: everyone once, whatever happens in between."""

import json
import threading
from pathlib import Path
from uuid import UUID

import pytest
from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from leap_dash.credentials import template
from leap_dash.credentials.keys import Ed25519Signer
from leap_dash.db import (
    AuditEvent,
    Award,
    AwardDocument,
    Learner,
)
from leap_dash.db.session import reading, writing
from leap_dash.domain.access import OPERATOR, Role
from leap_dash.domain.errors import NotFoundError, SigningError
from leap_dash.jobs import finish
from leap_dash.queries.public import check_badge
from leap_dash.queries.published import credential
from leap_dash.services import batches
from leap_dash.services.batches import BatchOutcome
from leap_dash.services.installation import accept_base_url, settle_base_url
from leap_dash.services.issuing import (
    Publisher,
    account,
    sign,
    store,
)
from leap_dash.services.standing import revoke
from leap_dash.services.status_lists import allocate
from tests import factories
from tests.bulk_awards import BASE_URL, NOW, House, house

__all__ = ["house"]


def signed_text(session: Session, award_id: UUID) -> bytes:
    """The credential as it is given out."""
    found = credential(session, award_id)
    assert found is not None
    return found


def test_everyone_gets_one_badge_that_verifies(house: House) -> None:
    outcome = house.finish(house.start())
    assert (outcome.state, outcome.issued, outcome.failed) == ("done", 12, [])
    with reading(house.engine)() as session:
        for award in house.awards():
            report = check_badge(
                session,
                signed_text(session, award.id),
                keys=house.publisher.keys,
                base_url=BASE_URL,
                now=NOW,
            )
            assert report.verdict == "valid", report


def test_badges_of_more_forms_than_are_compiled_are_signed_as_well(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(template, "MOST_FORMS", 1)  # with an e-mail or without, but not both
    assert house.finish(house.start()).issued == 12
    with reading(house.engine)() as session:
        for award in house.awards():
            text = signed_text(session, award.id)
            keys = house.publisher.keys
            assert (
                check_badge(session, text, keys=keys, base_url=BASE_URL, now=NOW).verdict == "valid"
            )


def test_what_is_stored_before_signing_is_what_is_signed(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    # One by one it would take so long that a worker that dies now and then got nowhere.
    monkeypatch.delattr("leap_dash.services.issuing.prove")
    batch_id = house.start()
    _, unsigned = house.prepare(batch_id, size=100)
    with reading(house.engine)() as session:
        stored = dict(session.execute(select(AwardDocument.award_id, AwardDocument.text)).all())
    assert len(stored) == 12
    house.finish(batch_id)  # by another worker, after the first one died here
    with reading(house.engine)() as session:
        for award_id, text in stored.items():
            signed = json.loads(signed_text(session, award_id))
            del signed["proof"]
            assert signed == json.loads(text)
    assert len(unsigned) == 12


def test_a_second_batch_gives_nobody_a_second_badge(house: House) -> None:
    house.finish(house.start())
    again = house.finish(house.start())
    assert (again.issued, again.already) == (0, 12)
    assert len(house.awards()) == 12


def test_two_people_at_once_award_everyone_once(house: House) -> None:
    ready = threading.Barrier(2)
    outcomes: list[BatchOutcome] = []

    def award() -> None:
        ready.wait()
        outcomes.append(house.finish(house.start()))

    threads = [threading.Thread(target=award) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sum(outcome.issued for outcome in outcomes) == 12
    assert len(house.awards()) == 12


def test_a_key_that_is_replaced_in_the_middle_of_a_batch_harms_nothing(house: House) -> None:
    first = house.start(learners=house.learners[:6])
    issuance, unsigned = house.prepare(first, size=3)
    house.publisher.keys.rotate("tralee")
    with writing(house.engine)() as session:
        signed = sign(issuance, unsigned)
        account(session, issuance, signed, store(session, issuance, signed), now=NOW)
        session.commit()
    house.finish(first)
    house.finish(house.start())
    with reading(house.engine)() as session:
        documents = [json.loads(signed_text(session, award.id)) for award in house.awards()]
        methods = {document["proof"][0]["verificationMethod"] for document in documents}
        assert len(methods) == 2
        for document in documents:
            report = check_badge(
                session,
                json.dumps(document).encode(),
                keys=house.publisher.keys,
                base_url=BASE_URL,
                now=NOW,
            )
            assert report.verdict == "valid", report


def test_awarding_and_revoking_at_once_lose_neither(house: House) -> None:
    house.finish(house.start(learners=house.learners[:6]))
    first = [award.id for award in house.awards()]
    ready = threading.Barrier(2)

    def revoke_all() -> None:
        ready.wait()
        for award_id in first:
            with writing(house.engine)() as session:
                revoke(session, OPERATOR, [award_id], reason="In error", now=NOW)
                session.commit()

    def award_the_rest() -> None:
        ready.wait()
        for learner in house.learners[6:]:
            house.finish(house.start(learners=(learner,)))

    threads = [threading.Thread(target=work) for work in (revoke_all, award_the_rest)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    awards = house.awards()
    assert {award.state for award in awards if award.id in first} == {"revoked"}
    assert {award.state for award in awards if award.id not in first} == {"issued"}
    with reading(house.engine)() as session:
        places = set(session.scalars(select(AwardDocument.status_index)))
    assert len(places) == len(awards) == 12


def test_a_taken_back_badge_is_not_given_again_by_a_bulk_award(house: House) -> None:
    house.finish(house.start())
    with writing(house.engine)() as session:
        revoke(session, OPERATOR, [house.awards()[0].id], reason="In error", now=NOW)
        session.commit()
    assert house.finish(house.start()).issued == 0


def test_one_award_that_cannot_be_signed_is_listed_and_the_others_go_on(house: House) -> None:
    batch_id = house.start()
    broken = house.awards()[0]
    with writing(house.engine)() as session:
        ((status_list, index),) = allocate(session, broken.org_id, 1, now=NOW)
        session.add(
            AwardDocument(
                award_id=broken.id,
                status_list_id=status_list.id,
                status_index=index,
                text='{"validFrom": "2026"}',
            )
        )
        session.commit()
    outcome = house.finish(batch_id)
    assert (outcome.state, outcome.issued) == ("done", 11)
    with reading(house.engine)() as session:
        key = session.get_one(Learner, broken.learner_id).key
    (failure,) = outcome.failed
    assert failure["learner"] == key
    assert failure["reason"]
    # Nothing was given out, so the next batch may try again.
    assert house.finish(house.start()).issued == 1


def test_a_missing_key_stops_the_batch_with_its_reason_and_loses_nothing(
    house: House, tmp_path: Path
) -> None:
    (active,) = (tmp_path / "keys" / "tralee").glob("*.pem")
    away = active.rename(tmp_path / "away.pem")
    batch_id = house.start()
    stopped = house.finish(batch_id)
    assert (stopped.state, stopped.issued) == ("stopped", 0)
    assert str(active) in (stopped.stopped_reason or "")
    away.rename(active)
    assert house.finish(batch_id).issued == 12


def test_a_key_that_signs_wrongly_stops_the_batch_and_loses_nothing(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    batch_id = house.start()
    with monkeypatch.context() as broken:
        broken.setattr(Ed25519Signer, "sign_each", lambda _self, many: [bytes(64) for _ in many])
        stopped = house.finish(batch_id)
    assert (stopped.state, stopped.issued, stopped.failed) == ("stopped", 0, [])
    assert "does not verify; nothing was issued" in (stopped.stopped_reason or "")
    assert house.finish(batch_id).issued == 12


def test_a_changed_address_signs_nothing_until_it_is_accepted(house: House) -> None:
    house.finish(house.start(learners=house.learners[:3]))
    moved = Publisher(house.publisher.keys, "https://elsewhere.example.org")
    batch_id = house.start()
    stopped = finish(house.engine, batch_id, publisher=moved, clock=lambda: NOW)
    assert stopped.state == "stopped"
    assert "LEAP_DASH_BASE_URL" in (stopped.stopped_reason or "")
    with writing(house.engine)() as session:
        with pytest.raises(SigningError):
            settle_base_url(session, moved.base_url)
        accept_base_url(session, moved.base_url)
        session.commit()
    assert finish(house.engine, batch_id, publisher=moved, clock=lambda: NOW).issued == 9
    # Those given out before the move stay what they were.
    with reading(house.engine)() as session:
        for award in house.awards():
            report = check_badge(
                session,
                signed_text(session, award.id),
                keys=house.publisher.keys,
                base_url=moved.base_url,
                now=NOW,
            )
            assert report.verdict == "valid", report


@pytest.mark.parametrize("role", [Role.MODERATOR, Role.PARTNER, Role.LEARNER])
def test_other_roles_award_nothing(house: House, role: Role) -> None:
    with pytest.raises(NotFoundError):
        house.start(factories.viewer(role, house.org))
    assert house.awards() == []


def test_an_instructor_of_another_org_awards_nothing(house: House) -> None:
    with writing(house.engine)() as session:
        stranger = factories.org(session, "graz")
        session.commit()
    with pytest.raises(NotFoundError):
        house.start(factories.viewer(Role.INSTRUCTOR, stranger))
    assert house.awards() == []


def test_every_step_is_in_the_record(house: House) -> None:
    house.finish(house.start())
    with reading(house.engine)() as session:
        actions = session.scalars(select(AuditEvent.action).order_by(AuditEvent.seq)).all()
        assert actions == ["award.decide", "award.issue"]
        named = session.scalar(select(AuditEvent.detail).where(AuditEvent.action == "award.issue"))
        assert named is not None
        assert len(named["awards"]) == session.scalar(select(func.count()).select_from(Award))


def test_a_badge_that_has_expired_is_renewed_once(house: House) -> None:
    house.finish(house.start())
    with writing(house.engine)() as session:
        session.execute(
            update(Award).where(Award.learner_id == house.learners[0]).values(valid_until=NOW)
        )
        session.commit()
    assert house.finish(house.start()).issued == 1
    assert house.finish(house.start()).issued == 0
    renewals = {a.renewal for a in house.awards() if a.learner_id == house.learners[0]}
    assert renewals == {0, 1}


def test_fifty_requests_at_once_for_the_same_badge_make_one_award(house: House) -> None:
    ready = threading.Barrier(50)
    totals: list[int] = []

    def award() -> None:
        ready.wait()
        batch_id = house.start(learners=house.learners[:1])
        with reading(house.engine)() as session:
            totals.append(batches.outcome(session, batch_id).total)

    threads = [threading.Thread(target=award) for _ in range(50)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(totals) == [0] * 49 + [1]
    assert len(house.awards()) == 1
