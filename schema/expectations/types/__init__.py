"""The room as the API shows it."""
