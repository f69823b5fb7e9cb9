"""What a partner keeps to itself no auditor reads."""

from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None

UP = (
    r"""DROP POLICY as_auditor ON file""",
    r"""CREATE POLICY as_auditor ON file FOR ALL TO portal_auditor USING ((signed_in() AND (is_shared OR (side = 'HOST'::text)))) WITH CHECK ((signed_in() AND (is_shared OR (side = 'HOST'::text))))""",
    r"""COMMENT ON POLICY as_auditor ON file IS '4ec3b492e568e348'""",
)

DOWN = (
    r"""DROP POLICY as_auditor ON file""",
    r"""CREATE POLICY as_auditor ON file FOR ALL TO portal_auditor USING (signed_in()) WITH CHECK (signed_in())""",
    r"""COMMENT ON POLICY as_auditor ON file IS '8de2522e6b5573db'""",
)


def upgrade() -> None:
    for statement in UP:
        op.get_bind().exec_driver_sql(statement)


def downgrade() -> None:
    for statement in DOWN:
        op.get_bind().exec_driver_sql(statement)
