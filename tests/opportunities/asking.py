"""Somebody of every role, and a program, in the API of this process: they take steps of opportunities."""

import json
from dataclasses import dataclass, field, replace
from hashlib import sha256
from typing import Any

from auth import scopes
from portal.access import Actor, Role, Side
from portal.database.pools import Database
from portal.partners.models import Membership, Organisation
from schema import root
from schema.engine.context import Api
from tests.make import Make
from tests.people import sign_in

PEOPLE: list[Role] = [role for role in Role if role is not Role.SYSTEM]
PROGRAM = "program"
"""Of a partner's member, by itself."""


@dataclass(frozen=True)
class Caller:
    actor: Actor
    token_sha256: bytes


@dataclass
class Floor:
    """A partner and the company with somebody of every role; each asks and acts by role."""

    api: Api
    make: Make
    partner: Organisation
    company: Organisation
    callers: dict[Any, Caller] = field(default_factory=dict)

    async def ask(self, who: Any, query: str, **variables: Any) -> Any:
        document = self.api.documents.get(query)
        question = self.api.question(document, document.operation(None), variables)
        return json.loads(await self.api.answer(self.callers[who], question))

    async def does(self, who: Any, name: str, given: dict[str, Any]) -> Any:
        """What a mutation answers."""
        kind = self.api.schema.mutation_type.fields[name].args["input"].type  # type: ignore[union-attr]  # it has
        source = f"mutation ($input: {kind}) {{ {name}(input: $input) {{ opportunity {{ id status }} {ERRORS} }} }}"
        document = self.api.documents.get(source)
        found: Any = await self.api.do(self.callers[who], document, document.operation(None), {"input": given})
        return json.loads(found)[name]


ERRORS = "userErrors { code path message }"


async def floor(database: Database, make: Make) -> Floor:
    manager = await make.member(roles={Role.RELATIONSHIP_MANAGER}, name="Mina Manager")
    partner = await make.partner(name="Northgate Castings", manager=manager)
    made = Floor(Api(root.schema(), database, b"a secret of 32 bytes for cursors"), make, partner, await make.company())
    people: dict[Role, Membership] = {Role.RELATIONSHIP_MANAGER: manager}
    for role in PEOPLE:
        if role not in people:
            of = partner if role.side is Side.PARTNER else None
            people[role] = await make.member(of, roles={role}, name=f"Robin {role}")
        actor = await make.actor(people[role])
        made.callers[role] = Caller(actor, sha256(await sign_in(make.session, actor)).digest())
    member = made.callers[Role.PARTNER_MEMBER]
    allowed = scopes.permissions(["opportunities:write"])
    actor = replace(member.actor, program="Sales book", is_present=False, allowed=allowed, confirmed_at=None)
    made.callers[PROGRAM] = Caller(actor, member.token_sha256)
    await make.session.commit()
    return made
