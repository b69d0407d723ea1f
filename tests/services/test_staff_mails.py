"""Whoever starts a bulk award is told of its end; moderators of what waits for them."""

from datetime import timedelta
from email.message import EmailMessage
from pathlib import Path
from uuid import UUID

import pytest
from sqlalchemy import delete, select, update

from leap_dash.db import AwardBatch, CriteriaRule, Learner, Membership, Person, Progress
from leap_dash.db.session import writing
from leap_dash.domain.access import OPERATOR, Role
from leap_dash.domain.event_mails import PAUSE
from leap_dash.domain.review import Review
from leap_dash.jobs import award_due, finish
from leap_dash.services.batch_control import undo
from leap_dash.services.event_outbox import note_mail_service
from leap_dash.services.issuing import Publisher
from leap_dash.services.letters import Postman
from leap_dash.services.outbox import send_due
from leap_dash.services.scheduled import give_up, schedule
from tests import factories
from tests.mail_server import serving
from tests.services.test_moderation import BASE_URL, House, house
from tests.web import SECRET_KEY, Clock

__all__ = ["house"]
ADMINISTRATOR = "niamh-administrator@tralee.example.org"
INSTRUCTOR = "niamh-instructor@tralee.example.org"
MODERATOR = "niamh-moderator@tralee.example.org"


@pytest.fixture(autouse=True)
def with_mail(house: House) -> None:
    """A worker has a mail server."""
    with writing(house.engine)() as session:
        note_mail_service(session, now=factories.NOW)
        session.commit()


def arrived(house: House, *, after: timedelta = PAUSE) -> list[EmailMessage]:
    """What is sent by and by."""
    clock = Clock()
    clock.goes_on(after)
    with serving() as mailbox:
        while send_due(house.engine, Postman(mailbox.server(), BASE_URL, SECRET_KEY), clock=clock):
            pass
    return mailbox.taken


def text_of(mail: EmailMessage) -> str:
    """Its plain part."""
    return str(next(mail.iter_parts()).get_content())


def sign(house: House, batch_id: UUID) -> None:
    """What is approved of it."""
    publisher = Publisher(house.keys, BASE_URL)
    finish(house.engine, batch_id, publisher=publisher, clock=lambda: factories.NOW)


def test_the_moderators_but_not_whoever_proposed_are_told_what_waits(house: House) -> None:
    batch_id = house.propose(house.people[Role.INSTRUCTOR])
    (mail,) = arrived(house)
    assert (str(mail["To"]), str(mail["Subject"])) == (MODERATOR, "25 awards of “Host” to review")
    assert f"{BASE_URL}/app/moderation/{batch_id}" in text_of(mail)
    assert str(mail["List-Unsubscribe"]).startswith(f"<{BASE_URL}/mail/")


def test_a_moderator_who_also_awards_is_not_told_of_an_own_proposal(house: House) -> None:
    with writing(house.engine)() as session:
        other = factories.someone(session, Role.MODERATOR, house.org, "Fergus")
        person_id = house.people[Role.INSTRUCTOR].person_id
        for each in (other.person_id, person_id):
            session.add(Membership(person_id=each, org_id=house.org.id, role=Role.MODERATOR.value))
        gone = select(Person.id).where(Person.email == MODERATOR)
        session.execute(update(Person).where(Person.id.in_(gone)).values(disabled_at=factories.NOW))
        session.commit()
    house.propose(house.people[Role.INSTRUCTOR])
    assert [str(mail["To"]) for mail in arrived(house)] == ["fergus-moderator@tralee.example.org"]


@pytest.mark.parametrize(
    ("roles", "told"),
    [
        (("administrator",), [ADMINISTRATOR]),
        (("administrator", "moderator"), [ADMINISTRATOR, MODERATOR]),
    ],
)
def test_whose_approval_the_rule_asks_for_is_told_each_once(
    house: House, roles: tuple[str, ...], told: list[str]
) -> None:
    asked = [{"approved": {"by": role}} for role in roles]
    with writing(house.engine)() as session:
        rule = {"all": [{"average": {"min_percent": 50}}, *asked]}
        session.execute(update(CriteriaRule).values(rule=rule))
        person_id = house.people[Role.ADMINISTRATOR].person_id
        for role in (Role.MODERATOR, Role.PARTNER):
            session.add(Membership(person_id=person_id, org_id=house.org.id, role=role.value))
        session.commit()
    house.propose(house.people[Role.INSTRUCTOR])
    assert sorted(str(mail["To"]) for mail in arrived(house)) == told


def test_proposals_that_are_undone_in_time_are_not_spoken_of(house: House) -> None:
    batch_id = house.propose(house.people[Role.INSTRUCTOR])
    assert arrived(house, after=PAUSE - timedelta(seconds=1)) == []
    with writing(house.engine)() as session:
        undo(session, OPERATOR, batch_id, reason="The wrong list.", now=factories.NOW)
        session.commit()
    assert arrived(house) == []


@pytest.mark.parametrize("left", [0, 1])
def test_proposals_are_spoken_of_as_long_as_somebody_has_to_look_at_one(
    house: House, left: int
) -> None:
    batch_id = house.propose(house.people[Role.INSTRUCTOR])
    house.approve(house.people[Role.ADMINISTRATOR], batch_id, house.ids()[left:])
    assert [str(mail["To"]) for mail in arrived(house)] == [MODERATOR] * left


def test_whoever_proposed_is_told_once_that_a_part_was_returned_and_at_the_end_of_all(
    house: House,
) -> None:
    batch_id, moderator = (
        house.propose(house.people[Role.INSTRUCTOR]),
        house.people[Role.MODERATOR],
    )
    arrived(house)
    for award_id in house.ids()[:2]:
        house.give_back(moderator, batch_id, [award_id], "Weak: ask Niamh.")
    (mail,) = arrived(house)
    assert (str(mail["To"]), str(mail["Subject"])) == (
        INSTRUCTOR,
        "Proposals of “Host” were returned",
    )
    assert f"{BASE_URL}/app/awards/{batch_id}" in text_of(mail)
    assert "Weak" not in mail.as_string()
    house.give_back(moderator, batch_id, None, "Not yet.")
    (mail,) = arrived(house)
    assert str(mail["Subject"]) == "The bulk award of “Host” has ended"
    assert "nobody has been given it" in text_of(mail)
    assert "25 proposals were returned" in text_of(mail)


def test_whoever_started_it_is_told_once_that_it_cannot_go_on_but_no_path_of_the_server(
    house: House, tmp_path: Path
) -> None:
    batch_id = house.propose(house.people[Role.INSTRUCTOR])
    house.approve(house.people[Role.MODERATOR], batch_id)
    (key,) = (tmp_path / "keys" / house.org.slug).glob("*.pem")
    away = key.rename(key.with_suffix(".away"))
    for _ in range(2):
        sign(house, batch_id)
    (mail,) = arrived(house)
    assert (str(mail["To"]), str(mail["Subject"])) == (
        INSTRUCTOR,
        "The bulk award of “Host” has stopped",
    )
    assert f"{BASE_URL}/app/awards/{batch_id}" in text_of(mail)
    assert str(key.parent) not in mail.as_string()
    away.rename(key)
    sign(house, batch_id)
    assert [str(mail["Subject"]) for mail in arrived(house)] == [
        "The bulk award of “Host” has ended"
    ]


def test_whoever_planned_one_is_told_that_nobody_qualifies_on_the_day(house: House) -> None:
    with writing(house.engine)() as session:
        review, today = Review(house.achievement.id), str(factories.TODAY)
        planned = schedule(
            session, house.people[Role.INSTRUCTOR], review, day=today, now=factories.NOW
        )
        session.execute(delete(Progress))
        session.commit()
    award_due(house.engine, planned, base_url=BASE_URL, now=factories.NOW)
    assert house.batch(planned).state == "done"
    (mail,) = arrived(house)
    assert str(mail["To"]) == INSTRUCTOR
    assert "nobody has been given it" in text_of(mail)


def test_whoever_started_it_is_told_once_when_all_is_signed(house: House) -> None:
    batch_id = house.propose(house.people[Role.INSTRUCTOR])
    arrived(house)
    house.approve(house.people[Role.MODERATOR], batch_id, house.ids()[:20])
    sign(house, batch_id)
    assert arrived(house) == []
    house.give_back(house.people[Role.MODERATOR], batch_id, None, "Not yet.")
    (mail,) = arrived(house)
    assert str(mail["To"]) == INSTRUCTOR
    assert "20 learners have been given it" in text_of(mail)
    assert "5 proposals were returned" in text_of(mail)
    assert f"{BASE_URL}/app/awards/{batch_id}" in text_of(mail)
    sign(house, batch_id)
    assert arrived(house) == []


def test_whoever_planned_one_is_told_why_it_could_not_be_done(house: House) -> None:
    with writing(house.engine)() as session:
        planned = factories.add(
            session,
            AwardBatch(
                org_id=house.org.id,
                achievement_id=house.achievement.id,
                rule_version=1,
                state="scheduled",
                requested_by=INSTRUCTOR,
                created_at=factories.NOW,
            ),
        )
        give_up(session, planned.id, "Nobody may award it.", now=factories.NOW)
        session.commit()
    (mail,) = arrived(house)
    assert (str(mail["To"]), "called off" in str(mail["Subject"])) == (INSTRUCTOR, True)
    assert "Nobody may award it." in text_of(mail)


def test_nobody_is_told_of_what_the_command_line_or_an_import_awards(house: House) -> None:
    sign(house, house.propose(OPERATOR))
    assert arrived(house) == []


def test_a_learner_is_told_when_the_evidence_is_returned_without_the_note(house: House) -> None:
    with writing(house.engine)() as session:
        session.execute(update(Learner).where(Learner.key == "L07").values(email="ana@example.org"))
        session.commit()
    batch_id = house.propose(house.people[Role.INSTRUCTOR])
    house.give_back(house.people[Role.MODERATOR], batch_id, None, "Weak: ask Niamh.")
    mails = [mail for mail in arrived(house) if mail["To"] == "ana@example.org"]
    assert [str(mail["Subject"]) for mail in mails] == ["Your badge “Host” needs another look"]
    assert f"{BASE_URL}/achievements/{house.achievement.id}" in text_of(mails[0])
    assert "Weak" not in mails[0].as_string()
