"""What is done with files: leave to bring one, binding it to a record, showing it to the other side, taking it away."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import select

from portal import errors, ids, journal
from portal.access import AccessClass, Actor, Permission, Side
from portal.database.session import Session
from portal.files import queries, rules
from portal.files.models import File, Ticket
from portal.files.rules import State

HERE = ("input", "fileId")


async def start_upload(
    session: Session, actor: Actor, *, partner_id: UUID, name: str, now: datetime, size: int | None = None,
    information_class: rules.InformationClass | None = None,
) -> Ticket:  # fmt: skip
    """Leave to send a file's bytes, once, begun within 15 minutes; what it is the end of its name says.

    Refuses: NotAllowed, NotFound, Invalid, Blocked for somebody with too many that are not attached.
    """
    actor.require(Permission.FILE_UPLOAD)
    if actor.side is Side.PARTNER and partner_id != actor.partner_id:
        raise errors.NotFound("There is no such partner.", path=("input", "partnerId"))
    if await session.scalar(queries.partner_exists(partner_id)) is None:
        raise errors.NotFound("There is no such partner.", path=("input", "partnerId"))
    faults, here = errors.Faults(), ("input", "name")
    with faults:
        name = rules.name_given(name, path=here)
        kind = rules.type_of(name, path=here)
    with faults:
        if size is not None:
            rules.check_size(size, path=("input", "size"))
    faults.refuse()
    if (await session.scalar(select(queries.waiting_of(actor, now)))) >= rules.MOST_UNATTACHED:
        raise errors.Blocked(
            "You have {most} uploaded files that are not attached to anything. Attach some of them first.",
            most=rules.MOST_UNATTACHED,
        )
    made = Ticket(
        partner_id=partner_id, id=ids.new(), side=actor.side, person_id=actor.person_id, name=name, type=kind,
        bytes=size, expires_at=now + rules.OPEN_FOR, information_class=information_class,
    )  # fmt: skip
    session.add(made)
    return made


async def attach(
    session: Session, actor: Actor, *, file_id: UUID, partner_id: UUID, record: tuple[str, UUID], is_shared: bool,
    kind: str = "", reader_ids: Sequence[str] | None = None, path: Sequence[str] = HERE,
) -> File:  # fmt: skip
    """Binds a file that the actor uploaded to a record, given as its prefix and id, of this partner's world.

    What the actor may do to the record the room has checked. `reader_ids` narrows what is not shared to some people of
    the actor's side. Refuses: NotFound, NotAllowed for auditors, Blocked for what a scanner refused, Invalid for more
    than a record holds.
    """
    if actor.access_class is AccessClass.AUDITOR:
        raise errors.NotAllowed("Auditors can read everything and change nothing.")
    file: File | None = await session.scalar(queries.unattached_of(actor, file_id).with_for_update())
    if file is None or file.partner_id != partner_id:
        raise errors.NotFound("You have no such file that is still to be attached. Upload it again.", path=path)
    if file.state is State.REFUSED:
        raise errors.Blocked("The scanner found something harmful in this file.", path=path)
    count, size = (await session.execute(queries.size_of(record[0], partner_id, record[1], actor.side))).one()
    if count >= rules.MOST_OF_A_RECORD or size + file.bytes > rules.LARGEST_OF_A_RECORD:
        raise errors.Invalid(
            "Your side can add at most {most} files, {size} MB in total, here.",
            most=rules.MOST_OF_A_RECORD, size=rules.LARGEST_OF_A_RECORD // rules.MEGABYTE, path=path,
        )  # fmt: skip
    file.record_type, file.record_id = record
    file.kind, file.is_shared = kind, is_shared
    file.reader_ids = None if is_shared or reader_ids is None else sorted(reader_ids)
    await session.flush()
    return file


def share(files: Iterable[File]) -> None:
    """Shows both sides files that the actor's side has kept to itself; there is no way back."""
    for file in files:
        file.is_shared, file.reader_ids = True, None


async def detach(session: Session, file: File) -> None:
    """Takes away a file that the other side has not seen; its bytes go with the next sweep.

    Refuses: Blocked for one that both sides see.
    """
    if file.is_shared:
        raise errors.Blocked("You cannot remove this file because both sides can already see it.")
    await session.delete(file)


def note_fetched(session: Session, actor: Actor, file: File, *, is_told_to_both: bool, now: datetime) -> None:
    """Tells in the journal of the record that a file is attached to who has fetched its bytes."""
    if file.record_type is None or file.record_id is None:
        return
    journal.write(
        session, actor, queries.FETCHED, partner_id=file.partner_id, record_type=File.PREFIX, record_id=file.id,
        about=(file.record_type, file.record_id), published=is_told_to_both and file.is_shared, now=now,
        changes=journal.difference({}, {"name": file.name}),
    )  # fmt: skip
