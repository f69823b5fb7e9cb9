"""Signing in with a browser: password, passkey, recovery, and proof of presence."""
