"""Plain CSV with one line a mark: learner, item, score, and what else is known of the three."""

from leap_dash.ingest.plain_csv.learners import LEARNER, cell, learner_reader, merged
from leap_dash.ingest.rows import (
    UNNAMED,
    EnrollmentRow,
    LearnerRow,
    LineItemRow,
    Parsed,
    ResultRow,
)
from leap_dash.ingest.tabular import Rejects, Row, Table, decimal_mark, each, repeated, require
from leap_dash.ingest.values import (
    MAX_CATEGORY,
    MAX_ID,
    MAX_NUMBER,
    Column,
    between,
    day,
    maximum,
    number,
    score_or_excused,
    too_high,
    words,
)

NEEDED = ("learner", "item", "score")
NUMBERS = ("score", "maximum", "weight")
COLUMNS = (*NEEDED, "maximum", "weight", "category", "due", "submitted", *LEARNER[1:])


def read(table: Table, into: Parsed) -> None:
    """Add what the table says to `into`. Raises BadInputError where a needed column is missing."""
    require(table, NEEDED)
    mark = decimal_mark(table, [table.columns[name] for name in NUMBERS if name in table.columns])
    reject = Rejects(table.name)
    learners: dict[str, tuple[LearnerRow, EnrollmentRow]] = {}
    items: dict[str, LineItemRow] = {}
    results: dict[tuple[str, str], ResultRow] = {}

    learner_of = learner_reader(table)
    item_of = Column("item", words(MAX_ID))
    score_of = Column("score", score_or_excused(mark))
    maximum_of = cell(table, "maximum", maximum(mark))
    weight_of = cell(table, "weight", between(number(mark), 0, MAX_NUMBER))
    category_of = cell(table, "category", lambda text: words(MAX_CATEGORY)(text).lower())
    due_of = cell(table, "due", day)
    submitted_of = cell(table, "submitted", day)
    at_item, at_score = table.columns["item"], table.columns["score"]

    def use(line: int, values: Row) -> None:
        name = item_of[values[at_item]]
        learner, enrollment = learner_of(values)
        known = learners.get(learner.id, (None, None))
        person = merged(known[0], learner), merged(known[1], enrollment)
        item = merged(
            items.get(name),
            LineItemRow(
                UNNAMED,
                name,
                name,
                category_of(values),
                maximum_of(values),
                weight_of(values),
                due_of(values),
            ),
        )
        score, excused = score_of[values[at_score]]
        result = ResultRow(
            UNNAMED, name, learner.id, score, submitted_of(values), excused=excused, line=line
        )
        first = results.get((name, learner.id), result)
        if first[:-1] != result[:-1]:
            raise repeated("item", first.line)
        # Nothing is taken over before the whole line has proved sound.
        learners[learner.id] = person
        items[name] = item
        results.setdefault((name, learner.id), result)

    each(table, reject, tuple(table.columns), use)
    into.line_items.extend(items.values())
    into.learners.extend(learner for learner, _ in learners.values())
    into.enrollments.extend(enrollment for _, enrollment in learners.values())
    for result in results.values():
        highest = items[result.item].maximum  # may stand on a later line than the score
        if highest is not None and result.score is not None and result.score > highest:
            reject(result.line, "score", too_high(result.score, highest))
        else:
            into.results.append(result)
    into.sources.append(table.source(reject.rows, mark, COLUMNS))
    into.rejected.extend(sorted(reject.rejected, key=lambda rejection: rejection.line))
