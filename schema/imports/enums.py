"""The words of imports as GraphQL enumerations."""

from typing import Any

from portal.imports import columns, rules
from schema.engine.enums import enum
from schema.shared.enums import OPEN, statuses_of, steps_of

ImportJobKind: Any = enum(
    rules.Kind, "ImportJobKind", f"Kind of rows in a list. {OPEN}",
    PARTNERS="An organisation.", PEOPLE="A person and their membership of an organisation.",
)  # fmt: skip
ImportJobStatus = statuses_of(rules.IMPORT, "ImportJobStatus", "Status of an import.")
ImportJobAction = steps_of("ImportJobAction", "A step of an import.", rules.IMPORT)
ImportRowStatus: Any = enum(
    rules.RowStatus, "ImportRowStatus", f"Status of a row. {OPEN}",
    UNCHECKED="Not checked yet.", FAULTY="It cannot be imported; see its faults.",
    SIMILAR="It may be the same as an existing record; someone must decide.", NEW="It is new.",
    CHANGED="It changes an existing record.", SAME="It exists unchanged.",
)  # fmt: skip
ImportAnswer: Any = enum(
    rules.Answer, "ImportAnswer", f"Answer about a similar row. {OPEN}",
    SAME="The same as one of the similar records.", ANOTHER="A different record.",
)  # fmt: skip
_SAID = {
    "NAME": "Legal name, or a person's.", "COUNTRY": "Code or name.", "KINDS": "What it is to the company.",
    "REGISTER_NUMBER": "Number in the register of companies.", "VAT_NUMBER": "VAT or tax number.", "LEI": "ISO 17442.",
    "EMAIL": "Work email address of the person, or of a partner's first administrator.",
    "CONTACT": "Name of a partner's first administrator.", "CALENDAR": "Calendar of its business days.",
    "ZONE": "IANA time zone.", "MANAGER": "Email address of the relationship manager.",
    "SYSTEM": "System of the external key.", "EXTERNAL_ID": "External key in that system.",
    "ORGANISATION": "Name or ID of a person's organisation.", "ROLES": "A person's roles.",
    "LANGUAGE": "Language of emails to the person.", "TITLE": "A person's job title.",
}  # fmt: skip
ImportColumn: Any = enum(columns.Column, "ImportColumn", f"Column of a list. {OPEN}", **_SAID)
