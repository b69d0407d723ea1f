"""Whether what a rule names exists: items, courses, categories and badges, in one org.

A rule with an unknown name would silently be met by nobody, so it is refused when it is saved.
"""

from collections.abc import Iterable, Mapping
from difflib import get_close_matches
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from leap_dash.db import Achievement, Cohort, Course, CriteriaRule, LineItem, Section
from leap_dash.domain.criteria import (
    Average,
    Holds,
    ItemResult,
    Rule,
    Submitted,
    course_of,
    leaves,
    references,
)
from leap_dash.domain.criteria_parse import parse
from leap_dash.domain.errors import BadRuleError
from leap_dash.domain.narrative import Names

CATEGORIES = frozenset({"assignment", "test", "exam", "participation"})
"""Categories that a rule may name before the first item of theirs is there."""


def check_references(
    session: Session, org_id: UUID, programme_id: UUID, slug: str, rule: Rule
) -> Names:
    """The names of all that the rule of the badge `slug` names, for its narrative.

    Raises BadRuleError that names the place in the rule, the unknown key and the nearest known
    one, and for badges that would need each other the way round.
    """
    named = references(rule)
    courses = _courses(session, programme_id)
    items = _items(session, org_id, programme_id) if named.items or named.categories else []
    badges = _badges(session, org_id) if named.achievements else {}
    keys = {(key, course) for key, _, course, _ in items}
    keys |= {(key, None) for key, _ in keys}
    categories = CATEGORIES | {category for *_, category in items}
    for path, leaf in leaves(rule):
        course = course_of(leaf)
        if course is not None and course not in courses:
            _unknown(f"{path}.course", "course", course, courses)
        if isinstance(leaf, ItemResult) and (leaf.item, course) not in keys:
            where = "item" if course is None else f"item of course {course}"
            _unknown(f"{path}.item", where, leaf.item, {k for k, c in keys if c == course})
        if isinstance(leaf, Average | Submitted) and leaf.category not in {None, *categories}:
            _unknown(f"{path}.category", "category", str(leaf.category), categories)
        if isinstance(leaf, Holds) and leaf.achievement not in {slug, *badges}:
            _unknown(f"{path}.achievement", "badge", leaf.achievement, badges)
    needs = {each: needed for each, (_, needed) in badges.items()}
    _refuse_circle(slug, needs | {slug: named.achievements})
    return Names(
        items={key: name for key, name, *_ in items},
        courses=courses,
        achievements={each: name for each, (name, _) in badges.items()},
    )


def _courses(session: Session, programme_id: UUID) -> dict[str, str]:
    rows = session.execute(
        select(Course.code, Course.name).where(Course.programme_id == programme_id)
    )
    return dict(rows.all())


def _items(
    session: Session, org_id: UUID, programme_id: UUID
) -> list[tuple[str, str, str | None, str]]:
    """Key, name, course and category of every item that the org has in the programme."""
    rows = session.execute(
        select(LineItem.source_key, LineItem.name, Course.code, LineItem.category)
        .join(Section, Section.id == LineItem.section_id)
        .join(Course, Course.id == Section.course_id)
        .join(Cohort, Cohort.id == Section.cohort_id)
        .where(Cohort.org_id == org_id, Cohort.programme_id == programme_id)
        .distinct()
    )
    return [(key, name, course, category) for key, name, course, category in rows]


def _badges(session: Session, org_id: UUID) -> dict[str, tuple[str, frozenset[str]]]:
    """Name of each badge of the org, and the badges that its rule in force asks to hold."""
    rows = session.execute(
        select(Achievement.slug, Achievement.name, CriteriaRule.rule)
        .join(CriteriaRule, CriteriaRule.achievement_id == Achievement.id)
        .where(Achievement.org_id == org_id, CriteriaRule.version == Achievement.rule_version)
    )
    return {slug: (name, references(parse(rule)).achievements) for slug, name, rule in rows}


def _refuse_circle(slug: str, needs: Mapping[str, Iterable[str]]) -> None:
    """Raise BadRuleError when the badge needs itself, directly or through others."""
    ways: list[tuple[str, ...]] = [(slug,)]
    seen: set[str] = set()
    while ways:
        way = ways.pop()
        for needed in sorted(needs.get(way[-1], ())):
            if needed == slug:
                circle = " -> ".join((*way, slug))
                raise BadRuleError(
                    f"rule: nobody could ever earn it, for the badges hold one another: {circle}; "
                    "take one of these holds away."
                )
            if needed not in seen:
                seen.add(needed)
                ways.append((*way, needed))


def _unknown(path: str, what: str, key: str, known: Iterable[str]) -> None:
    names = sorted(known)
    close = get_close_matches(key, names, n=1)
    if close:
        remedy = f'did you mean "{close[0]}"?'
    else:
        listed = ", ".join(names[:10]) + (", ..." if len(names) > 10 else "")
        remedy = f"known: {listed}." if names else "there is none yet."
    raise BadRuleError(f'rule.{path}: there is no {what} "{key}"; {remedy}')
