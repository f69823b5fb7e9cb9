"""An organisation's own identity provider, its mail domains, and whom the provider's people are here."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKeyConstraint, Index
from sqlalchemy.orm import Mapped, mapped_column

from auth import noting
from auth.federation.rules import Algorithm, Authentication
from auth.models import SCHEMA
from portal.access import Role
from portal.database.base import PartnerOwned, Record, Versioned, Word, Words, check, many_words, words
from portal.database.policies import CURRENT_PARTNER, isolated

OWN = f"partner_id = {CURRENT_PARTNER}"
"""The company's people do not look into a partner's sign-in, and change their own alone."""
CHANGEABLE = (
    "name, authentication, id_token_alg, scopes, acr_values, strong_values, enforces_second_factor, max_age, "
    "default_roles, disabled_at, version"
)


PROVABLE = "connection_id, verified_at, is_vouched, checked_at, missing_since, lapsed_at"


class Connection(PartnerOwned, Versioned, Record):
    """An OpenID provider whose word counts for one organisation.

    Its issuer and client id never change: accounts are known by this connection and the provider's name for them,
    and with another issuer the same names would be other people.
    """

    __tablename__ = "identity_connection"

    name: Mapped[str]
    issuer: Mapped[str]
    client_id: Mapped[str]
    authentication: Mapped[Authentication] = mapped_column(Word(Authentication))
    id_token_alg: Mapped[Algorithm] = mapped_column(Word(Algorithm), default=Algorithm.RS256)
    scopes: Mapped[list[str]]
    acr_values: Mapped[list[str]]
    """Asked of the provider; if there are any, its answer must name one of them."""
    strong_values: Mapped[list[str]]
    """acr or amr values that count as phishing-resistant."""
    enforces_second_factor: Mapped[bool] = mapped_column(default=False)
    """Its administrators declare that nobody gets past it with a password alone, though it may not say so."""
    max_age: Mapped[int | None]
    """Seconds since the person last proved to the provider who they are; longer ago is refused."""
    default_roles: Mapped[frozenset[Role]] = mapped_column(Words(Role))
    """What somebody gets who comes for the first time; without any, nobody comes uninvited."""
    created_at: Mapped[datetime]
    disabled_at: Mapped[datetime | None]

    __table_args__ = (
        words("authentication", Authentication),
        words("id_token_alg", Algorithm),
        many_words("default_roles", Role),
        check("name_length", "length(name) BETWEEN 1 AND 200"),
        check("client_id_length", "length(client_id) BETWEEN 1 AND 200"),
        check("issuer_is_an_address", "issuer ~ '^https?://[^?#]+$' AND length(issuer) <= 500"),
        check("asks_who_it_is", "'openid' = ANY (scopes)"),
        check("max_age_is_a_time", "max_age BETWEEN 0 AND 86400"),
        Index("one_issuer_and_client", "partner_id", "issuer", "client_id", unique=True),
        Index("ix_identity_connection_list", "partner_id", "created_at", "id"),
        Index("ix_identity_connection_id", "id"),
    )
    __policies__ = isolated(
        host=OWN, host_writes=OWN, auth=True, system_commands=("INSERT", f"UPDATE ({CHANGEABLE})"),
        partner_commands=("INSERT", f"UPDATE ({CHANGEABLE})"), host_commands=("INSERT", f"UPDATE ({CHANGEABLE})"),
    )  # fmt: skip


class Domain(PartnerOwned, Record):
    """A mail domain of an organisation, once a TXT record proves that it is theirs: its directory brings people under
    it, and they sign in through the connection, where it names one."""

    __tablename__ = "mail_domain"

    domain: Mapped[str]
    connection_id: Mapped[UUID | None]
    token: Mapped[str]
    """The value the TXT record must have."""
    created_at: Mapped[datetime]
    verified_at: Mapped[datetime | None]
    """Since when it is proven; null before, and once the record has been missing for too long."""
    is_vouched: Mapped[bool] = mapped_column(default=False)
    """Whoever runs the portal said that it is theirs: no record is asked for."""
    checked_at: Mapped[datetime | None]
    """When DNS was last asked for the record."""
    missing_since: Mapped[datetime | None]
    """When the record was first not there any more."""
    lapsed_at: Mapped[datetime | None]
    """When it ceased to be proven. Whoever is here still finds the way to their provider by it."""

    __table_args__ = (
        check("domain_is_lower_case", "domain = lower(domain) AND length(domain) BETWEEN 1 AND 253"),
        ForeignKeyConstraint(
            ["partner_id", "connection_id"], [Connection.partner_id, Connection.id], name="fk_mail_domain_connection"
        ),
        Index("one_domain_in_an_organisation", "partner_id", "domain", unique=True),
        Index("ix_mail_domain_domain", "domain"),
        Index("ix_mail_domain_connection", "partner_id", "connection_id"),
    )
    __policies__ = isolated(
        host=OWN, host_writes=OWN, auth=True, system_commands=("INSERT", f"UPDATE ({PROVABLE})"),
        partner_commands=("INSERT", f"UPDATE ({PROVABLE})", "DELETE"),
        host_commands=("INSERT", f"UPDATE ({PROVABLE})", "DELETE"),
    )  # fmt: skip


class ProvenDomain(Record):
    """A domain has one owner in the whole portal; kept where no partner's key could tell of another's."""

    __tablename__ = "proven_domain"

    domain: Mapped[str] = mapped_column(primary_key=True)
    domain_id: Mapped[UUID] = mapped_column(unique=True)

    __table_args__ = ({"schema": SCHEMA},)


class ConnectionSecret(Record):
    """The client secret, or the private key, by which the portal proves itself to a provider; sealed."""

    __tablename__ = "connection_secret"

    connection_id: Mapped[UUID] = mapped_column(primary_key=True)
    sealed: Mapped[str]
    """A JWE under a key derived from the deployment's secret; inside {"secret": …} or {"jwk": …}."""
    changed_at: Mapped[datetime]

    __table_args__ = ({"schema": SCHEMA},)


class Identity(Record):
    """Whom a provider means by a name of its own: one person here, and never because of an e-mail address."""

    __tablename__ = "identity"

    connection_id: Mapped[UUID] = mapped_column(primary_key=True)
    sub: Mapped[str] = mapped_column(primary_key=True)
    person_id: Mapped[UUID]
    """May stand before the person does: a first sign-in that broke off goes on where it was."""
    created_at: Mapped[datetime]

    __table_args__ = (Index("ix_identity_person", "person_id"), {"schema": SCHEMA})


# A provider that is switched off no longer vouches for anybody: whoever came through it is out at once, with all that
# they allowed then. The lock is auth.session.hold's: what is being opened or given is waited for and then found.
FOLLOW_CONNECTION = f"""
CREATE OR REPLACE FUNCTION follow_connection() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  PERFORM pg_advisory_xact_lock(hashtextextended(NEW.partner_id::text, 0));
  {noting.grants_end("g.connection_id = NEW.id", "provider_switched_off")}
  {noting.sessions_end("s.connection_id = NEW.id", "provider_switched_off")}
  RETURN NULL;
END $$
"""

# Two organisations that prove the same domain at the same moment meet in the key: the second is refused.
FOLLOW_DOMAIN = """
CREATE OR REPLACE FUNCTION follow_domain() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  IF TG_OP = 'UPDATE' AND (NEW.verified_at IS NULL) = (OLD.verified_at IS NULL) THEN RETURN NULL; END IF;
  IF TG_OP <> 'INSERT' THEN DELETE FROM auth.proven_domain WHERE domain_id = OLD.id; END IF;
  IF TG_OP = 'DELETE' THEN RETURN NULL; END IF;
  IF NEW.verified_at IS NOT NULL THEN
    INSERT INTO auth.proven_domain (domain, domain_id) VALUES (NEW.domain, NEW.id);
  END IF;
  RETURN NULL;
END $$
"""

STATEMENTS = (
    FOLLOW_CONNECTION,
    FOLLOW_DOMAIN,
    "REVOKE ALL ON FUNCTION follow_domain() FROM PUBLIC",
    """
    CREATE TRIGGER follow_domain AFTER INSERT OR UPDATE OR DELETE ON mail_domain
    FOR EACH ROW EXECUTE FUNCTION follow_domain()
    """,
    "REVOKE ALL ON FUNCTION follow_connection() FROM PUBLIC",
    """
    CREATE TRIGGER follow_connection AFTER UPDATE ON identity_connection FOR EACH ROW
    WHEN (NEW.disabled_at IS NOT NULL AND OLD.disabled_at IS NULL) EXECUTE FUNCTION follow_connection()
    """,
)
