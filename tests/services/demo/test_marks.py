"""The figures look like those of real training, and agree with each other."""

from collections.abc import Iterator
from datetime import date
from functools import cache

import numpy as np
import pytest

from leap_dash.services.demo.chance import streams
from leap_dash.services.demo.diligence import means
from leap_dash.services.demo.marks import NEVER, timing
from leap_dash.services.demo.simulate import CohortRecord, PartnerRecord, SectionRecord, simulate

TODAY = date(2026, 11, 24)
PASSED = ("pass", "distinction")


@cache
def network(seed: int = 2026) -> tuple[PartnerRecord, ...]:
    return tuple(simulate(1200, TODAY, streams(seed)))


def sections(*, finished: bool | None = None) -> Iterator[tuple[CohortRecord, SectionRecord]]:
    for record in network():
        for cohort in record.cohorts:
            if finished is None or cohort.plan.finished is finished:
                for section in cohort.sections:
                    yield cohort, section


@pytest.mark.parametrize("seed", [2026, 1, 2])
def test_completion_and_withdrawal_lie_where_real_providers_are(seed: int) -> None:
    completion = []
    for record in network(seed):
        people = completed = withdrawn = 0
        for cohort in (each for each in record.cohorts if each.plan.finished):
            people += len(cohort.roster)
            withdrawn += int((cohort.leaves != NEVER).sum())
            finals = zip(*(section.finals for section in cohort.sections), strict=True)
            completed += sum(all(final in PASSED for final in each) for each in finals)
        completion.append(completed / people)
        assert 0.5 <= completed / people <= 0.82, record.partner.slug
        assert 0.08 <= withdrawn / people <= 0.2, record.partner.slug
    assert max(completion) - min(completion) > 0.08
    assert 0.6 <= np.mean(completion) <= 0.75


def test_late_and_missing_work_is_there_but_not_the_rule() -> None:
    late = handed_in = missing = due = 0
    for cohort, section in sections(finished=True):
        when = timing(cohort.plan, section.plan, TODAY)
        expected = ~section.marks.excused & (when.due < cohort.leaves[:, np.newaxis])
        late += int((section.marks.handed_in & (section.marks.submitted > when.due)).sum())
        handed_in += int(section.marks.handed_in.sum())
        missing += int((expected & ~section.marks.handed_in).sum())
        due += int(expected.sum())
    assert 0.08 <= late / handed_in <= 0.15
    assert 0.03 <= missing / due <= 0.12


def test_marks_spread_from_failing_to_outstanding() -> None:
    percent = np.concatenate(
        [
            (100 * section.marks.score / [item.maximum for item in section.plan.course.items])[
                section.marks.handed_in
            ]
            for _, section in sections(finished=True)
        ]
    )
    assert 60 <= percent.mean() <= 70
    assert 12 <= percent.std() <= 18
    assert 0.02 <= (percent < 40).mean() <= 0.1
    assert 0.02 <= (percent >= 90).mean() <= 0.1
    assert percent.min() >= 0
    assert percent.max() <= 100


def test_courses_differ_in_difficulty() -> None:
    passed: dict[str, list[bool]] = {}
    for _, section in sections(finished=True):
        finals = [final for final in section.finals if final != "withdrawn"]
        passed.setdefault(section.plan.course.code, []).extend(f in PASSED for f in finals)
    rates = sorted(np.mean(each) for each in passed.values())
    assert rates[-1] - rates[0] > 0.08


def test_nothing_happens_after_someone_has_left_or_after_today() -> None:
    for cohort, section in sections():
        when = timing(cohort.plan, section.plan, TODAY)
        last = np.minimum(cohort.leaves - 1, when.today)[:, np.newaxis]
        assert np.all(~section.marks.handed_in | (section.marks.submitted <= last))
        starts = when.first + 7 * np.arange(section.active_days.shape[1])
        assert np.all((section.active_days == 0) | (starts <= last))


def test_who_hands_in_was_active_that_week() -> None:
    for cohort, section in sections():
        when = timing(cohort.plan, section.plan, TODAY)
        for row, column in np.argwhere(section.marks.handed_in):
            week = (section.marks.submitted[row, column] - when.first) // 7
            assert section.active_days[row, week] > 0
        assert np.all(section.events >= section.active_days)
        assert section.active_days.max(initial=0) <= 7


def test_an_excused_item_is_neither_handed_in_nor_marked() -> None:
    found = 0
    for _, section in sections():
        marks = section.marks
        assert not np.any(marks.excused & (marks.handed_in | ~np.isnan(marks.score)))
        found += int(marks.excused.sum())
    assert found > 50


def test_recent_work_waits_for_its_mark_and_old_work_does_not() -> None:
    waiting = 0
    for cohort, section in sections():
        ungraded = section.marks.handed_in & np.isnan(section.marks.score)
        if cohort.plan.finished:
            assert not ungraded.any()
        waiting += int(ungraded.sum())
    assert waiting > 50


def test_final_results_follow_from_the_marks() -> None:
    for cohort, section in sections():
        when = timing(cohort.plan, section.plan, TODAY)
        for mean, final, leaves in zip(
            means(section.plan, section.marks), section.finals, cohort.leaves, strict=True
        ):
            if leaves <= min(when.today, when.last):
                assert final == "withdrawn"
            elif section.plan.final:
                assert final == ("distinction" if mean >= 75 else "pass" if mean >= 40 else "fail")
            else:
                assert final in (None, "withdrawn")


def test_outcomes_are_achieved_in_graded_courses_and_more_often_with_better_marks() -> None:
    strong: list[float] = []
    weak: list[float] = []
    for _, section in sections():
        for mean, final, outcomes in zip(
            means(section.plan, section.marks), section.finals, section.outcomes, strict=True
        ):
            if final in (None, "withdrawn"):
                assert not outcomes.any()
            else:
                (strong if mean >= 65 else weak).append(float(outcomes.mean()))
    assert np.mean(strong) > 0.9
    assert np.mean(weak) < 0.85


def test_who_will_leave_is_seen_far_less_often() -> None:
    withdrawn: list[int] = []
    stayed: list[int] = []
    for cohort, section in sections(finished=True):
        weeks = (section.active_days > 0).sum(axis=1)
        stayed.extend(weeks[cohort.leaves == NEVER].tolist())
        withdrawn.extend(weeks[cohort.leaves != NEVER].tolist())
    assert np.mean(stayed) > 2 * np.mean(withdrawn)


def test_some_learners_come_back_for_another_programme() -> None:
    for record in network():
        rosters = [cohort.roster.tolist() for cohort in record.cohorts]
        everyone = [who for roster in rosters for who in roster]
        assert set(everyone) == set(range(len(record.pupils)))
        assert len(everyone) > len(set(everyone))
        assert all(len(set(roster)) == len(roster) for roster in rosters)


def test_the_same_seed_and_day_give_the_same_marks() -> None:
    again = tuple(simulate(1200, TODAY, streams(2026)))
    for first, second in zip(network(), again, strict=True):
        assert first.pupils == second.pupils
        for one, other in zip(first.cohorts, second.cohorts, strict=True):
            assert np.array_equal(one.roster, other.roster)
            assert np.array_equal(one.skills, other.skills)
            for this, that in zip(one.sections, other.sections, strict=True):
                assert np.array_equal(this.marks.score, that.marks.score, equal_nan=True)
                assert np.array_equal(this.events, that.events)
                assert this.finals == that.finals
