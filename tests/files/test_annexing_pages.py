"""Annexes as people bring them: by pages without a script, from both sides, down to the file that is taken along."""

import hashlib
import io
import json
import re
import zipfile
from typing import Any

import httpx
import pytest

from portal import ids
from portal.access import Role
from portal.contracts.models import Contract
from portal.contracts.rules import Status
from portal.files.rules import LARGEST
from portal.partners.models import Organisation
from tests.entering import Enter
from tests.files.corpus import picture
from tests.journeys.doors import Visitor
from tests.make import Make

PRICES = b"Part;Price\nM8;12\n"
TEXT = """query ($id: ID!) { contract(by: { id: $id }) { version digest
  currentVersion { document annexes { name digest bytes } } openRound { resultDigest changes { id annex annexDigest
    file { path name } } redline { annexes { name before after } } } files { name isShared } } }"""


async def page(who: Visitor, path: str) -> str:
    answer = await who.client.get(path)
    assert answer.status_code == 200, answer.text
    return answer.text


def hidden(html: str, operation: str) -> dict[str, Any]:
    """The hidden fields of the page's form with files for an operation."""
    forms = re.findall(r'<form method="post"[^>]*multipart/form-data.*?</form>', html, re.DOTALL)
    (found,) = [form for form in forms if f'value="{operation}"' in form]
    pairs = re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', found)
    return {name: value.replace("&#34;", '"').replace("&amp;", "&") for name, value in pairs}


async def send(who: Visitor, path: str, operation: str, file: tuple[str, bytes], **typed: str) -> httpx.Response:
    fields = hidden(await page(who, path), operation) | typed
    return await who.client.post(path, data=fields, files={"annex": file})


async def told(who: Visitor, contract: Contract) -> dict[str, Any]:
    found: dict[str, Any] = (await who.ask(TEXT, id=ids.text("ctr", contract.id)))["contract"]
    return found


@pytest.fixture
def of(make_committed: Make) -> Any:
    async def made(status: Status) -> tuple[Organisation, Contract]:
        partner = await make_committed.partner()
        return partner, await make_committed.contract(status=status, partner=partner)

    return made


async def test_an_annex_goes_from_a_page_into_the_text_that_both_agree_to_and_take_along(
    make_committed: Make, enter: Enter, of: Any
) -> None:
    partner, contract = await of(Status.IN_NEGOTIATION)
    paula, leoni = await enter(await make_committed.member(partner), await make_committed.member(roles={Role.LEGAL}))
    here = f"/contracts/{ids.text('ctr', contract.id)}"

    sent = await send(
        paula, f"{here}/propose", "ContractEditRound", ("Price list.csv", PRICES), **{"annex-why": "New."}
    )
    assert (sent.status_code, sent.headers["location"]) == (303, f"{here}/propose")
    assert "Price list.csv" in await page(paula, f"{here}/propose/review")
    assert "Price list.csv" not in await page(leoni, f"{here}/files")
    now = await told(paula, contract)
    await paula.step(
        "contractSubmitRound", "ContractSubmitRoundInput", contractId=ids.text("ctr", contract.id),
        expectedVersion=now["version"], expectedDigest=now["digest"],
    )  # fmt: skip

    seen = await told(leoni, contract)
    digest = hashlib.sha256(PRICES).hexdigest()
    assert seen["openRound"]["redline"]["annexes"] == [{"name": "Price list.csv", "before": "", "after": digest}]
    assert "Price list.csv" in await page(leoni, f"{here}/answer")
    assert (await leoni.client.get(seen["openRound"]["changes"][0]["file"]["path"])).content == PRICES
    await leoni.step(
        "contractAcceptRound", "ContractDigestInput", contractId=ids.text("ctr", contract.id),
        expectedVersion=seen["version"], expectedDigest=seen["openRound"]["resultDigest"],
    )  # fmt: skip

    agreed = await told(paula, contract)
    assert agreed["currentVersion"]["annexes"] == [{"name": "Price list.csv", "digest": digest, "bytes": len(PRICES)}]
    assert json.loads(agreed["currentVersion"]["document"])["annexes"][0]["sha256"] == digest
    assert "Price list.csv" in await page(leoni, f"{here}/versions/2")
    assert digest[:8] in await page(leoni, f"{here}/files")
    for shown in (here, f"{here}/print"):
        assert digest[:8] in await page(leoni, shown)
    exported = await paula.client.post(f"/partners/{ids.text('org', partner.id)}/export")
    with zipfile.ZipFile(io.BytesIO(exported.content)) as taken:
        (name,) = [each for each in taken.namelist() if "/annexes/" in each]
        assert name.endswith(f"/annexes/{digest}.csv")
        assert taken.read(name) == PRICES
        assert f"{digest}  {name}\n" in taken.read("SHA256SUMS").decode()


async def test_who_accepts_a_text_as_it_stands_is_shown_its_annexes(
    make_committed: Make, enter: Enter, of: Any
) -> None:
    partner, contract = await of(Status.DRAFT)
    sam, legal, paula = await enter(
        await make_committed.member(roles={Role.SALES}), await make_committed.member(roles={Role.LEGAL}),
        await make_committed.member(partner),
    )  # fmt: skip
    here = f"/contracts/{ids.text('ctr', contract.id)}"
    assert (await send(sam, f"{here}/files", "ContractRedraft", ("Plan.pdf", picture("PDF")))).status_code == 303
    for who, step in ((sam, "contractSubmitForReview"), (legal, "contractPublish")):
        version = (await told(who, contract))["version"]
        await who.step(step, "ContractStepInput", contractId=ids.text("ctr", contract.id), expectedVersion=version)
    assert "Plan.pdf" in await page(paula, f"{here}/propose/accept")


async def test_the_draft_has_annexes_before_anybody_else_sees_it(make_committed: Make, enter: Enter, of: Any) -> None:
    _, contract = await of(Status.DRAFT)
    (sam,) = await enter(await make_committed.member(roles={Role.SALES}))
    here = f"/contracts/{ids.text('ctr', contract.id)}/files"

    first = await send(sam, here, "ContractRedraft", ("Plan.pdf", picture("PDF")))
    html = await page(sam, here)
    second = await send(sam, here, "ContractRedraft", ("Prices.csv", PRICES))

    assert (first.status_code, second.status_code) == (303, 303)
    assert "Plan.pdf" in html
    assert "only your side sees it" in html
    assert [file["name"] for file in (await told(sam, contract))["files"]] == ["Plan.pdf", "Prices.csv"]
    fields = dict(re.findall(r'name="(operation|idempotencyKey|contractId|expectedVersion)" value="([^"]*)"', html))
    html = await page(sam, here)
    kept = re.findall(r'name="kept" value="([^"]*)"', html)[:2]
    version = str((await told(sam, contract))["version"])
    gone = {**fields, "expectedVersion": version, "kept": kept, "removed": kept[0]}
    assert (await sam.client.post(here, data=gone)).status_code == 303
    assert [file["name"] for file in (await told(sam, contract))["files"]] == ["Prices.csv"]


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        ("Prices.exe", b"MZ", "Files of this type are not accepted."),
        ("Prices.pdf", PRICES, "The file does not match its file name extension."),
        ("Prices.csv", b"", "The file is empty."),
        ("Prices.csv", b"x" * (LARGEST + 1), "A file can have at most 25 MB."),
    ],
)
async def test_what_is_refused_is_said_at_the_field_and_nothing_that_was_typed_is_lost(
    make_committed: Make, enter: Enter, of: Any, name: str, content: bytes, sentence: str
) -> None:
    partner, contract = await of(Status.IN_NEGOTIATION)
    (paula,) = await enter(await make_committed.member(partner))
    here = f"/contracts/{ids.text('ctr', contract.id)}/propose"

    answer = await send(paula, here, "ContractEditRound", (name, content), **{"annex-why": "Because they rose."})

    assert answer.status_code == 422
    assert sentence in answer.text.replace("&#39;", "'")
    assert 'value="Because they rose."' in answer.text
    assert (await told(paula, contract))["openRound"]["changes"] == []


async def test_who_was_signed_out_meanwhile_loses_no_word(make_committed: Make, enter: Enter, of: Any) -> None:
    partner, contract = await of(Status.IN_NEGOTIATION)
    (paula,) = await enter(await make_committed.member(partner))
    here = f"/contracts/{ids.text('ctr', contract.id)}/propose"
    fields = hidden(await page(paula, here), "ContractEditRound") | {"annex-why": "Because they rose."}
    await paula.client.delete("/auth/session")

    answer = await paula.client.post(here, data=fields, files={"annex": ("Prices.csv", PRICES)})

    assert answer.status_code == 401
    assert "Because they rose." in answer.text


async def test_what_is_no_form_is_refused(make_committed: Make, enter: Enter, of: Any) -> None:
    partner, contract = await of(Status.IN_NEGOTIATION)
    (paula,) = await enter(await make_committed.member(partner))
    here = f"/contracts/{ids.text('ctr', contract.id)}/propose"

    for kind, body in (
        ("multipart/form-data", b""), ("multipart/form-data; boundary=x", b"--y\r\n"),
        ("multipart/form-data; boundary=x", b'--x\r\nContent-Disposition: form-data; name="a"\r\n\r\n'),
    ):  # fmt: skip
        answer = await paula.client.post(here, content=body, headers={"content-type": kind})
        assert answer.status_code == 400, (kind, body)
