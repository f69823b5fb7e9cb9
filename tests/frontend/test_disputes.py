"""The pages of disputes: the draft row by row and as a table, the case's first screen, its steps and what is sealed."""

import re
from decimal import Decimal
from typing import Any

import pytest
from starlette.datastructures import FormData

from frontend_stub.pages.disputes import lines, stepping
from frontend_stub.site import lines as refused
from frontend_stub.site.charts import spans
from tests.frontend import markup
from tests.frontend.posting import forms_of
from tests.frontend.world import World, browser

HERE = "/disputes/dsp_1"
EURO = {"amount": "200.00", "currency": "EUR"}
LINE = {
    "id": "dsl_1", "position": 1, "documentKind": "INVOICE", "documentNumber": "INV-0017", "documentOn": None,
    "clauseKey": None, "subjectKey": None, "quantity": None, "unit": None, "text": "", "recordId": None,
    "record": None, "claimed": EURO, "conceded": EURO, "decided": EURO, "answer": None, "answerText": "",
    "answeredBy": None, "answeredAt": None, "refusal": None, "refusalText": "", "decision": None,
    "decisionText": "", "openElsewhere": None,
}  # fmt: skip
OVER = ["CLOSED", "DISCARDED", "LAPSED", "WITHDRAWN"]


def action(name: str, why: str = "") -> dict[str, Any]:
    blocked = {"code": "NOT_PERMITTED", "message": why} if why else None
    return {"name": name, "allowed": not why, "roles": ["PARTNER_ADMIN"], "notFor": [], "blockedBy": blocked}


def one(*actions: dict[str, Any], side: str = "PARTNER", may: tuple[str, ...] = (), **more: Any) -> World:
    """The API with a dispute that the partner has filed, of one line, which offers these steps."""
    told = {
        "id": "dsp_1", "version": 7, "claimant": "PARTNER", "status": "AWAITING_RESPONSE", "currency": "EUR",
        "lines": {"nodes": [LINE], "totalCount": 1}, "availableActions": [*actions], "waitingOn": ["HOST"],
        "reasonCode": "PRICE_DIFFERS", "level": 0, "offers": [], "remedies": [], "preventions": [], "missing": 0,
        "pauses": [], "clocks": [], **more,
    }  # fmt: skip
    answers = {f"Dispute.{name}": value for name, value in told.items()}
    return World(side=side, answers={**answers, "Viewer.permissions": [*may]})


async def shown(world: World, path: str = HERE) -> tuple[str, str]:
    """The page, and what it says as one line."""
    async with browser(world) as client:
        answer = await client.get(path)
    page = markup.Page(answer.text)
    assert (answer.status_code, page.all_problems()) == (200, [])
    return answer.text, " ".join(" ".join(page.text).split())


def own(html: str) -> list[Any]:
    return [each for each in forms_of(html) if each.operation.startswith("Dispute")]


def sent(*pairs: tuple[str, str]) -> FormData:
    return FormData([*pairs])


def test_rows_in_which_nothing_is_filled_in_are_no_lines_and_what_is_refused_stands_at_its_row() -> None:
    typed = sent(
        ("currency", "eur"), ("kind-1", "INVOICE"), ("number-1", "INV-17"), ("amount-1", "120.00"),
        ("text-4", "Words."), ("number-5", "X"), ("drop-5", "on"),
    )  # fmt: skip
    found, errors = lines.read(typed)
    assert (errors, found) == ([], [
        {"documentKind": "INVOICE", "documentNumber": "INV-17", "claimed": {"amount": "120.00", "currency": "EUR"}},
        {"text": "Words."},
    ])  # fmt: skip
    variables = {"input": {"lines": found}}
    for path, name in ((["lines", "1", "text"], "text-4"), (["lines", "0", "claimed", "amount"], "amount-1"),
                       (["lines", "0"], "text-1")):  # fmt: skip
        assert refused.field_at(variables, ["input", *path]) == name


@pytest.mark.parametrize(
    ("table", "told"),
    [
        ("kind;number;amount\nINVOICE;INV-1;12.50\n\nBILL;INV-2;3", ["Row 4: There is no such kind of document."]),
        (
            "number,amount\nINV-1,abc\nINV-2,1,5",
            ["Row 3: There are more cells than", "Row 2: Enter an amount in digits"],
        ),
        ("number,kind,number\nINV-1,INVOICE,INV-2", ["The column “number” is there twice."]),
        ("text\n" + "x" * 20_001, ["The table cannot be read."]),
        ("text\n" + "x" * 131_073, ["The table cannot be read."]),
        ("invoice\nINV-1", ["There is no column “invoice”."]),
        ("kind\tnumber\tday\nORDER\tPO-1\t31.3.2027", ["Row 2: Enter a date as year-month-day"]),
        ("number\nCaf\ufffd", ["Some characters cannot be read."]),
    ],
)
def test_each_faulty_row_of_a_table_is_told_by_its_number(table: str, told: list[str]) -> None:
    _, errors = lines.read(sent(("currency", "EUR"), ("csv", table)))
    assert [(each.name, each.message.startswith(words)) for each, words in zip(errors, told, strict=True)] == [
        ("csv", True) for _ in told
    ]


HOSTILE = (
    "=1+1", "=cmd|' /C calc'!A0", "@SUM(A1:A9)", "+49 89 1", "-2", "\t=1", '=HYPERLINK("https://x.example","y")',
    "<script>alert(1)</script>", "{{ 7*7 }}", "%(column)s", "Zażółć\u202egnp", "a,b;c", 'a "quoted" word', "two\nlines",
)  # fmt: skip


@pytest.mark.parametrize("ends", ["\n", "\r\n", "\r"])
def test_five_hundred_rows_are_taken_as_they_are_written_whatever_stands_in_them(ends: str) -> None:
    said = [HOSTILE[number % len(HOSTILE)] for number in range(500)]
    rows = [f'INVOICE,"{each}{number}","{each}",1.0{number % 10}'.replace(f'"{each}', f'"{quoted(each)}')
            for number, each in enumerate(said)]  # fmt: skip
    found, errors = lines.read(sent(("currency", "EUR"), ("csv", ends.join(("kind,number,text,amount", *rows)))))
    assert errors == []
    assert [(each["documentNumber"], each["text"]) for each in found] == [
        (f"{each}{number}".strip(), each.strip()) for number, each in enumerate(said)
    ]
    assert sum(float(each["claimed"]["amount"]) for each in found) == pytest.approx(522.5)


def quoted(text: str) -> str:
    return text.replace('"', '""')


def test_a_table_follows_the_rows_and_what_the_api_refuses_of_it_names_its_row() -> None:
    found, errors = lines.read(sent(("currency", "EUR"), ("text-2", "Words."), ("csv", "number,kind\nINV-1,invoice")))
    assert (errors, found[1]) == ([], {"documentNumber": "INV-1", "documentKind": "INVOICE"})
    variables, path = {"input": {"lines": found}}, ["input", "lines", "1"]
    assert refused.field_at(variables, path) == "csv"
    assert (
        refused.told(variables, path, "Another line is about the same thing.")
        == "Row 2: Another line is about the same thing."
    )


def test_amounts_need_their_currency() -> None:
    _, errors = lines.read(sent(("amount-1", "5")))
    assert [each.name for each in errors] == ["currency"]


async def test_the_first_screen_says_whose_turn_until_when_what_otherwise_and_how_much() -> None:
    turn: dict[str, Any] = {
        "owners": [],
        "dueAt": None,
        "pausedSince": None,
        "pausedUntil": None,
        "otherwise": "Otherwise it rises.",
    }
    amount = {"claimed": EURO, "conceded": EURO | {"amount": "60.00"}, "decided": EURO | {"amount": "0.00"},
              "open": EURO | {"amount": "140.00"}}  # fmt: skip
    world = one(action("RESPOND"), side="HOST", turn=turn, amount=amount, title="Prices of March",
                dueAt="2026-12-11T22:59:59.000Z")  # fmt: skip
    html, said = await shown(world)
    first = said.partition("Answer every line")[0]
    for words in ("Prices of March", "To be answered", "It is your turn.", "11 Dec 2026", "Otherwise it rises."):
        assert words in first
    assert re.search(r"Claimed Accepted Open €200\.00 €60\.00 €140\.00", said)
    assert html.count('class="button primary" href="/disputes/dsp_1/steps/respond"') == 1


async def test_nothing_is_offered_that_the_reader_may_not_take() -> None:
    html, said = await shown(one(action("ADMIT", "You have a part in this case."), side="HOST", status="SUBMITTED"))
    assert (own(html), "You have a part in this case." in said) == ([], True)
    assert 'href="#ADMIT"' not in html


@pytest.mark.parametrize("step", [each for each in stepping.STEPS if each[2] in {"", "reason", "note", "saying"}])
async def test_each_step_has_its_form_and_what_was_typed_stays_when_somebody_was_faster(
    step: tuple[str, str, str],
) -> None:
    operation, name, _ = step
    world = one(action(name), status="NEGOTIATION")
    async with browser(world) as client:
        (form,) = [each for each in own((await client.get(HERE)).text) if each.operation == operation]
        assert {("disputeId", "dsp_1"), ("expectedVersion", "7")} <= {*form.values}
        typed = dict.fromkeys(form.typed, "Words that stay.")
        stale = [{"code": "STALE_VERSION", "message": "No.", "path": ["input", "expectedVersion"]}]
        world.answers["DisputePayload.userErrors"] = stale
        answer = await client.post(HERE, data=dict(form.values) | typed)
    assert (answer.status_code, markup.Page(answer.text).all_problems()) == (409, [])
    assert not typed or "Words that stay." in answer.text


async def test_every_line_is_answered_with_its_reason_and_a_refusal_stands_at_its_line() -> None:
    world, here = one(action("RESPOND"), side="HOST"), f"{HERE}/steps/respond"
    async with browser(world) as client:
        (form,) = own((await client.get(here)).text)
        given = {**dict(form.values), "code-dsl_1": "PART", "amount-dsl_1": "60", "text-dsl_1": "Half of it."}
        error = {"code": "INVALID", "message": "Too much.", "path": ["input", "answers", "0", "conceded"]}
        world.answers["DisputePayload.userErrors"] = [error]
        answer = await client.post(here, data=given)
    asked = next(each for each in world.asked if each["operationName"] == "DisputeRespond")
    assert asked["variables"]["input"]["answers"] == [
        {"lineId": "dsl_1", "answer": "PART", "text": "Half of it.", "conceded": {"amount": "60", "currency": "EUR"}}
    ]
    assert (answer.status_code, "#DisputeRespond-amount-dsl_1" in markup.Page(answer.text).links) == (422, True)


async def test_a_line_without_an_answer_or_a_reason_is_told_before_anything_is_sent() -> None:
    world, here = one(action("RESPOND"), side="HOST"), f"{HERE}/steps/respond"
    async with browser(world) as client:
        (form,) = own((await client.get(here)).text)
        answer = await client.post(here, data=dict(form.values))
    links = markup.Page(answer.text).links
    assert {"#DisputeRespond-code-dsl_1", "#DisputeRespond-text-dsl_1"} <= {*links}
    assert "DisputeRespond" not in {each["operationName"] for each in world.asked}


@pytest.mark.parametrize("code", ["CONFIRMATION_NEEDED", "BLOCKED"])
async def test_what_an_offer_says_stands_in_no_address_and_comes_back_in_the_form(code: str) -> None:
    world, here = one(status="NEGOTIATION", may=("dispute:settle",)), f"{HERE}/offer"
    async with browser(world) as client:
        (form,) = own((await client.get(here)).text)
        given = {**dict(form.values), "do-1": "CREDIT_AMOUNT", "by-1": "HOST", "until-1": "2027-01-15", "sum-1": "70",
                 "text": "A secret marker.", "validUntil": "2026-12-01"}  # fmt: skip
        error = {"code": code, "message": "Prove it.", "path": ["input"]}
        world.answers["DisputeOfferPayload.userErrors"] = [error]
        answer = await client.post(here, data=given)
    assert (answer.status_code, "A secret marker." in answer.text, "Prove it." in answer.text) == (422, True, True)
    assert world.asked[1]["variables"]["input"]["actions"] == [
        {"kind": "CREDIT_AMOUNT", "obligor": "HOST", "dueOn": "2027-01-15",
         "amount": {"amount": "70", "currency": "EUR"}}
    ]  # fmt: skip


async def test_whoever_does_not_negotiate_reads_that_there_is_an_offer_and_not_what_it_says() -> None:
    offer = {
        "id": "dof_1", "version": 1, "number": 1, "side": "HOST", "status": "OPEN", "validUntil": "2026-12-01",
        "madeAt": "2026-11-22T08:00:00.000Z", "madeBy": "Lee", "answeredBy": None, "answeredAt": None,
        "digest": "ab" * 32, "says": None, "availableActions": [],
    }  # fmt: skip
    _, said = await shown(one(status="NEGOTIATION", offers=[offer]))
    assert "Without prejudice: seen by the negotiators of both sides only." in said
    assert "You do not have access to its content." in said


async def test_a_draft_whose_papers_are_missing_leads_to_them_and_cannot_be_filed() -> None:
    papers = [{"anyOf": ["INVOICE"], "standing": "MISSING"}, {"anyOf": ["CLAUSE", "ORDER"], "standing": "HAVE"}]
    world = one(action("FILE", "Papers required for this reason are missing: 1."), status="DRAFT", missing=1,
                papers=papers, may=("dispute:file", "file:upload"))  # fmt: skip
    html, said = await shown(world)
    assert 'class="button primary" href="/disputes/dsp_1/bring"' in html
    assert "Missing Invoice There Clause of the contract or Order" in said
    assert own(html) == []
    html, said = await shown(world, f"{HERE}/bring")
    assert "Missing Invoice There Clause of the contract or Order" in said
    assert [each.operation for each in own(html)] == ["DisputeAddEvidence"]


async def test_the_list_hides_what_is_over_and_asks_for_what_is_chosen() -> None:
    world = World(side="PARTNER")
    await shown(world, "/disputes")
    assert world.asked[-1]["variables"]["filter"] == {"status": {"notIn": OVER}}
    await shown(world, "/disputes?claimant=HOST&waitingOn=PARTNER&reason=OTHER&level=2&overdue=1&status=ESCALATED")
    assert world.asked[-1]["variables"]["filter"] == {
        "status": {"in": ["ESCALATED"]}, "claimant": "HOST", "waitingOn": "PARTNER", "reasonCode": ["OTHER"],
        "level": 2, "isOverdue": True,
    }  # fmt: skip


async def test_a_dispute_starts_from_the_lines_that_were_upheld() -> None:
    contest = {"answer": "UPHOLD", "withdrawnAt": None, "claim": "It came on Monday.", "subject": {"key": "PO-1/10"}}
    record = {
        "__typename": "Measurement", "id": "mea_1", "period": "Q3 2026", "contests": [contest],
        "partner": {"id": "org_1", "name": "Northgate"}, "expectation": {"title": "On time", "contract": None},
    }  # fmt: skip
    reason = {"code": "MEASUREMENT_WRONG", "category": "PERFORMANCE", "leastText": 0, "countedFrom": "DECISION",
              "lastDay": None, "papers": [{"anyOf": ["FACTS"]}]}  # fmt: skip
    world = World(side="PARTNER", answers={
        "Query.node": record, "DisputeReasonCodes.reasons": [reason], "Viewer.permissions": ["dispute:file"],
    })  # fmt: skip
    html, said = await shown(world, "/disputes/new?about=mea_1")
    (form,) = own(html)
    values = dict(form.values)
    assert (values["reasonCode"], values["title"]) == ("MEASUREMENT_WRONG", "On time, Q3 2026")
    assert [values[each] for each in ("record-1", "line-1", "text-1")] == ["mea_1", "PO-1/10", "It came on Monday."]
    assert "Papers needed: The facts, one by one." in said


def test_an_amount_is_shared_out_and_nothing_is_drawn_of_nothing() -> None:
    parts = [("conceded", Decimal(60)), ("decided", Decimal(0)), ("open", Decimal(140))]
    assert [(each.kind, each.x, each.width) for each in spans.shares(parts, Decimal(200))] == [
        ("conceded", "0", "30"), ("open", "30", "70"),
    ]  # fmt: skip
    assert spans.shares(parts, Decimal(0)) == []


async def test_of_each_remedy_and_action_it_is_said_whose_turn_it_is_until_when_and_what_happens_otherwise() -> None:
    waits: dict[str, Any] = {"dueAt": "2026-12-01T22:59:59.000Z", "amendment": None, "evidence": [], "amount": None}
    remedies = [
        {"id": "dre_1", "waitingOn": ["PARTNER"], "otherwise": "Otherwise it goes up.", **waits},
        {"id": "dre_2", "waitingOn": ["HOST"], "otherwise": "Otherwise it counts as confirmed.", **waits},
        {"id": "dre_3", "waitingOn": [], "otherwise": None, **waits, "dueAt": None},
    ]
    late = {"id": "dpv_1", "waitingOn": ["PARTNER"], "otherwise": "Otherwise both are told.", "dueAt": None}
    html, said = await shown(one(status="REMEDY", remedies=remedies, preventions=[late]))
    assert [f'id="{each}"' in html for each in ("remedy-dre_1", "remedy-dre_2", "prevention-dpv_1")] == [True] * 3
    told = said.partition("Remedies")[2]
    for whose, otherwise in (("your side", "it goes up"), ("the other side", "it counts as confirmed")):
        assert re.search(rf"Waiting for {whose}\. [^.]*1 Dec 2026[^.]*\. Otherwise {otherwise}\.", told)
    assert told.count("Waiting for ") == 3
    assert "Waiting for your side. Otherwise both are told." in told
