"""A file as the browser sends it with a callback: `data:...;base64,...`."""

import base64
import binascii

from leap_dash.domain.fields import refuse

_BASE64 = ";base64,"


def uploaded(contents: object, field: str, *, what: str, most: int) -> bytes:
    """The bytes of what was chosen, `what` it is ("a picture"); at most `most`.

    Raises BadFieldError for the field.
    """
    if not isinstance(contents, str) or _BASE64 not in contents[:200]:
        refuse(field, "is missing", f"choose {what}")
    encoded = contents.partition(_BASE64)[2]
    if len(encoded) > most * 4 // 3 + 4:
        refuse(field, "is too large", f"at most {most:,} bytes are taken")
    try:
        return base64.b64decode(encoded, validate=True)
    except binascii.Error:
        refuse(field, "did not arrive whole", "choose it again")
