"""What a document does to the account of its partner: its end puts it on hold, the accepted new one releases it."""

from portal import journal
from portal.access import SYSTEM
from portal.clock import Moment
from portal.mail import Letter
from portal.partners import documents
from portal.partners.operations import account, letters
from portal.partners.operations.account import OpenAccount, known_of
from portal.partners.operations.documents.paper import OpenDocument
from portal.partners.rules import ACCOUNT, AccountStatus

journal.keep_own(documents.expired(()).template, documents.DOCUMENTS.values())


async def hold_account(case: OpenDocument) -> None:
    """For the clock: an active partner without a mandatory document is on hold; the document has just ended."""
    place = await _account(case)
    place.known |= await known_of(place)
    ended = documents.lapsed(place.known["required"], Moment(case.now))
    if place.partner.status is not AccountStatus.ACTIVE or case.record.kind not in ended:
        return
    reason = documents.expired(ended)
    with place.account_step("hold", note=str(reason), held_for=frozenset(ended)):
        pass
    await _tell(place, letters.on_hold(place.partner, reason))


async def release_account(case: OpenDocument) -> None:
    """Ends the hold that the end of documents began, once all of them are there again."""
    await released(await _account(case), str(journal.NEW_DOCUMENT))


async def released(place: OpenAccount, note: str) -> None:
    """Ends the hold that the end of documents began, if nothing that is required has ended now."""
    place.known |= await known_of(place)
    status, situation = place.partner.status, place.situation(ACCOUNT)
    if ACCOUNT.refusal(situation, status, "release", SYSTEM, place.now):
        return
    with place.account_step("release", note=note, by_clock=True):
        pass
    await _tell(place, letters.active_again(place.partner))


async def _account(case: OpenDocument) -> OpenAccount:
    """The partner under a row lock, after the document."""
    return await account.opened(
        case.session, case.actor, partner_id=case.partner.id, expected_version=None, now=case.now
    )


async def _tell(place: OpenAccount, letter: Letter) -> None:
    await letters.to_administrators(place.session, place.partner, letter, now=place.now)
