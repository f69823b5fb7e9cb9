"""Whoever has no business in a case, at every door of the room with real ids: a stranger, a viewer, an auditor."""

import json
from hashlib import sha256
from typing import Any

import pytest_asyncio
from sqlalchemy import text

from portal import idempotency, ids
from portal.access import Role, Side
from portal.database.pools import Database
from portal.disputes.rules.statuses import DisputeStatus
from tests import databases
from tests.disputes import making
from tests.disputes.asking import STRANGER, Desk, desk
from tests.disputes.scene import Scene
from tests.entering import Enter
from tests.files import making as files
from tests.journeys import plausible
from tests.make import NOW, Make

ROOM = ("dispute", "remedy", "prevention")
WORDS = "word " * 47_000
LONE = ("STALE_VERSION", "WRONG_STATUS")
"""Would tell a stranger that there is something."""


@pytest_asyncio.fixture(loop_scope="session", name="desk")
async def at_the_desk(database: Database, make_committed: Make) -> Desk:
    return await desk(database, make_committed)


async def known(at: Desk) -> dict[str, Any]:
    """The ids of a case that is negotiated, of all that belongs to it, and of a paper of either side."""
    host, theirs = at.people[Role.LEGAL], at.people[Role.PARTNER_ADMIN]
    case = making.dispute(
        at.partner, await at.make.company(), company_owner_id=host.id, partner_owner_id=theirs.id, currency="EUR"
    )
    await at.make.add(case)
    row, offer, remedy = making.line(case), making.offer(case), making.remedy(case)
    done = making.prevention(case)
    paper = files.file(at.people[Role.PARTNER_MEMBER], record=("dsp", case.id), kind="OWN:ORDER")
    await at.make.add(row, offer, remedy, done, paper, making.seat(case))
    await at.make.session.commit()
    return {
        "id": ids.text("dsp", case.id), "disputeId": ids.text("dsp", case.id), "lineId": ids.text("dsl", row.id),
        "offerId": ids.text("dof", offer.id), "remedyId": ids.text("dre", remedy.id),
        "preventionId": ids.text("dpv", done.id), "fileId": ids.text("fil", paper.id), "expectedVersion": 1,
        "partnerId": ids.text("org", at.partner.id), "contractId": ids.text("ctr", at.contract.id),
        "recordId": ids.text("ctr", at.contract.id), "expectedDigest": making.DIGEST,
    }  # fmt: skip


def steps(at: Desk) -> list[tuple[str, Any]]:
    return [(name, kind) for name, kind in plausible.mutations(at.api.schema) if name.startswith(ROOM)]


async def refusals(at: Desk, who: Any, name: str, kind: Any, given: Any) -> list[tuple[str, tuple[str, ...]]]:
    """The code and the place of each refusal, or of the one of the whole request."""
    document = at.api.documents.get(plausible.document(name, kind))
    answer = json.loads(await at.api.do(at.callers[who], document, document.operation(None), {"input": given}))
    if "errors" in answer:
        return [(each["extensions"]["code"], ()) for each in answer["errors"]]
    payload = answer.get("data", answer)[name]
    return [(each["code"], tuple(each["path"])) for each in payload["userErrors"]]


async def test_for_who_has_no_business_there_real_ids_are_as_unknown_ones_and_nothing_is_done(desk: Desk) -> None:
    real = await known(desk)
    unknown = {name: ids.text(value[:3], ids.new()) if name.endswith(("Id", "id")) else value
               for name, value in real.items()}  # fmt: skip
    before = await databases.contents(desk.make.session)
    tried = 0
    for name, kind in steps(desk):
        for who in (STRANGER, Role.PARTNER_VIEWER, Role.AUDITOR):
            given = [plausible.plausible(kind, each) for each in (real, unknown)]
            told = [await refusals(desk, who, name, kind, each) for each in given]
            assert told[0], (name, who)
            tried += 1
            if who is STRANGER:
                assert told[0] == told[1], name
                assert not {code for code, _ in told[0]} & {*LONE}, name
            elif who is Role.AUDITOR or name != "disputeDraft":
                assert {code for code, _ in told[0]} <= {"NOT_PERMITTED", "NOT_FOUND", "INVALID", "BLOCKED"}, (
                    name, who, told[0],
                )  # fmt: skip
    assert tried == 3 * len(steps(desk))
    assert await databases.contents(desk.make.session) == before


async def test_forty_seven_thousand_words_are_refused_wherever_there_is_a_text(desk: Desk) -> None:
    real = await known(desk)
    before = await databases.contents(desk.make.session)
    places = 0
    for name, kind in steps(desk):
        value = plausible.plausible(kind, real)
        value.pop("idempotencyKey", None)
        for path, leaf in plausible.leaves(kind, value):
            if leaf != "String":
                continue
            given = plausible.with_at(value, path, WORDS)
            for who in (Role.LEGAL, Role.DISPUTE_OFFICER, Role.PARTNER_ADMIN):
                assert await refusals(desk, who, name, kind, given), (name, path, who)
            places += 1
    assert places >= 60, places
    assert await databases.contents(desk.make.session) == before


async def test_what_somebody_asked_for_is_not_guessed_from_the_digest_of_the_request(scene: Scene) -> None:
    """As of a low offer, of which little but its amount is unknown."""
    guess = '{"amount":"50000.00"}'
    actor = await scene.actor(await scene.one(Role.LEGAL))
    async with scene.as_(actor) as session:
        given: dict[str, Any] = {"key": "an offer of ours", "request": guess, "now": NOW}
        assert await idempotency.claim(session, actor, **given, secret=b"a deployment's own") is None
    kept = await scene.make.session.execute(text("SELECT input_sha256 FROM idempotency_key"))
    assert kept.scalar_one() != sha256(guess.encode()).hexdigest()


async def test_papers_of_a_draft_are_nobody_elses_by_any_address_before_it_is_filed(
    make_committed: Make, enter: Enter
) -> None:
    make = make_committed
    partner, other = await make.partner(name="Northgate"), await make.partner(name="Other")
    own, viewer, stranger = [await make.member(of, roles={role}) for of, role in (
        (partner, Role.PARTNER_ADMIN), (partner, Role.PARTNER_VIEWER), (other, Role.PARTNER_ADMIN))]  # fmt: skip
    staff = [await make.member(roles={role}) for role in (Role.LEGAL, Role.DISPUTE_OFFICER, Role.AUDITOR)]
    draft = making.dispute(partner, await make.company(), status=DisputeStatus.DRAFT, claimant=Side.PARTNER)
    await make.add(draft, making.line(draft))
    paper = files.file(own, record=("dsp", draft.id), kind="INVOICE", name="Our calculation.csv")
    await make.add(paper)
    await make.session.commit()
    at, file = ids.text("dsp", draft.id), ids.text("fil", paper.id)
    paula, vera, *others = await enter(own, viewer, stranger, *staff)
    assert "Our calculation.csv" in (await paula.client.get(f"/disputes/{at}")).text
    assert (await vera.client.post(f"/disputes/{at}", data={"operation": "DisputeDiscard"})).status_code in {403, 422}
    for who in others:
        for path in (f"/disputes/{at}", f"/disputes/{at}/edit", f"/disputes/{at}/papers/{file}",
                     f"/disputes/{at}/papers/{file}/redact", f"/disputes/{at}/notes", f"/files/{file}",
                     f"/files/{file}/pages/1", f"/disputes/{at}/bring", f"/disputes/{at}/offer",
                     f"/disputes/{at}/steps/cause"):  # fmt: skip
            answer = await who.client.get(path)
            assert (answer.status_code, "Our calculation" in answer.text) == (404, False), path
        assert (await who.client.post(f"/disputes/{at}/case-file")).status_code in {403, 404}
        query = "query ($d: ID!, $f: ID!) { a: node(id: $d) { id } b: node(id: $f) { id } }"
        assert await who.ask(query, d=at, f=file) == {"a": None, "b": None}
    rows = await make.session.execute(text("SELECT status, version FROM dispute"))
    assert [tuple(row) for row in rows] == [("DRAFT", 1)]


async def test_a_form_that_another_site_sends_or_that_is_sent_twice_does_nothing_more(
    make_committed: Make, enter: Enter
) -> None:
    make = make_committed
    partner = await make.partner(name="Northgate")
    own, host = await make.member(partner, roles={Role.PARTNER_ADMIN}), await make.member(roles={Role.LEGAL})
    case = making.dispute(partner, await make.company(), company_owner_id=host.id, partner_owner_id=own.id)
    await make.add(case, making.line(case))
    await make.session.commit()
    at = ids.text("dsp", case.id)
    (paula,) = await enter(own)
    form = {"operation": "DisputeSay", "disputeId": at, "expectedVersion": "1", "text": "Once is enough."}
    foreign = {"sec-fetch-site": "cross-site", "origin": "https://evil.example"}
    for path in (f"/disputes/{at}", f"/disputes/{at}/offer", f"/disputes/{at}/steps/respond", f"/disputes/{at}/bring",
                 f"/disputes/{at}/case-file", "/mediation/say", "/mediation/end"):  # fmt: skip
        assert (await paula.client.post(path, data=form, headers=foreign)).status_code == 403, path
    assert (await paula.client.post(f"/disputes/{at}", data=form)).status_code == 303
    assert (await paula.client.post(f"/disputes/{at}", data=form)).status_code != 303
    rows = await make.session.execute(text("SELECT count(*) FROM dispute_entry"))
    assert rows.scalar_one() == 1
