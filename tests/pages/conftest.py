"""What tests of pages share."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from dash._callback_context import context_value
from dash._utils import AttributeDict

from tests.pages.house import House, make_house


@pytest.fixture
def house(database_url: str, tmp_path: Path) -> Iterator[House]:
    """An org with a badge that some have earned; the test runs on each kind of database."""
    house = make_house(database_url, tmp_path)
    yield house
    house.web.close()


@pytest.fixture
def said() -> Iterator[dict[str, dict[str, object]]]:
    """What a handler changes beside its outputs, by component id, as inside a callback."""
    changes: dict[str, dict[str, object]] = {}
    token = context_value.set(AttributeDict(triggered_inputs=[], updated_props=changes))
    yield changes
    context_value.reset(token)
