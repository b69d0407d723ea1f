"""Stores what badges stand for, and numbered versions of their rules.

Once a badge has been awarded its meaning stays: what it is called, says and counts for may not
change any more. Its rule may, as a new version; every award names the version that it met.
"""

from collections.abc import Mapping
from dataclasses import asdict
from datetime import datetime
from difflib import get_close_matches
from typing import Any
from uuid import UUID

from sqlalchemy import exists, func, select
from sqlalchemy.orm import Session

from leap_dash.credentials.baking import prepare
from leap_dash.credentials.carriers import is_svg
from leap_dash.db import Achievement, Award, CriteriaRule, Org, Programme
from leap_dash.db.scoping import within
from leap_dash.domain.access import Permission, Scope
from leap_dash.domain.criteria import Rule, references, to_json
from leap_dash.domain.criteria_parse import parse
from leap_dash.domain.definitions import Definition, read_definition
from leap_dash.domain.errors import BadInputError, BadRuleError, ConflictError, NotFoundError
from leap_dash.domain.measured import measured
from leap_dash.domain.narrative import Names, narrative
from leap_dash.services import audit
from leap_dash.services.badge_pictures import Chosen, replace_picture
from leap_dash.services.rule_references import check_references


def load(
    session: Session,
    scope: Scope,
    org_slug: str,
    spec: Mapping[str, Any],
    *,
    now: datetime,
    image: bytes | None = None,
) -> tuple[str, int]:
    """Add or change the badge that the decoded JSON describes; returns slug and rule version.

    An unchanged rule keeps its version. `image` is the content of the PNG that `spec` names;
    without one the badge keeps the picture that it has. Raises NotFoundError (org), BadInputError
    naming the field, BadRuleError naming the place in the rule, and ConflictError where a badge
    already awarded would come to mean another thing.
    """
    org_id = session.scalar(
        select(Org.id).where(Org.slug == org_slug, within(scope, Permission.DEFINE, Org.id))
    )
    if org_id is None:
        raise NotFoundError(f"There is no organisation {org_slug!r} whose badges you may define.")
    wanted = read_definition(spec)
    if image is not None:
        _check_picture(image)
    programme_id = _programme(session, wanted.programme)
    names = check_references(session, org_id, programme_id, wanted.slug, wanted.rule)
    renewal_names = _renewal_names(session, org_id, programme_id, wanted)
    found = session.scalar(
        select(Achievement).where(Achievement.org_id == org_id, Achievement.slug == wanted.slug)
    )
    values = _columns(wanted, programme_id)
    if found is None:
        values |= {"image_png": image, "image_alt": wanted.image_alt if image else None}
        found = Achievement(
            org_id=org_id, slug=wanted.slug, rule_version=0, created_at=now, **values
        )
        session.add(found)
        session.flush()
        changed = set(values)
    else:
        changed = {column for column, value in values.items() if getattr(found, column) != value}
        _refuse_new_meaning(session, found, changed)
        for column in changed:
            setattr(found, column, values[column])
        if changed & _DRAWN:
            # Nobody has the badge so far: no version before this one is kept.
            found.image_version += 1
    if image is not None and (image, wanted.image_alt) != (found.image_png, found.image_alt):
        replace_picture(session, found, Chosen(png=image, alt=wanted.image_alt), now=now)
        changed.add("image_png")
    if rule_in_force(session, found) != wanted.rule:
        changed.add("rule")
        add_version(session, found, wanted.rule, names, now)
    if renewal_rule(session, found) != wanted.renewal:
        changed.add("renewal")
        _replace_renewal_rule(session, found, wanted.renewal, renewal_names, now)
    if changed:
        audit.record(
            session,
            at=now,
            actor=scope.actor,
            org_id=org_id,
            action="achievement.load",
            subject=str(found.id),
            detail={"slug": found.slug, "version": found.rule_version, "changed": sorted(changed)},
        )
    return found.slug, found.rule_version


_DRAWN = frozenset({"name", "level", "programme_id"})
"""Columns that the picture shows."""

_MEANING = {
    "name": "name",
    "description": "description",
    "achievement_type": "type",
    "level": "level",
    "programme_id": "programme",
}
"""Columns that say what a badge stands for, and what they are called in its definition."""


def _check_picture(image: bytes) -> None:
    if is_svg(image):
        # Each badge is given out as PNG too, and nothing here draws one from another's SVG.
        raise BadInputError("image: this is an SVG; save it as PNG and give that.")
    prepare(image)  # refuses what no credential could be baked into


def _programme(session: Session, slug: str) -> UUID:
    known = dict(session.execute(select(Programme.slug, Programme.id)).all())
    if slug not in known:
        close = get_close_matches(slug, known, n=1)
        remedy = f'did you mean "{close[0]}"?' if close else "import marks into it first."
        raise BadInputError(f'programme: there is no programme "{slug}"; {remedy}')
    return known[slug]


def _columns(wanted: Definition, programme_id: UUID) -> dict[str, Any]:
    return {
        "programme_id": programme_id,
        "name": wanted.name,
        "description": wanted.description,
        "achievement_type": wanted.achievement_type,
        "level": wanted.level,
        "alignments": [dict(alignment) for alignment in wanted.alignments],
        "language": wanted.language,
        "translations": {tag: dict(words) for tag, words in wanted.translations.items()},
        "expires_months": wanted.validity.months,
        "remind_days": list(wanted.validity.remind_days),
        "award_mode": wanted.award_mode,
    }


def _refuse_new_meaning(session: Session, found: Achievement, changed: set[str]) -> None:
    fields = [field for column, field in _MEANING.items() if column in changed]
    if fields and session.scalar(select(exists().where(Award.achievement_id == found.id))):
        raise ConflictError(
            f"{fields[0]}: the badge {found.slug} has been awarded, so its {' and '.join(fields)} "
            "may not change any more; define a new badge with another slug."
        )


def _renewal_names(session: Session, org_id: UUID, programme_id: UUID, wanted: Definition) -> Names:
    """The names in the rule for renewals; raises as `check_references`."""
    if wanted.renewal is None:
        return Names()
    try:
        return check_references(session, org_id, programme_id, wanted.slug, wanted.renewal)
    except BadRuleError as error:
        raise BadRuleError(f"renewal: {error}") from error


def _replace_renewal_rule(
    session: Session, found: Achievement, rule: Rule | None, names: Names, now: datetime
) -> None:
    if rule is None:
        found.renewal_version = None
    else:
        add_version(session, found, rule, names, now, renewal=True)


def rule_in_force(session: Session, found: Achievement) -> Rule | None:
    """The badge's rule; none before its first version."""
    return _version(session, found, found.rule_version)


def renewal_rule(session: Session, found: Achievement) -> Rule | None:
    """The rule for renewals alone; none where they go by the one in force."""
    if found.renewal_version is None:
        return None
    return _version(session, found, found.renewal_version)


def add_version(
    session: Session,
    found: Achievement,
    rule: Rule,
    names: Names,
    now: datetime,
    *,
    renewal: bool = False,
) -> int:
    """Put the rule in force as the badge's next version, or for renewals alone; returns its number.

    The versions before it stay as they are.
    """
    needed = select(Achievement.id).where(
        Achievement.org_id == found.org_id, Achievement.slug.in_(references(rule).achievements)
    )
    last = select(func.max(CriteriaRule.version)).where(CriteriaRule.achievement_id == found.id)
    number = (session.scalar(last) or 0) + 1
    if renewal:
        found.renewal_version = number
    else:
        found.rule_version = number
    session.add(
        CriteriaRule(
            achievement_id=found.id,
            version=number,
            rule=to_json(rule),
            narrative=narrative(rule, names),
            measures=[asdict(clause) for clause in measured(rule, names)],
            needs=[str(id_) for id_ in session.scalars(needed.order_by(Achievement.slug))],
            created_at=now,
        )
    )
    session.flush()
    return number


def _version(session: Session, found: Achievement, number: int) -> Rule | None:
    rule = session.scalar(
        select(CriteriaRule.rule).where(
            CriteriaRule.achievement_id == found.id, CriteriaRule.version == number
        )
    )
    return None if rule is None else parse(rule)
