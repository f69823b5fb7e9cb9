"""Files of facts: sent, explained, tried and taken in."""
