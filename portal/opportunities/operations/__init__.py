"""One function for each thing that a person, or the clock, does with an opportunity."""

from portal.opportunities.operations.catalogue import add_product, end_product, rename_product, set_quota
from portal.opportunities.operations.deciding import (
    Rejection,
    approve,
    ask_info,
    award,
    flag_conflict,
    give_info,
    reject,
    split,
)
from portal.opportunities.operations.direct import (
    DirectSaid,
    keep_direct_time,
    lose_direct,
    open_direct,
    touch_direct,
    win_direct,
)
from portal.opportunities.operations.disputed import restore, stand
from portal.opportunities.operations.engaging import publish_rules
from portal.opportunities.operations.keeping import keep_time
from portal.opportunities.operations.leaving import RIVAL_ENDED, end_with_partner, tell_of_rival
from portal.opportunities.operations.numbers import (
    change_product_number,
    remove_product_number,
    set_product_number,
)
from portal.opportunities.operations.offering import find_partners, offer_lead
from portal.opportunities.operations.placing import FILED, LET_GO, compare, let_go, place
from portal.opportunities.operations.pursuing import (
    Won,
    ask_extension,
    extend,
    lose,
    refuse_extension,
    update,
    win,
    withdraw,
)
from portal.opportunities.operations.registering import (
    accept,
    decline,
    discard,
    draft,
    edit,
    offer,
    register,
    register_at_once,
)
from portal.opportunities.operations.scope import Customer, Said
from portal.opportunities.operations.sheets import register_sheet, try_sheet
from portal.opportunities.operations.suggesting import SUGGEST, ask_for_suggestions, put_suggestions, suggest
from portal.opportunities.operations.suggestion import (
    dismiss_suggestion,
    keep_suggestion_time,
    take_suggestion,
)

__all__ = [
    "FILED",
    "LET_GO",
    "RIVAL_ENDED",
    "SUGGEST",
    "Customer",
    "DirectSaid",
    "Rejection",
    "Said",
    "Won",
    "accept",
    "add_product",
    "approve",
    "ask_extension",
    "ask_for_suggestions",
    "ask_info",
    "award",
    "change_product_number",
    "compare",
    "decline",
    "discard",
    "dismiss_suggestion",
    "draft",
    "edit",
    "end_product",
    "end_with_partner",
    "extend",
    "find_partners",
    "flag_conflict",
    "give_info",
    "keep_direct_time",
    "keep_suggestion_time",
    "keep_time",
    "let_go",
    "lose",
    "lose_direct",
    "offer",
    "offer_lead",
    "open_direct",
    "place",
    "publish_rules",
    "put_suggestions",
    "refuse_extension",
    "register",
    "register_at_once",
    "register_sheet",
    "reject",
    "remove_product_number",
    "rename_product",
    "restore",
    "set_product_number",
    "set_quota",
    "split",
    "stand",
    "suggest",
    "take_suggestion",
    "tell_of_rival",
    "touch_direct",
    "try_sheet",
    "update",
    "win",
    "win_direct",
    "withdraw",
]
