"""What the codes of files of facts are called in front of people."""

from collections.abc import Mapping

from frontend_stub.site.words import Term, term

WORDS: Mapping[str, Mapping[str, Term]] = {
    "FactImportStatus": {
        "READING": term("import status", "Being read"),
        "UNREADABLE": term("import status", "Not readable"),
        "READ": term("import status", "Ready to import"),
        "RUNNING": term("import status", "Being imported"),
        "FINISHED": term("import status", "Imported"),
        "CANCELLED": term("import status", "Cancelled"),
    },
    "FactColumn": {
        "subject_key": term("column", "What the row is about"),
        "external_id": term("column", "Id of the row"),
        "partner": term("column", "Partner"),
        "updated_at": term("column", "Last changed"),
        "made_on": term("column", "Forecast made on"),
        "sequence": term("column", "Order of events"),
    },
}

TONES: Mapping[str, tuple[str, ...]] = {
    "ok": ("FINISHED",),
    "info": ("READING", "RUNNING"),
    "warn": ("READ",),
    "bad": ("UNREADABLE",),
}

DONE: Mapping[str, Term] = {
    "FactImportStart": term("done", "The file has been received and is being read."),
    "FactImportMap": term("done", "The columns are saved. Nothing has been imported yet."),
    "FactImportTakeIn": term("done", "The rows are being imported."),
    "FactImportCancel": term("done", "The import is cancelled. Imported rows stay."),
}
"""What is said once a form was taken, by its operation."""
