"""The pure half of facts: what they can be about, how rows become facts, and how facts become what is counted."""
