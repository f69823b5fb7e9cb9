"""One running portal and one browser for a module: while the browser runs, no other test may have an event loop."""

import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect, sync_playwright

from tests import patience
from tests.frontend.browser import demonstration


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    path, wait = demonstration.chromium(), patience.SECONDS * 1000
    expect.set_options(timeout=wait)
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=path, args=demonstration.ARGUMENTS, timeout=wait)
        yield launched
        launched.close()


@pytest.fixture(scope="module")
def portal(browser: Browser) -> Iterator[demonstration.Portal]:  # noqa: ARG001 - without a browser none is needed
    # Not pytest's own folder: the database's socket needs a short path.
    folder = Path(tempfile.mkdtemp(prefix="ent"))
    try:
        with demonstration.running(folder) as started:
            yield started
    finally:
        shutil.rmtree(folder, ignore_errors=True)
