"""studentVle.csv of OULAD: daily clicks per page, summed to weeks per learner and section.

It may hold ten million lines, so nothing of a line is kept but its sums.
"""

from collections import defaultdict
from collections.abc import Container, Mapping
from pathlib import Path

from leap_dash.ingest.rows import ActivityRow, Parsed, SectionKey
from leap_dash.ingest.tabular import Rejects, Row, each, open_table, require
from leap_dash.ingest.values import Column, SpoiledError, between, identifier, whole

NAME = "studentVle.csv"
COLUMNS = ("code_module", "code_presentation", "id_student", "date", "sum_click")
MAX_BYTES = 2 << 30
MAX_ROWS = 50_000_000


def read(folder: Path, enrolled: Mapping[SectionKey, Container[str]], into: Parsed) -> None:
    """Add the file's activity, its source and its rejected lines to what was read before."""
    table = open_table(folder / NAME, COLUMNS, max_bytes=MAX_BYTES, max_rows=MAX_ROWS)
    require(table, COLUMNS)
    reject = Rejects(NAME)
    learner_of = Column("id_student", identifier)
    day_of = Column("date", between(whole, -3_660, 3_660))
    clicks_of = Column("sum_click", between(whole, 0, 999_999))
    clicks: dict[tuple[SectionKey, str], dict[int, int]] = defaultdict(lambda: defaultdict(int))

    def use(_line: int, row: Row) -> None:
        module, presentation, student, day, count = row
        section = SectionKey(module, presentation)
        learner = learner_of[student]
        if learner not in enrolled.get(section, ()):
            raise SpoiledError(
                "id_student", f"student {learner} is not in studentInfo.csv for {' '.join(section)}"
            )
        clicks[section, learner][day_of[day]] += clicks_of[count]

    each(table, reject, COLUMNS, use)
    for (section, learner), by_day in clicks.items():
        weeks: dict[int, list[int]] = defaultdict(list)
        for day, events in by_day.items():
            weeks[day // 7].append(events)
        into.activity.extend(
            ActivityRow(section, learner, week, len(events), sum(events))
            for week, events in sorted(weeks.items())
        )
    into.sources.append(table.source(reject.rows, ".", COLUMNS))
    into.rejected.extend(reject.rejected)
