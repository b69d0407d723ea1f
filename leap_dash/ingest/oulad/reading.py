"""What has been read of an OULAD folder so far, for the files that refer to it."""

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import TypeAlias

from leap_dash.ingest.rows import EnrollmentRow, Parsed, SectionKey
from leap_dash.ingest.tabular import Rejects, Table
from leap_dash.ingest.values import (
    Column,
    Mark,
    SpoiledError,
    between,
    identifier,
    shown,
    whole,
)

SECTION = ("code_module", "code_presentation")
FAR = 3_660  # days: what lies more than ten years off is a slip
days = between(whole, -FAR, FAR)


@dataclass(frozen=True, slots=True)
class Reading:
    """What has been read so far, for the files that refer to it."""

    parsed: Parsed
    sections: dict[SectionKey, tuple[date, int]] = field(default_factory=dict)  # start, days
    codes: dict[tuple[str, str], SectionKey] = field(default_factory=dict)  # as written
    items: dict[str, SectionKey] = field(default_factory=dict)
    learner_of: Column[str] = field(default_factory=lambda: Column("id_student", identifier))
    enrollments: dict[SectionKey, dict[str, EnrollmentRow]] = field(
        default_factory=lambda: defaultdict(dict)
    )

    def section(self, module: str, presentation: str) -> SectionKey:
        """The section of these codes; SpoiledError where courses.csv has none."""
        key = self.codes.get((module, presentation))
        if key is None:
            key = SectionKey(module.strip(), presentation.strip())
            if key not in self.sections:
                raise SpoiledError(
                    SECTION[1],
                    f"{shown(' '.join(key))} is not in courses.csv, or its line there was rejected",
                )
            self.codes[module, presentation] = key
        return key

    def dates(self, column: str) -> dict[SectionKey, Column[date | None]]:
        """By section, the dates of a column that counts days from the section's start."""

        def reader(start: date) -> Callable[[str], date | None]:
            return lambda text: start + timedelta(days=days(text)) if text else None

        return {key: Column(column, reader(start)) for key, (start, _) in self.sections.items()}


Step: TypeAlias = Callable[[Reading, Table, Mark, Rejects], None]
