"""What a reader has to download: facts about sizes, no timings."""

import gzip

import pytest

from frontend_stub import app
from frontend_stub.site.assets import STATIC
from frontend_stub.site.page import Page
from tests.frontend.test_pages import address, side_of
from tests.frontend.world import World, browser


def packed(content: bytes) -> int:
    return len(gzip.compress(content, 9))


def test_the_style_and_the_script_stay_small() -> None:
    assert packed((STATIC / "app.css").read_bytes()) <= 8 * 1024
    assert sum(packed((STATIC / name).read_bytes()) for name in ("portal.js", "live.js")) <= 6 * 1024


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
