"""Disputes: from a contested line to a cause that does not come back, as both sides see it."""
