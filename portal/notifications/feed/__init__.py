"""Everybody's own calendar: the dates that wait for them and the days that bind, at a secret address (RFC 5545)."""
