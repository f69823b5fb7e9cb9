"""deals of the company itself stand in the way of registrations as records."""

from alembic import op

revision = "0062"
down_revision = "0061"
branch_labels = None
depends_on = None

UP = (
    r"""SET LOCAL check_function_bodies = off""",
    r"""REVOKE ALL ON opportunity_arrival FROM portal_staff""",
    r"""REVOKE ALL ON opportunity_arrival FROM portal_manager""",
    r"""REVOKE ALL ON end_customer FROM portal_staff""",
    r"""REVOKE ALL ON customer_key FROM portal_staff""",
    r"""CREATE TABLE direct_deal (
    number text NOT NULL,
    filed_number bigint NOT NULL,
    customer_name text NOT NULL,
    customer_country text NOT NULL,
    customer_domain text NOT NULL,
    customer_lei text NOT NULL,
    customer_vat text NOT NULL,
    customer_register text NOT NULL,
    customer_keys text[] NOT NULL,
    customer_heads text[] NOT NULL,
    products text[] NOT NULL,
    regions text[] NOT NULL,
    estimate_minor bigint NOT NULL,
    estimate_currency text NOT NULL,
    text text NOT NULL,
    status text NOT NULL,
    owner_id uuid NOT NULL,
    opened_at timestamp with time zone NOT NULL,
    last_activity_on date NOT NULL,
    lapses_at timestamp with time zone NOT NULL,
    is_warned boolean NOT NULL,
    note text NOT NULL,
    created_by uuid NOT NULL,
    ended_at timestamp with time zone,
    partner_id uuid NOT NULL,
    id uuid NOT NULL,
    waiting_on text[] NOT NULL,
    due_at timestamp with time zone,
    due_calendar text,
    updated_at timestamp with time zone NOT NULL,
    version bigint NOT NULL
)""",
    r"""ALTER TABLE conflict_rival ADD COLUMN direct_deal_id uuid""",
    r"""ALTER TABLE conflict_rival ALTER COLUMN rival_id DROP NOT NULL""",
    r"""ALTER TABLE opportunity_arrival ADD COLUMN direct_deal_id uuid""",
    r"""ALTER TABLE opportunity_arrival ALTER COLUMN opportunity_id DROP NOT NULL""",
    r"""ALTER TABLE protection_cell ADD COLUMN direct_deal_id uuid""",
    r"""ALTER TABLE protection_cell ALTER COLUMN opportunity_id DROP NOT NULL""",
    r"""CREATE OR REPLACE FUNCTION public.decided_without_quota()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
BEGIN
  IF OLD.outcome IS NOT NULL THEN
    RAISE EXCEPTION 'what was decided between registrations stays' USING ERRCODE = '42501';
  END IF;
  IF NEW.decided_by IS NOT NULL AND EXISTS (
    SELECT FROM sales_quota q JOIN membership m ON m.partner_id = q.partner_id AND m.id = q.id
    WHERE m.person_id = NEW.decided_by) THEN
    RAISE EXCEPTION 'whoever decides between registrations carries no quota' USING ERRCODE = '42501';
  END IF;
  IF NEW.decided_by IS NOT NULL AND EXISTS (
    SELECT FROM conflict_rival r
    JOIN direct_deal d ON d.partner_id = r.rival_partner_id AND d.id = r.direct_deal_id
    JOIN membership m ON m.partner_id = d.partner_id AND m.id = d.owner_id
    WHERE r.partner_id = NEW.partner_id AND r.conflict_id = NEW.id AND m.person_id = NEW.decided_by) THEN
    RAISE EXCEPTION 'whoever decides answers for no direct deal among those that meet' USING ERRCODE = '42501';
  END IF;
  RETURN NEW;
END $function$""",
    r"""REVOKE ALL ON FUNCTION decided_without_quota() FROM PUBLIC, portal_partner, portal_manager, portal_staff, portal_auditor, portal_system, portal_auth, portal_mediator""",
    r"""GRANT EXECUTE ON FUNCTION decided_without_quota() TO PUBLIC""",
    r"""CREATE OR REPLACE FUNCTION public.keep_steps_of_direct_deal()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
BEGIN
  IF NOT OLD.status || ' ' || NEW.status = ANY (CASE session_user
    WHEN 'portal_partner' THEN ARRAY[]::text[]
    WHEN 'portal_manager' THEN ARRAY[]::text[]
    WHEN 'portal_staff' THEN ARRAY['OPEN LOST', 'OPEN WON']::text[]
    WHEN 'portal_auditor' THEN ARRAY[]::text[]
    WHEN 'portal_system' THEN ARRAY['OPEN LAPSED']::text[]
    ELSE ARRAY['OPEN LAPSED', 'OPEN LOST', 'OPEN WON']::text[] END) THEN
    RAISE EXCEPTION 'no step leads there' USING ERRCODE = '42501', TABLE = 'direct_deal';
  END IF;
  RETURN NEW;
END $function$""",
    r"""REVOKE ALL ON FUNCTION keep_steps_of_direct_deal() FROM PUBLIC, portal_partner, portal_manager, portal_staff, portal_auditor, portal_system, portal_auth, portal_mediator""",
    r"""GRANT EXECUTE ON FUNCTION keep_steps_of_direct_deal() TO PUBLIC""",
    r"""ALTER TABLE conflict_rival ADD CONSTRAINT ck_conflict_rival_of_one CHECK ((num_nonnulls(rival_id, direct_deal_id) = 1))""",
    r"""ALTER TABLE direct_deal ADD CONSTRAINT ck_direct_deal_about_something CHECK (((cardinality(products) > 0) AND (cardinality(regions) > 0)))""",
    r"""ALTER TABLE direct_deal ADD CONSTRAINT ck_direct_deal_active_before_it_lapses CHECK ((lapses_at > opened_at))""",
    r"""ALTER TABLE direct_deal ADD CONSTRAINT ck_direct_deal_amount_is_positive CHECK ((estimate_minor > 0))""",
    r"""ALTER TABLE direct_deal ADD CONSTRAINT ck_direct_deal_customer_name_length CHECK (((length(customer_name) >= 1) AND (length(customer_name) <= 200)))""",
    r"""ALTER TABLE direct_deal ADD CONSTRAINT ck_direct_deal_ended_has_a_day CHECK (((ended_at IS NOT NULL) = (status <> 'OPEN'::text)))""",
    r"""ALTER TABLE direct_deal ADD CONSTRAINT ck_direct_deal_status_known CHECK ((status = ANY (ARRAY['OPEN'::text, 'WON'::text, 'LOST'::text, 'LAPSED'::text])))""",
    r"""ALTER TABLE direct_deal ADD CONSTRAINT ck_direct_deal_text_length CHECK ((length(text) <= 10000))""",
    r"""ALTER TABLE direct_deal ADD CONSTRAINT ck_direct_deal_times_are_finite CHECK ((isfinite(opened_at) AND isfinite(last_activity_on) AND isfinite(lapses_at) AND isfinite(ended_at) AND isfinite(due_at) AND isfinite(updated_at)))""",
    r"""ALTER TABLE direct_deal ADD CONSTRAINT pk_direct_deal PRIMARY KEY (partner_id, id)""",
    r"""ALTER TABLE direct_deal ADD CONSTRAINT uq_direct_deal_partner_id_filed_number UNIQUE (partner_id, filed_number)""",
    r"""ALTER TABLE direct_deal ADD CONSTRAINT uq_direct_deal_partner_id_number UNIQUE (partner_id, number)""",
    r"""ALTER TABLE opportunity_arrival ADD CONSTRAINT ck_opportunity_arrival_of_one CHECK ((num_nonnulls(opportunity_id, direct_deal_id) = 1))""",
    r"""ALTER TABLE protection_cell ADD CONSTRAINT ck_protection_cell_of_one CHECK ((num_nonnulls(opportunity_id, direct_deal_id) = 1))""",
    r"""ALTER TABLE conflict_rival ADD CONSTRAINT fk_conflict_rival_direct_deal FOREIGN KEY (rival_partner_id, direct_deal_id) REFERENCES direct_deal(partner_id, id)""",
    r"""ALTER TABLE direct_deal ADD CONSTRAINT fk_direct_deal_company FOREIGN KEY (partner_id) REFERENCES organisation(id)""",
    r"""ALTER TABLE direct_deal ADD CONSTRAINT fk_direct_deal_owner FOREIGN KEY (partner_id, owner_id) REFERENCES membership(partner_id, id)""",
    r"""ALTER TABLE protection_cell ADD CONSTRAINT fk_protection_cell_direct_deal FOREIGN KEY (holder_id, direct_deal_id) REFERENCES direct_deal(partner_id, id)""",
    r"""CREATE INDEX ix_conflict_rival_direct_deal ON public.conflict_rival USING btree (rival_partner_id, direct_deal_id)""",
    r"""CREATE INDEX ix_direct_deal_due ON public.direct_deal USING btree (due_at, id) WHERE (due_at IS NOT NULL)""",
    r"""CREATE INDEX ix_direct_deal_list ON public.direct_deal USING btree (opened_at, id)""",
    r"""CREATE INDEX ix_direct_deal_turns ON public.direct_deal USING btree (COALESCE(due_at, '9999-01-01 00:00:00+00'::timestamp with time zone), id) WHERE (waiting_on <> '{}'::text[])""",
    r"""CREATE INDEX ix_protection_cell_direct_deal ON public.protection_cell USING btree (holder_id, direct_deal_id)""",
    r"""ALTER TABLE direct_deal ENABLE ROW LEVEL SECURITY""",
    r"""ALTER TABLE direct_deal FORCE ROW LEVEL SECURITY""",
    r"""CREATE POLICY as_auditor ON direct_deal FOR ALL TO portal_auditor USING (signed_in()) WITH CHECK (signed_in())""",
    r"""COMMENT ON POLICY as_auditor ON direct_deal IS '8de2522e6b5573db'""",
    r"""CREATE POLICY as_manager ON direct_deal FOR ALL TO portal_manager USING ((partner_id = ANY (current_partners()))) WITH CHECK ((partner_id = ANY (current_partners())))""",
    r"""COMMENT ON POLICY as_manager ON direct_deal IS 'b396a5ace03b49a6'""",
    r"""CREATE POLICY as_staff ON direct_deal FOR ALL TO portal_staff USING (signed_in()) WITH CHECK (signed_in())""",
    r"""COMMENT ON POLICY as_staff ON direct_deal IS '2ca6404eb2a766b2'""",
    r"""CREATE POLICY as_system ON direct_deal FOR ALL TO portal_system USING (true) WITH CHECK (true)""",
    r"""COMMENT ON POLICY as_system ON direct_deal IS '828c36e110e8f4a6'""",
    r"""CREATE TRIGGER keep_steps BEFORE UPDATE ON public.direct_deal FOR EACH ROW WHEN ((new.status <> old.status)) EXECUTE FUNCTION keep_steps_of_direct_deal()""",
    r"""GRANT INSERT, SELECT ON customer_key TO portal_staff""",
    r"""GRANT SELECT ON direct_deal TO portal_auditor""",
    r"""GRANT INSERT, SELECT, UPDATE (due_at, due_calendar, ended_at, is_warned, lapses_at, last_activity_on, note, status, updated_at, version, waiting_on) ON direct_deal TO portal_manager""",
    r"""GRANT INSERT, SELECT, UPDATE (due_at, due_calendar, ended_at, is_warned, lapses_at, last_activity_on, note, status, updated_at, version, waiting_on) ON direct_deal TO portal_staff""",
    r"""GRANT SELECT, UPDATE (due_at, due_calendar, ended_at, is_warned, lapses_at, last_activity_on, note, status, updated_at, version, waiting_on) ON direct_deal TO portal_system""",
    r"""GRANT INSERT, SELECT ON end_customer TO portal_staff""",
    r"""GRANT INSERT (at, direct_deal_id, id, partner_id), SELECT ON opportunity_arrival TO portal_manager""",
    r"""GRANT INSERT (at, direct_deal_id, id, partner_id), SELECT ON opportunity_arrival TO portal_staff""",
)

DOWN = (
    r"""SET LOCAL check_function_bodies = off""",
    r"""ALTER TABLE conflict_rival NO FORCE ROW LEVEL SECURITY""",
    r"""ALTER TABLE conflict_rival DISABLE TRIGGER USER""",
    r"""DELETE FROM conflict_rival WHERE direct_deal_id IS NOT NULL""",
    r"""ALTER TABLE conflict_rival ENABLE TRIGGER USER""",
    r"""ALTER TABLE conflict_rival FORCE ROW LEVEL SECURITY""",
    r"""ALTER TABLE opportunity_arrival NO FORCE ROW LEVEL SECURITY""",
    r"""ALTER TABLE opportunity_arrival DISABLE TRIGGER USER""",
    r"""DELETE FROM opportunity_arrival WHERE direct_deal_id IS NOT NULL""",
    r"""ALTER TABLE opportunity_arrival ENABLE TRIGGER USER""",
    r"""ALTER TABLE opportunity_arrival FORCE ROW LEVEL SECURITY""",
    r"""ALTER TABLE protection_cell NO FORCE ROW LEVEL SECURITY""",
    r"""ALTER TABLE protection_cell DISABLE TRIGGER USER""",
    r"""DELETE FROM protection_cell WHERE direct_deal_id IS NOT NULL""",
    r"""ALTER TABLE protection_cell ENABLE TRIGGER USER""",
    r"""ALTER TABLE protection_cell FORCE ROW LEVEL SECURITY""",
    r"""REVOKE ALL ON opportunity_arrival FROM portal_staff""",
    r"""REVOKE ALL ON opportunity_arrival FROM portal_manager""",
    r"""REVOKE ALL ON end_customer FROM portal_staff""",
    r"""REVOKE ALL ON customer_key FROM portal_staff""",
    r"""DROP TRIGGER keep_steps ON direct_deal""",
    r"""DROP POLICY as_system ON direct_deal""",
    r"""DROP POLICY as_staff ON direct_deal""",
    r"""DROP POLICY as_manager ON direct_deal""",
    r"""DROP POLICY as_auditor ON direct_deal""",
    r"""DROP INDEX ix_protection_cell_direct_deal""",
    r"""DROP INDEX ix_conflict_rival_direct_deal""",
    r"""ALTER TABLE protection_cell DROP CONSTRAINT fk_protection_cell_direct_deal""",
    r"""ALTER TABLE direct_deal DROP CONSTRAINT fk_direct_deal_owner""",
    r"""ALTER TABLE direct_deal DROP CONSTRAINT fk_direct_deal_company""",
    r"""ALTER TABLE conflict_rival DROP CONSTRAINT fk_conflict_rival_direct_deal""",
    r"""ALTER TABLE protection_cell DROP CONSTRAINT ck_protection_cell_of_one""",
    r"""ALTER TABLE opportunity_arrival DROP CONSTRAINT ck_opportunity_arrival_of_one""",
    r"""ALTER TABLE conflict_rival DROP CONSTRAINT ck_conflict_rival_of_one""",
    r"""DROP FUNCTION keep_steps_of_direct_deal()""",
    r"""ALTER TABLE protection_cell DROP COLUMN direct_deal_id""",
    r"""ALTER TABLE opportunity_arrival DROP COLUMN direct_deal_id""",
    r"""ALTER TABLE conflict_rival DROP COLUMN direct_deal_id""",
    r"""DROP TABLE direct_deal""",
    r"""ALTER TABLE conflict_rival ALTER COLUMN rival_id SET NOT NULL""",
    r"""ALTER TABLE opportunity_arrival ALTER COLUMN opportunity_id SET NOT NULL""",
    r"""ALTER TABLE protection_cell ALTER COLUMN opportunity_id SET NOT NULL""",
    r"""CREATE OR REPLACE FUNCTION public.decided_without_quota()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
BEGIN
  IF OLD.outcome IS NOT NULL THEN
    RAISE EXCEPTION 'what was decided between registrations stays' USING ERRCODE = '42501';
  END IF;
  IF NEW.decided_by IS NOT NULL AND EXISTS (
    SELECT FROM sales_quota q JOIN membership m ON m.partner_id = q.partner_id AND m.id = q.id
    WHERE m.person_id = NEW.decided_by) THEN
    RAISE EXCEPTION 'whoever decides between registrations carries no quota' USING ERRCODE = '42501';
  END IF;
  RETURN NEW;
END $function$""",
    r"""REVOKE ALL ON FUNCTION decided_without_quota() FROM PUBLIC, portal_partner, portal_manager, portal_staff, portal_auditor, portal_system, portal_auth, portal_mediator""",
    r"""GRANT EXECUTE ON FUNCTION decided_without_quota() TO PUBLIC""",
    r"""GRANT SELECT ON customer_key TO portal_staff""",
    r"""GRANT SELECT ON end_customer TO portal_staff""",
    r"""GRANT SELECT ON opportunity_arrival TO portal_manager""",
    r"""GRANT SELECT ON opportunity_arrival TO portal_staff""",
)


def upgrade() -> None:
    for statement in UP:
        op.get_bind().exec_driver_sql(statement)


def downgrade() -> None:
    for statement in DOWN:
        op.get_bind().exec_driver_sql(statement)
