"""Programs as the server meets them: found by what they call themselves, and what each is registered for."""

from datetime import datetime, timedelta
from urllib.parse import urlsplit
from uuid import UUID

from authlib.oauth2.rfc6749 import ClientMixin
from sqlalchemy import or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from auth.server import addresses
from auth.server.models import Client, ClientAuthentication
from portal.access import Side
from portal.partners.models import Membership, Organisation
from portal.partners.rules import AccountStatus, MembershipStatus

MINUTE = timedelta(minutes=1)


class Registered(ClientMixin):
    """A registered program with its organisation, as Authlib asks about it."""

    def __init__(self, record: Client, organisation: str, side: Side) -> None:
        self.record = record
        self.organisation = organisation
        self.side = side

    @property
    def client_id(self) -> str:
        return self.record.client_id

    def get_client_id(self) -> str:
        return self.record.client_id

    def get_default_redirect_uri(self) -> None:
        """Every request names its address."""

    def get_allowed_scope(self, scope: str | None) -> str | None:
        """Those of the scopes asked for that the program is registered for, in their order; None if none is left.

        Who asks for none is given all.
        """
        wanted = dict.fromkeys(scope.split() if scope else self.record.scopes)
        return " ".join(name for name in wanted if name in self.record.scopes) or None

    def check_redirect_uri(self, redirect_uri: str) -> bool:
        """Exactly one of those registered; a native program's loopback address at any port."""
        registered = self.record.redirect_uris
        if redirect_uri in registered:
            return True
        portless = addresses.without_port(redirect_uri) if self.record.is_native else None
        return portless is not None and portless in map(addresses.without_port, registered)

    def check_response_type(self, response_type: str) -> bool:
        return response_type == "code" and self.check_grant_type("authorization_code")

    def check_grant_type(self, grant_type: str) -> bool:
        return grant_type in self.record.grant_types

    def check_endpoint_auth_method(self, method: str, endpoint: str) -> bool:  # noqa: ARG002 - one for all endpoints
        return method == self.record.authentication.value

    def is_surely(self, redirect_uri: str) -> bool:
        """Whether it is certain that this program, and no other, gets what goes to its address.

        A program without a secret that is called back on the person's own machine may be any other there, whatever the
        port: what was allowed before says nothing about it (RFC 8252, 8.6).
        """
        is_public = self.record.authentication is ClientAuthentication.NONE
        return not is_public or urlsplit(redirect_uri).scheme == "https"

    def serves(self, partner_id: UUID) -> bool:
        """Whether people of an organisation may use it: its own people, or everybody if it is the company's."""
        return self.side is Side.HOST or self.record.partner_id == partner_id


async def registered(session: AsyncSession, client_id: str) -> Registered | None:
    """The program of this name, as portal_auth; None if there is none, or it or whoever answers for it is out.

    Who registered a name first has it.
    """
    found = (
        await session.execute(
            select(Client, Organisation.name, Organisation.side)
            .join(Organisation, Organisation.id == Client.partner_id)
            .join(Membership, (Membership.partner_id == Client.partner_id) & (Membership.id == Client.member_id))
            .where(
                Client.client_id == client_id,
                Client.disabled_at.is_(None),
                Membership.status == MembershipStatus.ACTIVE,
                Organisation.status.not_in((AccountStatus.OFFBOARDED, AccountStatus.REJECTED)),
            )
            .order_by(Client.created_at, Client.id)
            .limit(1)
        )
    ).first()
    return Registered(*found) if found else None


async def note_use(session: AsyncSession, client: Client, *, now: datetime) -> None:
    """Notes that the program got a token, to the minute; whoever changes the program just now is not waited for."""
    stale = or_(Client.last_used_at.is_(None), Client.last_used_at < now - MINUTE)
    free = select(Client.id).where(Client.id == client.id, stale).with_for_update(skip_locked=True, key_share=True)
    noted = update(Client).where(Client.id.in_(free)).values(last_used_at=now)
    await session.execute(noted, execution_options={"synchronize_session": False})
