"""Asking and doing: a read is one statement; a mutation is one operation, one transaction, then its payload."""

import json
from collections.abc import Awaitable, Callable, Mapping
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from typing import Any, Protocol
from uuid import UUID

from graphql import FieldNode, GraphQLField, GraphQLObjectType, GraphQLSchema, OperationDefinitionNode, get_named_type
from graphql.execution.values import VariableValues, get_argument_values

from portal import clock, errors, idempotency, languages, threads
from portal.access import Actor, Permission
from portal.database.pools import Database, Lost, NotEntered
from portal.database.session import Session
from portal.database.transaction import Transaction
from portal.sentences import say
from schema.engine import arguments, costs, following, limits, planning, rehearsals
from schema.engine.compiler import CLAIM, Compiler, Plan
from schema.engine.completion import NOTHING_TOLD, Completion
from schema.engine.connections import CursorKeys
from schema.engine.documents import Document, Documents
from schema.engine.errors import Code, RequestError, Withheld
from schema.engine.fields import KEY, Act
from schema.engine.following import After, Event
from schema.engine.introspection import Answers
from schema.engine.questions import Question
from schema.engine.templates import Kept
from schema.engine.throttle import nothing_asked
from schema.engine.withheld import Partly, Unmarked


class Caller(Protocol):
    """Who asks, and the session that proves it."""

    @property
    def actor(self) -> Actor: ...
    @property
    def token_sha256(self) -> bytes: ...


ENTERED = f"SELECT {CLAIM}"
Unknown = NotEntered
"""The database did not accept the caller: the session is over, or the actor has changed since it was read."""


@dataclass(frozen=True, slots=True)
class _Step:
    """One field of a mutation with its input read and its payload compiled."""

    act: Act
    given: Any
    request: Callable[[], str]
    """Writes the whole input as text, by which a key knows it again."""
    plan: Plan
    variables: Mapping[str, Any]

    def values(self, result: UUID | None) -> list[Any]:
        """The parameters of the payload's statement, which shows this record. Refuses what is out of bounds."""
        return self.plan.values({**self.variables, arguments.RESULT: result})


@dataclass(frozen=True, slots=True)
class _Request:
    """A mutation as it was asked for, and by whom."""

    caller: Caller
    document: Document
    variables: VariableValues
    shape: tuple[Any, ...]
    """What of the variables changes a statement."""
    origin: str
    language: str
    is_watched: bool


Follow = Callable[[Session, Actor, datetime], Awaitable[None]]
"""What the events of an operation demand in its own transaction."""


async def nothing_follows(_session: Session, _actor: Actor, _now: datetime) -> None:
    """For an API whose operations have no consequences elsewhere."""


class Api:
    """The schema over one database."""

    def __init__(
        self, schema: GraphQLSchema, database: Database, secret: bytes, *, allow_loopback_http: bool = False,
        now: Callable[[], datetime] = clock.now, follow: Follow = nothing_follows,
    ) -> None:  # fmt: skip
        self.database = database
        self._deployment = {"allow_loopback_http": allow_loopback_http, "secret_of": database.secret_of}
        self.schema = schema
        self.documents = Documents(self.schema)
        self._keys, self._kept = CursorKeys(secret), Kept()
        self._now, self._completion, self._schema_told = now, Completion(now, database.secret_of), Answers()
        self._follow = follow

    def question(self, document: Document, operation: OperationDefinitionNode, given: Mapping[str, Any]) -> Question:
        """A query with its variables. Refuses what the variables' types or the limits do not allow."""
        coerced, shape = self.documents.coerced(document, operation, given)
        price = costs.price(self.schema, document, operation, coerced)
        return Question(document, operation, given, coerced, shape, price)

    async def answer(self, caller: Caller, question: Question, language: str = languages.ENGLISH) -> str | bytes:
        """The JSON of a query's data, in one statement; bytes where it comes as it is sent.

        What operations answer comes beside it, from a transaction that can change nothing.

        Raises Unknown when the caller is not accepted, Withheld when a program's token lacks a scope for all of it,
        Partly with the rest when it lacks one for some of it.
        """
        actor = caller.actor
        plan, values = question.runs.get(actor.permissions) or await self._prepared(question, actor)
        if plan.missing & actor.withheld:
            return await self._partly(caller, question, plan.missing & actor.withheld, language)
        answer = await planning.within_bounds(
            self.database.reads[actor.access_class].fetch_value(plan.sql, caller.token_sha256, actor.version, *values)
        )
        if answer is None:
            raise Unknown
        found: str | bytes = answer
        if plan.fill is None:
            return found
        told = await self._rehearsed(caller, question, plan, language)
        return await self._completion.completed(answer, plan.fill, actor, language, told=told)

    async def _rehearsed(self, caller: Caller, question: Question, plan: Plan, language: str) -> Mapping[int, Any]:
        """What operations answer of it. Raises Unknown."""
        if not plan.rehearsed:
            return NOTHING_TOLD
        actor, now = caller.actor, self._now()
        asked = rehearsals.inputs(plan.rehearsed, self.documents.variables(question.operation, question.given))
        if all(each.source.is_apart for each in plan.rehearsed):
            return await rehearsals.told(None, actor, plan.rehearsed, asked, now, language)
        async with self.database.looking(actor.access_class, caller.token_sha256, actor.version) as session:
            return await rehearsals.told(session, actor, plan.rehearsed, asked, now, language)

    async def _partly(
        self, caller: Caller, question: Question, lacking: frozenset[Permission], language: str
    ) -> str:  # fmt: skip
        """The answer if nothing of it is what the token does not let through. Raises Unknown, Withheld, Partly."""
        actor, operation = caller.actor, question.operation
        variables = self.documents.variables(operation, question.given)
        compiler = self._compiler(question.document, variables, actor, question.is_watched, marked=lacking)
        key = (id(operation), actor.permissions, question.shape, question.is_watched, lacking)
        plan = planning.kept(question.document, key, lambda: compiler.read(operation))
        answer = await planning.within_bounds(
            self.database.reads[actor.access_class].fetch_value(
                plan.sql, caller.token_sha256, actor.version, *plan.values(question.coerced)
            )
        )
        if answer is None:
            raise Unknown
        walk = Unmarked(self._compiler(question.document, variables, actor))
        told = await self._rehearsed(caller, question, plan, language)
        text = await self._completion.completed(answer, plan.fill, actor, language, told=told)
        data = walk.answer(operation, json.loads(text))
        if all(value is None for value in data.values()):
            raise Withheld(lacking)
        if walk.missing:
            raise Partly(data, walk.missing)
        return json.dumps(data, ensure_ascii=False, separators=(",", ":"))

    async def begin(self, caller: Caller, question: Question, last_event_id: str) -> After | None:
        """The place from which on a subscription is answered; None: from now on.

        Raises Unknown, Withheld; refuses what a role does not grant, and a cursor that is none.
        """
        plan, variables = await self._following(question, caller.actor), self._variables(question)
        planning.refuse_withheld(caller.actor, plan.missing)
        field = following.subscribed(self._compiler(question.document, variables, caller.actor), question.operation)
        if field.source.requires in plan.missing:
            raise RequestError(say("Your roles do not allow you to follow this."), code=Code.FORBIDDEN)
        await self.recognise(caller)
        named = field.begins(variables) or last_event_id
        return following.place_of(self._keys, named) if named else None

    async def next_event(self, caller: Caller, question: Question, after: After, language: str) -> Event | None:
        """What happened next, read by the caller; None where nothing did. Raises Unknown, Withheld."""
        actor = caller.actor
        plan = await self._following(question, actor)
        planning.refuse_withheld(actor, plan.missing)  # a program may have less than when it began
        values = plan.values({**question.coerced, following.AFTER: after})
        answer = await planning.within_bounds(
            self.database.reads[actor.access_class].fetch_value(plan.sql, caller.token_sha256, actor.version, *values)
        )
        if answer is None:
            raise Unknown
        found = following.read(self._keys, answer)
        if found is None or not found.answer:
            return found
        return replace(found, answer=await self._completion.completed(found.answer, plan.fill, actor, language))

    async def _following(self, question: Question, actor: Actor) -> Plan:
        def compiled() -> Plan:
            compiler = self._compiler(question.document, self._variables(question), actor, question.is_watched)
            return compiler.event(question.operation)

        key = (id(question.operation), actor.permissions, question.shape, question.is_watched)
        if key in question.document.plans:
            return planning.kept(question.document, key, compiled)
        return await threads.apart(planning.kept, question.document, key, compiled)

    def _variables(self, question: Question) -> VariableValues:
        return self.documents.variables(question.operation, question.given)

    async def recognise(self, caller: Caller) -> None:
        """For what asks the database nothing else. Raises Unknown when it does not accept the caller any more."""
        actor = caller.actor
        if not await self.database.reads[actor.access_class].fetch_value(ENTERED, caller.token_sha256, actor.version):
            raise Unknown

    async def _prepared(self, question: Question, actor: Actor) -> tuple[Plan, list[Any]]:
        def compiled() -> Plan:
            variables = self.documents.variables(question.operation, question.given)
            return self._compiler(question.document, variables, actor, question.is_watched).read(question.operation)

        key = (id(question.operation), actor.permissions, question.shape, question.is_watched)
        plan = await planning.done(question.document, planning.kept, question.document, key, compiled)
        run = question.runs[actor.permissions] = plan, plan.values(question.coerced)
        return run

    async def do(
        self, caller: Caller, document: Document, operation: OperationDefinitionNode, given: Mapping[str, Any],
        origin: str = "", language: str = languages.ENGLISH, pay: Callable[[int], None] = nothing_asked,
    ) -> str:  # fmt: skip
        """The JSON text of a mutation's data: its fields one after the other, each in a transaction of its own.

        `origin` names the request, for what the database writes down about it; `pay` refuses a cost that is too high.
        The input of each field is read before the first is carried out. Raises Unknown, Withheld; ConfirmationNeeded
        to a program that asks for nothing else.
        """
        variables = self.documents.variables(operation, given)
        kind = self.schema.mutation_type
        if kind is None:
            raise TypeError("the schema has no mutations")
        fields = self._compiler(document, variables, caller.actor).collect(kind, [operation.selection_set])
        if len(fields) > limits.MOST_MUTATIONS:
            raise RequestError(f"At most {limits.MOST_MUTATIONS} mutations a request.", code=Code.LIMIT_EXCEEDED)
        price = costs.price(self.schema, document, operation, variables.coerced)
        pay(price.cost)
        shape = arguments.shape(variables.coerced, self.documents.types(document, operation))
        asked = _Request(caller, document, variables, shape, origin, language, price.size > limits.LARGEST_ANSWER)
        steps = {name: await planning.done(document, self._step, asked, kind, nodes) for name, nodes in fields.items()}
        if all(isinstance(step, str) for step in steps.values()):
            await self.recognise(caller)
        may_challenge = len(steps) == 1 and bool(caller.actor.program)
        parts: list[str] = []
        for name, step in steps.items():
            done = step if isinstance(step, str) else await self._act(asked, step, may_challenge)
            parts.append(f"{json.dumps(name)}:{done}")
            if sum(map(len, parts)) > limits.LARGEST_ANSWER:
                raise limits.too_large()
        return "{" + ",".join(parts) + "}"

    def _step(self, asked: _Request, kind: GraphQLObjectType, nodes: list[FieldNode]) -> _Step | str:
        """One field ready to be carried out, or its text when there is nothing to do."""
        if nodes[0].name.value == "__typename":
            return f'"{kind.name}"'
        definition = kind.fields[nodes[0].name.value]
        spec = definition.extensions["strawberry-definition"]
        act: Act = spec.metadata[KEY]
        plain = get_argument_values(definition, nodes[0], asked.variables)["input"]
        arguments.refuse_hostile(plain)
        given = arguments.input_value(plain, definition.args["input"].type)
        actor = asked.caller.actor
        key = (*map(id, nodes), actor.permissions, asked.shape, asked.is_watched)
        plan = planning.kept(asked.document, key, lambda: self._payload(asked, definition, nodes))
        planning.refuse_withheld(actor, plan.missing | {act.requires})
        text = partial(json.dumps, [spec.name, plain], default=str, ensure_ascii=False)
        step = _Step(act, given, text, plan, asked.variables.coerced)
        step.values(None)
        return step

    def _payload(self, asked: _Request, definition: GraphQLField, nodes: list[FieldNode]) -> Plan:
        kind = get_named_type(definition.type)
        if not isinstance(kind, GraphQLObjectType):
            raise TypeError(f"{kind.name} is not an object type")
        compiler = self._compiler(asked.document, asked.variables, asked.caller.actor, asked.is_watched)
        return compiler.payload(kind, [node.selection_set for node in nodes if node.selection_set])

    async def _act(self, asked: _Request, step: _Step, may_challenge: bool) -> str:
        try:
            try:
                return await self._carry_out(asked, step)
            except Lost:  # once more, as nothing was written
                return await self._carry_out(asked, step)
        except errors.Refused as refused:
            if may_challenge and isinstance(refused, errors.ConfirmationNeeded):
                raise
            return await self._refused(asked, step, refused)

    async def _carry_out(self, asked: _Request, step: _Step) -> str:
        """The operation and its payload in one transaction. Raises errors.Refused; then nothing is written."""
        act, given, actor, now = step.act, step.given, asked.caller.actor, self._now()
        actor.require(act.requires)
        named = act.arguments(given) | {name: self._deployment[name] for name in act.deployment}
        key = getattr(given, "idempotency_key", None) or None
        async with self._acting(asked.caller, asked.origin) as session:
            earlier = await idempotency.claim(
                session, actor, key=key, request=step.request(), secret=self.database.secret_of("requests"), now=now
            ) if key else None  # fmt: skip
            result, once = (earlier, "") if earlier else await self._done(act, session, actor, now, named)
            if key and not earlier:
                await idempotency.keep(session, actor, key=key, result_id=result)
            await session.flush()
            answer = await planning.within_bounds(session.value(step.plan.sql, *step.values(result)))
        return await self._completion.completed(answer, step.plan.fill, actor, asked.language, once=once)

    async def _done(
        self, act: Act, session: Session, actor: Actor, now: datetime, named: Mapping[str, Any]
    ) -> tuple[UUID, str]:
        """Carries the operation out, with what follows at once: the id of the record it is about, and its secret."""
        result = await act.operation(session, actor, **named, now=now)
        await self._follow(session, actor, now)
        return result.id, getattr(result, "shown_once", "")

    async def _refused(self, asked: _Request, step: _Step, refusal: errors.Refused) -> str:
        """The payload of a refusal: the record as it is now, and the reason."""
        actor = asked.caller.actor
        async with self._acting(asked.caller) as session:
            answer = await planning.within_bounds(
                session.value(step.plan.sql, *step.values(step.act.subject(step.given)))
            )
        return await self._completion.completed(answer, step.plan.fill, actor, asked.language, [refusal, *refusal.also])

    def _acting(self, caller: Caller, origin: str = "") -> AbstractAsyncContextManager[Transaction]:
        """The caller's transaction. Raises Unknown, Lost."""
        return self.database.acting(caller.actor.access_class, caller.token_sha256, caller.actor.version, origin)

    def _compiler(
        self, document: Document, variables: VariableValues, actor: Actor, is_watched: bool = False, *,
        marked: frozenset[Permission] = frozenset(),
    ) -> Compiler:  # fmt: skip
        return Compiler(
            self.schema, document.fragments, variables, actor.permissions, self._keys, self._kept, self._schema_told,
            is_watched=is_watched, marked=marked,
        )  # fmt: skip
