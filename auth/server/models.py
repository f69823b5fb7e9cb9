"""Programs of an organisation, what people allowed them, and the server's codes, refresh tokens and keys."""

from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, ForeignKeyConstraint, Index, LargeBinary
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from auth import noting
from auth.models import PEOPLE, SCHEMA
from portal import ids
from portal.database.base import PartnerOwned, Record, Versioned, Word, check, words
from portal.database.policies import AUTH, CURRENT_PARTNER, Policy, isolated
from portal.partners.models import Membership

OWN = f"partner_id = {CURRENT_PARTNER}"
"""The company's people neither see nor change a partner's programs; its administrators manage the company's own."""


class ClientAuthentication(StrEnum):
    """How a program proves that it is the one registered (RFC 7591, token_endpoint_auth_method)."""

    BASIC = "client_secret_basic"
    POST = "client_secret_post"
    KEY = "private_key_jwt"
    NONE = "none"


class Client(PartnerOwned, Versioned, Record):
    """A program of an organisation, under the responsibility of one of its members, who it never exceeds."""

    __tablename__ = "api_client"

    client_id: Mapped[str]
    """What the program calls itself at the server; one deployment has it once."""
    name: Mapped[str]
    member_id: Mapped[UUID]
    """The owner. A client that runs on its own acts for its owner and stops when they leave."""
    authentication: Mapped[ClientAuthentication] = mapped_column(Word(ClientAuthentication))
    is_native: Mapped[bool] = mapped_column(default=False)
    """Native client; it can use http redirect URIs on loopback, at any port."""
    redirect_uris: Mapped[list[str]]
    post_logout_redirect_uris: Mapped[list[str]]
    grant_types: Mapped[list[str]]
    scopes: Mapped[list[str]]
    jwks: Mapped[dict[str, Any] | None] = mapped_column(JSONB(none_as_null=True))
    id_token_alg: Mapped[str] = mapped_column(default="RS256")
    is_par_required: Mapped[bool] = mapped_column(default=False)
    is_dpop_bound: Mapped[bool] = mapped_column(default=False)
    is_dpop_nonce_required: Mapped[bool] = mapped_column(default=False)
    may_introspect_all: Mapped[bool] = mapped_column(default=False)
    """A resource server of the deployment: asks about every token, not only its own."""
    secret_made_at: Mapped[datetime | None]
    """When its newest secret was made, and until when the one before is valid as well."""
    old_secret_until: Mapped[datetime | None]
    created_at: Mapped[datetime]
    last_used_at: Mapped[datetime | None]
    """When it last got a token, to the minute."""
    disabled_at: Mapped[datetime | None]

    __table_args__ = (
        words("authentication", ClientAuthentication),
        check("name_length", "length(name) BETWEEN 1 AND 200"),
        check("client_id_length", "length(client_id) BETWEEN 1 AND 200"),
        ForeignKeyConstraint(
            ["partner_id", "member_id"], [Membership.partner_id, Membership.id], name="fk_api_client_member"
        ),
        Index("one_client_id", "partner_id", "client_id", unique=True),
        Index("ix_api_client_client_id", "client_id"),
        Index("ix_api_client_list", "partner_id", "created_at", "id"),
    )
    __policies__ = (
        *isolated(
            host=OWN, host_writes=OWN, partner_commands=("INSERT", "UPDATE"), host_commands=("INSERT", "UPDATE"),
            system_commands=("INSERT", "UPDATE"),
        ),
        Policy(AUTH, "true", None, ("SELECT", "UPDATE (last_used_at)")),
    )  # fmt: skip


class ClientSecret(Record):
    """A program's secret of 256 random bits, as its SHA-256; while it is rotated two are valid."""

    __tablename__ = "client_secret"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=ids.new)
    client_id: Mapped[str]
    secret_sha256: Mapped[bytes] = mapped_column(LargeBinary)
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime | None]

    __table_args__ = (Index("ix_client_secret_client", "client_id"), {"schema": SCHEMA})


class Grant(Record):
    """What one member allowed one program: ends with the member, when it is taken back, or after 90 days."""

    __tablename__ = "client_grant"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=ids.new)
    client_id: Mapped[str]
    program: Mapped[str] = mapped_column(default="")
    organisation: Mapped[str] = mapped_column(default="")
    """What the program and its organisation were called on the page on which it was given."""
    person_id: Mapped[UUID]
    member_id: Mapped[UUID]
    partner_id: Mapped[UUID]
    scopes: Mapped[list[str]]
    resource: Mapped[str]
    strength: Mapped[str]
    authenticated_at: Mapped[datetime]
    confirmed_at: Mapped[datetime | None]
    session_id: Mapped[UUID]
    """The browser session it was given in."""
    sign_in_id: Mapped[UUID | None]
    """The sign-in that this session was of, which may go on in another session."""
    connection_id: Mapped[UUID | None]
    """The identity provider that vouched for the person then, and its own name of its session."""
    provider_session: Mapped[str | None]
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    revoked_at: Mapped[datetime | None]
    revoked_because: Mapped[str] = mapped_column(default="")

    __table_args__ = (
        Index("ix_client_grant_member", "member_id"),
        Index("ix_client_grant_person", "person_id", "client_id"),
        Index("ix_client_grant_partner", "partner_id"),
        Index("ix_client_grant_client", "client_id"),
        Index("ix_client_grant_sign_in", "sign_in_id"),
        Index("ix_client_grant_connection", "connection_id", postgresql_where="connection_id IS NOT NULL"),
        {"schema": SCHEMA},
    )


class Code(Record):
    """An authorization code: 60 seconds, once; kept after use so that a second use is noticed."""

    __tablename__ = "code"

    code_sha256: Mapped[bytes] = mapped_column(LargeBinary, primary_key=True)
    grant_id: Mapped[UUID] = mapped_column(ForeignKey(Grant.id, name="fk_code_grant", ondelete="CASCADE"))
    redirect_uri: Mapped[str]
    challenge: Mapped[str]
    key_thumbprint: Mapped[str | None]
    scopes: Mapped[list[str]]
    nonce: Mapped[str | None]
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]

    __table_args__ = (Index("ix_code_expires", "expires_at"), {"schema": SCHEMA})


class Refresh(Record):
    """A refresh token: idle for at most 14 days; a public client's is exchanged at each use."""

    __tablename__ = "refresh_token"

    token_sha256: Mapped[bytes] = mapped_column(LargeBinary, primary_key=True)
    grant_id: Mapped[UUID] = mapped_column(ForeignKey(Grant.id, name="fk_refresh_token_grant", ondelete="CASCADE"))
    scopes: Mapped[list[str]]
    key_thumbprint: Mapped[str | None]
    created_at: Mapped[datetime]
    idle_until: Mapped[datetime]
    used_at: Mapped[datetime | None]

    __table_args__ = (Index("ix_refresh_token_grant", "grant_id"), {"schema": SCHEMA})


class SigningKey(Record):
    """A key pair of the server: published a day before it signs, and as long after as its tokens live."""

    __tablename__ = "signing_key"

    kid: Mapped[str] = mapped_column(primary_key=True)
    alg: Mapped[str]
    public: Mapped[dict[str, Any]]
    sealed: Mapped[str]
    """The private key as a JWE under a key derived from the deployment's secret."""
    published_at: Mapped[datetime]
    active_from: Mapped[datetime]
    active_until: Mapped[datetime]
    retires_at: Mapped[datetime]

    __table_args__ = ({"schema": SCHEMA},)


# What a person takes back, or somebody revokes, ends the tokens made from it: they are refused at the next statement.
FOLLOW_GRANT = """
CREATE OR REPLACE FUNCTION follow_grant() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  UPDATE auth.session SET ended_at = statement_timestamp() WHERE grant_id = NEW.id AND ended_at IS NULL;
  RETURN NULL;
END $$
"""

# A program that is disabled, handed over or narrowed loses its tokens at once; each change leaves an event at the door.
FOLLOW_CLIENT = f"""
CREATE OR REPLACE FUNCTION follow_client() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  IF TG_OP = 'UPDATE' AND (
    NEW.disabled_at IS NOT NULL OR NEW.member_id <> OLD.member_id OR NEW.authentication <> OLD.authentication
    OR NEW.jwks IS DISTINCT FROM OLD.jwks OR NEW.is_dpop_bound <> OLD.is_dpop_bound
    OR NOT NEW.scopes @> OLD.scopes OR NOT NEW.grant_types @> OLD.grant_types) THEN
    UPDATE auth.session SET ended_at = statement_timestamp() WHERE client_id = NEW.client_id AND ended_at IS NULL;
  END IF;
  IF NEW.disabled_at IS NOT NULL THEN
    {noting.grants_end("g.client_id = NEW.client_id", "client")}
  END IF;
  INSERT INTO auth.event (id, at, action, method, outcome, reason, person_id, partner_id, member_id, client_id,
    request_id, address, network, agent)
  VALUES (gen_random_uuid(), statement_timestamp(),
    CASE TG_OP WHEN 'INSERT' THEN 'CREATE_CLIENT' ELSE 'CHANGE_CLIENT' END, 'session', 'ACCEPTED',
    CASE WHEN TG_OP = 'INSERT' THEN 'registered' WHEN NEW.disabled_at IS NOT NULL THEN 'disabled'
      WHEN NEW.member_id <> OLD.member_id THEN 'reassigned' ELSE 'changed' END,
    nullif(public.current_person(), '00000000-0000-0000-0000-000000000000'), NEW.partner_id,
    nullif(public.current_member(), '00000000-0000-0000-0000-000000000000'), NEW.client_id, {noting.ORIGIN}, '', '');
  RETURN NULL;
END $$
"""

# One row a program, whatever it was allowed in several times. Whoever came through an organisation's own provider sees
# what they allowed there alone.
OWN_APPLICATIONS = """
CREATE OR REPLACE FUNCTION own_applications() RETURNS TABLE (client_id text, name text, organisation text,
  scopes text[], allowed_at timestamptz, used_at timestamptz, expires_at timestamptz)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
  WITH given AS (
    SELECT * FROM auth.client_grant g
    WHERE g.person_id = public.current_person() AND g.revoked_at IS NULL AND g.expires_at > statement_timestamp()
      AND (g.partner_id = public.current_partner() OR NOT EXISTS (
        SELECT FROM auth.session v WHERE v.id = public.current_session() AND v.connection_id IS NOT NULL)))
  SELECT g.client_id, (array_agg(g.program ORDER BY g.created_at DESC))[1],
    (array_agg(g.organisation ORDER BY g.created_at DESC))[1],
    (SELECT array_agg(DISTINCT scope ORDER BY scope) FROM given o, unnest(o.scopes) scope
     WHERE o.client_id = g.client_id),
    min(g.created_at), max((SELECT max(s.signed_in_at) FROM auth.session s WHERE s.grant_id = g.id)), max(g.expires_at)
  FROM given g GROUP BY g.client_id
$$
"""

STATEMENTS = (
    OWN_APPLICATIONS,
    "REVOKE ALL ON FUNCTION own_applications() FROM PUBLIC",
    f"GRANT EXECUTE ON FUNCTION own_applications() TO {PEOPLE}",
    FOLLOW_GRANT,
    "REVOKE ALL ON FUNCTION follow_grant() FROM PUBLIC",
    """
    CREATE TRIGGER follow_grant AFTER UPDATE ON auth.client_grant FOR EACH ROW
    WHEN (NEW.revoked_at IS NOT NULL AND OLD.revoked_at IS NULL) EXECUTE FUNCTION follow_grant()
    """,
    FOLLOW_CLIENT,
    "REVOKE ALL ON FUNCTION follow_client() FROM PUBLIC",
    """
    CREATE TRIGGER follow_client AFTER INSERT OR UPDATE OF name, member_id, authentication, is_native, redirect_uris,
      post_logout_redirect_uris, grant_types, scopes, jwks, id_token_alg, is_par_required, is_dpop_bound,
      is_dpop_nonce_required, may_introspect_all, disabled_at ON api_client
    FOR EACH ROW EXECUTE FUNCTION follow_client()
    """,
)
