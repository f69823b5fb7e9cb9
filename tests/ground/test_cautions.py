"""What reads otherwise than it looks: found in agreements, refused in names, and left alone where a script needs it."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal import cautions, errors, wording
from portal.cautions import Kind
from portal.sentences import say

OVERRIDE = "U+202E RIGHT-TO-LEFT OVERRIDE"


def found(text: str) -> list[tuple[str, str]]:
    return [(each.kind.value, each.found) for each in cautions.of(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("EUR \u202e000,1\u202c", [("DIRECTION", OVERRIDE), ("DIRECTION", "U+202C POP DIRECTIONAL FORMATTING")]),
        ("ten\u200b days", [("INVISIBLE", "U+200B ZERO WIDTH SPACE")]),
        ("so\u00adft", [("INVISIBLE", "U+00AD SOFT HYPHEN")]),
        ("\ufeffStart", [("INVISIBLE", "U+FEFF ZERO WIDTH NO-BREAK SPACE")]),
        ("a\u200db", [("INVISIBLE", "U+200D ZERO WIDTH JOINER")]),
        ("a\x7fb", [("INVISIBLE", "U+007F")]),
        ("a\U000e0041b", [("INVISIBLE", "U+E0041 TAG LATIN CAPITAL LETTER A")]),
        ("pay \u0420\u0430ypal now", [("MIXED_SCRIPTS", "\u0420\u0430ypal")]),
        ("P2\u0420 and P2\u0420", [("MIXED_SCRIPTS", "P2\u0420"), ("MIXED_SCRIPTS", "P2\u0420")]),
        ("\u0391lpha", [("MIXED_SCRIPTS", "\u0391lpha")]),
        ("a\u0301\u0435", [("MIXED_SCRIPTS", "a\u0301\u0435")]),
    ],
)
def test_what_reads_otherwise_than_it_looks_is_found(text: str, expected: list[tuple[str, str]]) -> None:
    assert found(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "Plain words, 12 % and a tab\there\n",
        "10 k\u03a9, 5 \u03bcm, \u0394T", "IT-\u0443\u0441\u043b\u0443\u0433\u0438", "Stra\u00dfe",
        "\u0915\u094d\u200d\u0937 \u0928\u094d\u200c\u092f\u093e",
        "\u0645\u06cc\u200c\u062e\u0648\u0627\u0647\u0645",
        "\u00a9\ufe0f 1\ufe0f\u20e3 \U0001f468\u200d\U0001f469", "\u845b\U000e0100",
        "\u6771\u4eacTower \u30c6\u30b9\u30c8abc",
    ],
)  # fmt: skip
def test_what_a_script_or_a_sign_needs_is_left_alone(text: str) -> None:
    assert found(text) == []


@given(
    st.text(st.characters(codec="utf-8"), max_size=20), st.sampled_from("\u202a\u202e\u2066\u200e\u061c\u200b\ufeff")
)
def test_such_a_character_is_found_wherever_it_stands(text: str, unseen: str) -> None:
    middle = len(text) // 2
    name = f"U+{ord(unseen):04X} {unicodedata.name(unseen)}"
    assert name in [each.found for each in cautions.of(text[:middle] + unseen + text[middle:])]


def test_a_text_full_of_them_is_counted_up_to_a_thousand() -> None:
    (one,) = cautions.counted("\u202e\u0436" * 5_000)
    assert (one.kind, one.found, one.count) == (Kind.DIRECTION, OVERRIDE, 1_000)


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("\u200b", "A name or title cannot contain an invisible character (U+200B ZERO WIDTH SPACE)."),
        ("\u00ad\u2060", "A name or title cannot contain an invisible character (U+00AD SOFT HYPHEN)."),
        ("two\nlines", "A name or title must be one line, without characters that cannot be shown (U+000A)."),
        ("tab\there", "A name or title must be one line, without characters that cannot be shown (U+0009)."),
        ("line\u2028end", "A name or title must be one line, without characters that cannot be shown (U+2028)."),
        ("nul\0", "A name or title must be one line, without characters that cannot be shown (U+0000)."),
        ("half \ud800", "A name or title must be one line, without characters that cannot be shown (U+D800)."),
        (
            "Bidi \u202egnp.exe title",
            f"A name or title cannot contain a character that changes the reading direction ({OVERRIDE}).",
        ),
        (
            "\u0420\u0430ypal Ltd",
            "The word “Раypal” mixes letters from two scripts. Write it in one script.",
        ),
        ("\u2014", "A name or title must contain a letter or a digit."),
        ("  \u3000 ", "Say what it is called."), ("", "Say what it is called."), ("x" * 201, "Say what it is called."),
    ],
)  # fmt: skip
def test_a_name_that_reads_otherwise_than_it_looks_is_refused(typed: str, sentence: str) -> None:
    with pytest.raises(errors.Invalid) as refused:
        wording.line(typed, path=("input", "title"), wanted=say("Say what it is called."))
    assert (refused.value.message, refused.value.path) == (sentence, ("input", "title"))


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        (" Ame\u0301lie Sample ", "Am\u00e9lie Sample"),
        ("\u6771\u4eac\u3000\u5546\u4e8b", "\u6771\u4eac \u5546\u4e8b"),
        ("12", "12"),
        ("Optique\u00a0Rivage SAS", "Optique Rivage SAS"), ("\u0915\u094d\u200d\u0937", "\u0915\u094d\u200d\u0937"),
    ],
)  # fmt: skip
def test_a_name_is_kept_composed_on_one_line_with_plain_spaces(typed: str, kept: str) -> None:
    assert wording.line(typed, path=(), wanted=say("")) == kept
