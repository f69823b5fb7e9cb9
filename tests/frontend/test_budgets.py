"""What a reader has to download: facts about sizes, no timings."""

import gzip
import re

import pytest

from frontend_stub import app
from frontend_stub.site import assets
from frontend_stub.site.assets import STATIC
from frontend_stub.site.page import Page
from tests.frontend.test_pages import address, side_of
from tests.frontend.world import World, browser


def packed(content: bytes) -> int:
    return len(gzip.compress(content, 9))


def test_the_style_and_the_script_stay_small() -> None:
    assert packed((STATIC / "app.css").read_bytes()) <= 8 * 1024
    assert packed((STATIC / "portal.js").read_bytes()) <= 6 * 1024


async def test_a_style_and_a_script_are_sent_without_what_is_for_their_readers_alone() -> None:
    async with browser(World()) as client:
        style, script = [(await client.get(assets.own().url(name))).text for name in ("app.css", "portal.js")]
    source = re.sub(r"/\*.*?\*/", "", (STATIC / "app.css").read_text(encoding="utf-8"), flags=re.DOTALL)
    assert "".join(style.split()) == "".join(source.split()).replace(";}", "}")
    lines = (STATIC / "portal.js").read_text(encoding="utf-8").splitlines()
    said = [line for line in lines if not line.strip().startswith(("//", "/**"))]
    assert "".join(script.split()) == "".join("".join(said).split())


@pytest.mark.parametrize("page", app.PAGES, ids=lambda page: page.path)
async def test_a_cold_page_stays_within_45_kilobytes_and_8_files(page: Page) -> None:
    async with browser(World(side=side_of(page))) as client:
        answer = await client.get(address(page))
    files = {part.split("#")[0] for part in answer.text.split('"') if part.startswith("/static/")}
    sizes = [packed((STATIC / name.rsplit("/", 1)[1]).read_bytes()) for name in files]
    assert len(files) + 1 <= 8
    assert packed(answer.content) <= 25 * 1024
    assert packed(answer.content) + sum(sizes) <= 45 * 1024
    assert "http://" not in answer.text.replace("http://www.w3.org", "")
