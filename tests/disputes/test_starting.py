"""A draft that is begun from what somebody contests: reason, title, day and lines are filled in."""

from datetime import timedelta
from typing import Any

import pytest
import pytest_asyncio

from portal import ids, journal
from portal.access import SYSTEM, Role, Side
from portal.database.pools import Database
from portal.disputes.rules import starting
from portal.expectations.facts.kinds import SubjectKind
from portal.expectations.models import FactContest, Metric
from portal.expectations.rules.measurement import ContestAnswer, ContestReason
from portal.money import Money
from tests.disputes.asking import STRANGER, Desk, desk
from tests.expectations import making
from tests.make import NOW, Make
from tests.obligations.making import obligation

INVOICE = {
    "prefix": "sbj", "id": str(ids.NIL), "kind": "INVOICE", "subject_key": "611365", "day": "2026-02-01",
    "owed_by": "PARTNER", "amount": 1250.5, "paid": "200", "credited": None, "currency": "EUR",
}  # fmt: skip
LINE = {
    "prefix": "sbj", "id": str(ids.NIL), "kind": "ORDER_LINE", "subject_key": "4711 1", "day": "2026-02-10",
    "owed_by": "PARTNER", "order": "4711", "ordered": "10", "received": "10",
}  # fmt: skip
ASK = """query ($id: ID!, $clause: String) { disputeStart(subjectId: $id, clauseKey: $clause) { partner { name }
  contract { number } values { reasonCode title knownOn lines { recordId subjectKey documentKind documentNumber
  clauseKey text claimed { amount currency } } } } }"""


@pytest_asyncio.fixture(loop_scope="session", name="desk")
async def at_the_desk(database: Database, make_committed: Make) -> Desk:
    return await desk(database, make_committed)


@pytest.mark.parametrize(
    ("side", "reason", "minor"), [(Side.PARTNER, None, 125_050), (Side.HOST, "LATE_PAYMENT", 105_050)]
)
def test_an_invoice_is_contested_whole_by_who_has_to_pay_it_and_its_rest_by_who_waits(
    side: Side, reason: str | None, minor: int
) -> None:
    found = starting.start(INVOICE, side)
    (line,) = found.lines
    assert (found.reason_code, str(found.title), line.claimed) == (reason, "Invoice 611365.", Money(minor, "EUR"))
    assert (line.document_kind, line.document_number) == ("INVOICE", "611365")


@pytest.mark.parametrize(
    ("side", "more", "reason"),
    [
        (Side.HOST, {}, "LATE_DELIVERY"),
        (Side.HOST, {"received": "7.5"}, "SHORT_RECEIPT"),
        (Side.HOST, {"received": "0"}, "NOT_RECEIVED"),
        (Side.PARTNER, {}, "MEASUREMENT_WRONG"),
        (Side.HOST, {"kind": "TICKET"}, "MEASUREMENT_WRONG"),
    ],
)
def test_an_order_s_line_is_contested_for_what_the_other_side_did_not_do(
    side: Side, more: dict[str, str], reason: str
) -> None:
    assert starting.start(LINE | more, side).reason_code == reason


async def test_everything_that_can_be_contested_begins_a_draft_that_can_be_taken_as_it_is(desk: Desk) -> None:
    named = await contestable(desk)
    number = desk.contract.number
    expected: dict[str, tuple[str, str | None, int]] = {
        "mea": ("MEASUREMENT_WRONG", number, 1), "sbj": ("MEASUREMENT_WRONG", None, 1),
        "bre": ("BREACH_DENIED", number, 1), "csq": ("DEDUCTION_UNFOUNDED", number, 1),
        "obl": ("OBLIGATION_NOT_DONE", number, 1), "ctr": ("CLAUSE_MEANING", number, 1),
    }  # fmt: skip
    for prefix, (reason, contract, lines) in expected.items():
        asked = {"id": named[prefix], "clause": "payment" if prefix == "ctr" else None}
        for who in (Role.DISPUTE_OFFICER, Role.PARTNER_ADMIN):
            found = (await desk.ask(who, ASK, **asked))["disputeStart"]
            values = found["values"]
            waits = prefix == "sbj" and who is Role.DISPUTE_OFFICER
            assert (values["reasonCode"], len(values["lines"])) == ("LATE_DELIVERY" if waits else reason, lines), prefix
            assert (found["contract"] and found["contract"]["number"], found["partner"]["name"]) == (
                contract, "Northgate Castings",
            )  # fmt: skip
        assert (await desk.ask(STRANGER, ASK, **asked))["disputeStart"] is None
        drafted = await desk.does(
            Role.PARTNER_ADMIN,
            "disputeDraft",
            "missing lines { nodes { recordId text } }",
            **values | {"knownOn": None},
            contractId=contract and ids.text("ctr", desk.contract.id),
        )
        assert drafted["userErrors"] == [], prefix
        wanted = {"bre": 1}.get(prefix, 0)
        assert drafted["dispute"]["missing"] == wanted, prefix
    (line,) = (await desk.ask(Role.PARTNER_ADMIN, ASK, id=named["mea"]))["disputeStart"]["values"]["lines"]
    assert (line["subjectKey"], line["text"]) == ("4711 1", "It came a day sooner.")
    (line,) = (await desk.ask(Role.PARTNER_ADMIN, ASK, id=named["csq"]))["disputeStart"]["values"]["lines"]
    assert line["claimed"] == {"amount": "5.00", "currency": "EUR"}
    assert (await desk.ask(Role.PARTNER_ADMIN, ASK, id=ids.text("org", desk.partner.id)))["disputeStart"] is None


async def test_a_hold_of_the_account_begins_a_draft_with_its_day_and_the_reason_that_was_given(desk: Desk) -> None:
    id_ = ids.text("org", desk.partner.id)
    connection = await desk.make.session.connection()
    await connection.exec_driver_sql(
        "UPDATE organisation SET status = 'ON_HOLD', reason = 'No answer since May.', due_at = now() + interval '9 day'"
        f" WHERE id = '{desk.partner.id}'"
    )
    journal.write(
        desk.make.session, SYSTEM, "partner.put_on_hold", partner_id=desk.partner.id, record_type="org",
        record_id=desk.partner.id, now=NOW, changes=[], note="",
    )  # fmt: skip
    await desk.make.session.commit()
    found = (await desk.ask(Role.PARTNER_ADMIN, ASK, id=id_))["disputeStart"]
    values = found["values"]
    assert (values["reasonCode"], values["title"], values["knownOn"], found["partner"]["name"]) == (
        "ACCESS_SUSPENDED", "The hold of the account has no grounds.", NOW.date().isoformat(), "Northgate Castings",
    )  # fmt: skip
    (line,) = values["lines"]
    assert (line["recordId"], line["text"]) == (id_, "No answer since May.")
    assert (await desk.ask(STRANGER, ASK, id=id_))["disputeStart"] is None
    drafted = await desk.does(
        Role.PARTNER_ADMIN, "disputeDraft", "missing lines { nodes { record { id } } }", **values | {"knownOn": None}
    )
    assert drafted["userErrors"] == []
    assert drafted["dispute"] == {"missing": 0, "lines": {"nodes": [{"record": {"id": id_}}]}}


async def contestable(desk: Desk) -> dict[str, str]:
    """One of each thing in the partner's world, by the prefix of its id."""
    make, partner = desk.make, desk.partner
    company = await make.company()
    metric = Metric(
        id=ids.new(), owner_id=partner.id, code="own_metric", number=1, kind=SubjectKind.ORDER_LINE, document="{}",
        sha256="0" * 64, side=Side.HOST, made_by_name="Robin", created_at=NOW,
    )  # fmt: skip
    await make.add(metric)
    rests = {"contract_id": desk.contract.id, "clause_key": "scope", "contract_sha256": desk.contract.sha256}
    agreed = making.expectation(partner, company, metric, **rests)
    value, line = making.measurement(agreed), making.subject(partner)
    await make.add(agreed)
    missed = making.breach(agreed)
    await make.add(value, line, missed)
    entry = making.consequence(missed)
    owed = obligation(partner, company, contract=desk.contract, clause_key="payment")
    contest: dict[str, Any] = {
        "partner_id": partner.id, "measurement_id": value.id, "subject_id": line.id, "revision": 1,
        "side": agreed.obligor, "reason": ContestReason.DATE, "made_by_name": "Robin", "made_at": NOW,
    }  # fmt: skip
    answered = {"answered_by_name": "Kim", "answered_at": NOW + timedelta(days=1), "answer_text": "So it was."}
    upheld = FactContest(
        **contest, id=ids.new(), state_sha256="0" * 64, claim="It came a day sooner.", answer=ContestAnswer.UPHOLD,
        **answered,
    )  # fmt: skip
    excluded = FactContest(
        **contest, id=ids.new(), state_sha256="1" * 64, claim="Left out.", answer=ContestAnswer.EXCLUDE, **answered
    )
    await make.add(entry, owed, upheld, excluded)
    await make.session.commit()
    rows = (value, line, missed, entry, owed, desk.contract)
    return {each.PREFIX: ids.text(each.PREFIX, each.id) for each in rows}
