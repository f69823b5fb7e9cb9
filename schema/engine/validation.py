"""The standard's rules of validation, without those that can find nothing in a document."""

from collections.abc import Mapping

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


def rules_for(source: str) -> list[type[ASTValidationRule]]:
    """The rules that can find something in a document, in their order."""
    return [rule for rule in specified_rules if rule not in IDLE or any(mark in source for mark in IDLE[rule])]
