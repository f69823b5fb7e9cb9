"""Documents are judged by every rule that can find something in them, as if by all of the standard's."""

import pytest
from graphql import parse, specified_rules, validate
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from schema import root
from schema.engine import validation
from tests.schema.generated import Writer

FAULTY = [
    "{ viewer { nothing } }",
    "{ viewer }",
    "{ viewer { name { first } } }",
    "{ contract { id } }",
    "{ contract(by: {id: 3.5}) { id } }",
    '{ contract(by: {id: "ctr_1"}, by: {id: "ctr_2"}) { id } }',
    '{ contract(by: {id: "ctr_1", id: "ctr_2"}) { id } }',
    '{ contract(of: "ctr_1") { id } }',
    "{ viewer { a: name a: email } }",
    "query A { __typename } query A { __typename }",
    "{ __typename } query B { __typename }",
    "query($id: ID!) { __typename }",
    "{ contract(by: {id: $id}) { id } }",
    "query($by: String!) { contract(by: $by) { id } }",
    "query($x: Nothing) { contracts(first: $x) { totalCount } }",
    "query($x: Contract) { contracts(first: $x) { totalCount } }",
    "query($x: Int, $x: Int) { contracts(first: $x) { totalCount } }",
    "{ viewer { name @never } }",
    "{ viewer @include { name } }",
    "{ viewer { name @skip(if: true) @skip(if: true) } }",
    "query @defer { __typename }",
    "{ ... on Nothing { __typename } }",
    "{ ... on Int { __typename } }",
    "{ ... on Contract { __typename } }",
    "{ ...Absent }",
    "{ viewer { ...C } } fragment C on Contract { id }",
    "{ __typename } fragment Idle on Viewer { name }",
    "{ viewer { ...A } } fragment A on Viewer { ...B } fragment B on Viewer { ...A }",
    "{ viewer { ...A } } fragment A on Viewer { name } fragment A on Viewer { email }",
    "{ __schema { types { fields { type { fields { type { fields { type { fields { name } } } } } } } } } }",
    "subscription { anything }",
    "type Query { a: Int }",
    "# $ @ ... fragment __\n{ viewer { nothing } }",
]


@pytest.mark.parametrize("source", FAULTY)
def test_a_faulty_document_has_the_same_faults_in_the_same_order(source: str) -> None:
    schema, document = root.schema(), parse(source)
    faults = [fault.formatted for fault in validate(schema, document, hide_suggestions=True)]
    rules = validation.rules_for(source)
    assert [fault.formatted for fault in validate(schema, document, rules, hide_suggestions=True)] == faults != []


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck), database=None)
@given(data=st.data())
def test_a_document_cut_short_or_changed_has_the_same_faults(data: st.DataObject) -> None:
    schema = root.schema()
    source, _ = Writer(schema, data.draw, ["ctr_" + "0" * 32], {}).operation()
    for old, new in (
        (" id", " idd"),
        ("first", "firsst"),
        ("Boolean!", "Int"),
        ("@skip", "@stop"),
        ("... {", "... on Int {"),
    ):
        changed = parse(source.replace(old, new))
        faults = validate(schema, changed, max_errors=1_000)
        assert validate(schema, changed, validation.rules_for(source.replace(old, new)), max_errors=1_000) == faults


def test_what_finds_nothing_in_a_plain_document_is_left_out() -> None:
    plain = validation.rules_for("{ viewer { name } }")
    assert len(specified_rules) - len(plain) == len(validation.IDLE)
    everything = "query($i: Boolean!) { __typename ...F @include(if: $i) } fragment F on Query { __typename }"
    assert validation.rules_for(everything) == list(specified_rules)
