"""Signing in through an organisation's own OpenID provider."""
