"""Bytes are kept under their keys alike in a folder and in a bucket of a real server that speaks S3's language."""

import asyncio
import socket
import stat
from collections.abc import Iterator
from pathlib import Path

import boto3
import pytest
from moto.server import ThreadedMotoServer

from portal.files import bucket, store
from portal.files.bucket import Bucket
from portal.files.store import Folder, Store
from portal.settings import load

KEY, CONTENT = "0190a8a0-0000-7000-8000-000000000001/" + "ab" * 32, bytes(range(256)) * 4_000


@pytest.fixture(scope="module")
def s3() -> Iterator[str]:
    """The address of a bucket."""
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    address = f"http://{host}:{port}"
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("AWS_ACCESS_KEY_ID", "somebody")
        patch.setenv("AWS_SECRET_ACCESS_KEY", "a secret of the tests")
        client = boto3.client("s3", endpoint_url=address, region_name="eu-central-1")
        client.create_bucket(Bucket="kept", CreateBucketConfiguration={"LocationConstraint": "eu-central-1"})
        client.close()
        yield f"s3://kept/entente?endpoint={address}&region=eu-central-1"
    server.stop()


@pytest.fixture(params=["folder", "bucket"])
def kept(request: pytest.FixtureRequest, tmp_path: Path) -> Store:
    environment = {"PORTAL_DATA_DIR": str(tmp_path)}
    if request.param == "bucket":
        environment["PORTAL_FILES_URL"] = request.getfixturevalue("s3")
    made = store.of(load(environment))
    assert type(made) is {"folder": Folder, "bucket": Bucket}[request.param]
    return made


async def pieces(kept: Store, start: int, end: int) -> bytes:
    return b"".join([piece async for piece in kept.pieces(KEY, start, end)])


async def test_what_was_put_is_there_whole_and_in_parts_until_it_is_removed(kept: Store, tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.write_bytes(CONTENT)

    await kept.put(KEY, file)

    assert await kept.has(KEY)
    assert await pieces(kept, 0, len(CONTENT)) == CONTENT
    assert await pieces(kept, 300, 70_000) == CONTENT[300:70_000]
    assert [key async for key, _ in kept.listed()] == [KEY]
    await kept.remove(KEY)
    await kept.remove(KEY)
    assert not await kept.has(KEY)
    assert [key async for key, _ in kept.listed()] == []
    with pytest.raises(FileNotFoundError):
        await pieces(kept, 0, 1)


async def test_what_is_there_is_never_written_over(kept: Store, tmp_path: Path) -> None:
    first, second = tmp_path / "first", tmp_path / "second"
    first.write_bytes(CONTENT)
    second.write_bytes(b"another")

    await kept.put(KEY, first)
    await kept.put(KEY, second)

    assert await pieces(kept, 0, len(CONTENT)) == CONTENT
    await kept.remove(KEY)


async def test_only_the_portals_own_account_reads_what_is_in_the_folder(tmp_path: Path) -> None:
    async with store.spooled(tmp_path / "incoming") as spool:
        await spool.take(CONTENT)
        await spool.finish()
        on_the_way = spool.path.stat()
        await Folder(tmp_path / "kept").put(KEY, spool.path)

    found = (tmp_path / "kept" / KEY).stat()
    assert stat.S_IMODE(on_the_way.st_mode) == stat.S_IMODE(found.st_mode) == 0o600
    assert stat.S_IMODE((tmp_path / "incoming").stat().st_mode) == 0o700
    assert (spool.path.exists(), found.st_size, found.st_nlink) == (False, len(CONTENT), 1)


@pytest.mark.parametrize(
    "address", ["https://kept.example", "s3://", "s3://kept?place=here", "s3://kept?endpoint", "file:///tmp"]
)
def test_an_address_that_is_no_bucket_stops_the_start(address: str, tmp_path: Path) -> None:
    with pytest.raises(ValueError, match=r"PORTAL_FILES_URL is s3://|bad query field"):
        store.of(load({"PORTAL_DATA_DIR": str(tmp_path), "PORTAL_FILES_URL": address}))


async def test_a_server_that_is_away_is_an_outage_and_no_lost_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "somebody")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "a secret of the tests")
    with socket.create_server(("127.0.0.1", 0)) as closed:
        port = closed.getsockname()[1]
    kept = Bucket(f"s3://kept?endpoint=http://127.0.0.1:{port}&region=eu-central-1")
    (tmp_path / "file").write_bytes(CONTENT)

    async def listed() -> list[str]:
        return [key async for key, _ in kept.listed()]

    for asked in (kept.put(KEY, tmp_path / "file"), kept.has(KEY), pieces(kept, 0, 1), kept.remove(KEY), listed()):
        with pytest.raises(OSError, match="The store of files did not answer") as fault:
            await asked
        assert not isinstance(fault.value, FileNotFoundError)


async def test_whoever_fetches_slowly_gets_all_of_it(s3: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Longer than the server is given to answer, of which a reader's pauses are no part."""
    monkeypatch.setattr(bucket, "ANSWERED_WITHIN", "1s")
    kept, content = Bucket(s3), bytes(3 * bucket.PIECE)
    (tmp_path / "file").write_bytes(content)
    await kept.put(KEY, tmp_path / "file")

    found = 0
    async for piece in kept.pieces(KEY, 0, len(content)):
        found += len(piece)
        await asyncio.sleep(0.6)

    assert found == len(content)
    await kept.remove(KEY)
