"""A rule that is being written, as a page's store holds it, read and asked about."""

from collections.abc import Callable, Mapping
from typing import TypeVar

from leap_dash.context import Context
from leap_dash.domain.criteria_parse import parse
from leap_dash.pages.claims import claimed_id
from leap_dash.queries.eligibility_lookup import ask_draft
from leap_dash.services.rule_references import check_references

Found = TypeVar("Found")


def of_draft(ctx: Context, written: object, query: Callable[..., Found]) -> Found | None:
    """What `query(session, scope, asked)` finds for {"badge": id, "rule": JSON}.

    None where there is no rule yet. Raises NotFoundError for a badge whose rule the viewer may not
    change, and BadRuleError naming the place in the rule, also for what it names and is not there.
    """
    if not isinstance(written, Mapping) or not written.get("rule"):
        return None
    badge_id = claimed_id(str(written.get("badge")))
    rule = parse(written["rule"])
    with ctx.reading() as (session, scope):
        asked = ask_draft(session, scope, badge_id, rule, ctx.clock())
        check_references(session, asked.org_id, asked.programme_id, asked.slug, rule)
        return query(session, scope, asked)
