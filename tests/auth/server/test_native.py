"""Programs on people's own machines: nobody there is known by an address, so people are asked each time."""

import httpx
import pytest

from tests.auth.server.provider import CALLBACK, Program, Provider, answer_of

HOME = "http://127.0.0.1/cb"


async def allowed(provider: Provider, program: Program, address: str) -> httpx.AsyncClient:
    """The browser of somebody who has just allowed the program all it asks, at this address."""
    browser = await provider.signed_in(await provider.person())
    await provider.code(browser, program, redirect_uri=address)
    return browser


@pytest.mark.parametrize("port", [":49152", ":49153", ""])
async def test_a_native_program_without_a_secret_is_asked_about_again_at_every_port(
    provider: Provider, port: str
) -> None:
    program = await provider.public(is_native=True, redirect_uris=[HOME])
    browser, address = await allowed(provider, program, "http://127.0.0.1:49152/cb"), f"http://127.0.0.1{port}/cb"

    asked = await provider.authorize(browser, program, redirect_uri=address)
    silent = await provider.authorize(browser, program, redirect_uri=address, prompt="none")

    assert asked.headers["location"].startswith("/oauth/consent?")
    assert silent.headers["location"].startswith(f"{address}?")
    assert answer_of(silent)["error"] == "consent_required"
    assert await provider.code(browser, program, redirect_uri=address)


async def test_a_program_that_proves_itself_or_is_called_back_at_its_own_host_is_asked_about_once(
    provider: Provider,
) -> None:
    proves_itself = await provider.program(is_native=True, redirect_uris=[HOME])
    own_host = await provider.public()

    for program, address in ((proves_itself, "http://127.0.0.1:49152/cb"), (own_host, CALLBACK)):
        browser = await allowed(provider, program, address)
        silent = await provider.authorize(browser, program, redirect_uri=address, prompt="none")
        assert "code" in answer_of(silent)
