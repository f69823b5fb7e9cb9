"""Expectations, facts and measurements in the API."""
