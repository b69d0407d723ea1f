"""Is a 2.0 badge that of the holder of an e-mail address?

Source: Open Badges 2.0, IdentityObject.
"""

from collections.abc import Mapping
from typing import Any

from leap_dash.credentials.identity import normal_email, salted_hash
from leap_dash.credentials.report import Check


def check_recipient(identity: Mapping[str, Any], email: str) -> Check:
    """Return the check of the `recipient` of an Assertion."""
    written, salt = identity.get("identity"), identity.get("salt", "")
    if identity.get("type") != "email" or not isinstance(written, str) or not isinstance(salt, str):
        return Check("recipient", "unknown", "The badge names no e-mail address to compare with.")
    if identity.get("hashed") is not True:
        same = normal_email(written) == normal_email(email)
    elif written.startswith("sha256$"):
        # Not every issuer writes the address in lower case before hashing it.
        spellings = (normal_email(email), email.strip())
        same = written.lower() in [salted_hash(each, salt) for each in spellings]
    else:
        detail = "The e-mail address is hashed in a way that no longer proves anything."
        return Check("recipient", "unknown", detail)
    if same:
        return Check("recipient", "pass", "It was awarded to the holder of this e-mail address.")
    return Check("recipient", "fail", "It was not awarded to the holder of this e-mail address.")
