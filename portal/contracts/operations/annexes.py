"""Files that become annexes: from whoever brought them to the contract, first for one side, then for both."""

from collections.abc import Collection, Sequence
from dataclasses import replace
from typing import Any
from uuid import UUID

from sqlalchemy import Select

from portal import errors, files
from portal.boundaries import operations as boundaries
from portal.contracts import queries
from portal.contracts.models import Contract
from portal.contracts.operations.proceeding import Proceeding
from portal.contracts.text import documents
from portal.contracts.text.annexes import Annex
from portal.files.models import File
from portal.files.rules import State


async def brought(case: Proceeding, file_id: UUID, *, path: Sequence[str]) -> File:
    """The file, which is the contract's from now on: for its own side alone, until it is shown with a text.

    Refuses: NotFound for what is neither the contract's nor a new file of the actor's own.
    """
    contract = case.contract
    ours: File | None = await case.session.scalar(queries.annexed_files_of(contract).where(File.id == file_id))
    return ours or await files.attach(
        case.session, case.actor, file_id=file_id, partner_id=contract.partner_id,
        record=(Contract.PREFIX, contract.id), kind=queries.ANNEX, is_shared=False, path=path,
    )  # fmt: skip


async def named(
    case: Proceeding, change: documents.Change, file_id: UUID | None, *, path: Sequence[str]
) -> documents.Change:
    """A change of an annex with what the file says: its digest, its length and, unless given, its name."""
    if change.op is not documents.Operation.SET_ANNEX:
        return change
    if file_id is None:
        raise errors.Invalid("Choose the file for the annex.", path=(*path, "fileId"))
    file = await brought(case, file_id, path=(*path, "fileId"))
    return replace(change, annex=change.annex or file.name, annex_sha256=file.sha256, annex_bytes=file.bytes)


async def annexed(case: Proceeding, file_ids: Sequence[UUID]) -> tuple[Annex, ...]:
    """The files as annexes of the company's own draft, each under its name. Refuses: NotFound, Invalid."""
    made = []
    for index, file_id in enumerate(file_ids):
        file = await brought(case, file_id, path=("input", "fileIds", str(index)))
        made.append(Annex(file.name, file.sha256, file.bytes))
    return tuple(made)


async def drop_others(case: Proceeding, digests: Collection[str]) -> None:
    """Takes away what the actor's side had brought, has not shown, and does not mean to use any more."""
    for file in await case.session.scalars(_own(case)):
        if file.sha256 not in digests:
            await files.detach(case.session, file)


async def own(case: Proceeding, digests: Collection[str]) -> list[File]:
    """The files of a text that the actor's side keeps to itself yet; without any the database is not asked."""
    return [file for file in await case.session.scalars(_own(case)) if file.sha256 in digests] if digests else []


async def guard(case: Proceeding, unshown: Sequence[File]) -> None:
    """Refuses with Blocked where a boundary keeps a file that is to be shown from the other side."""
    for file in unshown:
        await boundaries.share(case.session, case.actor, file, case.now)


def show(unshown: Sequence[File]) -> None:
    """Has both sides see the files of a text that is put before them. Refuses: Blocked for what a scanner refused."""
    for file in unshown:
        if file.state is State.REFUSED:
            raise errors.Blocked("The scanner found something harmful in the file “{name}”.", name=file.name)
    files.share(unshown)


def _own(case: Proceeding) -> Select[Any]:
    """What the actor's side keeps to itself yet."""
    return queries.files_of(case.contract).where(File.side == case.actor.side, ~File.is_shared)
