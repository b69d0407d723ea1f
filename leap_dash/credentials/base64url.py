"""Base64 for addresses (`A-Za-z0-9_-`, no padding), in which each value has one text only.

Source: RFC 4648, section 5; RFC 7515, appendix C.
"""

import base64
import re

from leap_dash.domain.errors import BadInputError

_TEXT = re.compile(r"[A-Za-z0-9_-]*")


def encode(data: bytes) -> str:
    """Write bytes as text without padding."""
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def decode(text: str) -> bytes:
    """Read what `encode` wrote; raises BadInputError for any other text.

    The last character may hold bits that nobody reads: one value would have several texts, and a
    changed character would go unnoticed. So what was read is written again and compared.
    """
    if not _TEXT.fullmatch(text) or len(text) % 4 == 1:
        raise BadInputError("it is not base64url text without padding")
    data = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
    if encode(data) != text:
        raise BadInputError("its last character has bits that belong to nothing")
    return data
