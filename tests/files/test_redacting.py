"""What is blackened is gone: no text, no name and no byte of it is left in the copy; and who makes one of what."""

import hashlib
from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from PIL.PngImagePlugin import PngInfo
from sqlalchemy import text

from portal import ids
from portal.access import Role
from portal.files import confined, picturing
from tests.entering import Enter
from tests.files import papers
from tests.files.test_bringing import bring, refusal
from tests.make import Make

SECRET = "Cost 47.11 a piece"
BOX = (8, 14, 60, 22)
"""Around the words of a page of `papers.pdf`."""


async def redacted(folder: Path, content: bytes, kind: str, *boxes: tuple[float, ...]) -> bytes:
    """What the program prints."""
    file = folder / "file"
    file.write_bytes(content)
    status, made = await confined.printed(
        picturing.PROGRAM, "redact", kind, str([[*box] for box in boxes]), file=file, seconds=picturing.SECONDS
    )
    assert status == 0
    return made


async def test_nothing_of_what_was_covered_is_left_and_the_rest_is_as_it_was(tmp_path: Path) -> None:
    original = papers.pdf(SECRET, "Nothing to hide")
    assert [len(each) for each in papers.texts_of(original)] == [len(SECRET), 15]
    copy = await redacted(tmp_path, original, "PDF", (1, *BOX))
    assert papers.texts_of(copy) == ["", ""]
    assert (papers.metadata_of(copy), papers.metadata_of(original)["Title"]) == ({}, papers.TITLE)
    for word in (SECRET, "47.11", papers.TITLE, "Paula", "Nothing"):
        assert word.encode() not in copy
    assert papers.shades(papers.drawn(copy, 1), BOX) == (0, 0)
    assert papers.shades(papers.drawn(copy, 1), (8, 25, 90, 90))[0] > 200
    untouched, before = papers.drawn(copy, 2), papers.drawn(original, 2)
    assert abs(sum(untouched.histogram()[:128]) - sum(before.histogram()[:128])) < 200
    assert papers.shades(untouched, BOX)[0] < 100
    assert await redacted(tmp_path, original, "PDF", (1, *BOX)) == copy


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP", "TIFF"])
async def test_a_picture_becomes_a_pdf_without_what_its_camera_wrote_into_it(kind: str, tmp_path: Path) -> None:
    exif = Image.Exif()
    exif[0x010E] = SECRET
    exif[0x0112] = 3  # upside down
    more: dict[str, Any] = {"exif": exif}
    if kind == "PNG":
        chunk = PngInfo()
        chunk.add_text("Comment", SECRET)
        more["pnginfo"] = chunk
    original = papers.photo(kind, **more)
    assert SECRET.encode() in original
    copy = await redacted(tmp_path, original, kind, (1, 60, 0, 70, 50))
    assert SECRET.encode() not in copy
    assert (papers.texts_of(copy), papers.metadata_of(copy)) == ([""], {})
    page = papers.drawn(copy)
    assert (page.width, page.height) == (192, 96)  # 400 by 200 dots at 150 an inch
    assert papers.shades(page, (2, 2, 45, 98))[1] < 20  # the black half is on the left now
    assert papers.shades(page, (61, 2, 69, 45)) == (0, 0)
    assert papers.shades(page, (75, 2, 98, 98))[0] > 235


async def test_a_box_takes_in_what_it_touches_at_any_place_of_the_page(tmp_path: Path) -> None:
    copy = await redacted(tmp_path, papers.pdf(SECRET), "PDF", (1, 0, 0, 0.01, 100), (1, 99.99, 0, 100, 0.01))
    page = papers.drawn(copy, dpi=150)
    assert page.getpixel((0, 700)) < 40
    assert page.getpixel((page.width - 1, 0)) < 40
    assert papers.texts_of(copy) == [""]


def box(page: int = 1, *edges: float) -> dict[str, float]:
    return {"page": page, **dict(zip(("left", "top", "right", "bottom"), edges or BOX, strict=True))}


async def test_a_copy_names_its_original_and_is_its_makers_own_until_it_is_attached(
    make_committed: Make, enter: Enter
) -> None:
    partner = await make_committed.partner()
    paula, peter, leoni = await enter(
        await make_committed.member(partner), await make_committed.member(partner),
        await make_committed.member(roles={Role.LEGAL}),
    )  # fmt: skip
    original = papers.pdf(SECRET, "More")
    file = await bring(paula, partner, original, "Offer of März.pdf")
    answer = await paula.client.post(f"/files/{file['id']}/redactions", json={"boxes": [box(), box(2, 0, 0, 100, 1)]})
    assert answer.status_code == 201, answer.text
    made = answer.json()
    assert made["id"] != file["id"]
    assert {name: made[name] for name in ("name", "type", "state", "redactionOf")} == {
        "name": "Offer of März-redacted.pdf", "type": "PDF", "state": "NOT_SCANNED", "redactionOf": file["digest"],
    }  # fmt: skip
    copy = (await paula.client.get(f"/files/{made['id']}")).content
    assert (hashlib.sha256(copy).hexdigest(), len(copy)) == (made["digest"], made["bytes"])
    assert papers.texts_of(copy) == ["", ""]
    assert [(await who.client.get(f"/files/{made['id']}")).status_code for who in (peter, leoni)] == [404, 404]
    rows = (await make_committed.session.execute(text("SELECT pages, redaction_of, name FROM file ORDER BY id"))).all()
    assert [(row.pages, row.redaction_of) for row in rows] == [(2, None), (2, file["digest"])]
    tickets = await make_committed.session.execute(text("SELECT count(*) FROM file_ticket"))
    assert tickets.scalar_one() == 0


EDGES = "Enter the edges in percent from 0 to 100: the left before the right, the top before the bottom."
WRONG: tuple[tuple[Any, str], ...] = (
    ([], "Draw 1 to 200 boxes."),
    ([box()] * 201, "Draw 1 to 200 boxes."),
    ([box(3)], "The file has no such page."),
    ([box(0)], "The file has no such page."),
    ([box(1, 50, 0, 50, 10)], EDGES),
    ([box(1, 0, 0, 101, 10)], EDGES),
    *((each, "Send the boxes as JSON with page, left, top, right and bottom of each.") for each in (
        None, 7, "all", [None], ["page"], [[1, 2, 3, 4, 5]], [{"page": 1}], [box() | {"page": "1"}],
        [box() | {"page": 1.5}], [box() | {"left": "1"}], [box() | {"left": True}], [box() | {"top": 10**400}],
    )),
)  # fmt: skip


async def test_what_cannot_be_redacted_is_said_and_nothing_is_left_of_the_try(
    make_committed: Make, enter: Enter
) -> None:
    partner = await make_committed.partner()
    paula, leoni, stranger = await enter(
        await make_committed.member(partner), await make_committed.member(roles={Role.LEGAL}),
        await make_committed.member(await make_committed.partner(name="Other Ltd")),
    )  # fmt: skip
    file = await bring(paula, partner, papers.pdf(SECRET, "More"), "Offer.pdf")
    path = f"/files/{file['id']}/redactions"
    for boxes, message in WRONG:
        answer = await paula.client.post(path, json={"boxes": boxes})
        assert refusal(answer)[2] == message, boxes
    endless = b'{"boxes": [{"page": 1, "left": 1e999, "top": 1, "right": 2, "bottom": 2}]}'
    for body in (endless, b"", b"[", b"\0", b"\xff", b"[" * 20_000, b'{"boxes": ' + b"[" * 20_000):
        assert (await paula.client.post(path, content=body)).status_code == 422
    for who in (leoni, stranger):
        assert (await who.client.post(path, json={"boxes": [box()]})).status_code == 404
    table = await bring(paula, partner)
    long = await bring(paula, partner, papers.pdf(*"abcdefghijklmnopqrstu"), "Long.pdf")
    for other, message in (
        (table, "Only PDFs and pictures can be redacted."),
        (long, "Only files of at most 20 pages can be redacted. Split it."),
    ):
        answer = await paula.client.post(f"/files/{other['id']}/redactions", json={"boxes": [box()]})
        assert refusal(answer)[1:] == ("INVALID", message)
    foreign = await paula.client.post(path, json={"boxes": [box()]}, headers={"sec-fetch-site": "cross-site"})
    assert foreign.status_code == 403
    assert (await paula.client.post("/files/fil_nothing/redactions", json={"boxes": [box()]})).status_code == 404
    found = await make_committed.session.execute(text("SELECT (SELECT count(*) FROM file), count(*) FROM file_ticket"))
    assert tuple(found.one()) == (3, 0)


async def test_the_other_side_redacts_nothing_that_it_was_shown(make_committed: Make, enter: Enter) -> None:
    partner = await make_committed.partner()
    paula, leoni = await enter(
        await make_committed.member(partner), await make_committed.member(roles={Role.LEGAL})
    )  # fmt: skip
    file = await bring(paula, partner, papers.pdf(SECRET), "Offer.pdf")
    file_id = ids.parse(file["id"])[1]
    await make_committed.session.execute(
        text("UPDATE file SET record_type = 'org', record_id = partner_id, is_shared = true WHERE id = :id"),
        {"id": file_id},
    )
    await make_committed.session.commit()
    for who, status in ((leoni, 404), (paula, 404)):  # nobody holds files of an organisation
        answer = await who.client.post(f"/files/{file['id']}/redactions", json={"boxes": [box()]})
        assert answer.status_code == status
    await make_committed.session.execute(text("UPDATE file SET record_type = 'doc' WHERE id = :id"), {"id": file_id})
    await make_committed.session.commit()
    answer = await leoni.client.post(f"/files/{file['id']}/redactions", json={"boxes": [box()]})
    assert refusal(answer)[1:] == ("NOT_PERMITTED", "Only the side that added a file can make a redacted copy of it.")
