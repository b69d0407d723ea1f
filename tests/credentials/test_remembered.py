"""A remembered form is what canonicalising gives, byte for byte; and refused is the same."""

import copy
import json
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from leap_dash.credentials import remembered
from leap_dash.credentials.canonical import canonicalise
from leap_dash.credentials.compose import compose
from leap_dash.credentials.model import AchievementSpec, AwardSlots, Issuer
from leap_dash.credentials.proof import canonical_options
from leap_dash.credentials.remembered import canonical_badge, canonical_proof
from leap_dash.domain.errors import BadInputError, SigningError
from tests.credentials.issuing import signed_document
from tests.credentials.test_template import ACHIEVEMENTS, ISSUERS, slots

Json = dict[str, Any]
ODD: tuple[object, ...] = (None, True, "_:b", {}, "urn:x:1")


def unsigned() -> Json:
    """The badge without its proof."""
    document = signed_document()
    del document["proof"]
    return document


def same_twice(document: Json) -> None:
    """Both ways agree, for a shape that is new and for one that is known."""
    for _ in range(2):
        assert outcome(canonical_badge, document) == outcome(canonicalise, document)


def outcome(work: Callable[[Json], bytes], document: Json) -> str:
    """What comes out, or the words with which it is refused."""
    try:
        return str(work(copy.deepcopy(document)))
    except BadInputError as refusal:
        return f"refused: {type(refusal).__name__}"


def places(value: object, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """The path of everything inside a document."""
    items: Any = ()
    if isinstance(value, dict | list):
        items = value.items() if isinstance(value, dict) else enumerate(value)
    for key, inner in items:
        yield (*path, key)
        yield from places(inner, (*path, key))


def holder(document: Json, path: tuple[Any, ...]) -> Any:  # noqa: ANN401
    """What holds the last step of a path."""
    found: Any = document
    for key in path[:-1]:
        found = found[key]
    return found


@settings(max_examples=150, deadline=None)
@given(st.sampled_from(ISSUERS), st.sampled_from(ACHIEVEMENTS), slots())
def test_badges_of_all_kinds_have_the_same_form_either_way(
    issuer: Issuer, achievement: AchievementSpec, award: AwardSlots
) -> None:
    try:
        document = compose(issuer, achievement, award)
    except SigningError:
        return
    same_twice(document)


def test_whatever_is_left_out_or_replaced_the_form_is_the_same_either_way() -> None:
    same_twice(unsigned())
    for path in list(places(unsigned())):
        without = unsigned()
        del holder(without, path)[path[-1]]
        same_twice(without)
        for value in ODD:
            changed = unsigned()
            holder(changed, path)[path[-1]] = value
            same_twice(changed)


def test_names_that_only_look_as_if_they_followed_change_nothing() -> None:
    document = unsigned()
    del document["id"]
    for number, result in enumerate(document["credentialSubject"]["result"]):
        result["id"] = f"None#result-{number}"
    same_twice(document)
    document = unsigned()
    document["credentialStatus"] = {"id": "None#None", "type": "BitstringStatusListEntry"}
    same_twice(document)


@pytest.mark.parametrize(
    "folder", ["1edtech-validator", "obv3-impl-guide", "vcdm2", "eddsa-rdfc-2022"]
)
def test_documents_of_others_have_the_same_form_either_way(shared_data: Path, folder: str) -> None:
    found = sorted((shared_data / "standards" / "vectors" / folder).rglob("*.json"))
    documents: list[Json] = []
    for path in found:
        with suppress(json.JSONDecodeError):  # some are damaged on purpose
            documents += [each for each in [json.loads(path.read_text())] if isinstance(each, dict)]
    assert documents
    for document in documents:
        document.pop("proof", None)
        same_twice(document)


@given(st.datetimes().map(lambda moment: f"{moment:%Y-%m-%dT%H:%M:%S}Z") | st.text(max_size=9))
def test_the_options_of_a_proof_have_the_same_form_either_way(created: str) -> None:
    document = signed_document()
    options = document["proof"][0] | {"created": created}
    contexts = document["@context"]
    for _ in range(2):
        assert outcome(lambda given: canonical_proof(contexts, given), options) == outcome(
            lambda given: canonical_options(contexts, given), options
        )


def test_only_so_many_shapes_are_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(remembered, "MOST_SHAPES", 3)
    for number in range(6):
        same_twice(unsigned() | {"name": f"Badge {number}"})
    assert len(remembered._badges._known) <= 3
