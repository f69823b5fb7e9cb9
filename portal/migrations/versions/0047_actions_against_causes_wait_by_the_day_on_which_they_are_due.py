"""actions against causes wait by the day on which they are due."""

from alembic import op

revision = "0047"
down_revision = "0046"
branch_labels = None
depends_on = None

UP = (
    r"""DROP INDEX ix_dispute_prevention_turns""",
    r"""CREATE INDEX ix_dispute_prevention_turns ON public.dispute_prevention USING btree (COALESCE(
CASE
    WHEN (status = 'PLANNED'::text) THEN ends_at
    ELSE due_at
END, '9999-01-01 00:00:00+00'::timestamp with time zone), id) WHERE (waiting_on <> '{}'::text[])""",
)

DOWN = (
    r"""DROP INDEX ix_dispute_prevention_turns""",
    r"""CREATE INDEX ix_dispute_prevention_turns ON public.dispute_prevention USING btree (COALESCE(due_at, '9999-01-01 00:00:00+00'::timestamp with time zone), id) WHERE (waiting_on <> '{}'::text[])""",
)


def upgrade() -> None:
    for statement in UP:
        op.get_bind().exec_driver_sql(statement)


def downgrade() -> None:
    for statement in DOWN:
        op.get_bind().exec_driver_sql(statement)
