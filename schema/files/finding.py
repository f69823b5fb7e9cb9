"""Which file an address means, for who reads the record that it is attached to, and telling that they fetched it."""

from collections.abc import Mapping
from dataclasses import dataclass

from portal import errors, files, ids
from portal.access import AccessClass
from portal.files.models import File
from portal.files.rules import READABLE, State
from portal.room import Fetching, Holding
from portal.sentences import Sentence, say
from schema.engine.plain import Plain
from schema.engine.refusals import Caller

WHY: Mapping[State, Sentence] = {
    State.QUARANTINED: say("The file is waiting for the virus scanner. Try again in a minute."),
    State.REFUSED: say("The scanner found something harmful in this file, so no one can download it."),
    State.MISSING: say(
        "The portal has lost the contents of this file. Ask the person who uploaded it to upload it again."
    ),
}


@dataclass(frozen=True)
class Finding:
    """The door of all addresses below a file's, and what the rooms say of the files that they hold."""

    plain: Plain
    held: Mapping[str, Holding]

    async def readable(self, caller: Caller, given: str) -> tuple[File, Fetching]:
        """The same as `found`. Refuses: Blocked as well, where nobody gets the bytes."""
        file, telling = await self.found(caller, given)
        if file.state not in READABLE:
            raise errors.Blocked.because(WHY[file.state], path=("file",))
        return file, telling

    async def found(self, caller: Caller, given: str) -> tuple[File, Fetching]:
        """The file, if the caller reads it, and who is still to find that they fetched it. Refuses: NotFound."""
        prefix, file_id = ids.parse(given)
        if prefix != File.PREFIX:
            raise errors.NotFound("There is no such file.")
        async with self.plain.acting(caller) as session:
            row = (await session.execute(files.fetched(file_id, caller.actor, self.plain.now()))).one_or_none()
        if row is None:
            raise errors.NotFound("There is no such file.")
        file, is_told = row
        if file.record_type is None:
            return file, Fetching.NOBODY
        holding = self.held.get(file.record_type)
        if holding is None:
            raise errors.NotFound("There is no such file.")
        self.plain.require_scopes(caller, {holding.may})
        caller.actor.require(holding.may)
        return file, Fetching.NOBODY if is_told else holding.fetching

    async def note(self, caller: Caller, file: File, telling: Fetching) -> None:
        """Before the bytes leave."""
        if telling is Fetching.NOBODY:
            return
        reads_only = caller.actor.access_class is AccessClass.AUDITOR
        async with (
            self.plain.database.working(AccessClass.SYSTEM) if reads_only else self.plain.acting(caller)
        ) as session:
            files.note_fetched(
                session, caller.actor, file, is_told_to_both=telling is Fetching.BOTH_SIDES, now=self.plain.now()
            )
