"""An offer or a remedy of a dispute while somebody acts on it."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from portal import acting
from portal.acting import Case, Lived
from portal.disputes.operations.case import OpenDispute
from portal.machine import Machine

R = TypeVar("R", bound=Lived)


@dataclass(kw_only=True)
class Within(Case[R], Generic[R]):
    """What happens to it is told by the row of its dispute, whose turn may pass with it: one act, one row, one letter.

    The dispute is locked first, so that nothing happens to two of them at once.
    """

    dispute: OpenDispute
    called: Mapping[str, object]
    """What the row says of it: never what it offers."""

    @contextmanager
    def event(
        self, name: str, *, note: str = "", by_clock: bool = False, published: bool | None = None, beside: bool = False
    ) -> Iterator[None]:
        """See `Case.event`."""
        with self.dispute.event(name, note=note, by_clock=by_clock, published=published, beside=beside):
            self._is_acting = True
            yield
            self.record.version += 1
            self.record.updated_at = self.now
            self.dispute.tell(**self.called)
            self.dispute.pass_turn()
        self._was, self._is_acting = acting.facts(self.record), False

    def begin(self, machine: Machine[Any, Any]) -> R:
        """It is there, told by the step that makes it: who is waited for, and by when."""
        self.wait(machine)
        self.record.version, self._was = 1, acting.facts(self.record)
        self.session.add(self.record)
        return self.record
