"""The life of a compliance document: asked for, brought, looked at, accepted, told of before it ends, replaced."""

from calendar import monthrange
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Any

from portal import situations
from portal.access import Actor, Permission, Side
from portal.clock import Moment
from portal.machine import Deadline, Guard, Machine, Reason, Step, not_known
from portal.sentences import Sentence, Word, say, word
from portal.situations import ForClock


class DocumentKind(StrEnum):
    INSURANCE = "INSURANCE"
    REGISTER_EXTRACT = "REGISTER_EXTRACT"
    TAX_CERTIFICATE = "TAX_CERTIFICATE"
    QUALITY_CERTIFICATE = "QUALITY_CERTIFICATE"
    BANK_CONFIRMATION = "BANK_CONFIRMATION"
    CODE_OF_CONDUCT = "CODE_OF_CONDUCT"
    OTHER = "OTHER"


class DocumentStatus(StrEnum):
    REQUESTED = "REQUESTED"
    UPLOADED = "UPLOADED"
    REFUSED = "REFUSED"
    ACCEPTED = "ACCEPTED"
    EXPIRING = "EXPIRING"
    EXPIRED = "EXPIRED"
    REPLACED = "REPLACED"
    WITHDRAWN = "WITHDRAWN"


K = DocumentKind
P = Permission
D = DocumentStatus

DOCUMENTS: Mapping[DocumentKind, Word] = {
    K.INSURANCE: word("document", "Proof of insurance", code="INSURANCE"),
    K.REGISTER_EXTRACT: word("document", "Register extract", code="REGISTER_EXTRACT"),
    K.TAX_CERTIFICATE: word("document", "Tax certificate", code="TAX_CERTIFICATE"),
    K.QUALITY_CERTIFICATE: word("document", "Quality certificate", code="QUALITY_CERTIFICATE"),
    K.BANK_CONFIRMATION: word("document", "Bank confirmation", code="BANK_CONFIRMATION"),
    K.CODE_OF_CONDUCT: word("document", "Code of conduct", code="CODE_OF_CONDUCT"),
    K.OTHER: word("document", "Other document", code="OTHER"),
}
"""What the kinds are called in front of people; the codes are the API's."""


@dataclass(frozen=True, slots=True)
class KindRule:
    """What holds for a kind of document everywhere; of whom it is required is the company's to say."""

    months: int
    """How long one counts at most from its first day; one that names no end ends then."""
    may: Permission
    """Who of the company accepts or refuses it."""


KINDS: Mapping[DocumentKind, KindRule] = {
    K.INSURANCE: KindRule(15, P.DOCUMENT_REVIEW),
    K.REGISTER_EXTRACT: KindRule(12, P.DOCUMENT_REVIEW),
    K.TAX_CERTIFICATE: KindRule(36, P.DOCUMENT_APPROVE),
    K.QUALITY_CERTIFICATE: KindRule(36, P.DOCUMENT_REVIEW),
    K.BANK_CONFIRMATION: KindRule(24, P.DOCUMENT_APPROVE),
    K.CODE_OF_CONDUCT: KindRule(36, P.DOCUMENT_REVIEW),
    K.OTHER: KindRule(60, P.DOCUMENT_REVIEW),
}

DECISIONS = frozenset({"accept", "refuse"})
"""The steps that need the permission of the kind."""
ANSWER, AGAIN = 5, 10
"""Business days: of the company to look at a document, and until a partner is reminded of one it has not brought."""
ASKED_FOR = timedelta(days=28)
"""How long a partner has for what the company's requirements ask for by themselves."""
REMINDED = (60, 30, 7)
"""So many days before the end of a document both sides are told of it."""

OPEN = frozenset({D.REQUESTED, D.UPLOADED, D.REFUSED})
HOLDS = frozenset({D.ACCEPTED, D.EXPIRING})
"""The statuses in which a document counts, while its last day is not over."""
KNOWN = HOLDS | {D.EXPIRED}

HOST, PARTNER, NOBODY = frozenset({Side.HOST}), frozenset({Side.PARTNER}), frozenset[Side]()


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """What the table looks at: which document, how far it is, and when it ends."""

    status: DocumentStatus
    kind: DocumentKind
    due_at: datetime | None = None
    ends_at: datetime | None = None
    """The last second of its last day."""
    is_seconded: bool = False
    """A second person of the partner stands for it as well."""
    is_own: bool = False
    """Whoever asks brought it."""
    uploaded_side: Side | None = None
    is_readable: bool = True
    """Its file can be looked at: no scanner has still to say that it is clean, or found something."""
    has_successor: bool = False
    """A new one in its place has been brought, and is not decided about."""
    wanted_at: ForClock[datetime | None] = None
    """By when it is to be brought."""
    reminded: ForClock[int | None] = None
    """The last of REMINDED that was told or is over."""
    is_replaced: ForClock[bool] = False
    """A new one in its place has been accepted."""
    has_left: ForClock[bool] = False
    """The partner's account has ended."""
    is_unwanted: ForClock[bool] = False
    """It was asked for by what the company required, and does not require of the partner any more."""

    @property
    def is_bank(self) -> bool:
        return self.kind is K.BANK_CONFIRMATION

    @property
    def waits_for_second(self) -> bool:
        """A bank account is changed by two people of the partner."""
        return self.is_bank and not self.is_seconded


@dataclass(frozen=True, slots=True, kw_only=True)
class Required:
    """A kind that is required of a partner, and until when its document counts; None: there is none."""

    kind: DocumentKind
    ends_at: datetime | None


def read(values: Iterable[Mapping[str, Any]]) -> tuple[Required, ...]:
    """From JSON values of `queries.required_of`."""
    return tuple(situations.read(Required, each) for each in values)


def absent(required: Iterable[Required], now: Moment) -> tuple[DocumentKind, ...]:
    """The kinds of which no document counts now."""
    found = (each.kind for each in required if each.ends_at is None or now.has_reached(each.ends_at))
    return tuple(dict.fromkeys(found))


def missing(required: Iterable[Required], now: Moment) -> Sentence | None:
    """Which of the required documents are not there, in a sentence; None if all are."""
    found = absent(required, now)
    return say("These documents are missing: {documents}.", documents=named(found)) if found else None


def lapsed(required: Iterable[Required], now: Moment) -> tuple[DocumentKind, ...]:
    """The kinds whose document was there and has ended."""
    ended = (each.kind for each in required if each.ends_at is not None and now.has_reached(each.ends_at))
    return tuple(dict.fromkeys(ended))


def named(kinds: Iterable[DocumentKind]) -> tuple[Word, ...]:
    return tuple(DOCUMENTS[kind] for kind in kinds)


def expired(kinds: Iterable[DocumentKind]) -> Sentence:
    """Why an account is on hold whose documents have ended."""
    return say(
        "A mandatory document has expired: {names}. The hold ends when a new one is accepted.", names=named(kinds)
    )


def last_day(kind: DocumentKind, first: date) -> date:
    """The last day that a document of the kind can count, from its first."""
    year, before = divmod(first.year * 12 + first.month - 1 + KINDS[kind].months, 12)
    return date(year, before + 1, min(first.day, monthrange(year, before + 1)[1]))


def mark_at(ends_at: datetime, days: int) -> datetime:
    return ends_at - timedelta(days=days)


def over(ends_at: datetime, now: datetime) -> int | None:
    """The last of REMINDED whose moment has come; None before the first."""
    return min((days for days in REMINDED if mark_at(ends_at, days) <= now), default=None)


def next_mark(reminded: int | None) -> int | None:
    """The next of REMINDED; None after the last."""
    return next((days for days in REMINDED if reminded is None or days < reminded), None)


def _next_at(at: Document) -> datetime | None:
    """When something becomes of an accepted document by itself."""
    mark = next_mark(at.reminded)
    if at.ends_at is None or mark is None:
        return at.ends_at
    return mark_at(at.ends_at, mark)


def _is_bank(at: Document) -> bool:
    return at.is_bank


def _due(at: Document, _actor: Actor, now: Moment) -> Reason:
    return None if at.due_at is not None and now.has_reached(at.due_at) else say("Its time has not ended yet.")


def _not_brought(at: Document, actor: Actor, now: Moment) -> Reason:
    if at.status is D.UPLOADED and not at.waits_for_second:
        return say("The document has been uploaded.")
    return _due(at, actor, now)


def _not_looked_at(at: Document, actor: Actor, now: Moment) -> Reason:
    return say("A second person of the partner must confirm it first.") if at.waits_for_second else _due(at, actor, now)


def _ended(at: Document, _actor: Actor, now: Moment) -> Reason:
    return None if at.ends_at is not None and now.has_reached(at.ends_at) else say("It has not expired yet.")


def _ends_soon(at: Document, actor: Actor, now: Moment) -> Reason:
    """What was missed while the clock stood still is told as long as there is something to tell."""
    moment = _next_at(at)
    is_time = next_mark(at.reminded) is not None and moment is not None and now.has_reached(moment)
    return None if is_time and _ended(at, actor, now) else say("Its time has not ended yet.")


def _by_the_partner(at: Document, actor: Actor, _now: Moment) -> Reason:
    if at.is_bank and actor.side is not Side.PARTNER:
        return say("Only the partner's own people can confirm a bank account.")
    return None


def _not_theirs(at: Document, actor: Actor, _now: Moment) -> Reason:
    if at.status is D.UPLOADED and at.uploaded_side not in {None, actor.side}:
        return say("The other side uploaded it. You can upload another one once it is refused.")
    return None


def _by_another(at: Document, _actor: Actor, _now: Moment) -> Reason:
    if not at.is_bank:
        return say("Only a bank confirmation needs a second person.")
    if at.is_seconded:
        return say("A second person has already confirmed it.")
    return say("You uploaded it yourself. A second person must confirm it.") if at.is_own else None


def _looked_at(at: Document, _actor: Actor, now: Moment) -> Reason:
    if at.is_own:
        return say("The person who uploaded a document cannot accept it. Ask a colleague.")
    if at.waits_for_second:
        return say("A second person of the partner must confirm it first.")
    if not at.is_readable:
        return say("Its file cannot be opened. It is still being checked, or something harmful was found in it.")
    is_over = at.ends_at is not None and now.has_reached(at.ends_at)
    return say("It has expired since then. Ask for a new one.") if is_over else None


def _for_this_kind(at: Document, actor: Actor, _now: Moment) -> Reason:
    if KINDS[at.kind].may not in actor.permissions:
        return say("Only legal can decide on this kind of document.")
    return None


def _none_waits(at: Document, _actor: Actor, _now: Moment) -> Reason:
    return say("A new document has already been uploaded and is waiting for its answer.") if at.has_successor else None


def _replaced(at: Document, _actor: Actor, _now: Moment) -> Reason:
    return None if at.is_replaced else say("No new document has been accepted in its place.")


def _unwanted(at: Document, _actor: Actor, _now: Moment) -> Reason:
    return None if at.is_unwanted else say("It is required, or someone asked for it.")


def _gone(at: Document, _actor: Actor, _now: Moment) -> Reason:
    return None if at.has_left else say("The partner's account has not ended.")


def _step(
    action: str, source: set[DocumentStatus], target: DocumentStatus, may: Permission, event: str, needs: str, *,
    guard: Guard[Document] | None = None, **more: Any,
) -> Step[Document]:  # fmt: skip
    return Step(action, frozenset(source), target, may, f"document.{event}", guard=guard, needs=needs, **more)


def _reminded(status: DocumentStatus, needs: str) -> Step[Document]:
    return _step("remind", {status}, status, P.CLOCK, "still_missing", needs, guard=_not_brought)


def _replacing(status: DocumentStatus) -> Step[Document]:
    """A new document comes in place of one that was accepted, which counts until then."""
    return _step(
        "replace", {status}, status, P.DOCUMENT_UPLOAD, "new_one_brought",
            "a new file and its days; not two at the same time",
        guard=_none_waits, entitled=_by_the_partner, confirmed_if=_is_bank, beside=True,
    )  # fmt: skip


REMINDED_AGAIN = say("Otherwise both sides are reminded of it, and again every ten business days.")

DOCUMENT: Machine[DocumentStatus, Document] = Machine(
    "ComplianceDocument",
    DocumentStatus,
    Document,
    initial=D.REQUESTED,
    steps=(
        _step("upload", {D.REQUESTED, D.REFUSED, D.UPLOADED}, D.UPLOADED, P.DOCUMENT_UPLOAD, "uploaded",
              "file, first and last day; not in place of the other side's; a bank confirmation by the partner, in"
              " person",
              guard=_not_theirs, entitled=_by_the_partner, confirmed_if=_is_bank),
        _step("confirm", {D.UPLOADED}, D.UPLOADED, P.DOCUMENT_CONFIRM, "confirmed",
              "bank confirmation: a second person of the partner, in person", guard=_by_another, barred=not_known,
              confirmed=True),
        _step("accept", {D.UPLOADED}, D.ACCEPTED, P.DOCUMENT_REVIEW, "accepted",
              "names the file's digest; not by the person who uploaded it; tax and bank: legal; bank: second person,"
              " call-back note",
              guard=_looked_at, entitled=_for_this_kind, confirmed_if=_is_bank),
        _step("refuse", {D.UPLOADED, D.ACCEPTED, D.EXPIRING}, D.REFUSED, P.DOCUMENT_REVIEW, "refused",
              "reason that both sides can read; tax and bank: legal", entitled=_for_this_kind),
        _replacing(D.ACCEPTED),
        _replacing(D.EXPIRING),
        _replacing(D.EXPIRED),
        _step("supersede", {D.ACCEPTED, D.EXPIRING, D.EXPIRED}, D.REPLACED, P.CLOCK, "replaced",
              "its replacement is accepted", guard=_replaced),
        _step("withdraw", {D.REQUESTED, D.REFUSED, D.EXPIRED}, D.WITHDRAWN, P.DOCUMENT_REQUEST, "withdrawn",
              "reason that both sides can read"),
        _step("close", {D.REQUESTED, D.UPLOADED, D.REFUSED, D.ACCEPTED, D.EXPIRING}, D.WITHDRAWN, P.CLOCK, "closed",
              "the partner's account has ended", guard=_gone),
        _step("waive", {D.REQUESTED, D.REFUSED, D.EXPIRED}, D.WITHDRAWN, P.CLOCK, "waived",
              "the company no longer requires it of the partner", guard=_unwanted),
        _reminded(D.REQUESTED, "not uploaded by its day: both sides are told, every 10 business days"),
        _reminded(D.REFUSED, "no other one uploaded: as above"),
        _reminded(D.UPLOADED, "bank: no second person of the partner within 5 business days"),
        _step("overdue", {D.UPLOADED}, D.UPLOADED, P.CLOCK, "review_overdue",
              "5 business days without an answer: the head of legal becomes owner; the partner is told",
              guard=_not_looked_at),
        _step("endSoon", {D.ACCEPTED, D.EXPIRING}, D.EXPIRING, P.CLOCK, "expiring",
              "60, 30 and 7 days before its end: both sides are told; if several are due, only the last",
              guard=_ends_soon),
        _step("expire", {D.ACCEPTED, D.EXPIRING}, D.EXPIRED, P.CLOCK, "expired",
              "its last day has passed; a mandatory one puts the account on hold", guard=_ended),
    ),
    deadlines={
        D.REQUESTED: Deadline("remind", lambda _: PARTNER, AGAIN, until=lambda at: at.wanted_at,
                              until_in_words="the day it is requested by", otherwise=REMINDED_AGAIN),
        D.REFUSED: Deadline("remind", lambda _: PARTNER, AGAIN, otherwise=REMINDED_AGAIN),
        D.UPLOADED: Deadline("overdue", lambda at: PARTNER if at.waits_for_second else HOST, ANSWER,
                             otherwise=say("Otherwise both sides are told, and the head of legal takes over"
                                           " documents that the company has not reviewed.")),
        D.ACCEPTED: Deadline("endSoon", lambda _: NOBODY, until=_next_at, until_in_words="60 days before its end"),
        D.EXPIRING: Deadline("expire", lambda _: PARTNER, until=_next_at,
                             until_in_words="30 and 7 days before its end, and its end",
                             otherwise=say("Otherwise it expires on its last day. If it is mandatory, the account"
                                           " is put on hold.")),
        D.EXPIRED: Deadline(None, lambda _: PARTNER),
    },
    in_words={
        D.REQUESTED: say("The document has been requested."),
        D.UPLOADED: say("The document is waiting for review."),
        D.REFUSED: say("The document was refused."),
        D.ACCEPTED: say("The document was accepted."),
        D.EXPIRING: say("The document will expire soon."),
        D.EXPIRED: say("The document has expired."),
        D.REPLACED: say("The document was replaced by a new one."),
        D.WITHDRAWN: say("The document is no longer requested."),
    },
)  # fmt: skip
