"""The same note about many learners: all or none, and taken back from all."""

from dataclasses import replace
from datetime import timedelta
from uuid import UUID

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from leap_dash.db import AuditEvent, LearnerNote, Org
from leap_dash.domain.access import Role, Scope
from leap_dash.domain.errors import BadFieldError, ForbiddenError, NotFoundError
from leap_dash.domain.notes import NoteFields
from leap_dash.services.notes import write_note
from leap_dash.services.notes_at_once import take_back_notes, write_notes
from tests import factories as make
from tests.factories import NOW, TODAY

FIELDS = NoteFields("call", "Called them all.", "2026-12-01")
LATER = NOW + timedelta(minutes=1)


@pytest.fixture
def tralee(session: Session) -> Org:
    return make.org(session)


@pytest.fixture
def niamh(session: Session, tralee: Org) -> Scope:
    return make.someone(session, Role.INSTRUCTOR, tralee)


@pytest.fixture
def learners(session: Session, tralee: Org) -> list[UUID]:
    return [make.learner(session, tralee, str(n)).id for n in range(3)]


def texts(session: Session) -> list[str]:
    """What the notes say, sorted."""
    session.expire_all()
    return sorted(session.scalars(select(LearnerNote.text)))


def test_each_of_them_has_the_note(session: Session, niamh: Scope, learners: list[UUID]) -> None:
    assert write_notes(session, niamh, learners, FIELDS, now=NOW) == 3
    notes = session.scalars(select(LearnerNote)).all()
    assert {note.learner_id for note in notes} == set(learners)
    assert {(n.kind, n.text, n.follow_up_on, n.written_by, n.written_at) for n in notes} == {
        ("call", "Called them all.", TODAY + timedelta(days=7), niamh.person_id, NOW)
    }


def test_it_is_taken_back_from_all_and_other_notes_stay(
    session: Session, niamh: Scope, learners: list[UUID]
) -> None:
    write_note(session, niamh, learners[0], NoteFields("note", "Alone."), now=LATER)
    write_notes(session, niamh, learners, FIELDS, now=NOW)
    assert take_back_notes(session, niamh, NOW, now=LATER) == 3
    assert texts(session) == ["", "", "", "Alone."]
    with pytest.raises(NotFoundError):
        take_back_notes(session, niamh, NOW, now=LATER)


def test_nobody_takes_back_what_another_wrote(
    session: Session, tralee: Org, niamh: Scope, learners: list[UUID]
) -> None:
    write_notes(session, niamh, learners, FIELDS, now=NOW)
    colleague = make.someone(session, Role.INSTRUCTOR, tralee, "Colm")
    with pytest.raises(NotFoundError):
        take_back_notes(session, colleague, NOW, now=LATER)
    assert texts(session) == ["Called them all."] * 3


def test_who_works_elsewhere_now_takes_back_nothing(
    session: Session, niamh: Scope, learners: list[UUID]
) -> None:
    write_notes(session, niamh, learners, FIELDS, now=NOW)
    graz = make.org(session, "graz")
    elsewhere = replace(niamh, grants=make.viewer(Role.INSTRUCTOR, graz).grants)
    # Something of theirs from the same moment lies where they still may.
    there = make.learner(session, graz)
    write_notes(session, elsewhere, [there.id], FIELDS, now=NOW)
    assert take_back_notes(session, elsewhere, NOW, now=LATER) == 1
    assert texts(session) == ["", *["Called them all."] * 3]


def test_all_or_none(session: Session, niamh: Scope, learners: list[UUID]) -> None:
    stranger = make.learner(session, make.org(session, "graz")).id
    with pytest.raises(NotFoundError):
        write_notes(session, niamh, [*learners, stranger], FIELDS, now=NOW)
    with pytest.raises(BadFieldError, match="nothing is written"):
        write_notes(session, niamh, learners, NoteFields("call", " "), now=NOW)
    assert texts(session) == []


def test_a_moderator_notes_nothing(session: Session, tralee: Org, learners: list[UUID]) -> None:
    with pytest.raises(ForbiddenError):
        write_notes(session, make.viewer(Role.MODERATOR, tralee), learners, FIELDS, now=NOW)


def test_the_record_says_of_how_many(session: Session, niamh: Scope, learners: list[UUID]) -> None:
    write_notes(session, niamh, learners, FIELDS, now=NOW)
    event = session.scalars(select(AuditEvent)).one()
    assert (event.action, event.detail) == ("note.write-many", {"learners": 3})
