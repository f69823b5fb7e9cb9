"""What the information in a file is about."""

from alembic import op

revision = "0029"
down_revision = "0028"
branch_labels = None
depends_on = None

UP = (
    r"""ALTER TABLE file ADD COLUMN information_class text""",
    r"""ALTER TABLE file_ticket ADD COLUMN information_class text""",
    r"""ALTER TABLE file ADD CONSTRAINT ck_file_information_class_known CHECK ((information_class = ANY (ARRAY['TECHNICAL'::text, 'COMMERCIAL'::text, 'CUSTOMERS'::text, 'PERSONAL'::text, 'STRATEGIC'::text])))""",
    r"""ALTER TABLE file_ticket ADD CONSTRAINT ck_file_ticket_information_class_known CHECK ((information_class = ANY (ARRAY['TECHNICAL'::text, 'COMMERCIAL'::text, 'CUSTOMERS'::text, 'PERSONAL'::text, 'STRATEGIC'::text])))""",
)

DOWN = (
    r"""ALTER TABLE file_ticket DROP CONSTRAINT ck_file_ticket_information_class_known""",
    r"""ALTER TABLE file DROP CONSTRAINT ck_file_information_class_known""",
    r"""ALTER TABLE file_ticket DROP COLUMN information_class""",
    r"""ALTER TABLE file DROP COLUMN information_class""",
)


def upgrade() -> None:
    for statement in UP:
        op.get_bind().exec_driver_sql(statement)


def downgrade() -> None:
    for statement in DOWN:
        op.get_bind().exec_driver_sql(statement)
