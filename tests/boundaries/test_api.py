"""Boundaries through the API: every field in one statement, the dry run, and a whole story of both sides."""

import json
from dataclasses import dataclass, replace
from hashlib import sha256
from typing import Any

import pytest

from portal import ids
from portal.access import Actor, Role
from portal.contracts.rules import Status as ContractStatus
from portal.database.pools import Database
from schema import root
from schema.engine.context import Api
from tests.boundaries.making import EXCLUSIVITY, LIMIT, SECRETS, TERRITORY, boundary
from tests.entering import Enter
from tests.make import Make
from tests.opportunities.making import product
from tests.people import sign_in

FIELDS = """id version kind status side binds validFrom validUntil clauseKey isCarried wording regions products channels
  isPassiveWarned dealings counted orderer classes waitingOn dueAt proposedAt agreedAt startedAt endedAt releasedBy
  reason createdAt digest proposedBy agreedBy sentence limit { amount currency } minimum { amount currency }
  exposure { amount currency } partner { name boundaries { totalCount } } replaces { id }
  overrides { nodes { act until reason givenBy at } } crossings { nodes { act isLate at } }
  timeline { totalCount nodes { event changes { field before after } } }
  contract { id number boundaries { totalCount } } clause { number heading } protectedBy { id }
  availableActions { name allowed roles dueAt }"""
WHOLE = f"query ($id: ID!) {{ boundary(id: $id) {{ {FIELDS} }} }}"
LIST = """query ($filter: BoundaryFilter) {
  boundaries(filter: $filter, orderBy: { field: VALID_UNTIL, direction: ASC }) { totalCount nodes { id kind } } }"""
NAMED = "query ($id: ID!) { boundary(id: $id) { sentence soldProducts { code name } } }"
CHECK = "query ($input: BoundaryCheckInput!) { boundaryCheck(input: $input) { kind result message boundary { id } } }"


@dataclass(frozen=True)
class Caller:
    actor: Actor
    token_sha256: bytes


@dataclass
class Asking:
    """Whoever asks, in the API of this process: one statement a question."""

    api: Api
    caller: Caller

    @classmethod
    async def of(cls, database: Database, make: Make, actor: Actor) -> "Asking":
        caller = Caller(actor, sha256(await sign_in(make.session, actor)).digest())
        await make.session.commit()
        return cls(Api(root.schema(), database, b"a secret of 32 bytes for cursors"), caller)

    async def __call__(self, source: str, **variables: Any) -> Any:
        document = self.api.documents.get(source)
        question = self.api.question(document, document.operation(None), variables)
        return json.loads(await self.api.answer(self.caller, question))

    async def does(self, source: str, **variables: Any) -> Any:
        """A mutation."""
        document = self.api.documents.get(source)
        return json.loads(await self.api.do(self.caller, document, document.operation(None), variables))


async def test_every_field_of_a_boundary_is_read_by_both_sides(database: Database, make_committed: Make) -> None:
    make = make_committed
    partner = await make.partner(name="Northgate")
    legal, admin = await make.member(roles={Role.LEGAL}), await make.member(partner)
    contract = await make.contract(partner=partner, status=ContractStatus.ACTIVE)
    old = boundary(partner, LIMIT)
    new = boundary(partner, replace(LIMIT, contract_id=contract.id, clause_key="scope"), replaces_id=old.id)
    await make.add(old)
    await make.add(new)
    for member in (legal, admin):
        asked = await Asking.of(database, make, await make.actor(member))
        found = (await asked(WHOLE, id=ids.text("bnd", new.id)))["boundary"]
        assert found["sentence"] == ("The partner's orders can count for at most €1,000.00. This counts: open orders.")
        assert (found["limit"], found["exposure"]) == (
            {"amount": "1000.00", "currency": "EUR"}, {"amount": "0.00", "currency": "EUR"},
        )  # fmt: skip
        assert (found["replaces"], found["minimum"]) == ({"id": ids.text("bnd", old.id)}, None)
        assert found["contract"] == {
            "id": ids.text("ctr", contract.id), "number": contract.number, "boundaries": {"totalCount": 1},
        }  # fmt: skip
        assert found["clause"] == {"number": "1", "heading": "Scope"}
        assert found["partner"] == {"name": "Northgate", "boundaries": {"totalCount": 2}}
        open_steps = [each["name"] for each in found["availableActions"] if each["allowed"]]
        assert open_steps == (["END", "OVERRIDE"] if member is legal else ["END"])
        listed = await asked(LIST, filter={"kind": "CREDIT_LIMIT", "status": {"in": ["ACTIVE"]}, "binds": "PARTNER"})
        assert listed["boundaries"]["totalCount"] == 2


async def test_a_boundary_names_the_products_of_the_list(database: Database, make_committed: Make) -> None:
    make = make_committed
    partner = await make.partner()
    bounds = boundary(partner, replace(TERRITORY, regions=("DE-BY",), products=("GTX-PRO", "PUMPS")))
    await make.add(product(), bounds)
    for member in (await make.member(roles={Role.LEGAL}), await make.member(partner)):
        asked = await Asking.of(database, make, await make.actor(member))
        found = (await asked(NAMED, id=ids.text("bnd", bounds.id)))["boundary"]
        assert "Germany (DE-BY). This applies to these products: GTX Pro (GTX-PRO), PUMPS." in found["sentence"]
        assert [each["name"] for each in found["soldProducts"]] == ["GTX Pro", "PUMPS"]


async def test_of_another_partners_boundaries_nobody_learns_anything_by_any_field(
    database: Database, make_committed: Make
) -> None:
    make = make_committed
    rival, partner = await make.partner(name="Rival Trading"), await make.partner()
    admin, manager = await make.member(partner), await make.member(roles={Role.RELATIONSHIP_MANAGER})
    theirs = boundary(rival, EXCLUSIVITY)
    await make.add(theirs)
    act = {"act": "PUBLISH", "dealings": ["DISTRIBUTION"], "regions": ["DE"], "side": "HOST"}
    for member in (admin, manager):
        asked = await Asking.of(database, make, await make.actor(member))
        assert (await asked(WHOLE, id=ids.text("bnd", theirs.id)))["boundary"] is None
        assert (await asked(LIST, filter={}))["boundaries"] == {"totalCount": 0, "nodes": []}
        found = await asked(CHECK, input={**act, "partnerId": ids.text("org", partner.id)})
        assert found["boundaryCheck"] == []
        assert (await asked(CHECK, input={**act, "partnerId": ids.text("org", rival.id)}))["boundaryCheck"] == []


async def test_the_dry_run_says_what_would_become_of_an_act(database: Database, make_committed: Make) -> None:
    make = make_committed
    partner, rival = await make.partner(), await make.partner(name="Rival Trading")
    nda = await make.contract(partner=partner, status=ContractStatus.SIGNED)
    await make.add(
        boundary(partner, replace(TERRITORY, is_passive_warned=True)), boundary(partner, LIMIT),
        boundary(partner, replace(SECRETS, nda_id=nda.id)), boundary(rival, EXCLUSIVITY),
    )  # fmt: skip
    admin, legal = await make.member(partner), await make.member(roles={Role.LEGAL})
    asked = await Asking.of(database, make, await make.actor(admin))

    async def result(asked: Asking = asked, **act: Any) -> list[tuple[str, str]]:
        found = (await asked(CHECK, input=act))["boundaryCheck"]
        return [(each["result"], each["message"]) for each in found]

    assert await result(act="REGISTER", regions=["fr "]) == [
        ("BLOCK", "France is outside the partner's territory (Austria, Germany).")
    ]
    assert (await result(act="OFFER", regions=["FR"], isPassive=True))[0][0] == "WARN"
    assert await result(act="OFFER", regions=["DE-BY"]) == [("ALLOW", "This is within the boundary.")]
    over: dict[str, Any] = {"act": "ORDER", "money": {"amount": "1000.01", "currency": "EUR"}}
    assert (await result(**over))[0][0] == "BLOCK"
    assert (await result(**over, side="HOST"))[0] == ("ALLOW", "This boundary does not apply to this kind of act.")
    assert (await result(act="ORDER", money={"amount": "0.001", "currency": "EUR"}))[0][0] == "BLOCK"
    assert (await result(act="SHARE", classes=["TECHNICAL"]))[0][0] == "BLOCK"
    assert (await result(act="CLOSE")) == []
    staff = await Asking.of(database, make, await make.actor(legal))
    published = await result(
        staff, act="PUBLISH", partnerId=ids.text("org", partner.id), dealings=["DISTRIBUTION"], regions=["DE"]
    )
    assert published == [("BLOCK", "The company has promised this scope exclusively to someone.")]


PROPOSE = """mutation ($input: BoundaryProposeInput!) { boundaryPropose(input: $input) {
  boundary { id version digest status sentence waitingOn } userErrors { code path message } } }"""


def step(name: str) -> str:
    return f"""mutation ($input: Boundary{name[0].upper()}{name[1:]}Input!) {{ boundary{name[0].upper()}{name[1:]}(
      input: $input) {{ boundary {{ id version digest status }} userErrors {{ code path message }} }} }}"""


@pytest.mark.parametrize("times", [2])
async def test_both_sides_go_through_the_story_of_a_boundary(enter: Enter, make_committed: Make, times: int) -> None:
    make = make_committed
    partner = await make.partner()
    legal, admin = await make.member(roles={Role.LEGAL}), await make.member(partner)
    await make.session.commit()
    ours, theirs = await enter(legal, admin)
    given = {
        "partnerId": ids.text("org", partner.id), "idempotencyKey": "the same proposal",
        "terms": {"kind": "TERRITORY", "validFrom": "2026-01-01", "regions": ["DE", "AT"]},
    }  # fmt: skip
    for _ in range(times):
        made = (await ours.ask(PROPOSE, input=given))["boundaryPropose"]
        assert made["userErrors"] == []
    first = made["boundary"]
    assert (first["status"], first["version"], first["waitingOn"]) == ("PROPOSED", 1, ["PARTNER"])
    place = {"boundaryId": first["id"], "expectedVersion": 1, "expectedDigest": first["digest"]}
    own = (await ours.ask(step("agree"), input=place))["boundaryAgree"]
    assert [each["code"] for each in own["userErrors"]] == ["NOT_PERMITTED"]
    stale = (await theirs.ask(step("agree"), input={**place, "expectedDigest": "0" * 64}))["boundaryAgree"]
    assert [(each["code"], each["path"]) for each in stale["userErrors"]] == [
        ("STALE_DIGEST", ["input", "expectedDigest"]),
    ]  # fmt: skip
    agreed = (await theirs.ask(step("agree"), input=place))["boundaryAgree"]
    assert (agreed["userErrors"], agreed["boundary"]["status"]) == ([], "ACTIVE")
    leave = {"boundaryId": first["id"], "expectedVersion": agreed["boundary"]["version"], "act": "OFFER",
             "until": "2026-12-31", "reason": "A fair."}  # fmt: skip
    assert (await theirs.ask(step("override"), input=leave))["boundaryOverride"]["userErrors"][0][
        "code"
    ] == "NOT_PERMITTED"


SHOPS = {"kind": "CHANNEL", "channels": ["RETAIL"]}


def euros(amount: str) -> dict[str, str]:
    return {"amount": amount, "currency": "EUR"}


@pytest.mark.parametrize(
    ("terms", "path", "code"),
    [
        ({"kind": "TERRITORY", "regions": ["DE\u202e"]}, "terms.regions", "INVALID"),
        ({"kind": "TERRITORY", "regions": ["DE"] * 300}, "terms.regions", "INVALID"),
        ({"kind": "CREDIT_LIMIT", "counted": ["ORDERS"], "limit": euros("-1")}, "terms.limit.amount", "INVALID"),
        ({"kind": "CREDIT_LIMIT", "counted": ["ORDERS"], "limit": euros("0.001")}, "terms.limit.amount", "INVALID"),
        ({**SHOPS, "wording": "\u200b"}, "wording", "INVALID"),
        ({**SHOPS, "wording": "word " * 30_000}, "wording", "INVALID"),
        ({**SHOPS, "contractId": "org_" + "0" * 32}, "terms.contractId", "NOT_FOUND"),
        ({**SHOPS, "validFrom": "1999-12-31"}, "terms.validFrom", "INVALID"),
        ({"kind": "EXCLUSIVITY", "dealings": ["SUPPLY", "OTHER"], "regions": ["DE", "FR", "IT"],
          "products": [f"P{number}" for number in range(100)]}, "terms.regions", "INVALID"),
    ],
)  # fmt: skip
async def test_hostile_terms_are_refused_in_words_with_their_place(
    enter: Enter, make_committed: Make, terms: dict[str, Any], path: str, code: str
) -> None:
    admin = await make_committed.member(await make_committed.partner())
    await make_committed.session.commit()
    (theirs,) = await enter(admin)
    found = (await theirs.ask(PROPOSE, input={"terms": {"validFrom": "2026-01-01", **terms}}))["boundaryPropose"]
    assert [(each["code"], ".".join(each["path"])) for each in found["userErrors"]] == [(code, f"input.{path}")]
