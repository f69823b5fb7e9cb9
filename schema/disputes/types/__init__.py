"""Disputes, their lines and papers, what was said in them, and what comes after."""
