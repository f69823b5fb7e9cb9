"""What somebody proposes, as checked: every fault is told at once."""

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from portal import canonical, errors, ids
from portal.access import Side
from portal.contracts.models import Contract
from portal.obligations.rules import CURE, FURTHEST, LEAD, MOST_DAYS, TEXT_LONGEST, TITLE_LONGEST, Repeats
from portal.partners.models import Organisation
from portal.sentences import say
from portal.wording import line, note_given


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """What the two sides agree to, but for what it rests on."""

    obligor: Side
    title: str
    text: str
    due_on: date
    repeats: Repeats = Repeats.NEVER
    repeats_until: date | None = None
    lead_days: int = LEAD
    cure_days: int = CURE
    survives: bool = False

    def checked(self, today: date) -> dict[str, Any]:
        """The same in the form in which it is kept, by the names of the columns. Refuses: Invalid."""
        faults, said = errors.Faults(), {}
        with faults:
            wanted = say("Enter a title of 1 to {longest} characters.", longest=TITLE_LONGEST)
            said["title"] = line(self.title, path=("input", "title"), wanted=wanted, longest=TITLE_LONGEST)
        with faults:
            said["text"] = note_given(self.text, say("Enter what must be done."), "text", longest=TEXT_LONGEST)
        with faults:
            if not today <= self.due_on <= today + FURTHEST:
                raise errors.Invalid("The due date must be between today and ten years from now.",
                                     path=("input", "dueOn"))  # fmt: skip
        with faults:
            self._check_series(today)
        for name, value in (("lead_days", self.lead_days), ("cure_days", self.cure_days)):
            with faults:
                _check_days(name, value)
        faults.refuse()
        return said | {
            "obligor": self.obligor, "due_on": self.due_on, "first_on": self.due_on, "repeats": self.repeats,
            "repeats_until": self.repeats_until, "lead_days": self.lead_days, "cure_days": self.cure_days,
            "survives": self.survives,
        }  # fmt: skip

    def _check_series(self, today: date) -> None:
        path, until = ("input", "repeatsUntil"), self.repeats_until
        if until is None:
            return
        if self.repeats is Repeats.NEVER:
            raise errors.Invalid("Only a repeating obligation can have a last day.", path=path)
        if not self.due_on <= until <= today + FURTHEST:
            raise errors.Invalid("The last day must be after the first due date, within ten years.", path=path)


def _check_days(name: str, value: int) -> None:
    if not 0 <= value <= MOST_DAYS:
        head, tail = name.split("_")
        raise errors.Invalid("This must be 0 to {most} business days.", most=MOST_DAYS,
                             path=("input", head + tail.capitalize()))  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Rests:
    """The contract, its text and the clause that it rests on."""

    contract: Contract
    clause_key: str | None

    @property
    def columns(self) -> dict[str, Any]:
        return {
            "contract_id": self.contract.id, "contract_sha256": self.contract.sha256, "clause_key": self.clause_key,
        }  # fmt: skip


def written(said: dict[str, Any], partner: Organisation, rests: Rests | None) -> str:
    """All of it as canonical JSON, which anybody can write again from what the API shows."""
    until: date | None = said["repeats_until"]
    return canonical.text(
        {
            "partner": ids.text(Organisation.PREFIX, partner.id),
            "obligor": str(said["obligor"]),
            "title": said["title"],
            "text": said["text"],
            "contract": _contract(rests.contract.id) if rests else None,
            "contractDigest": rests.contract.sha256 if rests else None,
            "clauseKey": rests.clause_key if rests else None,
            "dueOn": said["due_on"].isoformat(),
            "repeats": str(said["repeats"]),
            "repeatsUntil": until.isoformat() if until else None,
            "leadDays": said["lead_days"],
            "cureDays": said["cure_days"],
            "survives": said["survives"],
        }
    )


def _contract(contract_id: UUID) -> str:
    return ids.text(Contract.PREFIX, contract_id)
