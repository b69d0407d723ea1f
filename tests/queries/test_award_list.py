"""Awards are listed by whatever people call a badge, a cohort and a learner by."""

import pytest
from sqlalchemy.orm import Session

from leap_dash.db import Award, LearnerIdentifier, Org
from leap_dash.domain.access import OPERATOR, Role, Scope
from leap_dash.domain.errors import NotFoundError
from leap_dash.queries.award_list import list_awards
from leap_dash.queries.eligibility import evaluate_achievement
from leap_dash.services.merging import merge
from tests import factories as make
from tests.factories import NOW


def give(session: Session, org: Org, slug: str = "host") -> Award:
    """An award of the org's badge to a learner in a cohort; made the first time, with all three."""
    programme = make.programme(session, f"hospitality-{org.slug}")
    cohort = make.cohort(session, org, programme, f"2026-{org.slug}")
    learner = make.learner(session, org, f"key-{org.slug}")
    make.add(
        session,
        LearnerIdentifier(
            org_id=org.id, learner_id=learner.id, source="moodle", value=f"moodle-{org.slug}"
        ),
    )
    badge = make.achievement(session, org, programme, slug)
    return make.award(session, badge, learner, cohort_id=cohort.id)


def listed(session: Session, scope: Scope = OPERATOR, **filters: str) -> list[object]:
    """The ids of the awards that are listed."""
    return [row.id for row in list_awards(session, scope, now=NOW, **filters)]


def test_a_badge_is_found_by_every_name_that_evaluate_takes(session: Session) -> None:
    tralee, faro = (give(session, make.org(session, slug)) for slug in ("tralee", "faro"))
    for name in ("tralee/host", str(tralee.achievement_id)):
        assert evaluate_achievement(session, OPERATOR, name, as_of=NOW).org_id == tralee.org_id
        assert listed(session, achievement=name) == [tralee.id]
    # Evaluate asks which one is meant; a list can hold both.
    assert set(listed(session, achievement="host")) == {tralee.id, faro.id}


def test_a_cohort_and_a_learner_are_found_by_what_they_are_called(session: Session) -> None:
    tralee, _ = (give(session, make.org(session, slug)) for slug in ("tralee", "faro"))
    for name in ("2026-tralee", str(tralee.cohort_id)):
        assert listed(session, cohort=name) == [tralee.id]
    for name in ("key-tralee", "moodle-tralee", str(tralee.learner_id)):
        assert listed(session, learner=name) == [tralee.id]
    assert (
        listed(session, achievement="tralee/host", cohort="2026-tralee", learner="key-faro") == []
    )


def test_the_badges_of_a_merged_record_are_found_by_its_ids(session: Session) -> None:
    award = give(session, org := make.org(session, "tralee"))
    kept = make.learner(session, org, "kept")
    merge(session, OPERATOR, keep=kept.id, merged=award.learner_id, now=NOW)
    for name in ("kept", "key-tralee", " moodle-tralee ", str(award.learner_id), str(kept.id)):
        assert listed(session, learner=name) == [award.id]


@pytest.mark.parametrize(
    ("kind", "name"),
    [
        ("achievement", "hots"),
        ("achievement", "faro/host"),
        ("achievement", "0b9c7a52-6a0c-4e0f-9f57-3f1f3b7d0e11"),
        ("cohort", "2027"),
        ("cohort", "2026-faro"),
        ("learner", "nobody"),
        ("learner", "key-faro"),
        ("learner", "moodle-faro"),
    ],
)
def test_an_unknown_name_is_said_and_another_orgs_is_as_unknown(
    session: Session, kind: str, name: str
) -> None:
    own = make.org(session, "tralee")
    give(session, own)
    give(session, make.org(session, "faro"))
    with pytest.raises(
        NotFoundError, match=f"There is no {kind.replace('achievement', 'badge')} '{name}'"
    ):
        listed(session, make.viewer(Role.INSTRUCTOR, own), **{kind: name})
