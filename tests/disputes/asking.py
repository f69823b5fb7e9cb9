"""The people of both sides in the API of this process: what they ask, and the steps that they take."""

import json
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any

from portal import ids
from portal.access import Actor, Role, Side
from portal.contracts.models import Contract
from portal.contracts.rules import Status as ContractStatus
from portal.database.pools import Database
from portal.partners.membership import SETTLEMENT
from portal.partners.models import Membership, Organisation
from schema import root
from schema.engine.context import Api
from tests.disputes.scene import NAMES
from tests.files import making as files
from tests.make import Make
from tests.partners.making import authority
from tests.people import sign_in

WHOLE = """
  id version number status claimant title text reasonCode knownOn closesAt currency missing level filedAt filedBy
  receiptDigest isRefiled isAppealed reopened reopenUntil pauseBy pauseUntil outcome note waitingOn dueAt endedAt
  createdAt contractDigest chainHead settlementDigest
  amount { claimed { amount currency } conceded { amount } decided { amount } open { amount } }
  rootCause { category text recordedBy recordedAt noPreventionReason }
  reason { code version name category papers { anyOf names } leastText days businessDays countedFrom x12 peppol }
  turn { owners { side name deputy } dueAt pausedSince pausedUntil otherwise }
  papers { anyOf names standing } partner { name } contract { number } contractVersion { number }
  officer { name } companyOwner { name } companyDeputy { name } partnerOwner { name } partnerDeputy { name }
  lines { totalCount nodes { id position documentKind documentNumber documentOn clauseKey subjectKey recordId
    record { __typename id } quantity unit text isOpen claimed { amount currency } answer answerText answeredBy
    answeredAt conceded { amount } refusal refusalText decision decisionText decided { amount } decidedAt
    dispute { number } openElsewhere { number } } }
  evidence { kind isKeptBack file { name state digest } }
  entries { totalCount nodes { number kind side madeBy madeAt document chain said { text items fromLevel until bySilence
    paper
    fileName fileDigest offer step remedies digest actions { kind amount { amount } }
    lines { position answer refusal decision text amount { amount currency } } } } }
  clocks { number status level waitingOn startedAt dueAt calendars doneAt }
  pauses { clockNumber cause beginsAt endsAt askedBy }
  offers { id version number side status digest validUntil madeBy madeAt answeredBy answeredAt waitingOn dueAt
    total { amount } says { text document actions { kind obligor dueOn text amount { amount } recordId subjectKey } }
    availableActions { name allowed } dispute { number } }
  mediators { id number name status proposedBy proposedAt declaration hasInterests declaredAt acceptedBy offersShownBy
    beganAt lastsUntil longerBy longerUntil endsAt note digest }
  caucus { id number isByMediator madeAt madeBy digest text }
  remedies { id version number kind obligor text amount { amount } recordId subjectKey dueOn status evidenceNote
    claimedBy claimedAt decidedBy decidedAt reason waitingOn dueAt evidence { name } offer { number } dispute { number }
    availableActions { name allowed blockedBy { message } } }
  preventions { id version number side text responsible dueOn checkOn status doneNote doneBy doneAt checkNote checkedBy
    checkedAt plannedBy plannedAt waitingOn dueAt dispute { number } availableActions { name allowed } }
  timeline { totalCount nodes { event sentence } }
  availableActions { name allowed blockedBy { message } roles dueAt }"""
ONE = f"query ($id: ID!) {{ dispute(id: $id) {{ {WHOLE} }} }}"
ERRORS = "userErrors { code path message }"


@dataclass(frozen=True)
class Caller:
    actor: Actor
    token_sha256: bytes


@dataclass
class Desk:
    """A partner with a contract, somebody of every role, and a stranger; each asks and acts by role."""

    api: Api
    make: Make
    partner: Organisation
    contract: Contract
    people: dict[Any, Membership]
    callers: dict[Any, Caller] = field(default_factory=dict)

    async def ask(self, who: Any, query: str, **variables: Any) -> Any:
        document = self.api.documents.get(query)
        question = self.api.question(document, document.operation(None), variables)
        return json.loads(await self.api.answer(self.callers[who], question))

    async def does(self, who: Any, name: str, shown: str = WHOLE, /, **given: Any) -> Any:
        """A mutation: what it answers."""
        kind = name[0].upper() + name[1:]
        given_type = self.api.schema.mutation_type.fields[name].args["input"].type  # type: ignore[union-attr]  # it has
        record = next(each for each in ("prevention", "remedy", "disputeOffer", "dispute") if name.startswith(each))
        record = "offer" if record == "disputeOffer" else record
        source = (
            f"mutation {kind} ($input: {given_type}) {{ {name}(input: $input) {{ {record} {{ {shown} }} {ERRORS} }} }}"
        )
        document = self.api.documents.get(source)
        found: Any = await self.api.do(self.callers[who], document, document.operation(None), {"input": given})
        return json.loads(found)[name]

    async def step(self, who: Any, name: str, dispute: Any, **given: Any) -> Any:
        """The dispute after a step that is not refused."""
        place = {"disputeId": dispute["id"], "expectedVersion": dispute["version"]}
        answer = await self.does(who, name, **place, **given)
        assert answer["userErrors"] == [], answer["userErrors"]
        return answer["dispute"]

    async def dispute(self, who: Any, id: str) -> Any:  # noqa: A002
        return (await self.ask(who, ONE, id=id))["dispute"]

    async def file(self, who: Any, content: str = "Quantity;Price\n100;12,50\n", **columns: Any) -> str:
        """The id of a file that somebody has brought and that is attached to nothing."""
        made = files.file(self.people[who], partner_id=self.partner.id, content=content.encode(), **columns)
        await self.make.add(made)
        await self.make.session.commit()
        return ids.text("fil", made.id)

    async def may_settle(self, *roles: Role) -> None:
        """The people of these roles hold an authority for settlements without a limit."""
        for role in roles:
            made = authority(self.people[role])
            made.kinds = [SETTLEMENT]
            await self.make.add(made)
        await self.make.session.commit()


STRANGER = "stranger"


async def desk(database: Database, make: Make) -> Desk:
    manager = await make.member(name=NAMES[Role.RELATIONSHIP_MANAGER])
    partner = await make.partner(name="Northgate Castings", manager=manager)
    other = await make.partner(name="Other Ltd")
    people: dict[Any, Membership] = {Role.RELATIONSHIP_MANAGER: manager}
    for role, name in NAMES.items():
        if role not in people:
            of = partner if role.side is Side.PARTNER else None
            people[role] = await make.member(of, roles={role}, name=name)
    people[STRANGER] = await make.member(other, name="Otto Other")
    contract = await make.contract(partner=partner, owner=manager, status=ContractStatus.ACTIVE)
    made = Desk(Api(root.schema(), database, b"a secret of 32 bytes for cursors"), make, partner, contract, people)
    for who, member in people.items():
        actor = replace(await make.actor(member), confirmed_at=datetime.now(UTC))
        made.callers[who] = Caller(actor, sha256(await sign_in(make.session, actor)).digest())
    await make.session.commit()
    return made
