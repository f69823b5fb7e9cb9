"""One mutation for each step that a person may take."""
