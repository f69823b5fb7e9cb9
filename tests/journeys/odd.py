"""Values that nobody means to write into an address: some by hand, others by chance."""

import random
from collections.abc import Iterator
from urllib.parse import quote_from_bytes

NUL = ("\0", "a\0b", "ctr_\0", "\0" * 40)
BY_HAND = (
    *NUL, "", " ", "zzz", "0", "-1", "1e9", "9" * 30, "1.5", "NaN", "Infinity", "null", "None", "undefined", "true",
    "[]", "{}", "[object Object]", "__proto__", "constructor", "toString", "{{7*7}}", "${7*7}", "%", "%25", "%00",
    "%zz", " + ", "&", "=", ";", "#", "?", "a=b&c=d", "'", '"', "' OR 1=1 --", '"; DROP TABLE contract; --', "\\",
    "\\0", "\\u0000", "<script>alert(1)</script>", "<!--", "]]>", "javascript:alert(1)", "//evil.example",
    "/\\evil.example", "https://evil.example/", "../../etc/passwd", "..%2f..%2f", "....//", "/", "//", ".", "..",
    "a/b", "a\r\nSet-Cookie: x=1", "\n", "\r", "\t", "\x07", "\x1b[31m", "\x7f", "\x85", "\u2028", "\u200b",
    "\u202etxt.exe", "\ufeff", "\ufffd", "\uffff", "e\u0301" * 50, "\N{FISH}" * 100, "नमस्ते", "Здравейте", "العربية",
    "\N{LATIN SMALL LETTER DOTLESS I}", "ß" * 300, "a" * 199, "a" * 201, "a" * 5_000, "ctr_", "ctr_" + "0" * 32,
    "ctr_" + "g" * 32, "CTR_" + "0" * 32, "org_" + "f" * 32, "xyz_0198f3c2", "mem_" + "0" * 31, "node(id: 1)",
    "DRAFT", "draft", "ACTIVE,DRAFT", "HOST", "CREATED_AT", "DESC", "newest", "2026-02-30", "9999-12-31",
    "0001-01-01", "infinity", "-infinity", "2026-01-01T00:00:00Z", "eyJhbGciOiJub25lIn0.e30.",
    "YXNkZg.0123456789abcdef0123456789abcdef", "Q1JFQVRFRF9BVC5ERVNDfDB8MA.x", ".", "..x", "=.=",
)  # fmt: skip
BYTES = (b"\xff\xfe", b"\xed\xa0\x80", b"\xc0\x80", b"\x80", b"a\xffb", b"\xf4\x90\x80\x80")


def values(path: str, many: int) -> Iterator[bytes]:
    """So many for an address, as the bytes before they are escaped; others for another address, the same in every run.

    All those by hand come before the first by chance, beginning anywhere.
    """
    dice = random.Random(path)
    known = [*BYTES, *(each.encode() for each in BY_HAND)]
    first = dice.randrange(len(known))
    yield from (known[first:] + known[:first])[:many]
    for _ in range(many - len(known)):
        if dice.randrange(2):
            yield dice.randbytes(dice.randrange(1, 60))
        else:
            begun = dice.choice(known)
            yield begun[: dice.randrange(len(begun) + 1)] + dice.choice(known)


def escaped(value: bytes) -> str:
    return quote_from_bytes(value, safe="")
