"""Scorecards through the API: the whole card in one statement, for the side it is about and nobody else."""

import json
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from hashlib import sha256
from typing import Any

import pytest_asyncio

from portal import canonical, ids
from portal.access import Actor, Role, Side
from portal.database.pools import Database
from portal.expectations.facts.kinds import SubjectKind
from portal.expectations.models import CardRank, Metric, Scorecard, ScorecardPeriod
from portal.expectations.rules import carding
from portal.expectations.scores import periods, terms
from portal.partners.models import Organisation
from schema import root
from schema.engine.context import Api
from tests.expectations import making
from tests.expectations.test_cards import BANDS
from tests.make import NOW, Make
from tests.people import sign_in

WHOLE = """query ($partner: ID!) { scorecard(partnerId: $partner, side: PARTNER) {
  id version title obligor author status score standing coveredWeight unscored scoredAt proposedAt agreedAt reason
  waitingOn dueAt createdAt document digest proposedBy agreedBy leastCovered period effects otherwise
  bands { since until standing effects } rank { place of isShared name }
  lines { expectationId title unit direction weight target floor score contested
    newest { id period startsOn endsOn status value low high sampleSize verdict waitingOn dueAt }
    closesAt waiting { period dueAt } code decimals currency tolerance change { trend difference }
    changeOfYear { trend difference } history { period value } }
  history(last: 2) { id startsOn endsOn number score coveredWeight unscored standing document digest madeAt }
  partner { name scorecards { totalCount } } timeline { totalCount }
  availableActions { name allowed blockedBy { message } roles dueAt } } }"""
LIST = "query ($filter: ScorecardFilter) { scorecards(filter: $filter) { totalCount nodes { title } } }"


@dataclass(frozen=True)
class Caller:
    actor: Actor
    token_sha256: bytes


@dataclass
class Desk:
    """A partner's card, and those who read it."""

    api: Api
    callers: dict[str, Caller]
    card: Scorecard

    async def ask(self, who: str, query: str, **variables: Any) -> Any:
        document = self.api.documents.get(query)
        question = self.api.question(document, document.operation(None), variables)
        return json.loads(await self.api.answer(self.callers[who], question))

    @property
    def partner(self) -> str:
        return ids.text("org", self.card.partner_id)


async def scored(make: Make, partner: Organisation, good: int = 300) -> Scorecard:
    """A card of one line, with two quarters of values."""
    company = await make.company()
    metric = Metric(
        id=ids.new(), owner_id=partner.id, code="own_metric", number=1, kind=SubjectKind.ORDER_LINE, document="{}",
        sha256="0" * 64, side=Side.HOST, made_by_name="Robin", created_at=NOW,
    )  # fmt: skip
    await make.add(metric)
    agreed = making.expectation(partner, company, metric)
    await make.add(agreed)
    over = {"status": "FINAL", "due_at": None, "waiting_on": frozenset[Side]()}
    first = making.measurement(agreed, **over)
    second = making.measurement(
        agreed, **over, starts_on=date(2026, 4, 1), ends_on=date(2026, 6, 30), numerator=Decimal(good),
        denominator=Decimal(400), n=400, value=Decimal(good) / 4, low=Decimal("70.5"), high=Decimal(79),
    )  # fmt: skip
    await make.add(first, second)
    content = {
        "lines": [{"expectation": str(agreed.id), "weight": "100"}], "bands": BANDS, "least_covered": "50",
    }  # fmt: skip
    written = carding.Agreed(
        title="Deliveries", obligor=Side.PARTNER, rhythm=periods.rhythm(periods.Length.QUARTER),
        terms=terms.read(content),
    ).written()  # fmt: skip
    card = making.card(
        partner, company, title="Deliveries", document=written, sha256=canonical.sha256(written), score=Decimal(0),
        covered=Decimal(100), unscored=0, standing="CRITICAL", scored_at=NOW,
    )  # fmt: skip
    await make.add(card)
    line = {
        "expectation": str(agreed.id), "measurement": str(second.id), "revision": 1, "weight": "100", "score": "0.00",
        "contested": False,
    }  # fmt: skip
    await make.add(
        ScorecardPeriod(
            partner_id=partner.id, id=ids.new(), scorecard_id=card.id, starts_on=second.starts_on,
            ends_on=second.ends_on, number=1, score=Decimal(0), covered=Decimal(100), unscored=0, standing="CRITICAL",
            document=canonical.text({"lines": [line]}), sha256=card.sha256, made_at=NOW,
        ),
        CardRank(partner_id=partner.id, scorecard_id=card.id, place=4, of=18, is_shared=False, made_at=NOW),
    )  # fmt: skip
    return card


@pytest_asyncio.fixture(loop_scope="session")
async def desk(database: Database, make_committed: Make) -> Desk:
    make = make_committed
    manager = await make.member(name="Mina Manager", roles={Role.RELATIONSHIP_MANAGER})
    partner, other = await make.partner(name="Northgate", manager=manager), await make.partner(name="Other Ltd")
    admin, outsider = await make.member(partner), await make.member(other)
    card = await scored(make, partner)
    await scored(make, other, good=400)
    callers = {}
    for name, member in (("manager", manager), ("admin", admin), ("outsider", outsider)):
        actor = await make.actor(member)
        callers[name] = Caller(actor, sha256(await sign_in(make.session, actor)).digest())
    return Desk(Api(root.schema(), database, b"a secret of 32 bytes for cursors"), callers, card)


async def test_the_whole_card_is_read_by_both_sides(desk: Desk) -> None:
    for who in ("manager", "admin"):
        told = (await desk.ask(who, WHOLE, partner=desk.partner))["scorecard"]
        assert (told["title"], told["score"], told["standing"], told["effects"]) == (
            "Deliveries", "0", "CRITICAL", ["HOLD_PROPOSED", "SPONSOR_REVIEW"],
        )  # fmt: skip
        assert told["rank"] == {"place": 4, "of": 18, "isShared": False, "name": "4th of 18 scored"}
        (line,) = told["lines"]
        assert (line["weight"], line["target"], line["floor"], line["score"]) == ("100", "95", "80", "0")
        assert (line["newest"]["period"], line["newest"]["value"], line["newest"]["sampleSize"]) == (
            "Q2 2026",
            "75",
            400,
        )
        assert line["change"] == {"trend": "UNCLEAR", "difference": "-20"}
        assert line["changeOfYear"] == {"trend": "NONE", "difference": None}
        assert [each["period"] for each in line["history"]] == ["Q1 2026", "Q2 2026"]
        assert [each["number"] for each in told["history"]] == [1]
        assert told["bands"][1] == {"since": "50", "until": "80", "standing": "FAIR", "effects": ["PLAN_REQUIRED"]}


async def test_to_a_stranger_there_is_no_card_and_no_rank(desk: Desk) -> None:
    assert await desk.ask("outsider", WHOLE, partner=desk.partner) == {"scorecard": None}
    found = await desk.ask("outsider", LIST, filter={"partnerId": desk.partner})
    assert found["scorecards"]["totalCount"] == 0
    node = "query ($id: ID!) { node(id: $id) { id } }"
    assert await desk.ask("outsider", node, id=ids.text("scd", desk.card.id)) == {"node": None}


async def test_the_list_is_what_is_asked(desk: Desk) -> None:
    for wanted, count in ((None, 1), ({"standing": "GOOD"}, 0), ({"obligor": "PARTNER"}, 1)):
        assert (await desk.ask("admin", LIST, filter=wanted))["scorecards"]["totalCount"] == count


def test_every_step_has_a_mutation_of_its_name() -> None:
    schema = root.schema()
    assert schema.mutation_type
    names = {
        f"scorecard{word.capitalize()}"
        for word in schema.type_map["ScorecardAction"].values  # type: ignore[attr-defined]  # an enumeration
    }
    named = {name for name in schema.mutation_type.fields if name.startswith("scorecard")}
    assert names | {"scorecardDraft"} == named
