"""A file that shows that a badge was earned is kept as long as an award has it, and no longer."""

from uuid import UUID

from sqlalchemy import func, select

from leap_dash.db import AwardDocument, EvidenceFile
from leap_dash.db.session import reading, writing
from leap_dash.domain.access import OPERATOR, Role, Scope
from leap_dash.domain.evidence import Stated, read_file
from leap_dash.domain.review import Review
from leap_dash.jobs import decide_reviewed, finish
from leap_dash.services.batch_control import call_off, undo
from leap_dash.services.batch_undo import take_back
from leap_dash.services.evidence import keep_file
from leap_dash.services.issuing import Publisher
from leap_dash.services.scheduled import give_up, schedule
from leap_dash.services.status_lists import allocate
from tests.factories import NOW, TODAY
from tests.services.test_moderation import BASE_URL, House, house

__all__ = ["house"]


def reviewed(house: House, learner_id: UUID | None = None) -> Review:
    """A bulk award whose badges have a file, or that of one learner alone."""
    with writing(house.engine)() as session:
        file = read_file("menu.pdf", b"%PDF-1.7 %%EOF")
        kept = keep_file(session, OPERATOR, house.achievement.id, file, now=NOW)
        session.commit()
    return Review(house.achievement.id, stated=Stated((kept,), learner_id))


def award(house: House, who: Scope, learner_id: UUID | None = None) -> UUID:
    """Proposed for all 25, or given at the command line; the batch's id."""
    review = reviewed(house, learner_id)
    with writing(house.engine)() as session:
        batch_id = decide_reviewed(session, who, review, expected=25, base_url=BASE_URL, now=NOW)
        session.commit()
    return batch_id


def plan(house: House) -> UUID:
    """For tomorrow; the batch's id."""
    review, tomorrow = reviewed(house), str(TODAY.replace(day=TODAY.day + 1))
    with writing(house.engine)() as session:
        batch_id = schedule(session, house.people[Role.INSTRUCTOR], review, day=tomorrow, now=NOW)
        session.commit()
    return batch_id


def files(house: House) -> int:
    """How many are kept."""
    with reading(house.engine)() as session:
        return session.scalar(select(func.count()).select_from(EvidenceFile)) or 0


def test_it_goes_with_the_last_proposal_that_is_returned(house: House) -> None:
    batch_id, moderator = award(house, house.people[Role.INSTRUCTOR]), house.people[Role.MODERATOR]
    house.give_back(moderator, batch_id, house.ids()[1:], "Not yet.")
    assert files(house) == 1
    house.give_back(moderator, batch_id, None, "Not yet.")
    assert files(house) == 0


def test_it_goes_with_proposals_that_are_undone_and_stays_with_a_badge_that_was_signed(
    house: House,
) -> None:
    def taken_back(batch_id: UUID) -> int:
        with writing(house.engine)() as session:
            undo(session, OPERATOR, batch_id, reason="The wrong list.", now=NOW)
            session.commit()
        take_back(house.engine, batch_id, clock=lambda: NOW)
        return files(house)

    assert taken_back(award(house, house.people[Role.INSTRUCTOR])) == 0
    signed = award(house, OPERATOR)
    house.work()
    assert taken_back(signed) == 1


def test_it_goes_with_the_one_award_that_could_not_be_signed(house: House) -> None:
    batch_id = award(house, OPERATOR)
    with writing(house.engine)() as session:
        for award_id, (status_list, index) in zip(
            house.ids(), allocate(session, house.org.id, 25, now=NOW), strict=True
        ):
            broken = AwardDocument(award_id=award_id, status_list_id=status_list.id)
            broken.status_index, broken.text = index, '{"validFrom": "2026"}'
            session.add(broken)
        session.commit()
    publisher = Publisher(house.keys, BASE_URL)
    done = finish(house.engine, batch_id, publisher=publisher, clock=lambda: NOW)
    assert (len(done.failed), files(house)) == (25, 0)


def test_it_goes_when_what_was_planned_is_called_off_or_cannot_be_done(house: House) -> None:
    first = plan(house)
    with writing(house.engine)() as session:
        call_off(session, house.people[Role.INSTRUCTOR], first, now=NOW)
        session.commit()
    assert files(house) == 0
    second = plan(house)
    with writing(house.engine)() as session:
        give_up(session, second, "Nobody may award it.", now=NOW)
        session.commit()
    assert files(house) == 0


def test_it_is_not_kept_for_a_learner_who_does_not_get_the_badge(house: House) -> None:
    award(house, house.people[Role.INSTRUCTOR], UUID(int=7))
    assert files(house) == 0
