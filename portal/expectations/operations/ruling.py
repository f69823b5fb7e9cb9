"""What was said of a rule, read for what follows from it."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from uuid import UUID

from portal.database.session import Session
from portal.expectations.models import Attestation, Expectation
from portal.expectations.queries import attested as asked
from portal.expectations.rules import attested
from portal.expectations.rules.attested import Finding
from portal.journal import Entry


async def found_until(session: Session, expectation: Expectation, entry: Entry) -> list[Finding]:
    """As it was with a row of the expectation's journal: what was said or contested after it is not looked at."""
    rows = await session.scalars(asked.said_of_rules(expectation.partner_id, [expectation.id]))
    told = [_as_of(row, entry, expectation.zone) for row in rows if row.made_at <= entry.at]
    return attested.findings(told, expectation.obligor, is_over=entry.event in attested.ENDED)


def _as_of(row: Attestation, entry: Entry, zone: str) -> attested.Said:
    told = attested.said(row, zone)
    is_later = row.contested_at is not None and row.contested_at > entry.at
    return replace(told, contested_on=None, uphold_until=None) if is_later else told


async def found_of(
    session: Session, partner_id: UUID, expectations: Mapping[UUID, Expectation], versions: Collection[UUID]
) -> list[Finding]:
    """All that there is of the versions of a rule, the oldest first."""
    rows: Sequence[Attestation] = (await session.scalars(asked.said_of_rules(partner_id, versions))).all()
    found = []
    for each in versions:
        rule = expectations[each]
        told = [attested.said(row, rule.zone) for row in rows if row.expectation_id == each]
        found += attested.findings(told, rule.obligor, is_over=rule.attested in attested.OVER)
    return sorted(found, key=lambda each: each.day)
