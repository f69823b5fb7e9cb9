"""What the mutations of compliance documents take."""

import strawberry

from schema.engine.scalars import Date
from schema.partners.documents.enums import DocumentKind
from schema.partners.enums import PartnerKind
from schema.shared.inputs import EXPECTED, given, key, optional

DOCUMENT = "The document."
FILE = "A file that the caller has uploaded and that is attached to nothing yet."
FIRST = "The first day it counts: today or earlier."
LAST = "The last day it counts; absent: as long as its kind can."
ISSUER, NUMBER = "Who made it out, at most 200 characters.", "Printed on it, at most 200 characters."


@strawberry.input(description="A document that a partner is asked for.")
class DocumentRequestInput:
    partner_id: strawberry.ID = given("The partner.")
    kind: DocumentKind = given("What is asked for.")
    wanted_on: Date = given("By when: after today, within a year.")
    title: str | None = optional("Which one exactly, at most 200 characters; another kind needs it.")
    note: str | None = optional("What the partner should know, at most 2,000 characters; both sides read it.")
    idempotency_key: str | None = key()


@strawberry.input(description="A step that needs nothing but the document.")
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


@strawberry.input(description="What is brought for a document.")
class DocumentUploadInput:
    document_id: strawberry.ID = given(DOCUMENT)
    expected_version: int = given(EXPECTED)
    file_id: strawberry.ID = given(FILE)
    valid_from: Date = given(FIRST)
    valid_until: Date | None = optional(LAST)
    issuer: str | None = optional(ISSUER)
    number: str | None = optional(NUMBER)
    idempotency_key: str | None = key()


@strawberry.input(description="A document that nobody asked for.")
class DocumentAddInput:
    partner_id: strawberry.ID | None = optional("Whose it is; absent: the caller's own organisation's.")
    kind: DocumentKind = given("What it is.")
    title: str | None = optional("Which one exactly, at most 200 characters; another kind needs it.")
    file_id: strawberry.ID = given(FILE)
    valid_from: Date = given(FIRST)
    valid_until: Date | None = optional(LAST)
    issuer: str | None = optional(ISSUER)
    number: str | None = optional(NUMBER)
    idempotency_key: str | None = key()


@strawberry.input(description="The company's word that it accepts exactly this file.")
class DocumentAcceptInput:
    document_id: strawberry.ID = given(DOCUMENT)
    expected_version: int = given(EXPECTED)
    expected_digest: str = given("SHA-256 of the file that was looked at.")
    note: str | None = optional(
        "At most 2,000 characters; both sides read it. Of a bank confirmation: who was called back, and which number."
    )
    idempotency_key: str | None = key()


@strawberry.input(description="What the company requires of partners.")
class DocumentRequirementSetInput:
    requirement_id: strawberry.ID | None = optional("A requirement that is changed; absent: a new one.")
    expected_version: int | None = optional("Version the caller saw of the one that is changed.")
    kind: DocumentKind = given("What is wanted.")
    title: str | None = optional("Which one exactly, at most 200 characters.")
    partner_kinds: list[PartnerKind] = given("Of partners of one of these kinds; empty: of every kind.")
    countries: list[str] = given("ISO 3166-1 codes; empty: every country.")
    is_mandatory: bool = given("Whether nobody is approved without it.")
    idempotency_key: str | None = key()


@strawberry.input(description="A requirement that is required of nobody any more.")
class DocumentRequirementEndInput:
    requirement_id: strawberry.ID = given("The requirement.")
    expected_version: int = given(EXPECTED)
    idempotency_key: str | None = key()
