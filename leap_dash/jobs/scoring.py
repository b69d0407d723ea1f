"""Scores everyone in the sections that have a model, and keeps that for the pages."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy.orm import Session

from leap_dash.domain.access import OPERATOR
from leap_dash.queries.attention_models import learned_scores
from leap_dash.services.attention_scores import hold_section, keep_scores, stale_sections


def score_section(session: Session, section_id: UUID, day: date) -> None:
    """Keep the scores of a section as they stand on that day."""
    hold_section(session, section_id)
    scores = learned_scores(session, OPERATOR, [section_id], as_of=day)
    keep_scores(session, section_id, day, scores)


def score_all(session: Session, now: datetime) -> None:
    """Score all sections for which that is to be done, in one transaction."""
    for section_id, day in stale_sections(session, now):
        score_section(session, section_id, day)
