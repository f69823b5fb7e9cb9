"""Compliance documents: what is asked of partners, brought, looked at, and required."""
