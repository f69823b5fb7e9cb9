"""what a deal is called by its side and customers whose names are alike."""

from alembic import op

revision = "0051"
down_revision = "0050"
branch_labels = None
depends_on = None

UP = (
    r"""SET LOCAL check_function_bodies = off""",
    r"""REVOKE ALL ON opportunity FROM portal_staff""",
    r"""REVOKE ALL ON opportunity FROM portal_partner""",
    r"""REVOKE ALL ON opportunity FROM portal_manager""",
    r"""ALTER TABLE opportunity ADD COLUMN customer_heads text[]""",
    r"""ALTER TABLE opportunity ADD COLUMN external_id text""",
    r"""ALTER TABLE opportunity NO FORCE ROW LEVEL SECURITY""",
    r"""ALTER TABLE end_customer NO FORCE ROW LEVEL SECURITY""",
    r"""ALTER TABLE customer_key NO FORCE ROW LEVEL SECURITY""",
    r"""ALTER TABLE opportunity DISABLE TRIGGER USER""",
    r"""UPDATE opportunity SET external_id = '', customer_heads = COALESCE((
  SELECT array_agg(DISTINCT head ORDER BY head)
  FROM unnest(customer_keys) AS own
  JOIN customer_key AS key ON key.kind = split_part(own, ':', 1) AND key.value = substr(own, strpos(own, ':') + 1)
  JOIN end_customer AS customer ON customer.id = key.customer_id
  CROSS JOIN unnest(customer.heads) AS head), '{}')""",
    r"""ALTER TABLE opportunity ENABLE TRIGGER USER""",
    r"""ALTER TABLE opportunity FORCE ROW LEVEL SECURITY""",
    r"""ALTER TABLE end_customer FORCE ROW LEVEL SECURITY""",
    r"""ALTER TABLE customer_key FORCE ROW LEVEL SECURITY""",
    r"""ALTER TABLE opportunity ALTER COLUMN customer_heads SET NOT NULL""",
    r"""ALTER TABLE opportunity ALTER COLUMN external_id SET NOT NULL""",
    r"""CREATE OR REPLACE FUNCTION public.keep_scope()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
BEGIN
  IF OLD.status <> 'DRAFT' AND (NEW.customer_name, NEW.customer_country, NEW.customer_domain, NEW.customer_lei,
      NEW.customer_vat, NEW.customer_register, NEW.customer_keys, NEW.products, NEW.regions, NEW.contract_id,
      NEW.source, NEW.external_id)
    IS DISTINCT FROM (OLD.customer_name, OLD.customer_country, OLD.customer_domain, OLD.customer_lei,
      OLD.customer_vat, OLD.customer_register, OLD.customer_keys, OLD.products, OLD.regions, OLD.contract_id,
      OLD.source, OLD.external_id) THEN
    RAISE EXCEPTION 'whom and what a registration is about stays' USING ERRCODE = '42501';
  END IF;
  IF OLD.filed_at IS NOT NULL AND (NEW.filed_at, NEW.filed_number) IS DISTINCT FROM (OLD.filed_at, OLD.filed_number)
  THEN
    RAISE EXCEPTION 'when a registration came in stays' USING ERRCODE = '42501';
  END IF;
  RETURN NEW;
END $function$""",
    r"""REVOKE ALL ON FUNCTION keep_scope() FROM PUBLIC, portal_partner, portal_manager, portal_staff, portal_auditor, portal_system, portal_auth, portal_mediator""",
    r"""GRANT EXECUTE ON FUNCTION keep_scope() TO PUBLIC""",
    r"""ALTER TABLE opportunity ADD CONSTRAINT ck_opportunity_external_id_length CHECK ((length(external_id) <= 100))""",
    r"""CREATE UNIQUE INDEX one_deal ON public.opportunity USING btree (partner_id, author, external_id) WHERE (external_id <> ''::text)""",
    r"""GRANT INSERT, SELECT, UPDATE (company_owner_id, contract_id, customer_country, customer_domain, customer_heads, customer_keys, customer_lei, customer_name, customer_register, customer_vat, due_at, due_calendar, ended_at, ends_at, estimate_currency, estimate_minor, expected_close_on, extension_asked_at, extension_by, extension_text, extensions, external_id, filed_at, filed_by_name, filed_number, loss_reason, note, older_right_on, order_reference, partner_owner_id, paused_at, products, protected_at, receipt_sha256, regions, rejection, shown_at, source, stage, status, stood, text, updated_at, value_currency, value_minor, version, waiting_on, warned, won_on) ON opportunity TO portal_manager""",
    r"""GRANT INSERT, SELECT, UPDATE (company_owner_id, contract_id, customer_country, customer_domain, customer_heads, customer_keys, customer_lei, customer_name, customer_register, customer_vat, due_at, due_calendar, ended_at, ends_at, estimate_currency, estimate_minor, expected_close_on, extension_asked_at, extension_by, extension_text, extensions, external_id, filed_at, filed_by_name, filed_number, loss_reason, note, older_right_on, order_reference, partner_owner_id, paused_at, products, protected_at, receipt_sha256, regions, rejection, shown_at, source, stage, status, stood, text, updated_at, value_currency, value_minor, version, waiting_on, warned, won_on) ON opportunity TO portal_partner""",
    r"""GRANT INSERT, SELECT, UPDATE (company_owner_id, contract_id, customer_country, customer_domain, customer_heads, customer_keys, customer_lei, customer_name, customer_register, customer_vat, due_at, due_calendar, ended_at, ends_at, estimate_currency, estimate_minor, expected_close_on, extension_asked_at, extension_by, extension_text, extensions, external_id, filed_at, filed_by_name, filed_number, loss_reason, note, older_right_on, order_reference, partner_owner_id, paused_at, products, protected_at, receipt_sha256, regions, rejection, shown_at, source, stage, status, stood, text, updated_at, value_currency, value_minor, version, waiting_on, warned, won_on) ON opportunity TO portal_staff""",
)

DOWN = (
    r"""SET LOCAL check_function_bodies = off""",
    r"""REVOKE ALL ON opportunity FROM portal_staff""",
    r"""REVOKE ALL ON opportunity FROM portal_partner""",
    r"""REVOKE ALL ON opportunity FROM portal_manager""",
    r"""DROP INDEX one_deal""",
    r"""ALTER TABLE opportunity DROP CONSTRAINT ck_opportunity_external_id_length""",
    r"""ALTER TABLE opportunity DROP COLUMN external_id""",
    r"""ALTER TABLE opportunity DROP COLUMN customer_heads""",
    r"""CREATE OR REPLACE FUNCTION public.keep_scope()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
BEGIN
  IF OLD.status <> 'DRAFT' AND (NEW.customer_name, NEW.customer_country, NEW.customer_domain, NEW.customer_lei,
      NEW.customer_vat, NEW.customer_register, NEW.customer_keys, NEW.products, NEW.regions, NEW.contract_id,
      NEW.source)
    IS DISTINCT FROM (OLD.customer_name, OLD.customer_country, OLD.customer_domain, OLD.customer_lei,
      OLD.customer_vat, OLD.customer_register, OLD.customer_keys, OLD.products, OLD.regions, OLD.contract_id,
      OLD.source) THEN
    RAISE EXCEPTION 'whom and what a registration is about stays' USING ERRCODE = '42501';
  END IF;
  IF OLD.filed_at IS NOT NULL AND (NEW.filed_at, NEW.filed_number) IS DISTINCT FROM (OLD.filed_at, OLD.filed_number)
  THEN
    RAISE EXCEPTION 'when a registration came in stays' USING ERRCODE = '42501';
  END IF;
  RETURN NEW;
END $function$""",
    r"""REVOKE ALL ON FUNCTION keep_scope() FROM PUBLIC, portal_partner, portal_manager, portal_staff, portal_auditor, portal_system, portal_auth, portal_mediator""",
    r"""GRANT EXECUTE ON FUNCTION keep_scope() TO PUBLIC""",
    r"""GRANT INSERT, SELECT, UPDATE (company_owner_id, contract_id, customer_country, customer_domain, customer_keys, customer_lei, customer_name, customer_register, customer_vat, due_at, due_calendar, ended_at, ends_at, estimate_currency, estimate_minor, expected_close_on, extension_asked_at, extension_by, extension_text, extensions, filed_at, filed_by_name, filed_number, loss_reason, note, older_right_on, order_reference, partner_owner_id, paused_at, products, protected_at, receipt_sha256, regions, rejection, shown_at, source, stage, status, stood, text, updated_at, value_currency, value_minor, version, waiting_on, warned, won_on) ON opportunity TO portal_manager""",
    r"""GRANT INSERT, SELECT, UPDATE (company_owner_id, contract_id, customer_country, customer_domain, customer_keys, customer_lei, customer_name, customer_register, customer_vat, due_at, due_calendar, ended_at, ends_at, estimate_currency, estimate_minor, expected_close_on, extension_asked_at, extension_by, extension_text, extensions, filed_at, filed_by_name, filed_number, loss_reason, note, older_right_on, order_reference, partner_owner_id, paused_at, products, protected_at, receipt_sha256, regions, rejection, shown_at, source, stage, status, stood, text, updated_at, value_currency, value_minor, version, waiting_on, warned, won_on) ON opportunity TO portal_partner""",
    r"""GRANT INSERT, SELECT, UPDATE (company_owner_id, contract_id, customer_country, customer_domain, customer_keys, customer_lei, customer_name, customer_register, customer_vat, due_at, due_calendar, ended_at, ends_at, estimate_currency, estimate_minor, expected_close_on, extension_asked_at, extension_by, extension_text, extensions, filed_at, filed_by_name, filed_number, loss_reason, note, older_right_on, order_reference, partner_owner_id, paused_at, products, protected_at, receipt_sha256, regions, rejection, shown_at, source, stage, status, stood, text, updated_at, value_currency, value_minor, version, waiting_on, warned, won_on) ON opportunity TO portal_staff""",
)


def upgrade() -> None:
    for statement in UP:
        op.get_bind().exec_driver_sql(statement)


def downgrade() -> None:
    for statement in DOWN:
        op.get_bind().exec_driver_sql(statement)
