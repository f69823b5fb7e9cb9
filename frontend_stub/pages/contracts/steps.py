"""The steps that need a confirmation or a reason and nothing else: one small page each, all from one table."""

from dataclasses import dataclass

from frontend_stub.pages.contracts import wording
from frontend_stub.pages.contracts.frame import one
from frontend_stub.pages.contracts.turns import place
from frontend_stub.site import forms, i18n
from frontend_stub.site.page import Json, Page, Visit, Who
from frontend_stub.site.steps import standing
from frontend_stub.site.words import Term, term


@dataclass(frozen=True, kw_only=True)
class Step:
    """A step: its page, its mutation, its name in the table of actions, and what is said about it."""

    slug: str
    operation: str
    action: str
    title: Term
    consequence: Term
    button: Term
    who: Who = Who.ALL
    reason: bool = False
    danger: bool = False


STEPS = (
    Step(
        slug="submit-for-review",
        operation="ContractSubmitForReview",
        action="SUBMIT_FOR_REVIEW",
        title=term("contract step", "Submit this draft for review?"),
        consequence=term(
            "contract step",
            "The legal team has five business days to publish it or ask for changes. Until then the draft cannot be"
            " changed, and the partner still cannot see it.",
        ),
        button=term("contract step", "Submit for review"),
        who=Who.STAFF,
    ),
    Step(
        slug="request-changes",
        operation="ContractRequestChanges",
        action="REQUEST_CHANGES",
        title=term("contract step", "Ask for changes to this draft"),
        consequence=term(
            "contract step", "The draft goes back to its author with your comment, which the partner never sees."
        ),
        button=term("contract step", "Send back"),
        who=Who.STAFF,
        reason=True,
    ),
    Step(
        slug="publish",
        operation="ContractPublish",
        action="PUBLISH",
        title=term("contract step", "Publish this text to the partner?"),
        consequence=term(
            "contract step",
            "The draft becomes version 1, which never changes again. The partner can read it and has ten business"
            " days to respond. This cannot be undone; you can only withdraw the contract.",
        ),
        button=term("contract step", "Publish version 1"),
        who=Who.STAFF,
    ),
    Step(
        slug="withdraw",
        operation="ContractWithdraw",
        action="WITHDRAW",
        title=term("contract step", "Withdraw this contract"),
        consequence=term(
            "contract step",
            "This ends the contract for both sides and cannot be undone. If the contract was published, the other"
            " side can read your reason.",
        ),
        button=term("contract step", "Withdraw the contract"),
        reason=True,
        danger=True,
    ),
    Step(
        slug="take-back",
        operation="ContractWithdrawRound",
        action="WITHDRAW_ROUND",
        title=term("contract step", "Withdraw your proposal?"),
        consequence=term(
            "contract step",
            "Your side gets its turn back, with your changes and the old deadline. The other side has seen the"
            " proposal and will see that you withdrew it.",
        ),
        button=term("contract step", "Withdraw proposal"),
    ),
    Step(
        slug="reopen",
        operation="ContractReopen",
        action="REOPEN",
        title=term("contract step", "Reopen the negotiation of this text?"),
        consequence=term(
            "contract step",
            "The agreement on this text becomes void, and it is your side’s turn. The other side can read your reason.",
        ),
        button=term("contract step", "Reopen the negotiation"),
        reason=True,
        danger=True,
    ),
    Step(
        slug="start-approval",
        operation="ContractStartApproval",
        action="START_APPROVAL",
        title=term("contract step", "Start the approval of this text?"),
        consequence=term(
            "contract step",
            "This asks for the approvals that the rules require. If none is required, the text goes out for"
            " signature immediately.",
        ),
        button=term("contract step", "Start the approval"),
        who=Who.STAFF,
    ),
    Step(
        slug="decline",
        operation="ContractDecline",
        action="DECLINE",
        title=term("contract step", "Decline to sign"),
        consequence=term(
            "contract step",
            "The negotiation reopens and it is your side’s turn. Signatures given so far become void. The other side"
            " can read your reason.",
        ),
        button=term("contract step", "Decline to sign"),
        reason=True,
        danger=True,
    ),
)  # fmt: skip

REASON = (forms.taking("reason", required=True),)
STEP_FIELDS = (
    forms.taking("contractId", required=True),
    forms.taking("expectedVersion", read=forms.integer, required=True),
)


def back_to_contract(payload: Json) -> str:
    return place(payload["contract"]["id"])


def _page(step: Step) -> Page:
    def words(_visit: Visit, data: Json) -> Json:
        return {
            "step": step,
            "title": i18n.pgettext(*step.title),
            "consequence": i18n.pgettext(*step.consequence),
            "button": i18n.pgettext(*step.button),
            "can": standing(data["contract"], step.action),
        }

    form = forms.Form(
        operation=step.operation, fields=(*STEP_FIELDS, *(REASON if step.reason else ())), then=back_to_contract
    )
    return Page(
        path=f"/contracts/{{id}}/{step.slug}",
        operation="ContractStep",
        template="contracts/step.html",
        who=step.who,
        variables=one,
        required=("contract",),
        extras=words,
        forms=(form,),
        reads=wording.STANDING_READS,
    )


PAGES = tuple(_page(step) for step in STEPS)
