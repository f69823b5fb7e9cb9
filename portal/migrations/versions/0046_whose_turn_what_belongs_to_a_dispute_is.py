"""whose turn what belongs to a dispute is."""

from alembic import op

revision = "0046"
down_revision = "0045"
branch_labels = None
depends_on = None

UP = (
    r"""REVOKE ALL ON dispute_prevention FROM portal_system""",
    r"""REVOKE ALL ON dispute_prevention FROM portal_staff""",
    r"""REVOKE ALL ON dispute_prevention FROM portal_partner""",
    r"""REVOKE ALL ON dispute_prevention FROM portal_manager""",
    r"""ALTER TABLE dispute_prevention ADD COLUMN is_check_told boolean NOT NULL DEFAULT false""",
    r"""ALTER TABLE dispute_prevention ALTER COLUMN is_check_told DROP DEFAULT""",
    # Nobody waits for the company before the day of the check.
    r"""ALTER TABLE dispute_prevention NO FORCE ROW LEVEL SECURITY""",
    r"""ALTER TABLE dispute_prevention DISABLE TRIGGER USER""",
    r"""UPDATE dispute_prevention SET waiting_on = '{}' WHERE status = 'DONE'""",
    r"""ALTER TABLE dispute_prevention ENABLE TRIGGER USER""",
    r"""ALTER TABLE dispute_prevention FORCE ROW LEVEL SECURITY""",
    r"""GRANT INSERT, SELECT, UPDATE (check_note, checked_at, checked_by_name, done_at, done_by_name, done_note, due_at, due_calendar, is_check_told, is_late_told, status, updated_at, version, waiting_on) ON dispute_prevention TO portal_manager""",
    r"""GRANT SELECT, UPDATE (check_note, checked_at, checked_by_name, done_at, done_by_name, done_note, due_at, due_calendar, is_check_told, is_late_told, status, updated_at, version, waiting_on) ON dispute_prevention TO portal_partner""",
    r"""GRANT INSERT, SELECT, UPDATE (check_note, checked_at, checked_by_name, done_at, done_by_name, done_note, due_at, due_calendar, is_check_told, is_late_told, status, updated_at, version, waiting_on) ON dispute_prevention TO portal_staff""",
    r"""GRANT SELECT, UPDATE (check_note, checked_at, checked_by_name, done_at, done_by_name, done_note, due_at, due_calendar, is_check_told, is_late_told, status, updated_at, version, waiting_on) ON dispute_prevention TO portal_system""",
)

DOWN = (
    r"""REVOKE ALL ON dispute_prevention FROM portal_system""",
    r"""REVOKE ALL ON dispute_prevention FROM portal_staff""",
    r"""REVOKE ALL ON dispute_prevention FROM portal_partner""",
    r"""REVOKE ALL ON dispute_prevention FROM portal_manager""",
    r"""ALTER TABLE dispute_prevention NO FORCE ROW LEVEL SECURITY""",
    r"""ALTER TABLE dispute_prevention DISABLE TRIGGER USER""",
    r"""UPDATE dispute_prevention SET waiting_on = '{HOST}' WHERE status = 'DONE'""",
    r"""ALTER TABLE dispute_prevention ENABLE TRIGGER USER""",
    r"""ALTER TABLE dispute_prevention FORCE ROW LEVEL SECURITY""",
    r"""ALTER TABLE dispute_prevention DROP COLUMN is_check_told""",
    r"""GRANT INSERT, SELECT, UPDATE (check_note, checked_at, checked_by_name, done_at, done_by_name, done_note, due_at, due_calendar, is_late_told, status, updated_at, version, waiting_on) ON dispute_prevention TO portal_manager""",
    r"""GRANT SELECT, UPDATE (check_note, checked_at, checked_by_name, done_at, done_by_name, done_note, due_at, due_calendar, is_late_told, status, updated_at, version, waiting_on) ON dispute_prevention TO portal_partner""",
    r"""GRANT INSERT, SELECT, UPDATE (check_note, checked_at, checked_by_name, done_at, done_by_name, done_note, due_at, due_calendar, is_late_told, status, updated_at, version, waiting_on) ON dispute_prevention TO portal_staff""",
    r"""GRANT SELECT, UPDATE (check_note, checked_at, checked_by_name, done_at, done_by_name, done_note, due_at, due_calendar, is_late_told, status, updated_at, version, waiting_on) ON dispute_prevention TO portal_system""",
)


def upgrade() -> None:
    for statement in UP:
        op.get_bind().exec_driver_sql(statement)


def downgrade() -> None:
    for statement in DOWN:
        op.get_bind().exec_driver_sql(statement)
