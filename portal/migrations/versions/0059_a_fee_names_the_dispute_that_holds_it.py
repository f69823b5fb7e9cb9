"""a fee names the dispute that holds it."""

from alembic import op

revision = "0059"
down_revision = "0058"
branch_labels = None
depends_on = None

UP = (
    r"""REVOKE ALL ON fee FROM portal_system""",
    r"""ALTER TABLE fee ADD COLUMN disputed_in text""",
    r"""GRANT INSERT, SELECT, UPDATE (approved_at, approved_by, approved_by_name, cause, disputed_in, due_at, due_calendar, held_until, is_disputed, is_kept_back, note, paid_at, returned_minor, status, updated_at, version, waiting_on) ON fee TO portal_system""",
)

DOWN = (
    r"""REVOKE ALL ON fee FROM portal_system""",
    r"""ALTER TABLE fee DROP COLUMN disputed_in""",
    r"""GRANT INSERT, SELECT, UPDATE (approved_at, approved_by, approved_by_name, cause, due_at, due_calendar, held_until, is_disputed, is_kept_back, note, paid_at, returned_minor, status, updated_at, version, waiting_on) ON fee TO portal_system""",
)


def upgrade() -> None:
    for statement in UP:
        op.get_bind().exec_driver_sql(statement)


def downgrade() -> None:
    for statement in DOWN:
        op.get_bind().exec_driver_sql(statement)
