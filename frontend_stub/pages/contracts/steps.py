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
            "The legal team has five business days to publish it or to ask for changes. The draft cannot be changed "
            "meanwhile, and the partner still sees nothing.",
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
            "The draft becomes version 1, which never changes again. The partner can read it from now on and has the "
            "pen for ten business days. This cannot be undone; you can only withdraw the contract.",
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
            "The contract ends here, for both sides, and cannot be taken up again. Once it was published, the other "
            "side reads your reason.",
        ),
        button=term("contract step", "Withdraw the contract"),
        reason=True,
        danger=True,
    ),
    Step(
        slug="take-back",
        operation="ContractWithdrawRound",
        action="WITHDRAW_ROUND",
        title=term("contract step", "Take your proposal back?"),
        consequence=term(
            "contract step",
            "The pen returns to your side with your changes and your old deadline. The other side has seen the "
            "proposal and sees that you took it back.",
        ),
        button=term("contract step", "Take it back"),
    ),
    Step(
        slug="reopen",
        operation="ContractReopen",
        action="REOPEN",
        title=term("contract step", "Take the agreed text back to the table"),
        consequence=term(
            "contract step",
            "The agreement on this text is void, and your side holds the pen. The other side reads your reason.",
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
            "The approvals that the rules require are asked for. Where none is required, the text goes out for "
            "signature at once.",
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
            "The text goes back to the table and your side holds the pen. Signatures given so far become void. The "
            "other side reads your reason.",
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
