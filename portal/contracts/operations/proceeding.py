"""One contract while somebody acts on it: its open round, its text and its versions."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Self
from uuid import UUID

from portal import acting, errors
from portal.access import Actor, Side
from portal.acting import Case, Clock
from portal.contracts import queries
from portal.contracts.models import Change, Contract, Round, Version
from portal.contracts.rules import LIFE, OPEN_ROUND, ROUND, RoundStatus, Status
from portal.contracts.text import documents, terms
from portal.database.session import Session
from portal.sentences import say

ABSENT = say("There is no such contract.")


@dataclass(kw_only=True)
class Proceeding(Case[Contract]):
    """A contract while somebody acts on it."""

    lead_id: UUID | None
    """The company's legal lead, who becomes the owner of what was not done in time."""
    round_: Round | None = None
    text: str | None = None
    """The open round and the canonical text of the current version, once they were looked for."""
    parent: Self | None = None
    """Of an amendment: the contract that it amends, where a step may bring it into force; locked before it."""

    @property
    def contract(self) -> Contract:
        return self.record

    @property
    def is_published(self) -> bool:
        return self.record.published_at is not None

    def entered(self) -> None:
        if self.record.status is not Status.IN_NEGOTIATION:
            self.record.round_status = self.record.pen = None

    @contextmanager
    def round_step(self, round_: Round, action: str, **said: Any) -> Iterator[None]:
        """A step of the open round, which the contract shows as its own; see `Case.step`."""
        with self.step(ROUND, action, **said) as step:
            self.tell(round=round_.number)
            round_.status = RoundStatus(step.target)
            if round_.status not in OPEN_ROUND:
                round_.closed_at, round_.due_at = self.now, None
            yield
        if round_.status in OPEN_ROUND:
            round_.due_at = self.record.due_at

    def open_round(self, side: Side, *, turn_due_at: datetime | None = None) -> Round:
        """Inside a step: gives a side the pen over the current text, until the table or `turn_due_at` says."""
        contract = self.record
        contract.round_number += 1
        contract.accepted_by = frozenset()
        contract.pen, contract.round_status = side, RoundStatus.DRAFTING
        self.wait(ROUND, due_at=turn_due_at)
        round_ = Round(
            partner_id=contract.partner_id,
            contract_id=contract.id,
            number=contract.round_number,
            side=side,
            status=RoundStatus.DRAFTING,
            base_number=contract.version_number,
            base_sha256=contract.sha256,
            opened_at=self.now,
            turn_due_at=contract.due_at,
            due_at=contract.due_at,
        )
        self.session.add(round_)
        return round_

    async def current_round(self) -> Round:
        if self.round_ is None:
            self.round_ = await self.session.scalar(queries.open_round_of(self.record))
        if self.round_ is None:
            raise errors.WrongStatus.because(say("There is no open round.").then(LIFE.in_words[self.record.status]))
        return self.round_

    async def changes(self, round_: Round) -> Sequence[Change]:
        wanted = {"partner_id": round_.partner_id, "round_id": round_.id}
        rows: Sequence[Change] = (await self.session.scalars(queries.CHANGES, wanted)).all()
        return rows

    async def current_text(self) -> str:
        """The canonical text of the current version."""
        if self.text is None:
            version = await self.session.scalar(queries.current_version_of(self.record))
            if version is None:
                raise errors.WrongStatus("The contract has no published text yet.")
            self.text = str(version.document)
        return self.text

    def add_version(self, written: documents.Written, side: Side) -> None:
        """Writes the next immutable version and makes its terms the contract's. Refuses: Invalid for days too far."""
        terms.check_new(written.document.terms, path=("input", "terms"))
        contract = self.record
        parent = contract.sha256
        contract.version_number += 1
        contract.sha256 = written.sha256
        self.text = written.text
        self.session.add(
            Version(
                partner_id=contract.partner_id,
                contract_id=contract.id,
                number=contract.version_number,
                parent_sha256=parent,
                sha256=contract.sha256,
                document=written.text,
                side=side,
                created_at=self.now,
            )
        )
        mirror(contract, written.document)

    def expect(self, digest: str, *, actual: str | None = None) -> None:
        """Refuses with StaleDigest unless the caller means the text that is on the table."""
        if digest != (actual or self.record.sha256):
            raise errors.StaleDigest(
                "The current text is not the one you are acting on. Read it again.",
                path=("input", "expectedDigest"),
            )


async def opened(
    session: Session, actor: Actor, *, contract_id: UUID, expected_version: int | None, now: datetime,
    with_round: bool = False, with_parent: bool = False,
) -> Proceeding:  # fmt: skip
    """The contract under a row lock, and its open round, or before it the contract that it amends, where asked for.

    Refuses: NotFound, NotAllowed for auditors, StaleVersion.
    """
    parent_id = await session.scalar(queries.PARENT_ID, {"contract_id": contract_id}) if with_parent else None
    parent = await opened(session, actor, contract_id=parent_id, expected_version=None, now=now) if parent_id else None
    with_round = with_round and expected_version is not None
    row = await acting.locked(
        session,
        actor,
        queries.ROUND_TO_ACT_ON if with_round else queries.TO_ACT_ON,
        {"contract_id": contract_id},
        absent=errors.NotFound.because(ABSENT, path=("input", "contractId")),
        stale=errors.StaleVersion(
            "Someone changed the contract after you opened it. Check the latest version.",
            path=("input", "expectedVersion"),
        ),
        expected_version=expected_version,
    )
    clocks: Mapping[Side, Clock] = {
        Side.HOST: Clock(row.company_calendar, row.company_zone),
        Side.PARTNER: Clock(row.partner_calendar, row.partner_zone),
    }  # fmt: skip
    return Proceeding(
        session=session, actor=actor, record=row[0], clocks=clocks, now=now, lead_id=row.lead_id,
        known={
            "partner_status": row.partner_status, "parent_status": row.parent_status,
            "is_base_current": row.is_base_current,
        },
        parent=parent, round_=row.Round if with_round else None,
        text=row.text if with_round else None,
    )  # fmt: skip


def mirror(contract: Contract, document: documents.Document) -> None:
    """Copies what lists sort and filter by from the text to the contract."""
    agreed = document.terms
    contract.starts_on, contract.ends_on = agreed.starts_on, agreed.ends_on
    contract.renewal, contract.notice_days = agreed.renewal, agreed.notice_days
    contract.value_minor = agreed.value.minor if agreed.value else None
    contract.currency = agreed.value.currency if agreed.value else None
    contract.governing_law = agreed.governing_law
    contract.dispute_terms = dict(agreed.disputes) or None
    contract.fee_terms = dict(agreed.fees) or None
    contract.clause_count = len(document.clauses)
