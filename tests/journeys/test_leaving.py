"""A partner leaves, over HTTP: the file of all that was agreed, the end of every access, and two sides at once."""

import asyncio
import io
import json
import subprocess
import zipfile
from collections import Counter
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx
from sqlalchemy import text

from portal import clock, ids
from portal.access import Role
from portal.app import Portal
from portal.contracts.rules import Status
from portal.database.pools import Database
from portal.partners.models import Organisation
from portal.partners.rules import AccountStatus
from tests import databases
from tests.auth.organisations.directory import Directory, directory_of
from tests.auth.programs import Programs
from tests.entering import Enter
from tests.journeys.doors import PUBLIC_URL, TRIES, Visitor
from tests.make import Make

STEP = (
    "mutation ($input: {kind}!) {{ {name}(input: $input) {{ userErrors {{ code message }} partner {{ version }} }} }}"
)
ARRANGEMENT = "Everything is sent back."
EXPORTS = "SELECT by_name, note, changes FROM journal WHERE event = 'partner.data_handed_over' ORDER BY id"
PUBLISHED = (Status.ACTIVE, Status.EXPIRED, Status.IN_NEGOTIATION)


async def step(who: Visitor, name: str, partner: Organisation, version: int, **given: Any) -> str:
    """What became of a step: "" for done, the code of a refusal, or the status of a request nobody sent any more."""
    kinds = {"partnerStartExit": "PartnerStartExitInput", "partnerCancelExit": "PartnerReasonInput"}
    query = STEP.format(kind=kinds.get(name, "PartnerStepInput"), name=name)
    place = {"partnerId": ids.text("org", partner.id), "expectedVersion": version}
    answer = await who.client.post("/graphql", json={"query": query, "variables": {"input": place | given}})
    if answer.status_code != 200:
        return str(answer.status_code)
    found: list[dict[str, Any]] = answer.json()["data"][name]["userErrors"]
    return str(found[0]["code"]) if found else ""


async def fetch(client: httpx.AsyncClient, partner: Organisation | str, **headers: str) -> httpx.Response:
    named = partner if isinstance(partner, str) else ids.text("org", partner.id)
    return await client.post(f"/partners/{named}/export", headers=headers)


def sums(folder: Path, *given: str) -> list[str]:
    """What sha256sum says, line by line; it must end without a complaint."""
    told = subprocess.run(["sha256sum", *given], cwd=folder, capture_output=True, text=True, check=True)
    return told.stdout.splitlines()


def unpacked(content: bytes, folder: Path) -> tuple[dict[str, str], str]:
    """The files of the archive with their digests, all of which sha256sum found right, and that of their list."""
    zipfile.ZipFile(io.BytesIO(content)).extractall(folder)
    assert {line.rpartition(": ")[2] for line in sums(folder, "-c", "SHA256SUMS")} == {"OK"}
    listed = {line[66:]: line[:64] for line in (folder / "SHA256SUMS").read_text().splitlines()}
    files = {str(file.relative_to(folder)) for file in folder.rglob("*") if file.is_file()}
    assert set(listed) == files - {"SHA256SUMS"}
    return listed, sums(folder, "SHA256SUMS")[0].split()[0]


async def test_the_file_is_checked_with_sha256sum_alone_and_is_the_same_for_both_sides(
    make_committed: Make, enter: Enter, tmp_path: Path
) -> None:
    make = make_committed
    partner = await make.partner(name="Alpine Tools")
    made = [await make.contract(status=status, partner=partner, number=f"C/{status}") for status in PUBLISHED]
    await make.contract(status=Status.DRAFT, partner=partner)
    await make.contract(status=Status.ACTIVE, partner=await make.partner())
    people = (await make.member(partner, name="Ada"), await make.member(roles={Role.LEGAL}, name="Lee"))
    admin, legal = await enter(*people)

    answers = [await fetch(each.client, partner) for each in (admin, legal)]

    assert [answer.status_code for answer in answers] == [200, 200]
    assert answers[0].content == answers[1].content
    assert answers[0].headers["content-type"] == "application/zip"
    listed, manifest = unpacked(answers[0].content, tmp_path)
    folders = [f"contracts/{place:04d}-C_{status}" for place, status in enumerate(PUBLISHED, 1)]
    parts = ("contract.json", "signatures.json", "timeline.jsonl", "version-1.json")
    assert set(listed) == {"README.txt", *(f"{folder}/{part}" for folder in folders for part in parts)}
    assert listed[f"{folders[0]}/version-1.json"] == made[0].sha256
    signed = json.loads((tmp_path / folders[0] / "signatures.json").read_text())
    assert [(each["side"], each["digest"], each["isVoid"]) for each in signed] == [
        ("HOST", made[0].sha256, False), ("PARTNER", made[0].sha256, False),
    ]  # fmt: skip
    rows = (await make.session.execute(text(EXPORTS))).all()
    assert [(row[0], {each["field"]: each["after"] for each in row[2]}) for row in rows] == [
        (name, {"manifest_sha256": manifest, "contracts": "3"}) for name in ("Ada", "Lee")
    ]  # fmt: skip


async def test_nobody_else_gets_the_file_and_nothing_is_noted(
    application: Portal, make_committed: Make, enter: Enter
) -> None:
    make = make_committed
    partner = await make.partner()
    await make.contract(status=Status.ACTIVE, partner=partner)
    people = [
        await make.member(await make.partner()), await make.member(partner, roles={Role.PARTNER_VIEWER}),
        await make.member(roles={Role.AUDITOR}), await make.member(partner),
    ]  # fmt: skip
    foreign, viewer, auditor, admin = await enter(*people)
    stranger = httpx.AsyncClient(transport=httpx.ASGITransport(application), base_url=PUBLIC_URL)
    before = await databases.contents(make.session)

    absent = await fetch(foreign.client, ids.text("org", ids.new()))
    theirs = await fetch(foreign.client, partner)
    answers = [
        await fetch(viewer.client, partner), await fetch(auditor.client, partner), await fetch(stranger, partner),
        await fetch(admin.client, partner, **{"sec-fetch-site": "cross-site"}),
        await fetch(admin.client, "ctr_1"),
        await admin.client.get(f"/partners/{ids.text('org', partner.id)}/export"),
    ]  # fmt: skip

    assert (absent.status_code, theirs.status_code) == (404, 404)
    assert absent.json() == theirs.json()
    assert [answer.status_code for answer in answers] == [403, 403, 401, 403, 404, 404]
    after = await databases.contents(make.session)
    assert {name for name in after if after[name] != before[name]} <= {"auth.session"}
    await stranger.aclose()


async def test_a_partner_that_left_is_out_at_the_very_next_call_by_every_door(
    application: Portal, make_committed: Make, enter: Enter, database: Database
) -> None:
    make = make_committed
    partner = await make.partner(name="Alpine Tools")
    await make.contract(status=Status.EXPIRED, partner=partner)
    people = (await make.member(partner, name="Ada"), await make.member(roles={Role.LEGAL}, name="Lee"))
    (legal,) = await enter(people[1])
    directory, admin = await directory_of(application, enter, database, people[0])
    programs = Programs(database, make)
    client = await programs.client(people[0], scopes=["contracts:read"])
    doors = Doors(admin, directory, client.client_id, await programs.secret(client), directory.client)
    grant = await programs.grant(client, people[0])
    tokens = [await programs.token(client, grant=given, scopes=["contracts:read"]) for given in (grant, None)]
    narrow = await programs.token(client, scopes=["members:read"])
    plan = {"endsOn": str((clock.now() + timedelta(days=30)).date()), "arrangement": ARRANGEMENT}

    assert await step(admin, "partnerStartExit", partner, 1, **plan) == ""
    assert await step(legal, "partnerFinishExit", partner, 2) == "BLOCKED"
    scopeless = await fetch(directory.client, partner, authorization=f"Bearer {narrow}")
    assert scopeless.status_code == 403
    assert 'scope="contracts:read"' in scopeless.headers["www-authenticate"]
    for token in tokens:
        assert (await fetch(directory.client, partner, authorization=f"Bearer {token}")).status_code == 200
    assert [row[1] for row in (await make.session.execute(text(EXPORTS))).all()] == ["Stock keeper", "Stock keeper"]
    assert await doors.tried(tokens) == [200, 200, 200, 200, 200]
    assert await step(legal, "partnerFinishExit", partner, 2) == ""

    refused = await doors.tried(tokens)
    assert refused[:4] == [401, 401, 401, 401]
    assert refused[4] in {400, 401}
    fetched = [await fetch(directory.client, partner, authorization=f"Bearer {token}") for token in tokens]
    fetched += [await fetch(admin.client, partner), await fetch(legal.client, partner)]
    assert [answer.status_code for answer in fetched] == [401, 401, 401, 200]
    await directory.client.aclose()


@dataclass(frozen=True)
class Doors:
    """Every way in that a partner's people and programs have."""

    admin: Visitor
    directory: Directory
    client_id: str
    secret: str
    program: httpx.AsyncClient

    async def tried(self, tokens: list[str]) -> list[int]:
        """The statuses: the browser, a token for a person and one of the program alone, the directory, a new token."""
        query = {"query": "{ viewer { organisation } }"}
        answers = [await self.admin.client.post("/graphql", json=query)]
        answers += [
            await self.program.post("/graphql", json=query, headers={"authorization": f"Bearer {token}"})
            for token in tokens
        ]
        answers.append(await self.directory.ask("GET", "/Users"))
        asked = {"grant_type": "client_credentials", "scope": "contracts:read"}
        answers.append(await self.program.post("/oauth/token", data=asked, auth=(self.client_id, self.secret)))
        return [answer.status_code for answer in answers]


LEAVING = "UPDATE organisation SET status = 'OFFBOARDING', due_at = now() + interval '9 days' WHERE id = :id"
PLAN = """
INSERT INTO exit_plan (partner_id, id, ends_on, arrangement, side, made_by, made_by_name, made_at, stay_agreed_by_name,
  stay_agreed_at) VALUES (:id, gen_random_uuid(), now()::date + 9, 'All.', 'HOST', :id, 'Robin', now(), 'Ada', now())
"""
HANDED = """
INSERT INTO journal (partner_id, id, record_type, record_id, event, at, by_id, by_name, side, is_system, is_published,
  note, changes) VALUES (:id, gen_random_uuid(), 'org', :id, 'partner.data_handed_over', now(), :id, 'Ada', 'PARTNER',
  false, true, '', '[]')
"""


async def test_of_two_who_begin_call_off_or_finish_an_exit_at_once_exactly_one_is_first(
    make_committed: Make, enter: Enter
) -> None:
    make, seen = make_committed, Counter[str]()
    staff = [await make.member(roles={role}) for role in (Role.EXECUTIVE_SPONSOR, Role.LEGAL, Role.PLATFORM_ADMIN)]
    sponsor, legal, platform = await enter(*staff)
    ends_on = str((clock.now() + timedelta(days=30)).date())
    plan = {"endsOn": ends_on, "arrangement": ARRANGEMENT}
    for turn in range(TRIES):
        partner = await make.partner()
        (admin,) = await enter(await make.member(partner))
        begin = [step(each, "partnerStartExit", partner, 1, **plan) for each in (admin, sponsor)]
        assert sorted(await asyncio.gather(*(begin if turn % 2 else reversed(begin)))) == ["", "STALE_VERSION"]
        plans = "SELECT count(*) FROM exit_plan WHERE partner_id = :id"
        assert (await make.session.execute(text(plans), {"id": partner.id})).scalar_one() == 1

        leaving = await make.partner(status=AccountStatus.ACTIVE)
        for statement in (LEAVING, PLAN, HANDED):
            await make.session.execute(text(statement), {"id": leaving.id})
        await make.session.commit()
        end = [
            step(sponsor, "partnerCancelExit", leaving, 1, reason="We talked."),
            step(legal, "partnerFinishExit", leaving, 1), step(platform, "partnerFinishExit", leaving, 1),
        ]  # fmt: skip
        outcomes = await asyncio.gather(*(end if turn % 2 else reversed(end)))
        assert sorted(outcomes) == ["", "STALE_VERSION", "STALE_VERSION"]
        row = "SELECT status, version FROM organisation WHERE id = :id"
        status, version = (await make.session.execute(text(row), {"id": leaving.id})).one()
        assert version == {"ACTIVE": 2, "OFFBOARDED": 3}[status]  # the relationship ends with the account
        seen[status] += 1
    assert set(seen) <= {"ACTIVE", "OFFBOARDED"}
