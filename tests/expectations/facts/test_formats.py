"""Days and times as exports write them: a declared format, or the only one that fits the whole column."""

from datetime import date, time, timedelta

import pytest

from portal import errors
from portal.expectations.facts import formats
from portal.expectations.facts.formats import Written


@pytest.mark.parametrize(
    ("pattern", "text", "expected"),
    [
        ("d-Mon-yy", "02-Jun-06", date(2006, 6, 2)),
        ("d-Mon-yy", "3-Sept-14", date(2014, 9, 3)),
        ("d-Mon-yy", "3-Sep-14", date(2014, 9, 3)),
        ("d-Mon-yy", "3-SEPTEMBER-14", date(2014, 9, 3)),
        ("d Mon Y", "3 Sept. 2014", date(2014, 9, 3)),
        ("d-Mon-yy", "1-May-69", date(2069, 5, 1)),
        ("d-Mon-yy", "1-May-70", date(1970, 5, 1)),
        ("d-Mon-yy", "1-Septe-14", None),
        ("d-Mon-yy", "1-Ju-14", None),
        ("d-Mon-yy", "1-Mai-14", None),
        ("d-Mon-yy", "31-Jun-14", None),
        ("m/d/Y", "4/6/2013", date(2013, 4, 6)),
        ("d/m/Y", "4/6/2013", date(2013, 6, 4)),
        ("m/d/Y", "13/6/2013", None),
        ("m/d/Y", "2/29/2013", None),
        ("m/d/Y", "2/29/2012", date(2012, 2, 29)),
        ("m/d/Y", "4/6/13", None),
        ("d.m.Y", "04.06.1899", None),
        ("d.m.Y", "٠٤.٠٦.٢٠١٣", None),
        ("Mon d, Y", "June 4, 2013", date(2013, 6, 4)),
    ],
)
def test_a_day_is_read_in_its_format_or_not_at_all(pattern: str, text: str, expected: date | None) -> None:
    found = formats.declared(pattern).read(text)
    assert (found and found.day) == expected


@pytest.mark.parametrize(
    ("pattern", "text", "clock", "offset"),
    [
        ("d-m-Y H:M", "29-02-2016 01:16", time(1, 16), None),
        ("d/m/Y H:M", "31/12/2014  00:00", time(0, 0), None),
        ("m/d/Y H:M AM", "12/31/2014 12:05 am", time(0, 5), None),
        ("m/d/Y H:M AM", "12/31/2014 12:05 p.m.", time(12, 5), None),
        ("m/d/Y H:M AM", "12/31/2014 1:05 PM", time(13, 5), None),
        ("Y-m-d H:M:S Z", "2014-12-31 10:00:00.25 -03:30", time(10, 0, 0, 250_000), -timedelta(hours=3, minutes=30)),
        ("Y-m-dTH:M:SZ", "2014-12-31T10:00:00Z", time(10, 0), timedelta()),
    ],
)
def test_a_time_is_read_with_its_half_of_the_day_and_its_offset(
    pattern: str, text: str, clock: time, offset: timedelta | None
) -> None:
    found = formats.declared(pattern).read(text)
    assert found is not None
    assert (found.clock, found.offset) == (clock, offset)


@pytest.mark.parametrize(
    ("pattern", "text"),
    [
        ("d/m/Y H:M", "31/12/2014 24:00"),
        ("d/m/Y H:M AM", "31/12/2014 13:00 PM"),
        ("Y-m-d H:M Z", "2014-12-31 10:00 +99:00"),
        ("d/m/Y", "1/1/2014" + " " * 70),
        ("d/m/Y", "9" * 47_000),
    ],
)
def test_times_that_no_clock_shows_are_not_read(pattern: str, text: str) -> None:
    assert formats.declared(pattern).read(text) is None


@pytest.mark.parametrize(
    "pattern", ["", "d/m", "d/m/Mon/Y", "d/m/Y/yy", "d/d/m/Y", "d/m/Y H", "d/m/Y AM", "%d/%m/%Y", "d/m/Y x", "d" * 50]
)
def test_what_is_no_format_is_refused(pattern: str) -> None:
    with pytest.raises(errors.Invalid, match="A date format uses"):
        formats.declared(pattern)


@pytest.mark.parametrize(
    ("texts", "pattern"),
    [
        (["1/2/2013", "1/13/2013"], "m/d/Y"),
        (["1/2/2013", "13/1/2013"], "d/m/Y"),
        (["02-Jun-06", "1-Sept-07"], "d-Mon-yy"),
        (["29-02-2016 01:16", "01-03-2016 09:52"], "d-m-Y H:M"),
        (["2013-01-02"], "Y-m-d"),
        (["1/2/2013", "31/1/2013", "tbd"], "d/m/Y"),
        (["2013-01-02 00:00:00", "13/1/2013"], "d/m/Y"),
        (["5/5/2013"], "d/m/Y"),
        ([], "Y-m-d"),
    ],
)
def test_a_format_is_found_where_only_one_fits_the_whole_column(texts: list[str], pattern: str) -> None:
    found = formats.recognised(texts)
    assert found is not None
    assert found.pattern == pattern


def test_where_nothing_is_a_day_no_format_is_found() -> None:
    assert formats.recognised(["tomorrow", "tbd"]) is None


@pytest.mark.parametrize(
    ("texts", "said"),
    [
        (["1/2/2013", "3/4/2013"], "“1/2/2013” can be read in several ways."),
        (["1/2/2013", "1/13/2013", "1/14/2013", "15/1/2013"], "“15/1/2013” is not in the most common one."),
        (["1-2-13"], "“1-2-13” can be read in several ways."),
    ],
)
def test_a_column_that_can_be_read_in_several_ways_is_refused(texts: list[str], said: str) -> None:
    with pytest.raises(errors.Invalid) as refused:
        formats.recognised(texts)
    assert said in refused.value.message


def test_a_day_as_workbooks_keep_it_is_read_in_any_column() -> None:
    assert formats.iso("2026-11-29") == Written(date(2026, 11, 29))
    assert formats.iso("2026-11-29 10:30:00") == Written(date(2026, 11, 29), time(10, 30))
    assert formats.iso("20261129") is None
