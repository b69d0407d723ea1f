"""An instructor notes what was done about a learner; who may read it reads it, and nobody else."""

from typing import Any
from uuid import UUID

from dash import html, no_update

from leap_dash.context import Context
from leap_dash.domain.access import Role
from leap_dash.pages import learner, learner_notes, my_progress
from tests.pages.house import House, every, words

WORDS = "Called; comes on Monday."


def noted(
    ctx: Context, learner_id: UUID, *, shown: bool = False, text: str = WORDS
) -> tuple[Any, ...]:
    """What saving the filled-in form answers."""
    return learner_notes.save(ctx, 1, str(learner_id), None, "call", text, "2026-12-01", shown)


def page_of(house: House, role: Role, learner_id: UUID) -> str:
    """What somebody in that role reads on the learner's page."""
    return words(learner.layout(house.as_(role), learner_id))


def note_ids(component: object, kind: str) -> list[str]:
    """Which notes have a button of that kind."""
    ids = [getattr(each, "id", None) for each in every(component, html.Button)]
    return [each["of"] for each in ids if isinstance(each, dict) and each["type"] == kind]


def test_a_saved_note_stands_on_the_page_with_who_and_when(
    house: House, said: dict[str, dict[str, object]]
) -> None:
    ctx, who = house.as_(Role.INSTRUCTOR), house.learner_ids[4]
    assert "Nothing is noted yet" in page_of(house, Role.INSTRUCTOR, who)
    closed, listed, *errors = noted(ctx, who)
    assert closed is False
    assert errors == ["", "", ""]
    text = words(listed)
    assert WORDS in text
    assert "Call by Niamh" in text
    assert "24 Nov 2026" in text
    assert "look again on 1 Dec 2026" in text
    assert "the learner sees this" not in text
    assert "Saved" in words(said["toast"]["children"])
    assert WORDS in page_of(house, Role.INSTRUCTOR, who)


def test_what_cannot_be_used_is_told_at_its_field_and_the_form_stays(
    house: House, said: dict[str, dict[str, object]]
) -> None:
    answer = noted(house.as_(Role.INSTRUCTOR), house.learner_ids[0], text="  ")
    assert answer[:2] == (no_update, no_update)
    assert answer[2:] == ("", "Nothing is written yet; say what you saw or did.", "")
    assert not said


def test_a_note_for_the_learner_says_so_and_is_on_their_own_page(
    house: House, said: dict[str, dict[str, object]]
) -> None:
    who = house.learner_ids[4]
    noted(house.as_(Role.INSTRUCTOR), who, text="Between us.")
    _, listed, *_ = noted(house.as_(Role.INSTRUCTOR), who, shown=True)
    assert words(listed).count("the learner sees this") == 1
    assert "The learner reads it too." in words(said["toast"]["children"])
    own = words(my_progress.layout(house.as_(Role.LEARNER)))
    assert WORDS in own
    assert "Again on 1 Dec 2026" in own
    assert "Between us." not in own


def test_a_moderator_reads_and_is_offered_no_form(
    house: House, said: dict[str, dict[str, object]]
) -> None:
    who = house.learner_ids[4]
    noted(house.as_(Role.INSTRUCTOR), who)
    assert said
    page = learner.layout(house.as_(Role.MODERATOR), who)
    assert WORDS in words(page)
    assert "Write a note" not in words(page)
    assert note_ids(page, learner_notes.CHANGE) == []


def test_the_author_changes_a_note_and_takes_it_back(
    house: House, said: dict[str, dict[str, object]]
) -> None:
    ctx, who = house.as_(Role.INSTRUCTOR), house.learner_ids[4]
    _, listed, *_ = noted(ctx, who)
    (note_id,) = note_ids(listed, learner_notes.CHANGE)
    opened, title, _, changed, kind, text, follow_up, shown, *_ = learner_notes.ask_change(
        ctx, {"of": note_id}
    )
    assert (opened, title, changed) == (True, "Change the note", note_id)
    assert (kind, text, follow_up, shown) == ("call", WORDS, "2026-12-01", False)
    _, listed, *_ = learner_notes.save(ctx, 2, str(who), changed, "meeting", "She came.", "", shown)
    assert "She came." in words(listed)
    assert WORDS not in words(listed)

    _, question, body, _ = learner_notes.ask_take_back(ctx, {"of": note_id})
    assert question == "Take back this note?"
    assert "She came." in words(body)
    _, listed = learner_notes.take_back(ctx, 1, {"of": note_id}, str(who))
    assert "She came." not in words(listed)
    assert "took back a meeting of 24 Nov 2026" in words(listed)
    assert "Taken back" in words(said["toast"]["children"])


def test_nothing_happens_before_anything_is_pressed(house: House) -> None:
    ctx = house.as_(Role.INSTRUCTOR)
    answers = (
        learner_notes.ask_new(None),
        learner_notes.ask_change(ctx, None),
        learner_notes.save(ctx, None, "", None),
        learner_notes.ask_take_back(ctx, None),
        learner_notes.take_back(ctx, None, None, ""),
    )
    assert all(each is no_update for answer in answers for each in answer)
