"""What met a rule when an award was decided, in words: from the trace stored beside the award."""

from collections.abc import Iterable, Mapping
from typing import Any

from leap_dash.domain.criteria import Rule
from leap_dash.domain.criteria_evaluate import recall
from leap_dash.domain.narrative import Names, clause_text
from leap_dash.records import TracedClause


def traced_clauses(
    rule: Rule, names: Names, trace: Iterable[Mapping[str, Any]]
) -> tuple[TracedClause, ...]:
    """Each clause of the rule, with the value that there was and the one that it takes."""
    evaluation = recall(rule, trace)
    texts = [clause_text(outcome, names) for outcome in evaluation.clauses]
    return tuple(
        TracedClause(text.clause, text.have, text.need, outcome.met)
        for text, outcome in zip(texts, evaluation.clauses, strict=True)
    )
