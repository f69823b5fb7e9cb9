"""partners say by which numbers they know products."""

from alembic import op

revision = "0064"
down_revision = "0063"
branch_labels = None
depends_on = None

UP = (
    r"""REVOKE ALL ON product_number FROM portal_staff""",
    r"""REVOKE ALL ON product_number FROM portal_manager""",
    r"""DROP POLICY as_staff ON product_number""",
    r"""DROP POLICY as_manager ON product_number""",
    r"""ALTER TABLE product_number ADD COLUMN side text""",
    r"""ALTER TABLE product_number ADD COLUMN version bigint""",
    # Until now the company alone said what a number means.
    r"""ALTER TABLE product_number NO FORCE ROW LEVEL SECURITY""",
    r"""UPDATE product_number SET side = 'HOST', version = 1""",
    r"""ALTER TABLE product_number FORCE ROW LEVEL SECURITY""",
    r"""ALTER TABLE product_number ALTER COLUMN side SET NOT NULL""",
    r"""ALTER TABLE product_number ALTER COLUMN version SET NOT NULL""",
    r"""ALTER TABLE product_number ADD CONSTRAINT ck_product_number_side_known CHECK ((side = ANY (ARRAY['HOST'::text, 'PARTNER'::text])))""",
    r"""CREATE INDEX ix_product_number_product ON public.product_number USING btree (partner_id, product_id)""",
    r"""CREATE POLICY as_manager ON product_number FOR ALL TO portal_manager USING ((partner_id = ANY (current_partners()))) WITH CHECK (((partner_id = ANY (current_partners())) AND (side = 'HOST'::text)))""",
    r"""COMMENT ON POLICY as_manager ON product_number IS '9b7078aad7fbdf52'""",
    r"""CREATE POLICY as_partner ON product_number FOR ALL TO portal_partner USING ((partner_id = current_partner())) WITH CHECK (((partner_id = current_partner()) AND (side = 'PARTNER'::text)))""",
    r"""COMMENT ON POLICY as_partner ON product_number IS 'c492aa674a87c4e8'""",
    r"""CREATE POLICY as_staff ON product_number FOR ALL TO portal_staff USING (signed_in()) WITH CHECK ((signed_in() AND (side = 'HOST'::text)))""",
    r"""COMMENT ON POLICY as_staff ON product_number IS '6210309f551a8fd7'""",
    r"""GRANT INSERT, SELECT, UPDATE (made_at, made_by_name, product_id, side, version) ON product_number TO portal_manager""",
    r"""GRANT INSERT, SELECT, UPDATE (made_at, made_by_name, product_id, side, version) ON product_number TO portal_partner""",
    r"""GRANT INSERT, SELECT, UPDATE (made_at, made_by_name, product_id, side, version) ON product_number TO portal_staff""",
)

DOWN = (
    r"""REVOKE ALL ON product_number FROM portal_staff""",
    r"""REVOKE ALL ON product_number FROM portal_partner""",
    r"""REVOKE ALL ON product_number FROM portal_manager""",
    r"""DROP POLICY as_staff ON product_number""",
    r"""DROP POLICY as_partner ON product_number""",
    r"""DROP POLICY as_manager ON product_number""",
    r"""DROP INDEX ix_product_number_product""",
    r"""ALTER TABLE product_number DROP CONSTRAINT ck_product_number_side_known""",
    r"""ALTER TABLE product_number DROP COLUMN version""",
    r"""ALTER TABLE product_number DROP COLUMN side""",
    r"""CREATE POLICY as_manager ON product_number FOR ALL TO portal_manager USING ((partner_id = ANY (current_partners()))) WITH CHECK ((partner_id = ANY (current_partners())))""",
    r"""COMMENT ON POLICY as_manager ON product_number IS 'b396a5ace03b49a6'""",
    r"""CREATE POLICY as_staff ON product_number FOR ALL TO portal_staff USING (signed_in()) WITH CHECK (signed_in())""",
    r"""COMMENT ON POLICY as_staff ON product_number IS '2ca6404eb2a766b2'""",
    r"""GRANT INSERT, SELECT, UPDATE (made_at, made_by_name, product_id) ON product_number TO portal_manager""",
    r"""GRANT INSERT, SELECT, UPDATE (made_at, made_by_name, product_id) ON product_number TO portal_staff""",
)


def upgrade() -> None:
    for statement in UP:
        op.get_bind().exec_driver_sql(statement)


def downgrade() -> None:
    for statement in DOWN:
        op.get_bind().exec_driver_sql(statement)
