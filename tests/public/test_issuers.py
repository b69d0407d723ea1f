"""The issuer's public addresses, and whether this installation is up."""

import json
from datetime import timedelta
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from cryptography.hazmat.primitives.hashes import SHA256
from sqlalchemy import event

from leap_dash.credentials import jwt, status
from leap_dash.db import Achievement
from leap_dash.db.session import connect, sqlite_url, writing
from leap_dash.domain.access import OPERATOR
from leap_dash.services.issuer_profile import Profile, update_profile
from tests.public.conftest import Given
from tests.web import Web, make_web


def test_the_did_document_lists_the_key_and_after_a_rotation_both(given: Given) -> None:
    client = given.web.browser()
    before = json.loads(client.get("/issuers/tralee/did.json").text)
    assert before["id"] == "did:web:localhost:issuers:tralee"
    given.web.keys.rotate("tralee")
    after = json.loads(client.get("/issuers/tralee/did.json").text)
    assert len(after["verificationMethod"]) == 2
    assert before["verificationMethod"][0] in after["verificationMethod"]
    badge = client.get(given.path)
    assert "ld-verdict-valid" in badge.text  # a retired key verifies what it signed


def test_the_page_names_the_issuer_and_its_badges(given: Given) -> None:
    page = given.web.browser().get("/issuers/tralee").text
    assert "did:web:localhost:issuers:tralee" in page
    assert f"/achievements/{given.achievement_id}" in page


def test_profile_and_achievement_say_what_the_badge_says(given: Given) -> None:
    client = given.web.browser()
    badge = json.loads(client.get(f"{given.path}.json").text)
    profile = json.loads(client.get("/issuers/tralee.json").text)
    achievement = json.loads(client.get(f"/achievements/{given.achievement_id}.json").text)
    assert profile.pop("@context") == achievement.pop("@context")
    assert profile == badge["issuer"]
    assert achievement == badge["credentialSubject"]["achievement"]


def test_the_addresses_of_an_issuer_do_not_read_the_pictures_of_its_badges(given: Given) -> None:
    engine = given.web.app.extensions["leap_dash"].engine
    statements: list[str] = []
    event.listen(engine, "before_cursor_execute", lambda *about: statements.append(about[2]))
    for ending in ("", ".json", "/did.json"):
        assert given.web.browser().get(f"/issuers/tralee{ending}").status_code == 200
    assert any("FROM achievement" in statement for statement in statements)
    assert not any("achievement.image_png" in statement for statement in statements)


def test_an_issuer_with_a_picture_shows_it_and_one_without_has_none(given: Given) -> None:
    client = given.web.browser()
    assert client.get("/issuers/tralee.png").status_code == 404
    assert "pub-logo" not in client.get("/issuers/tralee").text
    logo = client.get(f"/achievements/{given.achievement_id}.png?size=64").data
    with writing(given.web.engine)() as session:
        profile = Profile(image=logo, identifiers=[("ext:pic", "948")])
        update_profile(session, OPERATOR, "tralee", profile, now=given.web.clock())
        session.commit()
    assert client.get("/issuers/tralee.png").data == logo
    profile_json = json.loads(client.get("/issuers/tralee.json").text)
    assert profile_json["image"]["id"].endswith("/issuers/tralee.png")
    assert profile_json["address"]["addressCountryCode"] == "IE"
    assert profile_json["otherIdentifier"][0]["identifier"] == "948"
    assert "pub-logo" in client.get("/issuers/tralee").text


def test_a_badge_can_be_read_in_each_of_its_languages(given: Given) -> None:
    client = given.web.browser()
    words = {"el": {"name": "Υποδοχή", "description": "Υποδέχεται επισκέπτες."}}
    with writing(given.web.engine)() as session:
        session.get_one(Achievement, given.achievement_id).translations = words
        session.commit()
    path = f"/achievements/{given.achievement_id}"
    assert "Υποδοχή" in client.get(path).text  # the way there
    page = client.get(f"{path}/el")
    assert '<h1 lang="el">Υποδοχή</h1>' in page.text
    document = json.loads(client.get(f"{path}/el.json").text)
    assert (document["name"], document["inLanguage"]) == ("Υποδοχή", "el")
    assert document["related"][0]["id"].endswith(path)
    original = json.loads(client.get(f"{path}.json").text)
    assert {each["id"]: each.get("inLanguage") for each in original["related"]} == {
        document["id"]: "el"
    }
    assert client.get(f"{path}/de").status_code == 404
    assert client.get(f"{path}/de.json").content_type == "application/problem+json"


def test_the_status_list_is_signed_by_the_issuer_and_has_the_bit(given: Given) -> None:
    client = given.web.browser()
    entry = json.loads(client.get(f"{given.path}.json").text)["credentialStatus"]
    path = entry["statusListCredential"].removeprefix("http://localhost")
    index = int(entry["statusListIndex"])

    def bit() -> bool:
        document = json.loads(client.get(path).text)
        assert document["id"] == entry["statusListCredential"]
        assert document["proof"][0]["verificationMethod"].startswith(document["issuer"])
        return status.is_set(status.decode(document["credentialSubject"]["encodedList"]), index)

    assert not bit()
    given.revoke("Awarded in error")
    assert bit()


def test_the_status_list_as_a_token_says_the_same_and_is_signed_by_the_issuer(
    given: Given,
) -> None:
    client = given.web.browser()
    for path in ("/status/tralee/revocation/1", "/status/tralee/suspension/1"):
        document = json.loads(client.get(path).text)
        answer = client.get(f"{path}.jwt")
        assert answer.content_type == "application/vc+jwt"
        token = jwt.read(answer.data)
        assert token.document == {k: v for k, v in document.items() if k != "proof"}
        assert token.header.keys() == {"alg", "kid"}
        assert token.claims["iss"] == document["issuer"]
        keys = given.web.keys.public_keys("tralee")
        key = keys[token.header["kid"].partition("#")[2]]
        assert isinstance(key, RSAPublicKey)
        key.verify(token.signature, token.signed, PKCS1v15(), SHA256())
        again = client.get(f"{path}.jwt", headers={"If-None-Match": answer.headers["ETag"]})
        assert again.status_code == 304
    assert client.get("/status/tralee/revocation/2.jwt").status_code == 404
    before = client.get("/status/tralee/revocation/1.jwt").headers["ETag"]
    given.web.clock.goes_on(timedelta(hours=1))
    given.revoke("Awarded in error")
    assert client.get("/status/tralee/revocation/1.jwt").headers["ETag"] != before


def test_a_suspended_badge_is_in_both_lists_until_it_is_reinstated(given: Given) -> None:
    client = given.web.browser()
    entry = json.loads(client.get(f"{given.path}.json").text)["credentialStatus"]
    revocations = entry["statusListCredential"].removeprefix("http://localhost")
    index = int(entry["statusListIndex"])

    def bits() -> tuple[bool, bool]:
        lists = (revocations, revocations.replace("revocation", "suspension"))
        documents = [json.loads(client.get(path).text)["credentialSubject"] for path in lists]
        assert [each["statusPurpose"] for each in documents] == ["revocation", "suspension"]
        found = [status.is_set(status.decode(each["encodedList"]), index) for each in documents]
        return found[0], found[1]

    assert bits() == (False, False)
    given.suspend("A complaint is being looked into")
    assert bits() == (True, True)
    given.reinstate()
    assert bits() == (False, False)
    given.suspend("Once more")
    given.revoke("It was right")
    assert bits() == (True, False)


def test_ready_says_whether_the_database_is_there_and_migrated(web: Web, tmp_path: Path) -> None:
    assert web.browser().get("/healthz").status_code == 200
    assert web.browser().get("/readyz").status_code == 200
    url = sqlite_url(tmp_path / "empty.db")
    connect(url).connect().close()
    empty = make_web(url, tmp_path)
    assert empty.browser().get("/healthz").status_code == 200
    answer = empty.browser().get("/readyz")
    assert answer.status_code == 503
    assert "leap-dash init" in answer.text
    empty.close()


def test_a_database_that_cannot_be_reached_is_told_without_its_address(tmp_path: Path) -> None:
    web = make_web("postgresql://someone:hush@127.0.0.1:1/nowhere", tmp_path)
    answer = web.browser().get("/readyz")
    assert answer.status_code == 503
    assert "hush" not in answer.text
    web.close()
