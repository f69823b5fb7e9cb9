"""disputes are counted and people in them found without the rows."""

from alembic import op

revision = "0045"
down_revision = "0044"
branch_labels = None
depends_on = None

UP = (
    r"""CREATE INDEX ix_dispute_count ON public.dispute USING btree (partner_id, status) INCLUDE (waiting_on, claimant, filed_at)""",
    r"""CREATE INDEX ix_dispute_entry_person ON public.dispute_entry USING btree (partner_id, dispute_id, person_id)""",
)

DOWN = (
    r"""DROP INDEX ix_dispute_entry_person""",
    r"""DROP INDEX ix_dispute_count""",
)


def upgrade() -> None:
    for statement in UP:
        op.get_bind().exec_driver_sql(statement)


def downgrade() -> None:
    for statement in DOWN:
        op.get_bind().exec_driver_sql(statement)
