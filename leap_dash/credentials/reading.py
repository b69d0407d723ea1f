"""Find the credential in what was handed in: a baked image, JSON, a JWT, or something else.

Says in one sentence what a file is that is no badge. Verifies nothing.
"""

import re
from typing import Any, Final

from leap_dash.credentials import jwt
from leap_dash.credentials.carriers import is_image, unbake
from leap_dash.credentials.jwt import Jwt
from leap_dash.credentials.kinds import Kind, credential_kind
from leap_dash.credentials.ob2.reading import check_form, is_ob2
from leap_dash.credentials.report import Check
from leap_dash.credentials.strict_json import parse
from leap_dash.domain.errors import BadInputError

_EXPECTED: Final = (
    "expected is a badge: a PNG or SVG image, JSON or a signed token of Open Badges 3.0 or 2.0"
)
_IS: Final[dict[Kind, str]] = {
    "badge": "This is an Open Badges 3.0 credential.",
    "endorsement": "This is an Open Badges 3.0 endorsement.",
}
_KINDS: Final = (
    (b"\xff\xd8\xff", "a JPEG image"),
    (b"GIF8", "a GIF image"),
    (b"RIFF", "a RIFF file (WebP, WAV)"),
    (b"%PDF", "a PDF document"),
    (b"PK\x03\x04", "a ZIP archive or an office document"),
    (b"\x1f\x8b", "a gzip archive"),
    (b"<?xml", "an XML document"),
    (b"<", "a web page or an XML document"),
)
# With the characters of other base64s, so that it is said what is wrong with such a token.
_JWT: Final = re.compile(rb"\s*[A-Za-z0-9_=+/-]+\.[A-Za-z0-9_=+/-]*\.[A-Za-z0-9_=+/-]*\s*")
_ADDRESS: Final = re.compile(rb"\s*https?://\S{1,2000}\s*")


def read(data: bytes) -> tuple[list[Check], dict[str, Any] | Jwt | None]:
    """Return the checks of carrier (images only) and format, and what was found when both pass."""
    checks: list[Check] = []
    if is_image(data):
        try:
            data = unbake(data).encode()
        except (BadInputError, UnicodeEncodeError) as error:
            return [Check("carrier", "fail", str(error))], None
        checks.append(Check("carrier", "pass", "The image carries exactly one credential."))
    if _JWT.fullmatch(data):
        return _read_jwt(checks, data.strip())
    try:
        document = parse(data)
    except BadInputError as error:
        return [*checks, _not_json(data, error)], None
    return _recognise(checks, document)


def _read_jwt(checks: list[Check], data: bytes) -> tuple[list[Check], Jwt | None]:
    try:
        token = jwt.read(data)
    except BadInputError as error:
        return [*checks, _fail(f"This is a signed token (JWT), but {error}.")], None
    checks, document = _recognise(checks, token.document, "a signed token (JWT) of JSON")
    return checks, None if document is None else token


def _recognise(
    checks: list[Check], document: object, carrier: str = "JSON"
) -> tuple[list[Check], dict[str, Any] | None]:
    if not isinstance(document, dict):
        return [*checks, _fail(f"This is {carrier}, but not an object; {_EXPECTED}.")], None
    if is_ob2(document):
        form = check_form(document)
        return [*checks, form], document if form.result == "pass" else None
    kind = credential_kind(document)
    if kind is None:
        types = document.get("type", document.get("@type"))
        types = types if isinstance(types, list) else [types]
        kinds = ", ".join(str(name)[:40] for name in types if name) or "no type"
        return [*checks, _fail(f"This is {carrier} of another kind ({kinds}); {_EXPECTED}.")], None
    checks.append(Check("format", "pass", _IS[kind]))
    return checks, document


def _not_json(data: bytes, error: BadInputError) -> Check:
    if not data.strip():
        return _fail(f"This is empty; {_EXPECTED}.")
    for start, kind in _KINDS:
        if data.lstrip()[: len(start)] == start:
            return _fail(f"This is {kind}; {_EXPECTED}.")
    if _ADDRESS.fullmatch(data):
        address = data.decode("utf-8", "replace").strip()[:200]
        detail = (
            f"This is only the address of a badge, {address}, and nothing was fetched from there: "
            "open it, save what it answers, and give that file."
        )
        return Check("format", "unknown", detail)
    return _fail(f"This is no badge: {error}; {_EXPECTED}.")


def _fail(detail: str) -> Check:
    return Check("format", "fail", detail)
