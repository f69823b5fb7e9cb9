"""what a customer is held by is found by the customer, and lists are counted in an index."""

from alembic import op

revision = "0058"
down_revision = "0057"
branch_labels = None
depends_on = None

UP = (
    r"""DROP INDEX ix_opportunity_all""",
    r"""CREATE INDEX ix_conflict_case_customer ON public.conflict_case USING btree (customer)""",
    r"""CREATE INDEX ix_opportunity_all ON public.opportunity USING btree (created_at, id) INCLUDE (status, waiting_on, shown_at, author)""",
    r"""CREATE INDEX ix_protection_cell_customer ON public.protection_cell USING btree (customer)""",
)

DOWN = (
    r"""DROP INDEX ix_protection_cell_customer""",
    r"""DROP INDEX ix_opportunity_all""",
    r"""DROP INDEX ix_conflict_case_customer""",
    r"""CREATE INDEX ix_opportunity_all ON public.opportunity USING btree (created_at, id)""",
)


def upgrade() -> None:
    for statement in UP:
        op.get_bind().exec_driver_sql(statement)


def downgrade() -> None:
    for statement in DOWN:
        op.get_bind().exec_driver_sql(statement)
