"""The pages of contracts, joined in the order in which their addresses are tried."""

from frontend_stub.page import Page
from frontend_stub.pages import (
    contracts_answer,
    contracts_compare,
    contracts_detail,
    contracts_draft,
    contracts_list,
    contracts_propose,
    contracts_sign,
    contracts_steps,
    contracts_submit,
)

PAGES: tuple[Page, ...] = (
    *contracts_list.PAGES,
    *contracts_draft.PAGES,
    *contracts_detail.PAGES,
    *contracts_compare.PAGES,
    *contracts_propose.PAGES,
    *contracts_submit.PAGES,
    *contracts_answer.PAGES,
    *contracts_sign.PAGES,
    *contracts_steps.PAGES,
)
