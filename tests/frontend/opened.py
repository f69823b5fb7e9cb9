"""Every page with everything that may be done on it, and its forms filled in as somebody would."""

import json
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

import graphql
import httpx

from frontend_stub import app
from frontend_stub.site import returning
from frontend_stub.site.page import Page
from portal.access import Permission
from tests.frontend.posting import Form, forms_of
from tests.frontend.test_expectations import lines
from tests.frontend.test_pages import address
from tests.frontend.world import SCHEMA, World, browser

TYPED = {"date": "2031-06-30", "email": "somebody@new.example", "hidden": ""}
"""What is typed into fields of a kind; into all others words, which name the field."""
NUMBERS = (
    "weight-",
    "since-",
    "parameter-",
    "target",
    "floor",
    "tolerance",
    "least",
    "minSample",
    "months",
    "lagDays",
    "cureDays",
)
OPENED: dict[str, Any] = {
    "Viewer.permissions": sorted(Permission), "NegotiationRound.status": "SUBMITTED", "Contract.openRound": {},
    "ImportJob.status": "READ", "ScorecardBand.standing": "GOOD", "Expectation.kind": "KPI",
    "Expectation.status": "ACTIVE", "Expectation.obligor": "PARTNER", "ContractVersion.clauses": [],
    "ImportJob.possibleDefaults": ["SYSTEM"], "ImportJob.possibleColumns": ["NAME", "SYSTEM"],
    "FactContest.answeredAt": None, "FactContest.withdrawnAt": None,
    "RequestedItem.answer": "",
}  # fmt: skip
"""What the forms of pages wait for, beside leave to take a step."""


ONLY: dict[str, dict[str, Any]] = {
    "ExpectationDetail": {"Expectation.kind": "RULE"},
    "MeasurementDetail": {"Measurement.contests": [], "Measurement.subjects": lines("1", "2")},
}  # fmt: skip
"""What that is on one page alone, by its operation."""
ASKED = {"/scorecards/new": "?partner=org_1&side=PARTNER"}
"""What an address asks for before its page shows a form."""


def _every_step() -> dict[str, Any]:
    """Each step of each kind of record, open to the reader."""
    found = {}
    for name, kind in SCHEMA.type_map.items():
        if not isinstance(kind, graphql.GraphQLObjectType) or "availableActions" not in kind.fields:
            continue
        action = graphql.get_named_type(kind.fields["availableActions"].type)
        assert isinstance(action, graphql.GraphQLObjectType)
        steps = graphql.get_named_type(action.fields["name"].type)
        assert isinstance(steps, graphql.GraphQLEnumType)
        found[f"{name}.availableActions"] = [
            {"name": step, "allowed": True, "blockedBy": None, "roles": [], "notFor": []} for step in steps.values
        ]
    return found


class Desk(World):
    """The API with every step open: it takes files, and holds what meets the sign-in."""

    def __init__(self, side: str) -> None:
        super().__init__(side=side, answers=_every_step() | OPENED)
        self.is_out = self.is_nobody = False
        self.held: dict[str, Any] = {"fields": []}
        self._begun = dict(self.answers)

    def shows(self, page: Page) -> None:
        """Begins anew, for somebody on this page."""
        self.answers = self._begun | ONLY.get(page.operation, {})
        self.is_out = self.is_nobody = False

    def refuses(self, *errors: dict[str, Any]) -> None:
        """What every step is refused with from now on."""
        for name in SCHEMA.type_map:
            if name.endswith("Payload") and name != "FileUploadPayload":
                self.answers[f"{name}.userErrors"] = list(errors)

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        path, method = scope["path"], scope["method"]
        if method != "PUT" and not path.startswith("/auth/held") and not self.is_out:
            return await super().__call__(scope, receive, send)
        body = b""
        while (message := await receive()).get("body"):
            body += message["body"]
            if not message.get("more_body"):
                break
        status, told = 201 if method == "PUT" else 200, self.held
        if path == "/auth/held" and not self.is_nobody:
            self.held, told = json.loads(body), {"held": "h1"}
        elif not path.startswith("/auth/held/") and (self.is_out or self.is_nobody):
            status = 401
        await send({"type": "http.response.start", "status": status, "headers": []})
        await send({"type": "http.response.body", "body": json.dumps(told).encode()})
        return None


def place(page: Page) -> str:
    return address(page) + ASKED.get(page.path, "")


@dataclass(frozen=True)
class Shown:
    """A form on a page, as a reader of a side sees it."""

    side: str
    page: Page
    form: Form

    @property
    def here(self) -> str:
        return place(self.page)

    @property
    def action(self) -> str:
        return self.form.action or self.here

    @property
    def files(self) -> list[str]:
        return [name for name, kind in self.form.typed.items() if kind == "file"]

    def again(self, html: str) -> Form:
        """The same form on a page that came back."""
        names = {name for name, _value in self.form.values}
        found = [each for each in forms_of(html) if each.operation == self.form.operation]
        return max(found, key=lambda each: len(names & {name for name, _value in each.values}), default=Form("", ""))


Readers = dict[str, tuple[Desk, httpx.AsyncClient]]


@asynccontextmanager
async def readers() -> AsyncIterator[Readers]:
    """Somebody of each side, and the API that answers them."""
    host, partner = Desk("HOST"), Desk("PARTNER")
    async with browser(host) as ours, browser(partner) as theirs:
        yield {"HOST": (host, ours), "PARTNER": (partner, theirs)}


async def every_form() -> AsyncIterator[Shown]:
    """Every form that is posted, on all pages of both sides."""
    async with readers() as both:
        for side, (desk, client) in both.items():
            for page in (each for each in app.PAGES if side in each.who.value and each.forms):
                desk.shows(page)
                answer = await client.get(place(page))
                for form in forms_of(answer.text):
                    if form.operation:
                        yield Shown(side, page, form)


def filled(form: Form) -> dict[str, list[str]]:
    """Something in every field, every tick set, and of each choice the last."""
    values: dict[str, list[str]] = {}
    for name, value in form.values:
        values.setdefault(name, []).append(value)
    for name, kind in form.typed.items():
        values[name] = [_typed(name, kind)]
    for name, codes in form.choices.items():
        values[name] = [code for code in codes if code][-1:]
    for name, value in form.ticks:
        values[name] = [*(each for each in values.get(name, []) if each != value), value]
    if "textSeen" in values:  # it was looked at
        values["textSeen"] = [returning.fingerprint(each) for each in values["text"]]
    return {name: found for name, found in values.items() if form.typed.get(name) != "file"}


def _typed(name: str, kind: str) -> str:
    if name.startswith(NUMBERS) or name in {"noticeDays", "value", "fee_rate"}:
        return "100" if name.startswith("weight-") else "0"
    if name.startswith("dueOn"):
        return TYPED["date"]
    return TYPED.get(kind, f"Words of {name}")


def pairs(values: dict[str, list[str]]) -> Iterator[tuple[str, str]]:
    for name, found in values.items():
        for value in found:
            yield name, value
