"""Points that are refused, each with a code, a sentence and the place of the first that is bad."""

import base64
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal import errors
from portal.opportunities.overlap import group, terms, wire
from portal.opportunities.overlap.blinding import Band
from portal.opportunities.overlap.wire import Fault

BAND = Band.UP_TO_1000
GOOD = [group.random_point() for _ in range(BAND.size)]
OTHERS = [group.random_point() for _ in range(3)]
Change = Callable[[list[bytes]], list[bytes]]


def _put(place: int, point: bytes) -> Change:
    return lambda points: [*points[:place], point, *points[place + 1 :]]


SECOND_ENCODING = GOOD[7][:31] + bytes([GOOD[7][31] | 0x80])
BAD: dict[str, tuple[Change, Fault, int | None, str]] = {
    "the identity": (_put(0, bytes(32)), Fault.IDENTITY, 0, "Point 1 is 32 zero bytes, which would hide nothing."),
    "no point": (
        _put(999, b"\1" + bytes(31)), Fault.NOT_A_POINT, 999,
        "Point 1,000 is not a canonically encoded ristretto255 point.",
    ),
    "another encoding of a point": (
        _put(7, SECOND_ENCODING), Fault.NOT_A_POINT, 7, "Point 8 is not a canonically encoded ristretto255 point.",
    ),
    "the same twice": (_put(500, GOOD[2]), Fault.REPEATED, 500, "Point 501 is the same as point 3."),
    "one of the other side's": (
        _put(3, OTHERS[1]), Fault.SENT_BEFORE, 3, "Point 4 was already sent in this session by one of the sides.",
    ),
    "one too few": (lambda points: points[1:], Fault.WRONG_COUNT, None,
        "The sides agreed on 1,000 points, but 999 arrived."),
    "one too many": (
        lambda points: [*points, OTHERS[0]], Fault.WRONG_COUNT, None, ("The sides agreed on 1,000 points, but 1,001"
                                                                      " arrived."),
    ),
    "another size": (
        lambda points: points * 5, Fault.WRONG_COUNT, None, "The sides agreed on 1,000 points, but 5,000 arrived.",
    ),
    "a byte too few": (
        lambda points: [*points[:-1], points[-1][:31]], Fault.WRONG_LENGTH, None,
        "A point must have 32 bytes, but 31,999 arrived.",
    ),
}  # fmt: skip


def _first_bad(line: str) -> wire.Bad | None:
    points, bad = wire.taken_apart(line, BAND)
    return bad or wire.first_bad(points, OTHERS)


def test_good_points_are_read_as_they_were_written() -> None:
    assert wire.read(f" {wire.written(GOOD)}\n", BAND, before=OTHERS) == tuple(GOOD)


@pytest.mark.parametrize("name", BAD)
def test_a_bad_point_is_named(name: str) -> None:
    change, fault, place, said = BAD[name]
    line = wire.written(change(list(GOOD)))
    bad = _first_bad(line)
    assert bad is not None
    assert (bad.fault, bad.place, str(bad.sentence)) == (fault, place, said)
    with pytest.raises(errors.Invalid) as refused:
        wire.read(line, BAND, before=OTHERS, path=("input", "points"))
    assert (refused.value.message, refused.value.path) == (said, ("input", "points"))


def test_of_several_bad_points_the_first_is_named() -> None:
    bad = wire.first_bad([GOOD[0], GOOD[1], GOOD[0], bytes(32)])
    assert bad is not None
    assert (bad.fault, bad.place) == (Fault.REPEATED, 2)


LINE = wire.written(GOOD)
ODD = {
    "nothing": "",
    "words": "not points",
    "other letters": "é" * len(LINE),
    "padding": LINE + "=",
    "the other alphabet": base64.b64encode(b"\xff" * 32_000).decode().rstrip("="),
    "a line's end within": LINE[:100] + "\n" + LINE[100:],
    "bits that mean nothing": LINE[:-1] + chr(ord(LINE[-1]) + 1),
    "JSON": f'["{LINE}"]',
}


@pytest.mark.parametrize("name", ODD)
def test_what_is_not_one_line_of_base64url_as_it_is_written_is_refused(name: str) -> None:
    bad = _first_bad(ODD[name])
    assert bad is not None
    assert (bad.fault, bad.place) == (Fault.NOT_BASE64URL, None)
    assert str(bad.sentence) == "The points must be one line of base64url, without padding."


def test_hexadecimal_digits_are_base64url_of_something_else() -> None:
    bad = _first_bad(b"".join(GOOD).hex())
    assert bad is not None
    assert bad.fault is Fault.WRONG_COUNT


def test_a_line_that_is_far_too_long_is_not_even_decoded() -> None:
    bad = _first_bad("!" * 10_000_000)
    assert bad is not None
    assert bad.fault is Fault.WRONG_COUNT


@given(
    st.one_of(st.text(), st.binary().map(lambda each: wire.written([each])), st.just(LINE).map(lambda each: each[7:]))
)
def test_whatever_comes_is_read_or_refused_in_a_sentence(text: str) -> None:
    with pytest.raises(errors.Invalid):
        wire.read(text, BAND)
    with pytest.raises(errors.Invalid):
        terms.read(text)
