"""Sessions that find common customers: what was agreed, what is on its way, and the log that both sides keep.

No key is ever in here, nor a hash of one: points say nothing without a number that never leaves a side's own machine.
"""

from datetime import datetime
from typing import ClassVar
from uuid import UUID

from sqlalchemy import ForeignKeyConstraint, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from portal.access import AccessClass, Side
from portal.acting import Lived, turns_of
from portal.database.base import PartnerOwned, Record, Word, Words, check, many_words, words
from portal.database.moving import steps_kept
from portal.database.policies import CURRENT_PERSON, isolated
from portal.opportunities.overlap.blinding import FLOOR, Band
from portal.opportunities.overlap.comparing import Mode
from portal.opportunities.overlap.keys import Kind
from portal.opportunities.rules.overlap import ENDED, LIFE, PURPOSE_LONGEST, MessageKind, OverlapStatus
from portal.partners.models import Membership, Organisation

_OVER = ", ".join(sorted(f"'{each.value}'" for each in ENDED))
_SHOWN = f"shown = '<{FLOOR}' OR (shown ~ '^[1-9][0-9]*$' AND shown::bigint >= {FLOOR})"
_STEPS = (
    "UPDATE (version, status, agreed_at, agreed_by_name, sent, answered, disclosed, company_owner_id,"
    " partner_owner_id, ended_at, waiting_on, due_at, due_calendar, updated_at{more})"
)
_WRITTEN = "side = '{}' AND kind IN ('POINTS', 'ANSWER', 'KEPT_BACK')"
_READ = "kind = 'POINTS' OR (kind = 'MET' AND side = '{}')"


class OverlapSession(PartnerOwned, Lived, Record):
    """One search for common customers: between whom, what for, how many points, and how far it is."""

    __tablename__ = "overlap_session"
    PREFIX = "ovl"
    LIVES: ClassVar[dict[str, str]] = {LIFE.name: "status"}
    UNTOLD = Lived.UNTOLD | {"company_id", "created_at", "created_by", "terms"}

    number: Mapped[str]
    author: Mapped[Side] = mapped_column(Word(Side))
    """The side that proposed it."""
    purpose: Mapped[str]
    kinds: Mapped[frozenset[Kind]] = mapped_column(Words(Kind))
    band: Mapped[Band] = mapped_column(Word(Band))
    mode: Mapped[Mode] = mapped_column(Word(Mode))
    terms: Mapped[str]
    """The canonical text that both agree to, with the names as they were then."""
    terms_sha256: Mapped[str]
    expires_at: Mapped[datetime]

    status: Mapped[OverlapStatus] = mapped_column(Word(OverlapStatus), default=OverlapStatus.PROPOSED)
    agreed_at: Mapped[datetime | None]
    agreed_by_name: Mapped[str | None]
    sent: Mapped[frozenset[Side]] = mapped_column(Words(Side), default=frozenset)
    answered: Mapped[frozenset[Side]] = mapped_column(Words(Side), default=frozenset)
    disclosed: Mapped[frozenset[Side]] = mapped_column(Words(Side), default=frozenset)
    shown: Mapped[str | None]
    """The number in common as both are shown it: of fewer than five nothing else is kept anywhere."""
    company_id: Mapped[UUID]
    company_owner_id: Mapped[UUID | None]
    partner_owner_id: Mapped[UUID | None]
    created_by: Mapped[UUID]
    created_by_name: Mapped[str]
    created_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]

    __table_args__ = (
        ForeignKeyConstraint(["partner_id"], [Organisation.id], name="fk_overlap_session_partner"),
        ForeignKeyConstraint(
            ["company_id", "company_owner_id"], [Membership.partner_id, Membership.id],
            name="fk_overlap_session_company_owner",
        ),
        ForeignKeyConstraint(
            ["partner_id", "partner_owner_id"], [Membership.partner_id, Membership.id],
            name="fk_overlap_session_partner_owner",
        ),
        UniqueConstraint("partner_id", "number"),
        words("author", Side),
        many_words("kinds", Kind),
        words("band", Band),
        words("mode", Mode),
        words("status", OverlapStatus),
        *(many_words(name, Side) for name in ("sent", "answered", "disclosed", "waiting_on")),
        check("purpose_length", f"length(purpose) BETWEEN 1 AND {PURPOSE_LONGEST}"),
        check("some_kind", "cardinality(kinds) > 0"),
        check("days_of_life", "expires_at <= created_at + interval '7 days'"),
        check("agreed_by_somebody", "(agreed_at IS NULL) = (agreed_by_name IS NULL)"
              " AND (agreed_at IS NOT NULL OR status IN ('PROPOSED', 'CANCELLED', 'EXPIRED'))"),
        check("shown_or_few", _SHOWN),
        check("shown_in_the_end", "status <> 'REVEALED' OR shown IS NOT NULL"),
        check("ended_has_a_day", f"(ended_at IS NOT NULL) = (status IN ({_OVER}))"),
        turns_of("overlap_session"),
        Index("ix_overlap_session_due", "due_at", "id", postgresql_where="due_at IS NOT NULL"),
        Index("ix_overlap_session_list", "partner_id", "created_at", "id"),
        Index("ix_overlap_session_all", "created_at", "id"),
    )  # fmt: skip
    __policies__ = isolated(
        auditor="false",
        partner_commands=("INSERT", _STEPS.format(more="")),
        host_commands=("INSERT", _STEPS.format(more="")),
        system_commands=("INSERT", _STEPS.format(more=", shown")),
        own=(("INSERT", f"author = {{side}} AND created_by = {CURRENT_PERSON} AND status = 'PROPOSED'"),),
    )


def _of_session(table: str) -> ForeignKeyConstraint:
    return ForeignKeyConstraint(
        ["partner_id", "session_id"], [OverlapSession.partner_id, OverlapSession.id], name=f"fk_{table}_session"
    )


class OverlapMessage(PartnerOwned, Record):
    """What a side sent, or is told, while the session goes on. Points and answers are deleted when it ends."""

    __tablename__ = "overlap_message"

    session_id: Mapped[UUID]
    side: Mapped[Side] = mapped_column(Word(Side))
    """Who sent it; of positions that met, whose they are."""
    kind: Mapped[MessageKind] = mapped_column(Word(MessageKind))
    text: Mapped[str]
    """Of points one line of base64url, of positions JSON."""
    at: Mapped[datetime]

    __table_args__ = (
        _of_session("overlap_message"),
        UniqueConstraint("partner_id", "session_id", "side", "kind"),
        words("side", Side),
        words("kind", MessageKind),
        check("text_length", "length(text) <= 450000"),
    )
    __policies__ = isolated(
        partner=_READ.format("PARTNER"),
        host=_READ.format("HOST"),
        auditor="false",
        partner_writes=_WRITTEN.format("PARTNER"),
        host_writes=_WRITTEN.format("HOST"),
        partner_commands=("INSERT",),
        host_commands=("INSERT",),
        system_commands=("INSERT", "DELETE"),
    )


class OverlapLog(PartnerOwned, Record):
    """What ran between whom: the terms, how many points, and the number as both were shown it. Nobody changes it."""

    __tablename__ = "overlap_log"
    __append_only__ = True
    PREFIX: ClassVar[str] = "ovg"

    session_id: Mapped[UUID]
    number: Mapped[str]
    status: Mapped[OverlapStatus] = mapped_column(Word(OverlapStatus))
    purpose: Mapped[str]
    kinds: Mapped[frozenset[Kind]] = mapped_column(Words(Kind))
    band: Mapped[Band] = mapped_column(Word(Band))
    mode: Mapped[Mode] = mapped_column(Word(Mode))
    terms_sha256: Mapped[str]
    shown: Mapped[str | None]
    by_name: Mapped[str]
    """Who took the step; the portal's own name where it did."""
    at: Mapped[datetime]

    __table_args__ = (
        _of_session("overlap_log"),
        words("status", OverlapStatus),
        many_words("kinds", Kind),
        words("band", Band),
        words("mode", Mode),
        check("shown_or_few", _SHOWN),
        Index("ix_overlap_log_session", "partner_id", "session_id"),
        Index("ix_overlap_log_list", "partner_id", "at", "id"),
        Index("ix_overlap_log_all", "at", "id"),
    )
    __policies__ = isolated(partner_commands=("INSERT",), host_commands=("INSERT",), system_commands=("INSERT",))


KEEP_OVERLAP = f"""
CREATE OR REPLACE FUNCTION keep_overlap() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  side text := CASE session_user WHEN '{AccessClass.PARTNER.value}' THEN 'PARTNER'
    WHEN '{AccessClass.MANAGER.value}' THEN 'HOST' WHEN '{AccessClass.STAFF.value}' THEN 'HOST' END;
BEGIN
  IF side IS NULL THEN
    RETURN NEW;
  END IF;
  IF (array_remove(NEW.sent, side), array_remove(NEW.answered, side), array_remove(NEW.disclosed, side))
    IS DISTINCT FROM
    (array_remove(OLD.sent, side), array_remove(OLD.answered, side), array_remove(OLD.disclosed, side)) THEN
    RAISE EXCEPTION 'what a side has done it says itself' USING ERRCODE = '42501';
  END IF;
  IF OLD.status = 'PROPOSED' AND NEW.status = 'AGREED' AND OLD.author = side THEN
    RAISE EXCEPTION 'terms are agreed to by the other side' USING ERRCODE = '42501';
  END IF;
  RETURN NEW;
END $$
"""
STATEMENTS = (
    *steps_kept(LIFE, "overlap_session"),
    KEEP_OVERLAP,
    "CREATE TRIGGER keep_overlap BEFORE UPDATE ON overlap_session FOR EACH ROW EXECUTE FUNCTION keep_overlap()",
)
