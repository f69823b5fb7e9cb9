"""what a contract says of fees."""

from alembic import op

revision = "0061"
down_revision = "0060"
branch_labels = None
depends_on = None

UP = (
    r"""REVOKE ALL ON contract FROM portal_partner""",
    r"""ALTER TABLE contract ADD COLUMN fee_terms jsonb""",
    r"""ALTER TABLE fee_schedule ADD COLUMN contract_sha256 text""",
    r"""ALTER TABLE fee_schedule ADD CONSTRAINT ck_fee_schedule_contract_digest_is_one CHECK ((contract_sha256 ~ '^[0-9a-f]{64}$'::text))""",
    r"""GRANT SELECT, UPDATE (accepted_by, clause_count, currency, dispute_terms, due_at, due_calendar, ends_on, fee_terms, governing_law, notice_days, pen, renewal, round_number, round_status, sha256, signature_window, signed_by, starts_on, status, updated_at, value_minor, version, version_number, waiting_on) ON contract TO portal_partner""",
)

DOWN = (
    r"""REVOKE ALL ON contract FROM portal_partner""",
    r"""ALTER TABLE fee_schedule DROP CONSTRAINT ck_fee_schedule_contract_digest_is_one""",
    r"""ALTER TABLE fee_schedule DROP COLUMN contract_sha256""",
    r"""ALTER TABLE contract DROP COLUMN fee_terms""",
    r"""GRANT SELECT, UPDATE (accepted_by, clause_count, currency, dispute_terms, due_at, due_calendar, ends_on, governing_law, notice_days, pen, renewal, round_number, round_status, sha256, signature_window, signed_by, starts_on, status, updated_at, value_minor, version, version_number, waiting_on) ON contract TO portal_partner""",
)


def upgrade() -> None:
    for statement in UP:
        op.get_bind().exec_driver_sql(statement)


def downgrade() -> None:
    for statement in DOWN:
        op.get_bind().exec_driver_sql(statement)
