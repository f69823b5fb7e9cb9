"""What the codes of imports are called in front of people."""

from collections.abc import Mapping

from frontend_stub.site.words import Term, term

WORDS: Mapping[str, Mapping[str, Term]] = {
    "ImportJobKind": {
        "PARTNERS": term("import kind", "Partners"),
        "PEOPLE": term("import kind", "People"),
    },
    "ImportJobStatus": {
        "EXPECTED": term("import status", "File expected"),
        "READING": term("import status", "Being read"),
        "UNREADABLE": term("import status", "Not readable"),
        "READ": term("import status", "Columns to be matched"),
        "CHECKING": term("import status", "Being checked"),
        "CHECKED": term("import status", "Checked"),
        "RUNNING": term("import status", "Being imported"),
        "FINISHED": term("import status", "Imported"),
        "CANCELLED": term("import status", "Cancelled"),
    },
    "ImportRowStatus": {
        "UNCHECKED": term("import row", "Not checked"),
        "FAULTY": term("import row", "Faulty"),
        "SIMILAR": term("import row", "Similar to others"),
        "NEW": term("import row", "New"),
        "CHANGED": term("import row", "Changed"),
        "SAME": term("import row", "The same"),
    },
    "ImportColumn": {
        "NAME": term("import column", "Name"),
        "COUNTRY": term("import column", "Country"),
        "KINDS": term("import column", "Kind of partner"),
        "REGISTER_NUMBER": term("import column", "Register number"),
        "VAT_NUMBER": term("import column", "VAT number"),
        "LEI": term("import column", "Legal entity identifier"),
        "EMAIL": term("import column", "Work email"),
        "CONTACT": term("import column", "Contact person"),
        "CALENDAR": term("import column", "Holiday calendar"),
        "ZONE": term("import column", "Time zone"),
        "MANAGER": term("import column", "Relationship manager’s email"),
        "SYSTEM": term("import column", "System"),
        "EXTERNAL_ID": term("import column", "Key in that system"),
        "ORGANISATION": term("import column", "Organisation"),
        "ROLES": term("import column", "Roles"),
        "LANGUAGE": term("import column", "Language"),
        "TITLE": term("import column", "Job title"),
    },
}

TONES: Mapping[str, tuple[str, ...]] = {
    "ok": ("FINISHED",),
    "info": ("READING", "CHECKING", "RUNNING"),
    "warn": ("READ", "CHECKED"),
    "bad": ("UNREADABLE",),
}

DONE: Mapping[str, Term] = {
    "ImportJobCreate": term("done", "The file has been received and is being read."),
    "ImportJobMap": term("done", "Every row is being checked. Nothing has changed yet."),
    "ImportJobStart": term("done", "The rows are being imported."),
    "ImportJobCancel": term("done", "The import is cancelled. Imported rows stay."),
    "ImportJobAnswer": term("done", "Your answer counts with the next start."),
}
"""What is said once a form was taken, by its operation."""
