"""Every unique key of the database: what somebody is told who meets it, or why nobody can."""

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from portal import errors
from portal.access import AccessClass
from portal.database import clashes
from portal.database.clashes import CLASHES
from portal.database.pools import Database
from tests.make import Make

MADE_HERE = "its values are made here at random for each row"
ONE_STATEMENT = "whoever writes it says in the same statement what becomes of one that is there"
CLOCK = "the clock alone writes it, one process at a time"
LOCKED = "its number follows the newest under a lock of the record that it belongs to"

NOBODY = {
    **dict.fromkeys((
        "pk_client_grant", "pk_client_secret", "pk_event", "pk_identity_connection", "pk_journal", "pk_mail",
        "pk_organisation", "pk_person", "pk_passkey", "pk_exit_plan", "pk_mail_domain", "pk_membership",
        "pk_external_key", "pk_import_job", "pk_import_row",
        "pk_relationship_plan", "pk_requested_item", "pk_api_client", "pk_contract", "pk_invitation",
        "pk_provisioning_token", "pk_signing_authority", "pk_acceptance", "pk_contract_version", "pk_signature",
        "pk_negotiation_round", "pk_clause_change", "pk_scim_key", "uq_scim_key_token_id", "pk_session",
        "uq_session_id", "pk_signing_key", "pk_code", "pk_recovery_code", "pk_refresh_token", "pk_job",
        "pk_note", "pk_company_note", "pk_partner_note", "pk_obligation",
        "pk_compliance_document", "pk_document_requirement", "pk_metric", "pk_expectation", "pk_fact_batch", "pk_fact",
        "pk_measurement", "pk_measurement_revision", "pk_fact_contest", "pk_exclusion", "pk_breach", "pk_plan_step",
        "pk_consequence", "pk_scorecard", "pk_scorecard_period",
        "pk_dispute", "pk_dispute_line", "pk_dispute_entry", "pk_dispute_clock", "pk_dispute_pause",
        "pk_settlement_offer", "pk_dispute_sealed", "pk_dispute_remedy", "pk_dispute_prevention",
        "pk_mediator_seat", "pk_dispute_caucus", "pk_mediator_key", "pk_mediator_session", "uq_mediator_session_id",
        "pk_file_ticket", "pk_errand", "pk_attestation", "pk_fact_import", "pk_fact_import_row",
        "pk_boundary", "pk_boundary_crossing", "pk_boundary_override", "pk_exclusive_cell", "pk_exposure",
        "pk_opportunity", "pk_product", "pk_end_customer", "uq_end_customer_place", "pk_customer_key",
        "pk_protection_cell", "pk_conflict_case", "pk_conflict_rival", "pk_rules_of_engagement",
        "pk_fee_schedule", "pk_attribution", "pk_fee",
        "pk_fee_entry", "pk_payout", "uq_fee_partner_id_number", "uq_payout_partner_id_number",
        "pk_suggestion",
        "pk_suggestion_reason", "pk_suggestion_trial", "pk_product_number",
        "pk_direct_deal", "uq_direct_deal_partner_id_number", "uq_direct_deal_partner_id_filed_number",
        "pk_overlap_session", "pk_overlap_message", "pk_overlap_log",
    ), MADE_HERE),
    **dict.fromkeys((
        "pk_attempt", "pk_connection_secret", "pk_identity", "pk_idempotency_key", "pk_once", "pk_password",
        "pk_notification_preference", "pk_following", "pk_mediator",
        "uq_job_partner_id_name_key", "pk_subject", "pk_fact_mark", "pk_tally", "pk_open_calendar",
    ), ONE_STATEMENT),
    **dict.fromkeys((
        "pk_setback", "pk_journal_unread", "pk_reaction_waiting", "pk_placed", "pk_seal", "pk_sealed", "pk_unsealed",
        "pk_search_document", "pk_notification", "pk_reminded", "pk_card_rank",
        "uq_obligation_partner_id_series_id_number", "one_customer",
    ), CLOCK),
    **dict.fromkeys((
        "uq_relationship_plan_partner_id_number", "uq_contract_version_partner_id_contract_id_number",
        "uq_fact_partner_id_source_external_id_revision", "uq_measurement_revision_partner_id_measurement_id_number",
        "one_contest_of_a_state", "pk_missed_line", "pk_primary_source",
        "uq_measurement_partner_id_expectation_id_starts_on_ordinal", "one_open_breach",
        "uq_consequence_partner_id_breach_id_number", "uq_scorecard_period_partner_id_scorecard_id_starts_on_number",
        "uq_dispute_line_partner_id_dispute_id_position", "uq_dispute_entry_partner_id_dispute_id_number",
        "uq_dispute_clock_partner_id_dispute_id_number", "uq_settlement_offer_partner_id_dispute_id_number",
        "uq_dispute_sealed_partner_id_offer_id", "uq_dispute_remedy_partner_id_dispute_id_number",
        "uq_dispute_prevention_partner_id_dispute_id_number", "uq_mediator_seat_partner_id_dispute_id_number",
        "uq_dispute_caucus_partner_id_dispute_id_number", "one_mediator", "pk_opportunity_arrival",
        "uq_opportunity_partner_id_filed_number", "uq_conflict_case_partner_id_opportunity_id",
        "uq_attribution_partner_id_opportunity_id",
        "uq_suggestion_partner_id_customer_product", "uq_suggestion_trial_task",
        "uq_overlap_message_partner_id_session_id_side_kind",
        "uq_negotiation_round_partner_id_contract_id_number", "uq_signature_partner_id_contract_id_window_side",
    ), LOCKED),
    "uq_import_row_person_id_import_id_number": "a file is read by one process at a time, and has a row once",
    "uq_fact_import_row_partner_id_import_id_number": "a file is read by one process at a time, and has a row once",
    "ix_contract_one_amendment": "an amendment begins under a lock of its contract, and is refused where one is open",
    "one_open_round": "a round opens under a lock of its contract",
    "one_exit_plan": "an exit begins under a lock of the partner, and the step is refused where one is under way",
    **dict.fromkeys(
        ("uq_rules_of_engagement_number", "uq_rules_of_engagement_valid_from"),
        "rules are published one at a time, and each version follows the newest",
    ),
    "one_client_id": "the API makes the name at random, and the import takes a lock of the name",
    "pk_file": "it has the id of its ticket, which goes in the same transaction, under a lock",
    "pk_contract_draft": "it is made once, with its contract",
    "pk_directory_entry": "it is made with its member, or under the member's lock",
    "uq_proven_domain_domain_id": "a domain is proven under a lock of its own row",
}  # fmt: skip


async def test_every_unique_key_has_a_sentence_or_nobody_can_meet_it(connection: AsyncConnection) -> None:
    named = """SELECT c.relname FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid
      JOIN pg_namespace n ON n.oid = c.relnamespace
      WHERE (i.indisunique OR i.indisexclusion) AND n.nspname IN ('public', 'auth')"""
    found = set((await connection.execute(text(named))).scalars()) - {"alembic_version_pkc"}

    assert found <= CLASHES.keys() | NOBODY.keys(), found - CLASHES.keys() - NOBODY.keys()
    assert CLASHES.keys() <= found
    assert not CLASHES.keys() & NOBODY.keys()


@pytest_asyncio.fixture(loop_scope="session")
async def meeting(make_committed: Make) -> AsyncIterator[str]:
    """A function that meets the unique key of a name."""
    meets = "BEGIN RAISE unique_violation USING CONSTRAINT = name; END"
    made = f"CREATE FUNCTION public.meets_key(name text) RETURNS text LANGUAGE plpgsql AS $$ {meets} $$"
    await make_committed.session.execute(text(made))
    await make_committed.session.commit()
    yield "public.meets_key"
    await make_committed.session.execute(text("DROP FUNCTION public.meets_key"))
    await make_committed.session.commit()


@pytest.mark.parametrize("name", CLASHES)
async def test_who_meets_a_unique_key_is_refused_in_words_with_a_path_on_either_kind_of_transaction(
    name: str, database: Database, meeting: str
) -> None:
    met = f"SELECT {meeting}('{name}')"
    wanted = CLASHES[name]

    with pytest.raises(errors.Refused) as plain:
        async with database.working(AccessClass.SYSTEM) as transaction:
            await transaction.value(met)
    with pytest.raises(errors.Refused) as whole:
        async with database.transaction(AccessClass.SYSTEM) as session:
            await session.execute(text(met))

    for refused in (plain.value, whole.value):
        assert (type(refused), refused.message, refused.path) == (wanted.kind, str(wanted.sentence), wanted.path)
    assert str(wanted.sentence).endswith(".")


def test_a_key_that_nobody_can_meet_stays_a_fault() -> None:
    assert clashes.refusal("pk_contract") is None
    assert clashes.refusal(None) is None
