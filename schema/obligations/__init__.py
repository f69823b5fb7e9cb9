"""Obligations in the API."""
