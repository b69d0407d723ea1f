"""A flag is raised exactly where its printed rule says."""

from datetime import date, timedelta

import pytest

from leap_dash.domain.attention import BEHIND_MISSING, QUIET_DAYS, RULES, Flag, flags

TODAY = date(2026, 11, 24)
LONG_AGO = TODAY - timedelta(days=QUIET_DAYS + 1)


def raised(**given: object) -> set[Flag]:
    """The flags of a learner who is well but for what is given."""
    usual: dict[str, object] = {
        "missing": 0,
        "mean": 80.0,
        "last_activity_on": TODAY,
        "running": True,
        "as_of": TODAY,
    }
    return set(flags(**usual | given))  # type: ignore[arg-type]


def test_who_is_well_has_no_flag() -> None:
    assert raised() == set()
    assert raised(mean=None, last_activity_on=None) == set()


@pytest.mark.parametrize(
    ("missing", "flagged"), [(BEHIND_MISSING - 1, False), (BEHIND_MISSING, True)]
)
def test_behind_begins_at_two_missing_items(missing: int, flagged: bool) -> None:
    assert (Flag.BEHIND in raised(missing=missing)) is flagged


@pytest.mark.parametrize(("mean", "flagged"), [(39.9, True), (40.0, False), (None, False)])
def test_low_is_a_mean_below_the_pass_mark(mean: float | None, flagged: bool) -> None:
    assert (Flag.LOW in raised(mean=mean)) is flagged


@pytest.mark.parametrize(
    ("given", "flagged"),
    [
        ({"missing": 1, "last_activity_on": LONG_AGO}, True),
        ({"missing": 1, "last_activity_on": None}, True),
        ({"missing": 1, "last_activity_on": LONG_AGO + timedelta(days=1)}, False),
        ({"missing": 0, "last_activity_on": LONG_AGO}, False),
        ({"missing": 1, "last_activity_on": LONG_AGO, "running": False}, False),
    ],
)
def test_quiet_is_something_missing_and_three_silent_weeks(
    given: dict[str, object], flagged: bool
) -> None:
    assert (Flag.QUIET in raised(**given)) is flagged


def test_every_flag_prints_its_rule() -> None:
    assert set(RULES) == set(Flag)
