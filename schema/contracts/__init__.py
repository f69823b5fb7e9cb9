"""Contracts: texts, rounds, signatures."""
