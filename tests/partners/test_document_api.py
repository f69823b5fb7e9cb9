"""A document through the API: every field of it in one statement, for both sides."""

import json
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

import pytest

from portal import ids
from portal.access import Actor, Role
from portal.database.pools import Database
from portal.partners.documents import DocumentStatus
from schema import root
from schema.engine.context import Api
from tests.files import making as files
from tests.make import Make
from tests.partners import making
from tests.people import sign_in


@dataclass(frozen=True)
class Caller:
    actor: Actor
    token_sha256: bytes


WHOLE = """query ($id: ID!) { document(id: $id) {
  id version kind title status wantedOn number issuer validFrom validUntil uploadedSide uploadedAt decidedAt reason
  reminded waitingOn dueAt createdAt requestedBy uploadedBy confirmedBy confirmedAt decidedBy digest isMandatory
  mostMonths file { name digest } files { id } partner { name missingDocuments heldFor documents { totalCount } }
  owner { name } replaces { id } successor { id } timeline { totalCount } availableActions { name allowed }
} documentRequirements { nodes { kind partnerKinds countries isMandatory mostMonths madeBy } } }"""


@pytest.mark.parametrize(
    ("side", "actions"),
    [("staff", ["ACCEPT", "REFUSE"]), ("partner", ["UPLOAD"])],
)
async def test_every_field_of_a_document_is_read_by_both_sides(
    database: Database, make_committed: Make, side: str, actions: list[str]
) -> None:
    make = make_committed
    legal = await make.member(roles={Role.LEGAL}, name="Lee Legal")
    partner = await make.partner(name="Northgate")
    admin = await make.member(partner, name="Paula Admin")
    old, new = (files.file(admin) for _ in range(2))
    accepted = making.document(partner, legal, status=DocumentStatus.ACCEPTED, file=old)
    brought = making.document(partner, legal, status=DocumentStatus.UPLOADED, file=new, replaces_id=accepted.id)
    for file, record in ((old, accepted), (new, brought)):
        file.record_type, file.record_id, file.is_shared = record.PREFIX, record.id, True
    await make.add(old, new)
    await make.add(accepted)
    await make.add(brought, making.requirement(kind=accepted.kind, countries=["DE"]))
    actor = await make.actor(legal if side == "staff" else admin)
    caller = Caller(actor, sha256(await sign_in(make.session, actor)).digest())
    api = Api(root.schema(), database, b"a secret of 32 bytes for cursors")

    async def asked(record: Any) -> Any:
        document = api.documents.get(WHOLE)
        question = api.question(document, document.operation(None), {"id": ids.text("doc", record.id)})
        return json.loads(await api.answer(caller, question))

    first, second = (await asked(accepted))["document"], (await asked(brought))["document"]
    assert (first["replaces"], first["successor"]) == (None, {"id": ids.text("doc", brought.id)})
    assert (second["replaces"], second["successor"]) == ({"id": ids.text("doc", accepted.id)}, None)
    assert (first["isMandatory"], first["mostMonths"], first["file"]["digest"]) == (True, 15, old.sha256)
    assert (first["partner"]["missingDocuments"], first["partner"]["documents"]["totalCount"]) == ([], 2)
    assert [each["name"] for each in second["availableActions"] if each["allowed"]] == actions
