"""A directory's filter as a condition in SQL, over the columns that its resource is made of."""

from collections.abc import Mapping
from typing import Any

from scim2_models import InvalidFilterException
from scim2_models.path import (
    AttrPath,
    CompareOperator,
    Comparison,
    FilterNode,
    FilterVisitor,
    LogicalExpr,
    LogicalOperator,
    Not,
    Present,
    ValuePath,
)
from sqlalchemy import ARRAY, ColumnElement, Text, and_, cast, false, func, literal, not_, or_, true, type_coerce

from auth.organisations.models import DirectoryEntry
from portal import wording
from portal.access import Role
from portal.partners.models import Membership
from portal.partners.rules import MembershipStatus

IS_ACTIVE: ColumnElement[bool] = cast(Membership.status, Text) == MembershipStatus.ACTIVE.value
SHOWN_NAME: ColumnElement[Any] = func.coalesce(DirectoryEntry.display_name, Membership.name)
EXACT = {"id", "externalid"}
TEXTS: Mapping[str, Any] = {
    "id": cast(Membership.id, Text),
    "externalid": DirectoryEntry.external_id,
    "username": Membership.email,
    "displayname": SHOWN_NAME,
    "title": func.nullif(Membership.title, ""),
    "name.givenname": DirectoryEntry.given_name,
    "name.familyname": DirectoryEntry.family_name,
}
OPERATORS: Mapping[CompareOperator, Any] = {
    CompareOperator.eq: lambda column, value: column == value,
    CompareOperator.ne: lambda column, value: column.is_distinct_from(value),
    CompareOperator.co: lambda column, value: func.strpos(column, value) > 0,
    CompareOperator.sw: lambda column, value: func.left(column, func.length(value)) == value,
    CompareOperator.ew: lambda column, value: func.right(column, func.length(value)) == value,
    CompareOperator.gt: lambda column, value: column > value,
    CompareOperator.ge: lambda column, value: column >= value,
    CompareOperator.lt: lambda column, value: column < value,
    CompareOperator.le: lambda column, value: column <= value,
}


def condition(node: FilterNode) -> ColumnElement[bool]:
    """The rows that the filter means. Raises InvalidFilterException for what cannot be asked here."""
    return _Filter().visit(node)


class _Filter(FilterVisitor[ColumnElement[bool]]):
    """SQL for each kind of node; a missing value compares as false, so that `not` means what it says."""

    def visit_comparison(self, node: Comparison) -> ColumnElement[bool]:
        name = _name(node.attr_path)
        if name == "active":
            return _of_flag(node)
        if name in {"roles", "roles.value"}:
            return _of_roles(node)
        if name not in TEXTS:
            raise InvalidFilterException(detail=f"{node.attr_path} cannot be filtered by")
        value = _text(node)
        if name not in EXACT:
            value, column = value.lower(), func.lower(TEXTS[name])
            value = (wording.email_of(value) or value) if name == "username" else value
        else:
            column = TEXTS[name]
        found = OPERATORS[node.op](column, literal(value, Text))
        return func.coalesce(found, false())

    def visit_present(self, node: Present) -> ColumnElement[bool]:
        name = _name(node.attr_path)
        if name in TEXTS:
            column: ColumnElement[Any] = TEXTS[name]
            return column.is_not(None)
        if name == "name":
            return or_(DirectoryEntry.given_name.is_not(None), DirectoryEntry.family_name.is_not(None))
        if name in {"active", "roles", "roles.value", "meta", "schemas"}:
            return true()
        raise InvalidFilterException(detail=f"{node.attr_path} cannot be filtered by")

    def visit_not(self, node: Not) -> ColumnElement[bool]:
        return not_(self.visit(node.expr))

    def visit_logical_expr(self, node: LogicalExpr) -> ColumnElement[bool]:
        join = and_ if node.op == LogicalOperator.and_ else or_
        return join(*(self.visit(term) for term in node.terms))

    def visit_value_path(self, node: ValuePath) -> ColumnElement[bool]:
        inner = node.val_filter
        if _name(node.attr_path) == "roles" and isinstance(inner, Comparison) and _name(inner.attr_path) == "value":
            return _of_roles(inner)
        raise InvalidFilterException(detail=f"{node.attr_path} cannot be filtered by in this way")


def _name(path: AttrPath) -> str:
    return f"{path.attr}.{path.sub_attr}".lower() if path.sub_attr else path.attr.lower()


def _text(node: Comparison) -> str:
    if not isinstance(node.value, str) or "\0" in node.value:
        raise InvalidFilterException(detail=f"{node.attr_path} is compared with a text")
    return node.value


def _of_flag(node: Comparison) -> ColumnElement[bool]:
    if not isinstance(node.value, bool) or node.op not in {CompareOperator.eq, CompareOperator.ne}:
        raise InvalidFilterException(detail="active is compared with true or false, by eq or ne")
    return IS_ACTIVE if node.value == (node.op == CompareOperator.eq) else not_(IS_ACTIVE)


def _of_roles(node: Comparison) -> ColumnElement[bool]:
    if node.op not in {CompareOperator.eq, CompareOperator.ne}:
        raise InvalidFilterException(detail="roles are compared by eq or ne")
    role = Role.__members__.get(_text(node).upper())
    held = literal(role.value, Text).op("=")(func.any(type_coerce(Membership.roles, ARRAY(Text)))) if role else false()
    return held if node.op == CompareOperator.eq else not_(held)
