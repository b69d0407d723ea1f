"""Who takes which courses, in few columns beside what judges a rule: a bit for each course."""

from typing import Any

from sqlalchemy import BigInteger, ColumnElement, Row, case, cast, func, literal

from leap_dash.db import Section
from leap_dash.queries.eligibility_question import Question

BITS = 62
"""Courses that one whole number of either database tells apart."""


def taken_columns(question: Question) -> list[str]:
    """The columns of `sections` that say who takes which of `question.taken`."""
    return [f"taken{start}" for start in range(0, len(question.taken), BITS)]


def takes(row: Row[*tuple[Any, ...]], number: int) -> bool:
    """Whether a row with `taken_columns` is of somebody who takes that one of `question.taken`."""
    start = number - number % BITS
    return bool(getattr(row, f"taken{start}") >> (number - start) & 1)


def taken_bits(question: Question) -> list[ColumnElement[Any]]:
    """A bit for each course: a cohort has one section of it at most, so that bits add up."""
    return [
        cast(
            func.sum(
                case(
                    *(
                        (Section.course_id == course, literal(1 << bit, BigInteger))
                        for bit, course in enumerate(question.taken[start : start + BITS])
                    ),
                    else_=0,
                )
            ),
            BigInteger,
        ).label(name)
        for name, start in zip(
            taken_columns(question), range(0, len(question.taken), BITS), strict=True
        )
    ]
