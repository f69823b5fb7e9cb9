"""What other systems call an organisation: the company's own numbers for it, which the partner does not see."""

from datetime import datetime

from sqlalchemy import ForeignKeyConstraint, Index
from sqlalchemy.orm import Mapped

from portal.database.base import PartnerOwned, Record, check
from portal.database.finding import Found
from portal.database.policies import OWNER, Policy, isolated
from portal.partners.models.organisations import Organisation


class ExternalKey(PartnerOwned, Found, Record):
    """One key of one organisation in one other system; an organisation may have several in the same."""

    __tablename__ = "external_key"
    FOUND_BY = ("value",)

    system: Mapped[str]
    value: Mapped[str]
    created_at: Mapped[datetime]

    __table_args__ = (
        ForeignKeyConstraint(["partner_id"], [Organisation.id], name="fk_external_key_partner"),
        check("system_length", "length(system) BETWEEN 1 AND 50"),
        check("value_length", "length(value) BETWEEN 1 AND 100"),
        Index("one_external_key", "partner_id", "system", "value", unique=True),
        Index("ix_external_key_value", "system", "value"),
    )
    # The partner's own people may ask, as a search does that looks here as well, and are told of none.
    __policies__ = (
        *isolated(partner="false", host_commands=("INSERT", "DELETE"), system_commands=("INSERT", "DELETE")),
        Policy(OWNER, "true"),
    )


# A unique key would have to carry the partner. Of two who set the same key at once the second waits for the first.
ONE_PARTNER = """
CREATE OR REPLACE FUNCTION refuse_taken_key() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  PERFORM pg_advisory_xact_lock(hashtextextended('external key ' || NEW.system || ' ' || NEW.value, 0));
  IF EXISTS (
    SELECT FROM public.external_key k WHERE k.system = NEW.system AND k.value = NEW.value AND k.id <> NEW.id
  ) THEN
    RAISE EXCEPTION 'this key names another organisation' USING ERRCODE = '23505', CONSTRAINT = 'one_external_key';
  END IF;
  RETURN NULL;
END $$
"""

STATEMENTS = (
    ONE_PARTNER,
    """
    CREATE TRIGGER refuse_taken_key AFTER INSERT ON external_key FOR EACH ROW EXECUTE FUNCTION refuse_taken_key()
    """,
    "REVOKE ALL ON FUNCTION refuse_taken_key() FROM PUBLIC",
)
