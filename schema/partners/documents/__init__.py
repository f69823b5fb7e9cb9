"""Compliance documents in the API, and what the company requires of whom."""
