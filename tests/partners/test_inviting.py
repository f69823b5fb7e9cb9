"""Invitations: who may send one, what the link opens, for whom, how often and how long."""

from datetime import timedelta

import pytest
from sqlalchemy import select, text

from portal.access import SYSTEM, Role
from portal.partners import operations
from portal.partners.models import Invitation, Membership
from portal.partners.operations import inviting
from portal.partners.rules import AccountStatus, MembershipStatus
from tests.make import NOW
from tests.partners.scene import Scene, digest

MAYA = {"email": " Maya@Northgate.example ", "name": "Maya Member", "roles": {Role.PARTNER_MEMBER}}
SECOND = timedelta(seconds=1)
GONE = "This invitation does not exist, or it was cancelled, has expired or has already been accepted."


async def test_r74_an_invitation_is_a_place_bound_to_address_organisation_and_roles_for_seven_days(
    scene: Scene,
) -> None:
    made = await scene.do(scene.admin, operations.invite_member, **MAYA, title="Contracts")
    row: Membership = await scene.row(made)
    assert (row.partner_id, row.email, set(row.roles), row.status, row.title, row.due_at) == (
        scene.partner.id, "maya@northgate.example", {Role.PARTNER_MEMBER}, MembershipStatus.INVITED, "Contracts",
        NOW + timedelta(days=7),
    )  # fmt: skip
    assert row.person_id is None
    assert await scene.events(made) == [("member.invited", "Paula Admin", "", True)]


async def test_r74_the_link_is_random_mailed_to_that_address_and_kept_as_its_digest_alone(scene: Scene) -> None:
    await scene.do(scene.admin, operations.invite_member, **MAYA)
    letter = (await scene.letters())[-1]
    assert (letter.to, letter.subject) == (
        "maya@northgate.example",
        "Northgate Castings: your invitation to the portal",
    )
    link = await scene.link()
    kept = (await scene.make.session.scalars(select(Invitation))).one()
    assert (bytes(kept.sha256), kept.expires_at) == (digest(link), NOW + timedelta(days=7))
    tables = "SELECT count(*) FROM membership m, invitation i WHERE concat(m::text, i::text) LIKE '%' || :link || '%'"
    assert (await scene.sql(tables, link=link)).scalar_one() == 0


async def test_somebody_new_accepts_and_is_a_person_from_then_on(scene: Scene) -> None:
    made = await scene.do(scene.admin, operations.invite_member, **MAYA)
    link = await scene.link()
    accepted = await scene.by_clock(operations.accept, link=digest(link), name="Maya Müller", language="de")
    row: Membership = await scene.row(made)
    assert accepted.id == made.id
    assert (row.status, row.name, row.version, row.due_at) == (
        MembershipStatus.ACTIVE, "Maya Müller", 2, NOW + timedelta(days=90),
    )  # fmt: skip
    person = (await scene.sql("SELECT name, email, language FROM person WHERE id = :id", id=row.person_id)).one()
    assert tuple(person) == ("Maya Müller", "maya@northgate.example", "de")
    assert (await scene.events(made))[1:] == [("member.joined", "Maya Müller", "", True)]


async def test_r74_the_link_works_once(scene: Scene) -> None:
    await scene.do(scene.admin, operations.invite_member, **MAYA)
    link = await scene.link()
    await scene.by_clock(operations.accept, link=digest(link), name="Maya")
    assert await scene.refused(None, operations.accept, link=digest(link), name="Maya") == ("NOT_FOUND", "link", GONE)
    assert await scene.refused(None, operations.invitation, link=digest(link)) == ("NOT_FOUND", "link", GONE)


async def test_r74_the_link_is_over_after_seven_days_at_the_very_second(scene: Scene) -> None:
    await scene.do(scene.admin, operations.invite_member, **MAYA)
    link, over = await scene.link(), NOW + timedelta(days=7)
    assert await scene.refused(None, operations.accept, link=digest(link), name="Maya", now=over) == (
        "NOT_FOUND",
        "link",
        GONE,
    )
    found = await scene.by_clock(operations.invitation, link=digest(link), now=over - SECOND)
    assert (found.member.email, found.organisation.name, found.person) == (
        "maya@northgate.example", "Northgate Castings", None,
    )  # fmt: skip


@pytest.mark.parametrize("kept", [b"", b"x" * 32, digest("")])
async def test_r74_any_other_link_opens_nothing(scene: Scene, kept: bytes) -> None:
    await scene.do(scene.admin, operations.invite_member, **MAYA)
    assert await scene.refused(None, operations.accept, link=kept, name="Maya") == ("NOT_FOUND", "link", GONE)


async def test_r74_somebody_who_is_known_accepts_with_their_own_account_alone(scene: Scene) -> None:
    elsewhere = await scene.make.partner()
    maya = await scene.make.member(elsewhere, name="Maya Known", email="maya@northgate.example")
    other = await scene.make.member(elsewhere, email="other@elsewhere.example")
    made = await scene.do(scene.admin, operations.invite_member, **MAYA)
    link = await scene.link()
    wrong = await scene.refused(None, operations.accept, link=digest(link), person_id=other.person_id)
    assert wrong == (
        "NOT_PERMITTED", "",
        "This invitation was sent to a different email address. Sign in with the account of that address to accept it.",
    )  # fmt: skip
    assert (await scene.refused(None, operations.accept, link=digest(link), name="Maya"))[0] == "NOT_PERMITTED"
    await scene.by_clock(operations.accept, link=digest(link), person_id=maya.person_id)
    row: Membership = await scene.row(made)
    assert (row.status, row.person_id, row.name) == (MembershipStatus.ACTIVE, maya.person_id, "Maya Known")


async def test_r74_a_stranger_who_is_signed_in_takes_nobodys_invitation(scene: Scene) -> None:
    other = await scene.make.member(await scene.make.partner())
    await scene.do(scene.admin, operations.invite_member, **MAYA)
    link = await scene.link()
    assert (await scene.refused(None, operations.accept, link=digest(link), person_id=other.person_id))[
        0
    ] == "NOT_PERMITTED"


@pytest.mark.parametrize("status", [AccountStatus.OFFBOARDED, AccountStatus.REJECTED])
async def test_nobody_joins_an_organisation_that_has_left(scene: Scene, status: AccountStatus) -> None:
    await scene.do(scene.admin, operations.invite_member, **MAYA)
    link = await scene.link()
    await scene.sql("UPDATE organisation SET status = :status WHERE id = :id", status=status, id=scene.partner.id)
    assert await scene.refused(None, operations.accept, link=digest(link), name="Maya") == ("NOT_FOUND", "link", GONE)


async def test_an_invitation_taken_back_opens_nothing_and_the_address_can_be_invited_anew(scene: Scene) -> None:
    made = await scene.do(scene.admin, operations.invite_member, **MAYA)
    link = await scene.link()
    await scene.do(scene.admin, operations.revoke, member_id=made.id, expected_version=1)
    row: Membership = await scene.row(made)
    assert (row.status, row.due_at, row.version) == (MembershipStatus.REMOVED, None, 2)
    assert await scene.refused(None, operations.accept, link=digest(link), name="Maya") == ("NOT_FOUND", "link", GONE)
    again = await scene.do(scene.admin, operations.invite_member, **MAYA)
    assert again.id != made.id


@pytest.mark.parametrize(
    ("changed", "refusal"),
    [
        ({"email": "maya"}, ("INVALID", "input.email", "This is not an email address.")),
        ({"email": "maya@localhost"}, ("INVALID", "input.email", "This is not an email address.")),
        ({"email": "a b@x.example"}, ("INVALID", "input.email", "This is not an email address.")),
        ({"email": "paula@northgate.example"},
         ("INVALID", "input.email", "Someone with this address is already a member or already invited.")),
        ({"name": " "}, ("INVALID", "input.name", "The name must have 1 to 200 characters.")),
        ({"name": "x" * 201}, ("INVALID", "input.name", "The name must have 1 to 200 characters.")),
        ({"title": "x" * 201}, ("INVALID", "input.title", "The name must have 1 to 200 characters.")),
        ({"roles": set()}, ("INVALID", "input.roles", "Choose at least one role.")),
        ({"roles": {Role.LEGAL}}, ("INVALID", "input.roles", "Choose roles of the organisation's own side.")),
        ({"roles": {Role.PARTNER_SIGNATORY}},
         ("NOT_PERMITTED", "input.roles",
          "The signatory role comes only with a signing authority that a second person accepts.")),
    ],
)  # fmt: skip
async def test_what_cannot_be_invited_is_refused_in_words(
    scene: Scene, changed: dict[str, object], refusal: tuple[str, str, str]
) -> None:
    assert await scene.refused(scene.admin, operations.invite_member, **{**MAYA, **changed}) == refusal


@pytest.mark.parametrize("role", [Role.PARTNER_MEMBER, Role.PARTNER_VIEWER, Role.PARTNER_SIGNATORY])
async def test_r75_nobody_but_the_administrator_invites(scene: Scene, role: Role) -> None:
    member = await scene.make.member(scene.partner, roles={role})
    assert await scene.refused(member, operations.invite_member, **MAYA) == (
        "NOT_PERMITTED", "", "Only these roles can do this: Partner administrator, Platform administrator.",
    )  # fmt: skip


async def test_r75_nobody_invites_into_another_organisation(scene: Scene) -> None:
    other = await scene.make.partner()
    company = await scene.make.company()
    for place in (other, company):
        refusal = await scene.refused(scene.admin, operations.invite_member, **MAYA, partner_id=place.id)
        assert refusal == ("NOT_FOUND", "input.partnerId", "There is no such organisation.")


async def test_the_platforms_administrator_invites_staff_and_gives_a_partner_its_administrator(scene: Scene) -> None:
    platform = await scene.make.member(roles={Role.PLATFORM_ADMIN})
    legal = {"email": "le@company.example", "name": "Lee Legal", "roles": {Role.LEGAL}}
    made = await scene.do(platform, operations.invite_member, **legal)
    assert (made.partner_id, set(made.roles)) == (platform.partner_id, {Role.LEGAL})
    assert (await scene.events(made))[0][3] is False
    given = {**MAYA, "partner_id": scene.partner.id}
    assert (await scene.refused(platform, operations.invite_member, **given))[0] == "NOT_PERMITTED"
    admin = await scene.do(platform, operations.invite_member, **{**given, "roles": {Role.PARTNER_ADMIN}})
    assert admin.partner_id == scene.partner.id


async def test_a_hundred_open_invitations_are_enough(scene: Scene) -> None:
    for number in range(100):
        email = f"m{number}@northgate.example"
        await scene.make.member(
            scene.partner, email=email, person_id=None, status=MembershipStatus.INVITED, roles={Role.PARTNER_VIEWER}
        )
    assert await scene.refused(scene.admin, operations.invite_member, **MAYA) == (
        "BLOCKED", "", "100 invitations are already open. Cancel some first.",
    )  # fmt: skip


async def test_an_organisation_that_nobody_has_approved_writes_no_word_of_its_own_to_whom_it_invites(
    scene: Scene,
) -> None:
    statement = "UPDATE organisation SET status = 'APPLIED', due_at = now(), consented_at = now() WHERE id = :id"
    await scene.make.session.execute(text(statement), {"id": scene.partner.id})

    await scene.do(scene.admin, operations.invite_member, **MAYA)

    letter = (await scene.letters())[-1]
    assert letter.subject == "Entente Works: your invitation to the portal"
    assert letter.text.startswith("Hello,\n\nYou are invited to the portal of Entente Works.\n\nAccept within 7 days")
    assert not any(word in letter.text for word in ("Maya", "Paula", "Northgate"))


async def prepared(scene: Scene) -> Membership:
    manager = await scene.make.member(name="Mona Manager")
    actor = await scene.actor(manager)
    roles = frozenset({Role.PARTNER_ADMIN})
    async with scene.as_(SYSTEM) as session:
        made = inviting.prepared(
            session, actor, scene.partner, email="nina@northgate.example", name="Nina", roles=roles, language="bg",
            now=NOW,
        )  # fmt: skip
        await session.flush()
    return made


async def test_a_prepared_place_sends_no_letter_until_somebody_invites(scene: Scene) -> None:
    made = await prepared(scene)
    assert (await scene.row(made)).status is MembershipStatus.PREPARED
    assert await scene.letters() == []
    await scene.do(scene.admin, operations.invite_prepared, member_id=made.id, expected_version=1)
    row: Membership = await scene.row(made)
    assert (row.status, row.due_at, row.version) == (MembershipStatus.INVITED, NOW + timedelta(days=7), 2)
    assert [letter.to for letter in await scene.letters()] == ["nina@northgate.example"]
    accepted = await scene.by_clock(operations.accept, link=digest(await scene.link()), name="Nina", language="de")
    person = (await scene.sql("SELECT language FROM person WHERE id = :id", id=accepted.person_id)).scalar_one()
    assert person == "bg"


async def test_who_invites_the_address_of_a_prepared_place_takes_that_place_up(scene: Scene) -> None:
    made = await prepared(scene)
    again = {"email": "nina@northgate.example", "name": "Nina N.", "roles": {Role.PARTNER_MEMBER}}
    scene.admin = await scene.make.member(scene.partner, roles={Role.PARTNER_ADMIN, Role.PARTNER_MEMBER})
    invited = await scene.do(scene.admin, operations.invite_member, **again)
    row: Membership = await scene.row(made)
    assert (invited.id, row.name, set(row.roles)) == (made.id, "Nina", {Role.PARTNER_MEMBER})
    assert (await scene.refused(scene.admin, operations.invite_member, **again))[:2] == ("INVALID", "input.email")


async def test_a_prepared_place_is_taken_back(scene: Scene) -> None:
    made = await prepared(scene)
    await scene.do(scene.admin, operations.revoke, member_id=made.id, expected_version=1)
    assert (await scene.row(made)).status is MembershipStatus.REMOVED


async def test_inviting_a_partner_to_apply_takes_up_its_prepared_place_by_whoever_may_invite_it(scene: Scene) -> None:
    manager = await scene.make.member(name="Mona Manager")
    scene.partner = await scene.make.partner(name="Southgate", manager=manager, status=AccountStatus.PROSPECT)
    made = await prepared(scene)
    given = {"partner_id": scene.partner.id, "expected_version": 1, "email": "nina@northgate.example", "name": "Nina"}
    await scene.do(manager, operations.invite, **given)
    assert (await scene.row(made)).status is MembershipStatus.INVITED
    assert (await scene.row(scene.partner)).status is AccountStatus.INVITED
