"""Whether what a rule names exists: items, courses, categories and badges, in one org.

A rule with an unknown name would silently be met by nobody, so it is refused when it is saved.
"""

from collections.abc import Iterable
from difflib import get_close_matches
from uuid import UUID

from sqlalchemy.orm import Session

from leap_dash.db.known_names import known_badges, known_courses, known_items
from leap_dash.domain.access import APPROVING
from leap_dash.domain.criteria import (
    Approved,
    Average,
    Holds,
    ItemResult,
    Rule,
    Submitted,
    course_of,
    leaves,
    references,
)
from leap_dash.domain.errors import BadRuleError
from leap_dash.domain.known_names import KnownNames
from leap_dash.domain.narrative import Names
from leap_dash.domain.pathways import circle


def check_references(
    session: Session, org_id: UUID, programme_id: UUID, slug: str, rule: Rule
) -> Names:
    """The names of all that the rule of the badge `slug` names, for its narrative.

    Raises BadRuleError that names the place in the rule, the unknown key and the nearest known
    one, and for badges that would need each other the way round.
    """
    named = references(rule)
    known = KnownNames(
        courses=known_courses(session, programme_id),
        items=known_items(session, org_id, programme_id) if named.items or named.categories else (),
        badges=known_badges(session, org_id) if named.achievements else {},
    )
    keys = {(item.key, course) for item in known.items for course in (item.course, None)}
    for path, leaf in leaves(rule):
        course = course_of(leaf)
        if course is not None and course not in known.courses:
            _unknown(f"{path}.course", "course", course, known.courses)
        if isinstance(leaf, ItemResult) and (leaf.item, course) not in keys:
            where = "item" if course is None else f"item of course {course}"
            _unknown(f"{path}.item", where, leaf.item, {k for k, c in keys if c == course})
        if isinstance(leaf, Average | Submitted) and leaf.category not in {None, *known.categories}:
            _unknown(f"{path}.category", "category", str(leaf.category), known.categories)
        if isinstance(leaf, Approved) and leaf.by not in APPROVING:
            _unknown(f"{path}.by", "approval by", leaf.by, APPROVING)
        if isinstance(leaf, Holds) and leaf.achievement not in {slug, *known.badges}:
            _unknown(f"{path}.achievement", "badge", leaf.achievement, known.badges)
    way = circle(slug, named.achievements, known.needs)
    if way is not None:
        raise BadRuleError(
            f"rule: nobody could ever earn it, for the badges hold one another: {way}; "
            "take one of these holds away."
        )
    return known.names


def _unknown(path: str, what: str, key: str, known: Iterable[str]) -> None:
    names = sorted(known)
    close = get_close_matches(key, names, n=1)
    if close:
        remedy = f'did you mean "{close[0]}"?'
    else:
        listed = ", ".join(names[:10]) + (", ..." if len(names) > 10 else "")
        remedy = f"known: {listed}." if names else "there is none yet."
    raise BadRuleError(f'rule.{path}: there is no {what} "{key}"; {remedy}')
