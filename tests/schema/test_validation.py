"""Documents are judged by every rule that can find something in them, as if by all of the standard's."""

from typing import Any

import pytest
from graphql import (
    GraphQLField,
    get_named_type,
    is_leaf_type,
    is_required_argument,
    parse,
    specified_rules,
    validate,
)
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from schema import root
from schema.engine import validation
from tests.schema.generated import DEEPEST, Writer, literal

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
    assert not validation.is_plainly_valid(schema, source, document)
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


WRONG = ["null", "1", "-1", "99999999999", "1.5", "true", '"x"', "ACTIVE", "[]", "[null]", "{}", "{id: 1, id: 1}"]


class Plain(Writer):
    """Operations without variables, directives and fragments, with something wrong in them now and then."""

    def seldom(self, likely: int = 30) -> bool:
        return bool(self.draw(st.integers(0, likely)) == likely)

    def selection(self, kind: Any, depth: int) -> str:
        found = [
            (name, definition)
            for name, definition in kind.fields.items()
            if depth < DEEPEST or is_leaf_type(get_named_type(definition.type))
        ]
        if not found:  # objects alone, and it goes no deeper
            return "{ __typename }"
        chosen = self.draw(st.lists(st.sampled_from(found), min_size=1, max_size=3))
        return "{ " + " ".join(self.field(name, definition, depth) for name, definition in chosen) + " }"

    def field(self, name: str, definition: GraphQLField, depth: int) -> str:
        self.aliases += 1
        alias = "" if self.seldom(3) else "same: " if self.seldom() else f"a{self.aliases}: "
        named = get_named_type(definition.type)
        inner = "" if is_leaf_type(named) else self.selection(named, depth + 1)
        if self.seldom():
            inner = "" if inner else "{ id }"
        return f"{alias}{'nothing' if self.seldom() else name}{self.arguments(name, definition)} {inner}"

    def arguments(self, name: str, definition: GraphQLField) -> str:
        given = [
            f"{argument}: {self.written(about.type, argument, name)}"
            for argument, about in definition.args.items()
            if is_required_argument(about) is not self.seldom(5)
        ]
        given += given[:1] if self.seldom() else ["other: 1"] if self.seldom() else []
        return f"({', '.join(given)})" if given else ""

    def written(self, kind: Any, argument: str, field: str) -> str:
        return self.draw(st.sampled_from(WRONG)) if self.seldom() else literal(self.value(kind, argument, field), kind)


@settings(max_examples=400, deadline=None, suppress_health_check=list(HealthCheck), database=None)
@given(data=st.data())
def test_what_is_valid_at_a_glance_is_valid_by_every_rule(data: st.DataObject) -> None:
    schema = root.schema()
    source = Plain(schema, data.draw, ["ctr_" + "0" * 32], {}).operation()[0]
    faults = validate(schema, parse(source))
    assert faults == [] or not validation.is_plainly_valid(schema, source, parse(source)), source


@pytest.mark.parametrize(
    "source",
    [
        "{ viewer { name } company { country name: zone } }",
        'query A { contracts(first: 3, filter: {text: "x", status: {in: [ACTIVE]}}) { nodes { id partner { id } } } }',
        '{ node(id: "ctr_1") { id } contract(by: {number: "C-1"}) { timeline { totalCount } } }',
    ],
)
def test_a_plain_document_is_valid_at_a_glance(source: str) -> None:
    assert validation.is_plainly_valid(root.schema(), source, parse(source))
