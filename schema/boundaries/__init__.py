"""The boundaries of an agreement in the API."""
