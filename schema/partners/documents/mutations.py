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
    shown="The document now; as it is, if the step was refused.",
)  # fmt: skip
DocumentRequirementPayload = payload(
    DocumentRequirement, "requirement", queries.requirement, description="Result of saying what is required.",
    shown="The requirement now; as it is, if this was refused.",
)  # fmt: skip


def _step(given: type, description: str, operation: Any, requires: Permission) -> Any:
    return mutation(DocumentPayload, given, description, operation, requires)


@strawberry.type
class DocumentMutation:
    document_request = _step(
        inputs.DocumentRequestInput, "Ask a partner for a document.", operations.request_document, P.DOCUMENT_REQUEST
    )
    document_withdraw = _step(
        inputs.DocumentReasonInput, "Take back what was asked for, or do without a new one.",
        operations.withdraw_document, P.DOCUMENT_REQUEST,
    )  # fmt: skip
    document_upload = _step(
        inputs.DocumentUploadInput, "Bring what was asked for; the company looks at it within five business days.",
        operations.upload_document, P.DOCUMENT_UPLOAD,
    )  # fmt: skip
    document_add = _step(
        inputs.DocumentAddInput, "Bring a document that nobody asked for.", operations.add_document, P.DOCUMENT_UPLOAD
    )
    document_replace = _step(
        inputs.DocumentUploadInput,
        "Bring a new document in place of an accepted one; the result is the new one.",
        operations.replace_document,
        P.DOCUMENT_UPLOAD,
    )
    document_confirm = _step(
        inputs.DocumentStepInput, "Be the second person of the partner who stands for its bank account.",
        operations.confirm_document, P.DOCUMENT_CONFIRM,
    )  # fmt: skip
    document_accept = _step(
        inputs.DocumentAcceptInput, "Accept exactly the file that was looked at.", operations.accept_document,
        P.DOCUMENT_REVIEW,
    )  # fmt: skip
    document_refuse = _step(
        inputs.DocumentReasonInput, "Refuse a document, also one that turns out not to hold what it says.",
        operations.refuse_document, P.DOCUMENT_REVIEW,
    )  # fmt: skip
    document_requirement_set = mutation(
        DocumentRequirementPayload, inputs.DocumentRequirementSetInput,
        "Say what the company wants of which partners; those concerned who do not have it are asked for it.",
        operations.set_requirement, P.DOCUMENT_REQUIRE,
    )  # fmt: skip
    document_requirement_end = mutation(
        DocumentRequirementPayload, inputs.DocumentRequirementEndInput, "Require it of nobody any more.",
        operations.end_requirement, P.DOCUMENT_REQUIRE,
    )  # fmt: skip
