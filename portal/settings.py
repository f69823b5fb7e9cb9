"""Every setting the portal reads from its environment, with its default and what it does."""

import ipaddress
import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

import platformdirs


@dataclass(frozen=True, slots=True)
class Settings:
    """What one process runs with; read once at start."""

    data_dir: Path
    """PORTAL_DATA_DIR: the embedded database, its binaries and the secret. Default: the user's data folder."""
    database_url: str | None
    """PORTAL_DATABASE_URL: a PostgreSQL server of your own, as its owner. Default: the embedded server."""
    public_url: str
    """PORTAL_PUBLIC_URL: the address people type. Default: http on the host and port served."""
    secret: bytes = field(repr=False)
    """PORTAL_SECRET: passwords of the database logins and the signature of cursors derive from it; the same on every
    machine. Default: made at the first start and kept in the data folder."""
    request_seconds: float = 10.0
    """PORTAL_REQUEST_SECONDS: a statement that runs longer is cancelled."""
    pool_size: int = 8
    """PORTAL_POOL_SIZE: connections for reads that each access class keeps."""
    cost_per_second: int = 10_000
    """PORTAL_COST_PER_SECOND: how much each person and each program may ask of the API, in the units that its answers
    name; up to ten times as much at once. Each process counts for itself. 0 limits nothing."""
    streams: int = 1_000
    """PORTAL_STREAMS: how many subscriptions each process answers at once; one more is told to try again later."""
    smtp_url: str | None = field(default=None, repr=False)
    """PORTAL_SMTP_URL: the mail server, smtps://user:password@host:465 or smtp://… with STARTTLS. Default: letters are
    written as files into the data folder."""
    works: bool = True
    """PORTAL_WORK=0: `serve` and `demo` only answer requests; the clock, reactions, jobs and letters are left to
    processes of `python -m portal work`. Default: every process that serves works as well."""
    mail_from: str = ""
    """PORTAL_MAIL_FROM: the address letters come from. Default: entente at the host of the public address."""
    proxies: tuple[str, ...] = ()
    """PORTAL_PROXIES: addresses and networks of the proxies in front, 127.0.0.1, 10.0.0.0/8. Their X-Forwarded-For says
    where a request comes from; without it everybody seems to come from the proxy, and one guesser makes all wait.
    Default: none, and the header counts for nothing."""
    dns_resolver: str = ""
    """PORTAL_DNS_RESOLVER: the DNS server asked about mail domains, 192.0.2.53 or 127.0.0.1:5353. Default: those
    of this machine."""
    files_url: str | None = None
    """PORTAL_FILES_URL: where the bytes of files are kept, s3://BUCKET/FOLDER?endpoint=https://…&region=…, with the
    account in AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY. Default: the folder `files` in the data folder."""
    clamd: str | None = None
    """PORTAL_CLAMD: the virus scanner, clamd: HOST:PORT or its socket's path. Default: none; no file is scanned."""
    passkeys_optional: bool = False
    """PORTAL_PASSKEYS=optional: a password alone signs in and confirms. For trying the portal out: refused unless the
    public address is loopback; `demo` sets it. Default: required."""
    allow_loopback_http: bool = False
    """PORTAL_ALLOW_LOOPBACK_HTTP=1: identity providers and redirect addresses may be http on loopback. For tests:
    refused unless the public address is loopback."""


def load(environment: Mapping[str, str] = os.environ, *, public_url: str = "http://127.0.0.1:8000") -> Settings:
    """The settings of this process; the data folder is made if it is missing."""
    data_dir = Path(environment.get("PORTAL_DATA_DIR") or platformdirs.user_data_path("entente"))
    data_dir.mkdir(parents=True, exist_ok=True, mode=0o700)
    public_url = (environment.get("PORTAL_PUBLIC_URL") or public_url).rstrip("/")
    return Settings(
        data_dir=data_dir,
        database_url=environment.get("PORTAL_DATABASE_URL") or None,
        public_url=public_url,
        secret=_secret(environment.get("PORTAL_SECRET"), data_dir / "secret"),
        request_seconds=float(environment.get("PORTAL_REQUEST_SECONDS") or 10),
        pool_size=int(environment.get("PORTAL_POOL_SIZE") or 8),
        cost_per_second=int(environment.get("PORTAL_COST_PER_SECOND") or 10_000),
        streams=int(environment.get("PORTAL_STREAMS") or 1_000),
        smtp_url=environment.get("PORTAL_SMTP_URL") or None,
        works=environment.get("PORTAL_WORK") != "0",
        mail_from=environment.get("PORTAL_MAIL_FROM") or "",
        proxies=_networks(environment.get("PORTAL_PROXIES") or ""),
        dns_resolver=environment.get("PORTAL_DNS_RESOLVER") or "",
        files_url=environment.get("PORTAL_FILES_URL") or None,
        clamd=environment.get("PORTAL_CLAMD") or None,
        passkeys_optional=_loosened(environment, "PORTAL_PASSKEYS", "optional", public_url),
        allow_loopback_http=_loosened(environment, "PORTAL_ALLOW_LOOPBACK_HTTP", "1", public_url),
    )


def _networks(listed: str) -> tuple[str, ...]:
    """Raises ValueError for what is no address and no network."""
    return tuple(str(ipaddress.ip_network(each.strip())) for each in listed.split(",") if each.strip())


def _loosened(environment: Mapping[str, str], name: str, value: str, public_url: str) -> bool:
    """Whether a fence is lowered. Raises ValueError where others than this machine's own people would meet that."""
    if environment.get(name) != value:
        return False
    if not is_on_loopback(public_url):
        raise ValueError(
            f"{name}={value} is only for trying the portal out on one machine, but {public_url} is not a"
            " loopback address."
        )
    return True


def is_on_loopback(url: str) -> bool:
    """Whether the address is one that only this machine's own people reach."""
    return is_loopback(urlsplit(url).hostname or "")


def is_loopback(host: str) -> bool:
    """Whether a host name or address leads to this machine itself."""
    if host == "localhost" or host.endswith(".localhost"):
        return True
    return is_address(host) and ipaddress.ip_address(host).is_loopback


def is_address(host: str) -> bool:
    """Whether it is an IP address, not a name."""
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return True


def _secret(given: str | None, file: Path) -> bytes:
    """The secret given, or the one in the file, which is made for its owner alone when there is none."""
    if given:
        return given.encode()
    try:
        with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as made:
            made.write(secrets.token_hex(32))
    except FileExistsError:
        pass
    return file.read_text().strip().encode()
