"""what the sides say of a rule."""

from alembic import op

revision = "0036"
down_revision = "0035"
branch_labels = None
depends_on = None

UP = (
    r"""REVOKE ALL ON expectation FROM portal_system""",
    r"""REVOKE ALL ON expectation FROM portal_staff""",
    r"""REVOKE ALL ON expectation FROM portal_partner""",
    r"""REVOKE ALL ON expectation FROM portal_manager""",
    r"""ALTER TABLE expectation DROP CONSTRAINT ck_expectation_times_are_finite""",
    r"""CREATE TABLE attestation (
    expectation_id uuid NOT NULL,
    side text NOT NULL,
    is_kept boolean NOT NULL,
    text text NOT NULL,
    file_digests text[] NOT NULL,
    valid_until date NOT NULL,
    made_by_name text NOT NULL,
    made_at timestamp with time zone NOT NULL,
    contest_text text NOT NULL,
    contested_by_name text,
    contested_at timestamp with time zone,
    partner_id uuid NOT NULL,
    id uuid NOT NULL
)""",
    r"""ALTER TABLE expectation ADD COLUMN attested text""",
    r"""ALTER TABLE expectation ADD COLUMN attested_by text""",
    r"""ALTER TABLE expectation ADD COLUMN attested_until date""",
    r"""ALTER TABLE attestation ADD CONSTRAINT ck_attestation_contest_length CHECK ((length(contest_text) <= 2000))""",
    r"""ALTER TABLE attestation ADD CONSTRAINT ck_attestation_contested_with_a_reason CHECK ((((contested_at IS NULL) = (contest_text = ''::text)) AND ((contested_at IS NULL) = (contested_by_name IS NULL))))""",
    r"""ALTER TABLE attestation ADD CONSTRAINT ck_attestation_side_known CHECK ((side = ANY (ARRAY['HOST'::text, 'PARTNER'::text])))""",
    r"""ALTER TABLE attestation ADD CONSTRAINT ck_attestation_text_length CHECK (((length(text) >= 1) AND (length(text) <= 2000)))""",
    r"""ALTER TABLE attestation ADD CONSTRAINT ck_attestation_times_are_finite CHECK ((isfinite(valid_until) AND isfinite(made_at) AND isfinite(contested_at)))""",
    r"""ALTER TABLE attestation ADD CONSTRAINT pk_attestation PRIMARY KEY (partner_id, id)""",
    r"""ALTER TABLE expectation ADD CONSTRAINT ck_expectation_attested_by_known CHECK ((attested_by = ANY (ARRAY['HOST'::text, 'PARTNER'::text])))""",
    r"""ALTER TABLE expectation ADD CONSTRAINT ck_expectation_attested_by_somebody CHECK ((((attested IS NULL) = (attested_by IS NULL)) AND ((attested IS NULL) = (attested_until IS NULL)) AND ((attested IS NULL) OR (kind = 'RULE'::text))))""",
    r"""ALTER TABLE expectation ADD CONSTRAINT ck_expectation_attested_known CHECK ((attested = ANY (ARRAY['KEPT'::text, 'NOT_KEPT'::text, 'CONTESTED'::text, 'EXPIRED'::text])))""",
    r"""ALTER TABLE expectation ADD CONSTRAINT ck_expectation_times_are_finite CHECK ((isfinite(starts_on) AND isfinite(ends_on) AND isfinite(proposed_at) AND isfinite(agreed_at) AND isfinite(suspended_on) AND isfinite(suspended_until) AND isfinite(measured_until) AND isfinite(attested_until) AND isfinite(created_at) AND isfinite(due_at) AND isfinite(updated_at)))""",
    r"""ALTER TABLE attestation ADD CONSTRAINT fk_attestation_expectation FOREIGN KEY (partner_id, expectation_id) REFERENCES expectation(partner_id, id)""",
    r"""CREATE INDEX ix_attestation_list ON public.attestation USING btree (partner_id, expectation_id, made_at, id)""",
    r"""ALTER TABLE attestation ENABLE ROW LEVEL SECURITY""",
    r"""ALTER TABLE attestation FORCE ROW LEVEL SECURITY""",
    r"""CREATE POLICY as_auditor ON attestation FOR ALL TO portal_auditor USING (signed_in()) WITH CHECK (signed_in())""",
    r"""COMMENT ON POLICY as_auditor ON attestation IS '8de2522e6b5573db'""",
    r"""CREATE POLICY as_manager ON attestation FOR ALL TO portal_manager USING ((partner_id = ANY (current_partners()))) WITH CHECK ((partner_id = ANY (current_partners())))""",
    r"""COMMENT ON POLICY as_manager ON attestation IS '8dc1acf084ae23f5'""",
    r"""CREATE POLICY as_manager_insert ON attestation AS RESTRICTIVE FOR INSERT TO portal_manager WITH CHECK ((side = 'HOST'::text))""",
    r"""COMMENT ON POLICY as_manager_insert ON attestation IS '8dc1acf084ae23f5'""",
    r"""CREATE POLICY as_partner ON attestation FOR ALL TO portal_partner USING ((partner_id = current_partner())) WITH CHECK ((partner_id = current_partner()))""",
    r"""COMMENT ON POLICY as_partner ON attestation IS '8db8c8d5dbc9031d'""",
    r"""CREATE POLICY as_partner_insert ON attestation AS RESTRICTIVE FOR INSERT TO portal_partner WITH CHECK ((side = 'PARTNER'::text))""",
    r"""COMMENT ON POLICY as_partner_insert ON attestation IS '8db8c8d5dbc9031d'""",
    r"""CREATE POLICY as_staff ON attestation FOR ALL TO portal_staff USING (signed_in()) WITH CHECK (signed_in())""",
    r"""COMMENT ON POLICY as_staff ON attestation IS '73d1f256bb83fd6e'""",
    r"""CREATE POLICY as_staff_insert ON attestation AS RESTRICTIVE FOR INSERT TO portal_staff WITH CHECK ((side = 'HOST'::text))""",
    r"""COMMENT ON POLICY as_staff_insert ON attestation IS '73d1f256bb83fd6e'""",
    r"""CREATE POLICY as_system ON attestation FOR ALL TO portal_system USING (true) WITH CHECK (true)""",
    r"""COMMENT ON POLICY as_system ON attestation IS '828c36e110e8f4a6'""",
    r"""GRANT SELECT ON attestation TO portal_auditor""",
    r"""GRANT INSERT, SELECT, UPDATE (contest_text, contested_at, contested_by_name) ON attestation TO portal_manager""",
    r"""GRANT INSERT, SELECT, UPDATE (contest_text, contested_at, contested_by_name) ON attestation TO portal_partner""",
    r"""GRANT INSERT, SELECT, UPDATE (contest_text, contested_at, contested_by_name) ON attestation TO portal_staff""",
    r"""GRANT SELECT ON attestation TO portal_system""",
    r"""GRANT INSERT, SELECT, UPDATE (agreed_at, agreed_by_name, attested, attested_by, attested_until, clause_key, contract_id, contract_sha256, document, due_at, due_calendar, ends_on, floor, measured_until, metric_id, min_sample, period, proposed_at, proposed_by_name, reason, sha256, starts_on, status, suspended_on, suspended_until, target, title, tolerance, updated_at, version, waiting_on, zone) ON expectation TO portal_manager""",
    r"""GRANT INSERT, SELECT, UPDATE (agreed_at, agreed_by_name, attested, attested_by, attested_until, clause_key, contract_id, contract_sha256, document, due_at, due_calendar, ends_on, floor, measured_until, metric_id, min_sample, period, proposed_at, proposed_by_name, reason, sha256, starts_on, status, suspended_on, suspended_until, target, title, tolerance, updated_at, version, waiting_on, zone) ON expectation TO portal_partner""",
    r"""GRANT INSERT, SELECT, UPDATE (agreed_at, agreed_by_name, attested, attested_by, attested_until, clause_key, contract_id, contract_sha256, document, due_at, due_calendar, ends_on, floor, measured_until, metric_id, min_sample, period, proposed_at, proposed_by_name, reason, sha256, starts_on, status, suspended_on, suspended_until, target, title, tolerance, updated_at, version, waiting_on, zone) ON expectation TO portal_staff""",
    r"""GRANT SELECT, UPDATE (agreed_at, agreed_by_name, attested, attested_by, attested_until, clause_key, contract_id, contract_sha256, document, due_at, due_calendar, ends_on, floor, measured_until, metric_id, min_sample, period, proposed_at, proposed_by_name, reason, sha256, starts_on, status, suspended_on, suspended_until, target, title, tolerance, updated_at, version, waiting_on, zone) ON expectation TO portal_system""",
)

DOWN = (
    r"""REVOKE ALL ON expectation FROM portal_system""",
    r"""REVOKE ALL ON expectation FROM portal_staff""",
    r"""REVOKE ALL ON expectation FROM portal_partner""",
    r"""REVOKE ALL ON expectation FROM portal_manager""",
    r"""ALTER TABLE attestation DROP CONSTRAINT fk_attestation_expectation""",
    r"""ALTER TABLE expectation DROP CONSTRAINT ck_expectation_times_are_finite""",
    r"""ALTER TABLE expectation DROP CONSTRAINT ck_expectation_attested_known""",
    r"""ALTER TABLE expectation DROP CONSTRAINT ck_expectation_attested_by_somebody""",
    r"""ALTER TABLE expectation DROP CONSTRAINT ck_expectation_attested_by_known""",
    r"""ALTER TABLE expectation DROP COLUMN attested_until""",
    r"""ALTER TABLE expectation DROP COLUMN attested_by""",
    r"""ALTER TABLE expectation DROP COLUMN attested""",
    r"""DROP TABLE attestation""",
    r"""ALTER TABLE expectation ADD CONSTRAINT ck_expectation_times_are_finite CHECK ((isfinite(starts_on) AND isfinite(ends_on) AND isfinite(proposed_at) AND isfinite(agreed_at) AND isfinite(suspended_on) AND isfinite(suspended_until) AND isfinite(measured_until) AND isfinite(created_at) AND isfinite(due_at) AND isfinite(updated_at)))""",
    r"""GRANT INSERT, SELECT, UPDATE (agreed_at, agreed_by_name, clause_key, contract_id, contract_sha256, document, due_at, due_calendar, ends_on, floor, measured_until, metric_id, min_sample, period, proposed_at, proposed_by_name, reason, sha256, starts_on, status, suspended_on, suspended_until, target, title, tolerance, updated_at, version, waiting_on, zone) ON expectation TO portal_manager""",
    r"""GRANT INSERT, SELECT, UPDATE (agreed_at, agreed_by_name, clause_key, contract_id, contract_sha256, document, due_at, due_calendar, ends_on, floor, measured_until, metric_id, min_sample, period, proposed_at, proposed_by_name, reason, sha256, starts_on, status, suspended_on, suspended_until, target, title, tolerance, updated_at, version, waiting_on, zone) ON expectation TO portal_partner""",
    r"""GRANT INSERT, SELECT, UPDATE (agreed_at, agreed_by_name, clause_key, contract_id, contract_sha256, document, due_at, due_calendar, ends_on, floor, measured_until, metric_id, min_sample, period, proposed_at, proposed_by_name, reason, sha256, starts_on, status, suspended_on, suspended_until, target, title, tolerance, updated_at, version, waiting_on, zone) ON expectation TO portal_staff""",
    r"""GRANT SELECT, UPDATE (agreed_at, agreed_by_name, clause_key, contract_id, contract_sha256, document, due_at, due_calendar, ends_on, floor, measured_until, metric_id, min_sample, period, proposed_at, proposed_by_name, reason, sha256, starts_on, status, suspended_on, suspended_until, target, title, tolerance, updated_at, version, waiting_on, zone) ON expectation TO portal_system""",
)


def upgrade() -> None:
    for statement in UP:
        op.get_bind().exec_driver_sql(statement)


def downgrade() -> None:
    for statement in DOWN:
        op.get_bind().exec_driver_sql(statement)
