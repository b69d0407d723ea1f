"""What tests of queries start from."""

import pytest
from sqlalchemy.orm import Session

from tests.kitchen import Kitchen, make_kitchen


@pytest.fixture
def kitchen(session: Session) -> Kitchen:
    """A running cohort, its marks and summaries."""
    return make_kitchen(session)
