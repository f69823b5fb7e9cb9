"""external keys, numbers and prepared places."""

from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

UP = (
    r"""SET LOCAL check_function_bodies = off""",
    r"""REVOKE ALL ON membership FROM portal_manager""",
    r"""DROP TRIGGER keep_folded ON organisation""",
    r"""DROP POLICY as_staff_insert ON membership""",
    r"""DROP POLICY as_staff ON membership""",
    r"""DROP POLICY as_partner_update ON membership""",
    r"""DROP POLICY as_partner_insert ON membership""",
    r"""DROP POLICY as_partner ON membership""",
    r"""DROP POLICY as_manager_insert ON membership""",
    r"""DROP POLICY as_manager ON membership""",
    r"""DROP INDEX one_place""",
    r"""DROP INDEX ix_membership_person""",
    r"""ALTER TABLE membership DROP CONSTRAINT ck_membership_status_known""",
    r"""CREATE TABLE external_key (
    system text NOT NULL,
    value text NOT NULL,
    created_at timestamp with time zone NOT NULL,
    partner_id uuid NOT NULL,
    id uuid NOT NULL,
    folded text NOT NULL
)""",
    r"""ALTER TABLE membership ADD COLUMN language text""",
    r"""ALTER TABLE organisation ADD COLUMN lei text""",
    r"""ALTER TABLE organisation ADD COLUMN register_number text""",
    r"""ALTER TABLE organisation ADD COLUMN vat_number text""",
    r"""CREATE OR REPLACE FUNCTION public.refuse_taken_key()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
BEGIN
  PERFORM pg_advisory_xact_lock(hashtextextended('external key ' || NEW.system || ' ' || NEW.value, 0));
  IF EXISTS (
    SELECT FROM public.external_key k WHERE k.system = NEW.system AND k.value = NEW.value AND k.id <> NEW.id
  ) THEN
    RAISE EXCEPTION 'this key names another organisation' USING ERRCODE = '23505', CONSTRAINT = 'one_external_key';
  END IF;
  RETURN NULL;
END $function$""",
    r"""REVOKE ALL ON FUNCTION refuse_taken_key() FROM PUBLIC, portal_partner, portal_manager, portal_staff, portal_auditor, portal_system, portal_auth""",
    r"""ALTER TABLE external_key ADD CONSTRAINT ck_external_key_system_length CHECK (((length(system) >= 1) AND (length(system) <= 50)))""",
    r"""ALTER TABLE external_key ADD CONSTRAINT ck_external_key_times_are_finite CHECK (isfinite(created_at))""",
    r"""ALTER TABLE external_key ADD CONSTRAINT ck_external_key_value_length CHECK (((length(value) >= 1) AND (length(value) <= 100)))""",
    r"""ALTER TABLE external_key ADD CONSTRAINT pk_external_key PRIMARY KEY (partner_id, id)""",
    r"""ALTER TABLE membership ADD CONSTRAINT ck_membership_status_known CHECK ((status = ANY (ARRAY['PREPARED'::text, 'INVITED'::text, 'ACTIVE'::text, 'SUSPENDED'::text, 'EXPIRED'::text, 'REMOVED'::text])))""",
    r"""ALTER TABLE organisation ADD CONSTRAINT ck_organisation_lei_form CHECK ((lei ~ '^[0-9A-Z]{18}[0-9]{2}$'::text))""",
    r"""ALTER TABLE organisation ADD CONSTRAINT ck_organisation_register_number_length CHECK (((length(register_number) >= 1) AND (length(register_number) <= 50)))""",
    r"""ALTER TABLE organisation ADD CONSTRAINT ck_organisation_vat_number_form CHECK ((vat_number ~ '^[0-9A-Z]{4,20}$'::text))""",
    r"""ALTER TABLE external_key ADD CONSTRAINT fk_external_key_partner FOREIGN KEY (partner_id) REFERENCES organisation(id)""",
    r"""CREATE INDEX ix_external_key_value ON public.external_key USING btree (system, value)""",
    r"""CREATE UNIQUE INDEX ix_membership_person ON public.membership USING btree (partner_id, person_id) WHERE (status = ANY (ARRAY['PREPARED'::text, 'INVITED'::text, 'ACTIVE'::text, 'SUSPENDED'::text]))""",
    r"""CREATE UNIQUE INDEX one_external_key ON public.external_key USING btree (partner_id, system, value)""",
    r"""CREATE UNIQUE INDEX one_place ON public.membership USING btree (partner_id, email) WHERE (status = ANY (ARRAY['PREPARED'::text, 'INVITED'::text, 'ACTIVE'::text, 'SUSPENDED'::text]))""",
    r"""ALTER TABLE external_key ENABLE ROW LEVEL SECURITY""",
    r"""ALTER TABLE external_key FORCE ROW LEVEL SECURITY""",
    r"""CREATE POLICY as_auditor ON external_key FOR ALL TO portal_auditor USING (signed_in()) WITH CHECK (signed_in())""",
    r"""COMMENT ON POLICY as_auditor ON external_key IS '8de2522e6b5573db'""",
    r"""CREATE POLICY as_manager ON external_key FOR ALL TO portal_manager USING ((partner_id = ANY (current_partners()))) WITH CHECK ((partner_id = ANY (current_partners())))""",
    r"""COMMENT ON POLICY as_manager ON external_key IS 'b396a5ace03b49a6'""",
    r"""CREATE POLICY as_owner ON external_key FOR ALL TO portal_owner USING (true) WITH CHECK (true)""",
    r"""COMMENT ON POLICY as_owner ON external_key IS 'ed8be4afcff7afc9'""",
    r"""CREATE POLICY as_partner ON external_key FOR ALL TO portal_partner USING (((partner_id = current_partner()) AND false)) WITH CHECK ((partner_id = current_partner()))""",
    r"""COMMENT ON POLICY as_partner ON external_key IS '1f63206c43da1d58'""",
    r"""CREATE POLICY as_staff ON external_key FOR ALL TO portal_staff USING (signed_in()) WITH CHECK (signed_in())""",
    r"""COMMENT ON POLICY as_staff ON external_key IS '2ca6404eb2a766b2'""",
    r"""CREATE POLICY as_system ON external_key FOR ALL TO portal_system USING (true) WITH CHECK (true)""",
    r"""COMMENT ON POLICY as_system ON external_key IS '828c36e110e8f4a6'""",
    r"""CREATE POLICY as_manager ON membership FOR ALL TO portal_manager USING (((partner_id = ANY (current_partners())) OR ((side = 'HOST'::text) AND signed_in()))) WITH CHECK (((partner_id = ANY (current_partners())) AND (side = 'PARTNER'::text)))""",
    r"""COMMENT ON POLICY as_manager ON membership IS '7c45578191004e17'""",
    r"""CREATE POLICY as_manager_insert ON membership AS RESTRICTIVE FOR INSERT TO portal_manager WITH CHECK ((status = ANY (ARRAY['PREPARED'::text, 'INVITED'::text])))""",
    r"""COMMENT ON POLICY as_manager_insert ON membership IS '7c45578191004e17'""",
    r"""CREATE POLICY as_manager_update ON membership AS RESTRICTIVE FOR UPDATE TO portal_manager USING ((status = ANY (ARRAY['PREPARED'::text, 'INVITED'::text])))""",
    r"""COMMENT ON POLICY as_manager_update ON membership IS '7c45578191004e17'""",
    r"""CREATE POLICY as_partner ON membership FOR ALL TO portal_partner USING (((partner_id = current_partner()) OR ((side = 'HOST'::text) AND signed_in()))) WITH CHECK (((partner_id = current_partner()) AND (side = 'PARTNER'::text)))""",
    r"""COMMENT ON POLICY as_partner ON membership IS '522efc378b0e9273'""",
    r"""CREATE POLICY as_partner_insert ON membership AS RESTRICTIVE FOR INSERT TO portal_partner WITH CHECK ((status = ANY (ARRAY['PREPARED'::text, 'INVITED'::text])))""",
    r"""COMMENT ON POLICY as_partner_insert ON membership IS '522efc378b0e9273'""",
    r"""CREATE POLICY as_partner_update ON membership AS RESTRICTIVE FOR UPDATE TO portal_partner USING ((partner_id = current_partner()))""",
    r"""COMMENT ON POLICY as_partner_update ON membership IS '522efc378b0e9273'""",
    r"""CREATE POLICY as_staff ON membership FOR ALL TO portal_staff USING (signed_in()) WITH CHECK (signed_in())""",
    r"""COMMENT ON POLICY as_staff ON membership IS 'dae30f0ea1fcd91d'""",
    r"""CREATE POLICY as_staff_insert ON membership AS RESTRICTIVE FOR INSERT TO portal_staff WITH CHECK ((status = ANY (ARRAY['PREPARED'::text, 'INVITED'::text])))""",
    r"""COMMENT ON POLICY as_staff_insert ON membership IS 'dae30f0ea1fcd91d'""",
    r"""CREATE TRIGGER keep_folded BEFORE INSERT OR UPDATE OF value, folded ON public.external_key FOR EACH ROW EXECUTE FUNCTION keep_folded('value')""",
    r"""CREATE TRIGGER refuse_taken_key AFTER INSERT ON public.external_key FOR EACH ROW EXECUTE FUNCTION refuse_taken_key()""",
    r"""CREATE TRIGGER keep_folded BEFORE INSERT OR UPDATE OF name, register_number, vat_number, lei, folded ON public.organisation FOR EACH ROW EXECUTE FUNCTION keep_folded('name', 'register_number', 'vat_number', 'lei')""",
    r"""GRANT SELECT ON external_key TO portal_auditor""",
    r"""GRANT DELETE, INSERT, SELECT ON external_key TO portal_manager""",
    r"""GRANT SELECT ON external_key TO portal_partner""",
    r"""GRANT DELETE, INSERT, SELECT ON external_key TO portal_staff""",
    r"""GRANT DELETE, INSERT, SELECT ON external_key TO portal_system""",
    r"""GRANT INSERT, SELECT, UPDATE (due_at, due_calendar, roles, status, updated_at, version, waiting_on) ON membership TO portal_manager""",
)

DOWN = (
    r"""REVOKE ALL ON membership FROM portal_manager""",
    r"""DROP TRIGGER keep_folded ON organisation""",
    r"""DROP TRIGGER refuse_taken_key ON external_key""",
    r"""DROP TRIGGER keep_folded ON external_key""",
    r"""DROP POLICY as_staff_insert ON membership""",
    r"""DROP POLICY as_staff ON membership""",
    r"""DROP POLICY as_partner_update ON membership""",
    r"""DROP POLICY as_partner_insert ON membership""",
    r"""DROP POLICY as_partner ON membership""",
    r"""DROP POLICY as_manager_update ON membership""",
    r"""DROP POLICY as_manager_insert ON membership""",
    r"""DROP POLICY as_manager ON membership""",
    r"""DROP INDEX one_place""",
    r"""DROP INDEX ix_membership_person""",
    r"""ALTER TABLE external_key DROP CONSTRAINT fk_external_key_partner""",
    r"""ALTER TABLE organisation DROP CONSTRAINT ck_organisation_vat_number_form""",
    r"""ALTER TABLE organisation DROP CONSTRAINT ck_organisation_register_number_length""",
    r"""ALTER TABLE organisation DROP CONSTRAINT ck_organisation_lei_form""",
    r"""ALTER TABLE membership DROP CONSTRAINT ck_membership_status_known""",
    r"""DROP FUNCTION refuse_taken_key()""",
    r"""ALTER TABLE organisation DROP COLUMN vat_number""",
    r"""ALTER TABLE organisation DROP COLUMN register_number""",
    r"""ALTER TABLE organisation DROP COLUMN lei""",
    r"""ALTER TABLE membership DROP COLUMN language""",
    r"""DROP TABLE external_key""",
    r"""ALTER TABLE membership ADD CONSTRAINT ck_membership_status_known CHECK ((status = ANY (ARRAY['INVITED'::text, 'ACTIVE'::text, 'SUSPENDED'::text, 'EXPIRED'::text, 'REMOVED'::text])))""",
    r"""CREATE UNIQUE INDEX ix_membership_person ON public.membership USING btree (partner_id, person_id) WHERE (status = ANY (ARRAY['INVITED'::text, 'ACTIVE'::text, 'SUSPENDED'::text]))""",
    r"""CREATE UNIQUE INDEX one_place ON public.membership USING btree (partner_id, email) WHERE (status = ANY (ARRAY['INVITED'::text, 'ACTIVE'::text, 'SUSPENDED'::text]))""",
    r"""CREATE POLICY as_manager ON membership FOR ALL TO portal_manager USING (((partner_id = ANY (current_partners())) OR ((side = 'HOST'::text) AND signed_in()))) WITH CHECK (((partner_id = ANY (current_partners())) AND (side = 'PARTNER'::text)))""",
    r"""COMMENT ON POLICY as_manager ON membership IS '5363d79d5d95da58'""",
    r"""CREATE POLICY as_manager_insert ON membership AS RESTRICTIVE FOR INSERT TO portal_manager WITH CHECK ((status = 'INVITED'::text))""",
    r"""COMMENT ON POLICY as_manager_insert ON membership IS '5363d79d5d95da58'""",
    r"""CREATE POLICY as_partner ON membership FOR ALL TO portal_partner USING (((partner_id = current_partner()) OR ((side = 'HOST'::text) AND signed_in()))) WITH CHECK (((partner_id = current_partner()) AND (side = 'PARTNER'::text)))""",
    r"""COMMENT ON POLICY as_partner ON membership IS '40e50b3eb504c988'""",
    r"""CREATE POLICY as_partner_insert ON membership AS RESTRICTIVE FOR INSERT TO portal_partner WITH CHECK ((status = 'INVITED'::text))""",
    r"""COMMENT ON POLICY as_partner_insert ON membership IS '40e50b3eb504c988'""",
    r"""CREATE POLICY as_partner_update ON membership AS RESTRICTIVE FOR UPDATE TO portal_partner USING ((partner_id = current_partner()))""",
    r"""COMMENT ON POLICY as_partner_update ON membership IS '40e50b3eb504c988'""",
    r"""CREATE POLICY as_staff ON membership FOR ALL TO portal_staff USING (signed_in()) WITH CHECK (signed_in())""",
    r"""COMMENT ON POLICY as_staff ON membership IS '7d15da95950f4e41'""",
    r"""CREATE POLICY as_staff_insert ON membership AS RESTRICTIVE FOR INSERT TO portal_staff WITH CHECK ((status = 'INVITED'::text))""",
    r"""COMMENT ON POLICY as_staff_insert ON membership IS '7d15da95950f4e41'""",
    r"""CREATE TRIGGER keep_folded BEFORE INSERT OR UPDATE OF name, folded ON public.organisation FOR EACH ROW EXECUTE FUNCTION keep_folded('name')""",
    r"""GRANT INSERT, SELECT ON membership TO portal_manager""",
)


def upgrade() -> None:
    for statement in UP:
        op.get_bind().exec_driver_sql(statement)


def downgrade() -> None:
    for statement in DOWN:
        op.get_bind().exec_driver_sql(statement)
