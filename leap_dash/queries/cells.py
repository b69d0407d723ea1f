"""What is assessed, as columns, and what a learner has for it, as cells.

What a cell says is decided in `domain.results`; whose results are read, in the queries that call.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import ColumnElement, exists, select
from sqlalchemy.orm import Session

from leap_dash.db import Cohort, Course, Learner, LineItem, Result, Section
from leap_dash.db.scoping import within
from leap_dash.domain import results
from leap_dash.domain.access import Permission, Scope
from leap_dash.records import Cell, ItemColumn


@dataclass(frozen=True, slots=True)
class AssessedItem:
    """A line item: as a page shows it, and as the rule of its state needs it.

    `counted_on` is the day of the section's summaries: cells beside them are as of that day, so
    that both agree. None: there are no summaries yet.
    """

    section_id: UUID
    counted_on: date | None
    column: ItemColumn
    item: results.Item

    def cell(self, result: results.Result | None, as_of: date) -> Cell:
        """What a learner's result, or its absence, says on that day."""
        result = results.known(result, as_of)
        if result is None:
            return Cell(results.state(self.item, None, as_of), None, None, None, carried_over=False)
        due, submitted = self.item.due_on, result.submitted_on
        late = results.is_late(self.item, result)
        return Cell(
            state=results.state(self.item, result, as_of),
            percent=results.percent(result.score, self.item.maximum),
            submitted_on=submitted,
            days_late=(submitted - due).days if late and submitted and due else None,
            carried_over=result.carried_over,
        )


def assessed_items(
    session: Session, scope: Scope, *conditions: ColumnElement[bool]
) -> tuple[AssessedItem, ...]:
    """What is assessed, in the order of courses and items.

    `conditions` choose line items and may name LineItem, Section, Course and Cohort.
    """
    rows = session.execute(
        select(LineItem, Course.code, Section.progress_on)
        .join(Section, Section.id == LineItem.section_id)
        .join(Course, Course.id == Section.course_id)
        .join(Cohort, Cohort.id == Section.cohort_id)
        .where(within(scope, Permission.SEE_LEARNERS, Cohort.org_id), *conditions)
        .order_by(
            Course.position,
            Course.code,
            LineItem.position,
            LineItem.due_on.nulls_last(),
            LineItem.source_key,
        )
    )
    return tuple(_assessed(*row) for row in rows)


def results_of(
    session: Session, scope: Scope, learner_ids: Sequence[UUID]
) -> dict[tuple[UUID, UUID], results.Result]:
    """All results of these learners, by (learner, item).

    Also for items of other cohorts: few, and choosing among the items costs more than reading them.
    """
    rows = session.execute(
        select(
            Result.learner_id,
            Result.line_item_id,
            Result.score,
            Result.submitted_on,
            Result.excused,
            Result.carried_over,
        ).where(
            Result.learner_id.in_(learner_ids),
            # Not joined: SQLite would go through all learners of the org.
            exists().where(
                Learner.id == Result.learner_id,
                within(scope, Permission.SEE_LEARNERS, Learner.org_id),
            ),
        )
    )
    return {
        (learner_id, item_id): results.Result(score, submitted_on, excused, carried_over)
        for learner_id, item_id, score, submitted_on, excused, carried_over in rows
    }


def _assessed(item: LineItem, course_code: str, counted_on: date | None) -> AssessedItem:
    return AssessedItem(
        section_id=item.section_id,
        counted_on=counted_on,
        column=ItemColumn(
            item.id, course_code, item.name, item.category, item.maximum, item.due_on
        ),
        item=results.Item(
            key=item.source_key,
            category=item.category,
            weight=item.weight,
            maximum=item.maximum,
            due_on=item.due_on,
            counts_from=item.counts_from,
        ),
    )
