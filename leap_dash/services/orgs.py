"""Adds organisations, each with the keys that sign its badges."""

import re
from datetime import datetime
from functools import cache
from importlib.resources import files
from uuid import UUID
from zoneinfo import available_timezones

from sqlalchemy import select
from sqlalchemy.orm import Session
from uuid_utils.compat import uuid7

from leap_dash.credentials.keys import KINDS, KeyStore
from leap_dash.db import Org
from leap_dash.domain.access import Permission, Scope
from leap_dash.domain.errors import (
    BadInputError,
    ConflictError,
    NotFoundError,
)
from leap_dash.services import audit

# Part of the issuer's DID and of addresses, so: what needs no escaping in either.
SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
SLUG_LENGTH = 63
NAME_LENGTH = 500


def add_org(
    session: Session,
    scope: Scope,
    *,
    slug: str,
    name: str,
    country: str,
    keys: KeyStore,
    now: datetime,
    parent: str | None = None,
    time_zone: str | None = None,
    language: str = "en",
    is_demo: bool = False,
) -> UUID:
    """Add an org and its signing keys; returns its id.

    `country` is an ISO 3166-1 alpha-2 code; the time zone is the country's first where none is
    given. Raises BadInputError, NotFoundError (parent), ForbiddenError and ConflictError (slug).
    When a key cannot be made, the caller's transaction holds no org either.
    """
    _check_slug(slug)
    name = name.strip()
    if not name or len(name) > NAME_LENGTH:
        raise BadInputError(f"The name must have 1 to {NAME_LENGTH} characters.")
    country = _country(country)
    above = _parent(session, scope, parent)
    if session.scalar(select(Org.id).where(Org.slug == slug)) is not None:
        raise ConflictError(f"There is an organisation {slug!r} already.")
    org_id = uuid7()
    session.add(
        Org(
            id=org_id,
            slug=slug,
            name=name,
            country=country,
            time_zone=_time_zone(time_zone, country),
            language=language,
            parent_id=above.id if above else None,
            network_id=above.network_id if above else org_id,
            is_demo=is_demo,
        )
    )
    session.flush()
    audit.record(
        session,
        at=now,
        actor=scope.actor,
        org_id=org_id,
        action="org.add",
        subject=slug,
    )
    _make_keys(keys, slug)
    return org_id


def _make_keys(keys: KeyStore, slug: str) -> None:
    """Make the org's first keys: last, because a file is not undone with the transaction.

    One that is there already is of an attempt whose commit was lost; it has signed nothing.
    """
    there = {key.kind for key in keys.list(slug)}
    for kind in KINDS:
        if kind not in there:
            keys.create(slug, kind)


def _check_slug(slug: str) -> None:
    if len(slug) > SLUG_LENGTH or not SLUG.fullmatch(slug):
        raise BadInputError(
            f"{slug!r} cannot be a slug; expected lower-case letters, digits and single hyphens, "
            f"at most {SLUG_LENGTH}, such as tralee-college."
        )


def _parent(session: Session, scope: Scope, slug: str | None) -> Org | None:
    if slug is None:
        if not scope.operator:
            raise BadInputError("Say which organisation the new one stands under.")
        return None
    org = session.scalar(select(Org).where(Org.slug == slug))
    if org is None or not scope.may(Permission.ADMINISTER, org.id):
        raise NotFoundError(f"There is no organisation {slug!r} that you run.")
    return org


def _country(code: str) -> str:
    known = code.strip().upper()
    if known not in _countries():
        raise BadInputError(
            f"{code!r} is not a country; expected two letters of ISO 3166, such as IE or PT."
        )
    return known


def _time_zone(name: str | None, country: str) -> str:
    if name is None:
        return _countries()[country]
    if name not in available_timezones():
        raise BadInputError(f"{name!r} is not a time zone; expected a name such as Europe/Dublin.")
    return name


@cache
def _countries() -> dict[str, str]:
    """Every ISO 3166 code with the first time zone that tzdata's own tables list for it."""
    tables = files("tzdata").joinpath("zoneinfo")
    zones: dict[str, str] = {}
    for line in _rows(tables.joinpath("iso3166.tab").read_text("utf-8")):
        zones[line[0]] = "UTC"
    for line in reversed(_rows(tables.joinpath("zone.tab").read_text("utf-8"))):
        zones[line[0]] = line[2]
    return zones


def _rows(table: str) -> list[list[str]]:
    return [line.split("\t") for line in table.splitlines() if line and not line.startswith("#")]
