"""Opportunities: deals that a partner registers or the company offers, and how long they are protected."""
