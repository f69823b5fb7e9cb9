"""The head of a contract's pages in every status: whose turn, until when, what follows otherwise, the main act."""

import re
from html import unescape
from typing import Any

import pytest

from frontend_stub.pages.contracts import whose
from portal import ids
from portal.access import Role, Side
from portal.contracts.rules import Status
from tests.entering import Enter
from tests.frontend import markup
from tests.frontend.world import World, browser
from tests.make import PUBLISHED, Make

ROLES = {
    "Lena": Role.LEGAL, "Max": Role.RELATIONSHIP_MANAGER, "Clara": Role.COMPANY_SIGNATORY, "Ada": Role.AUDITOR,
    "Paula": Role.PARTNER_ADMIN, "Mina": Role.PARTNER_MEMBER, "Peter": Role.PARTNER_SIGNATORY,
    "Vera": Role.PARTNER_VIEWER,
}  # fmt: skip
"""Everybody who reads the contract."""
ACTS = {
    Status.DRAFT: {"Lena": "Submit for review", "Max": "Submit for review"},
    Status.IN_REVIEW: {"Lena": "Publish to partner"},
    Status.IN_NEGOTIATION: {"Paula": "Propose changes", "Mina": "Propose changes"},
    Status.AGREED: {"Lena": "Start approval", "Max": "Start approval"},
    Status.OUT_FOR_SIGNATURE: {"Clara": "Sign", "Peter": "Sign"},
}
"""The main act of those who can take the next step."""
DAY = "Monday 16 March"
AGREED_TEXT, NO_TEXT = "No one can edit the agreed text.", "No one can edit the text."
YOURS = {
    Status.DRAFT: "It is your turn to edit the draft and submit it for review.",
    Status.IN_REVIEW: (
        f"It is your turn to publish the draft or ask for changes by {DAY}. No one can edit it until then."
    ),
    Status.IN_NEGOTIATION: (f"It is your turn to propose changes or accept the text by {DAY}."),
    Status.AGREED: f"It is your turn to start the approval by {DAY}. {AGREED_TEXT}",
    Status.OUT_FOR_SIGNATURE: f"It is your turn to sign by {DAY}, and the other side’s too. {NO_TEXT}",
}
"""What those read who can take the next step."""
OTHERS = {
    Status.DRAFT: "It is your side’s turn: Lena or Max must submit the draft for review.",
    Status.IN_REVIEW: f"Lena must publish the draft or ask for changes by {DAY}. No one can edit it until then.",
    Status.IN_NEGOTIATION: (f"It is your side’s turn: Paula or Mina must propose changes or accept the text by {DAY}."),
    Status.AGREED: f"Lena or Max must start the approval by {DAY}. {AGREED_TEXT}",
    Status.IN_APPROVAL: f"Your side must decide on the approval by {DAY}. {NO_TEXT}",
}
"""What the others of the side read."""
THEIRS = {
    Status.IN_NEGOTIATION: f"Northgate must propose changes or accept the text by {DAY}.",
    Status.AGREED: f"Entente Works must start the approval by {DAY}. {AGREED_TEXT}",
    Status.IN_APPROVAL: f"Entente Works must decide on the approval by {DAY}. {NO_TEXT}",
}
"""What the other side reads."""
EXACTLY = "16 Mar 2026, 10:00 Berlin time."
ON = f"On {EXACTLY}"
LEGAL_TAKES_OVER = f"overdue: {EXACTLY} Otherwise the head of legal takes it over."
LAST_DAY, OVER = "Its last day is 31 March 2027.", "Since 2 Mar 2026, 10:00 GMT+01:00."
WHEN = {
    Status.DRAFT: "There is no deadline. It last changed ",
    Status.IN_REVIEW: LEGAL_TAKES_OVER,
    Status.IN_NEGOTIATION: f"overdue: {EXACTLY} Otherwise the turn passes to the other side.",
    Status.AGREED: LEGAL_TAKES_OVER,
    Status.IN_APPROVAL: LEGAL_TAKES_OVER,
    Status.OUT_FOR_SIGNATURE: (
        f"overdue: {EXACTLY} Otherwise the time to sign runs out: the signatures given become void, and"
        " the text returns to agreed."
    ),
    Status.SIGNED: f"{ON} It comes into force automatically.",
    Status.ACTIVE: f"{ON} It ends automatically.",
    Status.SUSPENDED: LAST_DAY,
    Status.NOTICE_GIVEN: LAST_DAY,
    Status.EXPIRED: OVER,
    Status.SUPERSEDED: OVER,
    Status.TERMINATED: OVER,
    Status.WITHDRAWN: OVER,
}


def turn(name: str, status: Status, waiting: frozenset[Side]) -> str:
    """Whose pen and whose turn it is, as this reader is told."""
    side = ROLES[name].side
    if not waiting:
        return "Nothing is left to do." if status in whose.ENDED else "No one has to act."
    if side not in waiting:
        return THEIRS[status]
    if name in ACTS.get(status, {}):
        return YOURS[status]
    if status is Status.OUT_FOR_SIGNATURE:
        signatory = "Clara" if side is Side.HOST else "Peter"
        return f"{signatory} must sign by {DAY}, and so must the other side. {NO_TEXT}"
    return OTHERS[status]


def instead(name: str, waiting: frozenset[Side]) -> str:
    """What somebody can do who cannot take the next step."""
    if not waiting or ROLES[name] in {Role.AUDITOR, Role.PARTNER_VIEWER}:
        return "Print or save the text"
    return "Write to your side" if ROLES[name].side in waiting else "Write to the other side"


def words(html: str) -> str:
    return re.sub(r" ([.,:;])", r"\1", " ".join(unescape(re.sub("<[^>]*>", " ", html)).split())).replace("\u202f", " ")


@pytest.mark.parametrize("status", Status)
async def test_everybody_reads_whose_turn_it_is_until_when_and_what_they_can_do(
    status: Status, make_committed: Make, enter: Enter
) -> None:
    make = make_committed
    people = {name: await make.member(roles={role}, name=name) for name, role in list(ROLES.items())[:4]}
    partner = await make.partner(name="Northgate", manager=people["Max"])
    for name, role in list(ROLES.items())[4:]:
        people[name] = await make.member(partner, roles={role}, name=name)
    contract = await make.contract(status=status, partner=partner, owner=people["Lena"])
    readers = [name for name, role in ROLES.items() if status in PUBLISHED or role.side is Side.HOST]
    for name, visitor in zip(readers, await enter(*(people[name] for name in readers)), strict=True):
        for view in ("", "/history"):
            answer = await visitor.client.get(f"/contracts/{ids.text('ctr', contract.id)}{view}")
            assert markup.Page(answer.text).all_problems() == []
            head = answer.text.partition('<header class="record">')[2].partition("</header>")[0]
            told = words(head)
            assert turn(name, status, contract.waiting_on) in told, name
            assert WHEN[status] in told, name
            act = ACTS.get(status, {}).get(name)
            main = re.findall(r'<a class="button( primary)?" href="[^"]+">([^<]+)<', head)[0]
            assert main == ((" primary", act) if act else ("", instead(name, contract.waiting_on))), name
            reads = ROLES[name] in {Role.AUDITOR, Role.PARTNER_VIEWER} and status not in whose.ENDED
            assert ("Your role can read everything here but cannot take any steps." in told) is reads


@pytest.mark.parametrize(("changes", "main"), [(0, "Propose changes"), (2, "Review and submit")])
async def test_who_holds_the_pen_goes_on_where_they_stopped(changes: int, main: str) -> None:
    offered = [{"name": name, "allowed": True, "blockedBy": None} for name in ("EDIT_ROUND", "SUBMIT_ROUND")]
    answers: dict[str, Any] = {
        "Contract.availableActions": offered, "Contract.waitingOn": ["HOST"],
        "NegotiationRound.status": "DRAFTING", "NegotiationRound.changeCount": changes,
    }  # fmt: skip
    async with browser(World(answers=answers)) as client:
        answer = await client.get("/contracts/ctr_1")
    assert re.findall(r'<a class="button primary" href="[^"]+">([^<]+)<', answer.text)[0] == main
