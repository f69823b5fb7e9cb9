"""What the mutations of compliance documents take."""

import strawberry

from schema.engine.scalars import Date
from schema.partners.documents.enums import DocumentKind
from schema.partners.enums import PartnerKind
from schema.shared.inputs import EXPECTED, given, key, optional

DOCUMENT = "The document."
FILE = "An uploaded file of the caller that is not attached to anything yet."
FIRST = "First day it is valid: today or earlier."
LAST = "Last day it is valid; absent: the longest validity of its kind."
ISSUER, NUMBER = "Issuer, at most 200 characters.", "Number printed on it, at most 200 characters."


@strawberry.input(description="A document to request from a partner.")
class DocumentRequestInput:
    partner_id: strawberry.ID = given("The partner.")
    kind: DocumentKind = given("What is asked for.")
    wanted_on: Date = given("Due date: after today, within a year.")
    title: str | None = optional("Exact title, at most 200 characters; required for the kind OTHER.")
    note: str | None = optional("What the partner should know, at most 2,000 characters; both sides can read it.")
    idempotency_key: str | None = key()


@strawberry.input(description="A step that needs only the document.")
class DocumentStepInput:
    document_id: strawberry.ID = given(DOCUMENT)
    expected_version: int = given(EXPECTED)
    idempotency_key: str | None = key()


@strawberry.input(description="A step with a reason that both sides can read.")
class DocumentReasonInput:
    document_id: strawberry.ID = given(DOCUMENT)
    expected_version: int = given(EXPECTED)
    reason: str = given("1-2,000 characters.")
    idempotency_key: str | None = key()


@strawberry.input(description="An upload for a document.")
class DocumentUploadInput:
    document_id: strawberry.ID = given(DOCUMENT)
    expected_version: int = given(EXPECTED)
    file_id: strawberry.ID = given(FILE)
    valid_from: Date = given(FIRST)
    valid_until: Date | None = optional(LAST)
    issuer: str | None = optional(ISSUER)
    number: str | None = optional(NUMBER)
    idempotency_key: str | None = key()


@strawberry.input(description="A document that was not requested.")
class DocumentAddInput:
    partner_id: strawberry.ID | None = optional("The partner; absent: the caller's own organisation.")
    kind: DocumentKind = given("Kind.")
    title: str | None = optional("Exact title, at most 200 characters; required for the kind OTHER.")
    file_id: strawberry.ID = given(FILE)
    valid_from: Date = given(FIRST)
    valid_until: Date | None = optional(LAST)
    issuer: str | None = optional(ISSUER)
    number: str | None = optional(NUMBER)
    idempotency_key: str | None = key()


@strawberry.input(description="The company's acceptance of exactly this file.")
class DocumentAcceptInput:
    document_id: strawberry.ID = given(DOCUMENT)
    expected_version: int = given(EXPECTED)
    expected_digest: str = given("SHA-256 of the file that was reviewed.")
    note: str | None = optional(
        "At most 2,000 characters; both sides can read it. Of a bank confirmation: who was called back,"
        " and which number."
    )
    idempotency_key: str | None = key()


@strawberry.input(description="A requirement of the company.")
class DocumentRequirementSetInput:
    requirement_id: strawberry.ID | None = optional("The requirement to change; absent: a new one.")
    expected_version: int | None = optional("The `version` of that requirement that the caller last read.")
    kind: DocumentKind = given("The required kind.")
    title: str | None = optional("Exact title, at most 200 characters.")
    partner_kinds: list[PartnerKind] = given("Of partners of one of these kinds; empty: of every kind.")
    countries: list[str] = given("ISO 3166-1 codes; empty: every country.")
    is_mandatory: bool = given("True if no one is approved without it.")
    idempotency_key: str | None = key()


@strawberry.input(description="A requirement to end.")
class DocumentRequirementEndInput:
    requirement_id: strawberry.ID = given("The requirement.")
    expected_version: int = given(EXPECTED)
    idempotency_key: str | None = key()
