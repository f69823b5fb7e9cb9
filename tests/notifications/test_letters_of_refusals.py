"""The letter of a rejection says until when it can be disputed, to whoever may, in their language and zone."""

from datetime import datetime

import pytest
from sqlalchemy import select, update

from portal import reactions
from portal.access import Side
from portal.mail import Mail
from portal.notifications import rounds
from portal.opportunities.rules.opportunity import LIFE
from portal.opportunities.rules.statuses import OpportunityStatus, RejectionCode
from portal.partners.models import Person
from tests.make import NOW
from tests.notifications.cast import Cast, happen
from tests.opportunities import making as deals

MORNING = datetime.fromisoformat("2026-03-03T06:00:00Z")
REJECT = next(step for step in LIFE.steps if step.action == "reject")
SAID = {
    "en": "You can dispute this until Monday, 30 March 2026, 23:59",
    "bg": "Можете да оспорите това до понеделник, 30 март 2026",
}


@pytest.mark.parametrize("language", SAID)
async def test_a_rejection_says_until_when_it_can_be_disputed(cast: Cast, language: str) -> None:
    admin = cast.people["PARTNER_ADMIN"]
    await cast.make.session.execute(update(Person).where(Person.id == admin.person_id).values(language=language))
    row = deals.opportunity(
        cast.partner, await cast.make.company(), status=OpportunityStatus.REJECTED, ended_at=NOW,
        rejection=RejectionCode.BELOW_MINIMUM, partner_owner_id=admin.id, company_owner_id=cast.people["SALES"].id,
    )  # fmt: skip
    await cast.make.add(row)
    await cast.make.session.commit()
    await happen(cast, REJECT, row, side=Side.HOST, published=True)
    for at in (NOW, MORNING):
        await reactions.run(cast.database, at)
        await rounds.run(cast.database, at)
    cast.make.session.expire_all()
    found = list(await cast.make.session.scalars(select(Mail).order_by(Mail.id)))
    (letter,) = [each for each in found if each.to == admin.email]
    assert SAID[language] in " ".join(letter.text.replace("\u202f", " ").split())
    assert not [each.to for each in found if each.to != admin.email and "dispute this until" in each.text]
