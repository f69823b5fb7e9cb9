"""How long the text of an agreement may be."""

LONGEST_CLAUSE = 200_000
LONGEST_DOCUMENT = 2_000_000
LONGEST_LABEL = 2_000
MOST_CLAUSES = 3_000
