"""Coming in: signing in, proving who one is, joining, and consent to programs."""
