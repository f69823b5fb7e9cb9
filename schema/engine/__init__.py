"""The machinery of the API: from a document to one statement, from an input to one operation; no room by its name."""
