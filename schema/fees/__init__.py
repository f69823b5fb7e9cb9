"""Fees in the API."""
