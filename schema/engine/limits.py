"""What one request may ask for, in numbers, and how more is refused."""

from schema.engine.errors import Code, RequestError

LONGEST_BODY = 3_000_000
"""Bytes; a contract's text may have 2,000,000 characters, and as up to 3,000 clauses it takes 300,000 bytes more."""
MOST_VALUES = 10_000
"""Values in the variables; a round's changes are at most 500, each of up to 13."""
DEEPEST_VALUE = 30
MOST_MARKS = 150_000
"""Of one kind, commas or opening brackets, in a body: a text has fewer, and what JSON makes of more takes long."""
LONGEST_SOURCE = 32_000
MOST_TOKENS = 4_000
DEEPEST = 12
MOST_FIELDS = 1_500
"""Fields of an operation with its fragments opened."""
MOST_ROOT_FIELDS = 20
MOST_ALIASES = 60
MOST_REPEATS = 20
"""Fields of one response name beside each other, fragments opened: each is compared with each."""
MOST_DIRECTIVES = 60
MOST_DIRECTIVES_HERE = 5
MOST_NAMES = 60
"""Arguments of a field, and fields of an object written in a document."""
MOST_ASKED = 4
"""Aliases of and within questions about the schema: each repeats much of it."""
MOST_OPERATIONS = 20
MOST_FRAGMENTS = 100
MOST_VARIABLES = 100
MOST_MUTATIONS = 5
MOST_IDS = 100
HIGHEST_COST = 1_000
LARGEST_ANSWER = 8_000_000
"""Bytes of the data."""


def refuse(over: bool, message: str) -> None:
    """Refuses with LIMIT_EXCEEDED."""
    if over:
        raise exceeded(message)


def exceeded(message: str) -> RequestError:
    return RequestError(message, code=Code.LIMIT_EXCEEDED)


def too_large() -> RequestError:
    """For an answer that has grown beyond what is sent."""
    return exceeded(f"The answer has more than {LARGEST_ANSWER:,} bytes. Ask for less at a time.")
