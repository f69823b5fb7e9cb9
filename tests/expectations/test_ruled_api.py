"""A rule that was not kept through the API: its breach with what was said, and its line on a card, for both sides."""

from datetime import date, timedelta
from hashlib import sha256
from typing import Any

import pytest_asyncio

from portal import canonical
from portal.access import Role, Side
from portal.database.pools import Database
from portal.expectations.models import Expectation
from portal.expectations.rules import carding
from portal.expectations.rules import promise as promises
from portal.expectations.rules.expectation import Attested, ExpectationKind
from portal.expectations.scores import consequences, periods, terms
from portal.partners.models import Organisation
from schema import root
from schema.engine.context import Api
from tests.expectations import making
from tests.expectations.ruling import FEE
from tests.expectations.test_card_api import Caller, Desk
from tests.expectations.test_cards import BANDS
from tests.make import NOW, Make
from tests.people import sign_in

BROKEN = """query ($partner: ID!) { breaches(filter: { partnerId: $partner }) { nodes { value target measurement { id }
  attestation { isKept contestedAt expectation { title consequence upholdUntil otherwise
    attestations { upholdUntil } } }
  comesTo { amount { amount } missing periods { period percent basis { amount } } }
  consequences { attestation { text } } } } }"""
CARD = """query ($partner: ID!) { scorecard(partnerId: $partner, side: PARTNER) { lines {
  kind unit decimals direction target floor score newest { id period status value verdict sampleSize low }
  history { period value } change { trend difference } } } }"""


def promise(partner: Organisation, company: Organisation) -> Expectation:
    agreed = promises.Promise(
        code="rule.certified", title="Certified warehouse", kind=ExpectationKind.RULE, obligor=Side.PARTNER,
        starts_on=date(2026, 1, 1), zone="Europe/Berlin", calendars=("DE",), text="The warehouse is certified.",
        consequence=consequences.read(FEE),
    )  # fmt: skip
    return making.expectation(
        partner, company, code=agreed.code, title=agreed.title, kind=agreed.kind, metric_id=None, target=None,
        tolerance=None, floor=None, document=agreed.written(), sha256=agreed.sha256, attested=Attested.NOT_KEPT,
        attested_by=Side.PARTNER, attested_until=making.LAST,
    )  # fmt: skip


async def broken(make: Make, partner: Organisation) -> None:
    """Kept in the first quarter, not kept in the second; a card with this rule alone."""
    company = await make.company()
    rule = promise(partner, company)
    kept = making.attestation(rule)
    lost = making.attestation(rule, is_kept=False, made_at=NOW + timedelta(days=60), text="Lapsed.")
    await make.add(rule)
    await make.add(kept, lost)
    second = date(2026, 4, 1)
    found = making.breach(rule, value=None, target=None, attestation_id=lost.id, first_on=second, latest_on=second)
    await make.add(found)
    await make.add(making.consequence(found, attestation_id=lost.id, revision=None, document=canonical.text(
        {"period": "2026-04-01", "rates": [], "subjects": []}
    )))  # fmt: skip
    content = {"lines": [{"expectation": str(rule.id), "weight": "100"}], "bands": BANDS, "least_covered": "50"}
    written = carding.Agreed(
        title="Rules", obligor=Side.PARTNER, rhythm=periods.rhythm(periods.Length.QUARTER), terms=terms.read(content)
    ).written()
    await make.add(making.card(partner, company, document=written, sha256=canonical.sha256(written)))


@pytest_asyncio.fixture(loop_scope="session")
async def desk(database: Database, make_committed: Make) -> Desk:
    make = make_committed
    manager = await make.member(name="Mina Manager", roles={Role.RELATIONSHIP_MANAGER})
    partner, other = await make.partner(name="Northgate", manager=manager), await make.partner(name="Other Ltd")
    await broken(make, partner)
    callers = {}
    members = {"manager": manager, "admin": await make.member(partner), "outsider": await make.member(other)}
    for name, member in members.items():
        actor = await make.actor(member)
        callers[name] = Caller(actor, sha256(await sign_in(make.session, actor)).digest())
    card: Any = making.card(partner, await make.company())
    return Desk(Api(root.schema(), database, b"a secret of 32 bytes for cursors"), callers, card)


async def test_both_sides_read_what_a_breach_rests_on_and_what_it_comes_to(desk: Desk) -> None:
    for who in ("manager", "admin"):
        (told,) = (await desk.ask(who, BROKEN, partner=desk.partner))["breaches"]["nodes"]
        said = told["attestation"]
        assert (told["value"], told["target"], told["measurement"], said["isKept"]) == (None, None, None, False)
        assert said["expectation"]["title"] == "Certified warehouse"
        assert said["expectation"]["consequence"] == (
            "If the rule is not kept: 25% of the fee of €12,000.00. At most €2,500.00 a period and €4,000.00 a year."
        )
        assert said["expectation"]["otherwise"] is None
        assert told["comesTo"]["periods"][0]["period"] == "Q2 2026"
        assert told["consequences"] == [{"attestation": {"text": "Lapsed."}}]
    assert (await desk.ask("outsider", BROKEN, partner=desk.partner))["breaches"]["nodes"] == []


async def test_a_rule_is_a_line_of_a_card_with_a_past(desk: Desk) -> None:
    for who in ("manager", "admin"):
        (line,) = (await desk.ask(who, CARD, partner=desk.partner))["scorecard"]["lines"]
        assert (line["kind"], line["unit"], line["decimals"], line["target"], line["floor"]) == (
            "RULE", "PERCENT", 0, "100", None,
        )  # fmt: skip
        newest = line["newest"]
        assert newest.pop("id").startswith("ats_")
        assert newest == {
            "period": "Q2 2026", "status": "FINAL", "value": "0", "verdict": "MISSED", "sampleSize": None, "low": None,
        }  # fmt: skip
        assert [f"{each['period']} {each['value']}" for each in line["history"]] == ["Q1 2026 100", "Q2 2026 0"]
        assert line["change"] == {"trend": "WORSE", "difference": "-100"}
