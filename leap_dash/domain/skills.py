"""Soft skills: their levels in words, and which skill is meant by a name that somebody typed."""

import unicodedata
from collections.abc import Collection
from dataclasses import dataclass

from leap_dash.domain.fields import read_text, refuse

SKILL, NEW_SKILL, LEVEL, REMARK = "skill", "new-skill", "level", "remark"
"""The names of the fields, in errors too."""

KEY_LENGTH = 100
REMARK_LENGTH = 1000
LEVELS = {1: "beginning", 2: "developing", 3: "reliable", 4: "strong", 5: "an example to others"}


@dataclass(frozen=True, slots=True)
class SkillFields:
    """What somebody filled in, not looked at yet: a known skill's key, or the name of another."""

    skill: object
    new_skill: object
    level: object
    remark: object


@dataclass(frozen=True, slots=True)
class SeenSkill:
    """A skill by its key, at a level (1 to 5), with a remark that may be empty."""

    skill: str
    level: int
    remark: str


def read_skill(fields: SkillFields, known: Collection[str]) -> SeenSkill:
    """What was seen; a new skill goes first where both are given.

    A new name that means a known skill is that one. Raises BadFieldError for neither of the two,
    for a key that is not among the known ones, for a level that is none, an overlong remark.
    """
    if fields.new_skill:
        skill = _meant(str(fields.new_skill), known)
    elif fields.skill in known:
        skill = str(fields.skill)
    else:
        refuse(SKILL, "none is chosen", "choose one, or give another below")
    if str(fields.level) not in {str(level) for level in LEVELS}:
        refuse(LEVEL, "is none of the levels", f"expected {min(LEVELS)} to {max(LEVELS)}")
    remark = str(fields.remark or "").strip()
    if remark:
        remark = read_text(REMARK, remark, REMARK_LENGTH)
    return SeenSkill(skill, int(str(fields.level)), remark)


def skill_key(name: str) -> str:
    """The key of a name: "Problem solving" and "problem_solving" are one skill."""
    # Not case-folded: a Greek word keeps the sigma that it ends with.
    lowered = unicodedata.normalize("NFKC", name).lower()
    words = "".join(sign if sign.isalnum() else " " for sign in lowered).split()
    return "-".join(words)


def skill_name(key: str) -> str:
    """How a skill is called where people read it."""
    words = key.replace("-", " ").replace("_", " ").strip()
    return words[:1].upper() + words[1:]


def _meant(name: str, known: Collection[str]) -> str:
    text = read_text(NEW_SKILL, name, KEY_LENGTH)
    key = skill_key(text)
    if not key or len(key) > KEY_LENGTH:
        refuse(NEW_SKILL, "has no letter or too many", f"expected 1 to {KEY_LENGTH} letters")
    return next((each for each in sorted(known) if skill_key(each) == key), key)
