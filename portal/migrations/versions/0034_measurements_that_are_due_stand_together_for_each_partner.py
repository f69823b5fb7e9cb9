"""measurements that are due stand together for each partner."""

from alembic import op

revision = "0034"
down_revision = "0033"
branch_labels = None
depends_on = None

UP = (
    r"""DROP INDEX ix_measurement_due""",
    r"""CREATE INDEX ix_measurement_due ON public.measurement USING btree (due_at, partner_id, id) WHERE (due_at IS NOT NULL)""",
)

DOWN = (
    r"""DROP INDEX ix_measurement_due""",
    r"""CREATE INDEX ix_measurement_due ON public.measurement USING btree (due_at, id) WHERE (due_at IS NOT NULL)""",
)


def upgrade() -> None:
    for statement in UP:
        op.get_bind().exec_driver_sql(statement)


def downgrade() -> None:
    for statement in DOWN:
        op.get_bind().exec_driver_sql(statement)
