"""What a list of changes makes of an agreement, clause by clause."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from portal import errors
from portal.contracts.text import amends, bounds, documents, terms
from portal.contracts.text.documents import Annex, Change, Clause, Document, Operation

MOST_READ = 2 * bounds.LONGEST_DOCUMENT
"""Characters that the clauses may have, each counted again whenever a change builds on an earlier one of the list."""


@dataclass(frozen=True, slots=True)
class Applied:
    """The document after the changes; the indexes of those that were left out because their base is gone, and of those
    that were taken in and changed nothing."""

    document: Document
    stale: tuple[int, ...]
    void: tuple[int, ...]


def apply(
    document: Document, changes: Sequence[Change], *, path: Sequence[str] = ("input", "changes"),
    is_settled: bool = False,
) -> Applied:  # fmt: skip
    """Apply the changes in order to a document, which `documents.checked` gave if it is settled.

    A change to a clause that is gone or whose digest is no longer the change's base is stale: reported by its index,
    not applied. So of two changes to one clause the second must have the first one's result as its base. Invalid, with
    the path, for a change that cannot be read and for a result that is no well-formed agreement.
    """
    draft = _Draft(document)
    stale = tuple(index for index, change in enumerate(changes) if not draft.take(index, change, (*path, str(index))))
    known = document if is_settled else None
    return Applied(documents.checked(draft.document(), path=path[:-1], known=known), stale, tuple(draft.void))


class _Draft:
    """A document while changes are taken in."""

    def __init__(self, document: Document) -> None:
        self.base = document
        self.clauses = {clause.key: clause for clause in document.clauses}
        self.order = [clause.key for clause in document.clauses]
        self.digests: dict[str, str] = {}
        self.left = MOST_READ
        self.void: list[int] = []
        self.terms = document.terms
        self.annexes = {annex.name: annex for annex in document.annexes}
        self.amends = document.amends

    def document(self) -> Document:
        clauses, annexes = tuple(self.clauses[key] for key in self.order), tuple(self.annexes.values())
        return replace(self.base, clauses=clauses, terms=self.terms, annexes=annexes, amends=self.amends)

    def take(self, index: int, change: Change, path: Sequence[str]) -> bool:
        """Take the change in, and note if it changed nothing; False if what it builds on is gone."""
        if change.op is Operation.SET_TERM:
            set_ = terms.changed(self.terms, change.term or "", change.value or "", path=path)
            self._note(index, was=self.terms, now=set_)
            self.terms = set_
            return True
        if change.op is Operation.SETTLE:
            settled = amends.answered(self.amends, change.term or "", change.value or "", path=path)
            self._note(index, was=self.amends, now=settled)
            self.amends = settled
            return True
        if change.op in documents.ON_ANNEXES:
            return self._set_annex(index, change, path)
        key = change.clause_key
        if not key:
            raise errors.Invalid("The change must name a clause.", path=(*path, "clauseKey"))
        if change.op is Operation.INSERT:
            return self._insert(key, change, path)
        clause = self.clauses.get(key)
        if clause is None or self._digest(clause, path) != change.base_sha256:
            return False
        if change.op is Operation.MOVE:
            place = self.order.index(key)
            is_moved = self._move(key, change.after_key, path)
            self._note(index, was=place, now=self.order.index(key) if is_moved else None)
            return is_moved
        if change.op is Operation.REPLACE:
            self.clauses[key] = documents.check_clause(_reworded(clause, change), path=path)
            self._note(index, was=clause, now=self.clauses[key])
            del self.digests[key]
        else:
            del self.clauses[key]
            del self.digests[key]
            self.order.remove(key)
        return True

    def _set_annex(self, index: int, change: Change, path: Sequence[str]) -> bool:
        """Another file under the name, a new one, or none; a name that is there keeps its place."""
        name = change.annex or ""
        annex = self.annexes.get(name)
        if (annex.sha256 if annex else None) != change.base_sha256:
            return False
        if change.op is Operation.REMOVE_ANNEX:
            if annex is None:
                raise errors.Invalid("The change must name an annex.", path=(*path, "annex"))
            del self.annexes[name]
            return True
        set_ = Annex(name, change.annex_sha256 or "", change.annex_bytes or 0)
        self._note(index, was=annex, now=set_)
        self.annexes[name] = set_
        return True

    def _note(self, index: int, *, was: object, now: object) -> None:
        if was == now:
            self.void.append(index)

    def _digest(self, clause: Clause, path: Sequence[str]) -> str:
        """The digest of a clause as it stands now. Refuses: Invalid for lists that read one clause without end."""
        if clause.key not in self.digests:
            self.left -= len(clause.text)
            if self.left < 0:
                raise errors.Invalid("Put all your changes to a clause into one change.", path=path)
            self.digests[clause.key] = documents.clause_digest(clause)
        return self.digests[clause.key]

    def _insert(self, key: str, change: Change, path: Sequence[str]) -> bool:
        if key in self.clauses:
            raise errors.Invalid("A new clause needs its own key.", path=(*path, "clauseKey"))
        place = self._place(change.after_key)
        if place is None:
            return False
        self.clauses[key] = documents.check_clause(_reworded(Clause(key, "", "", "", 0), change), path=path)
        self.order.insert(place, key)
        return True

    def _move(self, key: str, after_key: str | None, path: Sequence[str]) -> bool:
        if key == after_key:
            raise errors.Invalid("A clause cannot come after itself.", path=(*path, "afterKey"))
        if after_key is not None and after_key not in self.clauses:
            return False
        self.order.remove(key)
        self.order.insert(self._place(after_key) or 0, key)
        return True

    def _place(self, after_key: str | None) -> int | None:
        if after_key is None:
            return 0
        return self.order.index(after_key) + 1 if after_key in self.clauses else None


def _reworded(clause: Clause, change: Change) -> Clause:
    """The clause with everything that the change says and the rest as it was."""
    return Clause(
        key=clause.key,
        number=clause.number if change.number is None else change.number,
        heading=clause.heading if change.heading is None else change.heading,
        text=clause.text if change.text is None else change.text,
        depth=clause.depth if change.depth is None else change.depth,
    )
