"""Scores that were worked out beside the database, as rows that a statement can join."""

import json
from collections.abc import Mapping
from uuid import UUID

from sqlalchemy import (
    CTE,
    ColumnElement,
    Double,
    Text,
    Uuid,
    cast,
    func,
    literal,
    select,
    type_coerce,
)
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Session


def given_scores(session: Session, scores: Mapping[UUID, float]) -> CTE:
    """Rows of learner_id and score. All of them go to the database as one parameter."""
    text = json.dumps({learner_id.hex: score for learner_id, score in scores.items()})
    learner_id: ColumnElement[UUID]
    if session.get_bind().dialect.name == "postgresql":
        pairs = func.jsonb_each(cast(literal(text, Text), JSONB)).table_valued("key", "value")
        learner_id = cast(pairs.c.key, Uuid())
    else:
        pairs = func.json_each(text).table_valued("key", "value")
        learner_id = type_coerce(pairs.c.key, Uuid())
    score: ColumnElement[float] = cast(pairs.c.value, Double())
    rows = select(learner_id.label("learner_id"), score.label("score")).cte("learned")
    # Else SQLite would read the whole of it anew for each learner.
    return rows.prefix_with("MATERIALIZED")
