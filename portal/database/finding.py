r"""Finding by what somebody typed: every word by itself, in any letter case and normal form, with or without accents.

What is looked for and what it is looked for in are folded alike, by the database. A record keeps the folded text that
it is found by in a column of its own, which a trigger keeps: folding 50,000 titles for a question takes a second.
"""

from collections.abc import Callable, Iterator
from typing import Any, ClassVar

from sqlalchemy import ARRAY, ColumnElement, Text, func, literal_column, select
from sqlalchemy.orm import Mapped, mapped_column

LONGEST, MOST_WORDS = 200, 10
"""Characters and words of a search that count."""
LONGEST_WORD = 50
"""Characters of a word in a text that count: it is found by its beginning."""

# Accents, points that are written or left out (of Hebrew, Arabic and the scripts of India), and what nobody sees. The
# vowel signs and the virama of India are letters: without them words would be others.
_MARKS = (
    r"[\u00ad\u0300-\u036f\u0483-\u0487\u0591-\u05bd\u05bf\u05c1\u05c2\u064b-\u065f\u0670\u093c\u09bc\u0a3c\u0abc\u0b3c"
    r"\u1ab0-\u1aff\u1dc0-\u1dff\u200b-\u200f\u202a-\u202e\u2060-\u2069\u20d0-\u20ff\ufe00-\ufe0f\ufe20-\ufe2f\ufeff]+"
)
_ALIKE = {
    "ı": "i", "ø": "o", "ł": "l", "đ": "d", "ħ": "h", "ŧ": "t", "ð": "d", "ς": "σ", "’": "'", "‘": "'",
    "\u2010": "-", "\u2013": "-", "\u2014": "-",
}  # fmt: skip
"""Letters without a decomposition, and signs that keyboards have otherwise."""
_PAIRS = {"ß": "ss", "æ": "ae", "œ": "oe", "þ": "th"}
_BLANKS = r"[ \t\n\v\f\r\u0085\u1680\u2028\u2029]+"
# Written out, because what counts as a letter differs between the locales of servers.
_BETWEEN_WORDS = (
    r"[\u0001-\u002f\u003a-\u0040\u005b-\u0060\u007b-\u00bf\u00d7\u00f7\u0964\u0965\u1680\u2000-\u206f\u20a0-\u20cf"
    r"\u2190-\u2bff\u3000-\u303f]+"
)
_PLAIN = "LANGUAGE sql IMMUTABLE PARALLEL SAFE"


def _folded(typed: str) -> str:
    letters = f"lower(regexp_replace(normalize({typed}, NFKD), '{_MARKS}', '', 'g'))"
    ones = (text.replace("'", "''") for text in ("".join(_ALIKE), "".join(_ALIKE.values())))
    folded = "translate({}, '{}', '{}')".format(letters, *ones)
    for letter, pair in _PAIRS.items():
        folded = f"replace({folded}, '{letter}', '{pair}')"
    return f"CASE WHEN octet_length({typed}) = length({typed}) THEN lower({typed}) ELSE {folded} END"


FOLD = f"""
CREATE OR REPLACE FUNCTION fold(typed text) RETURNS text {_PLAIN} AS $$
  SELECT {_folded("typed")}
$$
"""

WORDS_IN = f"""
CREATE OR REPLACE FUNCTION words_in(content text) RETURNS text[] {_PLAIN} AS $$
  SELECT coalesce(array_agg(DISTINCT left(word, {LONGEST_WORD})), '{{}}')
  FROM regexp_split_to_table(public.fold(content), '{_BETWEEN_WORDS}') AS word WHERE word <> ''
$$
"""

# A sign that stands alone, such as the "&" between two names, counts only where nothing else was typed.
WORDS_TYPED = f"""
CREATE OR REPLACE FUNCTION words_typed(typed text) RETURNS text[] {_PLAIN} AS $$
  WITH each AS (
    SELECT DISTINCT word, public.words_in(word) <> '{{}}' AS has_letters
    FROM regexp_split_to_table(public.fold(left(typed, {LONGEST})), '{_BLANKS}') AS word WHERE word <> '')
  SELECT coalesce((array_agg(word))[:{MOST_WORDS}], '{{}}') FROM each
  WHERE has_letters OR NOT EXISTS (SELECT FROM each WHERE has_letters)
$$
"""

KEEP_FOLDED = """
CREATE OR REPLACE FUNCTION keep_folded() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  NEW.folded := (SELECT public.fold(string_agg(to_jsonb(NEW) ->> part, ' ')) FROM unnest(TG_ARGV) part);
  RETURN NEW;
END $$
"""

STATEMENTS = (FOLD, WORDS_IN, WORDS_TYPED, KEEP_FOLDED)


class Found:
    """A record that is found by words of some of its columns."""

    FOUND_BY: ClassVar[tuple[str, ...]]

    folded: Mapped[str] = mapped_column(default="")
    """Those columns, folded, with a blank between; the database puts it there, whatever is written."""


def triggers(table: str, found_by: tuple[str, ...]) -> Iterator[str]:
    """The SQL that keeps the folded text of a table's rows."""
    columns, given = ", ".join((*found_by, "folded")), ", ".join(f"'{column}'" for column in found_by)
    yield (
        f"CREATE TRIGGER keep_folded BEFORE INSERT OR UPDATE OF {columns} ON {table} "
        f"FOR EACH ROW EXECUTE FUNCTION keep_folded({given})"
    )


def words(typed: Any) -> Any:
    """What was typed as folded words: an array."""
    return func.words_typed(typed, type_=ARRAY(Text))


def asked(typed: Any) -> Any:
    """The same as rows: `word`, and `n`, its number."""
    return func.unnest(words(typed)).table_valued("word", with_ordinality="n").render_derived()


def every(typed: Any, is_found: Callable[[Any], ColumnElement[bool]]) -> ColumnElement[bool]:
    """Whether each word is found by itself, as `is_found` says of a row of `asked`; true where nothing was typed."""
    rows = asked(typed)
    return ~select(literal_column("1")).select_from(rows).where(~is_found(rows.c)).exists()


def has(record: Any, word: Any) -> ColumnElement[bool]:
    """Whether a word stands anywhere in what the record is found by."""
    return func.strpos(record.folded, word) > literal_column("0")
