"""rules that are not kept."""

from alembic import op

revision = "0039"
down_revision = "0038"
branch_labels = None
depends_on = None

UP = (
    r"""REVOKE ALL ON expectation FROM portal_system""",
    r"""REVOKE ALL ON expectation FROM portal_staff""",
    r"""REVOKE ALL ON expectation FROM portal_partner""",
    r"""REVOKE ALL ON expectation FROM portal_manager""",
    r"""REVOKE ALL ON breach FROM portal_system""",
    r"""REVOKE ALL ON breach FROM portal_staff""",
    r"""REVOKE ALL ON breach FROM portal_partner""",
    r"""REVOKE ALL ON breach FROM portal_manager""",
    r"""REVOKE ALL ON attestation FROM portal_staff""",
    r"""REVOKE ALL ON attestation FROM portal_partner""",
    r"""REVOKE ALL ON attestation FROM portal_manager""",
    r"""ALTER TABLE expectation DROP CONSTRAINT ck_expectation_times_are_finite""",
    r"""ALTER TABLE expectation DROP CONSTRAINT ck_expectation_attested_known""",
    r"""ALTER TABLE attestation DROP CONSTRAINT ck_attestation_times_are_finite""",
    r"""ALTER TABLE attestation ADD COLUMN uphold_until date""",
    r"""ALTER TABLE breach ADD COLUMN attestation_id uuid""",
    r"""ALTER TABLE consequence ADD COLUMN attestation_id uuid""",
    r"""ALTER TABLE expectation ADD COLUMN uphold_until date""",
    r"""ALTER TABLE attestation ADD CONSTRAINT ck_attestation_answered_once_contested CHECK (((uphold_until IS NULL) OR (contested_at IS NOT NULL)))""",
    r"""ALTER TABLE attestation ADD CONSTRAINT ck_attestation_times_are_finite CHECK ((isfinite(valid_until) AND isfinite(made_at) AND isfinite(contested_at) AND isfinite(uphold_until)))""",
    r"""ALTER TABLE expectation ADD CONSTRAINT ck_expectation_attested_known CHECK ((attested = ANY (ARRAY['KEPT'::text, 'NOT_KEPT'::text, 'CONTESTED'::text, 'EXPIRED'::text, 'NOT_UPHELD'::text])))""",
    r"""ALTER TABLE expectation ADD CONSTRAINT ck_expectation_times_are_finite CHECK ((isfinite(starts_on) AND isfinite(ends_on) AND isfinite(proposed_at) AND isfinite(agreed_at) AND isfinite(suspended_on) AND isfinite(suspended_until) AND isfinite(measured_until) AND isfinite(attested_until) AND isfinite(uphold_until) AND isfinite(created_at) AND isfinite(due_at) AND isfinite(updated_at)))""",
    r"""ALTER TABLE expectation ADD CONSTRAINT ck_expectation_upheld_if_contested CHECK (((uphold_until IS NULL) OR (attested = 'CONTESTED'::text)))""",
    r"""ALTER TABLE breach ADD CONSTRAINT fk_breach_attestation FOREIGN KEY (partner_id, attestation_id) REFERENCES attestation(partner_id, id)""",
    r"""ALTER TABLE consequence ADD CONSTRAINT fk_consequence_attestation FOREIGN KEY (partner_id, attestation_id) REFERENCES attestation(partner_id, id)""",
    r"""GRANT INSERT, SELECT, UPDATE (contest_text, contested_at, contested_by_name, uphold_until) ON attestation TO portal_manager""",
    r"""GRANT INSERT, SELECT, UPDATE (contest_text, contested_at, contested_by_name, uphold_until) ON attestation TO portal_partner""",
    r"""GRANT INSERT, SELECT, UPDATE (contest_text, contested_at, contested_by_name, uphold_until) ON attestation TO portal_staff""",
    r"""GRANT SELECT, UPDATE (attestation_id, closed_at, crossing_id, cure_on, due_at, due_calendar, first_on, latest_on, measurement_id, notified_at, occurrence, plan_due_on, plan_text, reason, status, updated_at, value, version, waiting_on) ON breach TO portal_manager""",
    r"""GRANT SELECT, UPDATE (attestation_id, closed_at, crossing_id, cure_on, due_at, due_calendar, first_on, latest_on, measurement_id, notified_at, occurrence, plan_due_on, plan_text, reason, status, updated_at, value, version, waiting_on) ON breach TO portal_partner""",
    r"""GRANT SELECT, UPDATE (attestation_id, closed_at, crossing_id, cure_on, due_at, due_calendar, first_on, latest_on, measurement_id, notified_at, occurrence, plan_due_on, plan_text, reason, status, updated_at, value, version, waiting_on) ON breach TO portal_staff""",
    r"""GRANT INSERT, SELECT, UPDATE (attestation_id, closed_at, crossing_id, cure_on, due_at, due_calendar, first_on, latest_on, measurement_id, notified_at, occurrence, plan_due_on, plan_text, reason, status, updated_at, value, version, waiting_on) ON breach TO portal_system""",
    r"""GRANT INSERT, SELECT, UPDATE (agreed_at, agreed_by_name, attested, attested_by, attested_until, clause_key, contract_id, contract_sha256, document, due_at, due_calendar, ends_on, floor, measured_until, metric_id, min_sample, period, proposed_at, proposed_by_name, reason, sha256, starts_on, status, suspended_on, suspended_until, target, title, tolerance, updated_at, uphold_until, version, waiting_on, zone) ON expectation TO portal_manager""",
    r"""GRANT INSERT, SELECT, UPDATE (agreed_at, agreed_by_name, attested, attested_by, attested_until, clause_key, contract_id, contract_sha256, document, due_at, due_calendar, ends_on, floor, measured_until, metric_id, min_sample, period, proposed_at, proposed_by_name, reason, sha256, starts_on, status, suspended_on, suspended_until, target, title, tolerance, updated_at, uphold_until, version, waiting_on, zone) ON expectation TO portal_partner""",
    r"""GRANT INSERT, SELECT, UPDATE (agreed_at, agreed_by_name, attested, attested_by, attested_until, clause_key, contract_id, contract_sha256, document, due_at, due_calendar, ends_on, floor, measured_until, metric_id, min_sample, period, proposed_at, proposed_by_name, reason, sha256, starts_on, status, suspended_on, suspended_until, target, title, tolerance, updated_at, uphold_until, version, waiting_on, zone) ON expectation TO portal_staff""",
    r"""GRANT SELECT, UPDATE (agreed_at, agreed_by_name, attested, attested_by, attested_until, clause_key, contract_id, contract_sha256, document, due_at, due_calendar, ends_on, floor, measured_until, metric_id, min_sample, period, proposed_at, proposed_by_name, reason, sha256, starts_on, status, suspended_on, suspended_until, target, title, tolerance, updated_at, uphold_until, version, waiting_on, zone) ON expectation TO portal_system""",
)

DOWN = (
    r"""REVOKE ALL ON expectation FROM portal_system""",
    r"""REVOKE ALL ON expectation FROM portal_staff""",
    r"""REVOKE ALL ON expectation FROM portal_partner""",
    r"""REVOKE ALL ON expectation FROM portal_manager""",
    r"""REVOKE ALL ON breach FROM portal_system""",
    r"""REVOKE ALL ON breach FROM portal_staff""",
    r"""REVOKE ALL ON breach FROM portal_partner""",
    r"""REVOKE ALL ON breach FROM portal_manager""",
    r"""REVOKE ALL ON attestation FROM portal_staff""",
    r"""REVOKE ALL ON attestation FROM portal_partner""",
    r"""REVOKE ALL ON attestation FROM portal_manager""",
    r"""ALTER TABLE consequence DROP CONSTRAINT fk_consequence_attestation""",
    r"""ALTER TABLE breach DROP CONSTRAINT fk_breach_attestation""",
    r"""ALTER TABLE expectation DROP CONSTRAINT ck_expectation_upheld_if_contested""",
    r"""ALTER TABLE expectation DROP CONSTRAINT ck_expectation_times_are_finite""",
    r"""ALTER TABLE expectation DROP CONSTRAINT ck_expectation_attested_known""",
    r"""ALTER TABLE attestation DROP CONSTRAINT ck_attestation_times_are_finite""",
    r"""ALTER TABLE attestation DROP CONSTRAINT ck_attestation_answered_once_contested""",
    r"""ALTER TABLE expectation DROP COLUMN uphold_until""",
    r"""ALTER TABLE consequence DROP COLUMN attestation_id""",
    r"""ALTER TABLE breach DROP COLUMN attestation_id""",
    r"""ALTER TABLE attestation DROP COLUMN uphold_until""",
    r"""ALTER TABLE attestation ADD CONSTRAINT ck_attestation_times_are_finite CHECK ((isfinite(valid_until) AND isfinite(made_at) AND isfinite(contested_at)))""",
    r"""ALTER TABLE expectation ADD CONSTRAINT ck_expectation_attested_known CHECK ((attested = ANY (ARRAY['KEPT'::text, 'NOT_KEPT'::text, 'CONTESTED'::text, 'EXPIRED'::text])))""",
    r"""ALTER TABLE expectation ADD CONSTRAINT ck_expectation_times_are_finite CHECK ((isfinite(starts_on) AND isfinite(ends_on) AND isfinite(proposed_at) AND isfinite(agreed_at) AND isfinite(suspended_on) AND isfinite(suspended_until) AND isfinite(measured_until) AND isfinite(attested_until) AND isfinite(created_at) AND isfinite(due_at) AND isfinite(updated_at)))""",
    r"""GRANT INSERT, SELECT, UPDATE (contest_text, contested_at, contested_by_name) ON attestation TO portal_manager""",
    r"""GRANT INSERT, SELECT, UPDATE (contest_text, contested_at, contested_by_name) ON attestation TO portal_partner""",
    r"""GRANT INSERT, SELECT, UPDATE (contest_text, contested_at, contested_by_name) ON attestation TO portal_staff""",
    r"""GRANT SELECT, UPDATE (closed_at, crossing_id, cure_on, due_at, due_calendar, first_on, latest_on, measurement_id, notified_at, occurrence, plan_due_on, plan_text, reason, status, updated_at, value, version, waiting_on) ON breach TO portal_manager""",
    r"""GRANT SELECT, UPDATE (closed_at, crossing_id, cure_on, due_at, due_calendar, first_on, latest_on, measurement_id, notified_at, occurrence, plan_due_on, plan_text, reason, status, updated_at, value, version, waiting_on) ON breach TO portal_partner""",
    r"""GRANT SELECT, UPDATE (closed_at, crossing_id, cure_on, due_at, due_calendar, first_on, latest_on, measurement_id, notified_at, occurrence, plan_due_on, plan_text, reason, status, updated_at, value, version, waiting_on) ON breach TO portal_staff""",
    r"""GRANT INSERT, SELECT, UPDATE (closed_at, crossing_id, cure_on, due_at, due_calendar, first_on, latest_on, measurement_id, notified_at, occurrence, plan_due_on, plan_text, reason, status, updated_at, value, version, waiting_on) ON breach TO portal_system""",
    r"""GRANT INSERT, SELECT, UPDATE (agreed_at, agreed_by_name, attested, attested_by, attested_until, clause_key, contract_id, contract_sha256, document, due_at, due_calendar, ends_on, floor, measured_until, metric_id, min_sample, period, proposed_at, proposed_by_name, reason, sha256, starts_on, status, suspended_on, suspended_until, target, title, tolerance, updated_at, version, waiting_on, zone) ON expectation TO portal_manager""",
    r"""GRANT INSERT, SELECT, UPDATE (agreed_at, agreed_by_name, attested, attested_by, attested_until, clause_key, contract_id, contract_sha256, document, due_at, due_calendar, ends_on, floor, measured_until, metric_id, min_sample, period, proposed_at, proposed_by_name, reason, sha256, starts_on, status, suspended_on, suspended_until, target, title, tolerance, updated_at, version, waiting_on, zone) ON expectation TO portal_partner""",
    r"""GRANT INSERT, SELECT, UPDATE (agreed_at, agreed_by_name, attested, attested_by, attested_until, clause_key, contract_id, contract_sha256, document, due_at, due_calendar, ends_on, floor, measured_until, metric_id, min_sample, period, proposed_at, proposed_by_name, reason, sha256, starts_on, status, suspended_on, suspended_until, target, title, tolerance, updated_at, version, waiting_on, zone) ON expectation TO portal_staff""",
    r"""GRANT SELECT, UPDATE (agreed_at, agreed_by_name, attested, attested_by, attested_until, clause_key, contract_id, contract_sha256, document, due_at, due_calendar, ends_on, floor, measured_until, metric_id, min_sample, period, proposed_at, proposed_by_name, reason, sha256, starts_on, status, suspended_on, suspended_until, target, title, tolerance, updated_at, version, waiting_on, zone) ON expectation TO portal_system""",
)


def upgrade() -> None:
    for statement in UP:
        op.get_bind().exec_driver_sql(statement)


def downgrade() -> None:
    for statement in DOWN:
        op.get_bind().exec_driver_sql(statement)
