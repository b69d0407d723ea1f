"""A comparison counts like with like, within the viewer's network, and names no small group."""

from dataclasses import dataclass
from datetime import date, timedelta

import pytest
from scipy.stats import binomtest
from sqlalchemy.orm import Session

from leap_dash.db import Org, Programme, Section
from leap_dash.domain.access import OPERATOR, Role, Scope
from leap_dash.domain.disclosure import Bound
from leap_dash.domain.errors import NotFoundError
from leap_dash.queries.partners import compare, programmes
from leap_dash.records import ProviderRates, Rate
from tests import factories as make

TODAY = make.TODAY
YESTERDAY = TODAY - timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Network:
    """A root org of partners, and one programme that they share."""

    root: Org
    programme: Programme
    partner: Scope


@pytest.fixture
def network(session: Session) -> Network:
    root = make.org(session, "leap")
    return Network(root, make.programme(session), make.viewer(Role.PARTNER, root))


def provider(session: Session, network: Network, slug: str) -> tuple[Org, Section]:
    """An org of the network with one course of the programme that ended yesterday."""
    at = make.org(session, slug, parent=network.root)
    cohort = make.cohort(session, at, network.programme, ends_on=YESTERDAY)
    return at, make.section(session, cohort, make.course(session, network.programme, slug))


def learners(session: Session, at: Org, where: Section, **results: int) -> None:
    """So many learners of the org with each final result."""
    for final, count in results.items():
        for number in range(count):
            who = make.learner(session, at, f"{final}-{number}")
            make.enrollment(session, where, who, final_result=final)


def rates(session: Session, network: Network, slug: str) -> ProviderRates:
    """What the partner sees of one provider."""
    comparison = compare(session, network.partner, network.programme.id, today=TODAY)
    return next(each for each in comparison.providers if each.name == slug.capitalize())


def completion(session: Session, network: Network, slug: str) -> Rate:
    """The provider's completion, which is shown."""
    rate = rates(session, network, slug).completion
    assert rate is not None
    return rate


def test_completion_is_the_share_that_passed_or_better(session: Session, network: Network) -> None:
    at, where = provider(session, network, "tralee")
    learners(session, at, where, **{"pass": 9, "distinction": 3, "fail": 5, "withdrawn": 3})
    rate = completion(session, network, "tralee")
    assert (rate.percent, rate.of, rate.bound) == (60.0, 20, Bound.EXACT)
    wilson = binomtest(12, 20).proportion_ci(method="wilson")
    assert (rate.low, rate.high) == (100 * wilson.low, 100 * wilson.high)


def test_who_withdrew_before_the_start_is_not_counted(session: Session, network: Network) -> None:
    at, where = provider(session, network, "tralee")
    learners(session, at, where, **{"pass": 8, "fail": 8})
    start = date(2026, 2, 1)
    for key, day in (("before", start - timedelta(days=1)), ("on the day", start)):
        who = make.learner(session, at, key)
        make.enrollment(
            session, where, who, final_result="withdrawn", status="withdrawn", withdrawn_on=day
        )
    assert completion(session, network, "tralee").of == 17


def test_a_running_course_is_nobodys_failure(session: Session, network: Network) -> None:
    at, where = provider(session, network, "tralee")
    learners(session, at, where, **{"pass": 8, "fail": 8})
    where.ends_on = TODAY
    session.flush()
    assert rates(session, network, "tralee").completion is None
    where.ends_on = YESTERDAY
    session.flush()
    assert completion(session, network, "tralee").of == 16


def test_a_course_that_ended_without_results_is_nobodys_failure(
    session: Session, network: Network
) -> None:
    at, where = provider(session, network, "tralee")
    for number in range(12):
        make.enrollment(session, where, make.learner(session, at, str(number)))
    assert rates(session, network, "tralee").completion is None


def test_a_learner_counts_once_and_must_pass_every_course_that_ended(
    session: Session, network: Network
) -> None:
    at, first = provider(session, network, "tralee")
    cohort = make.cohort(session, at, network.programme, "2026B", ends_on=YESTERDAY)
    second = make.section(session, cohort, make.course(session, network.programme, "unit-2"))
    for number in range(20):
        who = make.learner(session, at, str(number))
        make.enrollment(session, first, who, final_result="pass")
        make.enrollment(session, second, who, final_result="pass" if number < 8 else "fail")
    rate = completion(session, network, "tralee")
    assert (rate.of, rate.percent) == (20, 40.0)


def test_of_several_attempts_at_a_course_the_best_counts(
    session: Session, network: Network
) -> None:
    at, first = provider(session, network, "tralee")
    cohort = make.cohort(session, at, network.programme, "2026B", ends_on=YESTERDAY)
    again = make.section(session, cohort, make.course(session, network.programme, "unit-2"))
    again.course_id = first.course_id
    for number in range(10):
        who = make.learner(session, at, str(number))
        make.enrollment(session, first, who, final_result="fail")
        make.enrollment(session, again, who, final_result="pass" if number < 5 else "fail")
    rate = completion(session, network, "tralee")
    assert (rate.of, rate.percent) == (10, 50.0)


def test_the_badge_rate_counts_learners_with_a_badge_that_was_not_revoked(
    session: Session, network: Network
) -> None:
    at, where = provider(session, network, "tralee")
    badges = [make.achievement(session, at, network.programme, slug) for slug in ("one", "two")]
    elsewhere = make.achievement(session, at, make.programme(session, "languages"), "other")
    for number in range(20):
        who = make.learner(session, at, str(number))
        make.enrollment(session, where, who, final_result="fail")
        match number:
            case 0 | 1 | 2:
                make.award(session, badges[0], who)
                make.award(session, badges[1], who)
            case 3:
                make.award(session, badges[0], who, state="expired")
            case 4 | 5:
                make.award(session, badges[0], who, state="revoked")
            case 6 | 7:
                make.award(session, badges[0], who, state="approved", issued_at=None)
            case 8 | 9:
                make.award(session, elsewhere, who)
    rate = rates(session, network, "tralee").badges
    assert rate is not None
    assert (rate.of, rate.percent) == (20, 20.0)


def test_providers_stand_by_name_and_small_ones_say_nothing(
    session: Session, network: Network
) -> None:
    for slug, passed, failed in (("graz", 10, 10), ("athens", 6, 3), ("tralee", 15, 5)):
        at, where = provider(session, network, slug)
        learners(session, at, where, **{"pass": passed, "fail": failed})
    comparison = compare(session, network.partner, network.programme.id, today=TODAY)
    assert [each.name for each in comparison.providers] == ["Athens", "Graz", "Tralee"]
    assert comparison.providers[0].completion is None
    assert comparison.providers[0].badges is None
    # The total holds only what is shown: Athens is not the difference.
    assert comparison.completion is not None
    assert (comparison.completion.of, comparison.completion.percent) == (40, 62.5)


def test_all_of_a_group_are_shown_as_a_bound_that_the_total_does_not_undo(
    session: Session, network: Network
) -> None:
    for slug, passed, failed in (("graz", 10, 10), ("tralee", 40, 0)):
        at, where = provider(session, network, slug)
        learners(session, at, where, **{"pass": passed, "fail": failed})
    comparison = compare(session, network.partner, network.programme.id, today=TODAY)
    graz, tralee = comparison.providers
    assert graz.completion is not None
    assert graz.completion.percent == 50.0
    assert tralee.completion is not None
    assert (tralee.completion.bound, tralee.completion.high) == (Bound.ABOVE, 100.0)
    assert comparison.completion is None


def test_only_the_viewers_network_is_compared(session: Session, network: Network) -> None:
    at, where = provider(session, network, "tralee")
    learners(session, at, where, **{"pass": 8, "fail": 8})
    other = make.org(session, "elsewhere")
    make.cohort(session, other, network.programme)
    comparison = compare(session, network.partner, network.programme.id, today=TODAY)
    assert [each.name for each in comparison.providers] == ["Tralee"]
    assert len(compare(session, OPERATOR, network.programme.id, today=TODAY).providers) == 2


@pytest.mark.parametrize("role", [Role.INSTRUCTOR, Role.MODERATOR, Role.LEARNER])
def test_whoever_may_not_compare_finds_nothing(
    session: Session, network: Network, role: Role
) -> None:
    provider(session, network, "tralee")
    scope = make.viewer(role, network.root)
    assert programmes(session, scope) == ()
    with pytest.raises(NotFoundError):
        compare(session, scope, network.programme.id, today=TODAY)


def test_a_partner_of_another_network_finds_nothing(session: Session, network: Network) -> None:
    provider(session, network, "tralee")
    scope = make.viewer(Role.PARTNER, make.org(session, "elsewhere"))
    assert programmes(session, scope) == ()
    with pytest.raises(NotFoundError):
        compare(session, scope, network.programme.id, today=TODAY)


def test_the_programmes_of_the_network_are_offered_by_name(
    session: Session, network: Network
) -> None:
    provider(session, network, "tralee")
    make.cohort(session, network.root, make.programme(session, "coaching"))
    make.cohort(session, make.org(session, "elsewhere"), make.programme(session, "ict"))
    offered = programmes(session, network.partner)
    assert [choice.label for choice in offered] == ["Coaching", "Hospitality"]
