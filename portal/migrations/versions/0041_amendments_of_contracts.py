"""amendments of contracts."""

from alembic import op

revision = "0041"
down_revision = "0040"
branch_labels = None
depends_on = None

UP = (
    r"""REVOKE ALL ON obligation FROM portal_system""",
    r"""REVOKE ALL ON contract_version FROM portal_system""",
    r"""ALTER TABLE clause_change DROP CONSTRAINT ck_clause_change_operation_known""",
    r"""ALTER TABLE contract ADD COLUMN base_number bigint""",
    r"""ALTER TABLE contract ADD COLUMN parent_id uuid""",
    r"""ALTER TABLE clause_change ADD CONSTRAINT ck_clause_change_operation_known CHECK ((operation = ANY (ARRAY['REPLACE'::text, 'INSERT'::text, 'DELETE'::text, 'MOVE'::text, 'SET_TERM'::text, 'SET_ANNEX'::text, 'REMOVE_ANNEX'::text, 'SETTLE'::text])))""",
    r"""ALTER TABLE contract ADD CONSTRAINT ck_contract_amends_a_version CHECK (((parent_id IS NULL) = (base_number IS NULL)))""",
    r"""ALTER TABLE contract ADD CONSTRAINT fk_contract_parent FOREIGN KEY (partner_id, parent_id) REFERENCES contract(partner_id, id)""",
    r"""CREATE UNIQUE INDEX ix_contract_one_amendment ON public.contract USING btree (partner_id, parent_id, base_number) WHERE (status <> ALL (ARRAY['WITHDRAWN'::text, 'TERMINATED'::text]))""",
    r"""CREATE INDEX ix_contract_parent ON public.contract USING btree (partner_id, parent_id, id) WHERE (parent_id IS NOT NULL)""",
    r"""GRANT INSERT, SELECT ON contract_version TO portal_system""",
    r"""GRANT INSERT, SELECT, UPDATE (agreed_at, agreed_by, agreed_by_name, company_owner_id, contract_sha256, cure_ends_at, decided_at, decided_by_name, due_at, due_calendar, evidence_digests, evidence_note, evidence_sha256, evidenced_at, evidenced_by_name, is_cure_over, late_since, partner_owner_id, reason, status, updated_at, version, waiting_on) ON obligation TO portal_system""",
)

DOWN = (
    r"""REVOKE ALL ON obligation FROM portal_system""",
    r"""REVOKE ALL ON contract_version FROM portal_system""",
    r"""DROP INDEX ix_contract_parent""",
    r"""DROP INDEX ix_contract_one_amendment""",
    r"""ALTER TABLE contract DROP CONSTRAINT fk_contract_parent""",
    r"""ALTER TABLE contract DROP CONSTRAINT ck_contract_amends_a_version""",
    r"""ALTER TABLE clause_change DROP CONSTRAINT ck_clause_change_operation_known""",
    r"""ALTER TABLE contract DROP COLUMN parent_id""",
    r"""ALTER TABLE contract DROP COLUMN base_number""",
    r"""ALTER TABLE clause_change ADD CONSTRAINT ck_clause_change_operation_known CHECK ((operation = ANY (ARRAY['REPLACE'::text, 'INSERT'::text, 'DELETE'::text, 'MOVE'::text, 'SET_TERM'::text, 'SET_ANNEX'::text, 'REMOVE_ANNEX'::text])))""",
    r"""GRANT SELECT ON contract_version TO portal_system""",
    r"""GRANT INSERT, SELECT, UPDATE (agreed_at, agreed_by, agreed_by_name, company_owner_id, cure_ends_at, decided_at, decided_by_name, due_at, due_calendar, evidence_digests, evidence_note, evidence_sha256, evidenced_at, evidenced_by_name, is_cure_over, late_since, partner_owner_id, reason, status, updated_at, version, waiting_on) ON obligation TO portal_system""",
)


def upgrade() -> None:
    for statement in UP:
        op.get_bind().exec_driver_sql(statement)


def downgrade() -> None:
    for statement in DOWN:
        op.get_bind().exec_driver_sql(statement)
