"""annexes of contracts."""

from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None

UP = (
    r"""ALTER TABLE clause_change DROP CONSTRAINT ck_clause_change_operation_known""",
    r"""ALTER TABLE clause_change ADD COLUMN annex text""",
    r"""ALTER TABLE clause_change ADD COLUMN annex_bytes bigint""",
    r"""ALTER TABLE clause_change ADD COLUMN annex_sha256 text""",
    r"""ALTER TABLE clause_change ADD CONSTRAINT ck_clause_change_annex_has_a_file CHECK (((operation <> 'SET_ANNEX'::text) OR ((annex_sha256 IS NOT NULL) AND (annex_bytes IS NOT NULL))))""",
    r"""ALTER TABLE clause_change ADD CONSTRAINT ck_clause_change_annex_has_a_name CHECK (((operation = ANY (ARRAY['SET_ANNEX'::text, 'REMOVE_ANNEX'::text])) = (annex IS NOT NULL)))""",
    r"""ALTER TABLE clause_change ADD CONSTRAINT ck_clause_change_operation_known CHECK ((operation = ANY (ARRAY['REPLACE'::text, 'INSERT'::text, 'DELETE'::text, 'MOVE'::text, 'SET_TERM'::text, 'SET_ANNEX'::text, 'REMOVE_ANNEX'::text])))""",
)

DOWN = (
    r"""ALTER TABLE clause_change DROP CONSTRAINT ck_clause_change_operation_known""",
    r"""ALTER TABLE clause_change DROP CONSTRAINT ck_clause_change_annex_has_a_name""",
    r"""ALTER TABLE clause_change DROP CONSTRAINT ck_clause_change_annex_has_a_file""",
    r"""ALTER TABLE clause_change DROP COLUMN annex_sha256""",
    r"""ALTER TABLE clause_change DROP COLUMN annex_bytes""",
    r"""ALTER TABLE clause_change DROP COLUMN annex""",
    r"""ALTER TABLE clause_change ADD CONSTRAINT ck_clause_change_operation_known CHECK ((operation = ANY (ARRAY['REPLACE'::text, 'INSERT'::text, 'DELETE'::text, 'MOVE'::text, 'SET_TERM'::text])))""",
)


def upgrade() -> None:
    for statement in UP:
        op.get_bind().exec_driver_sql(statement)


def downgrade() -> None:
    for statement in DOWN:
        op.get_bind().exec_driver_sql(statement)
