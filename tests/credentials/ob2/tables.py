"""The tables of the Open Badges 2.0 specification as JSON Schemas: its data classes.

Written here from the specification's text, which comes with no schema of its own.
"""

from typing import Any

from jsonschema import Draft202012Validator, FormatChecker

IRI = {"type": "string", "pattern": r"^(https?://|urn:uuid:)\S+$"}
URL = {"type": "string", "pattern": r"^https?://\S+$"}
TEXT = {"type": "string", "minLength": 1}
# A time without a zone is refused by the official validator.
TIME = {"type": "string", "pattern": r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$"}
CONTEXT = {"const": "https://w3id.org/openbadges/v2"}


def table(
    name: str | list[str], required: dict[str, Any], optional: dict[str, Any]
) -> dict[str, Any]:
    """One data class; members that it does not name are refused."""
    types = [name] if isinstance(name, str) else name
    return {
        "type": "object",
        "required": list(required),
        "properties": {"type": {"enum": types}, **required, **optional},
        "additionalProperties": False,
    }


def several(value: dict[str, Any]) -> dict[str, Any]:
    """One value, or a list of them."""
    return {"anyOf": [value, {"type": "array", "minItems": 1, "items": value}]}


EMAIL_IDENTITY = table(
    ["email"],
    {
        "identity": {"type": "string", "pattern": r"^sha256\$[0-9a-f]{64}$"},
        "hashed": {"const": True},
    },
    {"salt": TEXT},
)
OPEN_IDENTITY = table(["url", "telephone"], {"identity": TEXT, "hashed": {"const": False}}, {})
EVIDENCE = table(
    "Evidence",
    {},
    {"id": IRI} | dict.fromkeys(("narrative", "name", "description", "genre", "audience"), TEXT),
)
ASSERTION = table(
    "Assertion",
    {
        "@context": CONTEXT,
        "id": IRI,
        "recipient": {"oneOf": [EMAIL_IDENTITY, OPEN_IDENTITY]},
        "badge": IRI,
        "verification": table(["hosted", "HostedBadge"], {}, {}),
        "issuedOn": TIME,
    },
    {
        "image": URL,
        "evidence": {"anyOf": [URL, several(EVIDENCE)]},
        "narrative": TEXT,
        "expires": TIME,
    },
)
REVOKED_ASSERTION = table(
    "Assertion",
    {"@context": CONTEXT, "id": IRI, "revoked": {"const": True}},
    {"revocationReason": TEXT},
)
ALIGNMENT = table(
    "AlignmentObject",
    {"targetName": TEXT, "targetUrl": URL},
    {"targetDescription": TEXT, "targetFramework": TEXT, "targetCode": TEXT},
)
BADGE_CLASS = table(
    "BadgeClass",
    {
        "@context": CONTEXT,
        "id": IRI,
        "name": TEXT,
        "description": TEXT,
        "image": URL,
        "criteria": {"anyOf": [URL, table("Criteria", {}, {"id": IRI, "narrative": TEXT})]},
        "issuer": IRI,
    },
    {"alignment": several(ALIGNMENT), "tags": several(TEXT)},
)
ISSUER = table(
    ["Issuer", "Profile"],
    {
        "@context": CONTEXT,
        "id": URL,
        "name": TEXT,
        "url": URL,
        "email": {"type": "string", "pattern": r"^[^@\s]+@[^@\s]+$"},
    },
    {
        "description": TEXT,
        "image": URL,
        "telephone": TEXT,
        "publicKey": several(IRI),
        "revocationList": URL,
        "verification": table(
            "VerificationObject",
            {},
            {
                "verificationProperty": {"const": "id"},
                "startsWith": several(URL),
                "allowedOrigins": several(TEXT),
            },
        ),
    },
)
REVOCATION_LIST = table(
    "RevocationList",
    {"@context": CONTEXT, "revokedAssertions": {"type": "array", "items": IRI}},
    {"id": IRI, "issuer": IRI},
)


def faults(document: object, schema: dict[str, Any]) -> list[str]:
    """What is wrong with a document by a table, in jsonschema's words."""
    validator = Draft202012Validator(schema, format_checker=FormatChecker())
    return [error.message for error in validator.iter_errors(document)]
