"""The cohort that the codes of a command name; what is unknown is told with what there is."""

import pytest
from sqlalchemy.orm import Session

from leap_dash.domain.access import OPERATOR
from leap_dash.domain.errors import BadInputError, NotFoundError
from leap_dash.queries.cohort_codes import cohort_named
from tests import factories as make
from tests.kitchen import Kitchen


def test_what_is_unknown_is_named_with_what_there_is(session: Session, kitchen: Kitchen) -> None:
    assert cohort_named(session, OPERATOR, kitchen.org.slug, "Autumn") == kitchen.cohort_id
    with pytest.raises(NotFoundError, match="no organisation 'nowhere'; there is graz, tralee"):
        cohort_named(session, OPERATOR, "nowhere", "Autumn")
    with pytest.raises(NotFoundError, match="no cohort 'Spring' at tralee; there is Autumn"):
        cohort_named(session, OPERATOR, "tralee", "Spring")


def test_a_code_that_programmes_share_asks_which(session: Session, kitchen: Kitchen) -> None:
    other = make.programme(session, "baking")
    twin = make.cohort(session, kitchen.org, other, "Autumn")
    with pytest.raises(BadInputError, match=r"--programme \(baking, hospitality\)"):
        cohort_named(session, OPERATOR, "tralee", "Autumn")
    found = cohort_named(session, OPERATOR, "tralee", "Autumn", programme="baking")
    assert found == twin.id


def test_an_instructor_of_another_org_finds_none_of_it(session: Session, kitchen: Kitchen) -> None:
    for programme in (None, "hospitality"):
        with pytest.raises(NotFoundError, match="there is graz"):
            cohort_named(session, kitchen.stranger, "tralee", "Autumn", programme=programme)
