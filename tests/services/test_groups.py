"""Groups of learners: one org's, seen by those who see its learners, every act undone for a day."""

from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from leap_dash.db import AuditEvent, Cohort, Learner, LearnerGroup, LearnerGroupMember
from leap_dash.domain.access import Role, Scope
from leap_dash.domain.errors import (
    BadFieldError,
    BadInputError,
    ConflictError,
    ForbiddenError,
    NotFoundError,
)
from leap_dash.queries.groups import (
    chosen_names,
    group,
    group_choices,
    groups,
    member_ids,
    members,
)
from leap_dash.services.groups import (
    KEPT,
    NAME_LENGTH,
    add_to_group,
    create_group,
    delete_group,
    remove_from_group,
    restore_group,
    undo_adding,
    undo_removing,
)
from tests import factories as make
from tests.factories import NOW

LATER = NOW + timedelta(minutes=1)
LAST = NOW + timedelta(minutes=2)


@dataclass(frozen=True, slots=True)
class Place:
    """Ana, Ben and Cem at Tralee; Eva at Graz."""

    niamh: Scope
    moderator: Scope
    greta: Scope
    ana: UUID
    ben: UUID
    cem: UUID
    eva: UUID


@pytest.fixture
def place(session: Session) -> Place:
    tralee, graz = make.org(session, "tralee"), make.org(session, "graz")
    return Place(
        make.someone(session, Role.INSTRUCTOR, tralee, "Niamh"),
        make.someone(session, Role.MODERATOR, tralee, "Mo"),
        make.someone(session, Role.INSTRUCTOR, graz, "Greta"),
        make.learner(session, tralee, "1", given_name="Ana", email="ana@example.org").id,
        make.learner(session, tralee, "2", given_name="Ben").id,
        make.learner(session, tralee, "3", given_name="Cem").id,
        make.learner(session, graz, "4", given_name="Eva").id,
    )


def made(session: Session, place: Place, *learners: UUID, name: str = "Kitchen crew") -> UUID:
    """A group at Tralee."""
    return create_group(session, place.niamh, name, learners or (place.ana,), now=NOW)


def inside(session: Session, place: Place, group_id: UUID) -> list[str]:
    """The names in the group."""
    return [row.name for row in members(session, place.niamh, group_id, page=1, size=50)]


def test_a_group_says_who_made_it_and_who_is_in_it(session: Session, place: Place) -> None:
    group_id = made(session, place, place.ben, place.ana, name="  Kitchen   crew ")
    (row,) = groups(session, place.moderator)
    assert (row.id, row.name, row.members, row.made_by) == (group_id, "Kitchen crew", 2, "Niamh")
    assert inside(session, place, group_id) == ["Ana", "Ben"]
    assert set(member_ids(session, place.moderator, group_id)) == {place.ana, place.ben}


def test_a_member_is_listed_with_their_cohorts_but_not_those_they_left(
    session: Session, place: Place
) -> None:
    group_id = made(session, place, place.ana)
    org = session.get_one(LearnerGroup, group_id).org_id
    programme = make.programme(session)
    at = next(each for each in place.niamh.grants if each.org_id == org)
    for code, status in (("Autumn", "active"), ("Spring", "withdrawn")):
        cohort = Cohort(org_id=at.org_id, programme_id=programme.id, code=code, name=code)
        section = make.section(
            session, make.add(session, cohort), make.course(session, programme, code)
        )
        learner = session.get_one(Learner, place.ana)
        make.enrollment(session, section, learner, status=status)
    (row,) = members(session, place.niamh, group_id, page=1, size=50)
    assert row.cohorts == ("Autumn",)


def test_members_come_in_pages_by_name(session: Session, place: Place) -> None:
    group_id = made(session, place, place.cem, place.ana, place.ben)
    second = members(session, place.niamh, group_id, page=2, size=2)
    assert [row.name for row in second] == ["Cem"]


def test_a_name_is_taken_once_in_an_org(session: Session, place: Place) -> None:
    made(session, place)
    with pytest.raises(BadFieldError, match="another group is called so") as refused:
        made(session, place)
    assert refused.value.field == "name"
    create_group(session, place.greta, "Kitchen crew", [place.eva], now=NOW)


@pytest.mark.parametrize("name", ["", "  ", None, "x" * (NAME_LENGTH + 1), "a\x00"])
def test_a_name_that_cannot_be_used_is_told(
    session: Session, place: Place, name: str | None
) -> None:
    with pytest.raises(BadFieldError):
        create_group(session, place.niamh, name, [place.ana], now=NOW)


def test_putting_in_twice_changes_nothing_and_undoing_takes_out_only_the_new(
    session: Session, place: Place
) -> None:
    group_id = made(session, place, place.ana)
    assert add_to_group(session, place.niamh, group_id, [place.ana, place.ben], now=LATER) == 1
    assert add_to_group(session, place.niamh, group_id, [place.ana, place.ben], now=LAST) == 0
    assert undo_adding(session, place.niamh, group_id, LATER, now=LAST) == 1
    assert inside(session, place, group_id) == ["Ana"]


def test_taking_out_is_undone_for_those_of_that_act_alone(session: Session, place: Place) -> None:
    group_id = made(session, place, place.ana, place.ben, place.cem)
    assert remove_from_group(session, place.niamh, group_id, [place.cem], now=LATER) == 1
    assert remove_from_group(session, place.niamh, group_id, [place.ben, place.cem], now=LAST) == 1
    assert inside(session, place, group_id) == ["Ana"]
    assert group(session, place.niamh, group_id).members == 1
    assert undo_removing(session, place.niamh, group_id, LAST, now=LAST) == 1
    assert inside(session, place, group_id) == ["Ana", "Ben"]


def test_who_was_taken_out_can_be_put_in_again(session: Session, place: Place) -> None:
    group_id = made(session, place, place.ana, place.ben)
    remove_from_group(session, place.niamh, group_id, [place.ben], now=LATER)
    assert add_to_group(session, place.niamh, group_id, [place.ben], now=LAST) == 1
    assert undo_removing(session, place.niamh, group_id, LATER, now=LAST) == 0
    assert inside(session, place, group_id) == ["Ana", "Ben"]


def test_a_day_later_nothing_is_left_of_who_was_taken_out(session: Session, place: Place) -> None:
    group_id = made(session, place, place.ana, place.ben)
    remove_from_group(session, place.niamh, group_id, [place.ben], now=NOW)
    after = NOW + KEPT + timedelta(seconds=1)
    add_to_group(session, place.niamh, group_id, [place.cem], now=after)
    rows = session.scalars(select(LearnerGroupMember.learner_id)).all()
    assert set(rows) == {place.ana, place.cem}


def test_a_deleted_group_comes_back_with_its_learners(session: Session, place: Place) -> None:
    group_id = made(session, place, place.ana, place.ben)
    assert delete_group(session, place.niamh, group_id, now=LATER) == "Kitchen crew"
    assert groups(session, place.niamh) == ()
    assert group_choices(session, place.niamh) == []
    for look in (group, member_ids):
        with pytest.raises(NotFoundError):
            look(session, place.niamh, group_id)
    assert restore_group(session, place.niamh, group_id, now=LATER) == "Kitchen crew"
    assert inside(session, place, group_id) == ["Ana", "Ben"]


def test_a_deleted_group_whose_name_is_taken_does_not_come_back(
    session: Session, place: Place
) -> None:
    group_id = made(session, place)
    delete_group(session, place.niamh, group_id, now=LATER)
    made(session, place)
    with pytest.raises(ConflictError, match="Kitchen crew"):
        restore_group(session, place.niamh, group_id, now=LATER)


def test_a_day_later_a_deleted_group_is_gone_for_good(session: Session, place: Place) -> None:
    first, second = made(session, place), made(session, place, name="Two")
    delete_group(session, place.niamh, first, now=NOW)
    delete_group(session, place.niamh, second, now=NOW + KEPT + timedelta(seconds=1))
    assert session.scalar(select(func.count()).select_from(LearnerGroup)) == 1
    with pytest.raises(NotFoundError):
        restore_group(session, place.niamh, first, now=LATER)


def test_nobody_of_another_org_sees_or_changes_a_group(session: Session, place: Place) -> None:
    group_id = made(session, place)
    assert groups(session, place.greta) == ()
    assert group_choices(session, place.greta) == []
    assert members(session, place.greta, group_id, page=1, size=50) == ()
    for act in (
        lambda: group(session, place.greta, group_id),
        lambda: member_ids(session, place.greta, group_id),
        lambda: add_to_group(session, place.greta, group_id, [place.eva], now=NOW),
        lambda: remove_from_group(session, place.greta, group_id, [place.ana], now=NOW),
        lambda: undo_adding(session, place.greta, group_id, NOW, now=NOW),
        lambda: undo_removing(session, place.greta, group_id, NOW, now=NOW),
        lambda: delete_group(session, place.greta, group_id, now=NOW),
    ):
        with pytest.raises(NotFoundError):
            act()
    assert inside(session, place, group_id) == ["Ana"]


def test_a_learner_of_another_org_is_not_found_and_nobody_is_added(
    session: Session, place: Place
) -> None:
    group_id = made(session, place)
    for stranger in (place.eva, uuid4()):
        with pytest.raises(NotFoundError):
            add_to_group(session, place.niamh, group_id, [place.ben, stranger], now=LATER)
    assert inside(session, place, group_id) == ["Ana"]


def test_a_group_holds_learners_of_its_own_org(session: Session, place: Place) -> None:
    group_id = made(session, place)
    both = Scope("both", place.niamh.person_id, place.niamh.grants | place.greta.grants)
    with pytest.raises(BadInputError, match="another organisation"):
        add_to_group(session, both, group_id, [place.eva], now=LATER)


def test_a_moderator_sees_groups_but_does_not_keep_them(session: Session, place: Place) -> None:
    group_id = made(session, place)
    with pytest.raises(ForbiddenError):
        add_to_group(session, place.moderator, group_id, [place.ben], now=NOW)
    with pytest.raises(ForbiddenError):
        delete_group(session, place.moderator, group_id, now=NOW)
    assert group_choices(session, place.moderator) == []


def test_every_act_is_in_the_record(session: Session, place: Place) -> None:
    group_id = made(session, place, place.ana, place.ben)
    remove_from_group(session, place.niamh, group_id, [place.ben], now=LATER)
    delete_group(session, place.niamh, group_id, now=LAST)
    events = session.scalars(select(AuditEvent).order_by(AuditEvent.seq)).all()
    assert [(event.action, event.detail) for event in events] == [
        ("group.create", {"learners": 2}),
        ("group.remove", {"learners": 1}),
        ("group.delete", {}),
    ]


def test_selected_learners_are_named_by_name_with_how_many_lack_an_e_mail(
    session: Session, place: Place
) -> None:
    ids = [place.cem, place.ben, place.ana, place.eva]
    found = chosen_names(session, place.niamh, ids, named=2)
    assert (found.total, found.names, found.without_email) == (3, ("Ana", "Ben"), 2)
