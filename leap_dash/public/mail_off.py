"""`/mail/<token>`: where a link in an e-mail leads that switches its kind off, or on again.

Works signed out: the token was sent to one address alone, and switches nothing but what that
address gets. A look changes nothing, as machines follow links too; neither side is told who it is.
"""

from uuid import UUID

from flask import Blueprint, render_template, request

from leap_dash.context import Context
from leap_dash.domain.errors import NotFoundError
from leap_dash.domain.event_mails import SAID_OF
from leap_dash.domain.mail_off import OFF, mail_of
from leap_dash.queries.mail_kinds import linked_kind
from leap_dash.services.mail_kinds import switch_by_link

ON_AGAIN = "on"
"""The field that only our own page sends; a mail program's one click (RFC 8058) has another."""
LARGEST_FORM = 4 * 1024


def routes(ctx: Context, secret: str) -> Blueprint:
    """GET looks, POST switches: without a token of the session, as the address holds one."""
    blueprint = Blueprint("mail_off", __name__)

    @blueprint.get(f"{OFF}/<token>")
    def look(token: str) -> str:
        return _page(ctx, secret, token)

    @blueprint.post(f"{OFF}/<token>")
    def switch(token: str) -> str:
        request.max_content_length = LARGEST_FORM
        wanted = ON_AGAIN in request.form
        with ctx.writing() as (session, _):
            mail_id = _claimed(secret, token)
            switch_by_link(session, mail_id, wanted=wanted, now=ctx.clock())
        return _page(ctx, secret, token, done=True)

    return blueprint


def _claimed(secret: str, token: str) -> UUID:
    mail_id = mail_of(secret, token)
    if mail_id is None:
        raise NotFoundError(
            "This is not the whole link of an e-mail from here. Copy all of it, or use the link "
            "in a later e-mail."
        )
    return mail_id


def _page(ctx: Context, secret: str, token: str, *, done: bool = False) -> str:
    mail_id = _claimed(secret, token)
    with ctx.reading_for_anyone() as session:
        found = linked_kind(session, mail_id)
    return render_template(
        "mail_off.html",
        kind=SAID_OF[found.kind],
        org=found.org_name,
        wanted=found.wanted,
        done=done,
        on_again=ON_AGAIN,
    )
