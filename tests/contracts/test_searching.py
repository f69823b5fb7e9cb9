"""Contracts are found by words of their number, title, partner and clauses; nobody finds what they may not see."""

import unicodedata
from collections.abc import Callable
from typing import Literal

import pytest
from sqlalchemy import func, literal, select

from portal import journal, reactions
from portal.access import SYSTEM, AccessClass, Actor, Role
from portal.contracts import operations, queries
from portal.contracts.models import Contract
from portal.contracts.operations import TEXT_CHANGED, Disposition
from portal.contracts.rules import Kind, Status
from portal.contracts.text.documents import Clause
from portal.database.pools import Database
from tests.contracts.scene import ADMIN, LEGAL, MANAGER, As, Scene
from tests.make import NOW, TERMS, Make

FORMS: tuple[Literal["NFC", "NFD", "NFKC", "NFKD"], ...] = ("NFC", "NFD", "NFKC", "NFKD")
TITLES = (
    "Café supply", "Договор за доставка на йод", "आपूर्ति अनुबंध \u0958\u093eनून",
    "Kasunduan sa suplay ng niyog, Peñafrancia", "Umlaufvermögen: Straße & Łódź",
)  # fmt: skip
HOSTILE = (
    "%", "_", "\\", "%upply%", "S_pply", "'", "';--", "' OR '1'='1", '"', "!parts2", "parts2:*", "parts2 & of",
    "of | parts2", "(", "supply <-> of", "supply:*A", "\u0301", "\u202e", "🙂", "ﷺ" * 200, "$1", "{}", "NULL",
    "parts\\\\", "''",
)  # fmt: skip


def unaccented(title: str) -> str:
    return "".join(each for each in unicodedata.normalize("NFD", title) if not "\u0300" <= each <= "\u036f")


def clauses(*texts: str) -> tuple[Clause, ...]:
    return tuple(Clause(f"k{number}", str(number), "Heading", each, 0) for number, each in enumerate(texts, 1))


async def filed(make: Make, contract: Contract) -> None:
    await make.session.execute(select(func.file_contract(contract.partner_id, contract.id)))


async def found(as_: As, actor: Actor, typed: str) -> set[str]:
    """The numbers of the contracts that an actor finds; as many are counted."""
    wanted = queries.filtered(queries.contracts(), words=literal(typed))
    async with as_(actor) as session:
        numbers = [contract.number for contract in (await session.scalars(wanted)).all()]
        counted = await session.scalar(wanted.with_only_columns(func.count(), maintain_column_froms=True))
        assert counted == len(numbers)
    return set(numbers)


@pytest.mark.parametrize("title", TITLES)
@pytest.mark.parametrize("case", [str, str.upper, str.lower, str.title], ids=["as it is", "upper", "lower", "title"])
async def test_a_title_is_found_in_every_normal_form_and_case_in_any_order_with_accents_or_without(
    make: Make, as_: As, title: str, case: Callable[[str], str]
) -> None:
    contract, _other = await make.contract(title=title), await make.contract(title="Another")
    legal = await make.actor(roles={Role.LEGAL})
    for written in (title, unaccented(title)):
        for form in FORMS:
            typed = unicodedata.normalize(form, case(written))
            backwards = " ".join(reversed(typed.split()))
            assert await found(as_, legal, typed) == {contract.number}, typed
            assert await found(as_, legal, backwards) == {contract.number}, backwards


async def test_each_word_is_found_by_itself_in_the_number_the_title_the_partner_or_a_clause(
    make: Make, as_: As
) -> None:
    partner = await make.partner(name="Søren & Søhne GmbH")
    contract = await make.contract(
        partner=partner, number="C-2026-QX7", title="Supply of bolts", status=Status.ACTIVE,
        clauses=clauses("Rückgabe within 30 days.", "Net-45 applies; भुगतान follows।", "Неустойка: 2 %."),
    )  # fmt: skip
    await make.contract(title="Supply of screws", clauses=clauses("Nothing else."))
    await filed(make, contract)
    for actor in (await make.actor(roles={Role.LEGAL}), await make.actor(await make.member(partner))):
        for typed in (
            "qx7", "2026-qx", "bolts sohne ruckgabe", "НЕУСТОЙКА SUPPLY", "भुगतान bolt", "net-45", "NET 45 soren & 30",
            "ruckg", "olt", "gmbh c-2026", "heading søhne",
        ):  # fmt: skip
            assert await found(as_, actor, typed) == {"C-2026-QX7"}, typed
        for typed in ("bolts screws", "ckgabe", "net-46", "qx7 nothing", "supply waldo", "bolts 2 31"):
            assert await found(as_, actor, typed) == set(), typed


@pytest.mark.parametrize("typed", HOSTILE)
async def test_what_is_typed_is_never_more_than_words(make: Make, as_: As, typed: str) -> None:
    contract = await make.contract(title="Supply of parts", status=Status.ACTIVE)
    await filed(make, contract)
    expected = {contract.number} if typed in {"\u0301", "\u202e", "supply <-> of"} else set()
    assert await found(as_, await make.actor(roles={Role.LEGAL}), typed) == expected


async def test_a_sign_is_found_where_it_stands_and_ten_thousand_words_are_no_burden(make: Make, as_: As) -> None:
    contract = await make.contract(title="100% of C:\\_parts_ & more")
    legal = await make.actor(roles={Role.LEGAL})
    for typed in ("%", "_", "\\", "100%", "c:\\_p", "&", "parts & more", "", " ", "more " * 10_000):
        assert await found(as_, legal, typed) == {contract.number}, typed
    assert await found(as_, legal, " ".join(f"w{number}" for number in range(10_000))) == set()


async def test_a_partner_finds_no_contract_by_words_that_it_may_not_see(make: Make, as_: As) -> None:
    ours, theirs = await make.partner(name="Ours"), await make.partner(name="Theirs")
    secret = clauses("The walkaway price is 7 talers.")
    drafted = await make.contract(partner=ours, clauses=secret, number="C-DRAFT")
    foreign = await make.contract(partner=theirs, clauses=secret, status=Status.ACTIVE, number="C-FOREIGN")
    shown = await make.contract(
        partner=ours, clauses=clauses("Talers are paid."), status=Status.ACTIVE, number="C-SHOWN"
    )
    for contract in (drafted, foreign, shown):
        await filed(make, contract)
    partner = await make.actor(await make.member(ours))
    assert await found(as_, partner, "walkaway") == set()
    assert await found(as_, partner, "talers") == {"C-SHOWN"}
    assert await found(as_, partner, "theirs") == set()
    manager = await make.actor(await make.member(roles={Role.RELATIONSHIP_MANAGER}))
    assert await found(as_, manager, "talers") == set()
    assert await found(as_, await make.actor(roles={Role.AUDITOR}), "walkaway") == {"C-DRAFT", "C-FOREIGN"}
    worded = select(func.count()).select_from(func.contracts_worded(func.words_typed("walkaway")).table_valued("n"))
    for actor, ids_told in ((partner, 0), (manager, 0)):
        async with as_(actor) as session:
            assert await session.scalar(worded) == ids_told


async def test_what_is_published_is_found_by_the_partner_only_once_its_published_text_was_read(
    scene: Scene, as_: As
) -> None:
    contract = await scene.contract(status=Status.IN_REVIEW, clauses=clauses("Elderflower is delivered."))
    await filed(scene.make, contract)
    partner, legal = await scene.actor(ADMIN), await scene.actor(LEGAL)
    await scene.do(LEGAL, operations.publish, contract)
    assert await found(as_, partner, "elderflower") == set()
    assert await found(as_, legal, "elderflower") == {contract.number}
    await filed(scene.make, contract)
    assert await found(as_, partner, "elderflower") == {contract.number}


async def test_a_contract_is_found_by_the_text_on_the_table_and_by_no_other(scene: Scene, as_: As) -> None:
    contract = await scene.contract(status=Status.IN_NEGOTIATION, clauses=clauses("Elderflower is delivered."))
    await filed(scene.make, contract)
    partner, legal = await scene.actor(ADMIN), await scene.actor(LEGAL)
    await scene.propose(ADMIN, contract, "Juniper is delivered.")
    await filed(scene.make, contract)
    for actor in (partner, legal):
        assert await found(as_, actor, "juniper") == set()
        assert await found(as_, actor, "elderflower") == {contract.number}
    digest = await scene.proposal_digest(contract)
    await scene.do(LEGAL, operations.accept_round, contract, expected_digest=digest)
    await filed(scene.make, contract)
    for actor in (partner, legal):
        assert await found(as_, actor, "juniper") == {contract.number}
        assert await found(as_, actor, "elderflower") == set()


async def test_every_step_that_puts_another_text_on_the_table_has_its_words_read(scene: Scene) -> None:
    company = await scene.actor(LEGAL)
    async with scene.as_(company) as session:
        contract = await operations.draft(
            session, company, partner_id=scene.partner.id, title="Elderflower", kind=Kind.SUPPLY, terms=TERMS,
            text="1. Scope\nElderflower.\n\n2. Price\nLow.", now=NOW,
        )  # fmt: skip
    await scene.do(LEGAL, operations.redraft, contract, text="1. Scope\nJuniper.\n\n2. Price\nHigh.")
    await scene.do(LEGAL, operations.submit_for_review, contract)
    await scene.do(LEGAL, operations.publish, contract)
    await scene.propose(ADMIN, contract, "Rowan.")
    (change,) = await scene.changes(contract, 1)
    await scene.do(
        MANAGER, operations.counter_round, contract, dispositions=[Disposition(change_id=change.id, accept=True)]
    )
    await scene.propose(MANAGER, contract, "Sloe.")
    digest = await scene.proposal_digest(contract)
    await scene.do(ADMIN, operations.accept_round, contract, expected_digest=digest)
    assert len(await scene.versions(contract)) == 3
    events = await scene.events(contract)
    assert [event for event in events if event in TEXT_CHANGED] == [
        *TEXT_CHANGED[:3], "negotiation.round_countered", "negotiation.round_accepted",
    ]  # fmt: skip


@pytest.mark.parametrize("event", TEXT_CHANGED)
async def test_the_clock_reads_the_words_of_a_text_that_has_changed(
    make_committed: Make, database: Database, event: str
) -> None:
    contract = await make_committed.contract(status=Status.ACTIVE, clauses=clauses("Elderflower is delivered."))
    async with database.transaction(AccessClass.SYSTEM) as session:
        journal.write(
            session, SYSTEM, event, partner_id=contract.partner_id, record_type="ctr", record_id=contract.id, now=NOW,
            changes=[],
        )  # fmt: skip
    # they look whether anything rests on what an amendment changed, or follows from what it says of fees
    rooms = ("expectations", "obligations", "boundaries", "fees")
    assert await reactions.run(database, NOW) == 1 + len(rooms) * (event == "contract.amended")
    assert await reactions.run(database, NOW) == 0
    words = "SELECT string_agg(words::text, '') FROM search_document"
    connection = await make_committed.session.connection()
    assert (await connection.exec_driver_sql(words)).scalar() == "'delivered' 'elderflower' 'heading' 'is'"


async def test_a_text_of_very_many_words_is_found_by_each_of_them(make: Make, as_: As) -> None:
    texts = [
        " ".join(f"{number:x}{'z' * 20}" for number in range(start, start + 7_000)) for start in range(0, 70_000, 7_000)
    ]
    contract = await make.contract(status=Status.ACTIVE, clauses=clauses(*texts))
    await filed(make, contract)
    legal = await make.actor(roles={Role.LEGAL})
    for typed in (f"{0:x}zz", f"{69_999:x}{'z' * 20}", f"{35_000:x}zzz {1:x}zz"):
        assert await found(as_, legal, typed) == {contract.number}
