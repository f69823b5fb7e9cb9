"""One browser for a module: while it runs, no other test may have an event loop."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, expect, sync_playwright

from tests import patience
from tests.frontend.browser import people
from tests.served import Served


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    path, wait = people.chromium(), patience.SECONDS * 1000
    expect.set_options(timeout=wait)
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=path, args=people.ARGUMENTS, timeout=wait)
        yield launched
        launched.close()


@pytest.fixture(scope="module")
def portal(browser: Browser, request: pytest.FixtureRequest) -> Served:  # noqa: ARG001 - without it none is started
    started: Served = request.getfixturevalue("demonstration")
    return started
