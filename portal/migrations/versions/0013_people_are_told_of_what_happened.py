"""people are told of what happened."""

from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

UP = (
    r"""SET LOCAL check_function_bodies = off""",
    r"""CREATE TABLE errand (
    partner_id uuid NOT NULL,
    token bytea NOT NULL,
    id uuid NOT NULL,
    access_class text NOT NULL,
    person_id uuid NOT NULL,
    member_id uuid NOT NULL,
    partners uuid[] NOT NULL,
    expires_at timestamp with time zone NOT NULL
)""",
    r"""CREATE TABLE following (
    partner_id uuid NOT NULL,
    record_id uuid NOT NULL,
    member_id uuid NOT NULL,
    record_type text NOT NULL,
    follows boolean NOT NULL
)""",
    r"""CREATE TABLE notification (
    member_id uuid NOT NULL,
    organisation_id uuid NOT NULL,
    entry_id uuid,
    record_type text NOT NULL,
    record_id uuid NOT NULL,
    event text NOT NULL,
    at timestamp with time zone NOT NULL,
    why text,
    may_act boolean NOT NULL,
    due_at timestamp with time zone,
    checked_at timestamp with time zone,
    read_at timestamp with time zone,
    letter_at timestamp with time zone,
    partner_id uuid NOT NULL,
    id uuid NOT NULL
)""",
    r"""CREATE TABLE notification_preference (
    partner_id uuid NOT NULL,
    member_id uuid NOT NULL,
    family text NOT NULL,
    how text NOT NULL
)""",
    r"""CREATE TABLE reminded (
    partner_id uuid NOT NULL,
    record_id uuid NOT NULL,
    due_at timestamp with time zone NOT NULL,
    days bigint NOT NULL
)""",
    r"""CREATE OR REPLACE FUNCTION public.go_on_errand(wanted bytea)
 RETURNS boolean
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
BEGIN
  PERFORM set_config('transaction_read_only', 'on', true), set_config(public.context_setting(), replace(
    concat(e.partner_id, e.person_id, e.member_id, e.id, array_to_string(e.partners, ',')), '-', ''), true)
  FROM public.errand e
  WHERE e.token = wanted AND e.access_class = session_user AND e.expires_at > statement_timestamp();
  RETURN FOUND;
END $function$""",
    r"""REVOKE ALL ON FUNCTION go_on_errand(bytea) FROM PUBLIC, portal_partner, portal_manager, portal_staff, portal_auditor, portal_system, portal_auth""",
    r"""GRANT EXECUTE ON FUNCTION go_on_errand(bytea) TO portal_auditor, portal_manager, portal_partner, portal_staff""",
    r"""ALTER TABLE errand ADD CONSTRAINT ck_errand_access_class_known CHECK ((access_class = ANY (ARRAY['portal_partner'::text, 'portal_manager'::text, 'portal_staff'::text, 'portal_auditor'::text, 'portal_system'::text])))""",
    r"""ALTER TABLE errand ADD CONSTRAINT ck_errand_times_are_finite CHECK (isfinite(expires_at))""",
    r"""ALTER TABLE errand ADD CONSTRAINT pk_errand PRIMARY KEY (partner_id, token)""",
    r"""ALTER TABLE following ADD CONSTRAINT pk_following PRIMARY KEY (partner_id, record_id, member_id)""",
    r"""ALTER TABLE notification ADD CONSTRAINT ck_notification_says_why CHECK (((checked_at IS NULL) OR (why IS NOT NULL)))""",
    r"""ALTER TABLE notification ADD CONSTRAINT ck_notification_times_are_finite CHECK ((isfinite(at) AND isfinite(due_at) AND isfinite(checked_at) AND isfinite(read_at) AND isfinite(letter_at)))""",
    r"""ALTER TABLE notification ADD CONSTRAINT ck_notification_why_known CHECK ((why = ANY (ARRAY['TURN'::text, 'MISSED'::text, 'CONCERNED'::text, 'MENTIONED'::text, 'ASSIGNED'::text, 'BINDING'::text, 'OWNER'::text, 'MANAGER'::text, 'ADMINISTRATOR'::text, 'FOLLOWING'::text])))""",
    r"""ALTER TABLE notification ADD CONSTRAINT pk_notification PRIMARY KEY (partner_id, id)""",
    r"""ALTER TABLE notification_preference ADD CONSTRAINT ck_notification_preference_family_known CHECK ((family = ANY (ARRAY['NEGOTIATION'::text, 'CONTRACT'::text, 'SIGNATURE'::text, 'ACCOUNT'::text, 'RELATIONSHIP'::text, 'PEOPLE'::text, 'PROGRAMS'::text, 'NOTES'::text, 'DEADLINES'::text, 'OTHER'::text])))""",
    r"""ALTER TABLE notification_preference ADD CONSTRAINT ck_notification_preference_how_known CHECK ((how = ANY (ARRAY['TURN'::text, 'AT_ONCE'::text, 'DIGEST'::text, 'NEVER'::text])))""",
    r"""ALTER TABLE notification_preference ADD CONSTRAINT pk_notification_preference PRIMARY KEY (partner_id, member_id, family)""",
    r"""ALTER TABLE reminded ADD CONSTRAINT ck_reminded_times_are_finite CHECK (isfinite(due_at))""",
    r"""ALTER TABLE reminded ADD CONSTRAINT pk_reminded PRIMARY KEY (partner_id, record_id, due_at, days)""",
    r"""CREATE INDEX ix_errand_over ON public.errand USING btree (expires_at)""",
    r"""CREATE INDEX ix_notification_entry ON public.notification USING btree (entry_id)""",
    r"""CREATE INDEX ix_notification_letter ON public.notification USING btree (letter_at, member_id) WHERE (letter_at IS NOT NULL)""",
    r"""CREATE INDEX ix_notification_list ON public.notification USING btree (member_id, at, id)""",
    r"""CREATE INDEX ix_notification_unchecked ON public.notification USING btree (at) WHERE (checked_at IS NULL)""",
    r"""CREATE INDEX ix_notification_unread ON public.notification USING btree (member_id, partner_id) WHERE ((read_at IS NULL) AND (checked_at IS NOT NULL))""",
    r"""ALTER TABLE errand ENABLE ROW LEVEL SECURITY""",
    r"""ALTER TABLE errand FORCE ROW LEVEL SECURITY""",
    r"""ALTER TABLE following ENABLE ROW LEVEL SECURITY""",
    r"""ALTER TABLE following FORCE ROW LEVEL SECURITY""",
    r"""ALTER TABLE notification ENABLE ROW LEVEL SECURITY""",
    r"""ALTER TABLE notification FORCE ROW LEVEL SECURITY""",
    r"""ALTER TABLE notification_preference ENABLE ROW LEVEL SECURITY""",
    r"""ALTER TABLE notification_preference FORCE ROW LEVEL SECURITY""",
    r"""ALTER TABLE reminded ENABLE ROW LEVEL SECURITY""",
    r"""ALTER TABLE reminded FORCE ROW LEVEL SECURITY""",
    r"""CREATE POLICY as_owner ON errand FOR ALL TO portal_owner USING (true) WITH CHECK (true)""",
    r"""COMMENT ON POLICY as_owner ON errand IS 'ed8be4afcff7afc9'""",
    r"""CREATE POLICY as_system ON errand FOR ALL TO portal_system USING (true) WITH CHECK (true)""",
    r"""COMMENT ON POLICY as_system ON errand IS '828c36e110e8f4a6'""",
    r"""CREATE POLICY as_auditor ON following FOR ALL TO portal_auditor USING ((signed_in() AND (member_id = current_member()))) WITH CHECK ((signed_in() AND (member_id = current_member())))""",
    r"""COMMENT ON POLICY as_auditor ON following IS '6771ff9724b609e9'""",
    r"""CREATE POLICY as_manager ON following FOR ALL TO portal_manager USING (((partner_id = ANY (current_partners())) AND (member_id = current_member()))) WITH CHECK (((partner_id = ANY (current_partners())) AND (member_id = current_member())))""",
    r"""COMMENT ON POLICY as_manager ON following IS '5744379af9ad957c'""",
    r"""CREATE POLICY as_partner ON following FOR ALL TO portal_partner USING (((partner_id = current_partner()) AND (member_id = current_member()))) WITH CHECK (((partner_id = current_partner()) AND (member_id = current_member())))""",
    r"""COMMENT ON POLICY as_partner ON following IS '79ee6fb8288c1699'""",
    r"""CREATE POLICY as_staff ON following FOR ALL TO portal_staff USING ((signed_in() AND (member_id = current_member()))) WITH CHECK ((signed_in() AND (member_id = current_member())))""",
    r"""COMMENT ON POLICY as_staff ON following IS 'ce1d8c3691df6e92'""",
    r"""CREATE POLICY as_system ON following FOR ALL TO portal_system USING (true) WITH CHECK (true)""",
    r"""COMMENT ON POLICY as_system ON following IS '828c36e110e8f4a6'""",
    r"""CREATE POLICY as_auditor ON notification FOR ALL TO portal_auditor USING ((signed_in() AND (member_id = current_member()) AND (checked_at IS NOT NULL))) WITH CHECK ((signed_in() AND (member_id = current_member()) AND (checked_at IS NOT NULL)))""",
    r"""COMMENT ON POLICY as_auditor ON notification IS '7eedd44d1b1317ab'""",
    r"""CREATE POLICY as_manager ON notification FOR ALL TO portal_manager USING (((partner_id = ANY (current_partners())) AND (member_id = current_member()) AND (checked_at IS NOT NULL))) WITH CHECK (((partner_id = ANY (current_partners())) AND (member_id = current_member()) AND (checked_at IS NOT NULL)))""",
    r"""COMMENT ON POLICY as_manager ON notification IS 'fdf1c3f152c67a42'""",
    r"""CREATE POLICY as_partner ON notification FOR ALL TO portal_partner USING (((partner_id = current_partner()) AND (member_id = current_member()) AND (checked_at IS NOT NULL))) WITH CHECK (((partner_id = current_partner()) AND (member_id = current_member()) AND (checked_at IS NOT NULL)))""",
    r"""COMMENT ON POLICY as_partner ON notification IS 'fd15aa8c6ac79807'""",
    r"""CREATE POLICY as_staff ON notification FOR ALL TO portal_staff USING ((signed_in() AND (member_id = current_member()) AND (checked_at IS NOT NULL))) WITH CHECK ((signed_in() AND (member_id = current_member()) AND (checked_at IS NOT NULL)))""",
    r"""COMMENT ON POLICY as_staff ON notification IS 'c7821721ea5b3d86'""",
    r"""CREATE POLICY as_system ON notification FOR ALL TO portal_system USING (true) WITH CHECK (true)""",
    r"""COMMENT ON POLICY as_system ON notification IS '828c36e110e8f4a6'""",
    r"""CREATE POLICY as_auditor ON notification_preference FOR ALL TO portal_auditor USING (((partner_id = current_partner()) AND (member_id = current_member()))) WITH CHECK (((partner_id = current_partner()) AND (member_id = current_member())))""",
    r"""COMMENT ON POLICY as_auditor ON notification_preference IS '2695a03836c805c6'""",
    r"""CREATE POLICY as_manager ON notification_preference FOR ALL TO portal_manager USING (((partner_id = current_partner()) AND (member_id = current_member()))) WITH CHECK (((partner_id = current_partner()) AND (member_id = current_member())))""",
    r"""COMMENT ON POLICY as_manager ON notification_preference IS '1edd76f10080f893'""",
    r"""CREATE POLICY as_partner ON notification_preference FOR ALL TO portal_partner USING (((partner_id = current_partner()) AND (member_id = current_member()))) WITH CHECK (((partner_id = current_partner()) AND (member_id = current_member())))""",
    r"""COMMENT ON POLICY as_partner ON notification_preference IS '79ee6fb8288c1699'""",
    r"""CREATE POLICY as_staff ON notification_preference FOR ALL TO portal_staff USING (((partner_id = current_partner()) AND (member_id = current_member()))) WITH CHECK (((partner_id = current_partner()) AND (member_id = current_member())))""",
    r"""COMMENT ON POLICY as_staff ON notification_preference IS '652850b1e180a643'""",
    r"""CREATE POLICY as_system ON notification_preference FOR ALL TO portal_system USING (true) WITH CHECK (true)""",
    r"""COMMENT ON POLICY as_system ON notification_preference IS '828c36e110e8f4a6'""",
    r"""CREATE POLICY as_system ON reminded FOR ALL TO portal_system USING (true) WITH CHECK (true)""",
    r"""COMMENT ON POLICY as_system ON reminded IS '828c36e110e8f4a6'""",
    r"""GRANT DELETE, INSERT, SELECT ON errand TO portal_system""",
    r"""GRANT SELECT ON following TO portal_auditor""",
    r"""GRANT INSERT, SELECT, UPDATE (follows) ON following TO portal_manager""",
    r"""GRANT INSERT, SELECT, UPDATE (follows) ON following TO portal_partner""",
    r"""GRANT INSERT, SELECT, UPDATE (follows) ON following TO portal_staff""",
    r"""GRANT DELETE, INSERT, SELECT, UPDATE ON following TO portal_system""",
    r"""GRANT SELECT ON notification TO portal_auditor""",
    r"""GRANT SELECT, UPDATE (read_at) ON notification TO portal_manager""",
    r"""GRANT SELECT, UPDATE (read_at) ON notification TO portal_partner""",
    r"""GRANT SELECT, UPDATE (read_at) ON notification TO portal_staff""",
    r"""GRANT DELETE, INSERT, SELECT, UPDATE ON notification TO portal_system""",
    r"""GRANT SELECT ON notification_preference TO portal_auditor""",
    r"""GRANT INSERT, SELECT, UPDATE (how) ON notification_preference TO portal_manager""",
    r"""GRANT INSERT, SELECT, UPDATE (how) ON notification_preference TO portal_partner""",
    r"""GRANT INSERT, SELECT, UPDATE (how) ON notification_preference TO portal_staff""",
    r"""GRANT DELETE, INSERT, SELECT, UPDATE ON notification_preference TO portal_system""",
    r"""GRANT DELETE, INSERT, SELECT ON reminded TO portal_system""",
)

DOWN = (
    r"""DROP FUNCTION go_on_errand(bytea)""",
    r"""DROP TABLE reminded""",
    r"""DROP TABLE notification_preference""",
    r"""DROP TABLE notification""",
    r"""DROP TABLE following""",
    r"""DROP TABLE errand""",
)


def upgrade() -> None:
    for statement in UP:
        op.get_bind().exec_driver_sql(statement)


def downgrade() -> None:
    for statement in DOWN:
        op.get_bind().exec_driver_sql(statement)
