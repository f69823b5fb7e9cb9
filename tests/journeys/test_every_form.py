"""Each kind of person walks through every page they are led to and posts every form on it, as it is and filled in."""

import re
from collections.abc import AsyncIterator, Iterator
from datetime import date
from typing import Any

import pytest

from portal.access import Role, Side
from portal.contracts.rules import Status
from portal.database.policies import AUTH
from portal.database.pools import Database
from portal.files.models import File
from portal.obligations.rules import Status as ObligationStatus
from portal.partners.documents import DocumentKind, DocumentStatus
from portal.partners.models import Organisation
from portal.partners.rules import AccountStatus
from tests.entering import Enter
from tests.files import making as files
from tests.frontend import markup
from tests.frontend.posting import Form, forms_of
from tests.journeys.doors import Visitor
from tests.make import Make
from tests.obligations.making import obligation
from tests.partners import making

LEFT_OUT = re.compile(r"/logout|/oauth/|/static/|/display|.*/export$|.*/verify$|/developers/schema|/auth/")
"""Addresses that end the walk, are no page, or ask machines elsewhere."""
SPOILS = (
    "DocumentRequirementEnd", "DocumentWithdraw",
    "ProfileChange", "SessionEnd", "ContractWithdraw", "PartnerReject", "PartnerFinishExit", "MemberEndSessions",
    "MemberRemove", "MemberSuspend",
)  # fmt: skip
"""What takes away what others are about to do, last; at the very end somebody removes or suspends themselves."""
EDITS = ("ContractRedraft", "ContractEditRound", "MemberChangeRoles", "PartnerAssignManager")
"""What moves nothing on, first."""
MOST_PAGES = 150
MOST_OF = {
    "/contracts/{id}": 10,
    "/documents/{id}": 10,
    "/obligations/{id}": 12,
    "/partners/{id}": 3,
    "/partners/{id}/steps": 3,
}
FILLED = {
    "email": "somebody.new@new.example", "date": "2031-06-30", "password": "correct horse battery staple",
    "textarea": "A sentence of words.", "search": "words",
}  # fmt: skip
NAMED = {
    "noticeDays": "60", "maxAge": "60", "oldLastsDays": "1", "value": "1200.00", "limit": "1200.00", "country": "DE",
    "calendar": "DE-BY", "issuer": "https://idp.example", "domain": "walk.example", "valueCurrency": "EUR",
    "limitCurrency": "EUR", "validUntil": "2032-06-30", "redirectUris": "https://app.example/cb",
    "text": "1. Scope\nThe supplier delivers.",
}  # fmt: skip


def kind_of(path: str) -> str:
    """A page without what names its record: one of each kind of contract is enough."""
    return re.sub(r"[a-z]{3}_[0-9a-f]{32}", "{id}", path.partition("?")[0])


def links(html: str) -> Iterator[str]:
    for link in markup.Page(html).links:
        if link.startswith("/") and not LEFT_OUT.match(link):
            yield link.partition("#")[0].replace("&amp;", "&")


async def walked(visitor: Visitor) -> AsyncIterator[tuple[str, str]]:
    """Every page that links lead to from the first one, few of each kind, with its text."""
    waiting, seen, counted = ["/", "/profile", "/org"], set[str](), dict[str, int]()
    while waiting and len(seen) < MOST_PAGES:
        path = waiting.pop(0)
        kind = kind_of(path)
        if path in seen or counted.get(kind, 0) >= MOST_OF.get(kind, 2):
            continue
        seen.add(path)
        counted[kind] = counted.get(kind, 0) + 1
        answer = await visitor.client.get(path)
        assert answer.status_code < 500, (path, answer.status_code)
        if answer.status_code == 200 and answer.headers["content-type"].startswith("text/html"):
            assert markup.Page(answer.text).all_problems() == [], path
            waiting += links(answer.text)
            yield path, answer.text


def as_shown(form: Form) -> list[tuple[str, str]]:
    return list(form.values)


def filled_in(form: Form) -> list[tuple[str, str]]:
    """The form with something in every field, every tick set, and of each choice the last."""
    values = {name: [value] for name, value in form.values}
    for name, kind in form.typed.items():
        plain = name.partition("-")[0]
        values[name] = [NAMED.get(plain) or values.get(name, [""])[0] or FILLED.get(kind, "Words")]
    for name, codes in form.choices.items():
        values[name] = values[name] if values.get(name, [""])[0] else [code for code in codes if code][-1:]
    for name, value in form.ticks:
        if not name.startswith("delete-"):
            values[name] = [*(values.get(name, []) if name not in values else values[name]), value]
    return [(name, value) for name, found in values.items() for value in dict.fromkeys(found)]


async def post(visitor: Visitor, path: str, form: Form, values: list[tuple[str, str]]) -> str:
    """Posts it and says what is wrong with the answer; "" if it says what happened."""
    address = form.action or path
    body: dict[str, list[str]] = {}
    for name, value in values:
        body.setdefault(name, []).append(value)
    answer = await visitor.client.post(address, data=body)
    here = f"{address} {form.operation}: {answer.status_code}"
    if answer.status_code >= 500:
        return here
    if answer.status_code == 303:
        return await _says(visitor, answer.headers["location"], here)
    if answer.headers["content-type"].startswith("text/html"):
        page = markup.Page(answer.text)
        told = "data-error-summary" in answer.text or "data-returned" in answer.text or len(page.headings) == 1
        return "" if told and not page.all_problems() else f"{here} {page.all_problems()}"
    return here


async def _says(visitor: Visitor, location: str, here: str) -> str:
    if location.startswith(("/confirm", "/login")):
        return ""
    page = await visitor.client.get(location)
    if page.status_code == 303 and here.split()[1] in {"MemberSuspend:", "MemberRemove:"}:
        return ""
    said = 'class="notice ok done" role="status"' in page.text
    return "" if page.status_code == 200 and said else f"{here} -> {location} {page.status_code} says nothing"


async def every_form(visitor: Visitor) -> tuple[list[str], set[str]]:
    """What went wrong, and the operations of the forms that were posted."""
    places = [
        (path, form.operation, form.action)
        async for path, html in walked(visitor)
        for form in forms_of(html)
        if not LEFT_OUT.match(form.action or path)
    ]
    found: list[str] = []
    posted: set[str] = set()
    order = (*EDITS, "", *SPOILS)
    for turn in order:
        for path, operation, action in dict.fromkeys(places):
            if operation != turn if turn else operation in order:
                continue
            for values_of in (as_shown, filled_in):
                form = await _now(visitor, path, operation, action)
                if form is None:
                    break
                posted.add(form.operation or kind_of(form.action))
                found.append(await post(visitor, path, form, values_of(form)))
    return [fault for fault in found if fault], posted


async def _now(visitor: Visitor, path: str, operation: str, action: str) -> Form | None:
    """The form as the page shows it now, if it still does."""
    page = await visitor.client.get(path)
    forms = forms_of(page.text) if page.status_code == 200 else []
    return next((form for form in forms if (form.operation, form.action) == (operation, action)), None)


PEOPLE: dict[str, set[Role]] = {
    "partner administrator": {Role.PARTNER_ADMIN, Role.PARTNER_SIGNATORY},
    "partner member": {Role.PARTNER_MEMBER},
    "partner viewer": {Role.PARTNER_VIEWER},
    "legal": {Role.LEGAL, Role.COMPANY_SIGNATORY},
    "relationship manager": {Role.RELATIONSHIP_MANAGER, Role.SALES},
    "platform administrator": {Role.PLATFORM_ADMIN},
    "auditor": {Role.AUDITOR},
}
POSTED = {
    "partner administrator": {
        "SessionEndOthers",
        "ProfileChange",
        "MemberInvite",
        "PartnerStartExit",
        "ContractEditRound",
        "DocumentAdd",
        "DocumentUpload",
        "DocumentReplace",
        "ObligationAgree",
        "ObligationClaimDone",
        "ObligationConfirm",
    },
    "partner member": {"SessionEndOthers", "ContractEditRound", "ContractCounterRound"},
    "partner viewer": {"SessionEndOthers", "ProfileChange"},
    "legal": {
        "ContractRedraft",
        "ContractPublish",
        "PartnerRequestInfo",
        "ContractSign",
        "DocumentRequest",
        "DocumentAccept",
        "DocumentRefuse",
        "DocumentWithdraw",
        "DocumentRequirementSet",
        "DocumentRequirementEnd",
        "ObligationWithdraw",
        "ObligationDefault",
        "ObligationWaive",
    },
    "relationship manager": {"PartnerCreate", "ContractDraft", "PartnerAssignManager", "PartnerStartExit"},
    "platform administrator": {"MemberRemove", "ApiClientRegister", "IdentityProviderCreate", "MailDomainAdd"},
    "auditor": {"SessionEndOthers"},
}
"""Some of the forms that each must have met, so that nobody walks in vain."""


async def furnished(make: Make, partner: Organisation, who: Any) -> None:
    """Contracts in each status, one that each side has to answer, and an applicant."""
    owner = who if who.side is Side.HOST else await make.member(roles={Role.LEGAL})
    for status in (Status.DRAFT, Status.IN_REVIEW, Status.AGREED, Status.OUT_FOR_SIGNATURE, Status.ACTIVE):
        await make.contract(status=status, partner=partner, owner=owner)
    for pen in Side:
        for round_status in ("DRAFTING", "SUBMITTED"):
            await make.contract(
                status=Status.IN_NEGOTIATION, partner=partner, owner=owner, pen=pen, round_status=round_status
            )
    manager = who if Role.RELATIONSHIP_MANAGER in who.roles else None
    await make.partner(status=AccountStatus.APPLIED, manager=manager)
    await papered(make, partner, owner)
    await owing(make, partner)


async def owing(make: Make, partner: Organisation) -> None:
    """An obligation of each side in each status; what is proposed is due one day."""
    company = await make.company()
    for obligor in Side:
        for status in ObligationStatus:
            ahead = {"due_on": date(2199, 1, 31)} if status is ObligationStatus.PROPOSED else {}
            await make.add(obligation(partner, company, status=status, obligor=obligor, **ahead))


async def papered(make: Make, partner: Organisation, owner: Any) -> None:
    """A requirement, and a document in each status."""
    admin = await make.member(partner)
    await make.add(making.requirement(kind=DocumentKind.REGISTER_EXTRACT))
    for status in DocumentStatus:
        file = files.file(admin)
        made = making.document(partner, owner, status=status, **brought(status, file))
        file.record_type, file.record_id, file.is_shared = made.PREFIX, made.id, True
        await make.add(file, made)


def brought(status: DocumentStatus, file: File) -> dict[str, File]:
    return {} if status is DocumentStatus.REQUESTED else {"file": file}


@pytest.mark.parametrize("kind", PEOPLE)
async def test_every_form_of_every_page_is_taken_or_refused_in_words(
    make_committed: Make, enter: Enter, database: Database, kind: str
) -> None:
    roles = PEOPLE[kind]
    is_partner = all(role.side is Side.PARTNER for role in roles)
    partner = await make_committed.partner()
    who = await make_committed.member(*((partner,) if is_partner else ()), roles=roles)
    if not is_partner:
        partner = await make_committed.partner(manager=who if Role.RELATIONSHIP_MANAGER in roles else None)
    await make_committed.member(*((partner,) if is_partner else ()), roles={next(iter(sorted(roles)))})
    await furnished(make_committed, partner, who)
    (visitor,) = await enter(who)
    await database.reads[AUTH].fetch_value("UPDATE auth.session SET confirmed_at = now() RETURNING true")

    faults, posted = await every_form(visitor)

    assert faults == []
    assert POSTED[kind] - posted == set()
