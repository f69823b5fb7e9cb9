"""Random valid operations over the schema, with aliases, fragments, switches, arguments and variables."""

from dataclasses import dataclass, field
from typing import Any

from graphql import (
    GraphQLEnumType,
    GraphQLField,
    GraphQLInputObjectType,
    GraphQLInterfaceType,
    GraphQLList,
    GraphQLNonNull,
    GraphQLObjectType,
    GraphQLSchema,
    get_named_type,
    is_leaf_type,
    is_required_input_field,
)
from hypothesis import strategies as st

from schema.engine.fields import KEY, Rehearsal

DEEPEST = 4
SKIPPED = {"redline", "document"}
"""Costly or, with random numbers, mostly null: compared in tests of their own."""


def is_compared(name: str, definition: GraphQLField) -> bool:
    """Whether a statement answers it that can be compared: an operation that is tried is another thing."""
    source = definition.extensions["strawberry-definition"].metadata.get(KEY)
    return name not in SKIPPED and not isinstance(source, Rehearsal)


@dataclass
class Writer:
    """One operation while it is written."""

    schema: GraphQLSchema
    draw: Any
    ids: list[str]
    names: dict[str, list[str]]
    variables: dict[str, tuple[str, Any]] = field(default_factory=dict)
    aliases: int = 0

    def operation(self) -> tuple[str, dict[str, Any]]:
        """The operation's text and its variables."""
        assert self.schema.query_type
        body = self.selection(self.schema.query_type, 0)
        declared = ", ".join(f"${name}: {kind}" for name, (kind, _) in self.variables.items())
        return f"query{f'({declared})' if declared else ''} {body}", {n: v for n, (_, v) in self.variables.items()}

    def selection(self, kind: Any, depth: int) -> str:
        if isinstance(kind, GraphQLInterfaceType):
            return self._of_interface(kind, depth)
        fields = [
            (name, definition)
            for name, definition in kind.fields.items()
            if is_compared(name, definition) and (depth < DEEPEST or is_leaf_type(get_named_type(definition.type)))
        ]
        if not fields:  # objects alone, and it goes no deeper
            return "{ __typename }"
        chosen = self.draw(st.lists(st.sampled_from(fields), min_size=1, max_size=3 if depth else 2))
        parts = [self.field(name, definition, depth) for name, definition in chosen]
        if self.draw(st.integers(0, 5)) == 0:
            parts.append("__typename")
        return "{ " + " ".join(parts) + " }"

    def _of_interface(self, kind: GraphQLInterfaceType, depth: int) -> str:
        possible = self.schema.get_possible_types(kind)
        chosen = self.draw(
            st.lists(st.sampled_from(possible), min_size=1, max_size=2, unique_by=lambda each: each.name)
        )
        inner = " ".join(f"... on {each.name} {self.selection(each, depth)}" for each in chosen)
        return "{ __typename id " + inner + " }"

    def field(self, name: str, definition: GraphQLField, depth: int) -> str:
        self.aliases += 1
        text = f"a{self.aliases}: {name}{self.arguments(name, definition)}{self.switch()}"
        named = get_named_type(definition.type)
        if not is_leaf_type(named):
            text += " " + self.selection(named, depth + 1)
        if isinstance(named, GraphQLObjectType) and self.draw(st.integers(0, 6)) == 0:
            return f"... {{ {text} }}"
        return text

    def switch(self) -> str:
        if self.draw(st.integers(0, 7)):
            return ""
        word, value = self.draw(st.sampled_from(("skip", "include"))), self.draw(st.booleans())
        return f" @{word}(if: {self.variable('Boolean!', value)})"

    def arguments(self, name: str, definition: GraphQLField) -> str:
        given = []
        backward = self.draw(st.booleans())
        for argument, about in definition.args.items():
            if argument in {"after", "before"} and "first" in definition.args:
                continue
            if argument in ({"first"} if backward else {"last"}) and "first" in definition.args:
                continue
            if not isinstance(about.type, GraphQLNonNull) and self.draw(st.booleans()):
                continue
            kind, value = about.type, self.value(about.type, argument, name)
            if self.draw(st.booleans()):
                given.append(f"{argument}: {self.variable(str(kind), value)}")
            else:
                given.append(f"{argument}: {literal(value, kind)}")
        return f"({', '.join(given)})" if given else ""

    def variable(self, kind: str, value: Any) -> str:
        name = f"v{len(self.variables)}"
        self.variables[name] = (kind, value)
        return f"${name}"

    def value(self, kind: Any, name: str, of: str) -> Any:
        if isinstance(kind, GraphQLNonNull):
            return self.value(kind.of_type, name, of)
        if isinstance(kind, GraphQLList):
            return [self.value(kind.of_type, name, of) for _ in range(self.draw(st.integers(0, 3)))]
        if isinstance(kind, GraphQLEnumType):
            return self.draw(st.sampled_from(sorted(kind.values)))
        if isinstance(kind, GraphQLInputObjectType):
            return self._input(kind, of)
        simple = {
            "Int": st.integers(1, 5),
            "Boolean": st.booleans(),
            "ID": st.sampled_from([*self.ids, "ctr_" + "0" * 32, "nonsense"]),
            "String": st.sampled_from([*self.names.get(of, []), "a", "", '"\\ü\n']),
            "DateTime": st.sampled_from(["2026-03-10T00:00:00Z", "2026-03-16T12:00:00.5+01:00"]),
            "Date": st.sampled_from(["2026-04-01", "2027-03-31"]),
            "Decimal": st.sampled_from(["0", "12.5"]),
        }
        return self.draw(simple[kind.name])

    def _input(self, kind: GraphQLInputObjectType, of: str) -> Any:
        fields = sorted(kind.fields)
        if kind.is_one_of:
            fields = [self.draw(st.sampled_from(fields))]
        else:
            fields = [name for name in fields if is_required_input_field(kind.fields[name]) or self.draw(st.booleans())]
        return {name: self.value(kind.fields[name].type, name, of) for name in fields}


def literal(value: Any, kind: Any) -> str:
    """A value as GraphQL writes it."""
    if isinstance(kind, GraphQLNonNull):
        return literal(value, kind.of_type)
    if isinstance(kind, GraphQLList):
        return "[" + ", ".join(literal(item, kind.of_type) for item in value) + "]"
    if isinstance(kind, GraphQLInputObjectType):
        return "{" + ", ".join(f"{name}: {literal(item, kind.fields[name].type)}" for name, item in value.items()) + "}"
    if isinstance(kind, GraphQLEnumType):
        return str(value)
    if isinstance(value, str):
        escaped = value.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
        return f'"{escaped}"'
    return str(value).lower() if isinstance(value, bool) else str(value)
