"""Opportunities in the API."""
