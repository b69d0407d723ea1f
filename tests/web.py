"""The web app on a test's database, a browser without a window, and a badge to look at."""

import re
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from uuid import UUID

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from leap_dash.app import create_app
from leap_dash.credentials.keys import KeyStore
from leap_dash.credentials.online.internet import Internet
from leap_dash.db import Achievement, Award, Learner, Org
from leap_dash.db.session import connect, writing
from leap_dash.domain.access import OPERATOR, Role
from leap_dash.services import batches
from leap_dash.services.issuing import Publisher
from leap_dash.services.people import add_user
from leap_dash.settings import Settings, read_settings
from tests.factories import NOW

BASE_URL = "http://localhost"
SECRET_KEY = "0123456789abcdef0123456789abcdef"
PASSWORD = "a sound pass phrase"


class Clock:
    """A clock that stands still until it is told to go on."""

    def __init__(self, now: datetime = NOW) -> None:
        self.now = now

    def __call__(self) -> datetime:
        return self.now

    def goes_on(self, by: timedelta) -> None:
        """Let time pass."""
        self.now += by


@dataclass(frozen=True, slots=True)
class Web:
    """An installation that can be visited."""

    app: Flask
    engine: Engine
    keys: KeyStore
    settings: Settings
    clock: Clock = field(default_factory=Clock)

    def browser(self) -> FlaskClient:
        """Somebody who is not signed in."""
        return self.app.test_client()

    def close(self) -> None:
        """Let go of the database."""
        self.engine.dispose()
        self.app.extensions["leap_dash"].engine.dispose()


def make_web(
    database_url: str,
    folder: Path,
    *,
    internet: Internet | None = None,
    now: datetime = NOW,
    **variables: str,
) -> Web:
    """The app on that database; `variables` are LEAP_DASH_ ones without the prefix."""
    given = {
        "DATA_DIR": str(folder / "data"),
        "DATABASE_URL": database_url,
        "BASE_URL": BASE_URL,
        "SECRET_KEY": SECRET_KEY,
    } | variables
    settings = read_settings({f"LEAP_DASH_{name}": value for name, value in given.items()})
    clock = Clock(now)
    app = create_app(settings, clock=clock, internet=internet)
    engine = connect(database_url)
    return Web(app, engine, KeyStore(settings.keys_dir, None), settings, clock)


def add_person(
    session: Session, org: Org, role: Role, *, learner: Learner | None = None, email: str = ""
) -> str:
    """Someone who can sign in with PASSWORD; returns their e-mail."""
    email = email or f"{role.value}@{org.slug}.example.org"
    add_user(
        session,
        OPERATOR,
        email=email,
        org_slug=org.slug,
        role=role,
        now=NOW,
        learner=str(learner.id) if learner else None,
        password=PASSWORD,
    )
    return email


def csrf_token(client: FlaskClient) -> str:
    """The token of this browser's session, as the sign-in form holds it."""
    found = re.search(r'name="csrf_token" value="([^"]+)"', client.get("/sign-in").text)
    assert found
    return found[1]


def sign_in(
    client: FlaskClient, email: str, password: str = PASSWORD, next_page: str = ""
) -> TestResponse:
    """Fill in the form and send it."""
    form = {"csrf_token": csrf_token(client), "email": email, "password": password}
    return client.post("/sign-in", data=form | {"next": next_page})


def issue(web: Web, achievement: Achievement, learner: Learner, cohort_id: UUID) -> UUID:
    """A signed badge of the learner, made as bulk awards are; what it hangs on is committed."""
    with writing(web.engine)() as session:
        batch_id = batches.start(
            session,
            OPERATOR,
            achievement_id=achievement.id,
            rule_version=1,
            cohort_id=cohort_id,
            candidates=[batches.Candidate(learner.id, cohort_id, [])],
            evaluated=1,
            already=0,
            now=web.clock(),
        )
        session.commit()
    outcome = batches.finish(
        web.engine,
        batch_id,
        publisher=Publisher(web.keys, web.settings.base_url),
        clock=web.clock,
    )
    assert (outcome.issued, outcome.failed) == (1, [])
    with writing(web.engine)() as session:
        return session.scalars(select(Award.id).where(Award.batch_id == batch_id)).one()
