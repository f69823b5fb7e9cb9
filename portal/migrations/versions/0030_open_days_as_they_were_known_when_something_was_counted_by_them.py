"""open days as they were known when something was counted by them."""

from alembic import op

revision = "0030"
down_revision = "0029"
branch_labels = None
depends_on = None

UP = (
    r"""CREATE TABLE open_calendar (
    partner_id uuid NOT NULL,
    calendar text NOT NULL,
    version text NOT NULL,
    first_on date NOT NULL,
    days text NOT NULL
)""",
    r"""ALTER TABLE measurement_revision ADD COLUMN calendars_version text""",
    r"""ALTER TABLE open_calendar ADD CONSTRAINT ck_open_calendar_calendar_length CHECK (((length(calendar) >= 2) AND (length(calendar) <= 100)))""",
    r"""ALTER TABLE open_calendar ADD CONSTRAINT ck_open_calendar_days_form CHECK (((days ~ '^[01]+$'::text) AND (length(days) <= 40000)))""",
    r"""ALTER TABLE open_calendar ADD CONSTRAINT ck_open_calendar_times_are_finite CHECK (isfinite(first_on))""",
    r"""ALTER TABLE open_calendar ADD CONSTRAINT ck_open_calendar_version_length CHECK (((length(version) >= 1) AND (length(version) <= 40)))""",
    r"""ALTER TABLE open_calendar ADD CONSTRAINT pk_open_calendar PRIMARY KEY (partner_id, calendar, version)""",
    r"""ALTER TABLE open_calendar ADD CONSTRAINT fk_open_calendar_partner FOREIGN KEY (partner_id) REFERENCES organisation(id)""",
    r"""ALTER TABLE open_calendar ENABLE ROW LEVEL SECURITY""",
    r"""ALTER TABLE open_calendar FORCE ROW LEVEL SECURITY""",
    r"""CREATE POLICY as_auditor ON open_calendar FOR ALL TO portal_auditor USING (signed_in()) WITH CHECK (signed_in())""",
    r"""COMMENT ON POLICY as_auditor ON open_calendar IS '8de2522e6b5573db'""",
    r"""CREATE POLICY as_manager ON open_calendar FOR ALL TO portal_manager USING ((partner_id = ANY (current_partners()))) WITH CHECK ((partner_id = ANY (current_partners())))""",
    r"""COMMENT ON POLICY as_manager ON open_calendar IS 'b396a5ace03b49a6'""",
    r"""CREATE POLICY as_partner ON open_calendar FOR ALL TO portal_partner USING ((partner_id = current_partner())) WITH CHECK ((partner_id = current_partner()))""",
    r"""COMMENT ON POLICY as_partner ON open_calendar IS '1970bfe35c08b68a'""",
    r"""CREATE POLICY as_staff ON open_calendar FOR ALL TO portal_staff USING (signed_in()) WITH CHECK (signed_in())""",
    r"""COMMENT ON POLICY as_staff ON open_calendar IS '2ca6404eb2a766b2'""",
    r"""CREATE POLICY as_system ON open_calendar FOR ALL TO portal_system USING (true) WITH CHECK (true)""",
    r"""COMMENT ON POLICY as_system ON open_calendar IS '828c36e110e8f4a6'""",
    r"""CREATE TRIGGER append_only BEFORE DELETE OR UPDATE ON public.open_calendar FOR EACH ROW EXECUTE FUNCTION refuse_change()""",
    r"""CREATE TRIGGER never_emptied BEFORE TRUNCATE ON public.open_calendar FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()""",
    r"""GRANT SELECT ON open_calendar TO portal_auditor""",
    r"""GRANT INSERT, SELECT ON open_calendar TO portal_manager""",
    r"""GRANT INSERT, SELECT ON open_calendar TO portal_partner""",
    r"""GRANT INSERT, SELECT ON open_calendar TO portal_staff""",
    r"""GRANT INSERT, SELECT ON open_calendar TO portal_system""",
)

DOWN = (
    r"""DROP TRIGGER never_emptied ON open_calendar""",
    r"""DROP TRIGGER append_only ON open_calendar""",
    r"""ALTER TABLE open_calendar DROP CONSTRAINT fk_open_calendar_partner""",
    r"""ALTER TABLE measurement_revision DROP COLUMN calendars_version""",
    r"""DROP TABLE open_calendar""",
)


def upgrade() -> None:
    for statement in UP:
        op.get_bind().exec_driver_sql(statement)


def downgrade() -> None:
    for statement in DOWN:
        op.get_bind().exec_driver_sql(statement)
