"""The pages of documents from both sides, without a script: asked for, uploaded, answered, replaced, required."""

import re
from datetime import timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
from sqlalchemy import text

from portal import clock, ids
from portal.access import Role
from portal.demo.certificates import pdf
from portal.partners.documents import DocumentKind, DocumentStatus
from portal.partners.models import ComplianceDocument, Membership, Organisation
from tests.entering import Enter
from tests.files import making as files
from tests.frontend import markup
from tests.frontend.posting import forms_of
from tests.journeys.doors import PASSWORD, Visitor
from tests.make import Make
from tests.partners import making

PAPER = ("Insurance 2026.pdf", pdf("Proof of insurance", "Alpine Tools"))
D, K = DocumentStatus, DocumentKind


async def page(who: Visitor, path: str) -> str:
    answer = await who.client.get(path)
    assert answer.status_code == 200, answer.text
    assert markup.Page(answer.text).all_problems() == []
    return answer.text


def said(html: str) -> str:
    """What the page says, as one line."""
    return re.sub(r"\s+", " ", " ".join(markup.Page(html).text))


async def send(
    who: Visitor, path: str, operation: str, file: tuple[str, bytes] | None = None, **typed: Any
) -> httpx.Response:  # fmt: skip
    """The page's form of an operation, filled in."""
    html = await page(who, path)
    return await post(who, path.partition("?")[0], html, operation, file, **typed)


async def post(
    who: Visitor, path: str, html: str, operation: str, file: tuple[str, bytes] | None = None, **typed: Any
) -> httpx.Response:  # fmt: skip
    fields = shown(html, operation) | typed
    given: Any = {} if file is None else {"files": {"fileId": file}}
    return await who.client.post(path, data=fields, **given)


def shown(html: str, operation: str) -> dict[str, Any]:
    """What the page's form of an operation sends as it is shown, but no file."""
    (form,) = [form for form in forms_of(html) if form.operation == operation]
    return {name: value for name, value in form.values if (name, value) != ("fileId", "")}


async def went(who: Visitor, answer: httpx.Response) -> str:
    """What the page says to which a form that was taken leads."""
    assert answer.status_code == 303, said(answer.text)
    return said(await page(who, answer.headers["location"]))


@pytest.fixture
def today() -> str:
    return clock.now().date().isoformat()


async def paper(
    make: Make, partner: Organisation, by: Membership, owner: Membership, status: DocumentStatus, **columns: Any
) -> ComplianceDocument:  # fmt: skip
    """A document that `by` has brought."""
    file = files.file(by, partner_id=partner.id, content=PAPER[1])
    made = making.document(partner, owner, status=status, file=file, **columns)
    made.uploaded_by = by.person_id
    file.record_type, file.record_id, file.is_shared = "doc", made.id, True
    await make.add(file, made)
    return made


async def test_a_document_goes_over_the_pages_of_both_sides_and_back(
    make_committed: Make, enter: Enter, today: str
) -> None:
    partner = await make_committed.partner(name="Alpine Tools")
    paula, leoni = await enter(
        await make_committed.member(partner, name="Paula Admin"),
        await make_committed.member(roles={Role.LEGAL}, name="Leoni Legal"),
    )  # fmt: skip
    ask = f"/partners/{ids.text('org', partner.id)}/documents/new"
    by = (clock.now() + timedelta(days=20)).date().isoformat()

    asked = await send(leoni, ask, "DocumentRequest", kind="INSURANCE", wantedOn=by, note="The policy, please.")
    here = asked.headers["location"]
    assert "The partner has been asked for the document." in await went(leoni, asked)
    seen = said(await page(paula, "/documents"))
    assert "Proof of insurance" in seen
    assert "Requested" in seen
    assert "Upload" in seen
    assert "The policy, please." in said(await page(paula, here))

    # a day that no document can have: the file that has come stays
    refused = await send(paula, here, "DocumentUpload", PAPER, validFrom="2035-01-01")
    assert refused.status_code == 422
    assert "It must be valid from today or an earlier day." in said(refused.text)
    assert "Insurance 2026.pdf is uploaded." in said(refused.text)
    brought = await post(paula, here, refused.text, "DocumentUpload", validFrom=today)
    assert "The document is uploaded." in await went(paula, brought)

    html = await page(leoni, here)
    assert "Insurance 2026.pdf" in said(html)
    assert f'href="{here}#ACCEPT">Accept' in await page(leoni, "/documents?waitingOn=HOST")
    told = await send(leoni, here, "DocumentRefuse", reason="")
    assert told.status_code == 422
    told = await send(leoni, here, "DocumentRefuse", reason="The sum insured is too low.")
    assert "the partner has been asked for another one" in await went(leoni, told)
    assert "The sum insured is too low." in said(await page(paula, here))
    await went(paula, await send(paula, here, "DocumentUpload", PAPER, validFrom=today, issuer="Harbour Mutual"))
    assert "The document is accepted." in await went(leoni, await send(leoni, here, "DocumentAccept"))

    new = await send(paula, here, "DocumentReplace", ("Insurance 2027.pdf", PAPER[1] + b"\n"), validFrom=today)
    assert "The old one stays valid until the new one is accepted." in await went(paula, new)
    assert new.headers["location"] != here
    assert "is waiting for review" in said(await page(leoni, here))
    await went(leoni, await send(leoni, new.headers["location"], "DocumentAccept"))
    assert "Replaced" in said(await page(paula, here))


async def test_a_bank_account_is_brought_and_confirmed_by_two_who_prove_that_they_are_there(
    make_committed: Make, enter: Enter, today: str
) -> None:
    make, partner = make_committed, await make_committed.partner()
    legal = await make.member(roles={Role.LEGAL})
    asked = making.document(partner, legal, kind=K.BANK_CONFIRMATION, due_at=clock.now() + timedelta(days=9))
    await make.add(asked)
    paula, second, leoni = await enter(
        await make.member(partner), await make.member(partner, roles={Role.PARTNER_SIGNATORY}), legal
    )
    here = f"/documents/{ids.text('doc', asked.id)}"
    bank = ("Bank.pdf", pdf("Bank confirmation", "Alpine Tools"))

    await proofs_are_old(make)
    back = await confirmed(paula, await send(paula, here, "DocumentUpload", bank, validFrom=today, number="IBAN 17"))
    html = await page(paula, back)
    assert "Bank.pdf is uploaded." in said(html)
    assert shown(html, "DocumentUpload").items() >= {"validFrom": today, "number": "IBAN 17"}.items()
    assert "The document is uploaded." in await went(paula, await post(paula, here, html, "DocumentUpload"))
    assert "A second person must confirm it" in said(await page(paula, here))

    assert "A second person of the partner must confirm it first." in said(await page(leoni, here))
    await proofs_are_old(make)
    back = await confirmed(second, await send(second, here, "DocumentConfirm"))
    assert "You confirmed the bank account." in await went(second, await send(second, back, "DocumentConfirm"))

    note = "Mira Maier, 089 1234, as in the contract."
    await proofs_are_old(make)
    back = await confirmed(leoni, await send(leoni, here, "DocumentAccept", note=note))
    assert "The document is accepted." in await went(leoni, await send(leoni, back, "DocumentAccept"))
    assert note in said(await page(paula, here))
    assert "Accepted" in said(await page(paula, here))


async def proofs_are_old(make: Make) -> None:
    await make.session.execute(text("UPDATE auth.session SET confirmed_at = now() - interval '6 minutes'"))


async def confirmed(who: Visitor, asked: httpx.Response) -> str:
    """Proves that they are there with their password; where that leads."""
    assert asked.status_code == 303, said(asked.text)
    address = urlsplit(asked.headers["location"])
    back = parse_qs(address.query)["next"][0]
    assert address.path == "/confirm"
    done = await who.client.post("/confirm", data={"next": back, "password": PASSWORD})
    assert (done.status_code, done.headers["location"]) == (303, back)
    return back


async def test_who_cannot_act_reads_why_and_sees_no_form(make_committed: Make, enter: Enter) -> None:
    make, partner = make_committed, await make_committed.partner()
    legal, admin = await make.member(roles={Role.LEGAL}), await make.member(partner)
    viewer, auditor, other = await enter(
        await make.member(partner, roles={Role.PARTNER_VIEWER}), await make.member(roles={Role.AUDITOR}),
        await make.member(await make.partner()),
    )  # fmt: skip
    made = await paper(make, partner, admin, legal, D.ACCEPTED)
    here = f"/documents/{ids.text('doc', made.id)}"
    for who in (viewer, auditor):
        html = await page(who, here)
        assert [form for form in forms_of(html) if form.operation.startswith("Document")] == []
    assert (await other.client.get(here)).status_code == 404
    assert (await other.client.post(here, data={"operation": "DocumentWithdraw"})).status_code in {403, 404, 422}


async def test_what_is_required_is_said_changed_and_ended_and_nobody_overwrites_anybody(
    make_committed: Make, enter: Enter
) -> None:
    make, partner = make_committed, await make_committed.partner(country="DE")
    leoni, lars, paula = await enter(
        await make.member(roles={Role.LEGAL}), await make.member(roles={Role.LEGAL}), await make.member(partner)
    )
    wrong = await send(leoni, "/documents/required", "DocumentRequirementSet", kind="INSURANCE", countries="Germany")
    assert (wrong.status_code, "two-letter code" in said(wrong.text)) == (422, True)
    made = await send(
        leoni, "/documents/required", "DocumentRequirementSet", kind="INSURANCE", countries="de, fr", isMandatory="on"
    )
    here = made.headers["location"]
    assert "mandatory" in await went(leoni, made)
    assert "Partners it applies to 1" in said(await page(leoni, here))
    old = await page(lars, here)
    assert shown(old, "DocumentRequirementSet")["countries"] == "DE FR"

    await went(leoni, await send(leoni, here, "DocumentRequirementSet", countries="FR"))
    assert "Partners it applies to 0" in said(await page(leoni, here))
    late = await post(lars, here, old, "DocumentRequirementSet", title="Liability")
    assert (late.status_code, "Someone else changed this first" in said(late.text)) == (409, True)
    assert 'value="Liability"' in late.text

    ended = await send(leoni, here, "DocumentRequirementEnd")
    assert "The document is no longer required." in await went(leoni, ended)
    assert "Not required since" in said(await page(leoni, here))
    assert forms_of(await page(leoni, here))[0].operation != "DocumentRequirementSet"
    assert (await paula.client.get(here)).status_code == 404


async def test_the_partner_reads_on_the_first_page_what_is_asked_by_when_and_goes_there(
    make_committed: Make, enter: Enter
) -> None:
    make, partner = make_committed, await make_committed.partner()
    legal = await make.member(roles={Role.LEGAL})
    (paula,) = await enter(await make.member(partner))
    wanted = making.document(partner, legal, due_at=clock.now() + timedelta(days=3), waiting_on=frozenset({"PARTNER"}))
    await make.add(wanted)
    html = await page(paula, "/")
    assert f'href="/documents/{ids.text("doc", wanted.id)}#UPLOAD"' in html
    assert "Proof of insurance" in said(html)
