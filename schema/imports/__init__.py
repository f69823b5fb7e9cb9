"""Imports of partners and people: a file sent in pieces, mapped, tried, and taken in."""
