"""A file over HTTP: leave to bring it, its bytes, and fetching them; every way in which that goes wrong."""

import asyncio
import hashlib
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from sqlalchemy import text

from portal import ids
from portal.access import Role
from portal.app import Portal
from portal.files.models import File
from portal.partners.models import Organisation
from tests.entering import Enter
from tests.files import making
from tests.files.corpus import CORPUS, picture
from tests.journeys.doors import Visitor
from tests.make import Make

START = """mutation ($input: FileStartUploadInput!) { fileStartUpload(input: $input) {
  userErrors { code message path } upload { id fileId path expiresAt } } }"""
CONTENT = making.CONTENT


async def start(who: Visitor, partner: Organisation, name: str = "Prices.csv", **more: Any) -> dict[str, Any]:
    given = {"partnerId": ids.text("org", partner.id), "name": name, **more}
    upload: dict[str, Any] = (await who.ask(START, input=given))["fileStartUpload"]["upload"]
    return upload


async def bring(
    who: Visitor, partner: Organisation, content: bytes = CONTENT, name: str = "Prices.csv"
) -> dict[str, Any]:
    """A file of this content, uploaded and attached to nothing."""
    upload = await start(who, partner, name)
    answer = await who.client.put(upload["path"], content=content)
    assert answer.status_code == 201, answer.text
    told: dict[str, Any] = answer.json()
    return told


def refusal(answer: httpx.Response) -> tuple[int, str, str]:
    (error,) = answer.json()["errors"]
    return answer.status_code, error["extensions"]["code"], error["message"]


async def test_what_comes_is_named_by_its_digest_and_fetched_as_it_was(make_committed: Make, enter: Enter) -> None:
    partner = await make_committed.partner()
    (paula,) = await enter(await make_committed.member(partner))

    upload = await start(paula, partner, size=len(CONTENT))
    sent = await paula.client.put(upload["path"], content=CONTENT)
    fetched = await paula.client.get(f"/files/{upload['fileId']}")

    digest = hashlib.sha256(CONTENT).hexdigest()
    assert (sent.status_code, sent.json()) == (201, {
        "id": upload["fileId"], "name": "Prices.csv", "type": "CSV", "bytes": len(CONTENT), "digest": digest,
        "state": "NOT_SCANNED",
    })  # fmt: skip
    assert (fetched.status_code, fetched.content) == (200, CONTENT)
    assert {name: fetched.headers[name] for name in HEADERS} == {**HEADERS, "etag": f'"{digest}"'}


HEADERS = {
    "content-type": "text/csv", "content-length": str(len(CONTENT)), "x-content-type-options": "nosniff",
    "content-disposition": "attachment; filename=\"Prices.csv\"; filename*=UTF-8''Prices.csv",
    "content-security-policy": "sandbox; default-src 'none'; frame-ancestors 'none'", "cache-control": "no-store",
    "accept-ranges": "bytes", "cross-origin-resource-policy": "same-origin", "etag": "",
}  # fmt: skip


async def test_leave_is_for_one_person_once_and_for_fifteen_minutes(make_committed: Make, enter: Enter) -> None:
    partner = await make_committed.partner()
    paula, peter = await enter(await make_committed.member(partner), await make_committed.member(partner))
    upload, late = await start(paula, partner), await start(paula, partner)
    await make_committed.session.execute(
        text("UPDATE file_ticket SET expires_at = now() - interval '1 second' WHERE id = :id"),
        {"id": ids.parse(late["id"])[1]},
    )
    await make_committed.session.commit()

    assert refusal(await peter.client.put(upload["path"], content=CONTENT))[:2] == (404, "NOT_FOUND")
    assert refusal(await paula.client.put(late["path"], content=CONTENT)) == (
        409, "BLOCKED", "The upload did not start within 15 minutes. Start it again.",
    )  # fmt: skip
    assert (await paula.client.put(upload["path"], content=CONTENT)).status_code == 201
    assert refusal(await paula.client.put(upload["path"], content=CONTENT)) == (
        409, "BLOCKED", "This file has already arrived.",
    )  # fmt: skip
    nobody = await httpx.AsyncClient(transport=paula.client._transport, base_url=paula.client.base_url).put(
        upload["path"], content=CONTENT
    )
    assert nobody.status_code == 401
    foreign = await paula.client.put(upload["path"], content=CONTENT, headers={"sec-fetch-site": "cross-site"})
    assert foreign.status_code == 403


async def test_of_two_who_send_the_same_at_once_one_brings_it_and_the_other_hears_that_it_has_come(
    make_committed: Make, enter: Enter
) -> None:
    partner = await make_committed.partner()
    (paula,) = await enter(await make_committed.member(partner))
    upload = await start(paula, partner)

    answers = await asyncio.gather(*(paula.client.put(upload["path"], content=CONTENT) for _ in range(4)))

    assert sorted(answer.status_code for answer in answers) == [201, 409, 409, 409]
    said = {refusal(answer) for answer in answers if answer.status_code != 201}
    assert said == {(409, "BLOCKED", "This file has already arrived.")}


@pytest.mark.parametrize("sample", [each for each in CORPUS if each.verdict in {"WRONG", "MACROS", "TWO_KINDS"}][:4])
async def test_what_is_refused_leaves_nothing_and_may_be_sent_again(
    sample: Any, make_committed: Make, enter: Enter, application: Portal
) -> None:
    partner = await make_committed.partner()
    (paula,) = await enter(await make_committed.member(partner))
    upload = await start(paula, partner, f"File.{sample.type.value.lower()}")

    answer = await paula.client.put(upload["path"], content=sample.content())

    assert refusal(answer)[:2] == (422, "INVALID")
    assert [key async for key in application.arrivals.store.listed() if key[0].startswith(str(partner.id))] == []
    assert (await make_committed.session.execute(text("SELECT count(*) FROM file"))).scalar() == 0
    good = next(each for each in CORPUS if each.type == sample.type and each.verdict is None)
    assert (await paula.client.put(upload["path"], content=good.content())).status_code == 201


async def _pieces(*pieces: bytes) -> AsyncIterator[bytes]:
    for piece in pieces:
        yield piece


@pytest.mark.parametrize(
    ("size", "pieces", "sentence"),
    [
        (None, (), "The file is empty."),
        (10, (b"12345",), "The file was announced with 10 bytes, but 5 arrived. Upload it again."),
        (10, (b"12345", b"1234567"), "The file was announced with 10 bytes, but 12 arrived. Upload it again."),
        (None, (b"x" * 13_107_201,) * 2, "A file can have at most 25 MB."),
    ],
)
async def test_a_length_that_is_not_the_one_announced_or_too_much_is_refused(
    make_committed: Make, enter: Enter, size: int | None, pieces: tuple[bytes, ...], sentence: str
) -> None:
    partner = await make_committed.partner()
    (paula,) = await enter(await make_committed.member(partner))
    upload = await start(paula, partner, size=size)

    answer = await paula.client.put(upload["path"], content=_pieces(*pieces))

    assert refusal(answer) == (422, "INVALID", sentence)


@pytest.mark.parametrize(
    ("wanted", "status", "part", "told"),
    [
        ("bytes=0-3", 206, CONTENT[:4], f"bytes 0-3/{len(CONTENT)}"),
        ("bytes=5-", 206, CONTENT[5:], f"bytes 5-{len(CONTENT) - 1}/{len(CONTENT)}"),
        ("bytes=-4", 206, CONTENT[-4:], f"bytes {len(CONTENT) - 4}-{len(CONTENT) - 1}/{len(CONTENT)}"),
        ("bytes=0-999", 200, CONTENT, None),
        ("bytes=3-1", 200, CONTENT, None),
        ("bytes=0-1,4-5", 200, CONTENT, None),
        ("words=0-1", 200, CONTENT, None),
        ("bytes=999-", 416, b"", f"bytes */{len(CONTENT)}"),
        ("bytes=-0", 416, b"", f"bytes */{len(CONTENT)}"),
    ],
)
async def test_a_part_of_the_bytes_can_be_fetched(
    make_committed: Make, enter: Enter, wanted: str, status: int, part: bytes, told: str | None
) -> None:
    partner = await make_committed.partner()
    (paula,) = await enter(await make_committed.member(partner))
    path = f"/files/{(await bring(paula, partner))['id']}"

    answer = await paula.client.get(path, headers={"range": wanted})

    assert (answer.status_code, answer.content) == (status, part)
    assert answer.headers.get("content-range") == told
    stale = await paula.client.get(path, headers={"range": wanted, "if-range": '"another"'})
    assert (stale.status_code, stale.content) == (200, CONTENT)
    head = await paula.client.head(path)
    assert (head.status_code, head.content, head.headers["content-length"]) == (200, b"", str(len(CONTENT)))
    known = await paula.client.get(path, headers={"if-none-match": head.headers["etag"]})
    assert (known.status_code, known.content) == (304, b"")


NAMES = {
    "Прайс лист.pdf": ("_____ ____.pdf", "%D0%9F%D1%80%D0%B0%D0%B9%D1%81%20%D0%BB%D0%B8%D1%81%D1%82.pdf"),
    'a"b;c%0d.pdf': ("a_b_c_0d.pdf", "a%22b%3Bc%250d.pdf"),
    "it's (1).pdf": ("it_s (1).pdf", "it%27s%20%281%29.pdf"),
    "..pdf": ("..pdf", "..pdf"),
}


@pytest.mark.parametrize("name", NAMES)
async def test_a_browser_saves_it_under_its_own_name(make_committed: Make, enter: Enter, name: str) -> None:
    partner = await make_committed.partner()
    (paula,) = await enter(await make_committed.member(partner))

    brought = await bring(paula, partner, picture("PDF"), name)
    answer = await paula.client.get(f"/files/{brought['id']}")

    plain, whole = NAMES[name]
    assert brought["name"] == name
    assert answer.headers["content-disposition"] == f"attachment; filename=\"{plain}\"; filename*=UTF-8''{whole}"


async def test_who_does_not_read_the_record_does_not_find_the_file(
    make_committed: Make, enter: Enter, application: Portal, tmp_path: Path
) -> None:
    partner, other = await make_committed.partner(), await make_committed.partner()
    member = await make_committed.member(partner)
    contract = await make_committed.contract(partner=partner)
    made = {shared: making.file(member, record=("ctr", contract.id), is_shared=shared) for shared in (True, False)}
    await make_committed.add(*made.values())
    file = tmp_path / "file"
    file.write_bytes(CONTENT)
    await application.arrivals.store.put(f"{partner.id}/{made[True].sha256}", file)
    ours, colleague, theirs = await enter(
        await make_committed.member(roles={Role.LEGAL}), await make_committed.member(partner),
        await make_committed.member(other),
    )  # fmt: skip

    async def fetched(who: Visitor, shared: bool) -> int:
        return (await who.client.get(f"/files/{ids.text(File.PREFIX, made[shared].id)}")).status_code

    assert [await fetched(colleague, each) for each in (True, False)] == [200, 200]
    assert [await fetched(ours, each) for each in (True, False)] == [200, 404]
    assert [await fetched(theirs, each) for each in (True, False)] == [404, 404]
