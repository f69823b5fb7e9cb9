"""files of contested lines."""

from alembic import op

revision = "0035"
down_revision = "0034"
branch_labels = None
depends_on = None

UP = (
    # Nothing was attached to the rows that stand.
    r"""ALTER TABLE fact_contest ADD COLUMN evidence_digests text[] NOT NULL DEFAULT '{}'""",
    r"""ALTER TABLE fact_contest ALTER COLUMN evidence_digests DROP DEFAULT""",
)

DOWN = (
    r"""ALTER TABLE fact_contest DROP COLUMN evidence_digests""",
)


def upgrade() -> None:
    for statement in UP:
        op.get_bind().exec_driver_sql(statement)


def downgrade() -> None:
    for statement in DOWN:
        op.get_bind().exec_driver_sql(statement)
