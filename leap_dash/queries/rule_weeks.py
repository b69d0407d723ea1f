"""A rule judged at the end of many days at once, for everyone of one cohort.

`domain.criteria_evaluate` says what is right for one day. Here each clause becomes a table of day
by learner: what happened is counted on the first day that had it behind it, and summed up from
there on. Everything counts as it stood on each day; a final result from the course's end on, and
an approval as given on all of them, as in every rule that is only tried.
"""

from collections.abc import Iterable, Mapping
from functools import cached_property
from uuid import UUID

import numpy as np
from sqlalchemy.orm import Session

from leap_dash.domain.criteria import (
    All,
    AnyOf,
    Approved,
    AtLeast,
    Average,
    Completed,
    Holds,
    ItemResult,
    Leaf,
    Outcomes,
    Participation,
    Rule,
    Skill,
    Submitted,
    required,
)
from leap_dash.domain.criteria_evaluate import SLACK
from leap_dash.queries import rule_weeks_facts as facts
from leap_dash.queries import rule_weeks_marks as work
from leap_dash.queries.eligibility_question import Question
from leap_dash.queries.rule_weeks_facts import Days, Enrolled, Flags, Happened, Numbers, Values


def met_at_ends(session: Session, question: Question, enrolled: Enrolled, days: Days) -> Flags:
    """Day by learner: whether the learner met the question's rule when the day ended."""
    return _Judge(session, question, enrolled, days).met(question.rule)


class _Judge:
    """Reads each kind of fact once, however many clauses ask for it."""

    def __init__(
        self, session: Session, question: Question, enrolled: Enrolled, days: Days
    ) -> None:
        self._session = session
        self._question = question
        self._enrolled = enrolled
        self._days = days

    def met(self, rule: Rule) -> Flags:
        if not isinstance(rule, All | AnyOf | AtLeast):
            return self._leaf(rule)
        # One child at a time, so that a large rule does not hold as many tables.
        number = np.zeros(self._shape, dtype=np.int16)
        for child in rule.children:
            number += self.met(child)
        return number >= required(rule)

    def _leaf(self, leaf: Leaf) -> Flags:
        # What is divided by nothing has no value, and no value meets nothing.
        with np.errstate(divide="ignore", invalid="ignore"):
            match leaf:
                case Average():
                    met = self._average(leaf)
                case Submitted():
                    met = self._submitted(leaf)
                case ItemResult():
                    met = self._item(leaf)
                case Participation():
                    met = self._participation(leaf)
                case Completed():
                    met = self._completed(leaf)
                case Outcomes():
                    met = self._outcomes(leaf)
                case Skill():
                    met = self._skill(leaf)
                case Holds():
                    met = self._holds(leaf)
                case Approved():
                    met = np.ones(self._shape, dtype=bool)
        return met

    @property
    def _shape(self) -> tuple[int, int]:
        return len(self._days), len(self._enrolled.learners)

    @cached_property
    def _items(self) -> work.Items:
        return work.read_items(self._session, self._enrolled, self._days)

    @cached_property
    def _marks(self) -> work.Marks:
        return work.read_marks(self._session, self._enrolled, self._items, self._days)

    @cached_property
    def _active(self) -> Happened:
        return facts.read_active_weeks(self._session, self._enrolled, self._days)

    @cached_property
    def _learnt(self) -> tuple[Mapping[UUID, int], Happened]:
        return facts.read_outcomes(self._session, self._enrolled, self._days)

    def _average(self, leaf: Average) -> Flags:
        items, weights = self._asked_items(leaf), self._items.weights
        marks = items[self._marks.items]
        excused = marks & self._marks.excused
        weigh = self._assessed(items & (weights > 0)) - self._received(
            excused & (weights[self._marks.items] > 0)
        )
        marked = marks & ~self._marks.excused & ~np.isnan(self._marks.percents)
        weight = self._assessed(np.where(items, weights, 0.0)) - self._received(excused, weights)
        points = self._received(marked, weights, self._marks.percents)
        # Counted, too: a difference of two sums of floats is not always 0 where it should be.
        return points / np.where(weigh > 0, weight, np.nan) >= leaf.min_percent - SLACK

    def _submitted(self, leaf: Submitted) -> Flags:
        items = self._asked_items(leaf)
        marks = items[self._marks.items]
        due = self._assessed(items) - self._received(marks & self._marks.excused)
        done = marks & self._marks.done & ~self._marks.excused
        if leaf.on_time:
            done &= ~self._marks.late
        return self._received(done) / np.where(due > 0, due, np.nan) >= leaf.min_share - SLACK

    def _item(self, leaf: ItemResult) -> Flags:
        marks, here = self._marks, self._sections(leaf.course)
        named = here[self._items.sections] & _is(leaf.item, self._items.keys)
        counts = named[marks.items] & ~marks.excused & ~np.isnan(marks.percents)
        best = np.full(self._shape, -np.inf)
        there = marks.since[counts], marks.learners[counts]
        np.maximum.at(best, there, marks.percents[counts])
        met: Flags = np.maximum.accumulate(best, axis=0) >= leaf.min_percent - SLACK
        return met

    def _participation(self, leaf: Participation) -> Flags:
        busiest = np.full(self._shape, -1.0)
        for section in np.flatnonzero(self._sections(leaf.course)):
            weeks = self._counted(self._active, self._active.sections == section)
            takes = self._enrolled.takes[:, section]
            busiest[:, takes] = np.maximum(busiest[:, takes], weeks[:, takes])
        met: Flags = busiest >= max(0, leaf.min_active_weeks)
        return met

    def _completed(self, leaf: Completed) -> Flags:
        here = self._sections(leaf.course)
        ends = [None if end is None else self._days.since(end) for end in self._enrolled.ends]
        done = [
            (learner, end)
            for learner, section, final in self._enrolled.finals
            if here[section] and final in leaf.results and (end := ends[section]) is not None
        ]
        learners, since = np.array(done, dtype=np.intp).reshape(-1, 2).T
        taken = self._enrolled.takes[:, here].sum(axis=1)
        met: Flags = (taken > 0) & (self._summed(learners, since) >= taken)
        return met

    def _outcomes(self, leaf: Outcomes) -> Flags:
        here, takes = self._sections(leaf.course), self._enrolled.takes
        totals, achieved = self._learnt
        total = (takes & here) @ np.array([totals[each] for each in self._enrolled.courses])
        counts = (takes & here)[achieved.learners, achieved.sections]
        met: Flags = self._counted(achieved, counts) / total >= leaf.min_share - SLACK
        return met

    def _skill(self, leaf: Skill) -> Flags:
        read = facts.read_skill(self._session, self._enrolled, self._days, leaf)
        return self._counted(read) > 0

    def _holds(self, leaf: Holds) -> Flags:
        badge = self._question.achievements.get(leaf.achievement)
        starts, ends = facts.read_held(self._session, self._enrolled, self._days, badge)
        return self._counted(starts) > self._counted(ends)

    def _sections(self, course: str | None) -> Flags:
        """Which sections a clause asks about that names this course, or none."""
        if course is None:
            return np.ones(len(self._enrolled.sections), dtype=bool)
        id_ = self._question.courses.get(course)
        return np.array([each == id_ for each in self._enrolled.courses], dtype=bool)

    def _asked_items(self, leaf: Average | Submitted) -> Flags:
        here = self._sections(leaf.course)[self._items.sections]
        if leaf.category is None:
            return here
        return here & _is(leaf.category, self._items.categories)

    def _assessed(self, worth: Flags | Values) -> Values:
        """Day by learner: what the items that count by then are worth together."""
        days, sections = len(self._days), len(self._enrolled.sections)
        by_section = _running(
            self._items.since, self._items.sections, (days, sections), worth.astype(float)
        )
        by_learner: Values = by_section @ self._enrolled.takes.T.astype(float)
        return by_learner

    def _received(
        self, marks: Flags, worth: Values | None = None, times: Values | None = None
    ) -> Values:
        """Day by learner: the number of these marks whose items count by then, or their worth.

        `worth` is of each item, `times` of each mark.
        """
        found = self._marks
        items = found.items[marks]
        since = np.maximum(found.since[marks], self._items.since[items])
        each = None if worth is None else worth[items]
        if each is not None and times is not None:
            each = each * times[marks]
        return self._summed(found.learners[marks], since, each)

    def _counted(self, happened: Happened, which: Flags | slice = slice(None)) -> Values:
        return self._summed(happened.learners[which], happened.since[which])

    def _summed(self, learners: Numbers, since: Numbers, worth: Values | None = None) -> Values:
        """Day by learner: how much there was by then."""
        return _running(since, learners, self._shape, worth)


def _is(wanted: str, found: Iterable[str]) -> Flags:
    return np.array([each == wanted for each in found], dtype=bool)


def _running(
    since: Numbers, columns: Numbers, shape: tuple[int, int], worth: Values | None = None
) -> Values:
    """Sums by column from the first row on; what begins after the last row counts nowhere."""
    rows, width = shape
    within = since < rows
    places = since[within] * width + columns[within]
    each = None if worth is None else worth[within]
    counts = np.bincount(places, weights=each, minlength=rows * width)
    running: Values = np.cumsum(counts.reshape(shape), axis=0, dtype=float)
    return running
