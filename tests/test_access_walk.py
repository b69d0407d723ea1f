"""Nobody sees anything of an organisation that is not theirs, wherever they knock.

Every route of the app and every callback of its pages is called as anonymous, as a person without
a role, and as every role of one org, with the ids of that org and with those of another. A route,
a page or a callback that this walk does not know how to call fails it, with what to add.
"""

import json
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from sqlalchemy import func, select

from leap_dash.db import (
    Achievement,
    Approval,
    AttentionThresholds,
    AutomaticStop,
    Award,
    AwardBatch,
    AwardSharing,
    Cohort,
    CriteriaRule,
    Endorsement,
    LearnerGroup,
    LearnerGroupMember,
    LearnerNote,
    Message,
    OutboxMail,
    OutcomeResult,
    ReturnedProposal,
    RuleDraft,
    SavedView,
    SignInSession,
    SkillRecord,
    UnwantedMail,
)
from leap_dash.db.session import reading
from leap_dash.domain.access import Role
from tests.two_orgs import Side, build, grow
from tests.walk import WRITING, Visitor, World, calls, fill, get_addresses, server_callbacks
from tests.web import make_web

# Made anew for each visit of a page: see pages/filters.py.
VISIT = re.compile(r'"visit":"[0-9a-f]+"')
CALLBACKS = "/app/_dash-update-component"


@pytest.fixture
def world(database_url: str, tmp_path: Path) -> Iterator[World]:
    """Both orgs full of data, on each kind of database."""
    web = make_web(database_url, tmp_path)
    yield World(web, (build(web, "kestrel"), build(web, "bittern")))
    web.close()


def test_no_route_shows_anything_of_another_org(world: World) -> None:
    side = world.sides[0]
    addresses = [*get_addresses(world, side), *get_addresses(world, world.other(side))]
    for visitor in world.visitors(side):
        for address in addresses:
            with visitor.client.get(address) as answer:
                text = f"{answer.headers} {answer.get_data().decode(errors='replace')}"
            assert answer.status_code < 500, (visitor.name, address)
            assert "our mistake" not in text, (visitor.name, address)
            text = without(text, [address, quote(address)])
            refuse(visitor, address, text, list(forbidden(world, visitor, address)))


def test_no_file_of_selected_learners_holds_one_of_another_org(world: World) -> None:
    side = world.sides[0]
    other = world.other(side)
    asked = [
        (of.ids["cohort_id"], [str(who.ids["learner_id"]) for who in whose])
        for of in (side, other)
        for whose in ((side,), (other,), (side, other))
    ]
    sent = []
    for visitor in world.visitors(side):
        for cohort_id, learners in asked:
            address = f"/app/cohorts/{cohort_id}/learners.csv"
            with visitor.client.post(
                address, data={"learner": learners}, headers={"X-CSRF-Token": "walk"}
            ) as answer:
                text = answer.get_data().decode(errors="replace")
            refuse(visitor, address, text, list(forbidden(world, visitor, address)))
            if answer.status_code == 200:
                sent.append((cohort_id, learners))
    own = (side.ids["cohort_id"], [str(side.ids["learner_id"])])
    assert sent, "nobody was sent anything"
    assert all(each == own for each in sent)


def test_no_callback_shows_or_changes_anything_of_another_org(world: World) -> None:
    side = world.sides[0]
    other = world.other(side)
    before = state_of(world, other)
    worked = set()
    for visitor in world.visitors(side):
        for callback, body in calls(world, side, other):
            answer = visitor.client.post(CALLBACKS, json=body, headers={"X-CSRF-Token": "walk"})
            if visitor.home is None:
                assert answer.status_code == 401, (visitor.name, callback)
                continue
            assert answer.status_code in (200, 204), (visitor.name, body)
            assert "our mistake" not in answer.text, (visitor.name, body)
            text = without(answer.text, list(sent_texts(body)))
            refuse(visitor, str(body), text, list(forbidden(world, visitor, CALLBACKS)))
            if "ld-toast is-bad" not in answer.text:
                worked.add(callback)
    assert state_of(world, other) == before
    idle = {name for name, _ in server_callbacks(world)} - worked
    assert not idle, f"No call of these worked for anyone: mend tests/walk_values.py for {idle}"


def test_what_happens_in_another_org_changes_no_answer(world: World) -> None:
    side = world.sides[0]

    def answers() -> dict[tuple[str, str], str]:
        seen = {}
        for visitor in world.visitors(side):
            if visitor.home is None:
                continue
            for callback, body in calls(world, side, side):
                if callback not in WRITING:
                    sent = visitor.client.post(
                        CALLBACKS, json=body, headers={"X-CSRF-Token": "walk"}
                    )
                    seen[visitor.name, json.dumps(body)] = VISIT.sub("", sent.text)
            layout = visitor.client.get("/app/_dash-layout").text
            seen[visitor.name, "layout"] = VISIT.sub("", layout)
        return seen

    before = answers()
    grow(world.web, world.other(side))
    for key, text in answers().items():
        assert text == before[key], key


def test_every_route_that_may_change_something_needs_the_token(world: World) -> None:
    # The first changes nothing, the other holds a token of its own in its address:
    # tests/public/test_verifying.py and test_mail_off.py have it all.
    open_to_machines = {"/verify", "/mail/<token>"}
    for rule in world.web.app.url_map.iter_rules():
        methods = (rule.methods or set()) - {"GET", "HEAD", "OPTIONS"}
        if not methods or rule.rule in open_to_machines:
            continue
        for visitor in world.visitors(world.sides[0]):
            for method in methods:
                answer = visitor.client.open(fill(rule, world.sides[0]), method=method)
                assert answer.status_code in (401, 403), (visitor.name, method, rule.rule)


def forbidden(world: World, visitor: Visitor, address: str) -> Iterator[str]:
    """What must not stand in an answer to this visitor."""
    if not address.startswith("/app"):
        for side in world.sides:
            yield from side.inside()
        return
    own = visitor.home or world.sides[0]
    yield from world.other(own).everything()
    if visitor.role is None:
        yield f"org-{own.slug}"
    if visitor.role in (None, Role.PARTNER):
        yield from own.learners()
    if visitor.role is Role.LEARNER:
        yield from own.peers()
        yield own.hidden_from_learners()


def sent_texts(body: Mapping[str, Any]) -> Iterator[str]:
    """The texts among the values that were sent."""
    for part in (*body["inputs"], *body["state"]):
        for entry in part if isinstance(part, list) else [part]:
            yield from _texts(entry["value"])


def _texts(value: object) -> Iterator[str]:
    """Every value in it, however deep it stands."""
    if isinstance(value, dict | list):
        for each in value.values() if isinstance(value, dict) else value:
            yield from _texts(each)
    else:
        yield str(value)


def without(text: str, sent: list[str]) -> str:
    """The answer without what the visitor has written themselves ("No one is called ...")."""
    for echo in sent:
        text = text.replace(echo, "") if len(echo) > 8 else text
    return text


def refuse(visitor: Visitor, request: str, text: str, canaries: list[str]) -> None:
    """Fail when any of them stands in the answer."""
    lowered = text.lower()
    found = [canary for canary in canaries if canary.lower() in lowered]
    assert not found, f"{visitor.name} sees {found} in the answer to {request}"


def state_of(world: World, side: Side) -> list[Any]:
    """What must not change in an org when others are at work."""
    org_id = side.ids["org_id"]
    with reading(world.web.engine)() as session:
        return [
            session.execute(select(Award.id, Award.state).where(Award.org_id == org_id)).all(),
            session.scalars(select(AwardBatch.id).where(AwardBatch.org_id == org_id)).all(),
            session.scalars(select(Achievement.id).where(Achievement.org_id == org_id)).all(),
            session.execute(
                select(Endorsement.id, Endorsement.withdrawn_at)
                .where(Endorsement.endorser_id.in_([org_id, side.ids["network_org_id"]]))
                .order_by(Endorsement.id)
            ).all(),
            session.scalar(select(SavedView.name).where(SavedView.id == side.ids["view_id"])),
            session.execute(
                select(LearnerNote.id, LearnerNote.kind, LearnerNote.text)
                .where(LearnerNote.learner_id == side.ids["learner_id"])
                .order_by(LearnerNote.id)
            ).all(),
            session.execute(
                select(SkillRecord.id, SkillRecord.level)
                .where(SkillRecord.learner_id == side.ids["learner_id"])
                .order_by(SkillRecord.id)
            ).all(),
            session.execute(
                select(OutcomeResult.learning_outcome_id, OutcomeResult.achieved_on).where(
                    OutcomeResult.learner_id == side.ids["learner_id"]
                )
            ).all(),
            session.scalars(
                select(AttentionThresholds.cohort_id)
                .join(Cohort, Cohort.id == AttentionThresholds.cohort_id)
                .where(Cohort.org_id == org_id)
            ).all(),
            session.execute(
                select(LearnerGroup.name, LearnerGroup.deleted_at, LearnerGroupMember.learner_id)
                .join(LearnerGroupMember)
                .where(LearnerGroup.org_id == org_id, LearnerGroupMember.removed_at.is_(None))
            ).all(),
            session.execute(
                select(OutboxMail.recipient, OutboxMail.state)
                .join(Message)
                .where(Message.org_id == org_id)
            ).all(),
            session.scalars(
                select(AttentionThresholds.cohort_id)
                .join(Cohort, Cohort.id == AttentionThresholds.cohort_id)
                .where(Cohort.org_id == org_id)
            ).all(),
            session.execute(
                select(RuleDraft.person_id, RuleDraft.shape)
                .join(Achievement)
                .where(Achievement.org_id == org_id)
            ).all(),
            session.execute(
                select(CriteriaRule.version).join(Achievement).where(Achievement.org_id == org_id)
            ).all(),
            session.execute(
                select(Approval.award_id, Approval.role)
                .join(Award, Award.id == Approval.award_id)
                .where(Award.org_id == org_id)
            ).all(),
            session.scalars(
                select(AutomaticStop.stopped_by).where(AutomaticStop.org_id == org_id)
            ).all(),
            session.scalars(
                select(ReturnedProposal.id).where(ReturnedProposal.org_id == org_id)
            ).all(),
            session.execute(
                select(AwardSharing.award_id)
                .join(Award)
                .where(Award.org_id == side.ids["org_id"])
                .order_by(AwardSharing.award_id)
            ).all(),
            session.execute(
                select(UnwantedMail.address, UnwantedMail.kind).where(
                    UnwantedMail.address.contains(side.slug)
                )
            ).all(),
            session.scalar(select(func.count()).select_from(SignInSession)),
        ]
