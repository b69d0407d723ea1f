"""Vouching for others: by those who run an org, for what is not its own, until withdrawn."""

import json
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from leap_dash.credentials.keys import KeyStore
from leap_dash.db import AuditEvent, Endorsement, Org
from leap_dash.domain.access import OPERATOR, Role, Scope
from leap_dash.domain.endorsements import Target, TargetKind
from leap_dash.domain.errors import (
    BadInputError,
    ConflictError,
    ForbiddenError,
    NotFoundError,
    SigningError,
)
from leap_dash.queries.endorsements import endorsement, endorsements_of, find_target, status_list
from leap_dash.queries.network import (
    given,
    network_orgs,
    network_target,
    possible_endorsers,
    received,
)
from leap_dash.queries.public import check_endorsements
from leap_dash.services.audit import first_broken
from leap_dash.services.endorsements import COMMENT_LENGTH, endorse, withdraw
from leap_dash.services.issuing import Publisher
from leap_dash.services.standing import REASON_LENGTH
from tests import factories
from tests.factories import NOW

BASE_URL = "https://badges.example.org"


@dataclass(frozen=True, slots=True)
class Network:
    """Tralee and Porto under one root, Tralee's badge; and Graz, which belongs to nobody."""

    session: Session
    publisher: Publisher
    tralee: Org
    porto: Org
    graz: Org
    badge: Target

    @property
    def issuer(self) -> Target:
        """Tralee as an issuer."""
        return Target(TargetKind.ISSUER, self.tralee.id)

    def as_(self, role: Role, at: Org | None = None) -> Scope:
        """Someone of Porto, unless told otherwise."""
        return factories.viewer(role, at or self.porto)

    def endorse(
        self,
        target: Target | None = None,
        *,
        by: Org | None = None,
        scope: Scope | None = None,
        comment: str = "We take these trainees.",
    ) -> UUID:
        """Porto's administrator endorses Tralee's badge, unless told otherwise."""
        by = by or self.porto
        return endorse(
            self.session,
            scope or factories.viewer(Role.ADMINISTRATOR, by),
            endorser_id=by.id,
            target=target or self.badge,
            comment=comment,
            publisher=self.publisher,
            now=NOW,
        )

    def withdraw(self, endorsement_id: UUID, reason: str = "The rule changed.") -> bool:
        """Porto's administrator takes it back."""
        scope = self.as_(Role.ADMINISTRATOR)
        return withdraw(self.session, scope, endorsement_id, reason=reason, now=NOW)

    def verdict(self, endorsement_id: UUID) -> str:
        """What whoever checks it is told."""
        row = endorsement(self.session, endorsement_id)
        (report,) = check_endorsements(
            self.session, [row], keys=self.publisher.keys, base_url=BASE_URL, now=NOW
        )
        return report.verdict


@pytest.fixture
def network(session: Session, tmp_path: Path) -> Network:
    """On each kind of database."""
    keys = KeyStore(tmp_path / "keys")
    root = factories.org(session, "leap")
    tralee = factories.org(session, "tralee", parent=root)
    porto = factories.org(session, "porto", parent=root)
    graz = factories.org(session, "graz")
    for org in (tralee, porto, graz):
        keys.create(org.slug)
    badge = factories.achievement(session, tralee, factories.programme(session))
    target = Target(TargetKind.BADGE, badge.id)
    return Network(session, Publisher(keys, BASE_URL), tralee, porto, graz, target)


def test_an_endorsement_is_signed_by_the_endorser_and_valid(network: Network) -> None:
    made = network.endorse(comment="  We take\r\nthese trainees. ")
    row = endorsement(network.session, made)
    document = json.loads(row.credential)
    assert row.comment == "We take\nthese trainees."
    assert document["id"] == f"{BASE_URL}/endorsements/{made}"
    assert document["issuer"]["id"] == "did:web:badges.example.org:issuers:porto"
    assert document["credentialSubject"]["id"] == f"{BASE_URL}/achievements/{network.badge.id}"
    assert network.verdict(made) == "valid"
    assert (row.endorser_name, row.owner_name, row.target_name) == ("Porto", "Tralee", "Host")


def test_an_issuer_can_be_endorsed_too(network: Network) -> None:
    made = network.endorse(network.issuer)
    document = json.loads(endorsement(network.session, made).credential)
    assert document["credentialSubject"]["id"] == "did:web:badges.example.org:issuers:tralee"
    assert network.verdict(made) == "valid"
    assert [each.id for each in endorsements_of(network.session, network.issuer)] == [made]
    assert endorsements_of(network.session, network.badge) == ()


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.ADMINISTRATOR])
def test_only_an_administrator_endorses_and_withdraws(network: Network, role: Role) -> None:
    with pytest.raises(ForbiddenError, match="endorse"):
        network.endorse(scope=network.as_(role))
    made = network.endorse()
    with pytest.raises(NotFoundError):
        withdraw(network.session, network.as_(role), made, reason="No", now=NOW)
    assert network.verdict(made) == "valid"


def test_nobody_signs_in_the_name_of_another_org(network: Network) -> None:
    for at in (network.tralee, network.graz):
        with pytest.raises(ForbiddenError):
            network.endorse(scope=network.as_(Role.ADMINISTRATOR, at))
    made = network.endorse()
    for at in (network.tralee, network.graz):
        scope = network.as_(Role.ADMINISTRATOR, at)
        with pytest.raises(NotFoundError):
            withdraw(network.session, scope, made, reason="No", now=NOW)


def test_an_org_endorses_neither_itself_nor_its_own_badge(network: Network) -> None:
    for target in (network.badge, network.issuer):
        with pytest.raises(BadInputError, match="cannot endorse itself"):
            network.endorse(target, by=network.tralee)


def test_only_what_is_of_the_same_network_can_be_endorsed(network: Network) -> None:
    for target in (network.badge, network.issuer, Target(TargetKind.BADGE, uuid4())):
        with pytest.raises(NotFoundError, match="network of Graz"):
            network.endorse(target, by=network.graz)


@pytest.mark.parametrize("comment", ["", " \n ", "x" * (COMMENT_LENGTH + 1), "a\tb", "a\ud800"])
def test_a_comment_of_plain_text_is_asked_for(network: Network, comment: str) -> None:
    with pytest.raises(BadInputError, match="The comment"):
        network.endorse(comment=comment)


def test_the_longest_comment_goes_through(network: Network) -> None:
    assert network.verdict(network.endorse(comment="ä" * COMMENT_LENGTH)) == "valid"


def test_there_is_one_endorsement_in_force_and_after_it_was_withdrawn_a_new_one(
    network: Network,
) -> None:
    first = network.endorse()
    with pytest.raises(ConflictError, match="endorses “Host” already"):
        network.endorse()
    assert network.withdraw(first)
    second = network.endorse()
    assert [each.id for each in endorsements_of(network.session, network.badge)] == [second]


def test_the_database_itself_refuses_what_the_service_does(network: Network) -> None:
    row = network.session.get_one(Endorsement, network.endorse())
    columns = {c.key: getattr(row, c.key) for c in Endorsement.__table__.columns}
    for changed in (
        {"status_index": row.status_index + 1},  # a second one in force
        {"withdrawn_at": NOW},  # the same place in the status list
        {"withdrawn_at": NOW, "status_index": 1, "achievement_id": None},
        {"withdrawn_at": NOW, "status_index": 1, "org_id": network.tralee.id},
        {"status_index": 1, "achievement_id": None, "org_id": network.porto.id},
    ):
        with pytest.raises(IntegrityError), network.session.begin_nested():
            factories.add(network.session, Endorsement(**columns | {"id": uuid4()} | changed))


def test_a_withdrawn_endorsement_stays_says_why_and_is_no_longer_valid(network: Network) -> None:
    made = network.endorse()
    assert network.withdraw(made, "  In error ")
    assert not network.withdraw(made, "Again")
    row = endorsement(network.session, made)
    assert (row.withdrawn_reason, row.withdrawn_at) == ("In error", NOW)
    assert network.verdict(made) == "invalid"


@pytest.mark.parametrize("reason", ["", "  ", "x" * (REASON_LENGTH + 1), "a\x07"])
def test_a_reason_is_asked_for(network: Network, reason: str) -> None:
    made = network.endorse()
    with pytest.raises(BadInputError, match="The reason"):
        network.withdraw(made, reason)


def test_the_status_list_of_the_endorser_has_the_bit_of_a_withdrawn_one(network: Network) -> None:
    with pytest.raises(NotFoundError):
        status_list(network.session, "porto", base_url=BASE_URL)
    made = network.endorse()
    entry = json.loads(endorsement(network.session, made).credential)["credentialStatus"]
    before = status_list(network.session, "porto", base_url=BASE_URL)
    assert (before.url, before.bits_set) == (entry["statusListCredential"], ())
    network.withdraw(made)
    after = status_list(network.session, "porto", base_url=BASE_URL)
    assert after.bits_set == (int(entry["statusListIndex"]),)


def test_what_is_in_the_database_is_not_trusted(network: Network) -> None:
    made = network.endorse()
    row = network.session.get_one(Endorsement, made)
    kept = row.document
    row.document = kept.replace("trainees", "rainees")
    network.session.flush()
    assert network.verdict(made) == "invalid"
    row.document = kept
    # Moved to another badge: its signature holds, but it is not about that one.
    programme = factories.programme(network.session, "other")
    row.achievement_id = factories.achievement(
        network.session, network.tralee, programme, "another"
    ).id
    network.session.flush()
    assert network.verdict(made) == "invalid"


def test_giving_and_withdrawing_stand_in_the_audit_log(network: Network) -> None:
    made = network.endorse()
    network.withdraw(made)
    events = network.session.scalars(select(AuditEvent).order_by(AuditEvent.seq)).all()
    assert [(each.action, each.subject, each.org_id) for each in events] == [
        ("endorsement.give", str(made), network.porto.id),
        ("endorsement.withdraw", str(made), network.porto.id),
    ]
    assert first_broken(network.session) == (2, None)


def test_nothing_is_stored_that_cannot_be_signed(network: Network) -> None:
    moved = Publisher(network.publisher.keys, "https://elsewhere.example.org")
    network.endorse(network.issuer)
    with pytest.raises(SigningError, match="LEAP_DASH_BASE_URL"):
        endorse(
            network.session, OPERATOR, endorser_id=network.porto.id, target=network.badge,
            comment="x", publisher=moved, now=NOW,
        )  # fmt: skip
    assert endorsements_of(network.session, network.badge) == ()


def test_an_administrator_sees_the_orgs_of_the_network_and_their_badges(network: Network) -> None:
    network.endorse()
    network.endorse(network.issuer)
    leap, tralee = network_orgs(network.session, network.as_(Role.ADMINISTRATOR))
    assert (leap.name, leap.badges) == ("Leap", ())
    assert (tralee.name, tralee.endorsements) == ("Tralee", 1)
    assert [(each.name, each.endorsements) for each in tralee.badges] == [("Host", 1)]


def nothing_of_tralee(session: Session, scope: Scope, network: Network) -> None:
    """Neither lists nor single things."""
    assert "Tralee" not in [each.name for each in network_orgs(session, scope)]
    assert possible_endorsers(session, scope, network.badge) == ()
    assert given(session, scope) == received(session, scope) == ()
    for target in (network.badge, network.issuer):
        with pytest.raises(NotFoundError):
            network_target(session, scope, target)


def test_others_see_nothing_of_the_network(network: Network) -> None:
    network.endorse()
    nothing_of_tralee(network.session, network.as_(Role.ADMINISTRATOR, network.graz), network)
    for role in set(Role) - {Role.ADMINISTRATOR}:
        nothing_of_tralee(network.session, network.as_(role), network)


def test_who_may_endorse_is_offered_until_they_have(network: Network) -> None:
    scope = network.as_(Role.ADMINISTRATOR)
    offered = possible_endorsers(network.session, scope, network.badge)
    assert [(each.id, each.label) for each in offered] == [(network.porto.id, "Porto")]
    made = network.endorse()
    assert possible_endorsers(network.session, scope, network.badge) == ()
    network.withdraw(made)
    assert len(possible_endorsers(network.session, scope, network.badge)) == 1
    own = network.as_(Role.ADMINISTRATOR, network.tralee)
    assert possible_endorsers(network.session, own, network.badge) == ()


def test_each_side_sees_what_it_gave_or_received(network: Network) -> None:
    made = network.endorse()
    giver, receiver = (
        network.as_(Role.ADMINISTRATOR, at) for at in (network.porto, network.tralee)
    )
    assert [each.id for each in given(network.session, giver)] == [made]
    assert [each.id for each in received(network.session, receiver)] == [made]
    assert received(network.session, giver) == given(network.session, receiver) == ()


def test_targets_are_found_by_their_slugs(network: Network) -> None:
    assert find_target(network.session, "tralee/host") == network.badge
    assert find_target(network.session, "tralee") == network.issuer
    for text in ("tralee/other", "nobody", "nobody/host", ""):
        with pytest.raises(NotFoundError):
            find_target(network.session, text)
