"""Contracts: from a draft to what is in force."""
