"""What an offer says: checked as somebody brings it, and written as it is sealed and settled on."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import select

from portal import errors, ids
from portal.access import Side
from portal.clock import Moment
from portal.disputes.operations.case import OpenDispute
from portal.disputes.operations.drafting import CONTESTABLE
from portal.disputes.rules.remedy import ACTS_ON, OF_MONEY, RemedyKind
from portal.fees.models import Fee
from portal.money import Money
from portal.sentences import say
from portal.wording import note_given

MOST_ACTIONS, LONGEST_TEXT, FURTHEST, LONGEST_KEY = 20, 10_000, 732, 200
"""Actions of an offer, characters of what is said with it, days ahead, characters of a measured line's name."""
Content = Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class GivenAction:
    """An action that one side must do by a date."""

    kind: RemedyKind
    obligor: Side
    due_on: date
    text: str = ""
    amount: Money | None = None
    record: tuple[str, UUID] | None = None
    """What it acts on, by type prefix and id."""
    subject_key: str | None = None
    """For a measurement, the measured line."""


async def checked(case: OpenDispute, actions: Sequence[GivenAction]) -> list[dict[str, Any]]:
    """The actions as they are written, numbered from 1. Refuses: Invalid, NotFound with everything by its place."""
    path = ("input", "actions")
    if not 1 <= len(actions) <= MOST_ACTIONS:
        raise errors.Invalid("Enter 1 to {most} actions.", most=MOST_ACTIONS, path=path)
    faults, found = errors.Faults(), []
    for place, one in enumerate(actions):
        with faults:
            found.append(_action(case, one, (*path, str(place))))
    with faults:
        if len(actions) > 1 and any(one.kind is RemedyKind.NOTHING for one in actions):
            raise errors.Invalid("“Nothing to do” cannot be combined with other actions.", path=path)
    with faults:
        if len({one.amount.currency for one in actions if one.amount}) > 1:
            raise errors.Invalid("All amounts must be in one currency.", path=path)
    for place, one in enumerate(actions):
        with faults:
            await _check_record(case, one, (*path, str(place)))
    faults.refuse()
    return found


def _action(case: OpenDispute, one: GivenAction, path: tuple[str, ...]) -> dict[str, Any]:
    faults, text = errors.Faults(), ""
    today = Moment(case.now).day(case.clocks[one.obligor].zone)
    with faults:
        _check_obligor(one, path)
    with faults:
        _check_amount(case, one, path)
    with faults:
        if not today <= one.due_on <= today + timedelta(days=FURTHEST):
            raise errors.Invalid("The day must be within the next two years.", path=(*path, "dueOn"))
    with faults:
        if one.text.strip():
            text = note_given(one.text, say("Enter what will be done."), *path[1:], "text")
    with faults:
        if one.subject_key is not None and not 1 <= len(one.subject_key) <= LONGEST_KEY:
            raise errors.Invalid("There is no such line.", path=(*path, "subjectKey"))
    faults.refuse()
    return plain(
        kind=one.kind, obligor=one.obligor, due_on=one.due_on, text=text, amount=one.amount, record=one.record,
        subject_key=one.subject_key,
    )  # fmt: skip


def plain(
    *, kind: RemedyKind, obligor: Side, due_on: date, text: str = "", amount: Money | None = None,
    record: tuple[str, UUID] | None = None, subject_key: str | None = None,
) -> dict[str, Any]:  # fmt: skip
    """An action as it is written."""
    return {
        "kind": kind.value, "obligor": obligor.value, "dueOn": due_on.isoformat(), "text": text,
        "amountMinor": amount.minor if amount else None, "currency": amount.currency if amount else None,
        "record": ids.text(*record) if record else None, "subjectKey": subject_key,
    }  # fmt: skip


def _check_obligor(one: GivenAction, path: tuple[str, ...]) -> None:
    acts = ACTS_ON.get(one.kind)
    if acts is None or acts.obligor in {None, one.obligor}:
        return
    says = (
        say("Only the company can pay a fee.")
        if acts.obligor is Side.HOST
        else say("Only the partner can give up a fee.")
    )
    raise errors.Invalid.because(says, path=(*path, "obligor"))


def _check_amount(case: OpenDispute, one: GivenAction, path: tuple[str, ...]) -> None:
    here = (*path, "amount")
    if one.kind in OF_MONEY and one.amount is None:
        raise errors.Invalid("Enter the amount.", path=here)
    if one.kind not in OF_MONEY and one.amount is not None:
        raise errors.Invalid("This action has no amount.", path=here)
    if one.amount is not None and one.amount.minor <= 0:
        raise errors.Invalid("The amount must be greater than zero.", path=here)
    if one.amount is not None and case.record.currency not in {None, one.amount.currency}:
        raise errors.Invalid("The amount must be in the dispute's currency.", path=here)


async def _check_record(case: OpenDispute, one: GivenAction, path: tuple[str, ...]) -> None:
    here, wanted = (*path, "recordId"), ACTS_ON.get(one.kind)
    if one.record is None:
        if wanted and wanted.is_needed:
            raise errors.Invalid("Enter what the action refers to.", path=here)
        return
    prefix, record_id = one.record
    kind = CONTESTABLE.get(prefix)
    if kind is None or wanted is None or prefix not in wanted.prefixes:
        raise errors.Invalid("This kind of action cannot refer to this record.", path=here)
    known = select(kind.id).where(kind.partner_id == case.record.partner_id, kind.id == record_id)
    if await case.session.scalar(known) is None:
        raise errors.NotFound("There is no such record.", path=here)
    if kind is Fee and one.amount is not None:
        currency = await case.session.scalar(known.with_only_columns(Fee.currency))
        if currency != one.amount.currency:
            raise errors.Invalid("Enter the amount in the currency of the fee.", path=(*path, "amount", "currency"))


def total(actions: Sequence[Content]) -> int:
    """The sum of what is to be paid, credited or waived."""
    return sum(each["amountMinor"] or 0 for each in actions)


def currency_of(actions: Sequence[Content]) -> str | None:
    return next((each["currency"] for each in actions if each["currency"]), None)


def gives(case: OpenDispute, side: Side, actions: Sequence[Content]) -> int:
    """What a side gives away: what it has to do, and of what it claims whatever the other side does not give."""
    own = total([each for each in actions if each["obligor"] == side.value])
    if side is not case.record.claimant:
        return own
    got = total([each for each in actions if each["obligor"] != side.value])
    return own + max(0, case.record.claimed_minor - got)
