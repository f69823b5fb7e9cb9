"""Terms for finding common customers are put before the other side, four times a quarter at most."""

import secrets
from collections.abc import Sequence
from datetime import UTC, datetime
from uuid import UUID

from portal import errors, ids
from portal.access import Actor, Permission, Side
from portal.database.session import Session
from portal.opportunities import queries
from portal.opportunities.models import OverlapSession
from portal.opportunities.operations.overlap_case import begun
from portal.opportunities.overlap.blinding import Band
from portal.opportunities.overlap.comparing import Mode
from portal.opportunities.overlap.keys import Kind
from portal.opportunities.overlap.terms import Party, Terms
from portal.opportunities.rules import overlap as rules
from portal.opportunities.rules.overlap import LIFE, OverlapStatus
from portal.partners.operations import account
from portal.partners.operations.account import OpenAccount
from portal.partners.rules import AccountStatus
from portal.sentences import say
from portal.wording import note_given

_ALPHABET = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"


async def propose(
    session: Session, actor: Actor, *, purpose: str, key_kinds: Sequence[Kind], size_band: Band, mode: Mode,
    now: datetime, partner_id: UUID | None = None, expires_at: datetime | None = None,
) -> OverlapSession:  # fmt: skip
    """Puts terms before the other side; the company's people name the partner.

    Refuses: NotAllowed, NotFound, Invalid with everything at once, Blocked (the account; four in this quarter).
    """
    actor.require(Permission.OVERLAP_AGREE)
    place = await _place(session, actor, partner_id, now)
    said, until = _given(purpose, key_kinds, expires_at, now)
    if (await session.scalar(queries.overlaps_since(place.partner.id, _quarter(now))) or 0) >= rules.MOST_IN_A_QUARTER:
        raise errors.Blocked(
            "You and the other side have used all {most} sessions of this quarter. Each session lets both sides guess.",
            most=rules.MOST_IN_A_QUARTER,
        )
    record = _new(actor, place, said, now)
    record.kinds, record.band, record.mode, record.expires_at = frozenset(key_kinds), size_band, mode, until
    terms = _terms(record, place)
    record.terms, record.terms_sha256 = terms.text, terms.digest
    case = begun(session, actor, record, place.partner, place.company, now=now)
    with case.event("overlap.proposed"):
        await case.take_over()
        if actor.side is Side.HOST:
            record.partner_owner_id = await session.scalar(queries.first_administrator_of(place.partner.id))
        case.wait(LIFE)
    session.add(record)
    await session.flush()
    case.log()
    return record


def _given(
    purpose: str, key_kinds: Sequence[Kind], expires_at: datetime | None, now: datetime
) -> tuple[str, datetime]:  # fmt: skip
    faults = errors.Faults()
    said, until = "", (expires_at or now + rules.LONGEST_LIFE).astimezone(UTC).replace(microsecond=0)
    with faults:
        wanted = say("Enter the purpose of the search for common customers.")
        said = note_given(purpose, wanted, "purpose", longest=rules.PURPOSE_LONGEST)
    with faults:
        if not key_kinds:
            raise errors.Invalid("Choose at least one kind of key.", path=("input", "keyKinds"))
    with faults:
        if not now < until <= now + rules.LONGEST_LIFE:
            raise errors.Invalid(
                "A session must end within {days} days.", days=rules.LONGEST_LIFE.days, path=("input", "expiresAt")
            )
    faults.refuse()
    return said, until


def _quarter(now: datetime) -> datetime:
    """When the calendar quarter began, in UTC."""
    moment = now.astimezone(UTC)
    return datetime(moment.year, 3 * ((moment.month - 1) // 3) + 1, 1, tzinfo=UTC)


async def _place(session: Session, actor: Actor, named: UUID | None, now: datetime) -> OpenAccount:
    path = ("input", "partnerId")
    wanted = named or (actor.partner_id if actor.side is Side.PARTNER else None)
    if wanted is None:
        raise errors.Invalid("Name the partner.", path=path)
    if actor.side is Side.PARTNER and wanted != actor.partner_id:
        raise errors.NotFound("There is no such partner.", path=path)
    place = await account.opened(session, actor, partner_id=wanted, expected_version=None, now=now)
    if place.partner.status is not AccountStatus.ACTIVE:
        raise errors.Blocked("You cannot start anything new because the partner account is not open.")
    return place


def _new(actor: Actor, place: OpenAccount, purpose: str, now: datetime) -> OverlapSession:
    return OverlapSession(
        partner_id=place.partner.id, id=ids.new(), version=0, author=actor.side, purpose=purpose,
        number=f"OVL-{now.year}-{''.join(secrets.choice(_ALPHABET) for _ in range(6))}", status=OverlapStatus.PROPOSED,
        agreed_at=None, agreed_by_name=None, sent=frozenset(), answered=frozenset(), disclosed=frozenset(), shown=None,
        company_id=place.company.id, company_owner_id=place.partner.manager_id or place.company.manager_id,
        partner_owner_id=None, created_by=actor.person_id, created_by_name=actor.name, created_at=now, ended_at=None,
        waiting_on=frozenset(), due_at=None, due_calendar=None, updated_at=now,
    )  # fmt: skip


def _terms(record: OverlapSession, place: OpenAccount) -> Terms:
    """What both agree to; whoever proposed stands first."""
    parties = [Party(id=ids.text("org", each.id), name=each.name) for each in (place.company, place.partner)]
    first, second = parties if record.author is Side.HOST else reversed(parties)
    return Terms(
        session=record.number, parties=(first, second), purpose=record.purpose, kinds=tuple(sorted(record.kinds)),
        band=record.band, mode=record.mode, expires_at=record.expires_at,
    )  # fmt: skip
