"""The rules of engagement as they were published, version by version: both sides read all of them at any time."""

from datetime import date, datetime
from typing import ClassVar
from uuid import UUID

from sqlalchemy import UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from portal import ids
from portal.database.base import Record, check
from portal.database.policies import SIGNED_IN, Policy
from portal.opportunities.rules.engagement import Rule

_KNOWN = ", ".join(f"'{rule.value}'" for rule in Rule)


class EngagementRules(Record):
    """One version: it applies to what comes in from its day on, until the day before the next one's."""

    __tablename__ = "rules_of_engagement"
    __append_only__ = True
    __is_chain__ = True
    """Its digest stands in the journal row of its publication: that is sealed."""
    PREFIX: ClassVar[str] = "roe"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=ids.new)
    number: Mapped[int]
    """1 for the version with which the portal comes, rising."""
    valid_from: Mapped[date]
    rules: Mapped[list[str]]
    """In their order."""
    document: Mapped[str]
    """Canonical JSON, RFC 8785."""
    sha256: Mapped[str]
    published_by_name: Mapped[str | None]
    """Null: it came with the portal."""
    published_at: Mapped[datetime]

    __table_args__ = (
        UniqueConstraint("number"),
        UniqueConstraint("valid_from"),
        check("rules_known", f"rules <@ ARRAY[{_KNOWN}] AND rules @> ARRAY['{Rule.EARLIEST_FILING.value}']"),
        check("digest_of_document", "sha256 = encode(sha256(convert_to(document, 'UTF8')), 'hex')"),
    )
    __policies__ = (
        Policy("portal_partner", SIGNED_IN),
        Policy("portal_manager", SIGNED_IN),
        Policy("portal_staff", SIGNED_IN, f"{SIGNED_IN} AND published_by_name IS NOT NULL", ("SELECT", "INSERT")),
        Policy("portal_auditor", SIGNED_IN),
        Policy("portal_system", "true"),
    )


RULES_FOLLOW = f"""
CREATE OR REPLACE FUNCTION rules_follow() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE newest {EngagementRules.__tablename__};
BEGIN
  SELECT * INTO newest FROM {EngagementRules.__tablename__} ORDER BY number DESC LIMIT 1;
  IF NEW.number <> coalesce(newest.number, 0) + 1 OR NEW.valid_from <= newest.valid_from THEN
    RAISE EXCEPTION 'a version of the rules follows the newest one' USING ERRCODE = '42501';
  END IF;
  RETURN NEW;
END $$
"""
"""So that no two apply on one day, and no day is without one."""

STATEMENTS = (
    RULES_FOLLOW,
    """CREATE TRIGGER rules_follow BEFORE INSERT ON rules_of_engagement FOR EACH ROW
    EXECUTE FUNCTION rules_follow()""",
)
