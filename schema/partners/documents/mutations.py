"""One mutation for each step of a compliance document, and for what the company requires."""

from typing import Any

import strawberry

from portal.access import Permission
from portal.partners import operations, queries
from schema.engine.mutations import mutation, payload
from schema.partners.documents import inputs
from schema.partners.documents.types import ComplianceDocument, DocumentRequirement

P = Permission

DocumentPayload = payload(
    ComplianceDocument, "document", queries.document, description="Result of a step of a document.",
    shown="The current document; unchanged if the step was refused.",
)  # fmt: skip
DocumentRequirementPayload = payload(
    DocumentRequirement, "requirement", queries.requirement, description="Result of setting a requirement.",
    shown="The current requirement; unchanged if this was refused.",
)  # fmt: skip


def _step(given: type, description: str, operation: Any, requires: Permission) -> Any:
    return mutation(DocumentPayload, given, description, operation, requires)


@strawberry.type
class DocumentMutation:
    document_request = _step(
        inputs.DocumentRequestInput, "Ask a partner for a document.", operations.request_document, P.DOCUMENT_REQUEST
    )
    document_withdraw = _step(
        inputs.DocumentReasonInput, "Withdraw a request for a document, or for its replacement.",
        operations.withdraw_document, P.DOCUMENT_REQUEST,
    )  # fmt: skip
    document_upload = _step(
        inputs.DocumentUploadInput, "Upload a requested document. The company reviews it within five business days.",
        operations.upload_document, P.DOCUMENT_UPLOAD,
    )  # fmt: skip
    document_add = _step(
        inputs.DocumentAddInput, "Add a document that was not requested.", operations.add_document, P.DOCUMENT_UPLOAD
    )
    document_replace = _step(
        inputs.DocumentUploadInput,
        "Upload a new document to replace an accepted one. The result is the new document.",
        operations.replace_document,
        P.DOCUMENT_UPLOAD,
    )
    document_confirm = _step(
        inputs.DocumentStepInput, "Confirm a bank account as the partner's second person.",
        operations.confirm_document, P.DOCUMENT_CONFIRM,
    )  # fmt: skip
    document_accept = _step(
        inputs.DocumentAcceptInput, "Accept exactly the file that was reviewed.", operations.accept_document,
        P.DOCUMENT_REVIEW,
    )  # fmt: skip
    document_refuse = _step(
        inputs.DocumentReasonInput, "Refuse a document, including an accepted one that turns out to be wrong.",
        operations.refuse_document, P.DOCUMENT_REVIEW,
    )  # fmt: skip
    document_requirement_set = mutation(
        DocumentRequirementPayload, inputs.DocumentRequirementSetInput,
        "Set which documents the company requires of which partners. Partners without them are asked automatically.",
        operations.set_requirement, P.DOCUMENT_REQUIRE,
    )  # fmt: skip
    document_requirement_end = mutation(
        DocumentRequirementPayload, inputs.DocumentRequirementEndInput, "End a requirement.",
        operations.end_requirement, P.DOCUMENT_REQUIRE,
    )  # fmt: skip
