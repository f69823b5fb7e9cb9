"""Whatever somebody sends is taken or refused in a sentence; nothing else ever happens."""

import contextlib
import json

from hypothesis import example, given, settings
from hypothesis import strategies as st

from portal import errors
from portal.expectations.facts import applying, fact, formats, mapping, values
from portal.expectations.facts.kinds import SubjectKind, Type
from portal.expectations.facts.statements import SHAPES
from portal.expectations.facts.ubl import exceptions, reading
from portal.expectations.facts.values import Form
from portal.sheets.table import Row, Table
from tests.expectations.facts.making import content

QUICK = settings(max_examples=200, deadline=None)
ANY = st.text(st.characters(), max_size=60)
NEAR = st.text(st.sampled_from("0123456789/-.:,' ()JanSeptAMZ+\u00a0\u202f٣²"), max_size=30)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | ANY | st.sampled_from(["LINE", "column", "A"]),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(
        st.sampled_from(["kind", "facts", "column", "in", "not", "all", "fields", "when", "text", "row"]) | ANY, inner,
        max_size=4,
    ),
    max_leaves=20,
)  # fmt: skip


@QUICK
@given(text=ANY | NEAR, type_=st.sampled_from([*Type]), zone=st.sampled_from([None, "Europe/Berlin"]))
@example(text="9" * 47_000, type_=Type.NUMBER, zone=None)
@example(text="9999-12-31 23:59:59", type_=Type.INSTANT, zone="Europe/Berlin")
@example(text="0001-01-01T00:00:00+23:59", type_=Type.INSTANT, zone="Europe/Berlin")
def test_any_cell_is_read_or_refused(text: str, type_: Type, zone: str | None) -> None:
    for pattern in ("d/m/Y H:M AM", "d-Mon-yy", "Y-m-d H:M:S Z"):
        with contextlib.suppress(errors.Invalid):
            values.read(type_, text, Form(format=formats.declared(pattern), zone=zone, grouping=",", round=2))


@QUICK
@given(texts=st.lists(NEAR, max_size=8))
def test_the_format_of_any_column_is_found_or_refused(texts: list[str]) -> None:
    with contextlib.suppress(errors.Invalid):
        formats.recognised(texts)


@QUICK
@given(pattern=ANY | st.text(st.sampled_from("dmMonYyHSAZ /-.:,T"), max_size=20))
def test_any_format_is_taken_or_refused(pattern: str) -> None:
    with contextlib.suppress(errors.Invalid):
        formats.declared(pattern).read("1/1/2026")


@QUICK
@given(data=st.data())
def test_any_values_of_a_fact_are_taken_or_refused(data: st.DataObject) -> None:
    kind = data.draw(st.sampled_from([*SubjectKind]))
    statement = data.draw(st.sampled_from(sorted(SHAPES[kind])))
    names = st.sampled_from(sorted(SHAPES[kind][statement].fields)) | ANY
    with contextlib.suppress(errors.Invalid):
        fact.told(kind, statement, data.draw(st.dictionaries(names, ANY | NEAR, max_size=6)))


@QUICK
@given(inside=JSON, place=st.sampled_from(["kind", "subject_key", "facts", "partner", "missing", "fact", "field"]))
def test_any_mapping_is_taken_or_refused(inside: object, place: str) -> None:
    given_ = content()
    if place == "field":
        given_ = content({"ordered": inside})
    elif place == "fact":
        given_ = content(fact={"when": inside, "external_id": inside})
    else:
        given_[place] = inside
    with contextlib.suppress(errors.Invalid):
        mapping.meaning(given_)
    with contextlib.suppress(errors.Invalid):
        mapping.text(json.dumps(inside))


@QUICK
@given(rows=st.lists(st.tuples(ANY, NEAR, NEAR), min_size=1, max_size=5))
def test_any_rows_are_taken_or_refused_each_with_its_number(rows: list[tuple[str, str, str]]) -> None:
    fields = {"ordered": {"column": "B"}, "agreed_on": {"column": "C", "format": "d/m/Y"}, "site": {"column": "A"}}
    meaning = mapping.meaning(content(fields))
    table = Table(("A", "B", "C"), tuple(Row(number, cells) for number, cells in enumerate(rows, 2)))
    found = applying.applied(meaning, table)
    assert found.taken + found.silent + found.repeated + found.refused_rows == len(rows)


@QUICK
@given(
    document=st.binary(max_size=300)
    | st.text(st.characters(codec="utf-8"), max_size=60).map(str.encode)
    | st.sampled_from([b"<a/>", b"<?xml version='1.0'?>"])
)
@example(document=b"<?xml version='1.0' encoding='utf-16'?><a/>")
def test_any_document_is_read_or_refused(document: bytes) -> None:
    for read in (reading.read, exceptions.criteria, exceptions.notice):
        with contextlib.suppress(errors.Invalid):
            read(document)
