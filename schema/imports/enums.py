"""The words of imports as GraphQL enumerations."""

from typing import Any

from portal.imports import columns, rules
from schema.engine.enums import enum
from schema.shared.enums import OPEN, statuses_of, steps_of

ImportJobKind: Any = enum(
    rules.Kind, "ImportJobKind", f"What each row of a list is about. {OPEN}",
    PARTNERS="An organisation.", PEOPLE="A person and their place in an organisation.",
)  # fmt: skip
ImportJobStatus = statuses_of(rules.IMPORT, "ImportJobStatus", "Life of an import.")
ImportJobAction = steps_of("ImportJobAction", "A step of an import.", rules.IMPORT)
ImportRowStatus: Any = enum(
    rules.RowStatus, "ImportRowStatus", f"What a row is. {OPEN}",
    UNCHECKED="Nobody has looked yet.", FAULTY="It cannot be taken in; its faults say why.",
    SIMILAR="It may be one that is here; somebody has to say.", NEW="Nothing like it is here.",
    CHANGED="It changes one that is here.", SAME="It is here as it is.",
)  # fmt: skip
ImportAnswer: Any = enum(
    rules.Answer, "ImportAnswer", f"What a row is that is similar to something. {OPEN}",
    SAME="The same as one of those.", ANOTHER="Another one.",
)  # fmt: skip
_SAID = {
    "NAME": "Legal name, or a person's.", "COUNTRY": "By code or name.", "KINDS": "What it is to the company.",
    "REGISTER_NUMBER": "In the register of companies.", "VAT_NUMBER": "VAT or tax number.", "LEI": "ISO 17442.",
    "EMAIL": "Address at work: of the person, or of a partner's first administrator.",
    "CONTACT": "Name of a partner's first administrator.", "CALENDAR": "Whose business days count.",
    "ZONE": "IANA time zone.", "MANAGER": "E-mail of the relationship manager.",
    "SYSTEM": "The system whose external key it is.", "EXTERNAL_ID": "What that system calls the organisation.",
    "ORGANISATION": "Name or ID of a person's organisation.", "ROLES": "A person's roles.",
    "LANGUAGE": "In which a person is written to.", "TITLE": "A person's job title.",
}  # fmt: skip
ImportColumn: Any = enum(columns.Column, "ImportColumn", f"What a column of a list can be. {OPEN}", **_SAID)
