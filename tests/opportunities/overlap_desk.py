"""A partner, the company and others who look for common customers through the API."""

import json
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any

from portal import clock, ids, reactions
from portal.access import Actor, Role
from portal.database.pools import Database
from portal.opportunities.operations import overlap as operations
from portal.opportunities.overlap import blinding, terms, wire
from portal.opportunities.overlap.blinding import Blinded
from schema import root
from schema.engine.context import Api
from tests.make import Make
from tests.people import sign_in

FOLLOWED = [each for each in reactions.REACTIONS if each.operation is operations.follow]
WHOLE = """query ($id: ID!) { overlapSession(id: $id) {
  id version number status author purpose mode keyKinds sizeBand terms termsDigest expiresAt agreedAt agreedBy
  proposedBy waitingOn dueAt createdAt endedAt sentBy answeredBy disclosedBy inCommon
  companyPoints partnerPoints positions
  partner { name overlapSessions { totalCount } } companyOwner { name } partnerOwner { name }
  timeline { nodes { event } } availableActions { name allowed blockedBy { message } } } }"""
LOG = """{ overlapLog { nodes {
  number status purpose keyKinds sizeBand mode inCommon termsDigest by at partner { name } } } }"""
STEP = "overlapSession { id version status } userErrors { code message path }"
MUTATION = "mutation ($input: {kind}!) {{ {name}(input: $input) {{ {step} }} }}"
TERMS = {
    "purpose": "Visit common customers together.",
    "keyKinds": ["DOMAIN"],
    "sizeBand": "UP_TO_1000",
    "mode": "ROWS",
}
INPUTS = {"Send": "Points", "Answer": "Points"}


@dataclass(frozen=True)
class Caller:
    actor: Actor
    token_sha256: bytes


@dataclass
class Desk:
    """A partner, the company and whoever else asks."""

    api: Api
    database: Database
    partner: str
    callers: dict[str, Caller] = field(default_factory=dict)

    async def ask(self, who: str, query: str, **variables: Any) -> Any:
        document = self.api.documents.get(query)
        question = self.api.question(document, document.operation(None), variables)
        return json.loads(await self.api.answer(self.callers[who], question))

    async def does(self, who: str, step: str, **given: Any) -> Any:
        """The payload, once the portal has gone on as well."""
        kind = f"Overlap{INPUTS.get(step, step)}Input"
        query = MUTATION.format(kind=kind, name=f"overlap{step}", step=STEP)
        document = self.api.documents.get(query)
        answer: Any = await self.api.do(self.callers[who], document, document.operation(None), {"input": given})
        await reactions.run(self.database, clock.now(), FOLLOWED)
        return next(iter(json.loads(answer).values()))

    async def whole(self, who: str, at: str) -> Any:
        return (await self.ask(who, WHOLE, id=at))["overlapSession"]

    async def takes(self, who: str, at: str, step: str, **given: Any) -> Any:
        """A step of the session as it is now."""
        version = (await self.whole(who, at))["version"]
        return await self.does(who, step, overlapSessionId=at, expectedVersion=version, **given)

    async def agreed(self, **more: Any) -> str:
        """The id of a session that the partner proposed and the company agreed to."""
        made = await self.does("ours", "Propose", **{**TERMS, **more})
        assert made["userErrors"] == []
        at: str = made["overlapSession"]["id"]
        digest = (await self.whole("company", at))["termsDigest"]
        assert (await self.takes("company", at, "Agree", expectedDigest=digest))["userErrors"] == []
        return at

    async def sent(self, at: str, lists: dict[str, list[str]]) -> dict[str, Blinded]:
        """What each side made, once both have sent."""
        agreed = terms.read((await self.whole("ours", at))["terms"])
        made = {who: blinding.blind(keys, agreed.digest, agreed.band) for who, keys in lists.items()}
        for who, each in made.items():
            assert (await self.takes(who, at, "Send", points=wire.written(each.points)))["userErrors"] == []
        return made

    async def answered(self, at: str, lists: dict[str, list[str]]) -> dict[str, Blinded]:
        """The same, once both sides have answered as well, and the portal has compared."""
        made = await self.sent(at, lists)
        for who, theirs in (("ours", "companyPoints"), ("company", "partnerPoints")):
            session = await self.whole(who, at)
            points = wire.read(session[theirs], terms.read(session["terms"]).band)
            line = wire.written(blinding.answered(made[who].number, points))
            assert (await self.takes(who, at, "Answer", points=line))["userErrors"] == []
        return made


async def opened(database: Database, make_committed: Make) -> Desk:
    """Everybody of a deployment who has to do with common customers, and some who have not."""
    make = make_committed
    partner, rival = await make.partner(name="Northgate"), await make.partner(name="Rivage Distribution")
    made = Desk(
        Api(root.schema(), database, b"a secret of 32 bytes for cursors"), database, ids.text("org", partner.id)
    )
    members = {
        "ours": await make.member(partner, name="Paula Admin"), "theirs": await make.member(rival, name="Anais Admin"),
        "viewer": await make.member(partner, roles={Role.PARTNER_VIEWER}, name="Vera Viewer"),
        "company": await make.member(roles={Role.LEGAL}, name="Lee Legal"),
        "auditor": await make.member(roles={Role.AUDITOR}, name="Ada Auditor"),
    }  # fmt: skip
    for name, member in members.items():
        actor = await make.actor(member)
        made.callers[name] = Caller(actor, sha256(await sign_in(make.session, actor)).digest())
    await make.session.commit()
    return made
