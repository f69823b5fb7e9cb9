"""R64: addresses that partners name lead to the open internet, over https, to the host that was checked, or nowhere."""

import asyncio
import contextlib
import ipaddress
import ssl
import tempfile
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from auth.federation import fetch
from auth.federation.fetch import Outside
from auth.federation.rules import Failed
from tests import patience

STRICT, LOOSE = Outside(), Outside(allow_loopback_http=True)


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1", "10.0.0.1", "172.16.0.1", "192.168.1.1", "169.254.169.254", "0.0.0.0", "100.64.0.1", "224.0.0.1",
        "255.255.255.255", "192.0.2.1", "198.18.0.1", "::1", "::", "fe80::1", "fc00::1", "ff02::1", "::ffff:10.0.0.1",
        "::ffff:8.8.8.8", "64:ff9b::a00:1", "64:ff9b:1::1", "2002:a00:1::1", "2001:0:4136:e378::1", "2001:db8::1",
        "100::1",
    ],
)  # fmt: skip
def test_r64_an_address_inside_is_never_asked(address: str) -> None:
    assert fetch.is_public(ipaddress.ip_address(address)) is False


@pytest.mark.parametrize("address", ["8.8.8.8", "93.184.215.14", "2606:2800:21f:cb07:6820:80da:af6b:8b2c"])
def test_r64_an_address_in_the_open_internet_may_be(address: str) -> None:
    assert fetch.is_public(ipaddress.ip_address(address)) is True


@pytest.mark.parametrize(
    "url",
    [
        "http://partner.example", "ftp://partner.example", "file:///etc/passwd", "https://", "https:partner.example",
        "https://a:b@partner.example", "https://partner.example@evil.example", "https://partner.example/#a",
        "https://partner.example:99999/", "https://[not-an-ip]/", "https://partner.example/\n", "javascript:alert(1)",
        "https://partner.example/\\evil", "https://\u0440artner.example", "https://partner.example/" + "x" * 2000, "",
        None, 7, "http://127.0.0.1:1", "http://localhost",
    ],
)  # fmt: skip
def test_r64_an_address_that_is_not_plain_https_is_refused(url: object) -> None:
    with pytest.raises(Failed, match="address_not_allowed"):
        STRICT.checked(url)


@pytest.mark.parametrize("url", ["http://127.0.0.1:8000/a", "http://[::1]/a", "http://localhost/a?b=c"])
def test_r64_http_on_loopback_is_for_trying_out_alone(url: str) -> None:
    assert LOOSE.checked(url) == url


@pytest.mark.parametrize("found", [["10.0.0.1"], ["8.8.8.8", "10.0.0.1"], ["8.8.8.8", "::1"], []])
async def test_r64_one_address_inside_spoils_a_name(found: list[str]) -> None:
    async def resolve(_host: str, _port: int) -> list[str]:
        return found

    with pytest.raises(Failed, match="address_not_public"):
        await Outside(resolve=resolve).get("https://partner.example/")


@pytest.mark.parametrize("url", ["https://127.0.0.1/", "https://[::1]/", "https://10.0.0.1/", "https://2130706433/"])
async def test_r64_an_address_in_digits_is_looked_at_as_well(url: str) -> None:
    with pytest.raises(Failed, match=r"address_not_public|provider_unreachable"):
        await Outside(seconds=1).get(url)


@contextlib.asynccontextmanager
async def answering(reply: bytes, *, tls: ssl.SSLContext | None = None, is_slow: bool = False) -> AsyncIterator[int]:
    """A server on loopback that says these bytes to whatever it is asked, as its port; if it is slow, too late."""
    over = asyncio.Event()
    answers = set[asyncio.Task[None] | None]()

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        answers.add(asyncio.current_task())
        with contextlib.suppress(asyncio.IncompleteReadError, ConnectionError):
            heads.append((await reader.readuntil(b"\r\n\r\n")).decode())
            if is_slow:
                await over.wait()
            writer.write(reply)
            await writer.drain()
        writer.close()

    heads = HEADS
    heads.clear()
    server = await asyncio.start_server(answer, "127.0.0.1", 0, ssl=tls)
    async with server:
        yield server.sockets[0].getsockname()[1]
        over.set()
        await asyncio.gather(*filter(None, answers))


HEADS: list[str] = []
OK = b'HTTP/1.1 200 OK\r\ncontent-length: 13\r\nconnection: close\r\n\r\n{"said": "a"}'


def certified(name: str) -> tuple[ssl.SSLContext, ssl.SSLContext]:
    """What a server of this name shows, and what a client that trusts it looks with."""
    key = ec.generate_private_key(ec.SECP256R1())
    who = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(who)
        .issuer_name(who)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(name)]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    server = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    certificate = made.public_bytes(serialization.Encoding.PEM)
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "both.pem"
        file.write_bytes(certificate + private)
        server.load_cert_chain(file)
    return server, ssl.create_default_context(cadata=certificate.decode())


async def test_r64_a_name_is_resolved_once_and_the_certificate_is_the_names() -> None:
    asked: list[str] = []

    async def rebinding(host: str, _port: int) -> list[str]:
        asked.append(host)
        return ["127.0.0.1"] if len(asked) == 1 else ["10.0.0.1"]

    server, client = certified("idp.partner.example")
    async with answering(OK, tls=server) as port:
        outside = Outside(allow_loopback_http=True, resolve=rebinding, tls=client)
        answer = await outside.get(f"https://idp.partner.example:{port}/a?b=c")

    assert answer == fetch.Answer(200, {"said": "a"})
    assert asked == ["idp.partner.example"]
    assert HEADS[0].splitlines()[0] == "GET /a?b=c HTTP/1.1"
    assert f"host: idp.partner.example:{port}" in HEADS[0].lower()


async def test_r64_another_names_certificate_is_not_accepted() -> None:
    async def here(_host: str, _port: int) -> list[str]:
        return ["127.0.0.1"]

    server, client = certified("other.example")
    async with answering(OK, tls=server) as port:
        with pytest.raises(Failed, match="provider_unreachable"):
            await Outside(allow_loopback_http=True, resolve=here, tls=client).get(f"https://idp.example:{port}/")


@pytest.mark.parametrize(
    ("reply", "outcome"),
    [
        (b"HTTP/1.1 302 Found\r\nlocation: http://10.0.0.1/\r\ncontent-length: 0\r\n\r\n", fetch.Answer(302, {})),
        (b"HTTP/1.1 200 OK\r\nconnection: close\r\n\r\n" + b" " * 300_000, "answer_too_long"),
        (b"HTTP/1.1 200 OK\r\ncontent-encoding: gzip\r\ncontent-length: 2\r\n\r\n{}", "answer_compressed"),
        (b"HTTP/1.1 200 OK\r\ncontent-length: 1\r\n\r\n\xff", fetch.Answer(200, {})),
        (b"no http at all\r\n\r\n", "provider_unreachable"),
        (b"", "provider_unreachable"),
    ],
)
async def test_r64_no_redirect_is_followed_and_no_answer_is_too_long(reply: bytes, outcome: object) -> None:
    async with answering(reply) as port:
        if isinstance(outcome, str):
            with pytest.raises(Failed, match=outcome):
                await LOOSE.get(f"http://127.0.0.1:{port}/")
        else:
            assert await LOOSE.get(f"http://127.0.0.1:{port}/") == outcome


async def test_r64_a_server_that_takes_its_time_is_left() -> None:
    async with answering(OK, is_slow=True) as port:
        began = asyncio.get_running_loop().time()
        with pytest.raises(Failed, match="provider_unreachable"):
            await Outside(allow_loopback_http=True, seconds=0.2).get(f"http://127.0.0.1:{port}/")
        assert asyncio.get_running_loop().time() - began < 2 * patience.slowness()
