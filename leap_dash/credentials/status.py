"""Bitstring Status Lists: one bit an award, published as a credential of its own.

Which index belongs to which award, and which bits are set, is for the caller to know.
Source: W3C Bitstring Status List v1.0.
"""

import base64
import binascii
import gzip
import re
import zlib
from collections.abc import Iterable
from datetime import datetime
from typing import Any, Final, Literal

from leap_dash.credentials import contexts
from leap_dash.credentials.compose import timestamp
from leap_dash.domain.errors import BadInputError

# Fewer entries would tell too much about who looks up what (section 6.1).
MIN_ENTRIES: Final = 131_072
_MAX_ENTRIES = 64 * MIN_ENTRIES
_MAX_TEXT = 4 * 1024 * 1024
_BASE64URL = re.compile(r"u[A-Za-z0-9_-]+")
_BASE64 = re.compile(r"(?:[A-Za-z0-9_-]+|[A-Za-z0-9+/]+)={0,2}")

Purpose = Literal["revocation", "suspension"]


def encode(bits_set: Iterable[int], size: int = MIN_ENTRIES) -> str:
    """Return `encodedList` (`u`, base64url of gzip) with the indices set; always the same.

    Bit 0 is the most significant of the first byte. Raises BadInputError for an index outside
    the list and for a list that is too short or no multiple of 8.
    """
    if size < MIN_ENTRIES or size % 8:
        raise BadInputError(f"A status list has at least {MIN_ENTRIES} entries, a multiple of 8.")
    bits = bytearray(size // 8)
    for index in bits_set:
        if not 0 <= index < size:
            raise BadInputError(f"The status index {index} is not between 0 and {size - 1}.")
        bits[index // 8] |= 0x80 >> index % 8
    packed = gzip.compress(bytes(bits), compresslevel=9, mtime=0)
    return "u" + base64.urlsafe_b64encode(packed).rstrip(b"=").decode()


def decode(encoded: str) -> bytes:
    """Return the bits of an `encodedList`; raises BadInputError for a damaged one or a bomb."""
    if len(encoded) > _MAX_TEXT or not _BASE64URL.fullmatch(encoded):
        raise BadInputError("The status list is not `u` and base64url text, or is too long.")
    return _unpacked(encoded[1:])


def decode_2021(encoded: str) -> bytes:
    """Do as `decode` for a list of StatusList2021, which has no `u` and either base64 alphabet."""
    if len(encoded) > _MAX_TEXT or not _BASE64.fullmatch(encoded):
        raise BadInputError("The status list is not base64 text, or is too long.")
    return _unpacked(encoded.rstrip("=").replace("+", "-").replace("/", "_"))


def _unpacked(text: str) -> bytes:
    try:
        packed = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
        unpacker = zlib.decompressobj(wbits=zlib.MAX_WBITS | 16)
        bits = unpacker.decompress(packed, _MAX_ENTRIES // 8 + 1)
    except (binascii.Error, zlib.error) as error:
        raise BadInputError(f"The status list cannot be unpacked: {error}.") from error
    if not unpacker.eof or unpacker.unused_data:
        raise BadInputError("The status list is cut off, too large, or has bytes after its end.")
    if len(bits) * 8 < MIN_ENTRIES:
        raise BadInputError(f"The status list has fewer than {MIN_ENTRIES} entries.")
    return bits


def is_set(bits: bytes, index: int) -> bool:
    """Tell whether an index is set; raises BadInputError for one outside the list."""
    if not 0 <= index < len(bits) * 8:
        raise BadInputError(f"The status index {index} is not between 0 and {len(bits) * 8 - 1}.")
    return bool(bits[index // 8] & 0x80 >> index % 8)


def status_list_document(
    issuer_id: str, url: str, purpose: Purpose, encoded: str, valid_from: datetime
) -> dict[str, Any]:
    """Return the status list credential, unsigned; `proof.add_proof` signs it."""
    return {
        "@context": [contexts.CREDENTIALS_V2],
        "id": url,
        "type": ["VerifiableCredential", "BitstringStatusListCredential"],
        "issuer": issuer_id,
        "validFrom": timestamp(valid_from),
        "credentialSubject": {
            "id": f"{url}#list",
            "type": "BitstringStatusList",
            "statusPurpose": purpose,
            "encodedList": encoded,
        },
    }
