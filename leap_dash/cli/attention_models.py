"""`leap-dash attention-model`: scores that a course's own finished sections teach."""

import time
from collections.abc import Callable, Iterator, Sequence
from typing import Any

import click

from leap_dash.cli.house import now, open_house
from leap_dash.cli.output import answer, json_option
from leap_dash.domain.access import OPERATOR
from leap_dash.domain.attention_model import Check, describe
from leap_dash.domain.errors import NotFoundError
from leap_dash.queries.attention_features import placed_learners
from leap_dash.queries.attention_models import course_runs, trained_models
from leap_dash.records import TrainedModel
from leap_dash.services.attention_models import moments_of
from leap_dash.services.attention_models import train as learn


def _which(command: Callable[..., None]) -> Callable[..., None]:
    """The options that name a course."""
    for option in (
        json_option,
        click.option("--programme", help="Slug, where two programmes have such a course."),
        click.option("--course", required=True, help="Code of the course."),
        click.option("--org", "org_slug", required=True, help="Slug of the organisation."),
    ):
        command = option(command)
    return command


@click.group("attention-model")
def attention_model() -> None:
    """Who should be asked first, as finished sections of a course teach it."""


@attention_model.command()
@_which
def train(org_slug: str, course: str, programme: str | None, *, as_json: bool) -> None:
    """Learn from a course's finished sections who is likely to fail or leave.

    Looks at work alone: marks, what is missing or late, when somebody was last there. Each model is
    checked on sections that it was not trained on. Replaces what was learned before.

    \b
    Example: leap-dash attention-model train --org open --course BBB
    """
    begun, at = time.perf_counter(), now()
    with open_house().writing() as session:
        runs = course_runs(session, OPERATOR, org_slug, course, now=at, programme=programme)
        examples = placed_learners(session, OPERATOR, moments_of(runs))
        trained = learn(session, OPERATOR, runs, examples, now=at)
        session.commit()
    data = _data(course, trained) | {"seconds": round(time.perf_counter() - begun, 3)}
    answer(data, _lines(course, trained), as_json=as_json)


@attention_model.command()
@_which
def show(org_slug: str, course: str, programme: str | None, *, as_json: bool) -> None:
    """Say in words what was learned, from whom, and how well it did where it was checked.

    \b
    Example: leap-dash attention-model show --org open --course BBB
    """
    with open_house().reading() as session:
        runs = course_runs(session, OPERATOR, org_slug, course, now=now(), programme=programme)
        stored = trained_models(session, OPERATOR, runs)
    if not stored:
        raise NotFoundError(
            f"Course {course!r} has no model yet: run leap-dash attention-model train."
        )
    answer(_data(course, stored), _lines(course, stored), as_json=as_json)


def _data(course: str, models: Sequence[TrainedModel]) -> dict[str, Any]:
    return {"course": course, "models": [_model(each) for each in models]}


def _model(trained: TrainedModel) -> dict[str, Any]:
    model = trained.model
    return {
        "day": model.day,
        "without": trained.without,
        "trained_on": list(model.trained_on),
        "learners": model.learners,
        "failing": model.failing,
        "intercept": model.intercept,
        "coefficients": dict(model.coefficients),
        "in_words": list(describe(model)),
        "checked_by": model.check and model.check.by,
        "auc": model.check and model.check.auc,
        "top_share": model.check and model.check.top_share,
    }


def _lines(course: str, models: Sequence[TrainedModel]) -> Iterator[str]:
    yield "What one standard deviation of the section does to the odds of failing or leaving:"
    for model in (each.model for each in models if each.without is None):
        yield (
            f"{course}, day {model.day}: {model.learners} learners of "
            f"{', '.join(model.trained_on)}, of whom {model.failing} failed or left later; "
            f"{_checked(model.check)}"
        )
        yield from (f"  {words}" for words in describe(model))


def _checked(check: Check | None) -> str:
    if check is None:
        return "not checked."
    left_out = "each section by the others" if check.by == "section" else "a fifth by the others"
    return (
        f"AUC {check.auc:.3f} and {check.top_share:.0%} of the tenth ranked highest, scoring "
        f"{left_out}."
    )
