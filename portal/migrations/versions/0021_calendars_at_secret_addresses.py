"""calendars at secret addresses."""

from alembic import op

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None

UP = (
    r"""CREATE TABLE calendar_feed (
    partner_id uuid NOT NULL,
    member_id uuid NOT NULL,
    token_sha256 bytea NOT NULL,
    made_at timestamp with time zone NOT NULL
)""",
    r"""ALTER TABLE calendar_feed ADD CONSTRAINT ck_calendar_feed_times_are_finite CHECK (isfinite(made_at))""",
    r"""ALTER TABLE calendar_feed ADD CONSTRAINT pk_calendar_feed PRIMARY KEY (partner_id, member_id)""",
    r"""CREATE INDEX ix_calendar_feed_token_sha256 ON public.calendar_feed USING btree (token_sha256)""",
    r"""ALTER TABLE calendar_feed ENABLE ROW LEVEL SECURITY""",
    r"""ALTER TABLE calendar_feed FORCE ROW LEVEL SECURITY""",
    r"""CREATE POLICY as_auditor ON calendar_feed FOR ALL TO portal_auditor USING (((partner_id = current_partner()) AND (member_id = current_member()))) WITH CHECK (((partner_id = current_partner()) AND (member_id = current_member())))""",
    r"""COMMENT ON POLICY as_auditor ON calendar_feed IS '2695a03836c805c6'""",
    r"""CREATE POLICY as_manager ON calendar_feed FOR ALL TO portal_manager USING (((partner_id = current_partner()) AND (member_id = current_member()))) WITH CHECK (((partner_id = current_partner()) AND (member_id = current_member())))""",
    r"""COMMENT ON POLICY as_manager ON calendar_feed IS '1edd76f10080f893'""",
    r"""CREATE POLICY as_partner ON calendar_feed FOR ALL TO portal_partner USING (((partner_id = current_partner()) AND (member_id = current_member()))) WITH CHECK (((partner_id = current_partner()) AND (member_id = current_member())))""",
    r"""COMMENT ON POLICY as_partner ON calendar_feed IS '79ee6fb8288c1699'""",
    r"""CREATE POLICY as_staff ON calendar_feed FOR ALL TO portal_staff USING (((partner_id = current_partner()) AND (member_id = current_member()))) WITH CHECK (((partner_id = current_partner()) AND (member_id = current_member())))""",
    r"""COMMENT ON POLICY as_staff ON calendar_feed IS '652850b1e180a643'""",
    r"""CREATE POLICY as_system ON calendar_feed FOR ALL TO portal_system USING (true) WITH CHECK (true)""",
    r"""COMMENT ON POLICY as_system ON calendar_feed IS '828c36e110e8f4a6'""",
    r"""GRANT SELECT ON calendar_feed TO portal_auditor""",
    r"""GRANT DELETE, INSERT, SELECT, UPDATE (made_at, token_sha256) ON calendar_feed TO portal_manager""",
    r"""GRANT DELETE, INSERT, SELECT, UPDATE (made_at, token_sha256) ON calendar_feed TO portal_partner""",
    r"""GRANT DELETE, INSERT, SELECT, UPDATE (made_at, token_sha256) ON calendar_feed TO portal_staff""",
    r"""GRANT SELECT ON calendar_feed TO portal_system""",
)

DOWN = (
    r"""DROP TABLE calendar_feed""",
)


def upgrade() -> None:
    for statement in UP:
        op.get_bind().exec_driver_sql(statement)


def downgrade() -> None:
    for statement in DOWN:
        op.get_bind().exec_driver_sql(statement)
