"""Where a request comes from, behind the proxies that were named and behind any other."""

from pathlib import Path
from typing import Any

import pytest

from portal import settings
from portal.commands import serving


async def seen_from(proxies: str, tmp_path: Path) -> tuple[str, int]:
    """The address that the application sees of a request which a proxy at 10.1.2.3 passes on for 203.0.113.9."""
    found: list[tuple[str, int]] = []

    async def application(scope: Any, _receive: Any, _send: Any) -> None:
        found.append(scope["client"])

    given = settings.load({"PORTAL_DATA_DIR": str(tmp_path), "PORTAL_PROXIES": proxies})
    config = serving.server_config(application, given)
    config.load()
    heads = [(b"x-forwarded-for", b"198.51.100.1, 203.0.113.9"), (b"x-forwarded-proto", b"https")]
    scope = {
        "type": "http", "asgi": {"version": "3.0"}, "http_version": "1.1", "method": "GET", "path": "/",
        "scheme": "http", "headers": heads, "client": ("10.1.2.3", 50000),
    }  # fmt: skip
    await config.loaded_app(scope, None, None)
    return found[0]


@pytest.mark.parametrize(
    ("proxies", "address"),
    [
        ("10.1.2.3", "203.0.113.9"), ("192.0.2.1, 10.0.0.0/8", "203.0.113.9"), ("", "10.1.2.3"),
        ("10.1.2.4", "10.1.2.3"),
    ],
)  # fmt: skip
async def test_r70_a_proxy_is_believed_if_it_was_named_and_only_for_the_last_step(
    proxies: str, address: str, tmp_path: Path
) -> None:
    assert (await seen_from(proxies, tmp_path))[0] == address


@pytest.mark.parametrize("proxies", ["*", "proxy.example", "10.0.0.0/33", "10.0.0.1/8"])
def test_r70_what_is_no_address_of_a_proxy_is_refused_at_the_start(proxies: str, tmp_path: Path) -> None:
    with pytest.raises(ValueError, match=r"10\.0\.0|IPv4"):
        settings.load({"PORTAL_DATA_DIR": str(tmp_path), "PORTAL_PROXIES": proxies})
