"""lines that a value counts as missed."""

from alembic import op

revision = "0026"
down_revision = "0025"
branch_labels = None
depends_on = None

UP = (
    r"""CREATE TABLE missed_line (
    partner_id uuid NOT NULL,
    measurement_id uuid NOT NULL,
    subject_id uuid NOT NULL
)""",
    r"""ALTER TABLE missed_line ADD CONSTRAINT pk_missed_line PRIMARY KEY (partner_id, measurement_id, subject_id)""",
    r"""ALTER TABLE missed_line ADD CONSTRAINT fk_missed_line_measurement FOREIGN KEY (partner_id, measurement_id) REFERENCES measurement(partner_id, id)""",
    r"""ALTER TABLE missed_line ADD CONSTRAINT fk_missed_line_subject FOREIGN KEY (partner_id, subject_id) REFERENCES subject(partner_id, id)""",
    r"""ALTER TABLE missed_line ENABLE ROW LEVEL SECURITY""",
    r"""ALTER TABLE missed_line FORCE ROW LEVEL SECURITY""",
    r"""CREATE POLICY as_auditor ON missed_line FOR ALL TO portal_auditor USING (signed_in()) WITH CHECK (signed_in())""",
    r"""COMMENT ON POLICY as_auditor ON missed_line IS '8de2522e6b5573db'""",
    r"""CREATE POLICY as_manager ON missed_line FOR ALL TO portal_manager USING ((partner_id = ANY (current_partners()))) WITH CHECK ((partner_id = ANY (current_partners())))""",
    r"""COMMENT ON POLICY as_manager ON missed_line IS 'b396a5ace03b49a6'""",
    r"""CREATE POLICY as_partner ON missed_line FOR ALL TO portal_partner USING ((partner_id = current_partner())) WITH CHECK ((partner_id = current_partner()))""",
    r"""COMMENT ON POLICY as_partner ON missed_line IS '1970bfe35c08b68a'""",
    r"""CREATE POLICY as_staff ON missed_line FOR ALL TO portal_staff USING (signed_in()) WITH CHECK (signed_in())""",
    r"""COMMENT ON POLICY as_staff ON missed_line IS '2ca6404eb2a766b2'""",
    r"""CREATE POLICY as_system ON missed_line FOR ALL TO portal_system USING (true) WITH CHECK (true)""",
    r"""COMMENT ON POLICY as_system ON missed_line IS '828c36e110e8f4a6'""",
    r"""GRANT SELECT ON missed_line TO portal_auditor""",
    r"""GRANT DELETE, INSERT, SELECT ON missed_line TO portal_manager""",
    r"""GRANT DELETE, INSERT, SELECT ON missed_line TO portal_partner""",
    r"""GRANT DELETE, INSERT, SELECT ON missed_line TO portal_staff""",
    r"""GRANT DELETE, INSERT, SELECT ON missed_line TO portal_system""",
)

DOWN = (
    r"""ALTER TABLE missed_line DROP CONSTRAINT fk_missed_line_subject""",
    r"""ALTER TABLE missed_line DROP CONSTRAINT fk_missed_line_measurement""",
    r"""DROP TABLE missed_line""",
)


def upgrade() -> None:
    for statement in UP:
        op.get_bind().exec_driver_sql(statement)


def downgrade() -> None:
    for statement in DOWN:
        op.get_bind().exec_driver_sql(statement)
