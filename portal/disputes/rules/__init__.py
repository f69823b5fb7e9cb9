"""The tables of disputes: a case, an offer in it, what was settled on, and what keeps the cause from coming back."""
