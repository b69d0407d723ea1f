"""The seven programmes are sound: weights, words, and rules that name what there is."""

from collections import Counter

import pytest

from leap_dash.domain.criteria import LEAVES, kind, leaves, references
from leap_dash.domain.criteria_parse import parse
from leap_dash.services.demo.curriculum import PROGRAMMES
from leap_dash.services.demo.curriculum.model import BadgePlan, ProgrammePlan
from leap_dash.services.demo.network import PARTNERS

AREAS = ["management", "coaching", "consulting", "languages", "hospitality", "ict", "safety"]
BADGES = [(programme, badge) for programme in PROGRAMMES for badge in programme.badges]


def test_there_is_one_programme_per_subject_area_with_two_to_four_courses() -> None:
    assert [programme.subject_area for programme in PROGRAMMES] == AREAS
    assert all(2 <= len(programme.courses) <= 4 for programme in PROGRAMMES)


def test_weights_sum_to_a_hundred_and_every_course_has_assignments_and_tests() -> None:
    for course in (course for programme in PROGRAMMES for course in programme.courses):
        assert sum(item.weight for item in course.items) == 100, course.code
        assert {"assignment", "test"} <= {item.category for item in course.items}, course.code
        assert len(course.outcomes) >= 3, course.code


def test_codes_and_slugs_are_used_once() -> None:
    courses = [course.code for programme in PROGRAMMES for course in programme.courses]
    items = [c.key(i) for programme in PROGRAMMES for c, i in programme.items()]
    badges = [badge.slug for _, badge in BADGES]
    for names in (courses, items, badges):
        assert max(Counter(names).values()) == 1


@pytest.mark.parametrize(("programme", "badge"), BADGES, ids=[badge.slug for _, badge in BADGES])
def test_a_rule_names_only_what_its_programme_has(
    programme: ProgrammePlan, badge: BadgePlan
) -> None:
    named = references(parse(badge.rule))
    earlier = [each.slug for each in programme.badges[: programme.badges.index(badge)]]
    assert named.items <= {(course.key(item), course.code) for course, item in programme.items()}
    assert named.courses <= {course.code for course in programme.courses}
    assert named.categories <= {item.category for _, item in programme.items()}
    assert named.skills <= set(programme.skills)
    assert named.achievements <= set(earlier)


def test_the_rules_use_every_node_except_approval() -> None:
    used = {kind(leaf) for _, badge in BADGES for _, leaf in leaves(parse(badge.rule))}
    assert used == LEAVES.keys() - {"approved"}
    text = str([badge.rule for _, badge in BADGES])
    assert all(f"'{group}'" in text for group in ("all", "any", "at_least"))


def test_levels_rise_and_gold_builds_on_silver() -> None:
    for programme in PROGRAMMES:
        levels = [badge.level for badge in programme.badges]
        assert levels == ["bronze", "silver", "gold"][: len(levels)]
        for lower, badge in zip(programme.badges, programme.badges[1:], strict=False):
            assert references(parse(badge.rule)).achievements == {lower.slug}


def test_every_programme_is_run_by_three_partners_and_hospitality_by_all() -> None:
    runs = Counter(slug for partner in PARTNERS for slug in partner.programmes)
    assert set(runs) == {programme.slug for programme in PROGRAMMES}
    assert min(runs.values()) >= 3
    assert runs["hospitality-operations"] == len(PARTNERS) == 6
    assert all(3 <= len(partner.programmes) <= 4 for partner in PARTNERS)
