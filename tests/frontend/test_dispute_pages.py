"""The pages of a dispute beside the case: a large one stays within its budget, offers, long steps and files apart."""

import gzip
import hashlib
from typing import Any

import pytest

from frontend_stub.pages.disputes import acts, detail, perline, stepping, turns
from frontend_stub.site import assets
from tests.frontend import markup
from tests.frontend.test_disputes import HERE, LINE, action, one, own, shown
from tests.frontend.world import World, browser

BUDGET = 45 * 1024
FILES = ("app.css", "charts.css", "portal.js", "icon.svg", "icons.svg")
STALE = [{"code": "STALE_VERSION", "message": "No.", "path": ["input", "expectedVersion"]}]
WORDS = ("invoice", "delivery", "price", "quantity", "the", "of", "was", "agreed", "list", "March", "not", "order",
         "received", "credit", "we", "note", "carrier", "damaged", "pallet", "terms")  # fmt: skip


def digest(what: object) -> str:
    return hashlib.sha256(str(what).encode()).hexdigest()


def id_of(kind: str, number: int) -> str:
    return f"{kind}_{digest((kind, number))[:32]}"


def words(seed: object, many: int) -> str:
    """So many words, none of them in an order that comes again."""
    found = (digest((seed, place)) for place in range(many))
    return " ".join(f"{WORDS[int(each[:4], 16) % len(WORDS)]}{int(each[4:6], 16) or ''}" for each in found)


def moment(number: int) -> str:
    return f"2026-{number % 12 + 1:02}-{number % 28 + 1:02}T{number % 24:02}:{number % 60:02}:00.000Z"


def money(number: int) -> dict[str, str]:
    return {"amount": f"{number * 7919 % 100_000}.{number % 100:02}", "currency": "EUR"}


def line(number: int) -> dict[str, Any]:
    return LINE | {
        "id": id_of("dsl", number), "position": number, "documentNumber": f"INV-{number * 7919 % 100_000}",
        "text": words(("line", number), 15), "claimed": money(number), "conceded": money(number + 1),
        "decided": money(number + 2), "answer": "PART", "answerText": words(("answer", number), 15),
        "answeredBy": "Leonie Weber", "answeredAt": moment(number), "decision": "PARTLY_FOUNDED",
        "decisionText": words(("decision", number), 15),
    }  # fmt: skip


def entry(number: int) -> dict[str, Any]:
    return {
        "number": number, "kind": "STATEMENT", "side": "HOST", "madeBy": f"Person {number % 9}",
        "chain": digest(number), "madeAt": moment(number), "said": {
            "text": words(("entry", number), 25), "items": [], "until": None, "bySilence": False, "paper": None,
            "fileName": None, "lines": [], "offer": None, "step": None, "remedies": [], "actions": [],
        },
    }  # fmt: skip


def offer(number: int, **more: Any) -> dict[str, Any]:
    does = {
        "kind": "CREDIT_AMOUNT", "obligor": "HOST", "dueOn": "2027-01-15", "text": words(("does", number), 8),
        "amount": money(number), "recordId": None, "subjectKey": None,
    }  # fmt: skip
    return {
        "id": id_of("dof", number), "version": 1, "number": number, "side": "HOST" if number % 2 else "PARTNER",
        "status": "SUPERSEDED", "validUntil": "2026-12-01", "madeAt": moment(number), "madeBy": "Lee",
        "answeredBy": None, "answeredAt": None, "digest": digest(("offer", number)), "availableActions": [],
        "says": {"text": words(("offer", number), 30), "actions": [does, does | {"amount": None}]}, **more,
    }  # fmt: skip


def remedy(number: int) -> dict[str, Any]:
    return {
        "id": id_of("rem", number), "version": 2, "number": number,
        "kind": "CREDIT_AMOUNT", "obligor": "HOST", "dueOn": "2027-01-15",
        "text": words(("remedy", number), 12), "status": "CLAIMED", "amount": money(number), "amendment": None,
        "evidenceNote": words(("note", number), 12), "reason": words(("reason", number), 12), "evidence": [],
        "availableActions": [action("CONFIRM"), action("REFUSE"), action("CLAIM_DONE")],
    }  # fmt: skip


def prevention(number: int) -> dict[str, Any]:
    return {
        "id": id_of("prv", number), "version": 2, "side": "HOST", "text": words(("prevention", number), 15),
        "responsible": "Purchasing", "dueOn": "2027-01-15", "checkOn": "2027-04-15", "status": "DONE",
        "doneNote": words(("done", number), 15), "checkNote": words(("check", number), 15),
        "availableActions": [action("CHECK_EFFECTIVE"), action("CHECK_INEFFECTIVE")],
    }  # fmt: skip


def file(number: int) -> dict[str, Any]:
    return {
        "kind": "INVOICE", "isKeptBack": False, "isForMediator": False, "file": {
            "id": id_of("fil", number), "name": f"Invoice {number * 7919 % 100_000}.pdf", "pages": 3, "bytes": 31_000,
            "redactionOf": None, "side": "PARTNER", "createdAt": moment(number), "uploadedBy": "Paula",
            "state": "CLEAN", "path": f"/files/{id_of('fil', number)}",
        },
    }  # fmt: skip


def large(lines: int = 50, entries: int = 100, **more: Any) -> World:
    """A case of everything, with every step of it open to the reader."""
    steps = [action(name) for _operation, name, _asks in stepping.STEPS]
    clock = {"status": "NEGOTIATION", "level": 1, "waitingOn": ["HOST"]}
    clocks = [{**clock, "number": each, "startedAt": moment(each), "dueAt": moment(each + 5), "doneAt": None}
              for each in range(1, 13)]  # fmt: skip
    told = {
        "status": "NEGOTIATION", "text": words("whole", 60),
        "lines": {"nodes": [line(each) for each in range(1, lines + 1)], "totalCount": 120},
        "entries": {"nodes": [entry(each) for each in range(1, entries + 1)], "totalCount": entries},
        "offers": [offer(each) for each in range(1, 7)], "remedies": [remedy(each) for each in range(1, 9)],
        "preventions": [prevention(each) for each in range(1, 7)], "evidence": [file(each) for each in range(1, 21)],
        "clocks": clocks, **more,
    }  # fmt: skip
    return one(*steps, side="PARTNER", may=("dispute:settle", "dispute:answer", "file:upload"), **told)


def packed(content: bytes) -> int:
    return len(gzip.compress(content, 6))


APART = (
    "/offer", f"/offers/{id_of('dof', 6)}", "/bring", *(f"/steps/{each}" for each in ("respond", "refuse", "decide",
                                                                                       "cause")),
)  # fmt: skip


@pytest.mark.parametrize(
    ("lines", "entries", "path"),
    [
        (50, detail.ENTRIES, HERE),
        (detail.FEW_LINES, 100, f"{HERE}?entries=all"),
        *((50, 20, HERE + each) for each in APART),
    ],
)
async def test_a_large_case_stays_within_the_budget_of_a_page(lines: int, entries: int, path: str) -> None:
    world = large(lines, entries)
    html, _ = await shown(world, path)
    async with browser(world) as client:
        sent = [await client.get(assets.own().url(name), headers={"accept-encoding": "gzip"}) for name in FILES]
    assert packed(html.encode()) + sum(int(each.headers["content-length"]) for each in sent) <= BUDGET


@pytest.mark.parametrize("step", stepping.STEPS, ids=lambda step: step[1])
async def test_what_leads_to_a_step_leads_to_where_its_form_is(step: tuple[str, str, str]) -> None:
    operation, name, _ = step
    address = acts.PLACE.step("dsp_1", name, "PARTNER")
    assert address == turns.place("dsp_1", name)
    html, _ = await shown(one(action(name)), address.partition("#")[0])
    assert operation in {each.operation for each in own(html)}
    case, _ = await shown(one(action(name)))
    assert address in markup.Page(case).links or f'id="{name}"' in case


async def test_the_case_names_each_offer_and_its_button_leads_to_the_one_that_is_open() -> None:
    open_ = offer(3, status="OPEN", availableActions=[action("ACCEPT"), action("COUNTER"), action("REJECT")])
    world = one(status="NEGOTIATION", may=("dispute:settle",), offers=[offer(1), offer(2, says=None), open_])
    html, said = await shown(world)
    at = f"{HERE}/offers/{open_['id']}"
    assert f'class="button primary" href="{at}">Answer the offer' in html
    now, history = html.split('id="said"')
    assert (now.count(f'href="{at}"'), history.count(f'href="{at}"')) == (2, 2)
    assert "Offer 3 of words Credit note for an amount · €23,757.03 · 1 more item · until 1 Dec 2026 Open" in said
    assert "Offer 2 of words until 1 Dec 2026 You do not have access to its content." in said
    assert open_["says"]["text"] not in said
    assert f'id="offer-{open_["id"]}"' in html


async def test_what_is_put_right_and_prevented_has_an_address_on_the_case() -> None:
    html, said = await shown(large())
    assert f"Credit note for an amount · €23,757.03 · {words(('remedy', 3), 12)[:20]}" in said
    assert {f"remedy-{id_of('rem', 8)}", f"prevention-{id_of('prv', 6)}"} <= {*markup.Page(html).ids}


async def test_the_history_names_what_was_done_to_which_remedy_and_offer() -> None:
    does = {"kind": "TAKE_BACK", "obligor": "PARTNER", "dueOn": "2027-02-01", "amount": None}
    chain = [
        (1, "OFFER", {"offer": 2, "until": "2026-12-09"}), (2, "OFFER_ANSWER", {"offer": 2, "step": "ACCEPTED"}),
        (3, "SETTLEMENT", {"actions": [does]}), (4, "REMEDY", {"step": "CONFIRMED", "remedies": [3]}),
        (5, "ESCALATION", {"step": "FAILED", "remedies": [1, 9]}), (6, "END", {"step": "RESOLVED"}),
    ]  # fmt: skip
    nodes = [one | {"kind": kind, "said": one["said"] | {"text": ""} | more}
             for number, kind, more in chain for one in (entry(number),)]  # fmt: skip
    world = large()
    world.answers["Dispute.entries"] = {"nodes": nodes, "totalCount": 6}
    html, said = await shown(world)
    for told in (
        "Offer to settle Offer 2 of words until 9 Dec 2026", "Answer to an offer – Accepted Offer 2 of words",
        "Settled Goods returned · words · until 1 Feb 2027",
        "Remedy – Confirmed Credit note for an amount · €23,757.03 · words · until 15 Jan 2027",
        "Escalated to the next level – Not remedied in time Credit note for an amount · €7,919.01 · words · until",
        "Outcome – All remedies are done",
    ):  # fmt: skip
        assert told in said
    assert html.count(f'href="{HERE}/offers/{id_of("dof", 2)}"') == 3
    assert offer(2)["says"]["text"] not in said


def offered(**more: Any) -> tuple[World, str]:
    acts_ = [action("ACCEPT"), action("COUNTER"), action("REJECT"), action("WITHDRAW", "It is the other side’s.")]
    it = offer(3, status="OPEN", availableActions=acts_, **more)
    world = one(status="NEGOTIATION", may=("dispute:settle",), offers=[offer(1), it])
    return world, f"{HERE}/offers/{it['id']}"


async def test_an_offer_says_on_its_page_what_it_is_and_what_follows() -> None:
    world, path = offered()
    html, said = await shown(world, path)
    for told in (
        "Without prejudice: seen by the negotiators of both sides only.", words(("offer", 3), 30),
        words(("does", 3), 8), "Credit note for an amount", "€23,757.03", "until 15 Jan 2027", "1 Dec 2026",
        "Lee · words",
        digest(("offer", 3))[:8],
        "Acceptance binds both sides to exactly this offer and settles the dispute.",
        "Withdraw the offer – It is the other side’s.",
    ):  # fmt: skip
        assert told in said
    assert [each.operation for each in own(html)] == [
        "DisputeOfferAccept", "DisputeOfferCounter", "DisputeOfferReject",
    ]  # fmt: skip
    accept, counter, _reject = (dict(each.values) for each in own(html))
    assert (accept["offerId"], accept["expectedVersion"], accept["expectedDigest"]) == (
        id_of("dof", 3), "1", digest(("offer", 3)),
    )  # fmt: skip
    assert [counter[f"{part}-1"] for part in ("do", "by", "until", "sum", "words")] == [
        "CREDIT_AMOUNT", "HOST", "2027-01-15", "23757.03", words(("does", 3), 8),
    ]  # fmt: skip
    assert (counter["do-2"], counter["do-3"], counter["text"]) == ("CREDIT_AMOUNT", "", "")


async def test_what_an_offer_acts_on_stays_in_the_answer_to_it_while_the_same_is_to_be_done() -> None:
    fact = {"kind": "CORRECT_FACT", "obligor": "HOST", "dueOn": "2027-01-15", "text": "", "amount": None,
            "recordId": "mea_1", "subjectKey": "PO-1/10"}  # fmt: skip
    world, path = offered(says={"text": "", "actions": [fact, fact]})
    world.answers["DisputeOfferPayload.userErrors"] = []
    async with browser(world) as client:
        given = {**dict(own((await client.get(path)).text)[1].values), "do-2": "PERFORM_OBLIGATION"}
        answer = await client.post(path, data=given)
    assert (answer.status_code, answer.headers["location"]) == (303, HERE)
    first, second = world.asked[1]["variables"]["input"]["actions"]
    assert first == {"kind": "CORRECT_FACT", "obligor": "HOST", "dueOn": "2027-01-15", "recordId": "mea_1",
                     "subjectKey": "PO-1/10"}  # fmt: skip
    assert second == {"kind": "PERFORM_OBLIGATION", "obligor": "HOST", "dueOn": "2027-01-15"}


@pytest.mark.parametrize("place", range(3))
async def test_an_answer_to_an_offer_comes_back_on_its_page_with_what_was_typed(place: int) -> None:
    world, path = offered()
    async with browser(world) as client:
        form = own((await client.get(path)).text)[place]
        typed = {name: "Words that stay." for name in form.typed if name in {"text", "reason"}}
        world.answers["DisputeOfferPayload.userErrors"] = STALE
        answer = await client.post(path, data=dict(form.values) | typed)
    assert (answer.status_code, markup.Page(answer.text).all_problems()) == (409, [])
    assert not typed or "Words that stay." in answer.text


@pytest.mark.parametrize("gone", [False, True])
async def test_what_was_typed_for_an_offer_is_shown_to_copy_once_nobody_is_signed_in_or_it_is_over(gone: bool) -> None:
    world, path = offered()
    async with browser(world) as client:
        form = own((await client.get(path)).text)[1]
        given = {**dict(form.values), "text": "A secret marker."}
        if gone:
            world.answers |= {"Dispute.offers": [offer(3)], "DisputeOfferPayload.userErrors": STALE}
        else:
            world.status = 401
        answer = await client.post(path, data=given)
    assert (answer.status_code, "A secret marker." in answer.text) == (409 if gone else 401, True)
    assert "marker" not in answer.headers.get("location", "")


async def test_an_offer_that_the_dispute_does_not_have_is_said_to_be_none_of_it() -> None:
    _, said = await shown(one(offers=[offer(1)]), f"{HERE}/offers/dof_other")
    assert "There is no such offer in this dispute." in said


async def test_who_has_an_offer_on_the_table_is_led_to_it_and_not_to_another_form() -> None:
    own_ = offer(2, status="OPEN")
    world = one(status="NEGOTIATION", may=("dispute:settle",), offers=[own_])
    html, said = await shown(world, f"{HERE}/offer")
    assert (own(html), "Withdraw it before you make another one." in said) == ([], True)
    assert f"{HERE}/offers/{own_['id']}" in markup.Page(html).links
    _, said = await shown(one(status="CLOSED"), f"{HERE}/offer")
    assert "You cannot do this now." in said


class Many(World):
    """The API with a dispute of so many lines, which it gives as they are asked for."""

    def __init__(self, number: int, world: World) -> None:
        super().__init__(answers=world.answers)
        self.found = [LINE | {"id": f"dsl_{each}", "position": each} for each in range(1, number + 1)]

    def _field(self, source: Any, info: Any, **arguments: Any) -> Any:
        if (info.parent_type.name, info.field_name) != ("Dispute", "lines"):
            return super()._field(source, info, **arguments)
        first = int(arguments.get("after") or 0)
        until = first + arguments["first"]
        turn = {"hasNextPage": until < len(self.found), "endCursor": str(until), "hasPreviousPage": first > 0,
                "startCursor": str(first)}  # fmt: skip
        return {"nodes": self.found[first:until], "totalCount": len(self.found), "pageInfo": turn}


@pytest.mark.parametrize(
    ("step", "root", "code", "given"),
    [("RESPOND", "answers", "answer", "CONTEST"), ("REFUSE", "refusals", "code", "OUT_OF_TIME"),
     ("DECIDE", "decisions", "code", "UNFOUNDED")],
)  # fmt: skip
async def test_all_of_five_hundred_lines_are_answered_on_one_page(step: str, root: str, code: str, given: str) -> None:
    world = Many(500, one(action(step), side="HOST"))
    world.answers["DisputePayload.userErrors"] = []
    path = turns.place("dsp_1", step)
    async with browser(world) as client:
        (form,) = own((await client.get(path)).text)
        assert given in form.choices["code"]
        said = {"code": given, "text": "The new prices hold.", "text-dsl_7": "Of this one too."}
        answer = await client.post(path, data={**form_values(form), **said})
    assert answer.status_code == 303
    asked = [each["operationName"] for each in world.asked]
    assert asked[1:-1] == [perline.ALL_LINES] * 5
    sent = world.asked[-1]["variables"]["input"][root]
    assert {each["lineId"] for each in sent} == {f"dsl_{each}" for each in range(1, 501)}
    assert (len(sent), {each[code] for each in sent}) == (500, {given})
    assert [each["text"] for each in sent if each["lineId"] in {"dsl_7", "dsl_480"}] == [
        "Of this one too.", "The new prices hold.",
    ]  # fmt: skip


def form_values(form: Any) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for name, value in form.values:
        found.setdefault(name, []).append(value)
    return found


async def test_what_is_missing_for_the_lines_that_are_not_shown_is_told_at_what_counts_for_all() -> None:
    world, path = Many(60, one(action("RESPOND"), side="HOST")), f"{HERE}/steps/respond"
    async with browser(world) as client:
        (form,) = own((await client.get(path)).text)
        given = form_values(form) | {f"code-dsl_{each}": ["ACCEPT"] for each in range(1, 51)}
        answer = await client.post(path, data=given)
        links = {*markup.Page(answer.text).links}
        assert {"#DisputeRespond-code", "#DisputeRespond-text"} <= links
        assert not any(each.startswith("#DisputeRespond-code-") for each in links)
        error = {"code": "INVALID", "message": "Too much.", "path": ["input", "answers", "55", "answer"]}
        world.answers["DisputePayload.userErrors"] = [error]
        answer = await client.post(path, data={**given, "code": "CONTEST", "text": "No."})
    assert (answer.status_code, "#DisputeRespond-code" in markup.Page(answer.text).links) == (422, True)
