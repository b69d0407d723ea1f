"""Ed25519 public keys as Multikey text (`z6Mk...`), and which of them are never accepted.

Source: W3C Controlled Identifiers 1.0, section Multikey. Private keys are the business of `keys`.
"""

import base58

from leap_dash.domain.errors import BadInputError

_ED25519_PREFIX = b"\xed\x01"
_MAX_DIGITS = 47  # what 34 bytes take at most
_P = 2**255 - 19

# With a public key of small order a signature can be made that fits many messages, without any
# private key. These are the y coordinates of all eight points of order 1, 2, 4 and 8.
_ORDER_8_Y = 0x05FC536D880238B13933C6D305ACDFD5F098EFF289F4C345B027B2C28F95E826
_SMALL_ORDER_Y = frozenset({0, 1, _P - 1, _ORDER_8_Y, _P - _ORDER_8_Y})


def is_weak(public_key: bytes) -> bool:
    """Tell whether the 32 bytes are a point of small order, or not written the one right way."""
    y = int.from_bytes(public_key, "little") & (2**255 - 1)
    return y >= _P or y in _SMALL_ORDER_Y


def encode(public_key: bytes) -> str:
    """Write the 32 bytes of an Ed25519 public key as base58btc Multikey text."""
    return "z" + base58.b58encode(_ED25519_PREFIX + public_key).decode()


def decode(multibase: str) -> bytes:
    """Read `z6Mk...` text as the 32 bytes of an Ed25519 public key.

    Raises BadInputError for any other kind of key, for text that is not what `encode` would have
    written, and for keys of small order.
    """
    # Decoding takes the square of the length: a megabyte would be minutes of work.
    digits = multibase[1:] if multibase[:1] == "z" else ""
    try:
        raw = base58.b58decode(digits) if len(digits) <= _MAX_DIGITS else b""
    except ValueError:
        raw = b""
    if len(raw) != 34 or raw[:2] != _ED25519_PREFIX or encode(raw[2:]) != multibase:
        raise BadInputError(f"{multibase[:80]!r} is not an Ed25519 public key (Multikey, z6Mk...)")
    if is_weak(raw[2:]):
        raise BadInputError(f"{multibase} is a key of small order, which anyone could sign with")
    return raw[2:]
