"""late subjects of a final value are found."""

from alembic import op

revision = "0038"
down_revision = "0037"
branch_labels = None
depends_on = None

UP = (
    r"""CREATE INDEX ix_subject_late ON public.subject USING btree (partner_id, kind, day, changed_at) WHERE (day IS NOT NULL)""",
)

DOWN = (
    r"""DROP INDEX ix_subject_late""",
)


def upgrade() -> None:
    for statement in UP:
        op.get_bind().exec_driver_sql(statement)


def downgrade() -> None:
    for statement in DOWN:
        op.get_bind().exec_driver_sql(statement)
