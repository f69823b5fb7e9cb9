"""A UBL document becomes facts: one for each line, or one for an invoice or a credit note."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from portal import errors
from portal.expectations.facts import fact, typed, values
from portal.expectations.facts.applying import Refusal, Told
from portal.expectations.facts.kinds import SubjectKind, Type
from portal.expectations.facts.statements import SIDES
from portal.expectations.facts.typed import Value
from portal.expectations.facts.ubl import markup
from portal.expectations.facts.ubl.documents import DOCUMENTS, NAMES, PARTIES, Kind, Paths
from portal.expectations.facts.ubl.markup import Element
from portal.expectations.facts.values import Form
from portal.sentences import Sentence, say
from portal.sheets.table import PATH

DAY = len("2026-11-29")


@dataclass(slots=True)
class Document:
    """What one document tells. The rows of facts and refusals are its lines from 1, or 0 for the whole."""

    name: str
    id: str
    kind: SubjectKind
    supplier: str = ""
    customer: str = ""
    facts: list[Told] = field(default_factory=list)
    refused: list[Refusal] = field(default_factory=list)
    notes: list[Sentence] = field(default_factory=list)
    """What was taken for granted, and what somebody may wonder about."""


def read(content: bytes, *, seller: str = "PARTNER") -> Document:
    """The facts of a document; `seller` is the side that supplies. Refuses: Invalid for what is no such document."""
    root = markup.read(content)
    kind = DOCUMENTS.get(root.name)
    if kind is None:
        raise errors.Invalid(
            "Documents of the kind {name} contain no facts. Use one of these: {names}.",
            name=root.name[: typed.LONGEST], names=", ".join(DOCUMENTS), path=PATH,
        )  # fmt: skip
    found = Document(root.name, root.said("ID"), kind.kind, _party(root, "supplier"), _party(root, "customer"))
    owed_by = seller if kind.kind is SubjectKind.ORDER_LINE else _other(seller)
    if kind.line is None:
        _take(found, kind, root, root, 0, owed_by)
        _note_corrections(found, root)
        return found
    for number, line in enumerate(root.all(kind.line), 1):
        _take(found, kind, root, line, number, owed_by)
    return found


def _other(side: str) -> str:
    (other,) = SIDES - {side}
    return other


def _party(root: Element, side: str) -> str:
    """By what the document names the supplier or the customer."""
    parties = [f"{name}/{at}" for name in PARTIES[side] for at in ("Party/", "")]
    return next((said for at in parties for name in NAMES if (said := root.said(at + name))), "")


def _said(root: Element, line: Element, paths: Paths) -> str:
    texts = (root.said(path[1:]) if path.startswith("/") else line.said(path) for path in paths)
    return next((text for text in texts if text), "")


def _take(found: Document, kind: Kind, root: Element, line: Element, number: int, owed_by: str) -> None:
    try:
        key = typed.joined(_parts(kind, root, line))
        own = _said(root, line, [kind.number]) if number else ""
        external_id = typed.joined(filter(None, (f"{root.name} {_id(root)}", own)))
    except errors.Invalid as wrong:
        found.refused.append(Refusal(number, wrong.sentence))
        return
    told, refused = _values(kind, root, line, number, owed_by)
    found.refused += refused
    if not refused:
        found.facts.append(Told(number, kind.statement, key, external_id, told))
    _note_own_number(found, kind, line, number)


def _id(root: Element) -> str:
    return typed.label(root.said("ID"))


def _parts(kind: Kind, root: Element, line: Element) -> Iterable[str]:
    """No key, no fact; and where there are several keys, nobody knows which part is whose."""
    for paths in kind.key:
        text = _said(root, line, paths)
        if not text:
            raise errors.Invalid("The document does not name its subject: {place} is missing.", place=paths[0])
        shared = [path for path in paths if path.startswith("/")]
        several = {each.text.strip() for path in shared for each in root.all(path[1:])}
        if len(several) > 1 and not any(line.said(path) for path in paths if path not in shared):
            raise errors.Invalid("The document has several subjects, and this line names none of them.")
        yield text


def _values(
    kind: Kind, root: Element, line: Element, number: int, owed_by: str
) -> tuple[dict[str, Value], list[Refusal]]:
    found, refused = dict[str, Value](), list[Refusal]()
    for name, paths in kind.fields.items():
        text = _due(root, paths) if name == "due_on" else _said(root, line, paths)
        if not text:
            continue
        try:
            found[name] = _value(fact.type_of(kind.kind, kind.statement, name), text, name)
        except errors.Invalid as wrong:
            refused.append(Refusal(number, wrong.sentence, paths[0], name))
    if "owed_by" in fact.names(kind.kind, kind.statement):
        found["owed_by"] = owed_by
    try:
        fact.check(kind.kind, kind.statement, found, unread=[each.field for each in refused])
    except errors.Invalid as wrong:
        refused += [
            Refusal(number, each.sentence, field=each.path[-1] if each.path else "") for each in (wrong, *wrong.also)
        ]
    return found, refused


def _value(type_: Type, text: str, name: str) -> Value:
    """Days stay the days that are written, whatever the offset behind them."""
    return typed.day(text[:DAY]) if type_ is Type.DAY else values.read(type_, text, Form(), name=name)


def _due(root: Element, paths: Paths) -> str:
    """The last day of several: then all of it is due."""
    return max((each.text.strip() for path in paths for each in root.all(path[1:])), default="")


def _note_own_number(found: Document, kind: Kind, line: Element, number: int) -> None:
    if kind.key[-1][:1] == ("OrderLineReference/LineID",) and not line.said("OrderLineReference/LineID"):
        found.notes.append(
            say("Line {number} does not name a line of the order, so its own number was used.", number=number)
        )


def _note_corrections(found: Document, root: Element) -> None:
    below = sum(each.text.strip().startswith("-") for each in root.all("InvoiceLine/LineExtensionAmount"))
    if below:
        found.notes.append(
            say("Negative lines that correct earlier invoices and reduce the amount: {count}.", count=below)
        )
