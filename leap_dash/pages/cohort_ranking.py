"""What a cohort's page says of the score that ranks its list: the usual or a learned one.

Where no course of the cohort has a model, nothing is said.
"""

from dash import Output, html
from dash.development.base_component import Component

from leap_dash.domain.attention_model import IN_WORDS, describe
from leap_dash.figures.cohort_answer import ranked_by
from leap_dash.pages import parts
from leap_dash.records import Ranking

SENTENCE, PLACE, WEIGHTS = "cohort-ranked", "cohort-weights-place", "cohort-weights"
OUTPUTS = (
    Output(SENTENCE, "children"),
    Output(SENTENCE, "hidden"),
    Output(PLACE, "hidden"),
    Output(WEIGHTS, "children"),
)
"""What `said` fills."""


def place() -> Component:
    """Where it stands; the weights behind a word that opens them."""
    toggle = parts.toggle("What this score weighs", html.Div(id=WEIGHTS))
    return html.Div(
        [html.P(id=SENTENCE, hidden=True, role="status"), html.Div(toggle, id=PLACE, hidden=True)],
        className="ld-note ld-ranked",
    )


def said(ranking: Ranking) -> list[object]:
    """What ranks, in one sentence, and the weights of a model in words."""
    sentence = ranked_by(ranking)
    return [sentence, not sentence, ranking.model is None, _weights(ranking)]


def _weights(ranking: Ranking) -> list[Component]:
    if ranking.model is None:
        return []
    listed = html.Ul([html.Li(words) for words in describe(ranking.model)])
    return [html.P(IN_WORDS), listed]
