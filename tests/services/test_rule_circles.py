"""Badges that would need each other the way round are refused, with the way round."""

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from leap_dash.db import CriteriaRule
from leap_dash.domain.access import OPERATOR
from leap_dash.domain.errors import BadRuleError
from leap_dash.services.achievements import load
from tests import factories
from tests.factories import NOW


def store(session: Session, slug: str, *needs: str) -> int:
    """Load a badge that needs these; returns the version of its rule."""
    clauses = [{"holds": {"achievement": each}} for each in needs]
    spec = {
        "slug": slug,
        "name": slug.capitalize(),
        "description": "About it.",
        "programme": "hospitality",
        "rule": {"any": [{"average": {"min_percent": 40}}, *clauses]},
    }
    return load(session, OPERATOR, "tralee", spec, now=NOW)[1]


@pytest.fixture(autouse=True)
def chain(session: Session) -> None:
    """Gold needs silver, and silver bronze."""
    factories.org(session)
    factories.programme(session)
    store(session, "bronze")
    store(session, "silver", "bronze")
    store(session, "gold", "silver")


@pytest.mark.parametrize(
    ("slug", "needed", "way"),
    [
        ("bronze", "gold", "bronze -> gold -> silver -> bronze"),
        ("bronze", "silver", "bronze -> silver -> bronze"),
        ("silver", "gold", "silver -> gold -> silver"),
        ("gold", "gold", "gold -> gold"),
    ],
)
def test_a_circle_is_refused_with_its_path_and_nothing_is_stored(
    session: Session, slug: str, needed: str, way: str
) -> None:
    rules = session.scalar(select(func.count()).select_from(CriteriaRule))
    with pytest.raises(BadRuleError) as caught:
        store(session, slug, needed)
    assert f"{way}; take one of these holds away" in str(caught.value)
    assert session.scalar(select(func.count()).select_from(CriteriaRule)) == rules


def test_two_ways_to_the_same_badge_are_no_circle(session: Session) -> None:
    assert store(session, "gold", "silver", "bronze") == 2
