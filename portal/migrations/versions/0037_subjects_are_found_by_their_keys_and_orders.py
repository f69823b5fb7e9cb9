"""subjects are found by their keys and orders."""

from alembic import op

revision = "0037"
down_revision = "0036"
branch_labels = None
depends_on = None

UP = (
    r"""CREATE INDEX ix_subject_key ON public.subject USING btree (partner_id, kind, subject_key)""",
    r"""CREATE INDEX ix_subject_order ON public.subject USING btree (partner_id, "order") WHERE ("order" IS NOT NULL)""",
)

DOWN = (
    r"""DROP INDEX ix_subject_order""",
    r"""DROP INDEX ix_subject_key""",
)


def upgrade() -> None:
    for statement in UP:
        op.get_bind().exec_driver_sql(statement)


def downgrade() -> None:
    for statement in DOWN:
        op.get_bind().exec_driver_sql(statement)
