"""Two records of one person become one: nothing is lost or doubled, and it can be taken back."""

from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from uuid import UUID

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from leap_dash.db import (
    Achievement,
    Award,
    Base,
    Enrollment,
    Learner,
    LearnerIdentifier,
    Membership,
    Org,
    Person,
    Progress,
    Result,
)
from leap_dash.db.learner_ids import find_learners
from leap_dash.domain.access import OPERATOR, Role, Scope
from leap_dash.domain.errors import ConflictError, NotFoundError
from leap_dash.queries.merging import find_record, merge_review
from leap_dash.queries.twins import likely_twins
from leap_dash.services.merged_rows import OWNED
from leap_dash.services.merging import merge, split
from leap_dash.services.progress import refresh
from tests import factories as make
from tests.factories import NOW, TODAY
from tests.services.importing import importer
from tests.services.merges import everything

YESTERDAY = TODAY - timedelta(days=1)


@dataclass(frozen=True, slots=True)
class House:
    """Ana twice: both took course one, the second alone course two; both have a badge."""

    session: Session
    org: Org
    badge: Achievement
    keep: Learner
    other: Learner
    items: tuple[UUID, ...]
    scope: Scope


@pytest.fixture
def house(session: Session) -> House:
    """See the class."""
    org = make.org(session, "tralee")
    programme = make.programme(session)
    cohort = make.cohort(session, org, programme)
    one, two = (
        make.section(session, cohort, make.course(session, programme, code))
        for code in ("one", "two")
    )
    items = [
        make.line_item(session, section, key, counts_from=YESTERDAY)
        for section, key in ((one, "a"), (one, "b"), (two, "c"))
    ]
    keep = make.learner(session, org, "ana", given_name="Ana", family_name="Costa")
    other = make.learner(
        session, org, "ana2", given_name="ANA", family_name="Costa", email="ana@example.org"
    )
    for section, who in ((one, keep), (one, other), (two, other)):
        make.enrollment(session, section, who)
    for item, who, score in (
        (items[0], keep, 90),
        (items[0], other, 20),
        (items[1], other, 50),
        (items[2], other, 70),
    ):
        make.result(session, item, who, score=score, submitted_on=YESTERDAY)
    badge = make.achievement(session, org, programme)
    make.award(session, badge, keep, decided_at=NOW)
    make.award(session, badge, other, decided_at=NOW - timedelta(days=9))
    person = make.add(session, Person(email="ana@example.org", name="Ana", created_at=NOW))
    make.add(
        session,
        Membership(person_id=person.id, org_id=org.id, role=Role.LEARNER, learner_id=other.id),
    )
    for source, value in (("moodle", "m-7"), ("csv", "ana2")):
        make.add(
            session,
            LearnerIdentifier(org_id=org.id, learner_id=other.id, source=source, value=value),
        )
    refresh(session, NOW)
    return House(
        session,
        org,
        badge,
        keep,
        other,
        tuple(item.id for item in items),
        make.someone(session, Role.ADMINISTRATOR, org),
    )


def merged(house: House) -> UUID:
    """Merge the two."""
    return merge(house.session, house.scope, keep=house.keep.id, merged=house.other.id, now=NOW)


def marks(house: House, who: Learner) -> dict[UUID, float | None]:
    """Marks of courses in which a learner is enrolled."""
    rows = house.session.execute(
        select(Result.line_item_id, Result.score).where(Result.learner_id == who.id)
    )
    return dict(rows.all())


def test_all_is_of_the_kept_record_and_what_both_had_is_kept_once(house: House) -> None:
    merged(house)
    a, b, c = house.items
    assert marks(house, house.keep) == {a: 90, b: 50, c: 70}
    enrolled = select(func.count()).select_from(Enrollment)
    assert house.session.scalar(enrolled.where(Enrollment.learner_id == house.keep.id)) == 2
    assert house.session.scalar(enrolled.where(Enrollment.learner_id == house.other.id)) == 0
    due = select(func.sum(Progress.due), func.sum(Progress.done))
    assert house.session.execute(due).one() == (3, 3)
    accounts = house.session.scalars(
        select(Membership.learner_id).where(Membership.role == "learner")
    )
    assert set(accounts) == {house.keep.id}
    house.session.refresh(house.keep)
    assert house.keep.email == "ana@example.org"
    assert house.keep.given_name == "Ana"


def test_of_the_same_badge_twice_both_stay_in_the_order_of_their_decisions(house: House) -> None:
    merged(house)
    rows = house.session.execute(
        select(Award.learner_id, Award.renewal, Award.decided_at).order_by(Award.renewal)
    ).all()
    assert [(row.learner_id, row.renewal) for row in rows] == [
        (house.keep.id, 0),
        (house.keep.id, 1),
    ]
    assert rows[0].decided_at < rows[1].decided_at


def test_the_old_id_leads_to_the_kept_record_and_an_import_makes_nobody_anew(
    house: House, tmp_path: Path
) -> None:
    merged(house)
    for name in ("ana", "ana2", "m-7", str(house.other.id)):
        assert find_record(house.session, house.scope, name) == house.keep.id
        assert find_learners(house.session, OPERATOR, [name], org_id=house.org.id) == {
            name: house.keep.id
        }
    learners = select(func.count()).select_from(Learner)
    before = house.session.scalar(learners)
    importer(house.session, tmp_path)("learner,item,score", "ana2,d,80")
    assert house.session.scalar(learners) == before
    assert len(marks(house, house.keep)) == 4


def test_taken_back_everything_is_as_it_was(house: House) -> None:
    before = everything(house.session)
    made = merged(house)
    assert everything(house.session) != before
    split(house.session, house.scope, made, now=NOW)
    assert everything(house.session) == before
    with pytest.raises(ConflictError, match="taken back already"):
        split(house.session, house.scope, made, now=NOW)


def test_of_three_the_pointers_lead_to_the_last_kept_and_back(house: House) -> None:
    first = merged(house)
    third = make.learner(house.session, house.org, "ana3")
    second = merge(house.session, house.scope, keep=third.id, merged=house.keep.id, now=NOW)
    assert find_record(house.session, house.scope, "ana2") == third.id
    with pytest.raises(ConflictError):
        split(house.session, house.scope, first, now=NOW)
    split(house.session, house.scope, second, now=NOW)
    assert find_record(house.session, house.scope, "ana2") == house.keep.id
    split(house.session, house.scope, first, now=NOW)
    assert find_record(house.session, house.scope, "ana2") == house.other.id


def test_no_row_of_the_merged_record_stays_but_what_both_had(house: House) -> None:
    """Whatever table names a learner is known to the merge."""
    naming = {
        mapper.class_.__tablename__
        for mapper in Base.registry.mappers
        if any(
            key.column.table.name == "learner"
            for c in mapper.local_table.c
            for key in c.foreign_keys
        )
    }
    # Learners as they are kept are summed up anew: `test_cohort_learners`.
    others = {"award", "learner_merge", "cohort_learner"}
    known = {owned.model.__tablename__ for owned in OWNED} | others
    assert naming == known
    assert house.session


def test_what_hangs_on_an_enrolment_is_given_up_with_it() -> None:
    """Whatever table names an enrolment is worked out anew, and goes with the row that goes."""
    naming = {
        mapper.class_.__tablename__: key.ondelete
        for mapper in Base.registry.mappers
        for column in mapper.local_table.c
        for key in column.foreign_keys
        if key.column.table.name == "enrollment"
    }
    anew = {"progress", "progress_category", "enrollment_score"}
    assert naming == dict.fromkeys(anew, "CASCADE")


def test_who_may_not_learns_nothing(house: House) -> None:
    elsewhere = make.org(house.session, "graz")
    stranger = make.learner(house.session, elsewhere, "ana")
    foreign = make.viewer(Role.ADMINISTRATOR, elsewhere)
    for scope in (foreign, make.viewer(Role.INSTRUCTOR, house.org)):
        with pytest.raises(NotFoundError):
            merge(house.session, scope, keep=house.keep.id, merged=house.other.id, now=NOW)
        with pytest.raises(NotFoundError):
            merge_review(house.session, scope, house.keep.id, house.other.id)
        with pytest.raises(NotFoundError):
            find_record(house.session, scope, "ana2")
        assert likely_twins(house.session, scope) == ()
    with pytest.raises(NotFoundError):
        merge(house.session, house.scope, keep=house.keep.id, merged=stranger.id, now=NOW)
    with pytest.raises(ConflictError, match="two organisations"):
        merge(house.session, OPERATOR, keep=house.keep.id, merged=stranger.id, now=NOW)
    with pytest.raises(ConflictError, match="one record already"):
        merge(house.session, house.scope, keep=house.keep.id, merged=house.keep.id, now=NOW)
    made = merged(house)
    with pytest.raises(NotFoundError):
        split(house.session, foreign, made, now=NOW)
    with pytest.raises(ConflictError, match="merged into another"):
        merged(house)


def test_what_both_have_is_said_before(house: House) -> None:
    found = merge_review(house.session, house.scope, house.keep.id, house.other.id)
    assert (len(found.keep.courses), len(found.other.courses)) == (1, 2)
    assert found.same_courses == found.keep.courses
    assert found.same_badges == (house.badge.name,)
    assert (found.same_marks, found.keep.marks, found.other.marks) == (1, 1, 3)
    assert ("moodle", "m-7") in found.other.identifiers


def test_those_with_the_same_name_or_address_are_likely_one(house: House) -> None:
    make.learner(house.session, house.org, "x", email="ana@example.org")
    make.learner(
        house.session, make.org(house.session, "graz"), "ana", given_name="Ana", family_name="Costa"
    )
    found = {
        (twins.first_key, twins.second_key): twins.why
        for twins in likely_twins(house.session, house.scope)
    }
    assert found == {("ana2", "x"): "the same e-mail address", ("ana", "ana2"): "the same name"}
    merged(house)
    assert not {("ana", "ana2")} & {
        (twins.first_key, twins.second_key) for twins in likely_twins(house.session, house.scope)
    }
    assert house.session.scalar(select(func.count()).select_from(LearnerIdentifier))


@pytest.mark.parametrize(
    ("given", "family", "also_given", "also_family"),
    [
        ("Νίκος", "Παπαδόπουλος", "ΝΙΚΟΣ", "ΠΑΠΑΔΟΠΟΥΛΟΣ"),
        ("Jürgen", "Weiß", "JÜRGEN", "WEISS"),
        ("João", "Conceição", "Joao", "Conceicao"),
        ("Zoë", "Ó Briain", "ZOE\u0308", "ó  briain"),
    ],
)
def test_a_name_is_the_same_in_capitals_and_without_accents(
    session: Session, given: str, family: str, also_given: str, also_family: str
) -> None:
    org = make.org(session, "tralee")
    for key, names in (("a", (given, family)), ("b", (also_given, also_family))):
        make.learner(session, org, key, given_name=names[0], family_name=names[1])
    make.learner(session, org, "c", given_name=given, family_name="Other")
    make.learner(session, org, "d", given_name=given)
    (twins,) = likely_twins(session, OPERATOR)
    assert (twins.first_key, twins.second_key, twins.why) == ("a", "b", "the same name")
