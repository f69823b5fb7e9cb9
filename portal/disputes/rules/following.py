"""What is to be done about a line that was conceded or found right, where nobody has named it."""

from collections.abc import Mapping

from portal.access import Side
from portal.disputes.rules.remedy import RemedyKind

K = RemedyKind

BY_REASON: Mapping[str, RemedyKind] = {
    "LATE_PAYMENT": K.PAY,
    "FEE_WRONG": K.PAY,
    "ATTRIBUTION": K.PAY,
    "PROTECTION_IGNORED": K.PAY,
    "DEDUCTION_UNFOUNDED": K.WAIVE_DEDUCTION,
}
"""Where the reason says what is owed; else an invoice is credited, and anything else paid."""
WITHOUT_MONEY: Mapping[str, RemedyKind] = {
    "RETURN_REFUSED": K.TAKE_BACK,
    "REGISTRATION_REFUSED": K.PERFORM_OBLIGATION,
    "PROTECTION_IGNORED": K.PERFORM_OBLIGATION,
    "ACCESS_SUSPENDED": K.PERFORM_OBLIGATION,
    "REFERENCE_MISSING": K.NEW_INVOICE,
    "SHORT_RECEIPT": K.REPLACE_DELIVERY,
    "NOT_RECEIVED": K.REPLACE_DELIVERY,
    "WRONG_ITEM": K.REPLACE_DELIVERY,
    "DAMAGED": K.REPLACE_DELIVERY,
    "DEFECTIVE": K.REPLACE_DELIVERY,
    "OVER_DELIVERY": K.TAKE_BACK,
}
"""Where nothing is claimed in money."""
BY_RECORD: Mapping[str, RemedyKind] = {
    "mea": K.CORRECT_FACT, "sbj": K.CORRECT_FACT, "csq": K.WAIVE_DEDUCTION, "obl": K.PERFORM_OBLIGATION,
    "opp": K.RESTORE_PROTECTION,
}  # fmt: skip
OF_FEE: Mapping[Side, RemedyKind] = {Side.HOST: K.PAY_FEE, Side.PARTNER: K.REVERSE_FEE}
"""By whoever has to do it: the company pays more of a fee, the partner gives a part of one up."""
IN_MONEY: Mapping[RemedyKind, tuple[bool, ...]] = {
    K.WAIVE_DEDUCTION: (True,), K.RESTORE_PROTECTION: (False,), K.PAY_FEE: (True,), K.REVERSE_FEE: (True,),
}  # fmt: skip
"""Whether there has to be money in it, where that matters: an entry is taken back, or protection ignored, for money."""
INVOICED = frozenset({"INVOICE", "CREDIT_NOTE"})


def remedy_of(
    reason: str, *, obligor: Side, record_type: str | None, document: str | None, minor: int
) -> RemedyKind:  # fmt: skip
    """The kind of remedy of one line of a dispute of this reason, of which so much was conceded or found right."""
    by_record = OF_FEE[obligor] if record_type == "fee" else BY_RECORD.get(record_type or "")
    if by_record and bool(minor) in IN_MONEY.get(by_record, (True, False)):
        return by_record
    if not minor:
        return WITHOUT_MONEY.get(reason, K.NOTHING)
    if document == "DEDUCTION":
        return K.WAIVE_DEDUCTION
    return BY_REASON.get(reason) or (K.CREDIT_AMOUNT if document in INVOICED else K.PAY)
