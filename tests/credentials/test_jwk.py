"""RSA public keys as JSON Web Keys: one text for each, a name of their own, none that is weak."""

from contextlib import suppress

import pytest
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicNumbers, generate_private_key
from hypothesis import given
from hypothesis import strategies as st

from leap_dash.credentials import base64url, jwk
from leap_dash.domain.errors import BadInputError
from tests.credentials.issuing import RSA_PUBLIC


def test_a_key_is_read_as_it_was_written() -> None:
    assert jwk.decode(jwk.encode(RSA_PUBLIC)) == RSA_PUBLIC


def test_the_name_of_a_key_is_the_one_of_the_standard() -> None:
    # RFC 7638, section 3.1.
    example = {
        "kty": "RSA",
        "n": "0vx7agoebGcQSuuPiLJXZptN9nndrQmbXEps2aiAFbWhM78LhWx4cbbfAAtVT86zwu1RK7aPFFxuhDR1"
        "L6tSoc_BJECPebWKRXjBZCiFV4n3oknjhMstn64tZ_2W-5JsGY4Hc5n9yBXArwl93lqt7_RN5w6Cf0h4"
        "QyQ5v-65YGjQR0_FDW2QvzqY368QQMicAtaSqzs8KJZgnYb9c7d0zgdAZHzu6qMQvRL5hajrn1n91CbO"
        "pbISD08qNLyrdkt-bFTWhAI4vMQFh6WeZu0fM4lFd2NcRwr3XPksINHaQ-G_xBniIqbw0Ls1jF44-csF"
        "Cur-kEgU8awapJzKnqDKgw",
        "e": "AQAB",
    }
    assert jwk.thumbprint(jwk.decode(example)) == "NzbLsXh8uDCcd-6MNwXF4W_7noWXFZAfHkxZsRGC9Xs"


GOOD = jwk.encode(RSA_PUBLIC)


@pytest.mark.parametrize(
    ("key", "words"),
    [
        (None, "not an RSA public key"),
        ([], "not an RSA public key"),
        ({**GOOD, "kty": "EC"}, "not an RSA public key"),
        ({**GOOD, "d": "AQAB"}, "not an RSA public key"),
        ({**GOOD, "n": 7}, "base64url"),
        ({**GOOD, "n": "AA" + GOOD["n"]}, "begins with zeros"),
        ({**GOOD, "n": GOOD["n"] + "=="}, "base64url"),
        ({**GOOD, "e": "AQ"}, "not an RSA public key: e must be"),
        ({**GOOD, "e": "BA"}, "not an RSA public key: e must be"),
        ({**GOOD, "n": base64url.encode(b"\xff" * 2049)}, "at most"),
    ],
)
def test_what_is_no_key_is_refused(key: object, words: str) -> None:
    with pytest.raises(BadInputError, match=words):
        jwk.decode(key)


def test_a_short_key_is_refused() -> None:
    short = generate_private_key(65537, 1024).public_key()  # noqa: S505
    assert jwk.is_short(short)
    with pytest.raises(BadInputError, match="1024 bits; at least 2048"):
        jwk.decode(jwk.encode(short))
    just_short = RSAPublicNumbers(65537, 2**2047 - 1).public_key()
    assert jwk.is_short(just_short)


@given(st.binary(max_size=40), st.integers(min_value=0), st.characters())
def test_bytes_have_one_base64url_text(data: bytes, place: int, other: str) -> None:
    text = base64url.encode(data)
    assert base64url.decode(text) == data
    place %= len(text) + 1
    changed = text[:place] + other + text[place + 1 :]
    with suppress(BadInputError):
        assert base64url.decode(changed) != data or changed == text
