"""Plain CSV of marks, in the long or the wide layout: the way in for what no LMS exports.

The header tells the layout: a column `item` or `score` makes it long (one line a mark), otherwise
every column that is not about the learner is an item (one line a learner). The section is named by
whoever imports the file.
"""

from pathlib import Path

from leap_dash.ingest.plain_csv import long, wide
from leap_dash.ingest.plain_csv.learners import LEARNER
from leap_dash.ingest.rows import UNNAMED, Parsed, SectionRow
from leap_dash.ingest.tabular import open_table


def read(path: Path) -> Parsed:
    """Read a file of one section.

    Raises BadInputError where a needed column is missing or the file is not text.
    """
    table = open_table(path, {*long.COLUMNS, *LEARNER})
    is_long = "item" in table.columns or "score" in table.columns
    parsed = Parsed("csv", "csv", path.name, "score" if is_long else None, own_ids=True)
    parsed.sections.append(SectionRow(UNNAMED))
    (long if is_long else wide).read(table, parsed)
    return parsed
