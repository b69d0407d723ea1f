"""Status lists: the bits that go in come out, here and elsewhere."""

import base64
import gzip

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openbadgeslib.ob3 import decode_encoded_list, set_indices

from leap_dash.credentials.proof import add_proof, verify_proof
from leap_dash.credentials.status import MIN_ENTRIES, decode, encode, is_set, status_list_document
from leap_dash.domain.errors import BadInputError
from tests.credentials.issuing import AWARD, AWARDED, ISSUER, PUBLIC, SIGNER


@settings(max_examples=30, deadline=None)
@given(st.sets(st.integers(0, MIN_ENTRIES - 1), max_size=40))
def test_the_bits_that_are_set_are_read_back_here_and_elsewhere(indices: set[int]) -> None:
    encoded = encode(indices)
    bits = decode(encoded)
    assert {
        index for index in range(MIN_ENTRIES) if bits[index // 8] and is_set(bits, index)
    } == indices
    assert set(set_indices(decode_encoded_list(encoded))) == indices
    assert encode(sorted(indices, reverse=True)) == encoded


def test_the_first_bit_is_the_most_significant() -> None:
    assert decode(encode([0]))[0] == 0b1000_0000
    assert decode(encode([8, 15]))[1] == 0b1000_0001


def packed(raw: bytes) -> str:
    """Encode bytes as a list that is not ours."""
    return "u" + base64.urlsafe_b64encode(gzip.compress(raw)).rstrip(b"=").decode()


@pytest.mark.parametrize(
    "encoded",
    [
        "",
        "u",
        "z" + encode([])[1:],
        encode([])[1:],
        encode([]) + "=",
        encode([])[:-8],
        "u!!!",
        packed(bytes(100)),
        packed(bytes(200 * 1024 * 1024)),
        packed(bytes(MIN_ENTRIES // 8))[:-4] + "AAAA",
    ],
    ids=range(10),
)
def test_a_damaged_list_and_a_bomb_are_refused(encoded: str) -> None:
    with pytest.raises(BadInputError, match="status list"):
        decode(encoded)


def test_an_index_outside_the_list_is_refused() -> None:
    for index in (-1, MIN_ENTRIES):
        with pytest.raises(BadInputError, match=f"{index} is not between 0 and 131071"):
            encode([index])
        with pytest.raises(BadInputError, match=f"{index} is not between 0 and 131071"):
            is_set(decode(encode([])), index)
    with pytest.raises(BadInputError, match="at least 131072 entries"):
        encode([], size=1024)


def test_a_status_list_is_signed_like_any_credential() -> None:
    assert AWARD.status_list_url is not None
    document = status_list_document(
        ISSUER.id, AWARD.status_list_url, "revocation", encode([7]), AWARDED
    )
    signed = add_proof(document, SIGNER, AWARDED)
    assert verify_proof(document, signed["proof"][0], PUBLIC)
    document["credentialSubject"]["encodedList"] = encode([])
    assert not verify_proof(document, signed["proof"][0], PUBLIC)
