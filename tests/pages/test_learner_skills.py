"""An instructor records a skill; the page and the learner's own page show it with its words."""

from dash import no_update

from leap_dash.domain.access import Role
from leap_dash.pages import learner, learner_skills, my_progress
from tests.pages.house import House, words
from tests.pages.test_learner_notes import note_ids

Said = dict[str, dict[str, object]]


def test_a_recorded_skill_stands_on_both_pages(house: House, said: Said) -> None:
    ctx, who = house.as_(Role.INSTRUCTOR), house.learner_ids[4]
    closed, listed, *errors = learner_skills.save(
        ctx, 1, str(who), "", "Team work", "4", "Helps without taking over."
    )
    assert closed is False
    assert errors == [""] * 4
    assert "Recorded" in words(said["toast"]["children"])
    own = my_progress.layout(house.as_(Role.LEARNER))
    for page in (listed, learner.layout(house.as_(Role.MODERATOR), who), own):
        text = words(page)
        assert "Team work" in text
        assert "level 4 of 5, strong" in text
        assert "Helps without taking over." in text
        assert "seen by Niamh, 24 Nov 2026" in text
    assert note_ids(own, learner_skills.TAKE_BACK) == []

    _, _, _, options, *_ = learner_skills.ask(ctx, 1, str(who))
    assert options == [
        {"value": "", "label": "Choose one"},
        {"value": "team-work", "label": "Team work"},
    ]


def test_what_cannot_be_used_is_told_at_its_field(house: House, said: Said) -> None:
    answer = learner_skills.save(
        house.as_(Role.INSTRUCTOR), 1, str(house.learner_ids[0]), "", "", "3", ""
    )
    assert answer == (
        no_update,
        no_update,
        "None is chosen; choose one, or give another below.",
        "",
        "",
        "",
    )
    assert not said


def test_a_record_in_error_is_taken_back(house: House, said: Said) -> None:
    ctx, who = house.as_(Role.INSTRUCTOR), house.learner_ids[4]
    _, listed, *_ = learner_skills.save(ctx, 1, str(who), "", "Patience", "5", "")
    (record_id,) = note_ids(listed, learner_skills.TAKE_BACK)
    _, title, *_ = learner_skills.ask_take_back({"of": record_id})
    assert title == "Take back this record?"
    _, listed = learner_skills.take_back(ctx, 1, {"of": record_id}, str(who))
    assert "No skill is recorded yet" in words(listed)
    assert "Taken back" in words(said["toast"]["children"])


def test_nothing_happens_before_anything_is_pressed(house: House) -> None:
    ctx = house.as_(Role.INSTRUCTOR)
    answers = (
        learner_skills.ask(ctx, None, ""),
        learner_skills.save(ctx, None, ""),
        learner_skills.ask_take_back(None),
        learner_skills.take_back(ctx, None, None, ""),
    )
    assert all(each is no_update for answer in answers for each in answer)
