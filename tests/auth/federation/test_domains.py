"""R63: a mail domain counts once DNS proves it, for one organisation alone, and never where anybody gets an address."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from typing import Any

import dns.flags
import dns.message
import dns.rcode
import dns.rrset
import httpx
import pytest
import pytest_asyncio
from starlette.applications import Starlette

from auth.federation import claiming, domains, endpoints
from auth.federation.fetch import Outside
from auth.federation.flow import Federation
from auth.federation.models import Domain
from auth.federation.provider import Providers
from auth.federation.reproving import Reproving
from portal import errors, settings, unguessable
from portal.access import Role
from portal.partners import public_mail
from tests import patience
from tests.auth.federation.office import OURS, PUBLIC_URL, SETTINGS, Office


class NameServer(asyncio.DatagramProtocol):
    """A DNS server on loopback; `records` by name, or silence."""

    def __init__(self) -> None:
        self.records: dict[str, list[str]] = {}
        self.is_silent = False
        self.asked: list[str] = []
        self.transport: Any = None

    def connection_made(self, transport: Any) -> None:
        self.transport = transport

    def datagram_received(self, data: bytes, addr: Any) -> None:
        query = dns.message.from_wire(data)
        name = query.question[0].name.to_text(omit_final_dot=True)
        self.asked.append(name)
        if self.is_silent:
            return
        answer = dns.message.make_response(query)
        answer.flags |= dns.flags.RA
        texts = self.records.get(name)
        if texts is None:
            answer.set_rcode(dns.rcode.NXDOMAIN)
        elif texts:
            answer.answer.append(dns.rrset.from_text(f"{name}.", 60, "IN", "TXT", *(f'"{text}"' for text in texts)))
        self.transport.sendto(answer.to_wire(), addr)

    @property
    def address(self) -> str:
        return f"127.0.0.1:{self.transport.get_extra_info('sockname')[1]}"


@pytest_asyncio.fixture(loop_scope="session")
async def name_server() -> AsyncIterator[NameServer]:
    made = NameServer()
    transport, _ = await asyncio.get_running_loop().create_datagram_endpoint(lambda: made, local_addr=("127.0.0.1", 0))
    yield made
    transport.close()


def resolver(name_server: NameServer) -> domains.Resolver:
    """Asks this server, and waits for one that is silent no longer than it must."""
    return domains.Resolver(name_server.address, seconds=0.1 if name_server.is_silent else patience.SECONDS)


async def verify(office: Office, name_server: NameServer, domain: Domain) -> httpx.Response:
    """The button of the page, asked of a portal whose DNS is the test's."""
    at = endpoints.Endpoints(
        Federation(office.database, Providers(Outside()), PUBLIC_URL, SETTINGS.secret),
        office.door, office.now, resolver(name_server),
    )  # fmt: skip
    app = Starlette(routes=at.routes())
    cookies = dict(office.browser.cookies)
    async with httpx.AsyncClient(
        transport=httpx.ASGITransport(app), base_url=PUBLIC_URL, headers=OURS, cookies=cookies
    ) as browser:
        return await browser.post(f"/auth/domains/dom_{domain.id.hex}/verification")


async def test_r63_the_record_in_dns_proves_the_domain(office: Office, name_server: NameServer) -> None:
    claimed = await office.prove(office.connection, "claimed.example", proven=False)
    await office.enter(await office.member())
    name_server.records["_entente-challenge.claimed.example"] = [
        "v=spf1",
        f"entente-domain-verification={claimed.token}",
    ]

    answer = await verify(office, name_server, claimed)

    assert answer.status_code == 204
    assert name_server.asked == ["_entente-challenge.claimed.example"]
    assert await office.rows("SELECT verified_at IS NOT NULL FROM mail_domain WHERE domain = 'claimed.example'") == [
        (True,)
    ]
    assert await office.rows("SELECT event FROM journal") == [("domain.verified",)]
    assert (await office.events())[-1] == ("VERIFY_DOMAIN", "ACCEPTED", "record_found")
    office.browser.cookies.clear()
    office.provider.more = {"email": "a@claimed.example"}
    assert (await office.sign_in("a@claimed.example")).status_code == 303


@pytest.mark.parametrize(
    ("records", "is_silent", "code"),
    [
        (None, False, "INVALID"), ([], False, "INVALID"), (["entente-domain-verification=another"], False, "INVALID"),
        (["x" + "t" * 32], False, "INVALID"), (None, True, "BLOCKED"),
    ],
)  # fmt: skip
async def test_r63_without_the_record_nothing_is_proven(
    office: Office, name_server: NameServer, records: list[str] | None, is_silent: bool, code: str
) -> None:
    claimed = await office.prove(office.connection, "claimed.example", proven=False)
    await office.enter(await office.member())
    name_server.is_silent = is_silent
    if records is not None:
        name_server.records["_entente-challenge.claimed.example"] = records

    answer = await verify(office, name_server, claimed)

    assert (answer.status_code, answer.json()["errors"][0]["extensions"]["code"]) == (
        {"INVALID": 422, "BLOCKED": 409}[code],
        code,
    )
    assert await office.rows("SELECT verified_at FROM mail_domain WHERE domain = 'claimed.example'") == [(None,)]
    assert await office.rows("SELECT count(*) FROM journal") == [(0,)]


async def test_r63_a_domain_belongs_to_whom_proved_it_first(office: Office, name_server: NameServer) -> None:
    other = await office.connect(await office.make.partner(), client_id="other")
    await office.prove(other, "shared.example")
    claimed = await office.prove(office.connection, "shared.example", proven=False)
    await office.enter(await office.member())
    name_server.records["_entente-challenge.shared.example"] = [f"entente-domain-verification={claimed.token}"]

    answer = await verify(office, name_server, claimed)

    assert (answer.status_code, "Another organisation" in answer.text) == (422, True)
    assert await office.rows("SELECT count(*) FROM mail_domain WHERE verified_at IS NULL") == [(1,)]
    await office.rows("DELETE FROM mail_domain WHERE partner_id = :id", id=other.partner_id)
    assert (await verify(office, name_server, claimed)).status_code == 204


@pytest.mark.parametrize(
    ("roles", "is_confirmed", "status", "code"),
    [
        ({Role.PARTNER_MEMBER}, True, 403, "NOT_PERMITTED"),
        ({Role.PARTNER_ADMIN}, False, 403, "CONFIRMATION_NEEDED"),
    ],
)
async def test_r63_only_a_confirmed_administrator_proves_domains(
    office: Office, name_server: NameServer, roles: set[Role], is_confirmed: bool, status: int, code: str
) -> None:
    claimed = await office.prove(office.connection, "claimed.example", proven=False)
    await office.enter(await office.member(roles=roles), is_confirmed=is_confirmed)

    answer = await verify(office, name_server, claimed)

    assert (answer.status_code, answer.json()["errors"][0]["extensions"]["code"]) == (status, code)
    assert name_server.asked == []


async def test_r63_another_organisations_domain_does_not_exist(office: Office, name_server: NameServer) -> None:
    claimed = await office.prove(office.connection, "claimed.example", proven=False)
    await office.enter(await office.make.member(await office.make.partner()))

    assert (await verify(office, name_server, claimed)).status_code == 404
    assert name_server.asked == []


@pytest.mark.parametrize("domain", ["gmail.com", "outlook.com", "abv.bg", "tenant.onmicrosoft.com", "Yahoo.com. "])
def test_r63_where_anybody_gets_an_address_nobody_claims_it(domain: str) -> None:
    with pytest.raises(errors.Invalid, match="Anyone can get an address"):
        domains.claimable(domain)


@pytest.mark.parametrize("domain", ["", "com", "a", "a b.example", "-a.example", "192.0.2.1", "x" * 250 + ".com", "@"])
def test_r63_what_is_no_domain_is_not_claimed(domain: str) -> None:
    with pytest.raises(errors.Invalid, match="Enter an email domain"):
        domains.claimable(domain)


def test_r63_a_domain_is_kept_as_dns_has_it() -> None:
    assert domains.claimable(" Bücher.Example. ") == "xn--bcher-kva.example"
    assert domains.of_email("a@BÜCHER.example") == "xn--bcher-kva.example"


def test_r63_the_public_mail_domains_are_domains() -> None:
    assert [domain for domain in public_mail.PUBLIC_MAIL if domains.plain(domain) != domain] == []


def test_r63_the_dns_server_is_a_setting(tmp_path: Any) -> None:
    found = settings.load({"PORTAL_DATA_DIR": str(tmp_path), "PORTAL_DNS_RESOLVER": "127.0.0.1:5353"})
    assert found.dns_resolver == "127.0.0.1:5353"
    with pytest.raises(ValueError, match="does not appear to be"):
        domains.Resolver("dns.example")


def test_r63_a_record_is_named_by_the_domain() -> None:
    assert domains.record_name("a.example") == "_entente-challenge.a.example"


async def _looked(office: Office, name_server: NameServer, later: timedelta) -> None:
    await Reproving(resolver(name_server))(office.database, office.now() + later)


PROVEN = "SELECT verified_at IS NOT NULL, missing_since IS NOT NULL, lapsed_at IS NOT NULL FROM mail_domain"
DAY = timedelta(days=1)


async def test_r63_the_record_is_looked_for_each_day_and_after_a_week_without_it_nobody_new_comes_in(
    office: Office, name_server: NameServer
) -> None:
    admin = await office.member(email="ada@partner.example")
    assert (await office.sign_in()).status_code == 303
    name_server.records["_entente-challenge.partner.example"] = [f"entente-domain-verification={'t' * 32}"]
    await _looked(office, name_server, timedelta(0))
    await _looked(office, name_server, timedelta(hours=23))
    assert len(name_server.asked) == 1
    del name_server.records["_entente-challenge.partner.example"]

    await _looked(office, name_server, DAY)

    assert await office.rows(PROVEN) == [(True, True, False)]
    assert await office.rows('SELECT "to", subject FROM mail') == [
        (admin.email, "Partner Works: partner.example: verification record missing")
    ]
    for day in range(2, 8):
        await _looked(office, name_server, DAY * day)
    assert await office.rows(PROVEN) == [(True, True, False)]
    await _looked(office, name_server, DAY * 8)
    await _looked(office, name_server, DAY * 9)

    assert await office.rows(PROVEN) == [(False, True, True)]
    assert len(name_server.asked) == 9
    assert await office.rows('SELECT "to", subject FROM mail ORDER BY created_at') == [
        (admin.email, "Partner Works: partner.example: verification record missing"),
        (admin.email, "Partner Works: partner.example is no longer verified"),
    ]
    assert await office.rows("SELECT event, is_system FROM journal WHERE event LIKE 'domain%'") == [
        ("domain.lapsed", True)
    ]
    assert (await office.events())[-1] == ("VERIFY_DOMAIN", "REFUSED", "record_missing")
    assert await office.rows("SELECT count(*) FROM auth.session WHERE ended_at IS NULL") == [(1,)]
    office.browser.cookies.clear()
    assert (await office.sign_in()).status_code == 303
    office.provider.sub, office.provider.more = "somebody new", {"email": "new@partner.example"}
    assert await office.refused(await office.sign_in()) == (400, "domain_not_proven")


async def test_r63_a_record_that_comes_back_and_a_silent_server_change_nothing(
    office: Office, name_server: NameServer
) -> None:
    record = [f"entente-domain-verification={'t' * 32}"]
    await _looked(office, name_server, timedelta(0))
    assert await office.rows(PROVEN) == [(True, True, False)]
    name_server.records["_entente-challenge.partner.example"] = record
    await _looked(office, name_server, DAY * 6)
    assert await office.rows(PROVEN) == [(True, False, False)]
    name_server.is_silent = True
    for day in range(7, 20):
        await _looked(office, name_server, DAY * day)
    assert await office.rows(PROVEN) == [(True, False, False)]
    assert await office.rows("SELECT count(*) FROM mail") == [(0,)]


async def test_r63_what_whoever_runs_the_portal_vouched_for_is_not_asked_for(
    office: Office, name_server: NameServer
) -> None:
    await office.rows("UPDATE mail_domain SET is_vouched = true")

    await _looked(office, name_server, DAY * 30)

    assert (name_server.asked, await office.rows(PROVEN)) == ([], [(True, False, False)])


async def test_r63_a_lapsed_domain_leads_to_its_provider_until_somebody_else_proves_it(
    office: Office, name_server: NameServer
) -> None:
    for day in (0, 8):
        await _looked(office, name_server, DAY * day)
    assert await office.rows(PROVEN) == [(False, True, True)]
    other = await office.connect(await office.make.partner(), client_id="other", name="Another")
    await office.leave()

    await office.prove(other, "partner.example")

    assert "client_id=other" in await office.leave()


async def test_r63_an_organisation_proves_a_domain_without_a_provider_and_gives_it_one_later(
    office: Office, name_server: NameServer
) -> None:
    member = await office.member()
    actor = replace(await office.make.actor(member), confirmed_at=office.now())
    await office.enter(member)

    async def add(**given: Any) -> Domain:
        async with office.database.transaction(actor.access_class) as session:
            value = office.browser.cookies["__Host-session"]
            assert await office.database.entered(session, unguessable.digest(value), actor.version)
            return await claiming.add_domain(session, actor, domain="alone.example", now=office.now(), **given)

    made = await add()
    name_server.records["_entente-challenge.alone.example"] = [f"entente-domain-verification={made.token}"]
    assert (await verify(office, name_server, made)).status_code == 204
    proven = "SELECT verified_at IS NOT NULL, connection_id FROM mail_domain WHERE domain = 'alone.example'"
    assert await office.rows(proven) == [(True, None)]
    page = await office.browser.post("/login/provider", data={"email": "a@alone.example", "next": "/"})
    assert page.status_code == 422
    with pytest.raises(errors.Invalid, match="already added this"):
        await add()
    assert (await add(provider_id=office.connection.id)).id == made.id
    assert await office.rows(proven) == [(True, office.connection.id)]
    assert "client_id=entente" in await office.leave("a@alone.example")
