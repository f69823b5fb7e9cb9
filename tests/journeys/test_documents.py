"""A document over HTTP: required, asked for, uploaded, looked at, accepted, and taken along with everything."""

import hashlib
import json
import re
from pathlib import Path
from typing import Any

from portal import clock, ids
from portal.access import Role
from portal.demo.certificates import pdf
from tests.entering import Enter
from tests.journeys.doors import Visitor
from tests.journeys.test_leaving import fetch, unpacked
from tests.make import Make

PAPER = pdf("Proof of insurance", "Alpine Tools")
SHOWN = "id version status digest file { path }"


async def ask(who: Visitor, query: str, **variables: Any) -> Any:
    answer = await who.client.post("/graphql", json={"query": query, "variables": variables})
    assert answer.status_code == 200, answer.text
    return answer.json()["data"]


async def act(who: Visitor, name: str, kind: str, shown: str, /, **given: Any) -> Any:
    """The payload of a step that is taken."""
    query = f"mutation ($input: {kind}!) {{ {name}(input: $input) {{ userErrors {{ message }} {shown} }} }}"
    payload = (await ask(who, query, input=given))[name]
    assert payload["userErrors"] == []
    return payload


async def test_a_document_goes_from_the_request_to_the_file_of_everything(
    make_committed: Make, enter: Enter, tmp_path: Path
) -> None:
    make = make_committed
    partner = await make.partner(name="Alpine Tools")
    admin, legal = await enter(await make.member(partner), await make.member(roles={Role.LEGAL}))
    partner_id, today = ids.text("org", partner.id), clock.now().date()
    required = {"kind": "INSURANCE", "partnerKinds": [], "countries": ["DE"], "isMandatory": True}
    await act(legal, "documentRequirementSet", "DocumentRequirementSetInput", "requirement { id }", **required)
    missing = "query ($id: ID!) { partner(by: { id: $id }) { missingDocuments } }"
    assert await ask(admin, missing, id=partner_id) == {"partner": {"missingDocuments": ["INSURANCE"]}}
    wanted = {"partnerId": partner_id, "kind": "INSURANCE", "wantedOn": today.replace(year=today.year + 1).isoformat()}
    made = (await act(legal, "documentRequest", "DocumentRequestInput", f"document {{ {SHOWN} }}", **wanted))[
        "document"
    ]

    begun = {"partnerId": partner_id, "name": "Insurance.pdf", "size": len(PAPER)}
    upload = (await act(admin, "fileStartUpload", "FileStartUploadInput", "upload { path fileId }", **begun))["upload"]
    assert (await admin.client.put(upload["path"], content=PAPER)).status_code == 201
    brought = {
        "documentId": made["id"], "expectedVersion": made["version"], "fileId": upload["fileId"],
        "validFrom": today.isoformat(),
    }  # fmt: skip
    shown = f"document {{ {SHOWN} }}"
    made = (await act(admin, "documentUpload", "DocumentUploadInput", shown, **brought))["document"]
    seen = await legal.client.get(made["file"]["path"])
    assert hashlib.sha256(seen.content).hexdigest() == made["digest"] == hashlib.sha256(PAPER).hexdigest()
    accepted = {"documentId": made["id"], "expectedVersion": made["version"], "expectedDigest": made["digest"]}
    made = (await act(legal, "documentAccept", "DocumentAcceptInput", shown, **accepted))["document"]
    assert made["status"] == "ACCEPTED"
    assert await ask(admin, missing, id=partner_id) == {"partner": {"missingDocuments": []}}

    both = [await fetch(each.client, partner) for each in (admin, legal)]
    assert both[0].content == both[1].content
    listed, _ = unpacked(both[0].content, tmp_path)
    folder = "documents/0001-INSURANCE"
    assert listed[f"{folder}/files/{made['digest']}.pdf"] == made["digest"]
    told = json.loads((tmp_path / folder / "document.json").read_text())
    assert (told["id"], told["status"], told["sha256"]) == (made["id"], "ACCEPTED", made["digest"])
    lines = (tmp_path / folder / "timeline.jsonl").read_text().splitlines()
    assert [json.loads(line)["event"] for line in lines] == [
        "document.requested", "document.uploaded", "file.fetched", "document.accepted",
    ]  # fmt: skip


async def test_a_file_chosen_anew_takes_the_place_of_the_one_that_the_page_has_kept(
    make_committed: Make, enter: Enter
) -> None:
    partner = await make_committed.partner()
    (paula,) = await enter(await make_committed.member(partner))
    world = {"operation": "DocumentAdd", "kind": "INSURANCE", "filePartner": ids.text("org", partner.id)}

    refused = await paula.client.post("/documents/new", data=world, files={"fileId": ("First.pdf", PAPER)})
    assert (refused.status_code, "First.pdf is uploaded." in refused.text) == (422, True)
    kept = dict(re.findall(r'name="(fileId|fileId-name)" value="([^"]+)"', refused.text))
    other = pdf("Proof of insurance", "Another paper")
    fields = {**world, **kept, "validFrom": clock.now().date().isoformat()}
    sent = await paula.client.post("/documents/new", data=fields, files={"fileId": ("Second.pdf", other)})

    assert sent.status_code == 303
    made = await ask(paula, "query ($id: ID!) { document(id: $id) { digest file { name } } }",
                     id=sent.headers["location"].rpartition("/")[2])  # fmt: skip
    assert made["document"] == {"digest": hashlib.sha256(other).hexdigest(), "file": {"name": "Second.pdf"}}
