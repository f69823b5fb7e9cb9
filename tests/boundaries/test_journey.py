"""Both sides with a boundary on its pages, without a script; and a program that tries what only a person may."""

from dataclasses import replace
from typing import Any

from portal import ids
from portal.access import Role
from portal.boundaries.rules.life import Status as Standing
from portal.contracts.rules import Kind, Status
from portal.database.pools import Database
from tests.boundaries.making import EXCLUSIVITY, LIMIT, boundary
from tests.boundaries.test_api import PROPOSE, Asking
from tests.entering import Enter
from tests.frontend.posting import Form, forms_of
from tests.journeys.doors import Visitor
from tests.make import Make


async def filled(visitor: Visitor, path: str, operation: str, **typed: Any) -> str:
    """Fills in one form of a page and sends it; the address that it leads to."""
    page = await visitor.client.get(path)
    assert page.status_code == 200, page.text
    (form,) = [each for each in forms_of(page.text) if each.operation == operation]
    answer = await visitor.client.post(path, data=_sent(form, typed))
    assert answer.status_code == 303, answer.text
    return str(answer.headers["location"]).partition("?")[0]


def _sent(form: Form, typed: dict[str, Any]) -> dict[str, Any]:
    return dict(form.values) | typed


async def told(visitor: Visitor, path: str) -> str:
    answer = await visitor.client.get(path)
    assert answer.status_code == 200
    return answer.text


async def test_the_company_proposes_a_limit_the_partner_asks_for_more_and_both_see_the_rest(
    enter: Enter, make_committed: Make
) -> None:
    make = make_committed
    partner = await make.partner(name="Northgate")
    legal, admin = await make.member(roles={Role.LEGAL}, name="Lee Legal"), await make.member(partner, name="Paula")
    await make.session.commit()
    ours, theirs = await enter(legal, admin)
    new = f"/partners/{ids.text('org', partner.id)}/boundaries/new"
    assert "Credit limit" in await told(ours, new)

    here = await filled(
        ours, f"{new}?kind=CREDIT_LIMIT", "BoundaryPropose", limit="5000", limitCurrency="EUR", counted="ORDERS",
        orderer="PARTNER", validFrom="2026-01-01",
    )  # fmt: skip
    assert "€5,000.00" in await told(theirs, here)
    assert here in await told(theirs, "/")
    assert await filled(theirs, f"{here}/revise", "BoundaryRevise", limit="8000", counted="ORDERS") == here
    assert await filled(ours, here, "BoundaryAgree") == here
    for visitor in (ours, theirs):
        page = await told(visitor, here)
        assert "In force" in page
        assert "€0.00 of €8,000.00" in page
    await filled(ours, here, "BoundaryOverride", act="ORDER", until="2026-12-31", reason="The fair in Lyon.")
    assert "The fair in Lyon." in await told(theirs, here)
    assert "Lee Legal" in await told(theirs, here)
    await filled(theirs, here, "BoundaryEnd", reason="We pay in advance now.")
    assert "We pay in advance now." in await told(ours, here)
    assert here in await told(ours, "/")
    await filled(ours, here, "BoundaryEnd", reason="Agreed.")
    assert here not in await told(theirs, "/boundaries")
    assert here in await told(theirs, "/boundaries?status=ENDED")


async def test_a_refused_publication_names_nobody_on_its_page_either(enter: Enter, make_committed: Make) -> None:
    make = make_committed
    rival, partner = await make.partner(name="Rival Trading"), await make.partner()
    legal = await make.member(roles={Role.LEGAL})
    await make.add(boundary(rival, EXCLUSIVITY))
    contract = await make.contract(partner=partner, status=Status.IN_REVIEW, kind=Kind.DISTRIBUTION)
    await make.session.commit()
    (ours,) = await enter(legal)
    step = "mutation ($input: ContractStepInput!) { contractPublish(input: $input) { userErrors { code message } } }"
    given = {"contractId": ids.text("ctr", contract.id), "expectedVersion": contract.version}
    found = await ours.ask(step, input=given)
    assert found["contractPublish"]["userErrors"] == [
        {"code": "BLOCKED", "message": "The company has promised this scope exclusively to someone."}
    ]


async def test_a_program_proposes_and_reads_and_never_agrees_or_gives_leave(
    database: Database, make_committed: Make
) -> None:
    make = make_committed
    partner = await make.partner()
    admin, legal = await make.member(partner), await make.member(roles={Role.LEGAL})
    asked, standing = boundary(partner, LIMIT, status=Standing.PROPOSED), boundary(partner, LIMIT)
    await make.add(asked, standing)
    for member, it, name, more in (
        (admin, asked, "Agree", {"expectedDigest": asked.sha256}), (admin, asked, "Decline", {"reason": "No."}),
        (admin, standing, "End", {"reason": "No."}),
        (legal, standing, "Override", {"act": "ORDER", "until": "2026-12-31", "reason": "No."}),
    ):  # fmt: skip
        program = await Asking.of(database, make, replace(await make.actor(member), is_present=False, program="Stock"))
        kind = {"Decline": "Reason", "End": "Reason"}.get(name, name)
        source = f"""mutation ($input: Boundary{kind}Input!) {{ boundary{name}(input: $input) {{
          userErrors {{ code message }} }} }}"""
        given = {"boundaryId": ids.text("bnd", it.id), "expectedVersion": 1, **more}
        (refusal,) = (await program.does(source, input=given))[f"boundary{name}"]["userErrors"]
        assert (refusal["code"], refusal["message"]) == (
            "NOT_PERMITTED", "Only a person can do this, not an app running on its own.",
        )  # fmt: skip
    program = await Asking.of(database, make, replace(await make.actor(legal), is_present=False, program="Stock"))
    proposed = await program.does(PROPOSE, input=_territory(partner.id))
    assert proposed["boundaryPropose"]["userErrors"] == []


def _territory(partner_id: Any) -> dict[str, Any]:
    terms = {"kind": "TERRITORY", "validFrom": "2026-01-01", "regions": ["DE"]}
    return {"partnerId": ids.text("org", partner_id), "terms": terms}
