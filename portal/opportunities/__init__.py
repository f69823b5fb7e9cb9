"""Opportunities: deals that partners register and are protected for, and what the two sides find to sell together."""
