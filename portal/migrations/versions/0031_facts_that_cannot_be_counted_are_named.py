"""facts that cannot be counted are named."""

from alembic import op

revision = "0031"
down_revision = "0030"
branch_labels = None
depends_on = None

UP = (
    r"""ALTER TABLE subject DROP CONSTRAINT ck_subject_other_length""",
    r"""ALTER TABLE subject ADD COLUMN aside text""",
    r"""ALTER TABLE subject ADD CONSTRAINT ck_subject_other_length CHECK (((length(other) <= 8000) AND (length(aside) <= 8000) AND (length(pauses) <= 20000)))""",
)

DOWN = (
    r"""ALTER TABLE subject DROP CONSTRAINT ck_subject_other_length""",
    r"""ALTER TABLE subject DROP COLUMN aside""",
    r"""ALTER TABLE subject ADD CONSTRAINT ck_subject_other_length CHECK (((length(other) <= 8000) AND (length(pauses) <= 20000)))""",
)


def upgrade() -> None:
    for statement in UP:
        op.get_bind().exec_driver_sql(statement)


def downgrade() -> None:
    for statement in DOWN:
        op.get_bind().exec_driver_sql(statement)
