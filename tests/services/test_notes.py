"""Notes about learners: within their org, changed by their author, gone when taken back."""

from dataclasses import dataclass, replace
from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from leap_dash.db import AuditEvent, Learner, LearnerNote, Org
from leap_dash.domain.access import Role, Scope
from leap_dash.domain.errors import BadFieldError, ForbiddenError, NotFoundError
from leap_dash.domain.notes import NOTE_LENGTH, NoteFields, NoteKind
from leap_dash.queries.notes import note, notes_of
from leap_dash.services.notes import change_note, take_back_note, write_note
from tests import factories as make
from tests.factories import NOW, TODAY

WORDS = "Called; she comes on Monday."
CALL = NoteFields("call", WORDS, "2026-12-01")


@dataclass(frozen=True, slots=True)
class Place:
    """Ana at Tralee, the instructor there, and one of Graz."""

    tralee: Org
    ana: Learner
    niamh: Scope
    stranger: Scope


@pytest.fixture
def place(session: Session) -> Place:
    tralee = make.org(session, "tralee", time_zone="Europe/Dublin")
    graz = make.org(session, "graz")
    return Place(
        tralee,
        make.learner(session, tralee, "17", given_name="Ana"),
        make.someone(session, Role.INSTRUCTOR, tralee, "Niamh"),
        make.someone(session, Role.INSTRUCTOR, graz, "Greta"),
    )


def written(session: Session, place: Place, fields: NoteFields = CALL) -> UUID:
    """A note of the instructor's about Ana."""
    return write_note(session, place.niamh, place.ana.id, fields, now=NOW)


def test_a_note_says_what_was_done_by_whom_and_when(session: Session, place: Place) -> None:
    written(session, place)
    (row,) = notes_of(session, place.niamh, [place.ana.id], now=NOW)
    assert (row.kind, row.text, row.author_name) == (NoteKind.CALL, WORDS, "Niamh")
    assert (row.written_on, row.follow_up_on) == (TODAY, TODAY + timedelta(days=7))
    assert (row.own, row.shown_to_learner, row.changed_on) == (True, False, None)


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        (NoteFields("gossip", "x"), "kind"),
        (NoteFields("note", " \n"), "text"),
        (NoteFields("note", None), "text"),
        (NoteFields("note", "x" * (NOTE_LENGTH + 1)), "text"),
        (NoteFields("note", "a\x00b"), "text"),
        (NoteFields("note", "x", "tomorrow"), "follow-up"),
        (NoteFields("note", "x", "2026-11-23"), "follow-up"),
        (NoteFields("note", "x", "2029-01-01"), "follow-up"),
    ],
)
def test_what_cannot_be_used_is_refused_by_the_name_of_its_field(
    session: Session, place: Place, fields: NoteFields, field: str
) -> None:
    with pytest.raises(BadFieldError) as refused:
        written(session, place, fields)
    assert refused.value.field == field
    assert session.scalars(select(LearnerNote)).all() == []


def test_nobody_writes_changes_or_reads_in_another_org(session: Session, place: Place) -> None:
    made = written(session, place)
    for deed in (
        lambda: write_note(session, place.stranger, place.ana.id, CALL, now=NOW),
        lambda: change_note(session, place.stranger, made, CALL, now=NOW),
        lambda: take_back_note(session, place.stranger, made, now=NOW),
        lambda: take_back_note(session, place.niamh, uuid4(), now=NOW),
        lambda: note(session, place.stranger, made, now=NOW),
    ):
        with pytest.raises(NotFoundError):
            deed()
    assert notes_of(session, place.stranger, [place.ana.id], now=NOW) == ()
    assert len(notes_of(session, place.niamh, [place.ana.id], now=NOW)) == 1


def test_a_moderator_reads_notes_and_writes_none(session: Session, place: Place) -> None:
    written(session, place)
    moderator = make.someone(session, Role.MODERATOR, place.tralee, "Mo")
    (row,) = notes_of(session, moderator, [place.ana.id], now=NOW)
    assert (row.text, row.own) == (WORDS, False)
    with pytest.raises(ForbiddenError, match="record notes"):
        write_note(session, moderator, place.ana.id, CALL, now=NOW)


def test_only_the_author_changes_a_note_or_takes_it_back(session: Session, place: Place) -> None:
    made = written(session, place)
    colleague = make.someone(session, Role.ADMINISTRATOR, place.tralee, "Conor")
    with pytest.raises(ForbiddenError, match="Only who wrote"):
        change_note(session, colleague, made, CALL, now=NOW)
    with pytest.raises(ForbiddenError, match="Only who wrote"):
        take_back_note(session, colleague, made, now=NOW)
    later = NOW + timedelta(days=2)
    changed = NoteFields("agreement", "Hands in on Friday.", "2026-11-24", shown_to_learner=True)
    change_note(session, place.niamh, made, changed, now=later)
    (row,) = notes_of(session, place.niamh, [place.ana.id], now=later)
    assert (row.kind, row.text) == (NoteKind.AGREEMENT, "Hands in on Friday.")
    assert (row.written_on, row.changed_on) == (TODAY, TODAY + timedelta(days=2))


def test_a_note_taken_back_leaves_no_words_and_stays_on_record(
    session: Session, place: Place
) -> None:
    made = written(session, place)
    take_back_note(session, place.niamh, made, now=NOW)
    (row,) = notes_of(session, place.niamh, [place.ana.id], now=NOW)
    assert (row.text, row.follow_up_on, row.taken_back_on, row.own) == ("", None, TODAY, False)
    with pytest.raises(NotFoundError):
        change_note(session, place.niamh, made, CALL, now=NOW)
    session.get_one(LearnerNote, made).text = WORDS
    with pytest.raises(IntegrityError, match="taken_back_text"):
        session.flush()


def test_the_audit_trail_tells_of_notes_but_not_what_they_say(
    session: Session, place: Place
) -> None:
    made = written(session, place)
    change_note(session, place.niamh, made, CALL, now=NOW)
    take_back_note(session, place.niamh, made, now=NOW)
    events = session.scalars(select(AuditEvent).order_by(AuditEvent.seq)).all()
    assert [event.action for event in events] == ["note.write", "note.change", "note.take-back"]
    assert {event.subject for event in events} == {str(made)}
    assert all(WORDS not in str(event.detail) for event in events)


def test_a_learner_reads_what_is_shown_to_them_and_nothing_else(
    session: Session, place: Place
) -> None:
    written(session, place)
    shown = written(session, place, replace(CALL, text="Well done.", shown_to_learner=True))
    gone = written(session, place, replace(CALL, text="Oh no.", shown_to_learner=True))
    take_back_note(session, place.niamh, gone, now=NOW)
    bo = make.learner(session, place.tralee, "18")
    write_note(session, place.niamh, bo.id, NoteFields("note", "x", shown_to_learner=True), now=NOW)
    own = make.viewer(Role.LEARNER, place.tralee, own=place.ana)
    found = notes_of(session, own, [place.ana.id, bo.id], now=NOW)
    assert [(row.id, row.text, row.own) for row in found] == [(shown, "Well done.", False)]


def test_a_day_to_look_again_has_passed_until_something_newer_is_noted(
    session: Session, place: Place
) -> None:
    written(session, place, replace(CALL, follow_up_on="2026-11-25"))

    def overdue(days: int) -> list[bool]:
        now = NOW + timedelta(days=days)
        return [row.overdue for row in notes_of(session, place.niamh, [place.ana.id], now=now)]

    assert overdue(0) == [False]
    assert overdue(1) == [True]
    write_note(
        session,
        place.niamh,
        place.ana.id,
        NoteFields("meeting", "She came."),
        now=NOW + timedelta(days=1),
    )
    assert overdue(1) == [False, False]
