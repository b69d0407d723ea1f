"""Other servers are asked for visitors only so often."""

from datetime import timedelta

import pytest

from leap_dash.domain.errors import TooManyQuestionsError
from leap_dash.public.asking_limit import ALTOGETHER, AT_ONCE, PER_ADDRESS, WINDOW, AskingLimit
from tests.factories import NOW

SECOND = timedelta(seconds=1)


def ask(limit: AskingLimit, address: str, after: timedelta = timedelta()) -> bool:
    """Whether somebody may ask now; the asking is over at once."""
    try:
        with limit.one_more(address, NOW + after):
            return True
    except TooManyQuestionsError:
        return False


def test_an_address_may_ask_again_as_its_questions_grow_old() -> None:
    limit = AskingLimit()
    assert all(ask(limit, "192.0.2.1", n * SECOND) for n in range(PER_ADDRESS))
    assert not ask(limit, "192.0.2.1", WINDOW - SECOND)
    assert ask(limit, "192.0.2.2", WINDOW - SECOND)
    assert ask(limit, "192.0.2.1", WINDOW)
    assert not ask(limit, "192.0.2.1", WINDOW)


def test_all_addresses_of_one_customer_count_together() -> None:
    limit = AskingLimit()
    assert all(ask(limit, f"2001:db8:1:2::{n}") for n in range(PER_ADDRESS))
    assert not ask(limit, "2001:db8:1:2:ffff::1")
    assert ask(limit, "2001:db8:1:3::1")


def test_many_addresses_together_have_a_limit_too() -> None:
    limit = AskingLimit()
    assert sum(ask(limit, f"192.0.2.{n}") for n in range(ALTOGETHER + 9)) == ALTOGETHER
    assert ask(limit, "198.51.100.1", WINDOW)


def test_a_few_are_served_at_a_time_and_a_failure_makes_room_again() -> None:
    limit = AskingLimit()

    def nested(depth: int) -> None:
        with limit.one_more(f"192.0.2.{depth}", NOW):
            nested(depth + 1)

    with pytest.raises(TooManyQuestionsError, match="many badges now"):
        nested(0)
    assert ask(limit, "192.0.2.99")
    assert len(limit._recent) == AT_ONCE + 1
