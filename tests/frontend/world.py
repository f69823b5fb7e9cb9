"""A stand-in for the API made from the schema alone: any field has a value, absent or overlong as the test wants."""

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any

import graphql
import httpx
from starlette.applications import Starlette

from frontend_stub import app
from frontend_stub.site.transports import AsgiApp, InProcess

ROOT = Path(__file__).parents[2]
SDL = (ROOT / "schema" / "schema.graphql").read_text(encoding="utf-8")
SCHEMA = graphql.build_schema(SDL)
NOW = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)
PUBLIC_URL = "https://portal.example"
LONG = "Überaus-lange-Bezeichnung <b>&amp; 'Anführung\"</b> " * 6
SCALARS: Mapping[str, object] = {
    "ID": "xyz_0198f3c2",
    "Int": 3,
    "Boolean": True,
    "Float": 1.5,
    "DateTime": "2026-11-23T08:00:00.000Z",
    "Date": "2027-03-31",
    "Decimal": "1234567.50",
}


class World:
    """Answers /graphql and /auth/session; `fill` is "full", "long" or "null", `answers` overrides Type.field."""

    def __init__(self, *, side: str = "HOST", fill: str = "full", answers: Mapping[str, Any] | None = None) -> None:
        self.fill = fill
        self.answers: dict[str, Any] = {"Viewer.side": side, "Viewer.zone": "Europe/Berlin", "Viewer.language": "en"}
        self.answers["Application.scopes"] = ["contracts:read"]
        self.answers |= answers or {}
        self.asked: list[dict[str, Any]] = []
        self.seen_headers: list[dict[str, str]] = []
        self.status = 200
        self.session_status = 204
        self.places = 2

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        message = await receive()
        self.seen_headers.append({k.decode(): v.decode() for k, v in scope["headers"]})
        status, headers, body = self.status, [(b"retry-after", b"17")], b"{}"
        if scope["path"] == "/auth/session":
            status = self.session_status
            headers += [
                (b"set-cookie", b"__Host-session=s1; Path=/; Secure; HttpOnly"),
                (b"clear-site-data", b'"cache"'),
            ]
        elif scope["path"] == "/auth/session/organisations":
            here = {"id": "org_1", "name": "words", "isCurrent": True}
            body = json.dumps({"organisations": [here, here | {"isCurrent": False}][: self.places]}).encode()
        elif status == 200:
            body = self._graphql(json.loads(message["body"]))
        await send({"type": "http.response.start", "status": status, "headers": headers})
        await send({"type": "http.response.body", "body": body})

    def _graphql(self, request: dict[str, Any]) -> bytes:
        self.asked.append(request)
        result = graphql.execute_sync(
            SCHEMA,
            sound(request["query"]),
            variable_values=request["variables"],
            operation_name=request["operationName"],
            field_resolver=self._field,
            type_resolver=lambda value, _info, kind: (
                value.get("__typename") or next(iter(SCHEMA.get_possible_types(kind))).name
            ),
        )
        return json.dumps(result.formatted).encode()

    def _field(self, source: Any, info: graphql.GraphQLResolveInfo[Any], **_arguments: Any) -> Any:
        if isinstance(source, dict) and info.field_name in source:
            return source[info.field_name]
        name = f"{info.parent_type.name}.{info.field_name}"
        if name in self.answers:
            return self.answers[name]
        kind = info.return_type
        if self.fill == "null" and not isinstance(kind, graphql.GraphQLNonNull) and not info.path.prev:
            return {}
        return self._value(graphql.get_nullable_type(kind), required=kind is not graphql.get_nullable_type(kind))

    def _value(self, kind: Any, *, required: bool) -> Any:
        if self.fill == "null" and not required:
            return None
        if isinstance(kind, graphql.GraphQLList):
            size = {"null": 0, "full": 2, "long": 4}[self.fill]
            return [self._value(graphql.get_nullable_type(kind.of_type), required=True) for _ in range(size)]
        if isinstance(kind, graphql.GraphQLEnumType):
            return list(kind.values)[-1]
        if isinstance(kind, graphql.GraphQLScalarType):
            return SCALARS.get(kind.name, LONG if self.fill == "long" else "words")
        return {}


@cache
def sound(query: str) -> graphql.DocumentNode:
    """What a page asks, which fits the schema."""
    document = graphql.parse(query)
    assert graphql.validate(SCHEMA, document) == []
    return document


def site(world: AsgiApp) -> Starlette:
    return app.create_app(InProcess(world), sdl=SDL, public_url=PUBLIC_URL, now=lambda: NOW)


def browser(world: AsgiApp, **headers: str) -> httpx.AsyncClient:
    """A client that behaves as a signed-in browser on one of our own pages."""
    transport = httpx.ASGITransport(site(world), raise_app_exceptions=False)
    own = {"sec-fetch-site": "same-origin", "cookie": "__Host-session=s1"} | headers
    return httpx.AsyncClient(transport=transport, base_url=PUBLIC_URL, headers=own)
