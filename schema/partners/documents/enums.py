"""The words of compliance documents as GraphQL enumerations."""

from enum import StrEnum
from typing import Any

from portal.access import ROLES, holders
from portal.partners import documents
from schema.engine.enums import enum
from schema.shared.enums import FOLLOWED, OPEN, statuses_of, steps_of


def _said(kind: documents.DocumentKind) -> str:
    """What it is called, how long it counts and who accepts it, as its rule says."""
    rule = documents.KINDS[kind]
    roles = " or ".join(ROLES[role].text.lower() for role in holders(rule.may))
    return f"{documents.DOCUMENTS[kind].text}: valid for at most {rule.months} months; accepted by {roles}."


DocumentKind: Any = enum(
    documents.DocumentKind, "DocumentKind", f"Kind of compliance document. {OPEN}",
    **{kind.name: _said(kind) for kind in documents.DocumentKind},
)  # fmt: skip
DocumentStatus = statuses_of(documents.DOCUMENT, "DocumentStatus", "Status of a compliance document.")
DocumentAction = steps_of("DocumentAction", "A step of a compliance document.", documents.DOCUMENT)


class Sorted(StrEnum):
    CREATED_AT = "CREATED_AT"
    DUE_AT = "DUE_AT"
    VALID_UNTIL = "VALID_UNTIL"
    COMMITTED = "COMMITTED"


DocumentOrderField = enum(
    Sorted, "DocumentOrderField", "Sort keys of compliance documents.",
    CREATED_AT="When it was requested or added.", DUE_AT="Its next deadline.", VALID_UNTIL="The last day.",
    COMMITTED=FOLLOWED,
)  # fmt: skip
