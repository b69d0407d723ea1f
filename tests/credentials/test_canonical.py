"""What would be shown but not signed is refused, and hostile documents cost little."""

import threading
import time
from concurrent.futures import ThreadPoolExecutor
from hashlib import sha256
from typing import Any

import pytest

from leap_dash.credentials import contexts
from leap_dash.credentials.canonical import canonicalise
from leap_dash.credentials.compose import compose
from leap_dash.domain.errors import BadInputError
from tests.credentials.issuing import ACHIEVEMENT, AWARD, ISSUER


def document() -> dict[str, Any]:
    """Return an award to spoil."""
    return compose(ISSUER, ACHIEVEMENT, AWARD)


def test_the_pinned_contexts_are_the_ones_of_the_standards_bodies() -> None:
    digests = {
        "credentials-v2.json": "59955ced6697d61e03f2b2556febe5308ab16842846f5b586d7f1f7adec92734",
        "ob-v3p0-context-3.0.3.json": (
            "3d34f4d4ef1bce691106e63798beb5e7b862ba841423f5ee1e53ab7ddf3bca84"
        ),
        "ob-v3p0-extensions.json": (
            "87c06c81bc2317663bf288d740d94fddd2818c4342b186270ff6371dfaa63f93"
        ),
    }
    folder = contexts.folder()
    assert {name: sha256((folder / name).read_bytes()).hexdigest() for name in digests} == digests


def test_no_context_is_ever_fetched() -> None:
    with pytest.raises(BadInputError, match="not one that this issuer knows"):
        contexts.load("https://www.w3.org/ns/credentials/examples/v2")


def test_a_member_that_would_not_be_signed_is_named_with_its_path() -> None:
    spoiled = document()
    spoiled["credentialSubject"]["achievement"]["alignment"][1]["weight"] = "heavy"
    with pytest.raises(
        BadInputError, match=r"credentialSubject\.achievement\.alignment\[1\]\.weight.*not define"
    ):
        canonicalise(spoiled)


@pytest.mark.parametrize(
    "address", ["badges/1", "#1", "", "//host/1", "_:b0", "a b:c", "http://a b"]
)
def test_an_id_that_is_not_absolute_is_refused(address: str) -> None:
    spoiled = document()
    spoiled["issuer"]["id"] = address
    with pytest.raises(BadInputError, match=r"not signed|not valid"):
        canonicalise(spoiled)


def test_objects_too_alike_to_be_told_apart_are_refused_at_once() -> None:
    # Nine unnamed objects that all point at one another take minutes to label.
    names = [f"_:x{number}" for number in range(9)]
    spoiled = document()
    spoiled["credentialSubject"]["achievement"]["alignment"] = [
        {"type": ["Alignment"], "targetName": "Same", "targetUrl": "http://a.b/c"} for _ in names
    ]
    start = time.perf_counter()
    with pytest.raises(BadInputError, match="9 unnamed objects too alike"):
        canonicalise(spoiled)
    assert time.perf_counter() - start < 1


def test_a_document_of_very_many_values_is_refused_at_once() -> None:
    spoiled = document()
    spoiled["credentialSubject"]["achievement"]["tag"] = [
        f"tag {number}" for number in range(50_000)
    ]
    start = time.perf_counter()
    with pytest.raises(BadInputError, match="more than 1200 values"):
        canonicalise(spoiled)
    assert time.perf_counter() - start < 1


def test_many_threads_canonicalise_alike() -> None:
    expected = canonicalise(document())
    together = threading.Barrier(8)

    def work(_: int) -> set[bytes]:
        together.wait()
        return {canonicalise(document()) for _ in range(5)}

    with ThreadPoolExecutor(8) as pool:
        assert set().union(*pool.map(work, range(8))) == {expected}
