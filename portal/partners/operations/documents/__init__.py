"""One function for each thing that a person, or the clock, does with a compliance document."""

from portal.partners.operations.documents.asking import (
    on_application,
    request_document,
    request_required,
    withdraw_document,
)
from portal.partners.operations.documents.bringing import (
    add_document,
    confirm_document,
    replace_document,
    upload_document,
)
from portal.partners.operations.documents.deciding import accept_document, refuse_document
from portal.partners.operations.documents.following import (
    REQUIREMENT_WORK,
    follow_requirement,
    on_requirement,
)
from portal.partners.operations.documents.keeping import keep_document_time
from portal.partners.operations.documents.requiring import end_requirement, set_requirement

__all__ = [
    "REQUIREMENT_WORK",
    "accept_document",
    "add_document",
    "confirm_document",
    "end_requirement",
    "follow_requirement",
    "keep_document_time",
    "on_application",
    "on_requirement",
    "refuse_document",
    "replace_document",
    "request_document",
    "request_required",
    "set_requirement",
    "upload_document",
    "withdraw_document",
]
