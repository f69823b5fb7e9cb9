"""The dry run: what a boundary would say to an act that a statement has described, with nothing done."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from portal import errors, money, situations
from portal.access import Side
from portal.boundaries.operations.guarding import facts
from portal.boundaries.rules import acts
from portal.boundaries.rules.acts import Act, ActKind, Result, Verdict
from portal.boundaries.rules.terms import Channel, Counted, Dealing, Terms
from portal.clock import Moment
from portal.files.rules import InformationClass
from portal.sentences import say

NOT_CONCERNED = Verdict(result=Result.ALLOW, sentence=say("This boundary does not apply to this kind of act."))


def tried(values: Mapping[str, Any], side: Side, now: Moment | datetime) -> Verdict:
    """From the JSON of a row of `queries.tried`; `side` is the caller's, for an act that names none."""
    try:
        act = _act(values["act"], side)
    except errors.Refused as refused:
        return Verdict(result=Result.BLOCK, sentence=refused.sentence)
    return judged_of(values, act, now) or NOT_CONCERNED


def judged_of(values: Mapping[str, Any], act: Act, now: Moment | datetime) -> Verdict | None:
    """What a boundary says to an act, from its JSON: `queries.biting_anybody`, or a row of `queries.tried`.

    None if it is none of its business.
    """
    terms = situations.read(Terms, values["terms"])
    known = facts(values["known"], act, values["zone"], now)
    return acts.judged(terms, act, known, holder_id=UUID(values["holder_id"]))


def _act(said: Mapping[str, Any], side: Side) -> Act:
    amount = money.parse(said["amount"], said["currency"]) if said["amount"] is not None else None
    return Act(
        kind=ActKind(said["kind"]), partner_id=UUID(said["partner_id"]), side=Side(said["side"] or side),
        key=said["key"] or "", regions=_codes(said["regions"]), products=_codes(said["products"]),
        channel=Channel(said["channel"]) if said["channel"] else None, is_passive=bool(said["is_passive"]),
        dealings=tuple(map(Dealing, said["dealings"] or ())), money=amount,
        counted=Counted(said["counted"] or Counted.ORDERS),
        classes=tuple(map(InformationClass, said["classes"] or ())),
    )  # fmt: skip


def _codes(typed: list[str] | None) -> tuple[str, ...]:
    return tuple(each.strip().upper() for each in typed or ())
