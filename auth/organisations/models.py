"""The tokens by which an organisation's own directory keeps its people here, and what the directory says of them."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKeyConstraint, Index, LargeBinary
from sqlalchemy.orm import Mapped, mapped_column

from auth import noting
from auth.models import SCHEMA
from portal.database.base import PartnerOwned, Record, Versioned, check
from portal.database.policies import CURRENT_PARTNER, isolated
from portal.partners.models import Membership

OWN = f"partner_id = {CURRENT_PARTNER}"


class ProvisioningToken(PartnerOwned, Versioned, Record):
    """A key of one organisation's directory to `/scim/v2`: made by an administrator, used until one ends it.

    It belongs to the organisation, not to its maker: whoever made it may leave. The key itself is in `ScimKey`.
    """

    __tablename__ = "provisioning_token"

    name: Mapped[str]
    member_id: Mapped[UUID]
    """The administrator who made it."""
    created_at: Mapped[datetime]
    last_used_at: Mapped[datetime | None]
    """To the minute."""
    ended_at: Mapped[datetime | None]

    __table_args__ = (
        check("name_length", "length(name) BETWEEN 1 AND 200"),
        ForeignKeyConstraint(
            ["partner_id", "member_id"], [Membership.partner_id, Membership.id], name="fk_provisioning_token_member"
        ),
        Index("ix_provisioning_token_list", "partner_id", "created_at", "id"),
    )
    __policies__ = isolated(
        host=OWN, host_writes=OWN, auth=True, system_commands=("INSERT", "UPDATE (last_used_at)"),
        partner_commands=("INSERT", "UPDATE (ended_at, version)"),
        host_commands=("INSERT", "UPDATE (ended_at, version)"),
    )  # fmt: skip


class ScimKey(Record):
    """A provisioning token's value of 256 random bits, as its SHA-256."""

    __tablename__ = "scim_key"

    token_sha256: Mapped[bytes] = mapped_column(LargeBinary, primary_key=True)
    token_id: Mapped[UUID] = mapped_column(unique=True)

    __table_args__ = ({"schema": SCHEMA},)


class DirectoryEntry(PartnerOwned, Record):
    """What a directory says of a member beside what the portal uses; its id is the member's."""

    __tablename__ = "directory_entry"

    external_id: Mapped[str | None]
    """The directory's own name for the person."""
    display_name: Mapped[str | None]
    given_name: Mapped[str | None]
    family_name: Mapped[str | None]
    edition: Mapped[int] = mapped_column(default=1)
    """Rises with each change that the member's own version does not tell of."""

    __table_args__ = (
        ForeignKeyConstraint(
            ["partner_id", "id"], [Membership.partner_id, Membership.id], name="fk_directory_entry_member"
        ),
        Index("ix_directory_entry_external", "partner_id", "external_id"),
    )
    __policies__ = isolated(host=OWN, auth=True, system_commands=("INSERT", "UPDATE"))


# Making and ending a token leaves an event at the door, whoever does it.
FOLLOW_PROVISIONING = f"""
CREATE OR REPLACE FUNCTION follow_provisioning() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  INSERT INTO auth.event (id, at, action, method, outcome, reason, person_id, partner_id, member_id, connection_id,
    request_id, address, network, agent)
  VALUES (gen_random_uuid(), statement_timestamp(),
    CASE TG_OP WHEN 'INSERT' THEN 'CREATE_CONNECTION' ELSE 'CHANGE_CONNECTION' END, 'session', 'ACCEPTED',
    CASE TG_OP WHEN 'INSERT' THEN 'token_made' ELSE 'token_ended' END,
    public.current_person(), NEW.partner_id, public.current_member(), NEW.id, {noting.ORIGIN}, '', '');
  RETURN NULL;
END $$
"""

STATEMENTS = (
    FOLLOW_PROVISIONING,
    "REVOKE ALL ON FUNCTION follow_provisioning() FROM PUBLIC",
    """
    CREATE TRIGGER follow_provisioning AFTER INSERT OR UPDATE OF ended_at ON provisioning_token
    FOR EACH ROW EXECUTE FUNCTION follow_provisioning()
    """,
)
