"""A dispute about a registration: its protection stands while the case is open, and comes back where it is settled."""

from datetime import date

from portal.access import Role, Side
from portal.disputes import operations
from portal.disputes.models import Dispute
from portal.disputes.operations import GivenAction, GivenLine, Said
from portal.disputes.rules.remedy import RemedyKind, RemedyStatus
from portal.disputes.rules.statuses import DisputeStatus
from portal.opportunities.models import Opportunity
from portal.opportunities.rules.statuses import WINDOW, OpportunityStatus
from portal.reasons import Evidence
from tests.disputes.following import follow
from tests.disputes.scene import DAY, Scene
from tests.moment import NOW
from tests.opportunities import making

S, ADMIN, LEGAL, OFFICER = OpportunityStatus, Role.PARTNER_ADMIN, Role.LEGAL, Role.DISPUTE_OFFICER


async def registered(scene: Scene, status: OpportunityStatus) -> Opportunity:
    made = making.opportunity(scene.partner, await scene.make.company(), status=status)
    await scene.make.add(making.product(), made)
    return made


async def contested(scene: Scene, about: Opportunity, reason: str) -> Dispute:
    said = Said(reason_code=reason, title="Our registration", known_on=date(2026, 2, 20))
    case = await scene.drafted(ADMIN, GivenLine(record=("opp", about.id)), said=said)
    await scene.show(ADMIN, case, Evidence.REGISTRATION, Evidence.ORDER)
    return await scene.act(ADMIN, operations.file, case)


async def test_the_window_stands_while_the_case_is_open_and_ends_later_by_exactly_that(scene: Scene) -> None:
    made = await registered(scene, S.PROTECTED)
    case = await contested(scene, made, "PROTECTION_IGNORED")
    await follow(scene, case, NOW)
    paused: Opportunity = await scene.row(made)
    assert (paused.paused_at, paused.ends_at) == (NOW, made.ends_at)
    until = NOW + 9 * DAY
    await scene.act(ADMIN, operations.withdraw, case, reason="We have agreed.", now=until)
    await follow(scene, case, until)
    gone_on: Opportunity = await scene.row(made)
    assert made.ends_at
    assert (gone_on.paused_at, gone_on.ends_at) == (None, made.ends_at + 9 * DAY)


async def test_who_concedes_a_refusal_protects_it_anew(scene: Scene) -> None:
    made = await registered(scene, S.REJECTED)
    await scene.may_settle(LEGAL)
    case = await contested(scene, made, "REGISTRATION_REFUSED")
    await follow(scene, case, NOW)
    await scene.act(OFFICER, operations.admit, case)
    done = await scene.act(LEGAL, operations.concede, case)
    (remedy,) = await scene.remedies(done)
    assert (remedy.kind, remedy.obligor, remedy.record_id) == (RemedyKind.RESTORE_PROTECTION, Side.HOST, made.id)
    await follow(scene, case, NOW + DAY)
    restored: Opportunity = await scene.row(made)
    assert (restored.status, restored.ends_at) == (S.PROTECTED, NOW + DAY + WINDOW)
    assert [each.status for each in await scene.remedies(done)] == [RemedyStatus.CONFIRMED]
    assert (await scene.now(done)).status is DisputeStatus.RESOLVED


async def test_an_offer_names_the_registration_that_is_to_be_protected_again(scene: Scene) -> None:
    made = await registered(scene, S.REJECTED)
    case = await contested(scene, made, "REGISTRATION_REFUSED")
    await scene.act(OFFICER, operations.admit, case)
    await scene.act(LEGAL, operations.respond, case, answers=await scene.answers(case))
    action = GivenAction(
        kind=RemedyKind.RESTORE_PROTECTION, obligor=Side.HOST, due_on=(NOW + 10 * DAY).date(), text="For 90 days.",
        record=("opp", made.id),
    )  # fmt: skip
    await scene.may_settle(ADMIN)
    offer = await scene.offered(case, ADMIN, action)
    assert offer.sha256
