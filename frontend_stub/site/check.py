"""The template checker: a page's operation is the type of its template's data, and the two must fit.

Found are fields used but not selected, nullable fields used without a guard, and fields selected but never used.
Run with `python -m frontend_stub check schema.graphql`.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

import graphql
from jinja2 import Environment, nodes

from frontend_stub.site import api, assets, render, serve
from frontend_stub.site.page import Page
from frontend_stub.site.selection import Selected, selection

# What an expression can be: the selected fields it may stand for; nothing is known of an empty one.
Type = frozenset[Selected]
UNKNOWN: Type = frozenset()


@dataclass
class Scope:
    """What the names of a place in a template stand for, and which nullable fields are known to be there."""

    names: dict[str, Any]
    sure: frozenset[Selected] = frozenset()

    def within(self, sure: Iterable[Selected] = (), **names: Any) -> "Scope":
        return Scope(self.names | names, self.sure | frozenset(sure))


@dataclass(frozen=True, eq=False)
class Module:
    """An imported template: its macros with the scope they see."""

    macros: dict[str, nodes.Macro]
    scope: Scope


@dataclass(frozen=True, eq=False)
class MacroHere:
    """A macro by its name and where it was written."""

    macro: nodes.Macro
    scope: Scope


@cache
def _parsed(env: Environment, name: str, source: str) -> tuple[nodes.Template, dict[nodes.Node, str]]:
    """A template's tree, read once for all pages that take from it, and of each of its nodes where it stands."""
    tree = env.parse(source, name)
    return tree, dict.fromkeys(tree.find_all(nodes.Node), name)


class Walk:
    """One page's template walked with its operation's selection."""

    def __init__(self, env: Environment, root: Selected) -> None:
        self._env = env
        self._root = root
        self._deep = 0
        self._files: dict[nodes.Node, str] = {}
        self._blocks: dict[str, tuple[nodes.Block, Scope]] = {}
        self.problems: list[str] = []

    def template(self, name: str) -> None:
        """Walks a template from its outermost parent, with the blocks of the innermost child."""
        scope = Scope({key: frozenset({child}) for key, child in self._root.children.items()})
        while True:
            tree = self._tree(name)
            here = scope.within(**self._module(tree, scope).scope.names)
            for block in tree.find_all(nodes.Block):
                self._blocks.setdefault(block.name, (block, here))
            extends = tree.find(nodes.Extends)
            if extends is None:
                break
            name = self._constant(extends.template)
        self._body(tree.body, here)

    def _tree(self, name: str) -> nodes.Template:
        if self._env.loader is None:
            raise TypeError("an environment without templates")
        tree, files = _parsed(self._env, name, self._env.loader.get_source(self._env, name)[0])
        self._files.update(files)
        return tree

    @staticmethod
    def _constant(node: nodes.Expr) -> str:
        if not isinstance(node, nodes.Const):
            raise TypeError("a template's name must be written out")
        return str(node.value)

    def _module(self, tree: nodes.Template, outer: Scope) -> Module:
        scope = Scope(dict(outer.names))
        for node in tree.body:
            if isinstance(node, (nodes.Import, nodes.FromImport)):
                self._import(node, scope)
        macros = {macro.name: macro for macro in tree.find_all(nodes.Macro)}
        scope.names.update({name: MacroHere(macro, scope) for name, macro in macros.items()})
        return Module(macros, scope)

    def _import(self, node: nodes.Import | nodes.FromImport, scope: Scope) -> None:
        module = self._module(self._tree(self._constant(node.template)), Scope({}))
        if isinstance(node, nodes.Import):
            scope.names[node.target] = module
            return
        for name in node.names:
            own, alias = name if isinstance(name, tuple) else (name, name)
            scope.names[alias] = MacroHere(module.macros[own], module.scope)

    def _body(self, body: Iterable[nodes.Node], scope: Scope) -> None:
        for node in body:
            self._statement(node, scope)

    def _statement(self, node: nodes.Node, scope: Scope) -> None:
        match node:
            case nodes.Output():
                for part in node.nodes:
                    self._value(part, scope)
            case nodes.If():
                self._if(node, scope)
            case nodes.For():
                self._for(node, scope)
            case nodes.Assign():
                bound = self._bound(node.target, self._expression(node.node, scope), scope)
                scope.names.update(bound.names)
            case nodes.CallBlock():
                self._body(node.body, scope.within(**dict.fromkeys([arg.name for arg in node.args], UNKNOWN)))
                self._value(node.call, scope)
            case nodes.Import() | nodes.FromImport():
                self._import(node, scope)
            case nodes.With() | nodes.Include() | nodes.FilterBlock() | nodes.AssignBlock():
                self._problem(node, f"the checker does not follow {type(node).__name__}")
            case nodes.Block():
                block, own = self._blocks.get(node.name, (node, scope))
                self._body(block.body, Scope(dict(own.names), scope.sure))

    def _for(self, node: nodes.For, scope: Scope) -> None:
        inside = self._bound(node.target, self._value(node.iter, scope), scope)
        if node.test is not None:
            inside = inside.within(self._test(node.test, inside)[0])
        self._body(node.body, inside)
        self._body(node.else_, scope)

    def _if(self, node: nodes.If, scope: Scope) -> None:
        yes, no = self._test(node.test, scope)
        self._body(node.body, Scope(scope.names, scope.sure | yes))
        scope_else = Scope(scope.names, scope.sure | no)
        for other in node.elif_:
            yes, no = self._test(other.test, scope_else)
            self._body(other.body, Scope(scope.names, scope_else.sure | yes))
            scope_else = Scope(scope.names, scope_else.sure | no)
        self._body(node.else_, scope_else)

    def _bound(self, target: nodes.Node, value: Any, scope: Scope) -> Scope:
        if isinstance(target, nodes.Name):
            return scope.within(**{target.name: value})
        names = {name.name: UNKNOWN for name in target.find_all(nodes.Name)}
        return scope.within(**names)

    def _test(self, node: nodes.Node, scope: Scope) -> tuple[Type, Type]:
        """What is sure when the test holds, and when it does not."""
        match node:
            case nodes.Not():
                yes, no = self._test(node.node, scope)
                return no, yes
            case nodes.And():
                left, left_no = self._test(node.left, scope)
                right, right_no = self._test(node.right, scope.within(left))
                return left | right, left_no & right_no
            case nodes.Or():
                left, left_no = self._test(node.left, scope)
                right, right_no = self._test(node.right, scope.within(left_no))
                return left & right, left_no | right_no
            case nodes.Test(name="none"):
                return UNKNOWN, self._touched(node.node, scope)
            case nodes.Getattr() | nodes.Name():
                return self._touched(node, scope), UNKNOWN
            case _:
                self._value(node, scope)
                return UNKNOWN, UNKNOWN

    def _touched(self, node: nodes.Node, scope: Scope) -> Type:
        """The fields of an expression whose being there is asked."""
        found = self._expression(node, scope)
        if not isinstance(found, frozenset):
            return UNKNOWN
        for each in found:
            each.used = True
        return found

    def _value(self, node: nodes.Node, scope: Scope) -> Any:
        """An expression whose value is needed: a nullable one must be sure."""
        found = self._expression(node, scope)
        if isinstance(found, frozenset):
            for each in found:
                each.used = True
                if each.nullable and each not in scope.sure:
                    self._problem(node, f"{each.path} may be null here")
        return found

    def _expression(self, node: nodes.Node, scope: Scope) -> Any:
        match node:
            case nodes.Name():
                return scope.names.get(node.name, UNKNOWN)
            case nodes.Getattr():
                return self._attribute(node, scope)
            case nodes.Getitem():
                return self._value(node.node, scope)
            case nodes.CondExpr():
                return self._either(node, scope)
            case nodes.Call():
                return self._call(node, scope)
            case nodes.And() | nodes.Or() | nodes.Not() | nodes.Test(name="none"):
                self._test(node, scope)
            case _:
                for child in node.iter_child_nodes():
                    self._value(child, scope)
        return UNKNOWN

    def _either(self, node: nodes.CondExpr, scope: Scope) -> Type:
        yes, no = self._test(node.test, scope)
        first = self._expression(node.expr1, scope.within(yes))
        second = self._expression(node.expr2, scope.within(no)) if node.expr2 else UNKNOWN
        return frozenset().union(*(each for each in (first, second) if isinstance(each, frozenset)))

    def _attribute(self, node: nodes.Getattr, scope: Scope) -> Any:
        owner = self._expression(node.node, scope)
        if isinstance(owner, Module):
            macro = owner.macros.get(node.attr)
            return MacroHere(macro, owner.scope) if macro else UNKNOWN
        if not isinstance(owner, frozenset) or not owner:
            return UNKNOWN
        self._value(node.node, scope)
        found = set()
        for each in owner:
            if node.attr in each.children:
                found.add(each.children[node.attr])
            elif each.children:
                self._problem(node, f"{each.path}.{node.attr} is not selected")
        return frozenset(found)

    def _call(self, node: nodes.Call, scope: Scope) -> Any:
        target = self._expression(node.node, scope)
        if not isinstance(target, MacroHere):
            for child in (*node.args, *(pair.value for pair in node.kwargs)):
                self._value(child, scope)
            return UNKNOWN
        names = [arg.name for arg in target.macro.args]
        values = dict.fromkeys(names, UNKNOWN) | {
            name: self._expression(arg, scope) for name, arg in zip(names, node.args, strict=False)
        }
        values |= {pair.key: self._expression(pair.value, scope) for pair in node.kwargs}
        if self._deep < 12:  # noqa: PLR2004 - deeper than any page, so that a macro may call itself
            self._deep += 1
            self._body(target.macro.body, target.scope.within(scope.sure, **values))
            self._deep -= 1
        return UNKNOWN

    def _problem(self, node: nodes.Node, text: str) -> None:
        problem = f"{self._files.get(node, '')}:{node.lineno}: {text}"
        if problem not in self.problems:
            self.problems.append(problem)


def check(page: Page, operation: api.Operation, schema: graphql.GraphQLSchema, env: Environment) -> list[str]:
    """What does not fit between a page's operation and its template, one sentence each."""
    root = selection(operation, schema)
    for name in {"viewer", *page.required} & set(root.children):
        root.children[name].nullable = False
    missing = [path for path in (*serve.READS, *page.reads) if not root.mark(path)]
    walk = Walk(env, root)
    walk.template(page.template)
    unused = [f"{operation.name}.graphql: {path} is selected but not used" for path in root.unused()]
    needed = [f"{operation.name}.graphql: {path} is read in Python but not selected" for path in missing]
    return walk.problems + unused + needed


def check_all(pages: Sequence[Page], sdl: str) -> list[str]:
    """What does not fit in any of the pages, against the schema's text."""
    operations = api.read_operations(sdl)
    schema = graphql.build_schema(sdl)
    env = render.environment(assets.own())
    return [
        f"{page.path}: {problem}" for page in pages for problem in check(page, operations[page.operation], schema, env)
    ]
