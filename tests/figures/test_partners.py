"""Figure, table and sentence of a comparison say the same, and never rank or reveal."""

from uuid import uuid4

import pytest

from leap_dash.domain.disclosure import Bound
from leap_dash.figures.partners import COMPLETION, heading, sentence, table_rows
from leap_dash.figures.tokens import Theme
from leap_dash.records import ProgrammeComparison, ProviderRates, Rate
from tests.figures.checked import rates


def rate(percent: float, of: int = 50, *, half: float = 5, bound: Bound = Bound.EXACT) -> Rate:
    """A rate with an interval of so many percent to either side."""
    return Rate(of=of, percent=percent, low=percent - half, high=percent + half, bound=bound)


def comparison(*, together: Rate | None = None, **rates: Rate | None) -> ProgrammeComparison:
    """Providers by name with their completion."""
    return ProgrammeComparison(
        programme_name="Hospitality",
        providers=tuple(
            ProviderRates(uuid4(), name, "IE", each, None) for name, each in rates.items()
        ),
        completion=together,
        badges=None,
    )


def texts(compared: ProgrammeComparison) -> list[str]:
    """What stands in the figure, in the order in which it was drawn."""
    figure = rates(compared, COMPLETION, theme="light")
    return [
        note.text.replace("\N{NARROW NO-BREAK SPACE}", " ") for note in figure.layout.annotations
    ]


def said(compared: ProgrammeComparison) -> str:
    """The sentence with plain spaces."""
    return sentence(compared, COMPLETION).replace("\N{NARROW NO-BREAK SPACE}", " ")


def test_the_sentence_names_both_ends_and_whether_their_intervals_overlap() -> None:
    apart = comparison(Graz=rate(54), Athens=rate(60), Tralee=rate(71))
    assert said(apart) == (
        "Completion runs from 54 % at Graz to 71 % at Tralee; their intervals do not overlap."
    )
    near = comparison(Graz=rate(54), Tralee=rate(60))
    assert said(near).endswith("their intervals overlap.")


def test_the_sentence_fits_one_provider_and_none() -> None:
    assert said(comparison(Graz=rate(54), Tralee=None)) == (
        "Completion is 54 % at Graz, the only provider shown."
    )
    assert said(comparison(Graz=rate(54), Tralee=rate(54))) == (
        "Completion is 54 % at every provider shown."
    )
    assert "no provider has 10 learners or more" in said(comparison(Graz=None))


def test_a_bound_is_said_as_one() -> None:
    bounded = comparison(Graz=rate(95, bound=Bound.ABOVE), Tralee=rate(50))
    assert "to above 95 % at Graz" in said(bounded)
    assert "above 95 % of 50" in texts(bounded)


def test_providers_keep_the_order_in_which_they_come() -> None:
    compared = comparison(Athens=rate(90), Graz=rate(20), Tralee=rate(55))
    assert texts(compared)[::2] == ["Athens", "Graz", "Tralee"]
    drawn = rates(compared, COMPLETION, theme="light").data
    assert [trace.y[0] for trace in drawn if trace.mode == "markers"] == [0, 1, 2]


def test_a_withheld_rate_is_said_and_not_drawn() -> None:
    compared = comparison(Graz=None, Tralee=rate(50, of=40))
    assert texts(compared) == ["Graz", "fewer than 10 learners", "Tralee", "50 % of 40"]
    drawn = rates(compared, COMPLETION, theme="light").data
    assert {trace.y[0] for trace in drawn} == {1}


def test_figure_and_table_hold_the_same_rows() -> None:
    compared = comparison(Graz=None, Tralee=rate(50, of=40), together=rate(50, of=40))
    rows = list(table_rows(compared, COMPLETION))
    assert [row[0] for row in rows] == texts(compared)[::2]
    assert rows[0] == ("Graz", "IE", "fewer than 10", "–", "–")
    assert [cell.replace("\N{NARROW NO-BREAK SPACE}", " ") for cell in rows[1]] == [
        "Tralee",
        "IE",
        "40",
        "50 %",
        "45 % to 55 %",
    ]
    assert rows[2][0] == "All shown together"


def test_the_interval_is_drawn_under_the_dot() -> None:
    line, dot = rates(comparison(Graz=rate(60)), COMPLETION, theme="light").data
    assert list(line.x) == [55, 65]
    assert list(dot.x) == [60]


def test_a_name_is_folded_and_its_signs_stay_signs() -> None:
    long = "Österreichisches Institut für Berufspädagogik <b>&</b> Weiterbildung in der Gastronomie"
    compared = comparison(**{long: rate(60), "Κέντρο": rate(50)})
    folded = texts(compared)[0]
    assert folded.count("<br>") == 1
    assert "<b>" not in folded
    assert all(len(line) <= 45 for line in folded.split("<br>"))
    one_line = comparison(Graz=rate(60), Tralee=rate(50))
    height = rates(compared, COMPLETION, theme="light").layout.height
    assert height > rates(one_line, COMPLETION, theme="light").layout.height


def test_the_heading_counts_only_what_is_shown() -> None:
    compared = comparison(Graz=None, Tralee=rate(50, of=40), Athens=rate(50, of=20))
    assert heading(compared, COMPLETION) == "Learners who completed, of 60 learners at 2 providers"
    assert heading(comparison(Graz=None), COMPLETION) == "Learners who completed: too few to show"


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_figure_takes_its_colours_from_the_theme(theme: Theme) -> None:
    figure = rates(comparison(Graz=rate(60)), COMPLETION, theme=theme)
    assert figure.layout.template.layout.font.color is not None
