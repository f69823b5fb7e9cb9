"""registrations decided in time and won orders."""

from alembic import op

revision = "0050"
down_revision = "0049"
branch_labels = None
depends_on = None

DEFINITIONS = (
    ('7aa2f9c9-c3d2-53d9-b90b-552f84171203', 'registrations.in_time', 'ANSWER',
     'b0d614823603096891d22f79bf4a3abddc1498400719ce3e31289d1fd8347ccf',
     '{"aggregate":"RATIO","bottom":{"count":null},"code":"registrations.in_time","decimals":2,"direction":"HIGHER","kind":"ANSWER","parameters":{},"per":null,"scale":"100","top":{"count":{"at_most":[{"field":"answered_at"},{"field":"due_at"}]}},"unit":"PERCENT","version":1,"where":{"and":[{"and":[{"and":[{"in":[{"field":"owed_by"},["OBLIGOR"]]},{"not":{"is":{"field":"is_cancelled"}}}]},{"not":{"missing":{"field":"due_at"}}},{"or":[{"not":{"missing":{"field":"answered_at"}}},{"less":[{"field":"due_at"},{"as_of_instant":true}]}]}]},{"in":[{"field":"topic"},["REGISTRATION"]]}]}}'),
    ('c8dd3238-9fda-56e9-be9d-383942f4b271', 'sales.average', 'SALE',
     'c0faccad44edee5d3ebbf3d0985060d1213a454de3e4eebf57ffcd0a3abc878c',
     '{"aggregate":"MEAN","code":"sales.average","decimals":2,"direction":"HIGHER","kind":"SALE","of":{"field":"value"},"parameters":{},"scale":"1","unit":"MONEY","version":1,"where":{"in":[{"field":"owed_by"},["OBLIGOR"]]}}'),
)
"""Those that come with the portal: id, code, kind, SHA-256 and document."""

UP = (
    r"""SET LOCAL check_function_bodies = off""",
    r"""ALTER TABLE subject DROP CONSTRAINT ck_subject_times_are_finite""",
    r"""ALTER TABLE subject DROP CONSTRAINT ck_subject_kind_known""",
    r"""ALTER TABLE primary_source DROP CONSTRAINT ck_primary_source_kind_known""",
    r"""ALTER TABLE metric DROP CONSTRAINT ck_metric_kind_known""",
    r"""ALTER TABLE fact_mark DROP CONSTRAINT ck_fact_mark_kind_known""",
    r"""ALTER TABLE fact_mapping DROP CONSTRAINT ck_fact_mapping_kind_known""",
    r"""ALTER TABLE fact_import DROP CONSTRAINT ck_fact_import_kind_known""",
    r"""ALTER TABLE fact DROP CONSTRAINT ck_fact_kind_known""",
    r"""ALTER TABLE subject ADD COLUMN won_on date""",
    r"""CREATE OR REPLACE FUNCTION public.measured_by(uuid, uuid)
 RETURNS SETOF uuid
 LANGUAGE sql
 STABLE
AS $function$
  SELECT j.by_id FROM dispute_line l JOIN journal j ON j.partner_id = l.partner_id AND j.record_id = l.record_id
  WHERE l.partner_id = $1 AND l.dispute_id = $2 AND l.record_type IN ('mea', 'bre', 'csq')
  UNION ALL
  SELECT b.person_id FROM (
    SELECT l.subject_key FROM dispute_line l
    WHERE l.partner_id = $1 AND l.dispute_id = $2 AND l.record_type = 'mea'
    UNION ALL
    SELECT s.subject_key FROM dispute_line l JOIN subject s ON s.partner_id = l.partner_id AND s.id = l.record_id
    WHERE l.partner_id = $1 AND l.dispute_id = $2 AND l.record_type = 'sbj'
    UNION ALL
    SELECT s.subject_key FROM dispute_line l
    JOIN missed_line m ON m.partner_id = l.partner_id AND m.measurement_id = l.record_id
    JOIN subject s ON s.partner_id = m.partner_id AND s.id = m.subject_id
    WHERE l.partner_id = $1 AND l.dispute_id = $2 AND l.subject_key IS NULL
  ) one
  JOIN fact f ON f.partner_id = $1 AND f.kind IN ('ORDER_LINE', 'INVOICE', 'TICKET', 'LOT', 'FORECAST', 'ANSWER', 'SALE') AND f.subject_key = one.subject_key
  JOIN fact_batch b ON b.partner_id = f.partner_id AND b.id = f.batch_id
$function$""",
    r"""REVOKE ALL ON FUNCTION measured_by(uuid,uuid) FROM PUBLIC, portal_partner, portal_manager, portal_staff, portal_auditor, portal_system, portal_auth, portal_mediator""",
    r"""GRANT EXECUTE ON FUNCTION measured_by(uuid,uuid) TO PUBLIC""",
    r"""ALTER TABLE fact ADD CONSTRAINT ck_fact_kind_known CHECK ((kind = ANY (ARRAY['ORDER_LINE'::text, 'INVOICE'::text, 'TICKET'::text, 'LOT'::text, 'FORECAST'::text, 'ANSWER'::text, 'SALE'::text])))""",
    r"""ALTER TABLE fact_import ADD CONSTRAINT ck_fact_import_kind_known CHECK ((kind = ANY (ARRAY['ORDER_LINE'::text, 'INVOICE'::text, 'TICKET'::text, 'LOT'::text, 'FORECAST'::text, 'ANSWER'::text, 'SALE'::text])))""",
    r"""ALTER TABLE fact_mapping ADD CONSTRAINT ck_fact_mapping_kind_known CHECK ((kind = ANY (ARRAY['ORDER_LINE'::text, 'INVOICE'::text, 'TICKET'::text, 'LOT'::text, 'FORECAST'::text, 'ANSWER'::text, 'SALE'::text])))""",
    r"""ALTER TABLE fact_mark ADD CONSTRAINT ck_fact_mark_kind_known CHECK ((kind = ANY (ARRAY['ORDER_LINE'::text, 'INVOICE'::text, 'TICKET'::text, 'LOT'::text, 'FORECAST'::text, 'ANSWER'::text, 'SALE'::text])))""",
    r"""ALTER TABLE metric ADD CONSTRAINT ck_metric_kind_known CHECK ((kind = ANY (ARRAY['ORDER_LINE'::text, 'INVOICE'::text, 'TICKET'::text, 'LOT'::text, 'FORECAST'::text, 'ANSWER'::text, 'SALE'::text])))""",
    r"""ALTER TABLE primary_source ADD CONSTRAINT ck_primary_source_kind_known CHECK ((kind = ANY (ARRAY['ORDER_LINE'::text, 'INVOICE'::text, 'TICKET'::text, 'LOT'::text, 'FORECAST'::text, 'ANSWER'::text, 'SALE'::text])))""",
    r"""ALTER TABLE subject ADD CONSTRAINT ck_subject_kind_known CHECK ((kind = ANY (ARRAY['ORDER_LINE'::text, 'INVOICE'::text, 'TICKET'::text, 'LOT'::text, 'FORECAST'::text, 'ANSWER'::text, 'SALE'::text])))""",
    r"""ALTER TABLE subject ADD CONSTRAINT ck_subject_times_are_finite CHECK ((isfinite(day) AND isfinite(at) AND isfinite(changed_at) AND isfinite(ordered_on) AND isfinite(requested_on) AND isfinite(first_promised_on) AND isfinite(agreed_on) AND isfinite(first_received_on) AND isfinite(last_received_on) AND isfinite(completed_on) AND isfinite(last_despatched_on) AND isfinite(issued_on) AND isfinite(due_on) AND isfinite(settled_on) AND isfinite(opened_at) AND isfinite(answered_at) AND isfinite(resolved_at) AND isfinite(inspected_on) AND isfinite(starts_on) AND isfinite(asked_at) AND isfinite(due_at) AND isfinite(won_on)))""",
)

DOWN = (
    r"""SET LOCAL check_function_bodies = off""",
    r"""ALTER TABLE subject DROP CONSTRAINT ck_subject_times_are_finite""",
    r"""ALTER TABLE subject DROP CONSTRAINT ck_subject_kind_known""",
    r"""ALTER TABLE primary_source DROP CONSTRAINT ck_primary_source_kind_known""",
    r"""ALTER TABLE metric DROP CONSTRAINT ck_metric_kind_known""",
    r"""ALTER TABLE fact_mark DROP CONSTRAINT ck_fact_mark_kind_known""",
    r"""ALTER TABLE fact_mapping DROP CONSTRAINT ck_fact_mapping_kind_known""",
    r"""ALTER TABLE fact_import DROP CONSTRAINT ck_fact_import_kind_known""",
    r"""ALTER TABLE fact DROP CONSTRAINT ck_fact_kind_known""",
    r"""ALTER TABLE subject DROP COLUMN won_on""",
    r"""CREATE OR REPLACE FUNCTION public.measured_by(uuid, uuid)
 RETURNS SETOF uuid
 LANGUAGE sql
 STABLE
AS $function$
  SELECT j.by_id FROM dispute_line l JOIN journal j ON j.partner_id = l.partner_id AND j.record_id = l.record_id
  WHERE l.partner_id = $1 AND l.dispute_id = $2 AND l.record_type IN ('mea', 'bre', 'csq')
  UNION ALL
  SELECT b.person_id FROM (
    SELECT l.subject_key FROM dispute_line l
    WHERE l.partner_id = $1 AND l.dispute_id = $2 AND l.record_type = 'mea'
    UNION ALL
    SELECT s.subject_key FROM dispute_line l JOIN subject s ON s.partner_id = l.partner_id AND s.id = l.record_id
    WHERE l.partner_id = $1 AND l.dispute_id = $2 AND l.record_type = 'sbj'
    UNION ALL
    SELECT s.subject_key FROM dispute_line l
    JOIN missed_line m ON m.partner_id = l.partner_id AND m.measurement_id = l.record_id
    JOIN subject s ON s.partner_id = m.partner_id AND s.id = m.subject_id
    WHERE l.partner_id = $1 AND l.dispute_id = $2 AND l.subject_key IS NULL
  ) one
  JOIN fact f ON f.partner_id = $1 AND f.kind IN ('ORDER_LINE', 'INVOICE', 'TICKET', 'LOT', 'FORECAST', 'ANSWER') AND f.subject_key = one.subject_key
  JOIN fact_batch b ON b.partner_id = f.partner_id AND b.id = f.batch_id
$function$""",
    r"""REVOKE ALL ON FUNCTION measured_by(uuid,uuid) FROM PUBLIC, portal_partner, portal_manager, portal_staff, portal_auditor, portal_system, portal_auth, portal_mediator""",
    r"""GRANT EXECUTE ON FUNCTION measured_by(uuid,uuid) TO PUBLIC""",
    r"""ALTER TABLE fact ADD CONSTRAINT ck_fact_kind_known CHECK ((kind = ANY (ARRAY['ORDER_LINE'::text, 'INVOICE'::text, 'TICKET'::text, 'LOT'::text, 'FORECAST'::text, 'ANSWER'::text])))""",
    r"""ALTER TABLE fact_import ADD CONSTRAINT ck_fact_import_kind_known CHECK ((kind = ANY (ARRAY['ORDER_LINE'::text, 'INVOICE'::text, 'TICKET'::text, 'LOT'::text, 'FORECAST'::text, 'ANSWER'::text])))""",
    r"""ALTER TABLE fact_mapping ADD CONSTRAINT ck_fact_mapping_kind_known CHECK ((kind = ANY (ARRAY['ORDER_LINE'::text, 'INVOICE'::text, 'TICKET'::text, 'LOT'::text, 'FORECAST'::text, 'ANSWER'::text])))""",
    r"""ALTER TABLE fact_mark ADD CONSTRAINT ck_fact_mark_kind_known CHECK ((kind = ANY (ARRAY['ORDER_LINE'::text, 'INVOICE'::text, 'TICKET'::text, 'LOT'::text, 'FORECAST'::text, 'ANSWER'::text])))""",
    r"""ALTER TABLE metric ADD CONSTRAINT ck_metric_kind_known CHECK ((kind = ANY (ARRAY['ORDER_LINE'::text, 'INVOICE'::text, 'TICKET'::text, 'LOT'::text, 'FORECAST'::text, 'ANSWER'::text])))""",
    r"""ALTER TABLE primary_source ADD CONSTRAINT ck_primary_source_kind_known CHECK ((kind = ANY (ARRAY['ORDER_LINE'::text, 'INVOICE'::text, 'TICKET'::text, 'LOT'::text, 'FORECAST'::text, 'ANSWER'::text])))""",
    r"""ALTER TABLE subject ADD CONSTRAINT ck_subject_kind_known CHECK ((kind = ANY (ARRAY['ORDER_LINE'::text, 'INVOICE'::text, 'TICKET'::text, 'LOT'::text, 'FORECAST'::text, 'ANSWER'::text])))""",
    r"""ALTER TABLE subject ADD CONSTRAINT ck_subject_times_are_finite CHECK ((isfinite(day) AND isfinite(at) AND isfinite(changed_at) AND isfinite(ordered_on) AND isfinite(requested_on) AND isfinite(first_promised_on) AND isfinite(agreed_on) AND isfinite(first_received_on) AND isfinite(last_received_on) AND isfinite(completed_on) AND isfinite(last_despatched_on) AND isfinite(issued_on) AND isfinite(due_on) AND isfinite(settled_on) AND isfinite(opened_at) AND isfinite(answered_at) AND isfinite(resolved_at) AND isfinite(inspected_on) AND isfinite(starts_on) AND isfinite(asked_at) AND isfinite(due_at)))""",
)


def upgrade() -> None:
    bind = op.get_bind()
    for statement in UP:
        bind.exec_driver_sql(statement)
    bind.exec_driver_sql("ALTER TABLE metric NO FORCE ROW LEVEL SECURITY")
    for id_, code, kind, sha256, document in DEFINITIONS:
        bind.exec_driver_sql(
            "INSERT INTO metric (id, code, number, kind, sha256, document, made_by_name, created_at)"
            f" VALUES ('{id_}', '{code}', 1, '{kind}', '{sha256}', $text${document}$text$, 'Entente',"
            " '2026-11-30T00:00:00Z')"
        )
    bind.exec_driver_sql("ALTER TABLE metric FORCE ROW LEVEL SECURITY")


def downgrade() -> None:
    bind = op.get_bind()
    bind.exec_driver_sql("ALTER TABLE metric NO FORCE ROW LEVEL SECURITY")
    bind.exec_driver_sql("ALTER TABLE metric DISABLE TRIGGER append_only")
    for _, code, *_ in DEFINITIONS:
        bind.exec_driver_sql(f"DELETE FROM metric WHERE owner_id IS NULL AND code = '{code}'")
    bind.exec_driver_sql("ALTER TABLE metric ENABLE TRIGGER append_only")
    bind.exec_driver_sql("ALTER TABLE metric FORCE ROW LEVEL SECURITY")
    for statement in DOWN:
        bind.exec_driver_sql(statement)
