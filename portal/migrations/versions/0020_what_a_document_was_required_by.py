"""what a document was required by."""

from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None

UP = (
    r"""ALTER TABLE compliance_document ADD COLUMN requirement_id uuid""",
    r"""ALTER TABLE compliance_document ADD CONSTRAINT fk_compliance_document_requirement FOREIGN KEY (requirement_id) REFERENCES document_requirement(id)""",
    r"""CREATE INDEX ix_compliance_document_requirement ON public.compliance_document USING btree (requirement_id, id)""",
)

DOWN = (
    r"""DROP INDEX ix_compliance_document_requirement""",
    r"""ALTER TABLE compliance_document DROP CONSTRAINT fk_compliance_document_requirement""",
    r"""ALTER TABLE compliance_document DROP COLUMN requirement_id""",
)


def upgrade() -> None:
    for statement in UP:
        op.get_bind().exec_driver_sql(statement)


def downgrade() -> None:
    for statement in DOWN:
        op.get_bind().exec_driver_sql(statement)
