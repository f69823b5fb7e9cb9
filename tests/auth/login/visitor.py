"""A browser in front of the sign-in's JSON endpoints, with its cookies and whatever passkeys its owner has."""

from dataclasses import dataclass
from typing import Any

import httpx

from auth.identify import Caller
from tests.auth.browser import EMAIL, HOME, PASSWORD, PUBLIC_URL, Portal
from tests.auth.login.authenticator import Authenticator

Json = dict[str, Any]


@dataclass
class Visitor:
    portal: Portal
    client: httpx.AsyncClient

    @classmethod
    def of(cls, portal: Portal, address: str = HOME) -> "Visitor":
        transport = httpx.ASGITransport(portal.app, client=(address, 50000))
        headers = {"sec-fetch-site": "same-origin", "user-agent": "Browser/1"}
        return cls(portal, httpx.AsyncClient(transport=transport, base_url=PUBLIC_URL, headers=headers))

    async def post(self, path: str, **given: Any) -> httpx.Response:
        return await self.client.post(f"/auth/{path}", json=given)

    async def asked(self, path: str, **given: Any) -> Json:
        """The answer of a step that goes well."""
        answer = await self.post(path, **given)
        assert answer.status_code == 200, answer.text
        body: Json = answer.json()
        return body

    async def password(self, email: str = EMAIL, password: str = PASSWORD) -> httpx.Response:
        return await self.post("session", email=email, password=password)

    async def enrol(self, device: Authenticator, name: str = "Laptop") -> httpx.Response:
        """Makes the first passkey of somebody whose password was right."""
        options = await self.asked("login/enrolment")
        return await self.post("login/enrolment/passkey", credential=device.create(options), name=name)

    async def present(self, device: Authenticator) -> httpx.Response:
        """Answers the sign-in's challenge."""
        return await self.post("login/passkey", credential=device.get(await self.asked("login/challenge")))

    async def confirm(self, device: Authenticator) -> httpx.Response:
        return await self.post("confirm", credential=device.get(await self.asked("confirm/challenge")))

    @property
    def cookie(self) -> bytes:
        """`name=value` of the session's cookie; empty without one."""
        value = self.client.cookies.get("__Host-session")
        return f"__Host-session={value}".encode() if value else b""

    async def caller(self) -> Caller | None:
        return await self.portal.identify(self.cookie)


async def enrolled(portal: Portal, **columns: Any) -> tuple[Visitor, Authenticator]:
    """Somebody new who signed in for the first time and made a passkey."""
    await portal.person(**columns)
    visitor, device = Visitor.of(portal), Authenticator()
    assert (await visitor.password(columns.get("email", EMAIL))).json() == {"next": "enrol"}
    answer = await visitor.enrol(device)
    assert answer.status_code == 204, answer.text
    return visitor, device


def code(answer: httpx.Response) -> str:
    found: str = answer.json()["errors"][0]["extensions"]["code"]
    return found
