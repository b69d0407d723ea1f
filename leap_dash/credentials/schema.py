"""The shape of Open Badges 3.0 credentials, badges and endorsements: which members, of which kind.

Used before signing and when verifying. Written as a JSON Schema (draft 7) from the tables of the
specification; members that it does not know are allowed, for `canonical` to judge.

Source: Open Badges Specification 3.0, appendix Data Models.
"""

import functools
import re
from collections.abc import Callable, Mapping
from typing import Any, Final

import fastjsonschema

from leap_dash.domain.errors import BadInputError

Schema = dict[str, Any]

_TEXT: Final[Schema] = {"type": "string"}
_NUMBER: Final[Schema] = {"type": "number"}
_ADDRESS: Final[Schema] = {"type": "string", "pattern": r"^[A-Za-z][A-Za-z0-9+.-]*:\S+$"}
_MOMENT: Final[Schema] = {
    "type": "string",
    "pattern": r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$",
}
_LANGUAGE: Final[Schema] = {
    "type": "string",
    "pattern": r"^[a-z]{2,4}(-[A-Z][a-z]{3})?(-([A-Z]{2}|[0-9]{3}))?$",
}
_EXTENSION = r"ext:[A-Za-z0-9._-]+"


def _is(*names: str) -> Schema:
    """A `type` member: one of the names alone, or a list with one of them."""
    return {
        "type": ["string", "array"],
        "pattern": f"^({'|'.join(names)})$",
        "items": _TEXT,
        "contains": {"enum": list(names)},
    }


def _object(required: str = "", /, *, closed: bool = False, **members: Schema) -> Schema:
    return {
        "type": "object",
        "required": required.split(),
        "properties": members,
        "additionalProperties": not closed,
    }


def _set(item: Schema) -> Schema:
    """One value, or a list of them: keywords of lists never meet those of objects or text."""
    if "$ref" in item:
        return {"anyOf": [item, {"type": "array", "items": item}]}
    return {**item, "type": [item["type"], "array"], "items": item}


def _one_of(names: str) -> Schema:
    return {"type": "string", "pattern": f"^({'|'.join(names.split())}|{_EXTENSION})$"}


_PROFILE: Final[Schema] = {"$ref": "#/definitions/profile"}
_ENDORSEMENT: Final[Schema] = {"$ref": "#/definitions/endorsement"}

_IDENTIFIER_TYPES: Final = _one_of(
    "name sourcedId systemId productId userName accountId emailAddress nationalIdentityNumber isbn "
    "issn lisSourcedId oneRosterSourcedId sisSourcedId ltiContextId ltiDeploymentId ltiToolId "
    "ltiPlatformId ltiUserId identifier"
)
IDENTIFIER_TYPE: Final = re.compile(_IDENTIFIER_TYPES["pattern"])
"""What an identifier may be a number of."""
_ACHIEVEMENT_TYPES: Final = _one_of(
    "Achievement ApprenticeshipCertificate Assessment Assignment AssociateDegree Award Badge "
    "BachelorDegree Certificate CertificateOfCompletion Certification CommunityService Competency "
    "Course CoCurricular Degree Diploma DoctoralDegree Fieldwork GeneralEducationDevelopment "
    "JourneymanCertificate LearningProgram License Membership ProfessionalDoctorate "
    "QualityAssuranceCredential MasterCertificate MasterDegree MicroCredential ResearchDoctorate "
    "SecondarySchoolDiploma"
)

_IMAGE: Final = _object("id type", closed=True, id=_ADDRESS, type=_is("Image"), caption=_TEXT)
_NAMED: Final = _object("type", type=_set(_TEXT))
_NAMED_BY_ID: Final = _object("id type", id=_ADDRESS, type=_set(_TEXT))
_IDENTITY: Final = _object(
    "type hashed identityHash identityType",
    closed=True,
    type=_is("IdentityObject"),
    hashed={"type": "boolean"},
    identityHash=_TEXT,
    identityType=_IDENTIFIER_TYPES,
    salt=_TEXT,
)
_IDENTIFIER_ENTRY: Final = _object(
    "type identifier identifierType",
    closed=True,
    type=_is("IdentifierEntry"),
    identifier=_TEXT,
    identifierType=_IDENTIFIER_TYPES,
)
_ALIGNMENT: Final = _object(
    "type targetName targetUrl",
    type=_is("Alignment"),
    targetName=_TEXT,
    targetUrl=_ADDRESS,
    targetCode=_TEXT,
    targetDescription=_TEXT,
    targetFramework=_TEXT,
    targetType=_TEXT,
)
_RESULT_DESCRIPTION: Final = _object(
    "id type name resultType",
    id=_ADDRESS,
    type=_is("ResultDescription"),
    name=_TEXT,
    resultType=_TEXT,
    alignment=_set(_ALIGNMENT),
    allowedValue=_set(_TEXT),
    requiredLevel=_ADDRESS,
    requiredValue=_TEXT,
    rubricCriterionLevel=_set(
        _object("id type name", id=_ADDRESS, type=_is("RubricCriterionLevel"), name=_TEXT)
    ),
    valueMax=_TEXT,
    valueMin=_TEXT,
)
_ACHIEVEMENT: Final = _object(
    "id type criteria description name",
    id=_ADDRESS,
    type=_is("Achievement"),
    achievementType=_ACHIEVEMENT_TYPES,
    alignment=_set(_ALIGNMENT),
    creator=_PROFILE,
    creditsAvailable=_NUMBER,
    criteria=_object(id=_ADDRESS, narrative=_TEXT),
    description=_TEXT,
    endorsement=_set(_ENDORSEMENT),
    fieldOfStudy=_TEXT,
    humanCode=_TEXT,
    image=_IMAGE,
    inLanguage=_LANGUAGE,
    name=_TEXT,
    otherIdentifier=_set(_IDENTIFIER_ENTRY),
    related=_set(_object("id type", id=_ADDRESS, type=_is("Related"))),
    resultDescription=_set(_RESULT_DESCRIPTION),
    specialization=_TEXT,
    tag=_set(_TEXT),
    version=_TEXT,
)
_SUBJECT: Final = {
    **_object(
        "type achievement",
        id=_ADDRESS,
        type=_is("AchievementSubject"),
        achievement=_ACHIEVEMENT,
        activityEndDate=_MOMENT,
        activityStartDate=_MOMENT,
        creditsEarned=_NUMBER,
        identifier=_set(_IDENTITY),
        image=_IMAGE,
        licenseNumber=_TEXT,
        narrative=_TEXT,
        result=_set(
            _object("type", type=_is("Result"), achievedLevel=_ADDRESS, status=_TEXT, value=_TEXT)
        ),
        role=_TEXT,
        source=_PROFILE,
        term=_TEXT,
    ),
    "anyOf": [{"required": ["id"]}, {"required": ["identifier"]}],
}
_EVIDENCE: Final = _object(
    "type",
    id=_ADDRESS,
    type=_is("Evidence"),
    narrative=_TEXT,
    name=_TEXT,
    description=_TEXT,
    genre=_TEXT,
    audience=_TEXT,
)
_PROFILE_MEMBERS: Final = _object(
    "id type",
    id=_ADDRESS,
    type=_is("Profile"),
    name=_TEXT,
    url=_ADDRESS,
    phone=_TEXT,
    description=_TEXT,
    endorsement=_set(_ENDORSEMENT),
    image=_IMAGE,
    email=_TEXT,
    address=_object("type", type=_is("Address")),
    otherIdentifier=_set(_IDENTIFIER_ENTRY),
    official=_TEXT,
    parentOrg=_PROFILE,
    familyName=_TEXT,
    givenName=_TEXT,
    additionalName=_TEXT,
    patronymicName=_TEXT,
    honorificPrefix=_TEXT,
    honorificSuffix=_TEXT,
    familyNamePrefix=_TEXT,
    dateOfBirth=_TEXT,
)
_ISSUER: Final[Schema] = {**_PROFILE_MEMBERS, **_ADDRESS, "type": ["object", "string"]}
# What every verifiable credential has.
_COMMON: Final[Schema] = {
    "id": _ADDRESS,
    "name": _TEXT,
    "description": _TEXT,
    "awardedDate": _MOMENT,
    "issuer": _ISSUER,
    "validFrom": _MOMENT,
    "validUntil": _MOMENT,
    "proof": _set(_NAMED),
    "credentialSchema": _set(_NAMED_BY_ID),
    "credentialStatus": _set(
        _object("type", id=_ADDRESS, type=_TEXT, statusListIndex=_TEXT, statusPurpose=_TEXT)
    ),
    "refreshService": _set(_NAMED),
    "termsOfUse": _set(_NAMED),
}
_DEFINITIONS: Final[Schema] = {
    "profile": _PROFILE_MEMBERS,
    "endorsement": _object(
        "@context id type name issuer validFrom credentialSubject",
        **_COMMON,
        type=_is("EndorsementCredential"),
        credentialSubject=_object(
            "id type", id=_ADDRESS, type=_is("EndorsementSubject"), endorsementComment=_TEXT
        ),
    ),
}
_CREDENTIAL: Final[Schema] = {
    "$schema": "http://json-schema.org/draft-07/schema#",
    **_object(
        "@context id type issuer validFrom credentialSubject",
        **_COMMON,
        type={
            "type": "array",
            "items": _TEXT,
            "allOf": [
                {"contains": {"const": "VerifiableCredential"}},
                {"contains": {"enum": ["AchievementCredential", "OpenBadgeCredential"]}},
            ],
        },
        image=_IMAGE,
        credentialSubject=_SUBJECT,
        endorsement=_set(_ENDORSEMENT),
        endorsementJwt=_set(_TEXT),
        evidence=_set(_EVIDENCE),
    ),
    "definitions": _DEFINITIONS,
}


# Inside a badge its own type is enough to know an endorsement by; alone it must name both.
_BOTH: Final = [
    {"contains": {"const": name}} for name in ("VerifiableCredential", "EndorsementCredential")
]
_ENDORSEMENT_CREDENTIAL: Final[Schema] = {
    "$schema": "http://json-schema.org/draft-07/schema#",
    "allOf": [_ENDORSEMENT, _object(type={"type": "array", "items": _TEXT, "allOf": _BOTH})],
    "definitions": _DEFINITIONS,
}
_SCHEMAS: Final = {"badge": _CREDENTIAL, "endorsement": _ENDORSEMENT_CREDENTIAL}


def check_schema(document: Mapping[str, Any]) -> None:
    """Raise BadInputError naming the first member that is missing or not of the kind it must be."""
    _check("badge", document)


def check_endorsement_schema(document: Mapping[str, Any]) -> None:
    """Do as `check_schema` for an EndorsementCredential."""
    _check("endorsement", document)


def _check(kind: str, document: Mapping[str, Any]) -> None:
    try:
        _validator(kind)(document)
    except fastjsonschema.JsonSchemaValueException as problem:
        path = str(problem.name).removeprefix("data").lstrip(".")
        raise BadInputError(f"{path or 'the document'} {_said(problem)}") from None


def _said(problem: fastjsonschema.JsonSchemaValueException) -> str:
    if problem.rule == "contains":
        wanted = problem.rule_definition
        return f"must name {' or '.join(wanted.get('enum') or [wanted['const']])}"
    return str(problem.message).removeprefix(str(problem.name)).strip()[:200]


@functools.cache
def _validator(kind: str) -> Callable[[Mapping[str, Any]], object]:
    validator: Callable[[Mapping[str, Any]], object] = fastjsonschema.compile(_SCHEMAS[kind])
    return validator
