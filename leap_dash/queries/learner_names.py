"""How a learner is called in every list, sorted by and searched for."""

from typing import Any

from sqlalchemy import ColumnElement, and_, func, or_

from leap_dash.db import Learner


def learner_name(given: str | None, family: str | None, key: str) -> str:
    """The full name, or the key where there is none."""
    return " ".join(part for part in (given, family) if part) or key


def by_name() -> tuple[ColumnElement[Any], ...]:
    """To order learners by family name, those without a name by their key."""
    return (
        func.lower(func.coalesce(Learner.family_name, Learner.given_name, Learner.key)),
        func.lower(Learner.given_name),
        Learner.key.expression,
    )


def matches(search: str) -> ColumnElement[bool]:
    """Learners in whose name or key every word of the search stands, in any case."""
    return and_(*(_has(word) for word in search.split()))


def _has(word: str) -> ColumnElement[bool]:
    # SQLite knows the two cases of a to z alone, so other letters are tried in each.
    spellings = {word, word.lower(), word.upper(), word.capitalize()}
    return or_(
        *(
            column.icontains(spelling, autoescape=True)
            for column in (Learner.given_name, Learner.family_name, Learner.key)
            for spelling in sorted(spellings)
        )
    )
