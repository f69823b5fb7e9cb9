"""Whether a document is valid: told at a glance where it is plain, else by those of the standard's rules that count."""

from collections.abc import Mapping, Sequence

from graphql import (
    ArgumentNode,
    DocumentNode,
    FieldNode,
    GraphQLError,
    GraphQLField,
    GraphQLInterfaceType,
    GraphQLObjectType,
    GraphQLSchema,
    ListValueNode,
    ObjectValueNode,
    OperationDefinitionNode,
    OperationType,
    SelectionSetNode,
    ValueNode,
    get_named_type,
    is_leaf_type,
    is_required_argument,
    validate,
)
from graphql.utilities import validate_input_literal
from graphql.validation import (
    ASTValidationRule,
    DeferStreamDirectiveLabel,
    DeferStreamDirectiveOnRootField,
    DeferStreamDirectiveOnValidOperationsRule,
    FragmentsOnCompositeTypesRule,
    KnownDirectivesRule,
    KnownFragmentNamesRule,
    KnownTypeNamesRule,
    MaxIntrospectionDepthRule,
    NoFragmentCyclesRule,
    NoUndefinedVariablesRule,
    NoUnusedFragmentsRule,
    NoUnusedVariablesRule,
    PossibleFragmentSpreadsRule,
    StreamDirectiveOnListField,
    UniqueDirectivesPerLocationRule,
    UniqueFragmentNamesRule,
    UniqueVariableNamesRule,
    VariablesAreInputTypesRule,
    VariablesInAllowedPositionRule,
    specified_rules,
)
from graphql.validation.rules import overlapping_fields_can_be_merged as merging

merging.MAX_COMPLEXITY_BUDGET = 20_000
"""Comparisons of fields with each other; the pages' own largest operation takes a tenth. By default it lets a document
of 7 kB take 80 ms."""

_VARIABLES, _DIRECTIVES, _FRAGMENTS = ("$",), ("@",), ("...", "fragment")
IDLE: Mapping[type[ASTValidationRule], tuple[str, ...]] = {
    KnownTypeNamesRule: _VARIABLES + _FRAGMENTS,
    **dict.fromkeys(
        (VariablesAreInputTypesRule, UniqueVariableNamesRule, NoUndefinedVariablesRule, NoUnusedVariablesRule,
         VariablesInAllowedPositionRule), _VARIABLES,
    ),
    **dict.fromkeys(
        (KnownDirectivesRule, UniqueDirectivesPerLocationRule, DeferStreamDirectiveOnRootField,
         DeferStreamDirectiveOnValidOperationsRule, DeferStreamDirectiveLabel, StreamDirectiveOnListField),
        _DIRECTIVES,
    ),
    **dict.fromkeys(
        (FragmentsOnCompositeTypesRule, UniqueFragmentNamesRule, KnownFragmentNamesRule, NoUnusedFragmentsRule,
         PossibleFragmentSpreadsRule, NoFragmentCyclesRule), _FRAGMENTS,
    ),
    MaxIntrospectionDepthRule: ("__",),
}  # fmt: skip
"""Rules that find nothing in a text without any of these."""
_NOT_PLAIN = (*_VARIABLES, *_DIRECTIVES, *_FRAGMENTS, "__")

Composite = GraphQLObjectType | GraphQLInterfaceType


def rules_for(source: str) -> list[type[ASTValidationRule]]:
    """The rules that can find something in a document, in their order."""
    return [rule for rule in specified_rules if rule not in IDLE or any(mark in source for mark in IDLE[rule])]


def faults(schema: GraphQLSchema, source: str, document: DocumentNode, *, most: int) -> list[GraphQLError]:
    """What is wrong with a document, and with `most` faults one more that says so."""
    if is_plainly_valid(schema, source, document):
        return []
    return validate(schema, document, rules_for(source), max_errors=most, hide_suggestions=True)


def is_plainly_valid(schema: GraphQLSchema, source: str, document: DocumentNode) -> bool:
    """Whether a document without variables, directives and fragments is valid; False says nothing of any other.

    The rules would walk it once for all of them, and ask each at each node.
    """
    operation = document.definitions[0]
    if len(document.definitions) > 1 or not isinstance(operation, OperationDefinitionNode):
        return False
    if operation.operation is OperationType.SUBSCRIPTION or any(mark in source for mark in _NOT_PLAIN):
        return False
    root = schema.get_root_type(operation.operation)
    return root is not None and _is_selected(root, operation.selection_set)


def _is_selected(kind: Composite, selections: SelectionSetNode) -> bool:
    """Fields of the type, each name in the answer once."""
    fields = [node for node in selections.selections if isinstance(node, FieldNode)]
    names = {(node.alias or node.name).value for node in fields}
    is_told_apart = 0 < len(names) == len(selections.selections)
    return is_told_apart and all(_is_field(kind, node) for node in fields)


def _is_field(kind: Composite, node: FieldNode) -> bool:
    """A field of the type with the arguments that it needs, and a selection where its value has fields itself."""
    definition = kind.fields.get(node.name.value)
    if definition is None or not _is_given(definition, node.arguments or ()):
        return False
    below = get_named_type(definition.type)
    if node.selection_set is None:
        return is_leaf_type(below)
    return isinstance(below, Composite) and _is_selected(below, node.selection_set)


def _is_given(definition: GraphQLField, given: Sequence[ArgumentNode]) -> bool:
    values = {argument.name.value: argument.value for argument in given}
    for name, value in values.items():
        argument = definition.args.get(name)
        if argument is None or not _is_unique(value):
            return False
        try:
            validate_input_literal(value, argument.type, _wrong)
        except GraphQLError:
            return False
    needed = (name for name, argument in definition.args.items() if is_required_argument(argument))
    return len(values) == len(given) and all(name in values for name in needed)


def _wrong(error: GraphQLError, _: object) -> None:
    raise error  # the first is enough, and each takes as long as its value


def _is_unique(value: ValueNode) -> bool:
    """No object in a value has a field twice."""
    if isinstance(value, ListValueNode):
        return all(_is_unique(item) for item in value.values)
    if not isinstance(value, ObjectValueNode):
        return True
    return len({field.name.value for field in value.fields}) == len(value.fields) and all(
        _is_unique(field.value) for field in value.fields
    )
