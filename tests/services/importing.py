"""What the tests of importing share: a file of a few lines brought in, and a look at the tables."""

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, TypeVar

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from leap_dash.db import Base, Enrollment, Learner, Progress
from leap_dash.domain.access import OPERATOR
from leap_dash.services.imports import ImportReport, import_file

NOW = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)
GIVEN: dict[str, Any] = {
    "org": "tralee",
    "programme": "hospitality",
    "course": "FOH",
    "cohort": "2026",
    "now": NOW,
}
HEADER = "learner,item,score,maximum,weight,category,due,submitted,status"

Row = TypeVar("Row", bound=Base)
Import = Callable[..., ImportReport]


def importer(session: Session, folder: Path) -> Import:
    """A function that imports lines as plain CSV, as GIVEN unless told otherwise."""

    def bring(*lines: str, **arguments: Any) -> ImportReport:  # noqa: ANN401  as import_file's
        path = folder / "marks.csv"
        path.write_text("\n".join(lines) + "\n")
        scope = arguments.pop("scope", OPERATOR)
        return import_file(session, scope, "csv", path, **GIVEN | arguments)

    return bring


def count(session: Session, table: type[Base]) -> int:
    """How many rows the table has."""
    return session.scalar(select(func.count()).select_from(table)) or 0


def the(session: Session, table: type[Row]) -> Row:
    """The only row of the table."""
    return session.scalars(select(table).execution_options(populate_existing=True)).one()


def progress_of(session: Session, key: str) -> Progress:
    """The summary of a learner's only enrolment."""
    return session.scalars(
        select(Progress)
        .join(Enrollment, Enrollment.id == Progress.enrollment_id)
        .join(Learner, Learner.id == Enrollment.learner_id)
        .where(Learner.key == key)
        .execution_options(populate_existing=True)
    ).one()
