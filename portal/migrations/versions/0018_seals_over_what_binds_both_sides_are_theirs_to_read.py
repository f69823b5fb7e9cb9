"""The seals over what binds both sides are theirs to read."""

from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None

UP = (
    r"""CREATE POLICY as_manager ON seal FOR ALL TO portal_manager USING (signed_in()) WITH CHECK (false)""",
    r"""COMMENT ON POLICY as_manager ON seal IS '1b3c34d7a8396974'""",
    r"""CREATE POLICY as_partner ON seal FOR ALL TO portal_partner USING (signed_in()) WITH CHECK (false)""",
    r"""COMMENT ON POLICY as_partner ON seal IS '35989512b274cad4'""",
    r"""CREATE POLICY as_staff ON seal FOR ALL TO portal_staff USING (signed_in()) WITH CHECK (false)""",
    r"""COMMENT ON POLICY as_staff ON seal IS '1e97943405ecc50a'""",
    r"""CREATE POLICY as_manager ON sealed FOR ALL TO portal_manager USING (((partner_id = ANY (current_partners())) AND (table_name = ANY (ARRAY['acceptance'::text, 'contract_version'::text, 'signature'::text])))) WITH CHECK (false)""",
    r"""COMMENT ON POLICY as_manager ON sealed IS '5714626c2c363b86'""",
    r"""CREATE POLICY as_partner ON sealed FOR ALL TO portal_partner USING (((partner_id = current_partner()) AND (table_name = ANY (ARRAY['acceptance'::text, 'contract_version'::text, 'signature'::text])))) WITH CHECK (false)""",
    r"""COMMENT ON POLICY as_partner ON sealed IS 'cc894c62a7467b91'""",
    r"""CREATE POLICY as_staff ON sealed FOR ALL TO portal_staff USING ((signed_in() AND (table_name = ANY (ARRAY['acceptance'::text, 'contract_version'::text, 'signature'::text])))) WITH CHECK (false)""",
    r"""COMMENT ON POLICY as_staff ON sealed IS '946a9b9c7362f3e9'""",
    r"""GRANT SELECT (at, number, sha256) ON seal TO portal_manager""",
    r"""GRANT SELECT (at, number, sha256) ON seal TO portal_partner""",
    r"""GRANT SELECT (at, number, sha256) ON seal TO portal_staff""",
    r"""GRANT SELECT ON sealed TO portal_manager""",
    r"""GRANT SELECT ON sealed TO portal_partner""",
    r"""GRANT SELECT ON sealed TO portal_staff""",
)

DOWN = (
    r"""REVOKE ALL ON sealed FROM portal_staff""",
    r"""REVOKE ALL ON sealed FROM portal_partner""",
    r"""REVOKE ALL ON sealed FROM portal_manager""",
    r"""REVOKE ALL ON seal FROM portal_staff""",
    r"""REVOKE ALL ON seal FROM portal_partner""",
    r"""REVOKE ALL ON seal FROM portal_manager""",
    r"""DROP POLICY as_staff ON sealed""",
    r"""DROP POLICY as_partner ON sealed""",
    r"""DROP POLICY as_manager ON sealed""",
    r"""DROP POLICY as_staff ON seal""",
    r"""DROP POLICY as_partner ON seal""",
    r"""DROP POLICY as_manager ON seal""",
)


def upgrade() -> None:
    for statement in UP:
        op.get_bind().exec_driver_sql(statement)


def downgrade() -> None:
    for statement in DOWN:
        op.get_bind().exec_driver_sql(statement)
