"""Dash pages under /app. A page asks one query or service and shows what came back."""

from collections.abc import Callable

from dash import Dash

from leap_dash.context import Context
from leap_dash.pages import (
    achievements,
    awards,
    cohort,
    cohort_badges,
    cohort_pathway,
    cohort_patterns,
    course,
    groups,
    learner,
    merging,
    messages,
    moderation,
    my_messages,
    my_progress,
    network,
    overview,
    partners,
    rule_preview,
    rule_versions,
    undoing,
    why,
)
from leap_dash.pages.routing import Routes
from leap_dash.pages.shell import register_shell


def register_pages(
    app: Dash,
    ctx: Context,
    *,
    csrf_token: Callable[[], str],
    log: Callable[[Exception], str],
    logo: str,
) -> Routes:
    """Put the pages, in the order of the side bar, and the frame around them into the app.

    `csrf_token` gives the token of the request's session; `log` writes down an error that nobody
    foresaw and gives the reference to show; `logo` is an address.
    """
    routes = Routes(
        [
            overview.register(app, ctx),
            cohort.register(app, ctx),
            cohort_badges.register(app, ctx),
            cohort_pathway.register(app, ctx),
            cohort_patterns.register(app, ctx),
            course.register(app, ctx),
            groups.register(app, ctx),
            learner.register(app, ctx),
            merging.register(app, ctx),
            *achievements.register(app, ctx),
            rule_versions.register(app, ctx),
            *awards.register(app, ctx),
            moderation.register(app, ctx),
            why.register(app, ctx),
            my_progress.register(app, ctx),
            partners.register(app, ctx),
            *network.register(app, ctx),
            messages.register(app, ctx),
            my_messages.register(app, ctx),
        ]
    )
    rule_preview.register(app, ctx)
    undoing.register(app, ctx)
    register_shell(app, ctx, routes, csrf_token=csrf_token, log=log, logo=logo)
    return routes
