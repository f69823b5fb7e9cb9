"""What every step of a contract asks: statements that are made once, of parameters by name."""

from functools import cache
from types import SimpleNamespace
from typing import Any

from sqlalchemy import Select, and_, bindparam, select

from portal.contracts.models import Contract, Round, Version
from portal.contracts.queries.amending import of_amendment
from portal.contracts.queries.contracts import authorised, contract_to_act_on
from portal.contracts.queries.negotiation import changes_of, open_round_of


def _with_round(found: Select[*tuple[Any, ...]]) -> Select[*tuple[Any, ...]]:
    """Contracts with the round that waits for somebody and the text that is on the table; null where there is none."""
    is_current = and_(
        Version.partner_id == Contract.partner_id,
        Version.contract_id == Contract.id,
        Version.number == Contract.version_number,
    )
    return (
        found.add_columns(Round, Version.document.label("text"))
        .outerjoin(Round, open_round_of(Contract).whereclause)
        .outerjoin(Version, is_current)
    )


TO_ACT_ON = contract_to_act_on(bindparam("contract_id"))
ROUND_TO_ACT_ON = _with_round(TO_ACT_ON)
"""Whoever waits for the lock finds the contract as it is then, and beside it what was there before: so it is for those
who say which version of the contract they mean, as every step makes another one."""
CHANGES = changes_of(SimpleNamespace(partner_id=bindparam("partner_id"), id=bindparam("round_id")))
PARENT_ID = select(Contract.parent_id).where(Contract.id == bindparam("contract_id"))
AUTHORISED = select(authorised(Contract)).where(Contract.id == bindparam("contract_id"))


@cache
def unanswered() -> Select[*tuple[Any, ...]]:
    """What an amendment's rules look at of the rooms above, which are known once all of them are put together."""
    return select(of_amendment(Contract)["unanswered"]).where(Contract.id == bindparam("contract_id"))
