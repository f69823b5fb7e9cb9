"""Contracts: drafted, negotiated clause by clause, signed by both sides over one text."""
