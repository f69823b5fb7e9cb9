"""ApiClient: the pages' operations, checked against the schema at start, sent to the API and their failures named."""

import json
import re
from collections.abc import AsyncIterator, Collection, Iterable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

import graphql
from graphql.language import ast

from frontend_stub.site import streams
from frontend_stub.site.transports import EVENTS, Caller, Coming, Reply, Transport

Json = dict[str, Any]
PAGES = Path(__file__).parent.parent
SENTENCES = re.compile(r"\b(blockedBy|sentence|standing|otherwise)\b")
RULES = tuple(rule for rule in graphql.specified_rules if rule is not graphql.NoUnusedFragmentsRule)


class Trouble(Exception):  # noqa: N818 - an answer to expect, not a fault
    """Why there is nothing to show."""


class WrongOperation(Trouble):
    """An operation file that the schema does not allow; stops the start and names the file."""


class SignInNeeded(Trouble):
    """The session is absent or over."""


class TooMany(Trouble):
    """The API asks to wait; `seconds` is how long."""

    def __init__(self, seconds: int) -> None:
        super().__init__(f"wait {seconds} s")
        self.seconds = seconds


class Away(Trouble):
    """The API cannot do it for a moment, `seconds` at least; whether it was done is known unless `is_undecided`."""

    def __init__(self, seconds: int, *, is_undecided: bool = False) -> None:
        super().__init__(f"away for {seconds} s")
        self.seconds, self.is_undecided = seconds, is_undecided


class TooLong(Trouble):
    """The API does not take so much text."""


class NotRead(Trouble):
    """The API can make nothing of what the address or the form says."""


class ApiFailed(Trouble):
    """The API gave no usable answer; `reference` finds the case in its log."""

    def __init__(self, code: str, reference: str = "", message: str = "") -> None:
        super().__init__(f"{code} {reference} {message}".strip())
        self.code = code
        self.reference = reference


class SignInRefused(Trouble):
    """The sign-in was not accepted."""


@dataclass(frozen=True)
class Operation:
    """One operation of a page with the fragments it uses, ready to send."""

    name: str
    document: ast.DocumentNode
    opening: bytes
    speaks: bool
    """It asks for sentences of the API's own, which are in a language."""

    @property
    def definition(self) -> ast.OperationDefinitionNode:
        return next(d for d in self.document.definitions if isinstance(d, ast.OperationDefinitionNode))


@dataclass(frozen=True)
class Answer:
    """What the API said: data by response name, and what could not be loaded."""

    data: Json
    errors: tuple[Json, ...] = ()
    size: int = 0
    """Bytes."""

    @property
    def failed(self) -> frozenset[str]:
        """Response names of the roots that failed."""
        return frozenset(str(error["path"][0]) for error in self.errors if error.get("path"))


@dataclass(frozen=True)
class Happened:
    """One event of a subscription: its data, and the cursor behind which to go on."""

    data: Json
    cursor: str


@cache
def read_operations(sdl: str, folder: Path = PAGES) -> Mapping[str, Operation]:
    """All operations of `folder`, by name, read and checked once in a process.

    Raises WrongOperation with the name of the first wrong file.
    """
    schema = graphql.build_schema(sdl)
    fragments: dict[str, ast.FragmentDefinitionNode] = {}
    for path in sorted(folder.rglob("fragments/*.graphql")):
        for definition in _parsed(path).definitions:
            if not isinstance(definition, ast.FragmentDefinitionNode):
                raise WrongOperation(f"{path.name}: only fragments belong here")
            fragments[definition.name.value] = definition
    texts = {name: _text(fragment) for name, fragment in fragments.items()}
    operations = {}
    for path in sorted(folder.rglob("operations/*.graphql")):
        operations[path.stem] = _operation(path, fragments, texts)
    _check(operations.values(), fragments.values(), schema)
    return operations


def _parsed(path: Path) -> ast.DocumentNode:
    try:
        return graphql.parse(path.read_text(encoding="utf-8"), no_location=True)
    except graphql.GraphQLError as error:
        raise WrongOperation(f"{path.name}: {error.message}") from error


def _text(definition: ast.DefinitionNode) -> str:
    return graphql.strip_ignored_characters(graphql.print_ast(definition))


def _operation(path: Path, fragments: Mapping[str, ast.FragmentDefinitionNode], texts: Mapping[str, str]) -> Operation:
    definitions = _parsed(path).definitions
    if len(definitions) != 1 or not isinstance(definitions[0], ast.OperationDefinitionNode):
        raise WrongOperation(f"{path.name}: exactly one operation per file; fragments have their own folder")
    definition = definitions[0]
    if definition.name is None or definition.name.value != path.stem:
        raise WrongOperation(f"{path.name}: the operation must be called {path.stem}")
    used = sorted(_spreads(definition, fragments, path.name))
    document = ast.DocumentNode(definitions=(definition, *(fragments[name] for name in used)))
    query = _text(definition) + "".join(texts[name] for name in used)
    opening = json.dumps({"operationName": path.stem, "query": query})[:-1].encode() + b', "variables": '
    return Operation(path.stem, document, opening, bool(SENTENCES.search(query)))


def _spreads(
    definition: ast.OperationDefinitionNode, fragments: Mapping[str, ast.FragmentDefinitionNode], file: str
) -> set[str]:
    found: set[str] = set()
    waiting: list[ast.SelectionSetNode | None] = [definition.selection_set]
    while waiting:
        selected = waiting.pop()
        for selection in selected.selections if selected else ():
            if isinstance(selection, ast.FieldNode | ast.InlineFragmentNode):
                waiting.append(selection.selection_set)
            if not isinstance(selection, ast.FragmentSpreadNode):
                continue
            name = selection.name.value
            if name not in fragments:
                raise WrongOperation(f"{file}: no fragment {name}")
            if name not in found:
                found.add(name)
                waiting.append(fragments[name].selection_set)
    return found


def _check(
    operations: Collection[Operation], fragments: Iterable[ast.FragmentDefinitionNode], schema: graphql.GraphQLSchema
) -> None:
    """All of them as one document, so that each fragment is looked at once; one by one only to name the wrong one."""
    whole = ast.DocumentNode(definitions=(*(each.definition for each in operations), *fragments))
    if not graphql.validate(schema, whole, RULES):
        return
    for operation in operations:
        errors = graphql.validate(schema, operation.document)
        if errors:
            raise WrongOperation(f"{operation.name}.graphql: {errors[0].message}")


@dataclass
class ApiClient:
    """The pages' way to the API."""

    transport: Transport
    operations: Mapping[str, Operation] = field(default_factory=dict)

    async def run(self, name: str, variables: Json, caller: Caller) -> Answer:
        """Runs one operation as the caller; partial errors are returned.

        Raises SignInNeeded, TooMany, TooLong, NotRead, Away or ApiFailed.
        """
        reply = await self.transport.send("POST", "/graphql", self._body(name, variables), caller)
        refuse(reply)
        answer = content(reply)
        data = answer.get("data")
        errors = tuple(answer.get("errors") or ())
        if data is None:
            raise failure(errors, reply.status)
        return Answer(data, errors, len(reply.body))

    def _body(self, name: str, variables: Json) -> bytes:
        return self.operations[name].opening + json.dumps(variables, ensure_ascii=False).encode() + b"}"

    @asynccontextmanager
    async def follow(self, name: str, variables: Json, caller: Caller) -> AsyncIterator[AsyncIterator[Happened]]:
        """The events of a subscription, until the API ends it or the block does. Raises as `run` does."""
        try:
            async with self.transport.listen("/graphql", self._body(name, variables), caller) as coming:
                if not _is_stream(coming):
                    raise await _refused(coming)
                yield _happened(coming)
        except ConnectionError as fault:
            raise ApiFailed("NO_ANSWER") from fault

    def speaks(self, name: str) -> bool:
        """Whether the language of the request matters to the answer."""
        return self.operations[name].speaks

    async def sign_in(self, email: str, password: str, caller: Caller) -> Reply:
        """204 with a session, or 200 with what is asked next. Raises SignInRefused, TooMany or ApiFailed."""
        body = json.dumps({"email": email, "password": password}).encode()
        reply = await self.transport.send("POST", "/auth/session", body, caller)
        if reply.status in {400, 401, 422}:
            raise SignInRefused
        refuse(reply)
        if reply.status not in {200, 204}:
            raise failure((), reply.status)
        return reply

    async def call(self, method: str, path: str, body: Json, caller: Caller) -> Reply:
        """One of the sign-in's JSON addresses. Raises SignInNeeded or TooMany; other refusals are in the reply."""
        reply = await self.transport.send(method, path, json.dumps(body).encode(), caller)
        refuse(reply)
        return reply

    async def sign_out(self, caller: Caller) -> Reply:
        """Closes the session; the reply carries the cookies to clear. Raises Away."""
        reply = await self.transport.send("DELETE", "/auth/session", b"", caller)
        if reply.status != 401:  # noqa: PLR2004 - it is over already
            refuse(reply)
        return reply


def _is_stream(coming: Coming) -> bool:
    kind = dict(coming.headers).get("content-type", "")
    return kind.partition(";")[0].strip() == EVENTS


async def _refused(coming: Coming) -> Exception:
    """Why there are no events. Raises what `refuse` and `content` raise."""
    reply = Reply(coming.status, coming.headers, b"".join([piece async for piece in coming.pieces]))
    refuse(reply)
    return failure(tuple(content(reply).get("errors") or ()), reply.status)


async def _happened(coming: Coming) -> AsyncIterator[Happened]:
    async for event in streams.events(coming.pieces):
        if event.kind == "complete":
            return
        if event.kind == "next":
            answer: Json = json.loads(event.text)
            if answer.get("data") is None:
                raise failure(tuple(answer.get("errors") or ()), coming.status)
            yield Happened(answer["data"], event.id)


def cookies(reply: Reply) -> list[str]:
    return [value for name, value in reply.headers if name == "set-cookie"]


def refuse(reply: Reply) -> None:
    """Raises what the status alone says: SignInNeeded for 401, TooLong for 413, TooMany for 429, Away for 503."""
    if reply.status == 401:  # noqa: PLR2004
        raise SignInNeeded
    if reply.status == 413:  # noqa: PLR2004
        raise TooLong
    if reply.status == 429:  # noqa: PLR2004
        raise TooMany(_wait(reply, 60))
    if reply.status == 503:  # noqa: PLR2004
        raise Away(_wait(reply, 5), is_undecided=b'"UNDECIDED"' in reply.body)


def _wait(reply: Reply, default: int) -> int:
    """The seconds after which the API wants to be asked again."""
    wait = reply.header("retry-after")
    return int(wait) if wait.isdigit() else default


def content(reply: Reply) -> Json:
    """The JSON object of a reply. Raises ApiFailed for anything else."""
    try:
        answer = json.loads(reply.body)
    except ValueError as error:
        raise ApiFailed(f"HTTP_{reply.status}") from error
    if not isinstance(answer, dict):
        raise ApiFailed(f"HTTP_{reply.status}")
    return answer


def failure(errors: tuple[Json, ...], status: int) -> Exception:
    """The exception for errors that leave nothing to show."""
    extensions: Json = (errors[0].get("extensions") or {}) if errors else {}
    code = str(extensions.get("code") or f"HTTP_{status}")
    if code == "UNAUTHENTICATED":
        return SignInNeeded()
    if code == "BAD_USER_INPUT":
        return NotRead()
    if code == "RATE_LIMITED":
        return TooMany(int(extensions.get("retryAfter") or 60))
    message = str(errors[0].get("message", "")) if errors else ""
    return ApiFailed(code, str(extensions.get("reference", "")), message)
