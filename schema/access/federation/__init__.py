"""An organisation's identity providers and mail domains."""
