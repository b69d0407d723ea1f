"""How a learner is called in every list, sorted by and searched for."""

from typing import Any

from sqlalchemy import ColumnElement, and_, func, or_, true
from sqlalchemy.sql.base import ReadOnlyColumnCollection

from leap_dash.db import Learner


def learner_name(given: str | None, family: str | None, key: str) -> str:
    """The full name, or the key where there is none."""
    return " ".join(part for part in (given, family) if part) or key


def by_name(columns: ReadOnlyColumnCollection[str, Any]) -> tuple[ColumnElement[Any], ...]:
    """To order learners by family name, those without a name by their key.

    `columns`: of the learner table, or of a subquery with its given_name, family_name and key.
    """
    return (
        func.lower(func.coalesce(columns.family_name, columns.given_name, columns.key)),
        func.lower(columns.given_name),
        columns.key,
    )


def matches(search: str) -> ColumnElement[bool]:
    """Learners in whose name or key every word of the search stands, in any case."""
    return and_(true(), *(_has(word) for word in search.split()))


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
