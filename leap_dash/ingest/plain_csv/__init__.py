"""Plain CSV of marks, in the long or the wide layout: the way in for what no LMS exports.

The header tells the layout: a column `item` or `score` makes it long (one line a mark), otherwise
every column that is not about the learner is an item (one line a learner). The section is named by
whoever imports the file.
"""

from pathlib import Path

from leap_dash.domain.errors import BadInputError
from leap_dash.ingest.plain_csv import long, wide
from leap_dash.ingest.plain_csv.learners import LEARNER
from leap_dash.ingest.rows import CourseRow, Parsed, SectionKey, SectionRow
from leap_dash.ingest.tabular import open_table
from leap_dash.ingest.values import MAX_CODE, words


def read(path: Path, *, course: str | None, cohort: str | None) -> Parsed:
    """Read a file of one section.

    Raises BadInputError where the section is not named, a needed column is missing, or the file is
    not text.
    """
    section = SectionKey(_code("--course", course), _code("--cohort", cohort))
    table = open_table(path, {*long.COLUMNS, *LEARNER})
    is_long = "item" in table.columns or "score" in table.columns
    parsed = Parsed("csv", "csv", path.name, "score" if is_long else None, own_ids=True)
    parsed.courses.append(CourseRow(section.course, section.course))
    parsed.sections.append(SectionRow(section))
    (long if is_long else wide).read(table, section, parsed)
    return parsed


def _code(option: str, text: str | None) -> str:
    if text is None:
        raise BadInputError(
            f"csv: the file does not say of which section it is; give {option} CODE."
        )
    try:
        return words(MAX_CODE)(text)
    except ValueError as error:
        raise BadInputError(f"{option}: {error}.") from error
