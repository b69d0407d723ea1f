"""A skill is the same skill however its name is typed, and levels are those there are."""

import pytest

from leap_dash.domain.errors import BadFieldError
from leap_dash.domain.skills import SkillFields, read_skill, skill_key, skill_name

KNOWN = {"problem-solving", "Team Work"}


@pytest.mark.parametrize(
    "name", ["Problem solving", " problem_solving ", "PROBLEM-SOLVING", "problem  solving!"]
)
def test_a_name_typed_otherwise_means_the_known_skill(name: str) -> None:
    assert read_skill(SkillFields("", name, "4", None), KNOWN).skill == "problem-solving"


def test_the_spelling_that_a_rule_uses_is_kept() -> None:
    assert read_skill(SkillFields("", "team work", 2, ""), KNOWN).skill == "Team Work"
    assert read_skill(SkillFields("Team Work", "", 2, ""), KNOWN).skill == "Team Work"


def test_a_new_skill_goes_before_the_chosen_one_and_gets_a_key() -> None:
    seen = read_skill(SkillFields("problem-solving", "Επικοινωνία με πελάτες", "1", " x "), KNOWN)
    assert (seen.skill, seen.level, seen.remark) == ("επικοινωνία-με-πελάτες", 1, "x")
    assert skill_name("problem-solving") == "Problem solving"
    assert skill_key("a-b") == skill_key("a b")


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        (SkillFields("", "", "3", ""), "skill"),
        (SkillFields("juggling", "", "3", ""), "skill"),
        (SkillFields("", "!?", "3", ""), "new-skill"),
        (SkillFields("", "x" * 101, "3", ""), "new-skill"),
        (SkillFields("problem-solving", "", "6", ""), "level"),
        (SkillFields("problem-solving", "", None, ""), "level"),
        (SkillFields("problem-solving", "", "3", "x" * 1001), "remark"),
        (SkillFields("problem-solving", "", "3", "a\x00"), "remark"),
    ],
)
def test_what_cannot_be_used_is_refused_by_the_name_of_its_field(
    fields: SkillFields, field: str
) -> None:
    with pytest.raises(BadFieldError) as refused:
        read_skill(fields, KNOWN)
    assert refused.value.field == field
