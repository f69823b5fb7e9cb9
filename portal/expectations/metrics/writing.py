"""From a definition to its one canonical text, by whose digest it is agreed."""

from decimal import Decimal
from typing import Any

from portal import canonical
from portal.expectations.facts.kinds import Type
from portal.expectations.metrics import tree
from portal.expectations.places import plain


def content(definition: tree.Definition) -> dict[str, Any]:
    """The definition as values of JSON; `reading.definition` makes the same definition of them."""
    return {
        "code": definition.code,
        "version": definition.version,
        "kind": definition.kind.value,
        "unit": definition.unit.value,
        "direction": definition.direction.value,
        "decimals": definition.decimals,
        "parameters": {setting.name: _setting(setting) for setting in definition.parameters},
        "where": _maybe(definition.where),
        "scale": number(definition.scale),
        **_aggregate(definition.aggregate),
    }


def text(definition: tree.Definition) -> str:
    """The canonical JSON."""
    return canonical.text(content(definition))


def digest(definition: tree.Definition) -> str:
    """SHA-256 of the canonical JSON: which definition was agreed."""
    return canonical.sha256(text(definition))


def number(value: Decimal) -> str:
    """A number as definitions and values of parameters have it in JSON."""
    return format(plain(value), "f")


def _setting(setting: tree.Setting) -> dict[str, str]:
    bounds = {"least": setting.least, "most": setting.most}
    return {
        "type": "NUMBER",
        "default": number(setting.default),
        **{name: number(bound) for name, bound in bounds.items() if bound is not None},
    }


def _aggregate(aggregate: tree.Aggregate) -> dict[str, Any]:
    match aggregate:
        case tree.Ratio():
            totals = {"top": _total(aggregate.top), "bottom": _total(aggregate.bottom)}
            return {"aggregate": "RATIO", **totals, "per": aggregate.per}
        case tree.Mean():
            return {"aggregate": "MEAN", "of": node(aggregate.of)}
        case tree.Percentile():
            return {"aggregate": "PERCENTILE", "of": node(aggregate.of), "percentile": number(aggregate.percentile)}


def _total(total: tree.Total) -> dict[str, Any]:
    if isinstance(total, tree.Count):
        return {"count": _maybe(total.where)}
    return {"sum": node(total.number), "where": _maybe(total.where)}


def _maybe(truth: tree.Truth | None) -> Any:
    return None if truth is None else node(truth)


def node(part: tree.Node) -> dict[str, Any]:
    """One formula, or part of one."""
    match part:
        case tree.Field() | tree.Parameter():
            return {type(part).__name__.lower(): part.name}
        case tree.Constant():
            return {"constant": number(part.value)}
        case tree.AsOf():
            return {"as_of" if part.type is Type.DAY else "as_of_instant": True}
        case tree.In():
            return {"in": [node(part.field), list(part.words)]}
        case tree.Not() | tree.Missing() | tree.Is():
            (within,) = tree.children(part)
            return {type(part).__name__.lower(): node(within)}
        case _:
            return {_name(part): [node(each) for each in tree.children(part)]}


def _name(part: tree.Node) -> str:
    match part:
        case tree.Arithmetic():
            return part.operator.value
        case tree.Chosen():
            return part.extreme.value
        case tree.Comparison():
            return part.relation.value
        case tree.Elapsed():
            return part.clock.value
        case tree.Paused():
            return "paused_business_hours"
        case _:
            return type(part).__name__.lower()
