"""The company's own text before the partner sees it: a new draft, and changing one."""

from collections.abc import Iterable, Mapping

from starlette.datastructures import FormData

from frontend_stub.pages.contracts import apart, changes, wording
from frontend_stub.pages.contracts import clauses as clauses_
from frontend_stub.pages.contracts.frame import one
from frontend_stub.pages.contracts.steps import STEP_FIELDS, back_to_contract
from frontend_stub.site import forms, returning
from frontend_stub.site.lines import Line
from frontend_stub.site.page import Json, Page, Visit, Who
from frontend_stub.site.steps import standing

FIELDS = (
    forms.taking("title", required=True),
    forms.taking("kind", required=True),
    forms.taking("startsOn", "terms", "startsOn", read=forms.calendar_day, required=True),
    forms.taking("endsOn", "terms", "endsOn", read=forms.calendar_day),
    forms.taking("renewal", "terms", "renewal", required=True),
    forms.taking("noticeDays", "terms", "noticeDays", read=forms.integer, required=True),
    forms.taking("value", "terms", "value", "amount", currency="valueCurrency"),
    forms.taking("valueCurrency", "terms", "value", "currency"),
    forms.taking("governingLaw", "terms", "governingLaw", required=True),
    forms.taking("text", required=True),
)
NEW = (forms.taking("partnerId", required=True), *FIELDS)
CHANGED = (*STEP_FIELDS, *FIELDS)


def _read(operation: str, fields: tuple[forms.Field, ...], sent: FormData) -> tuple[Json, list[returning.FieldError]]:
    """The variables; a currency without an amount is no value."""
    plain = forms.Form(operation=operation, fields=fields, then=back_to_contract)
    variables, errors = forms.read(plain, sent)
    given = variables.get("input", {})
    for name, terms in (("disputeTerms", changes.DISPUTE_TERMS), ("feeTerms", changes.FEE_TERMS)):
        if terms[0] in sent:
            given[name] = [*_said(sent, terms, errors)]
    clauses = apart.brought(sent)
    if clauses:
        given["clauses"] = clauses
        given.pop("text", None)
        errors = [each for each in errors if each.name != "text"]
    plain_terms = given.get("terms", {})
    if "amount" not in plain_terms.get("value", {"amount": ""}):
        del plain_terms["value"]
    return variables, errors


def _said(sent: FormData, terms: Iterable[str], errors: list[returning.FieldError]) -> Iterable[Line]:
    """Those of the terms that the form says something of; adds what could not be read to `errors`."""
    for term in terms:
        try:
            value = changes.said_term(term, changes.sent_text(sent, term))
        except ValueError as error:
            errors.append(returning.FieldError(term, str(error)))
            continue
        if value:
            yield Line({"term": term, "termValue": value}, {"": term})


def _new(sent: FormData) -> tuple[Json, list[returning.FieldError]]:
    return _read("ContractDraft", NEW, sent)


def _changed(sent: FormData) -> tuple[Json, list[returning.FieldError]]:
    """The variables; a text nobody touched is left out, so that its clauses are not split anew."""
    variables, errors = _read("ContractRedraft", CHANGED, sent)
    text = variables.get("input", {}).get("text", "")
    if text and returning.fingerprint(text) == sent.get("textWas"):
        del variables["input"]["text"]
    return variables, errors


def plain_text(clauses: Iterable[Mapping[str, str]]) -> str:
    """The clauses as the text somebody would paste."""
    return clauses_.plain_text(clauses_.Kept(each["number"], each["heading"], each["text"], 0) for each in clauses)


def _firms(visit: Visit, data: Json) -> Json:
    partners = (data.get("partners") or {}).get("nodes", [])
    return {
        **apart.shown(visit),
        "firms": [(each["id"], each["name"]) for each in partners],
        "disputed": changes.DISPUTE_TERMS,
        "dispute_terms": {},
        "earned": changes.FEE_TERMS,
        "fee_terms": {},
        "can": {"allowed": "contract:draft" in data["viewer"]["permissions"], "why": ""},
    }


def _draft(visit: Visit, data: Json) -> Json:
    draft = data["contract"]["draft"]
    text = plain_text(draft["clauses"]) if draft else ""
    said = {each["term"]: each["value"] for each in data["contract"]["disputeTerms"]}
    return {
        **apart.shown(visit), "can": standing(data["contract"], "REDRAFT"), "text": text,
        "text_was": returning.fingerprint(text),
        "disputed": changes.DISPUTE_TERMS, "dispute_terms": said, "earned": changes.FEE_TERMS,
        "fee_terms": {each["term"]: each["value"] for each in data["contract"]["feeTerms"]},
    }  # fmt: skip


PAGES = (
    Page(
        path="/contracts/new",
        operation="ContractNew",
        template="contracts/new.html",
        who=Who.STAFF,
        extras=_firms,
        meant=apart.meant,
        forms=(
            forms.Form(operation="ContractDraft", fields=NEW, build=_new, then=back_to_contract),
            apart.look("ContractDraft"),
        ),
        reads=("partners.nodes.id", "partners.nodes.name", "viewer.permissions"),
    ),
    Page(
        path="/contracts/{id}/edit",
        operation="ContractEdit",
        template="contracts/edit.html",
        who=Who.STAFF,
        variables=one,
        required=("contract",),
        extras=_draft,
        meant=apart.meant,
        forms=(
            forms.Form(operation="ContractRedraft", fields=CHANGED, build=_changed, then=back_to_contract),
            apart.look("ContractRedraft", apart.drafted),
        ),
        reads=(
            *wording.STANDING_READS,
            "contract.disputeTerms.term",
            "contract.disputeTerms.value",
            "contract.feeTerms.term",
            "contract.feeTerms.value",
            "contract.draft.clauses.number",
            "contract.draft.clauses.heading",
            "contract.draft.clauses.text",
            "contract.draft.clauses.depth",
        ),
    ),
)
