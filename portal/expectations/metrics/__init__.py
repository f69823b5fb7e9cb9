"""The pure half of formulas: the typed tree, what it means in Python and in words, and those that are shipped."""
