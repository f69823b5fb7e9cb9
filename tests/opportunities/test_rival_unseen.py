"""Whoever is second learns that there is a conflict, and nothing of whom it meets: walked by markers, by all that a
partner can read, and by what its own request does. PORTAL_TRIES=1000 is the whole of it."""

import io
import json
import logging
import os
import secrets
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select, text

from portal import clock, ids, reactions
from portal.access import Role
from portal.app import Portal
from portal.database.pools import Database
from portal.mail import Mail
from portal.notifications import rounds
from portal.opportunities.models import ConflictCase, DirectDeal, Opportunity, ProtectionCell
from tests.entering import Enter
from tests.journeys.doors import Visitor
from tests.live.listening import Listener, listening
from tests.make import Make
from tests.notes.test_leaks import answered, questions, selection
from tests.opportunities import making
from tests.opportunities.test_api import CONFLICT, WHOLE

FULL = int(os.environ.get("PORTAL_TRIES", "0"))
"""Conflicts, after which every field of the schema is asked for; without it a few, and what is called after them."""
MANY = FULL or 3
NEAR = ("pportunit", "onflict", "roduct", "otification", "Journal", "ctivit", "calendar", "turns", "Turn")
STEP = """mutation ($input: {kind}!) {{ {name}(input: $input) {{
  opportunity {{ id version status }} userErrors {{ code message path }} }} }}"""
LISTS = """query ($after: String) { opportunities(first: 50, after: $after) {
  totalCount pageInfo { endCursor hasNextPage } nodes {
    id number status customer { name } estimate { amount } refusal { text rule olderRightOn } } } }"""
NODE = "query ($id: ID!) { node(id: $id) { id } }"
PAGES = (
    "/", "/opportunities", "/opportunities?status=CONFLICT", "/opportunities/new", "/notifications", "/tasks?whose=all",
    "/disputes",
)  # fmt: skip


@dataclass
class Walk:
    """Two partners, sales, the marker, and all that the second of the partners was shown."""

    application: Portal
    database: Database
    make: Make
    org: str
    theirs: Visitor
    ours: Visitor
    viewer: Visitor
    sales: Visitor
    marker: str
    emails: Sequence[str]
    member: str
    secret: set[str] = field(default_factory=set)
    seen: list[str] = field(default_factory=list)

    async def does(self, who: Visitor, name: str, **given: Any) -> Any:
        """A mutation; what the second partner is told is kept."""
        kind = self.application.api.schema.mutation_type.fields[name].args["input"].type  # type: ignore[union-attr]
        kind = str(kind).removesuffix("!")
        told = (await who.ask(STEP.format(kind=kind, name=name), input=given))[name]
        if who in (self.ours, self.viewer):
            self.seen.append(json.dumps(told))
        return told

    async def read(self, who: Visitor, query: str, **variables: Any) -> Any:
        told = await who.ask(query, **variables)
        self.seen.append(json.dumps(told))
        return told

    async def follow(self) -> None:
        await reactions.run(self.database, clock.now())

    def deal(self, number: int, *, is_rival: bool) -> dict[str, Any]:
        """The same customer by its domain, under the rival's own name for it, products and regions that meet."""
        name = f"{self.marker} Holding {number}" if is_rival else f"Hartmann Werke {number} GmbH"
        return {
            "customer": {"name": name, "country": "DE", "domain": f"hartmann{number}.example"},
            "products": ["GTX-PRO", "MG-SPECIAL"] if is_rival else ["GTX-PRO"],
            "regions": ["DE"] if is_rival else ["DE-BY", "FR"], "text": f"{name}, in a hurry",
            "estimate": {"amount": f"{7_123_000_000 + number}.47" if is_rival else "48000.00", "currency": "EUR"},
            "expectedCloseOn": (clock.now() + timedelta(days=200)).date().isoformat(),
        }  # fmt: skip


async def walk(application: Portal, database: Database, make: Make, enter: Enter) -> Walk:
    marker = f"Rivage{secrets.token_hex(8)}"
    manager = await make.member(roles={Role.RELATIONSHIP_MANAGER}, name="Mina Manager")
    partner = await make.partner(name="Northgate", manager=manager)
    rival = await make.partner(name=f"{marker} Distribution", manager=manager)
    await make.add(making.product(), making.product("MG-SPECIAL", name="MG Special"))
    members = [
        await make.member(rival, name=f"Anais {marker}"), await make.member(partner, name="Paula Admin"),
        await make.member(partner, roles={Role.PARTNER_VIEWER}, name="Vera Viewer"),
        await make.member(roles={Role.SALES}, name="Sam Sales"),
    ]  # fmt: skip
    theirs, ours, viewer, sales = await enter(*members)
    made = Walk(
        application, database, make, ids.text("org", partner.id), theirs, ours, viewer, sales, marker,
        [each.email for each in members[1:3]], ids.text("mem", members[1].id),
    )  # fmt: skip
    made.secret |= {marker, marker.lower(), *named(rival.id), *named(members[0].id), *named(members[0].person_id)}
    return made


def named(one: UUID) -> Iterator[str]:
    """The ways in which an id is written."""
    yield from (str(one), one.hex)


async def conflict(walk: Walk, number: int) -> str:
    """One that meets the rival's, and everything that becomes of it; its id."""
    first = await walk.does(walk.theirs, "opportunityRegister", **walk.deal(number, is_rival=True))
    made = (await walk.does(walk.ours, "opportunityRegister", **walk.deal(number, is_rival=False)))["opportunity"]
    again = await walk.does(walk.ours, "opportunityRegister", **walk.deal(number, is_rival=False))
    assert [each["code"] for each in again["userErrors"]] == ["BLOCKED"]
    await walk.follow()
    await nothing_there(walk, first["opportunity"]["id"])
    place = {"opportunityId": made["id"], "expectedVersion": (await walk.read(walk.ours, WHOLE, id=made["id"]))[
        "opportunity"]["version"]}  # fmt: skip
    await walk.does(walk.ours, "opportunityApprove", **place)
    await walk.does(walk.ours, "opportunityAwardHere", **place)
    match number % 3:
        case 0:
            told = await walk.does(walk.sales, "opportunityReject", **place, code="EARLIER_REGISTRATION")
        case 1:
            told = await walk.does(walk.sales, "opportunitySplit", **place)
        case _:
            told = await walk.does(walk.ours, "opportunityWithdraw", **place)
    assert told["userErrors"] == []
    await walk.does(walk.ours, "opportunityWithdraw", **place)  # somebody was there before
    await walk.follow()
    for who in (walk.ours, walk.viewer):
        await walk.read(who, WHOLE, id=made["id"])
        assert (await walk.read(who, CONFLICT, id=made["id"]))["opportunity"]["conflict"] is None
    walk.seen.append((await walk.ours.client.get(f"/opportunities/{made['id']}")).text)
    return str(made["id"])


async def nothing_there(walk: Walk, rival: str) -> None:
    """What is said of the rival's registration is what is said of one that never was."""
    _, at = ids.parse(rival)
    never = ids.text("opp", ids.new())
    said = []
    for each in (rival, never):
        step = {"opportunityId": each, "expectedVersion": 1}
        told = [
            await walk.ours.ask(WHOLE, id=each), await walk.ours.ask(NODE, id=each),
            *[await walk.does(walk.ours, f"opportunity{name}", **step) for name in ("Withdraw", "Accept", "AwardHere")],
            await walk.does(walk.ours, "opportunityLose", **step, reason="PRICE"),
            (await walk.ours.client.get(f"/opportunities/{each}")).status_code,
        ]  # fmt: skip
        said.append(json.dumps(told).replace(each, "ID"))
    assert said[0] == said[1]
    walk.secret |= {*named(at)}


async def all_secrets(walk: Walk, partner: UUID) -> None:
    """Numbers, amounts, places among all, cells, customers and conflicts, as the database has them."""
    session = walk.make.session
    rows = (await session.scalars(select(Opportunity).where(Opportunity.partner_id != partner))).all()
    for row in rows:
        amount = f"{row.estimate_minor // 100:,}"
        walk.secret |= {row.number, str(row.estimate_minor), amount, amount.replace(",", ""), str(row.receipt_sha256)}
    for cell in (await session.scalars(select(ProtectionCell).where(ProtectionCell.holder_id != partner))).all():
        walk.secret |= {*named(cell.id), str(cell.customer), str(cell.product_at)}
    for case in (await session.scalars(select(ConflictCase))).all():
        walk.secret |= {*named(case.id)}
    await session.commit()


async def everything(walk: Walk, own: Sequence[str]) -> None:
    """Each field of the schema, each page, list, search, file and letter that the second partner gets."""
    schema = walk.application.api.schema
    given = {"org": walk.org, "mem": walk.member, **dict.fromkeys(("ctr", "rnd", "nte", "doc", "obl", "dsp"), own[0])}
    for name in [each for each in questions(schema, 0) if FULL or any(word in each for word in NEAR)]:
        walk.seen.append(await answered(walk.ours, schema, name, given))
    kind = schema.type_map["Opportunity"]
    for each in own[:6]:
        await walk.read(walk.ours, f"query ($id: ID!) {{ opportunity(id: $id) {selection(kind, 1)} }}", id=each)
    after = None
    while True:
        page = (await walk.read(walk.viewer, LISTS, after=after))["opportunities"]
        after = page["pageInfo"]["endCursor"]
        if not page["pageInfo"]["hasNextPage"]:
            break
    assert page["totalCount"] == len(own)
    for who in (walk.ours, walk.viewer):
        for path in PAGES:
            shown = await who.client.get(path)
            assert shown.status_code == 200 or (who is walk.viewer and path.endswith("/new")), path
            walk.seen.append(shown.text)
    answer = await walk.ours.client.post(f"/partners/{walk.org}/export")
    assert answer.status_code == 200
    with zipfile.ZipFile(io.BytesIO(answer.content)) as file:
        walk.seen += [file.read(name).decode("utf-8", "replace") for name in file.namelist()]
    for days in (0, 1, 4):  # on a business morning at the latest
        await rounds.run(walk.database, clock.now() + timedelta(days=days))
    letters = (await walk.make.session.scalars(select(Mail).where(Mail.to.in_(walk.emails)))).all()
    assert letters
    walk.seen += [f"{each.to} {each.subject} {each.text} {each.html}" for each in letters]


OPEN = """mutation ($input: DirectDealOpenInput!) { directDealOpen(input: $input) {
  directDeal { id number } userErrors { code message path } } }"""


async def met_by_the_company(walk: Walk, decider: Visitor, number: int) -> str:
    """One that meets what the company sells itself, and is refused for it; its id."""
    given = walk.deal(number, is_rival=True)
    del given["expectedCloseOn"]
    own = (await walk.sales.ask(OPEN, input=given))["directDealOpen"]
    assert own["userErrors"] == []
    made = (await walk.does(walk.ours, "opportunityRegister", **walk.deal(number, is_rival=False)))["opportunity"]
    await walk.follow()
    found = (await walk.read(walk.ours, WHOLE, id=made["id"]))["opportunity"]
    assert found["status"] == "CONFLICT"
    for each in (own["directDeal"]["id"], ids.text("dir", ids.new())):
        said = json.dumps(await walk.read(walk.ours, NODE, id=each))
        assert said == '{"node": null}'
    place = {"opportunityId": made["id"], "expectedVersion": found["version"]}
    if number:
        told = await walk.does(decider, "opportunityReject", **place, code="ACTIVE_DIRECT_DEAL")
        assert told["userErrors"] == []
    await walk.follow()
    for who in (walk.ours, walk.viewer):
        await walk.read(who, WHOLE, id=made["id"])
        assert (await walk.read(who, CONFLICT, id=made["id"]))["opportunity"]["conflict"] is None
    for path in (f"/opportunities/{made['id']}", "/direct-deals"):
        walk.seen.append((await walk.ours.client.get(path)).text)
    codes = [
        (await walk.ours.client.get(f"/direct-deals/{each}")).status_code
        for each in (own["directDeal"]["id"], ids.text("dir", ids.new()))
    ]
    assert codes[0] == codes[1]
    walk.secret |= {own["directDeal"]["number"], *named(ids.parse(own["directDeal"]["id"])[1])}
    return str(made["id"])


async def test_nothing_of_a_direct_deal_is_anywhere_that_the_partner_reads_who_met_it(
    application: Portal, database: Database, make_committed: Make, enter: Enter, caplog: pytest.LogCaptureFixture
) -> None:
    made = await walk(application, database, make_committed, enter)
    (decider,) = await enter(await make_committed.member(roles={Role.SALES}, name="Dana Decider"))
    with caplog.at_level(logging.DEBUG):
        async with listening(application, made.ours) as stream:
            own = [await met_by_the_company(made, decider, number) for number in range(MANY)]
            await streamed(made, stream, own)
        await all_secrets(made, ids.parse(made.org)[1])
        for deal in (await make_committed.session.scalars(select(DirectDeal))).all():
            amount = f"{deal.estimate_minor // 100:,}"
            made.secret |= {str(deal.estimate_minor), amount, amount.replace(",", "")}
        await make_committed.session.commit()
        await everything(made, own)
    for word in made.secret:
        hit = next((each for each in made.seen if word in each), "")
        assert not hit, (word, hit[max(0, hit.index(word) - 300) : hit.index(word) + 100])
    assert made.marker not in caplog.text
    assert '"ACTIVE_DIRECT_DEAL"' in "".join(made.seen)  # the reason they read, with its day


async def streamed(walk: Walk, stream: Listener, own: Sequence[str]) -> None:
    """All that a stream of events has told since before the first conflict."""
    left = set(own)
    while left:
        told = await stream.next()
        walk.seen.append(json.dumps(told))
        left -= set(told["data"]["recordsChanged"]["ids"])


async def test_nothing_of_a_rival_is_anywhere_that_whoever_is_second_reads(
    application: Portal, database: Database, make_committed: Make, enter: Enter, caplog: pytest.LogCaptureFixture
) -> None:
    made = await walk(application, database, make_committed, enter)
    with caplog.at_level(logging.DEBUG):
        async with listening(application, made.ours) as stream:
            own = [await conflict(made, number) for number in range(MANY)]
            await streamed(made, stream, own)
        shown = await made.sales.ask(
            "query ($w: String!) { partners(filter: {text: $w}) { totalCount } }", w=made.marker
        )
        assert shown["partners"]["totalCount"] == 1  # the marker is one; asked before the session is idle for too long
        await all_secrets(made, ids.parse(made.org)[1])
        await everything(made, own)
    for word in made.secret:
        hit = next((each for each in made.seen if word in each), "")
        assert not hit, (word, hit[max(0, hit.index(word) - 300) : hit.index(word) + 100])
    assert made.marker not in caplog.text
    assert (
        sum(f"Hartmann Werke {number} GmbH" in each for each in made.seen for number in range(3)) > 20
    )  # they are read
    assert '"CONFLICT"' in "".join(made.seen)
    held = await make_committed.session.execute(text("SELECT count(*) FROM conflict_rival"))
    assert held.scalar_one() == MANY
