"""What was said in a round that is over, and how an old version read: the same for both sides, on a page of its own."""

from typing import Any

from portal import ids
from portal.access import Role, Side
from portal.contracts.rules import Status
from tests.entering import Enter
from tests.frontend import markup
from tests.frontend.posting import fields_of
from tests.journeys.doors import Visitor
from tests.make import Make


async def text_of(visitor: Visitor, path: str) -> str:
    answer = await visitor.client.get(path)
    assert answer.status_code == 200, answer.text
    page = markup.Page(answer.text)
    assert page.all_problems() == []
    return " ".join(page.text)


async def posted(visitor: Visitor, path: str, operation: str, **typed: Any) -> None:
    """Sends a page's form as it is shown, with some fields typed into."""
    shown = fields_of((await visitor.client.get(path)).text)
    answer = await visitor.client.post(path, data={**shown, "operation": operation, **typed})
    assert answer.status_code == 303, answer.text.partition("error-summary")[2][:600]


async def negotiated(make: Make, enter: Enter) -> tuple[Visitor, Visitor, str]:
    """The partner proposes three changes; the company accepts one, refuses one and has own words for the third."""
    partner = await make.partner(name="Northgate")
    lena = await make.member(roles={Role.LEGAL}, name="Lena")
    contract = await make.contract(status=Status.IN_NEGOTIATION, pen=Side.PARTNER, partner=partner, owner=lena)
    paula, lena_ = await enter(await make.member(partner, name="Paula"), lena)
    here = f"/contracts/{ids.text('ctr', contract.id)}"
    terms = {"noticeDays": "90", "noticeDays-why": "Longer.", "governingLaw": "France", "governingLaw-why": "Ours."}
    typed = {**terms, "endsOn": "2031-12-31", "endsOn-why": "A year more."}
    await posted(paula, f"{here}/propose", "ContractEditRound", **typed)
    await posted(paula, f"{here}/propose/review", "ContractSubmitRound", message="Please.")
    page = (await lena_.client.get(f"{here}/answer")).text
    changes = [value for name, value in fields_of(page).items() if name.startswith("change-")]
    by_term = {term: change for change in changes for term in ("Notice period", "Governing law", "Last day")
               if term in page.partition(f'value="{change}"')[0].rpartition("<h3>")[2]}  # fmt: skip
    assert len(by_term) == 3
    answers = {
        **_answer(by_term["Notice period"], "ACCEPT"),
        **_answer(by_term["Governing law"], "REFUSE", reason="Germany it stays."),
        **_answer(by_term["Last day"], "OWN", reason="Half a year is enough.", own="2031-06-30"),
    }
    await posted(lena_, f"{here}/answer", "ContractCounterRound", **answers)
    return paula, lena_, here


def _answer(change: str, answer: str, *, reason: str = "", own: str = "") -> dict[str, str]:
    return {f"answer-{change}": answer, f"reason-{change}": reason, f"own-{change}": own}


async def test_a_round_that_was_answered_opens_to_every_answer_and_reason_for_both_sides(
    make_committed: Make, enter: Enter
) -> None:
    paula, lena, here = await negotiated(make_committed, enter)
    for reader in (paula, lena):
        assert f'href="{here}/rounds/1"' in (await reader.client.get(here)).text
        text = await text_of(reader, f"{here}/rounds/1")
        assert "Partner Paula ·" in text
        assert "Please." in text
        for said in ("Longer.", "Germany it stays.", "Half a year is enough.", "Accepted", "Rejected", "Countered"):
            assert said in text
        assert text.count("Lena · Company") == 4

    own, theirs = [await text_of(reader, f"{here}/rounds/1") for reader in (lena, paula)]
    assert "Counter-change: Round 2" in own
    assert "30 June 2031" in own
    assert "30 June 2031" not in theirs
    assert "The other words are still being drafted in round 2." in theirs
    await posted(lena, f"{here}/propose/review", "ContractSubmitRound")
    both = [await text_of(reader, f"{here}/rounds/1") for reader in (paula, lena)]
    told = [text.partition("Proposed by")[2].partition("Show the contract")[0] for text in both]
    assert told[0] == told[1]
    assert "30 June 2031" in await text_of(paula, f"{here}/rounds/1")


async def test_an_old_version_opens_with_its_text_and_its_terms(make_committed: Make, enter: Enter) -> None:
    paula, lena, here = await negotiated(make_committed, enter)
    for reader in (paula, lena):
        first, second = [await text_of(reader, f"{here}/versions/{number}") for number in (1, 2)]
        assert "An earlier text" in first
        assert "The text that counts now" in second
        assert ("90 days" in first, "90 days" in second) == (False, True)
        assert "Governing law DE" in first
        assert f'href="{here}/versions/1"' in (await reader.client.get(here)).text


async def test_there_is_no_round_or_version_of_another_number(make_committed: Make, enter: Enter) -> None:
    paula, _lena, here = await negotiated(make_committed, enter)
    for number in ("0", "3", "-1", "99999999999999999999", "²", "x"):
        assert "There is no such round" in await text_of(paula, f"{here}/rounds/{number}")
        assert "There is no such version" in await text_of(paula, f"{here}/versions/{number}")


async def test_a_round_that_is_being_drafted_shows_its_changes_to_its_own_side_alone(
    make_committed: Make, enter: Enter
) -> None:
    paula, lena, here = await negotiated(make_committed, enter)
    assert "30 June 2031" in await text_of(lena, f"{here}/rounds/2")
    assert "Nothing was submitted in this round" in await text_of(paula, f"{here}/rounds/2")


async def test_the_page_says_who_accepts_which_text(make_committed: Make, enter: Enter) -> None:
    partner = await make_committed.partner(name="Northgate")
    lena = await make_committed.member(roles={Role.LEGAL}, name="Lena")
    contract = await make_committed.contract(
        status=Status.IN_NEGOTIATION, pen=Side.PARTNER, partner=partner, owner=lena
    )
    paula, mark, lena_ = await enter(
        await make_committed.member(partner, name="Paula"),
        await make_committed.member(partner, name="Mark", roles={Role.PARTNER_VIEWER}), lena,
    )  # fmt: skip
    here = f"/contracts/{ids.text('ctr', contract.id)}"
    assert "It is your side’s turn: Paula must propose changes" in await text_of(mark, here)
    assert "Your side is waiting for Paula" in await text_of(mark, "/")
    assert "It is your turn to propose changes or accept the text" in await text_of(paula, here)
    assert "Northgate must propose changes" in await text_of(lena_, here)
    await posted(paula, f"{here}/propose", "ContractEditRound", noticeDays="90", governingLaw="France")
    await posted(paula, f"{here}/propose/review", "ContractSubmitRound")
    for reader in (paula, mark, lena_):
        text = await text_of(reader, here)
        assert "Partner accepts version 1 with the 2 changes it proposes, and only with them. Paula" in text
        assert "Company accepts" not in text
    assert "It is your turn to answer the proposal" in await text_of(lena_, here)
    assert "must answer your proposal" in await text_of(paula, here)
    await posted(lena_, f"{here}/accept", "ContractAcceptRound")
    text = await text_of(paula, here)
    assert "Partner accepts version 2 without changes. Paula" in text
    assert "Company accepts version 2 without changes. Lena" in text
