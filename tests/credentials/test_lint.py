"""What is signed fits the official schemas; what does not fit, or reads differently, is refused."""

import copy
import json
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from leap_dash.credentials.compose import compose, serialise, timestamp
from leap_dash.credentials.identity import identity_hash
from leap_dash.credentials.lint import lint
from leap_dash.credentials.model import AchievementSpec, AwardSlots, Evidence, Issuer
from leap_dash.credentials.schema import check_schema
from leap_dash.domain.errors import BadInputError, SigningError
from tests.credentials.issuing import ACHIEVEMENT, AWARD, AWARDED, ISSUER, signed_document

Json = dict[str, Any]

BARE = (
    Issuer("did:web:a.example:issuers:b", "B", "https://a.example"),
    AchievementSpec("https://a.example/achievements/1", "Course", "C", "D", "E"),
    AwardSlots("https://a.example/badges/1", "urn:uuid:1", None, None, AWARDED),
)


@pytest.fixture(scope="module", params=["jsonld", "strict"])
def official(request: pytest.FixtureRequest, shared_data: Path) -> jsonschema.protocols.Validator:
    """The official schemas: as served for JSON-LD, and the formal one."""
    name = f"ob_v3p0_achievementcredential_schema.{request.param}.json"
    schema = json.loads((shared_data / "standards" / "schemas" / name).read_text())
    return jsonschema.validators.validator_for(schema)(schema)


def test_what_we_sign_fits_the_official_schemas(official: jsonschema.protocols.Validator) -> None:
    official.validate(signed_document())
    official.validate({**signed_document(), **compose(*BARE)})
    evidence = (Evidence("A shift on film", "https://films.example/1", narrative="Forty minutes."),)
    shown = compose(ISSUER, ACHIEVEMENT, AWARD._replace(evidence=evidence))
    official.validate({**signed_document(), **shown})
    lint(shown)


def test_whatever_the_official_schema_misses_we_miss_too(
    official: jsonschema.protocols.Validator,
) -> None:
    for path in every_object(signed_document()):
        for name in list(at(signed_document(), path)):
            document = signed_document()
            del at(document, path)[name]
            # The formal schema wants an id of the status entry, the data model does not.
            if not official.is_valid(document) and (path, name) != (("credentialStatus",), "id"):
                with pytest.raises(BadInputError):
                    check_contexts_and_schema(document)


def check_contexts_and_schema(document: Json) -> None:
    """Check what `lint` and `verify` check of a document's form."""
    if len(document.get("@context", [])) < 2:
        raise BadInputError("too few contexts")
    check_schema(document)


def every_object(value: Any, path: tuple[str | int, ...] = ()) -> list[tuple[str | int, ...]]:  # noqa: ANN401
    """Return the paths of all objects of a document."""
    found = [path] if isinstance(value, dict) else []
    items = value.items() if isinstance(value, dict) else enumerate(value)
    for key, child in items:
        if isinstance(child, dict | list):
            found += every_object(child, (*path, key))
    return found


def at(document: Any, path: tuple[str | int, ...]) -> Any:  # noqa: ANN401
    """Return what stands at a path."""
    for key in path:
        document = document[key]
    return document


def test_the_schema_agrees_with_the_official_one_on_the_validators_fixtures(
    shared_data: Path, official: jsonschema.protocols.Validator
) -> None:
    folder = shared_data / "standards" / "vectors" / "1edtech-validator" / "ob30"
    for path in folder.glob("*.json"):
        document = json.loads(path.read_text())
        if official.is_valid(document) and "-type" not in path.stem:
            check_schema(document)
        elif "-type" in path.stem and "-err-" in path.stem:
            with pytest.raises(BadInputError):
                check_schema(document)


def test_the_barest_award_can_be_signed() -> None:
    document = compose(*BARE)
    lint(document)
    assert "identifier" not in document["credentialSubject"]
    assert not {"credentialStatus", "validUntil"} & set(document)


SPOILED: list[tuple[str, Callable[[Json], object]]] = [
    (r"name is null or empty", lambda d: d.update(name=None)),
    (r"credentialSubject\.achievement\.tag is null or empty", lambda d: badge(d).update(tag=[])),
    (r"achievement\.description is empty text", lambda d: badge(d).update(description=" ")),
    (r"achievement\.name has a control character", lambda d: badge(d).update(name="a\tb")),
    (r"achievement\.name has a control character", lambda d: badge(d).update(name="a\x7fb")),
    (r"achievement\.name has a control character", lambda d: badge(d).update(name="a\r\nb")),
    (r"achievement\.tag\[1\] has half a character", lambda d: badge(d).update(tag=["a", "\ud83d"])),
    (r"creditsAvailable is a number", lambda d: badge(d).update(creditsAvailable=1e-7)),
    (r"creditsAvailable is a number", lambda d: badge(d).update(creditsAvailable=1 / 3)),
    (r"creditsAvailable is a number", lambda d: badge(d).update(creditsAvailable=float("nan"))),
    (r"creditsAvailable is a number", lambda d: badge(d).update(creditsAvailable=float("inf"))),
    (r"creditsAvailable is a whole number", lambda d: badge(d).update(creditsAvailable=2**53)),
    (r"achievement must contain", lambda d: badge(d).pop("criteria")),
    (r"achievement\.achievementType must match", lambda d: badge(d).update(achievementType="X")),
    (r"achievement\.inLanguage must match", lambda d: badge(d).update(inLanguage="English")),
    (r"achievement\.level: the contexts do not define", lambda d: badge(d).update(level="gold")),
    (r"issuer\.id must match", lambda d: d["issuer"].update(id="issuers/riverside")),
    (r"identifier\[0\] must not contain", lambda d: subject(d)["identifier"][0].update(x="y")),
    (r"validFrom must match", lambda d: d.update(validFrom="2026-05-03T09:30:00")),
    (r"validFrom or validUntil: ", lambda d: d.update(validFrom="2026-02-30T09:30:00Z")),
    (r"validUntil is not after validFrom", lambda d: d.update(validUntil=d["validFrom"])),
    (r"which is not pinned", lambda d: d["@context"].append("https://a.example/context")),
]


def subject(document: Json) -> Json:
    """Return the subject of an award."""
    return document["credentialSubject"]  # type: ignore[no-any-return]


def badge(document: Json) -> Json:
    """Return the achievement of an award."""
    return subject(document)["achievement"]  # type: ignore[no-any-return]


@pytest.mark.parametrize(("words", "spoil"), SPOILED)
def test_what_must_not_be_signed_is_refused_with_its_path(
    words: str, spoil: Callable[[Json], object]
) -> None:
    document = copy.deepcopy(compose(ISSUER, ACHIEVEMENT, AWARD))
    lint(document)
    spoil(document)
    with pytest.raises(SigningError, match=words):
        lint(document)


def test_fractions_that_everyone_writes_alike_may_be_signed() -> None:
    document = copy.deepcopy(compose(ISSUER, ACHIEVEMENT, AWARD))
    badge(document).update(creditsAvailable=1.5)
    lint(document)


def test_half_given_slots_and_times_without_a_zone_are_refused() -> None:
    for half in (
        AWARD._replace(status_index=None),
        AWARD._replace(status_list_url=None),
        AWARD._replace(subject_salt=None),
        AWARD._replace(subject_identity_hash=None),
    ):
        with pytest.raises(SigningError, match=f"{AWARD.id} needs both"):
            compose(ISSUER, ACHIEVEMENT, half)
    with pytest.raises(SigningError, match="no time zone"):
        timestamp(datetime(2026, 5, 3))  # noqa: DTZ001
    assert timestamp(datetime(2026, 5, 3, 9, 30, 15, 999_999, tzinfo=UTC)) == "2026-05-03T09:30:15Z"


def test_the_learners_address_is_hashed_as_the_standard_says() -> None:
    # printf 'a@example.orgsalt' | sha256sum
    digest = "c59bfc828b5238f80d9ec89ec66326e082efe92c9fdb77f947530b0557b3b17b"
    assert identity_hash(" A@Example.org ", "salt") == f"sha256${digest}"
    assert "@" not in serialise(subject(signed_document()))
