"""Which documents the company requires of whom: said, changed and ended by legal or an administrator."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from portal import errors, ids, journal
from portal.access import AccessClass, Actor, Permission
from portal.database.session import Session
from portal.partners import queries
from portal.partners.documents import DocumentKind
from portal.partners.models import DocumentRequirement, Organisation
from portal.partners.operations.creating import country_code
from portal.partners.operations.documents.paper import title_given
from portal.partners.rules import Kind

MOST = 200
"""Requirements of a company at a time."""
MOST_COUNTRIES = 250
TOLD = ("kind", "title", "partner_kinds", "countries", "is_mandatory", "ended_at")


async def set_requirement(
    session: Session, actor: Actor, *, kind: DocumentKind, is_mandatory: bool, now: datetime,
    partner_kinds: Iterable[Kind] = (), countries: Iterable[str] = (), title: str = "",
    requirement_id: UUID | None = None, expected_version: int | None = None,
) -> DocumentRequirement:  # fmt: skip
    """What the company wants from partners of these kinds and countries, none meaning every; a new one, or as it is
    from now on. Partners concerned that do not have it are asked for it. Refuses: NotFound, StaleVersion, Invalid.
    """
    _may(actor)
    faults = errors.Faults()
    with faults:
        if kind is DocumentKind.OTHER:
            raise errors.Invalid(
                "Other documents can only be requested from one partner at a time.", path=("input", "kind")
            )
    with faults:
        called = title_given(title, kind)
    with faults:
        places = _countries(countries)
    faults.refuse()
    row = await _one(session, requirement_id, expected_version) if requirement_id else await _new(session, actor, now)
    before = _told(row) if requirement_id else {}
    row.kind, row.title, row.is_mandatory = kind, called, is_mandatory
    row.partner_kinds, row.countries = frozenset(partner_kinds), places
    if requirement_id:
        row.version += 1
    else:
        session.add(row)
    await _note(session, actor, row, "document.requirement_set", before, now)
    return row


async def end_requirement(
    session: Session, actor: Actor, *, requirement_id: UUID, expected_version: int, now: datetime
) -> DocumentRequirement:
    """Requires it of nobody any more; what was asked for by it stays asked for until it is withdrawn."""
    _may(actor)
    row = await _one(session, requirement_id, expected_version)
    before = _told(row)
    row.ended_at, row.version = now, row.version + 1
    await _note(session, actor, row, "document.requirement_ended", before, now)
    return row


def _may(actor: Actor) -> None:
    if actor.access_class is AccessClass.AUDITOR:
        raise errors.NotAllowed("Auditors can read everything and change nothing.")
    actor.require(Permission.DOCUMENT_REQUIRE)


def _countries(given: Iterable[str]) -> list[str]:
    found = sorted({country_code(code.strip(), "countries") for code in given})
    if len(found) > MOST_COUNTRIES:
        raise errors.Invalid("Name at most {most} countries.", most=MOST_COUNTRIES, path=("input", "countries"))
    return found


async def _new(session: Session, actor: Actor, now: datetime) -> DocumentRequirement:
    if len((await session.scalars(queries.requirements())).all()) >= MOST:
        raise errors.Blocked("There are already {most} requirements. End some of them first.", most=MOST)
    return DocumentRequirement(id=ids.new(), version=1, made_by_name=actor.name, made_at=now)


async def _one(session: Session, requirement_id: UUID, expected_version: int | None) -> DocumentRequirement:
    row: DocumentRequirement | None = await session.scalar(queries.requirement(requirement_id).with_for_update())
    if row is None or row.ended_at is not None:
        raise errors.NotFound("There is no such requirement.", path=("input", "requirementId"))
    if row.version != expected_version:
        raise errors.StaleVersion(
            "Someone changed this requirement after you opened it. Check the latest version.",
            path=("input", "expectedVersion"),
        )
    return row


def _told(row: DocumentRequirement) -> dict[str, object]:
    return {name: getattr(row, name) for name in TOLD}


async def _note(
    session: Session, actor: Actor, row: DocumentRequirement, event: str, before: dict[str, object], now: datetime
) -> None:
    """In the company's own journal."""
    company: Organisation = (await session.scalars(queries.company())).one()
    journal.write(
        session, actor, event, partner_id=company.id, record_type=DocumentRequirement.PREFIX, record_id=row.id,
        now=now, changes=journal.difference(before, _told(row)), published=False,
    )  # fmt: skip
    await session.flush()
