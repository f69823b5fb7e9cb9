"""Lists of people: each gets a place and no letter, unless whoever brings the list says so."""

from portal.access import Role
from portal.imports.columns import Column
from portal.imports.rules import Kind, Status
from portal.partners.models import Membership
from portal.partners.rules import MembershipStatus
from tests.imports.lists import written
from tests.imports.scene import Office

HEAD = ("Full name", "E-mail", "Organisation", "Role", "Language")
NINA = ("Nina North", "nina@northgate.example", "northgate castings", "Partner administrator", "Bulgarian")


async def taken_in(office: Office, *rows: tuple[str, ...], head: tuple[str, ...] = HEAD, **how: object) -> list[object]:
    admin = await office.somebody({Role.PLATFORM_ADMIN})
    job = await office.taken_in(written([head, *rows]), kind=Kind.PEOPLE, actor=admin, **how)
    assert job.status in {Status.CHECKED, Status.FINISHED}
    return [await office.outcome(job), await office.faults(job)]


async def test_people_get_a_place_without_a_letter_once(office: Office) -> None:
    partner = await office.make.partner(name="Northgate Castings GmbH")
    assert await taken_in(office, NINA) == [[(2, "NEW")], []]
    [place] = await office.places(partner)
    assert (place.name, place.status, place.roles, place.language) == (
        "Nina North", MembershipStatus.PREPARED, frozenset({Role.PARTNER_ADMIN}), "bg",
    )  # fmt: skip
    assert await office.letters() == []
    assert await taken_in(office, NINA) == [[(2, "SAME")], []]


async def test_the_company_has_its_own_people_brought(office: Office) -> None:
    company = await office.make.company()
    assert await taken_in(office, ("Lee Legal", "lee@acme.example", company.name, "Legal, Sales", "")) == [
        [(2, "NEW")], [],
    ]  # fmt: skip
    [place] = await office.all_of(Membership, Membership.email == "lee@acme.example")
    assert place.roles == {Role.LEGAL, Role.SALES}


async def test_an_organisation_is_named_by_its_external_key_and_roles_for_all(office: Office) -> None:
    vendor = ("Vendor No", "Name", "Country", "Type")
    await office.taken_in(written([vendor, ("V-1", "One Ltd", "GB", "vendor")]), system="SAP")
    head = ("Name", "Mail", "Supplier number")
    rows = [("Oli One", "oli@one.example", "V-1"), ("Ola One", "ola@one.example", "V-2")]
    defaults = {Column.ROLES: "Partner administrator"}
    assert await taken_in(office, *rows, head=head, system="SAP", defaults=defaults) == [
        [(2, "NEW"), (3, "FAULTY")],
        [(3, "EXTERNAL_ID", "There is no organisation with this external key.")],
    ]


async def test_faults_of_people_are_named(office: Office) -> None:
    for _ in range(2):
        await office.make.partner(name="Twin Ltd")
    await office.make.partner(name="Northgate Castings")
    outcome, faults = await taken_in(
        office,
        ("Tim", "tim@twin.example", "Twin", "Partner administrator", ""),
        ("Nina", "nina@northgate.example", "Northgate Castings", "Partner member", ""),
        ("Nils", "nils", "Nowhere", "chief", "Klingonish"),
        NINA,
        NINA,
    )
    assert outcome == [(2, "FAULTY"), (3, "FAULTY"), (4, "FAULTY"), (5, "NEW"), (6, "FAULTY")]
    assert faults == [
        (2, "ORGANISATION", "Several organisations are called Twin. Enter the external key."),
        (3, "ROLES", "You cannot assign a role that you do not have."),
        (4, "EMAIL", "This is not an email address."),
        (4, "ROLES", "There is no role called chief."),
        (4, "LANGUAGE", "There is no language called Klingonish."),
        (4, "ORGANISATION", "There is no organisation called Nowhere."),
        (6, "EMAIL", "Row 5 is about the same person."),
    ]


async def test_people_are_invited_when_the_person_says_so(office: Office) -> None:
    partner = await office.make.partner(name="Northgate Castings GmbH")
    await taken_in(office, NINA, is_inviting=True)
    assert await office.letters() == ["nina@northgate.example"]
    [place] = await office.places(partner)
    assert place.status is MembershipStatus.INVITED


async def test_a_person_known_elsewhere_gets_a_second_place_and_an_address_is_one_in_any_case(office: Office) -> None:
    north = await office.make.partner(name="Northgate Castings GmbH")
    south = await office.make.partner(name="Southgate Foods")
    await office.make.member(south, email="nina@northgate.example", name="Nina N.")
    loud = ("Nina North", "NINA@Northgate.Example", "northgate castings", "Partner administrator", "")
    assert await taken_in(office, NINA, loud) == [
        [(2, "NEW"), (3, "FAULTY")], [(3, "EMAIL", "Row 2 is about the same person.")],
    ]  # fmt: skip
    assert await taken_in(office, loud) == [[(2, "SAME")], []]
    [place] = await office.places(north)
    assert (place.email, place.status) == ("nina@northgate.example", MembershipStatus.PREPARED)
    assert [each.name for each in await office.places(south)] == ["Nina N."]
