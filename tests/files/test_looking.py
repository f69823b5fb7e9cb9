"""Looking at a file page by page: pictures that a browser shows, for who gets the bytes and nobody else."""

import io
from pathlib import Path

import pytest
from PIL import Image

from portal.files import confined, picturing
from tests.entering import Enter
from tests.files import papers
from tests.files.test_bringing import bring
from tests.make import Make

HEADERS = {
    "content-type": "image/webp", "x-content-type-options": "nosniff",
    "content-disposition": 'inline; filename="page-2.webp"', "cache-control": "private, no-cache",
    "content-security-policy": "sandbox; default-src 'none'; frame-ancestors 'none'",
    "cross-origin-resource-policy": "same-origin",
}  # fmt: skip


async def test_the_pages_of_a_pdf_are_pictures_in_their_order(make_committed: Make, enter: Enter) -> None:
    partner = await make_committed.partner()
    (paula,) = await enter(await make_committed.member(partner))
    file = await bring(paula, partner, papers.pdf("Short", "A page with many more words on it"), "Two.pdf")
    ink = []
    for number in (1, 2):
        path = f"/files/{file['id']}/pages/{number}"
        answer = await paula.client.get(path)
        assert answer.status_code == 200
        with Image.open(io.BytesIO(answer.content)) as page:
            assert (page.format, page.size) == ("WEBP", (1240, 1654))
            ink.append(sum(page.convert("L").histogram()[:128]))
    assert ink[1] > 2 * ink[0]
    assert {name: answer.headers[name] for name in HEADERS} == HEADERS
    grid = await paula.client.get(f"{path}?grid=1")
    assert len(grid.content) > len(answer.content)
    again = await paula.client.get(path, headers={"if-none-match": answer.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert grid.headers["etag"] != answer.headers["etag"]
    for other in ("0", "3", "99999999999999999999", "-1", "x"):
        assert (await paula.client.get(f"/files/{file['id']}/pages/{other}")).status_code == 404


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP", "TIFF"])
async def test_a_picture_has_one_page(kind: str, make_committed: Make, enter: Enter) -> None:
    partner = await make_committed.partner()
    (paula,) = await enter(await make_committed.member(partner))
    file = await bring(paula, partner, papers.photo(kind), f"Photo.{kind.lower()}")
    answer = await paula.client.get(f"/files/{file['id']}/pages/1")
    assert (await paula.client.get(f"/files/{file['id']}/pages/2")).status_code == 404
    with Image.open(io.BytesIO(answer.content)) as page:
        assert page.size == (400, 200)
        assert page.convert("L").getpixel((300, 100)) < 20  # type: ignore[operator]  # one shade


async def test_of_a_long_file_the_first_twenty_pages_are_shown_and_of_a_table_none(
    make_committed: Make, enter: Enter
) -> None:
    partner = await make_committed.partner()
    (paula,) = await enter(await make_committed.member(partner))
    long = await bring(paula, partner, papers.pdf(*"abcdefghijklmnopqrstuv"), "Long.pdf")
    codes = [(await paula.client.get(f"/files/{long['id']}/pages/{number}")).status_code for number in (20, 21)]
    assert codes == [200, 404]
    table = await bring(paula, partner)
    assert (await paula.client.get(f"/files/{table['id']}/pages/1")).status_code == 404


async def test_who_draws_takes_no_more_than_it_may(tmp_path: Path) -> None:
    """Programs that eat time or memory in place of the one that draws."""
    file = tmp_path / "file"
    file.write_bytes(b"x")
    held = picturing.PROGRAM.read_text().partition("def main()")[0]
    for code in ("resource.setrlimit(resource.RLIMIT_CPU, (1, 1))\nwhile True: pass", "bytearray(2_000_000_000)"):
        program = tmp_path / "program.py"
        program.write_text(f"{held}\n_confine()\n{code}\n")
        status, drawn = await confined.printed(program, file=file, seconds=picturing.SECONDS)
        assert status != 0
        assert drawn == b""
    sleeping = tmp_path / "sleeping.py"
    sleeping.write_text("import time; print('x' * 100_000, flush=True); time.sleep(600)")
    status, drawn = await confined.printed(sleeping, file=file, seconds=0.5)
    assert status == -9
