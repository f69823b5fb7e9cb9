"""What reads like a title: few words, of which those that count begin with a capital, a figure or a sign."""

HEADING_WORDS = 15
LEAD_WORDS = 10
LONGEST_HEADING = 300

_SMALL_WORDS = frozenset(
    (
        "a", "an", "and", "as", "at", "but", "by", "de", "for", "from", "in", "into", "is", "nor", "of", "on",
        "or", "our",
        "per", "the", "to", "under", "upon", "with", "your", "this", "that", "its", "their", "these", "и", "на",
        "за", "от", "в", "с", "по", "до", "ng", "sa", "at",
        "ang", "mga", "des", "der", "die", "und", "du", "la", "le", "les", "et", "del", "y", "e",
    )
)  # fmt: skip
# Forms of companies, which stand in capitals under signatures.
_FORMS = frozenset(("LLC", "INC", "LTD", "LLP", "PLC", "CORP", "GMBH", "PTE", "BHD", "THE", "AND", "FOR", "USA"))
_LEAST_LETTERS = 3
_PEOPLE = frozenset(("Dear", "Mr", "Mrs", "Ms", "Dr", "Attention", "Attn", "By", "Name"))


def is_titled(line: str) -> bool:
    """Whether every word that counts begins with a capital, a figure or a sign."""
    return not any(word[0].islower() and word.strip(".:,") not in _SMALL_WORDS for word in line.split())


def is_heading(line: str) -> bool:
    """Whether a line is a heading as a whole: a title, or a few words that end without a sign."""
    words = len(line.split())
    if line.endswith((",", ";")) or ". " in line or (": " in line and not is_titled(line)):
        return False
    return 0 < words <= HEADING_WORDS if is_titled(line) else words <= LEAD_WORDS and not line.endswith((".", ":"))


def is_shouted(line: str) -> bool:
    """Whether a line is a title in capitals, and not the name of a company or initials."""
    words = line.split() if len(line) <= LONGEST_HEADING else []
    if not line.isupper() or not 0 < len(words) <= LEAD_WORDS:
        return False
    told = (word.strip(".,:;()&\"'“”") for word in words)
    return any(len(word) >= _LEAST_LETTERS and word.isalpha() and word not in _FORMS for word in told)


def is_name(line: str) -> bool:
    """Whether a line names a company or a person rather than what follows."""
    words = [word.strip(".,:;") for word in line.split()]
    return bool(words) and (words[-1].upper() in _FORMS or words[0] in _PEOPLE or words[-1] in _PEOPLE)
