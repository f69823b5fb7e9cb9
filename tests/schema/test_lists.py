"""Every list in every order is read page by page to its end, forward and backward: nulls, ties and long names too."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from hashlib import sha256
from typing import Any
from uuid import UUID

import pytest
from graphql import GraphQLEnumType, GraphQLObjectType, get_named_type
from sqlalchemy import select, text, update

from auth.federation.models import Connection, Domain
from auth.federation.rules import Authentication
from auth.organisations.models import ProvisioningToken
from auth.server.models import Client, ClientAuthentication
from portal import ids, setbacks
from portal.access import Actor, Role, Side
from portal.contracts.models import Contract
from portal.contracts.rules import Kind, Status
from portal.database.pools import Database
from portal.journal import Entry
from portal.opportunities.models import ProductNumber
from portal.partners.membership import AuthorityStatus
from portal.partners.models import Membership, Organisation, SigningAuthority
from portal.partners.rules import MembershipStatus
from portal.setbacks import Setback
from schema import root
from schema.engine.context import Api
from tests.boundaries.lists import listed as boundaries
from tests.disputes.lists import disputed
from tests.expectations.lists import listed
from tests.fees.lists import earned
from tests.imports.making import job, row
from tests.make import NOW, Make
from tests.notes.lists import noted
from tests.notifications.making import notification
from tests.obligations.making import obligation
from tests.opportunities.lists import registered, searched, sold_directly
from tests.partners.making import authority, document, requirement
from tests.people import sign_in

SECRET = b"a secret of the tests"
MANY, SIZE = 7, 3
"""Rows of each list, and on a page: the last page is not full."""
LONG = "\N{FISH}" * 190
"""With two digits more as long as a title or a name may be, and each letter as wide as one can be."""
STAFF = frozenset({Role.LEGAL, Role.PLATFORM_ADMIN, Role.COMPANY_SIGNATORY, Role.RELATIONSHIP_MANAGER})
PARTNERS = frozenset({Role.PARTNER_ADMIN, Role.PARTNER_SIGNATORY})
DAYS = (None, date(2199, 12, 31), None, date(2027, 3, 31), date(2027, 3, 31), None, None)


@dataclass(frozen=True)
class Caller:
    actor: Actor
    token_sha256: bytes


@dataclass(frozen=True)
class List:
    """A field that gives a page: where it stands, its filter and its order as they are written."""

    path: tuple[str, ...]
    given: str

    def query(self, page: str) -> str:
        opening = " { ".join((*self.path[:-1], f"{self.path[-1]}({self.given}{page})"))
        info = "pageInfo { hasNextPage hasPreviousPage startCursor endCursor }"
        inner = f" {{ edges {{ cursor node {{ id }} }} {info} totalCount }}"
        body = "{ viewer { side } " + opening + inner + " }" * len(self.path)
        used = ", ".join(each for each in ("$id: ID!", "$at: String") if each.partition(":")[0] in body)
        return f"query ({used}) {body}" if used else body


def lists() -> Iterator[List]:
    """Those of the schema: of the root in each of its orders, and those of a partner and of a contract."""
    for kind in root.schema().type_map.values():
        for name, field in kind.fields.items() if isinstance(kind, GraphQLObjectType) else ():
            if not get_named_type(field.type).name.endswith("Connection"):
                continue
            path = (name,) if kind.name == "Query" else ("node(id: $id)", f"... on {kind.name}", name)
            for order in orders(field):
                yield List(path, order)


def orders(field: Any) -> list[str]:
    if "on" in field.args:
        return [f"on: {value}, " for value in get_named_type(field.args["on"].type).values]
    if "orderBy" not in field.args:
        return [""]
    by = get_named_type(field.args["orderBy"].type).fields["field"].type
    names: GraphQLEnumType = get_named_type(by)
    return [
        f"orderBy: {{field: {value}, direction: {direction}}}, "
        for value in names.values
        for direction in ("ASC", "DESC")
    ]


async def _contracts(make: Make, partner: Organisation, owner: Membership) -> str:
    for number, ends_on in enumerate(DAYS):
        made = await make.contract(
            status=Status.DRAFT, partner=partner, owner=owner, kind=Kind.SUPPLY, title=f"{LONG} {number // 2}",
            published_at=None, created_at=NOW + timedelta(days=number // 3), updated_at=NOW,
            due_at=NOW + timedelta(days=number // 2) if number % 3 else None,
        )  # fmt: skip
        await make.session.execute(update(Contract).where(Contract.id == made.id).values(ends_on=ends_on))
        await make.contract(status=Status.IN_NEGOTIATION, partner=partner, owner=owner, kind=Kind.OTHER)
    amends = text("UPDATE contract SET parent_id = :id, base_number = abs(hashtext(id::text)) WHERE kind = 'OTHER'")
    await make.session.execute(amends, {"id": made.id})
    return ids.text("ctr", made.id)


async def _of_organisation(make: Make, place: Organisation, member: Membership) -> None:
    """So many of each thing that an organisation has a list of, made at two instants."""
    own = {"partner_id": place.id}
    for number in range(MANY):
        at = NOW + timedelta(days=number // 4)
        await make.add(notification(place, member, at=at))
        await make.member(place, created_at=at)
        await make.member(place, status=MembershipStatus.INVITED, created_at=at)
        provider = Connection(
            **own, id=ids.new(), name="Directory", issuer=f"https://{number}.example", client_id=place.id.hex,
            authentication=Authentication.NONE, scopes=["openid"], acr_values=[], strong_values=[], default_roles=[],
            created_at=at,
        )  # fmt: skip
        await make.add(
            provider,
            SigningAuthority(
                **own, membership_id=member.id, kinds=[], valid_from=NOW.date(), status=AuthorityStatus.PROPOSED,
                version=1, granted_by=ids.new(), granted_by_name="Robin", granted_at=at, updated_at=at,
                waiting_on=frozenset({member.side, Side.HOST}),
            ),
            Client(
                **own, client_id=f"{number} of {place.id.hex}", name="Stock", member_id=member.id,
                authentication=ClientAuthentication.NONE, redirect_uris=[], post_logout_redirect_uris=[],
                grant_types=[], scopes=[], created_at=at,
            ),
            ProvisioningToken(**own, id=ids.new(), name="Directory", member_id=member.id, created_at=at, version=1),
        )  # fmt: skip
        may = authority(member)
        may.valid_until = NOW.date() + timedelta(days=number // 2)
        await make.add(
            may,
            Domain(**own, domain=f"{place.id.hex}{number}.example", connection_id=provider.id, token="", created_at=at),
        )


async def _told(make: Make, partner: Organisation, record_id: Any) -> None:
    await make.add(*(
        Entry(
            partner_id=partner.id, id=ids.new(), record_type="ctr", record_id=record_id, event="told", at=NOW,
            by_id=ids.new(), by_name="Robin", side=Side.HOST, is_system=False, is_published=True, note="", changes=[],
        )
        for _ in range(MANY)
    ))  # fmt: skip


async def _papers(make: Make, partner: Organisation, owner: Membership) -> UUID:
    """Documents of a partner, some without a day to go by, and requirements, made at two instants."""
    for number in range(MANY):
        at = NOW + timedelta(days=number // 4)
        made = document(partner, owner, created_at=at, due_at=at)
        await make.add(made, requirement(kind=made.kind, made_at=at))
    return made.id


async def _held_up(make: Make, partner: Organisation) -> None:
    for number in range(MANY):
        record_id = ids.new()
        await make.add(
            Setback(
                partner_id=partner.id, id=setbacks.key(setbacks.Kind.CLOCK, record_id), kind=setbacks.Kind.CLOCK,
                record_type="ctr", record_id=record_id, position=0, step="lapse", since=NOW + timedelta(number // 3),
                tries=1, retry_at=NOW, fault="No.",
            )
        )  # fmt: skip


@dataclass(frozen=True)
class World:
    api: Api
    callers: tuple[Caller, ...]
    nodes: dict[str, str]

    async def page(self, caller: Caller, one: List, page: str, at: str | None = None) -> Any:
        kind = one.path[1].rpartition(" ")[2] if len(one.path) > 1 else ""
        variables = {"id": self.nodes.get(kind, "org_" + "0" * 32), "at": at}
        document = self.api.documents.get(one.query(page))
        question = self.api.question(document, document.operation(None), variables)
        found = json.loads(await self.api.answer(caller, question))
        found.pop("viewer")
        for step in one.path:
            found = found if found is None or step.startswith("...") else found[step.partition("(")[0]]
        return found


@pytest.fixture
async def world(database: Database, make_committed: Make) -> World:
    make = make_committed
    staff = await make.member(roles=STAFF)
    # All partners wait for the same day but some; their names differ in the last letter alone.
    partners = [
        await make.partner(
            name=f"{LONG} {number}", created_at=NOW, manager=staff, due_at=NOW if number % 2 else None,
        )
        for number in range(MANY)
    ]  # fmt: skip
    ours = partners[1]
    admin = await make.member(ours, roles=PARTNERS)
    contract = await _contracts(make, ours, staff)
    await _of_organisation(make, ours, admin)
    await _of_organisation(make, await make.company(), staff)
    await _told(make, ours, ids.parse(contract)[1])
    await _told(make, ours, ours.id)
    await _held_up(make, ours)
    paper_id = await _papers(make, ours, staff)
    await _told(make, ours, paper_id)
    owed_id = await _owed(make, ours, ids.parse(contract)[1])
    await _told(make, ours, owed_id)
    dealt = await _dealt(make, ours, ids.parse(contract)[1])
    imported = await _imported(make, staff)
    bounded = await boundaries(make, ours, ids.parse(contract)[1], MANY)
    measured = await listed(make, ours, staff, ids.parse(contract)[1], MANY)
    direct_id = await sold_directly(make, staff, MANY)
    await _told(make, await make.company(), direct_id)
    about = {**measured, "Contract": contract, "Obligation": ids.text("obl", owed_id)}
    about |= {kind: dealt[kind] for kind in ("Opportunity", "Suggestion", "Fee")}
    argued = await disputed(make, ours, (staff, admin), about, MANY)
    papers = {"doc": paper_id, "obl": owed_id, "dsp": ids.parse(argued["Dispute"])[1]}
    round_id = await noted(make, ours, ids.parse(contract)[1], papers, (staff, admin), MANY)
    for one in (*map(measured.get, ("Expectation", "Measurement", "Breach", "Scorecard")), argued["Dispute"]):
        await _told(make, ours, ids.parse(one or "")[1])
    await _told(make, ours, bounded)
    callers = []
    for member in (staff, admin):
        actor = await make.actor(member)
        callers.append(Caller(actor, sha256(await sign_in(make.session, actor)).digest()))
    nodes = {
        "Partner": ids.text("org", ours.id), "Contract": contract, "NegotiationRound": round_id,
        "ComplianceDocument": ids.text("doc", paper_id), "ImportJob": imported, "Obligation": ids.text("obl", owed_id),
        **dealt, **measured, **argued, "Boundary": ids.text("bnd", bounded),
        "DirectDeal": ids.text("dir", direct_id),
    }  # fmt: skip
    return World(Api(root.schema(), database, SECRET), tuple(callers), nodes)


async def _dealt(make: Make, partner: Organisation, contract_id: UUID) -> dict[str, str]:
    """What is sold, suggested, searched for and earned, by the type of each."""
    deal_id, wanted_id = await registered(make, partner, MANY, contract_id)
    found = {
        "opp": deal_id, "sug": wanted_id, "ovl": await searched(make, partner, MANY),
        "fee": await earned(make, partner, deal_id, MANY, contract_id),
        "pno": (await make.session.scalars(select(ProductNumber.id).limit(1))).one(),
    }  # fmt: skip
    for each in found.values():
        await _told(make, partner, each)
    names = {"opp": "Opportunity", "sug": "Suggestion", "ovl": "OverlapSession", "fee": "Fee", "pno": "ProductNumber"}
    return {names[prefix]: ids.text(prefix, each) for prefix, each in found.items()}


async def _owed(make: Make, partner: Organisation, contract_id: UUID) -> UUID:
    """A series on the contract, some of its days the same."""
    first, company = ids.new(), await make.company()
    resting = {"contract_id": contract_id, "contract_sha256": "0" * 64, "series_id": first}
    await make.add(
        *(
            obligation(
                partner, company, **resting, id=ids.new() if number else first, number=number + 1,
                due_on=date(2026, 4, 1 + number // 2), created_at=NOW + timedelta(days=number // 3),
            )
            for number in range(MANY)
        )
    )  # fmt: skip
    return first


async def _imported(make: Make, staff: Membership) -> str:
    """Lists of somebody's, and rows of one of them."""
    jobs = [job(staff) for _ in range(2 * SIZE + 1)]
    await make.add(*jobs)
    await make.add(*(row(jobs[0], number) for number in range(2, 2 * SIZE + 4)))
    return ids.text("imp", jobs[0].id)


async def walked(world: World, caller: Caller, one: List, *, backward: bool) -> tuple[list[str], int]:
    """The ids in the list's own order as somebody finds them who goes from page to page, and how many pages it were."""
    size, at, cursor, more = ("last", "before", "startCursor", "hasPreviousPage") if backward else (
        "first", "after", "endCursor", "hasNextPage")  # fmt: skip
    found: list[str] = []
    page = await world.page(caller, one, f"{size}: {SIZE}")
    for pages in range(1, 100):
        on_page = [edge["node"]["id"] for edge in page["edges"]]
        found = on_page + found if backward else found + on_page
        if not page["pageInfo"][more]:
            return found, pages
        page = await world.page(caller, one, f"{size}: {SIZE}, {at}: $at", page["pageInfo"][cursor])
    raise AssertionError(f"{one} has no end")


async def test_every_list_in_every_order_is_read_to_its_end_both_ways(world: World) -> None:
    longest: dict[tuple[str, ...], int] = {}
    for one in lists():
        for caller in world.callers:
            whole = await world.page(caller, one, "first: 100")
            if whole is None:
                continue
            ids_ = [edge["node"]["id"] for edge in whole["edges"]]
            if whole["pageInfo"]["hasNextPage"]:
                rest = await world.page(caller, one, "first: 100, after: $at", whole["pageInfo"]["endCursor"])
                ids_ += [edge["node"]["id"] for edge in rest["edges"]]
            assert len(set(ids_)) == len(ids_)
            assert whole["totalCount"] == len(ids_), one
            for backward in (False, True):
                found, pages = await walked(world, caller, one, backward=backward)
                assert found == ids_, (one, "backward" if backward else "forward")
                longest[one.path] = max(longest.get(one.path, 0), pages)
    assert {one.path: longest.get(one.path, 0) for one in lists() if longest.get(one.path, 0) < 3} == {}


@pytest.mark.parametrize("direction", ["ASC", "DESC"])
@pytest.mark.parametrize(
    ("field", "shown"), [("ENDS_ON", "endsOn"), ("DUE_AT", "dueAt")], ids=["end of term", "deadline"]
)
@pytest.mark.parametrize("wanted", ["filter: {status: {in: [DRAFT]}}, ", "filter: {kind: SUPPLY}, "])
async def test_what_has_no_date_comes_after_every_date(
    world: World, direction: str, field: str, shown: str, wanted: str
) -> None:
    one = List(("contracts",), f"{wanted}orderBy: {{field: {field}, direction: {direction}}}, ")
    found, pages = await walked(world, world.callers[0], one, backward=False)
    assert pages * SIZE >= len(found) >= MANY
    query = "query ($ids: [ID!]!) { nodes(ids: $ids) { ... on Contract { endsOn dueAt } } }"
    document = world.api.documents.get(query)
    question = world.api.question(document, document.operation(None), {"ids": found})
    dates = [node[shown] for node in json.loads(await world.api.answer(world.callers[0], question))["nodes"]]
    in_order = dates if direction == "ASC" else dates[::-1]
    known = [each for each in in_order if each]
    assert 0 < len(known) < len(found)
    assert in_order == sorted(known) + [None] * (len(found) - len(known))
