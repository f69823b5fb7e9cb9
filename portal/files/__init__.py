"""Files: what people bring along, as bytes in a store and a row that says whose they are and who may read them.

A room that lets people attach something needs no table for it. Whoever uploads gets a ticket (`fileStartUpload`), sends
the bytes, and names the file's id in the room's own mutation, whose operation binds it to its record:

    await files.attach(
        session, actor, file_id=file_id, partner_id=note.partner_id, record=(Note.PREFIX, note.id), kind="note",
        is_shared=note.is_shared, path=("input", "fileIds", "0"),
    )

Until then a file is its uploader's alone; from then on it is read like its record: by both sides (`is_shared`), or by
the side that brought it (`files.share` opens it later, never the other way round). Row-level security sees to it, so
a record that one side keeps to itself must attach with `is_shared=False`. `kind` is the room's own word for what the
file is to the record. `files.of(prefix, partner_id, record_id)` is the Select of a record's files, for a field
`@read(list[File], …, requires=…)`; `files.detach` takes away what the other side has not seen. `room.py` says under
`holds_files` which permission reads the files of which records, without which nobody can fetch the bytes, and whether
the journal tells who did.
A table of the room that needs the file's key as well points to ("file.partner_id", "file.id").
"""

from portal.files.operations import attach, detach, note_fetched, share, start_upload
from portal.files.queries import by_id, fetched, of, ticket

__all__ = ["attach", "by_id", "detach", "fetched", "note_fetched", "of", "share", "start_upload", "ticket"]
