"""Letters on their way to a real server: it may be slow, hang up, refuse, want a password, or not be there."""

import asyncio
import email
import ssl
import time
from collections import Counter
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from sqlalchemy import text

from portal import delivery, mail, post, work
from portal.access import AccessClass
from portal.contracts.rules import Status
from portal.database.pools import Database
from portal.post import Post
from portal.settings import Settings
from tests import patience
from tests.mail.postbox import Postbox, postbox
from tests.make import NOW, Make

LATER = timedelta(hours=1)


def post_to(url: str) -> Post:
    return Post.of(Settings(Path(), None, "https://portal.example", b"secret", smtp_url=url))


async def written(database: Database, make: Make, count: int = 1) -> None:
    """So many letters that wait, each to somebody else."""
    partner = await make.partner()
    await make.session.commit()
    async with database.transaction(AccessClass.SYSTEM) as session:
        for number in range(count):
            to = f"reader{number}@partner.example"
            await mail.send(session, partner_id=partner.id, to=to, subject=f"{number}", text="Read.", now=NOW)


async def left(make: Make) -> int:
    """How many letters wait."""
    found = await make.session.scalar(text("SELECT count(*) FROM mail WHERE due_at IS NOT NULL"))
    await make.session.commit()
    return int(found or 0)


def ids_of(box: Postbox) -> Counter[str]:
    return Counter(email.message_from_bytes(body)["Message-ID"] for _, body in box.letters)


async def test_many_letters_leave_over_one_connection_and_several_connections_at_once(
    database: Database, make_committed: Make
) -> None:
    await written(database, make_committed, 3 * delivery.TAKEN)
    async with postbox() as box:
        assert await delivery.deliver(database, post_to(box.url), NOW) == 3 * delivery.TAKEN
        assert (box.connections, len(ids_of(box)), box.most_at_once) == (1, 3 * delivery.TAKEN, 1)
    await written(database, make_committed, 40)
    async with postbox() as box:
        box.delay = 0.1
        lanes = (delivery.deliver(database, post_to(box.url), NOW) for _ in range(delivery.LANES))
        assert sum(await asyncio.gather(*lanes)) == 40
        assert (len(box.letters), len(ids_of(box)), box.most_at_once) == (40, 40, delivery.LANES)
        assert box.connections <= delivery.LANES


@pytest.mark.parametrize(("when", "arrived"), [("before", 1), ("after", 2)])
async def test_a_letter_whose_connection_breaks_is_sent_again_and_known_by_its_id(
    database: Database, make_committed: Make, when: str, arrived: int
) -> None:
    await written(database, make_committed)
    async with postbox() as box:
        box.hangs_up = when
        assert await delivery.deliver(database, post_to(box.url), NOW) == 0
        assert await left(make_committed) == 1
        box.hangs_up = ""
        assert await delivery.deliver(database, post_to(box.url), NOW + LATER) == 1
    assert list(ids_of(box).values()) == [arrived]


async def test_one_letter_that_breaks_its_connection_does_not_take_the_others_with_it(
    database: Database, make_committed: Make
) -> None:
    await written(database, make_committed, 4)
    async with postbox() as box:
        box.unknown = {"reader0@partner.example"}
        box.answers = {"DATA": "421 closing"}
        assert await delivery.deliver(database, post_to(box.url), NOW) == 0
        box.answers = {}
        assert await delivery.deliver(database, post_to(box.url), NOW + LATER) == 3
    assert await left(make_committed) == 0


async def test_a_server_that_never_answers_holds_up_nothing_but_letters(
    database: Database, make_committed: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(delivery, "SECONDS_OF_A_LETTER", 1.0)
    await written(database, make_committed, 8)
    await make_committed.contract(status=Status.SIGNED, due_at=NOW)
    async with postbox() as box:
        box.delay = patience.SECONDS
        began = time.monotonic()
        running = asyncio.create_task(work.keep_time(database, post_to(box.url)))
        moved = text("SELECT count(*) FROM journal WHERE event = 'contract.activated'")
        async with asyncio.timeout(patience.SECONDS):
            while True:
                if await make_committed.session.scalar(moved):
                    break
                await make_committed.session.commit()
                await asyncio.sleep(0.05)
        waited = time.monotonic() - began
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)
        assert box.letters == []
    assert waited < 5 * patience.slowness()
    assert await left(make_committed) == 8


@pytest.mark.parametrize("scheme", ["smtp", "smtps"])
async def test_a_server_that_answers_byte_by_byte_is_given_up(scheme: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(post, "SECONDS", 0.5)

    async def trickle(_reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with suppress(OSError):
            while not writer.is_closing():
                writer.write(b"2")
                await writer.drain()
                await asyncio.sleep(0.05)

    async with await asyncio.start_server(trickle, "127.0.0.1", 0) as server:
        port = server.sockets[0].getsockname()[1]
        began = time.monotonic()
        with pytest.raises(OSError, match=r"took too long|closed|SSL"):
            await asyncio.to_thread(post_to(f"{scheme}://127.0.0.1:{port}").carrier.open)
    assert time.monotonic() - began < 5 * patience.slowness()


async def test_a_worker_that_is_stopped_in_the_middle_loses_no_letter(database: Database, make_committed: Make) -> None:
    await written(database, make_committed, 10)
    async with postbox() as box:
        box.delay = 0.05
        for number in range(5):
            now = NOW + number * LATER
            stopped = asyncio.create_task(delivery.deliver(database, post_to(box.url), now))
            await asyncio.sleep(0.08)
            stopped.cancel()
            with suppress(asyncio.CancelledError):
                await stopped
        await delivery.deliver(database, post_to(box.url), NOW + 10 * LATER)
    assert list(ids_of(box).values()) == [1] * 10
    assert await left(make_committed) == 0


async def test_letters_of_a_process_that_died_are_due_again_after_two_minutes(
    database: Database, make_committed: Make
) -> None:
    await written(database, make_committed, 3)
    assert len(await delivery._taken(database, NOW)) == 3
    async with postbox() as box:
        assert await delivery.deliver(database, post_to(box.url), NOW + timedelta(seconds=119)) == 0
        assert await delivery.deliver(database, post_to(box.url), NOW + timedelta(seconds=120)) == 3


def certificate(folder: Path) -> ssl.SSLContext:
    """That of a server on this machine; whoever trusts the file beside it trusts the server."""
    key, name = ec.generate_private_key(ec.SECP256R1()), x509.Name([])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name).issuer_name(name).public_key(key.public_key()).serial_number(1)
        .not_valid_before(now - timedelta(days=1)).not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))]), critical=True)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )  # fmt: skip
    (folder / "cert.pem").write_bytes(made.public_bytes(serialization.Encoding.PEM))
    kind = serialization.PrivateFormat.PKCS8
    private = key.private_bytes(serialization.Encoding.PEM, kind, serialization.NoEncryption())
    (folder / "key.pem").write_bytes(private)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(folder / "cert.pem", folder / "key.pem")
    return context


@pytest.mark.parametrize(
    ("password", "trusted", "arrives"), [("pass:word", 1, 1), ("wrong", 1, 0), ("pass:word", 0, 0)]
)
async def test_a_password_goes_encrypted_to_a_server_that_is_trusted_and_to_no_other(
    database: Database, make_committed: Make, tmp_path: Path, monkeypatch: pytest.MonkeyPatch,
    password: str, trusted: int, arrives: int,
) -> None:  # fmt: skip
    await written(database, make_committed)
    context = certificate(tmp_path)
    if trusted:
        monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "cert.pem"))
    async with postbox(context, password="pass:word") as box:
        url = box.url.replace("//", f"//portal:{password.replace(':', '%3A')}@")
        assert await delivery.deliver(database, post_to(url), NOW) == arrives
    assert len(box.letters) == arrives
    faults: Any = await make_committed.session.scalar(text("SELECT fault FROM mail"))
    assert "pass:word" not in faults
