"""sessions that find common customers."""

from alembic import op

revision = "0056"
down_revision = "0055"
branch_labels = None
depends_on = None

UP = (
    r"""SET LOCAL check_function_bodies = off""",
    r"""CREATE TABLE overlap_log (
    session_id uuid NOT NULL,
    number text NOT NULL,
    status text NOT NULL,
    purpose text NOT NULL,
    kinds text[] NOT NULL,
    band text NOT NULL,
    mode text NOT NULL,
    terms_sha256 text NOT NULL,
    shown text,
    by_name text NOT NULL,
    at timestamp with time zone NOT NULL,
    partner_id uuid NOT NULL,
    id uuid NOT NULL
)""",
    r"""CREATE TABLE overlap_message (
    session_id uuid NOT NULL,
    side text NOT NULL,
    kind text NOT NULL,
    text text NOT NULL,
    at timestamp with time zone NOT NULL,
    partner_id uuid NOT NULL,
    id uuid NOT NULL
)""",
    r"""CREATE TABLE overlap_session (
    number text NOT NULL,
    author text NOT NULL,
    purpose text NOT NULL,
    kinds text[] NOT NULL,
    band text NOT NULL,
    mode text NOT NULL,
    terms text NOT NULL,
    terms_sha256 text NOT NULL,
    expires_at timestamp with time zone NOT NULL,
    status text NOT NULL,
    agreed_at timestamp with time zone,
    agreed_by_name text,
    sent text[] NOT NULL,
    answered text[] NOT NULL,
    disclosed text[] NOT NULL,
    shown text,
    company_id uuid NOT NULL,
    company_owner_id uuid,
    partner_owner_id uuid,
    created_by uuid NOT NULL,
    created_by_name text NOT NULL,
    created_at timestamp with time zone NOT NULL,
    ended_at timestamp with time zone,
    partner_id uuid NOT NULL,
    id uuid NOT NULL,
    waiting_on text[] NOT NULL,
    due_at timestamp with time zone,
    due_calendar text,
    updated_at timestamp with time zone NOT NULL,
    version bigint NOT NULL
)""",
    r"""CREATE OR REPLACE FUNCTION public.keep_overlap()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
DECLARE
  side text := CASE session_user WHEN 'portal_partner' THEN 'PARTNER'
    WHEN 'portal_manager' THEN 'HOST' WHEN 'portal_staff' THEN 'HOST' END;
BEGIN
  IF NEW.status <> OLD.status AND OLD.status IN ('CANCELLED', 'EXPIRED', 'REVEALED') THEN
    RAISE EXCEPTION 'a session that has ended stays as it is' USING ERRCODE = '42501';
  END IF;
  IF side IS NULL THEN
    RETURN NEW;
  END IF;
  IF (array_remove(NEW.sent, side), array_remove(NEW.answered, side), array_remove(NEW.disclosed, side))
    IS DISTINCT FROM
    (array_remove(OLD.sent, side), array_remove(OLD.answered, side), array_remove(OLD.disclosed, side)) THEN
    RAISE EXCEPTION 'what a side has done it says itself' USING ERRCODE = '42501';
  END IF;
  IF NEW.status <> OLD.status AND (NEW.status IN ('COUNTED', 'REVEALED', 'EXPIRED')
    OR (NEW.status = 'AGREED' AND OLD.author = side)) THEN
    RAISE EXCEPTION 'no step of a session leads there' USING ERRCODE = '42501';
  END IF;
  RETURN NEW;
END $function$""",
    r"""REVOKE ALL ON FUNCTION keep_overlap() FROM PUBLIC, portal_partner, portal_manager, portal_staff, portal_auditor, portal_system, portal_auth, portal_mediator""",
    r"""GRANT EXECUTE ON FUNCTION keep_overlap() TO PUBLIC""",
    r"""ALTER TABLE overlap_log ADD CONSTRAINT ck_overlap_log_band_known CHECK ((band = ANY (ARRAY['UP_TO_1000'::text, 'UP_TO_2000'::text, 'UP_TO_5000'::text, 'UP_TO_10000'::text])))""",
    r"""ALTER TABLE overlap_log ADD CONSTRAINT ck_overlap_log_kinds_known CHECK ((kinds <@ ARRAY['DOMAIN'::text, 'LEI'::text, 'VAT'::text]))""",
    r"""ALTER TABLE overlap_log ADD CONSTRAINT ck_overlap_log_mode_known CHECK ((mode = ANY (ARRAY['COUNT'::text, 'ROWS'::text])))""",
    r"""ALTER TABLE overlap_log ADD CONSTRAINT ck_overlap_log_shown_or_few CHECK (((shown = '<5'::text) OR ((shown ~ '^[1-9][0-9]*$'::text) AND ((shown)::bigint >= 5))))""",
    r"""ALTER TABLE overlap_log ADD CONSTRAINT ck_overlap_log_status_known CHECK ((status = ANY (ARRAY['PROPOSED'::text, 'AGREED'::text, 'SENT'::text, 'ANSWERED'::text, 'COUNTED'::text, 'REVEALED'::text, 'CANCELLED'::text, 'EXPIRED'::text])))""",
    r"""ALTER TABLE overlap_log ADD CONSTRAINT ck_overlap_log_times_are_finite CHECK (isfinite(at))""",
    r"""ALTER TABLE overlap_log ADD CONSTRAINT pk_overlap_log PRIMARY KEY (partner_id, id)""",
    r"""ALTER TABLE overlap_message ADD CONSTRAINT ck_overlap_message_kind_known CHECK ((kind = ANY (ARRAY['POINTS'::text, 'ANSWER'::text, 'KEPT_BACK'::text, 'MET'::text])))""",
    r"""ALTER TABLE overlap_message ADD CONSTRAINT ck_overlap_message_side_known CHECK ((side = ANY (ARRAY['HOST'::text, 'PARTNER'::text])))""",
    r"""ALTER TABLE overlap_message ADD CONSTRAINT ck_overlap_message_text_length CHECK ((length(text) <= 450000))""",
    r"""ALTER TABLE overlap_message ADD CONSTRAINT ck_overlap_message_times_are_finite CHECK (isfinite(at))""",
    r"""ALTER TABLE overlap_message ADD CONSTRAINT pk_overlap_message PRIMARY KEY (partner_id, id)""",
    r"""ALTER TABLE overlap_message ADD CONSTRAINT uq_overlap_message_partner_id_session_id_side_kind UNIQUE (partner_id, session_id, side, kind)""",
    r"""ALTER TABLE overlap_session ADD CONSTRAINT ck_overlap_session_agreed_by_somebody CHECK ((((agreed_at IS NULL) = (agreed_by_name IS NULL)) AND ((agreed_at IS NOT NULL) OR (status = ANY (ARRAY['PROPOSED'::text, 'CANCELLED'::text, 'EXPIRED'::text])))))""",
    r"""ALTER TABLE overlap_session ADD CONSTRAINT ck_overlap_session_answered_known CHECK ((answered <@ ARRAY['HOST'::text, 'PARTNER'::text]))""",
    r"""ALTER TABLE overlap_session ADD CONSTRAINT ck_overlap_session_author_known CHECK ((author = ANY (ARRAY['HOST'::text, 'PARTNER'::text])))""",
    r"""ALTER TABLE overlap_session ADD CONSTRAINT ck_overlap_session_band_known CHECK ((band = ANY (ARRAY['UP_TO_1000'::text, 'UP_TO_2000'::text, 'UP_TO_5000'::text, 'UP_TO_10000'::text])))""",
    r"""ALTER TABLE overlap_session ADD CONSTRAINT ck_overlap_session_days_of_life CHECK ((expires_at <= (created_at + '7 days'::interval)))""",
    r"""ALTER TABLE overlap_session ADD CONSTRAINT ck_overlap_session_disclosed_known CHECK ((disclosed <@ ARRAY['HOST'::text, 'PARTNER'::text]))""",
    r"""ALTER TABLE overlap_session ADD CONSTRAINT ck_overlap_session_ended_has_a_day CHECK (((ended_at IS NOT NULL) = (status = ANY (ARRAY['CANCELLED'::text, 'EXPIRED'::text, 'REVEALED'::text]))))""",
    r"""ALTER TABLE overlap_session ADD CONSTRAINT ck_overlap_session_kinds_known CHECK ((kinds <@ ARRAY['DOMAIN'::text, 'LEI'::text, 'VAT'::text]))""",
    r"""ALTER TABLE overlap_session ADD CONSTRAINT ck_overlap_session_mode_known CHECK ((mode = ANY (ARRAY['COUNT'::text, 'ROWS'::text])))""",
    r"""ALTER TABLE overlap_session ADD CONSTRAINT ck_overlap_session_purpose_length CHECK (((length(purpose) >= 1) AND (length(purpose) <= 500)))""",
    r"""ALTER TABLE overlap_session ADD CONSTRAINT ck_overlap_session_sent_known CHECK ((sent <@ ARRAY['HOST'::text, 'PARTNER'::text]))""",
    r"""ALTER TABLE overlap_session ADD CONSTRAINT ck_overlap_session_shown_in_the_end CHECK (((status <> 'REVEALED'::text) OR (shown IS NOT NULL)))""",
    r"""ALTER TABLE overlap_session ADD CONSTRAINT ck_overlap_session_shown_or_few CHECK (((shown = '<5'::text) OR ((shown ~ '^[1-9][0-9]*$'::text) AND ((shown)::bigint >= 5))))""",
    r"""ALTER TABLE overlap_session ADD CONSTRAINT ck_overlap_session_some_kind CHECK ((cardinality(kinds) > 0))""",
    r"""ALTER TABLE overlap_session ADD CONSTRAINT ck_overlap_session_status_known CHECK ((status = ANY (ARRAY['PROPOSED'::text, 'AGREED'::text, 'SENT'::text, 'ANSWERED'::text, 'COUNTED'::text, 'REVEALED'::text, 'CANCELLED'::text, 'EXPIRED'::text])))""",
    r"""ALTER TABLE overlap_session ADD CONSTRAINT ck_overlap_session_times_are_finite CHECK ((isfinite(expires_at) AND isfinite(agreed_at) AND isfinite(created_at) AND isfinite(ended_at) AND isfinite(due_at) AND isfinite(updated_at)))""",
    r"""ALTER TABLE overlap_session ADD CONSTRAINT ck_overlap_session_waiting_on_known CHECK ((waiting_on <@ ARRAY['HOST'::text, 'PARTNER'::text]))""",
    r"""ALTER TABLE overlap_session ADD CONSTRAINT pk_overlap_session PRIMARY KEY (partner_id, id)""",
    r"""ALTER TABLE overlap_session ADD CONSTRAINT uq_overlap_session_partner_id_number UNIQUE (partner_id, number)""",
    r"""ALTER TABLE overlap_log ADD CONSTRAINT fk_overlap_log_session FOREIGN KEY (partner_id, session_id) REFERENCES overlap_session(partner_id, id)""",
    r"""ALTER TABLE overlap_message ADD CONSTRAINT fk_overlap_message_session FOREIGN KEY (partner_id, session_id) REFERENCES overlap_session(partner_id, id)""",
    r"""ALTER TABLE overlap_session ADD CONSTRAINT fk_overlap_session_company_owner FOREIGN KEY (company_id, company_owner_id) REFERENCES membership(partner_id, id)""",
    r"""ALTER TABLE overlap_session ADD CONSTRAINT fk_overlap_session_partner FOREIGN KEY (partner_id) REFERENCES organisation(id)""",
    r"""ALTER TABLE overlap_session ADD CONSTRAINT fk_overlap_session_partner_owner FOREIGN KEY (partner_id, partner_owner_id) REFERENCES membership(partner_id, id)""",
    r"""CREATE INDEX ix_overlap_log_all ON public.overlap_log USING btree (at, id)""",
    r"""CREATE INDEX ix_overlap_log_list ON public.overlap_log USING btree (partner_id, at, id)""",
    r"""CREATE INDEX ix_overlap_log_session ON public.overlap_log USING btree (partner_id, session_id)""",
    r"""CREATE INDEX ix_overlap_session_all ON public.overlap_session USING btree (created_at, id)""",
    r"""CREATE INDEX ix_overlap_session_due ON public.overlap_session USING btree (due_at, id) WHERE (due_at IS NOT NULL)""",
    r"""CREATE INDEX ix_overlap_session_list ON public.overlap_session USING btree (partner_id, created_at, id)""",
    r"""CREATE INDEX ix_overlap_session_turns ON public.overlap_session USING btree (COALESCE(due_at, '9999-01-01 00:00:00+00'::timestamp with time zone), id) WHERE (waiting_on <> '{}'::text[])""",
    r"""ALTER TABLE overlap_log ENABLE ROW LEVEL SECURITY""",
    r"""ALTER TABLE overlap_log FORCE ROW LEVEL SECURITY""",
    r"""ALTER TABLE overlap_message ENABLE ROW LEVEL SECURITY""",
    r"""ALTER TABLE overlap_message FORCE ROW LEVEL SECURITY""",
    r"""ALTER TABLE overlap_session ENABLE ROW LEVEL SECURITY""",
    r"""ALTER TABLE overlap_session FORCE ROW LEVEL SECURITY""",
    r"""CREATE POLICY as_auditor ON overlap_log FOR ALL TO portal_auditor USING (signed_in()) WITH CHECK (signed_in())""",
    r"""COMMENT ON POLICY as_auditor ON overlap_log IS '8de2522e6b5573db'""",
    r"""CREATE POLICY as_manager ON overlap_log FOR ALL TO portal_manager USING ((partner_id = ANY (current_partners()))) WITH CHECK ((partner_id = ANY (current_partners())))""",
    r"""COMMENT ON POLICY as_manager ON overlap_log IS 'b396a5ace03b49a6'""",
    r"""CREATE POLICY as_partner ON overlap_log FOR ALL TO portal_partner USING ((partner_id = current_partner())) WITH CHECK ((partner_id = current_partner()))""",
    r"""COMMENT ON POLICY as_partner ON overlap_log IS '1970bfe35c08b68a'""",
    r"""CREATE POLICY as_staff ON overlap_log FOR ALL TO portal_staff USING (signed_in()) WITH CHECK (signed_in())""",
    r"""COMMENT ON POLICY as_staff ON overlap_log IS '2ca6404eb2a766b2'""",
    r"""CREATE POLICY as_system ON overlap_log FOR ALL TO portal_system USING (true) WITH CHECK (true)""",
    r"""COMMENT ON POLICY as_system ON overlap_log IS '828c36e110e8f4a6'""",
    r"""CREATE POLICY as_auditor ON overlap_message FOR ALL TO portal_auditor USING ((signed_in() AND false)) WITH CHECK ((signed_in() AND false))""",
    r"""COMMENT ON POLICY as_auditor ON overlap_message IS '1b633e245d59f5de'""",
    r"""CREATE POLICY as_manager ON overlap_message FOR ALL TO portal_manager USING (((partner_id = ANY (current_partners())) AND ((kind = 'POINTS'::text) OR ((kind = 'MET'::text) AND (side = 'HOST'::text))))) WITH CHECK (((partner_id = ANY (current_partners())) AND ((side = 'HOST'::text) AND (kind = ANY (ARRAY['POINTS'::text, 'ANSWER'::text, 'KEPT_BACK'::text])))))""",
    r"""COMMENT ON POLICY as_manager ON overlap_message IS 'db929104ce6e28eb'""",
    r"""CREATE POLICY as_partner ON overlap_message FOR ALL TO portal_partner USING (((partner_id = current_partner()) AND ((kind = 'POINTS'::text) OR ((kind = 'MET'::text) AND (side = 'PARTNER'::text))))) WITH CHECK (((partner_id = current_partner()) AND ((side = 'PARTNER'::text) AND (kind = ANY (ARRAY['POINTS'::text, 'ANSWER'::text, 'KEPT_BACK'::text])))))""",
    r"""COMMENT ON POLICY as_partner ON overlap_message IS '949a42a05cf5baef'""",
    r"""CREATE POLICY as_staff ON overlap_message FOR ALL TO portal_staff USING ((signed_in() AND ((kind = 'POINTS'::text) OR ((kind = 'MET'::text) AND (side = 'HOST'::text))))) WITH CHECK ((signed_in() AND ((side = 'HOST'::text) AND (kind = ANY (ARRAY['POINTS'::text, 'ANSWER'::text, 'KEPT_BACK'::text])))))""",
    r"""COMMENT ON POLICY as_staff ON overlap_message IS 'cb9b3fe01a64254b'""",
    r"""CREATE POLICY as_system ON overlap_message FOR ALL TO portal_system USING (true) WITH CHECK (true)""",
    r"""COMMENT ON POLICY as_system ON overlap_message IS '828c36e110e8f4a6'""",
    r"""CREATE POLICY as_auditor ON overlap_session FOR ALL TO portal_auditor USING ((signed_in() AND false)) WITH CHECK ((signed_in() AND false))""",
    r"""COMMENT ON POLICY as_auditor ON overlap_session IS '1b633e245d59f5de'""",
    r"""CREATE POLICY as_manager ON overlap_session FOR ALL TO portal_manager USING ((partner_id = ANY (current_partners()))) WITH CHECK ((partner_id = ANY (current_partners())))""",
    r"""COMMENT ON POLICY as_manager ON overlap_session IS '93740383edd3c9cb'""",
    r"""CREATE POLICY as_manager_insert ON overlap_session AS RESTRICTIVE FOR INSERT TO portal_manager WITH CHECK (((author = 'HOST'::text) AND (created_by = current_person()) AND (status = 'PROPOSED'::text)))""",
    r"""COMMENT ON POLICY as_manager_insert ON overlap_session IS '93740383edd3c9cb'""",
    r"""CREATE POLICY as_partner ON overlap_session FOR ALL TO portal_partner USING ((partner_id = current_partner())) WITH CHECK ((partner_id = current_partner()))""",
    r"""COMMENT ON POLICY as_partner ON overlap_session IS 'f29b5736555bd569'""",
    r"""CREATE POLICY as_partner_insert ON overlap_session AS RESTRICTIVE FOR INSERT TO portal_partner WITH CHECK (((author = 'PARTNER'::text) AND (created_by = current_person()) AND (status = 'PROPOSED'::text)))""",
    r"""COMMENT ON POLICY as_partner_insert ON overlap_session IS 'f29b5736555bd569'""",
    r"""CREATE POLICY as_staff ON overlap_session FOR ALL TO portal_staff USING (signed_in()) WITH CHECK (signed_in())""",
    r"""COMMENT ON POLICY as_staff ON overlap_session IS 'a9455338a62e8aca'""",
    r"""CREATE POLICY as_staff_insert ON overlap_session AS RESTRICTIVE FOR INSERT TO portal_staff WITH CHECK (((author = 'HOST'::text) AND (created_by = current_person()) AND (status = 'PROPOSED'::text)))""",
    r"""COMMENT ON POLICY as_staff_insert ON overlap_session IS 'a9455338a62e8aca'""",
    r"""CREATE POLICY as_system ON overlap_session FOR ALL TO portal_system USING (true) WITH CHECK (true)""",
    r"""COMMENT ON POLICY as_system ON overlap_session IS '828c36e110e8f4a6'""",
    r"""CREATE TRIGGER append_only BEFORE DELETE OR UPDATE ON public.overlap_log FOR EACH ROW EXECUTE FUNCTION refuse_change()""",
    r"""CREATE TRIGGER never_emptied BEFORE TRUNCATE ON public.overlap_log FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()""",
    r"""CREATE TRIGGER note_unsealed AFTER INSERT ON public.overlap_log FOR EACH ROW EXECUTE FUNCTION note_unsealed('overlap_log')""",
    r"""CREATE TRIGGER keep_overlap BEFORE UPDATE ON public.overlap_session FOR EACH ROW EXECUTE FUNCTION keep_overlap()""",
    r"""GRANT SELECT ON overlap_log TO portal_auditor""",
    r"""GRANT INSERT, SELECT ON overlap_log TO portal_manager""",
    r"""GRANT INSERT, SELECT ON overlap_log TO portal_partner""",
    r"""GRANT INSERT, SELECT ON overlap_log TO portal_staff""",
    r"""GRANT INSERT, SELECT ON overlap_log TO portal_system""",
    r"""GRANT SELECT ON overlap_message TO portal_auditor""",
    r"""GRANT INSERT, SELECT ON overlap_message TO portal_manager""",
    r"""GRANT INSERT, SELECT ON overlap_message TO portal_partner""",
    r"""GRANT INSERT, SELECT ON overlap_message TO portal_staff""",
    r"""GRANT DELETE, INSERT, SELECT ON overlap_message TO portal_system""",
    r"""GRANT SELECT ON overlap_session TO portal_auditor""",
    r"""GRANT INSERT, SELECT, UPDATE (agreed_at, agreed_by_name, answered, company_owner_id, disclosed, due_at, due_calendar, ended_at, partner_owner_id, sent, status, updated_at, version, waiting_on) ON overlap_session TO portal_manager""",
    r"""GRANT INSERT, SELECT, UPDATE (agreed_at, agreed_by_name, answered, company_owner_id, disclosed, due_at, due_calendar, ended_at, partner_owner_id, sent, status, updated_at, version, waiting_on) ON overlap_session TO portal_partner""",
    r"""GRANT INSERT, SELECT, UPDATE (agreed_at, agreed_by_name, answered, company_owner_id, disclosed, due_at, due_calendar, ended_at, partner_owner_id, sent, status, updated_at, version, waiting_on) ON overlap_session TO portal_staff""",
    r"""GRANT INSERT, SELECT, UPDATE (agreed_at, agreed_by_name, answered, company_owner_id, disclosed, due_at, due_calendar, ended_at, partner_owner_id, sent, shown, status, updated_at, version, waiting_on) ON overlap_session TO portal_system""",
)

DOWN = (
    r"""DROP TRIGGER keep_overlap ON overlap_session""",
    r"""DROP TRIGGER note_unsealed ON overlap_log""",
    r"""DROP TRIGGER never_emptied ON overlap_log""",
    r"""DROP TRIGGER append_only ON overlap_log""",
    r"""DROP POLICY as_system ON overlap_session""",
    r"""DROP POLICY as_staff_insert ON overlap_session""",
    r"""DROP POLICY as_staff ON overlap_session""",
    r"""DROP POLICY as_partner_insert ON overlap_session""",
    r"""DROP POLICY as_partner ON overlap_session""",
    r"""DROP POLICY as_manager_insert ON overlap_session""",
    r"""DROP POLICY as_manager ON overlap_session""",
    r"""DROP POLICY as_auditor ON overlap_session""",
    r"""DROP POLICY as_system ON overlap_message""",
    r"""DROP POLICY as_staff ON overlap_message""",
    r"""DROP POLICY as_partner ON overlap_message""",
    r"""DROP POLICY as_manager ON overlap_message""",
    r"""DROP POLICY as_auditor ON overlap_message""",
    r"""DROP POLICY as_system ON overlap_log""",
    r"""DROP POLICY as_staff ON overlap_log""",
    r"""DROP POLICY as_partner ON overlap_log""",
    r"""DROP POLICY as_manager ON overlap_log""",
    r"""DROP POLICY as_auditor ON overlap_log""",
    r"""ALTER TABLE overlap_session DROP CONSTRAINT fk_overlap_session_partner_owner""",
    r"""ALTER TABLE overlap_session DROP CONSTRAINT fk_overlap_session_partner""",
    r"""ALTER TABLE overlap_session DROP CONSTRAINT fk_overlap_session_company_owner""",
    r"""ALTER TABLE overlap_message DROP CONSTRAINT fk_overlap_message_session""",
    r"""ALTER TABLE overlap_log DROP CONSTRAINT fk_overlap_log_session""",
    r"""DROP FUNCTION keep_overlap()""",
    r"""DROP TABLE overlap_session""",
    r"""DROP TABLE overlap_message""",
    r"""DROP TABLE overlap_log""",
)


def upgrade() -> None:
    for statement in UP:
        op.get_bind().exec_driver_sql(statement)


def downgrade() -> None:
    for statement in DOWN:
        op.get_bind().exec_driver_sql(statement)
