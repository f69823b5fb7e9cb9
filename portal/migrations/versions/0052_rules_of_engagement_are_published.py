"""rules of engagement are published."""

from alembic import op

revision = "0052"
down_revision = "0051"
branch_labels = None
depends_on = None

UP = (
    r"""SET LOCAL check_function_bodies = off""",
    r"""CREATE TABLE rules_of_engagement (
    id uuid NOT NULL,
    number bigint NOT NULL,
    valid_from date NOT NULL,
    rules text[] NOT NULL,
    document text NOT NULL,
    sha256 text NOT NULL,
    published_by_name text,
    published_at timestamp with time zone NOT NULL
)""",
    # Version 1, before anybody may write or has to follow another.
    r"""INSERT INTO rules_of_engagement (id, number, valid_from, rules, document, sha256, published_at)
VALUES ('3f1d7f0e-6f1c-5c55-9f0d-6a4a6f2d7b01', 1, '2026-01-01',
    ARRAY['EARLIEST_FILING', 'INCUMBENT', 'TERRITORY', 'AUTHORISATION', 'SPLIT'],
    $text${"rules":[{"rule":"EARLIEST_FILING","says":"Whoever registered first comes first. What is protected is never taken away."},{"rule":"INCUMBENT","says":"It is looked at who sold the same to the customer before. People weigh this."},{"rule":"TERRITORY","says":"A registration outside the partner's territory is rejected."},{"rule":"AUTHORISATION","says":"A registration of products that no contract in force covers is rejected."},{"rule":"SPLIT","says":"Where a part is free, that part is protected."}],"validFrom":"2026-01-01","version":1}$text$,
    'ff6f7ecbe68a11b7a6ddccec3e20712d6fb49c6646845f108c69efdc6415145c', '2026-01-01T00:00:00Z')""",
    r"""CREATE OR REPLACE FUNCTION public.rules_follow()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
DECLARE newest rules_of_engagement;
BEGIN
  SELECT * INTO newest FROM rules_of_engagement ORDER BY number DESC LIMIT 1;
  IF NEW.number <> coalesce(newest.number, 0) + 1 OR NEW.valid_from <= newest.valid_from THEN
    RAISE EXCEPTION 'a version of the rules follows the newest one' USING ERRCODE = '42501';
  END IF;
  RETURN NEW;
END $function$""",
    r"""REVOKE ALL ON FUNCTION rules_follow() FROM PUBLIC, portal_partner, portal_manager, portal_staff, portal_auditor, portal_system, portal_auth, portal_mediator""",
    r"""GRANT EXECUTE ON FUNCTION rules_follow() TO PUBLIC""",
    r"""ALTER TABLE rules_of_engagement ADD CONSTRAINT ck_rules_of_engagement_digest_of_document CHECK ((sha256 = encode(sha256(convert_to(document, 'UTF8'::name)), 'hex'::text)))""",
    r"""ALTER TABLE rules_of_engagement ADD CONSTRAINT ck_rules_of_engagement_rules_known CHECK (((rules <@ ARRAY['EARLIEST_FILING'::text, 'INCUMBENT'::text, 'TERRITORY'::text, 'AUTHORISATION'::text, 'SPLIT'::text]) AND (rules @> ARRAY['EARLIEST_FILING'::text])))""",
    r"""ALTER TABLE rules_of_engagement ADD CONSTRAINT ck_rules_of_engagement_times_are_finite CHECK ((isfinite(valid_from) AND isfinite(published_at)))""",
    r"""ALTER TABLE rules_of_engagement ADD CONSTRAINT pk_rules_of_engagement PRIMARY KEY (id)""",
    r"""ALTER TABLE rules_of_engagement ADD CONSTRAINT uq_rules_of_engagement_number UNIQUE (number)""",
    r"""ALTER TABLE rules_of_engagement ADD CONSTRAINT uq_rules_of_engagement_valid_from UNIQUE (valid_from)""",
    r"""ALTER TABLE conflict_case ADD CONSTRAINT fk_conflict_case_rules FOREIGN KEY (rules_version) REFERENCES rules_of_engagement(number)""",
    r"""ALTER TABLE rules_of_engagement ENABLE ROW LEVEL SECURITY""",
    r"""ALTER TABLE rules_of_engagement FORCE ROW LEVEL SECURITY""",
    r"""CREATE POLICY as_auditor ON rules_of_engagement FOR ALL TO portal_auditor USING (signed_in()) WITH CHECK (signed_in())""",
    r"""COMMENT ON POLICY as_auditor ON rules_of_engagement IS '8de2522e6b5573db'""",
    r"""CREATE POLICY as_manager ON rules_of_engagement FOR ALL TO portal_manager USING (signed_in()) WITH CHECK (signed_in())""",
    r"""COMMENT ON POLICY as_manager ON rules_of_engagement IS '421dd0fd142ba1cb'""",
    r"""CREATE POLICY as_partner ON rules_of_engagement FOR ALL TO portal_partner USING (signed_in()) WITH CHECK (signed_in())""",
    r"""COMMENT ON POLICY as_partner ON rules_of_engagement IS '7d5d922763354324'""",
    r"""CREATE POLICY as_staff ON rules_of_engagement FOR ALL TO portal_staff USING (signed_in()) WITH CHECK ((signed_in() AND (published_by_name IS NOT NULL)))""",
    r"""COMMENT ON POLICY as_staff ON rules_of_engagement IS '7bd7c59e99269907'""",
    r"""CREATE POLICY as_system ON rules_of_engagement FOR ALL TO portal_system USING (true) WITH CHECK (true)""",
    r"""COMMENT ON POLICY as_system ON rules_of_engagement IS '828c36e110e8f4a6'""",
    r"""CREATE TRIGGER append_only BEFORE DELETE OR UPDATE ON public.rules_of_engagement FOR EACH ROW EXECUTE FUNCTION refuse_change()""",
    r"""CREATE TRIGGER never_emptied BEFORE TRUNCATE ON public.rules_of_engagement FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()""",
    r"""CREATE TRIGGER rules_follow BEFORE INSERT ON public.rules_of_engagement FOR EACH ROW EXECUTE FUNCTION rules_follow()""",
    r"""GRANT SELECT ON rules_of_engagement TO portal_auditor""",
    r"""GRANT SELECT ON rules_of_engagement TO portal_manager""",
    r"""GRANT SELECT ON rules_of_engagement TO portal_partner""",
    r"""GRANT INSERT, SELECT ON rules_of_engagement TO portal_staff""",
    r"""GRANT SELECT ON rules_of_engagement TO portal_system""",
)

DOWN = (
    r"""DROP TRIGGER rules_follow ON rules_of_engagement""",
    r"""DROP TRIGGER never_emptied ON rules_of_engagement""",
    r"""DROP TRIGGER append_only ON rules_of_engagement""",
    r"""DROP POLICY as_system ON rules_of_engagement""",
    r"""DROP POLICY as_staff ON rules_of_engagement""",
    r"""DROP POLICY as_partner ON rules_of_engagement""",
    r"""DROP POLICY as_manager ON rules_of_engagement""",
    r"""DROP POLICY as_auditor ON rules_of_engagement""",
    r"""ALTER TABLE conflict_case DROP CONSTRAINT fk_conflict_case_rules""",
    r"""DROP FUNCTION rules_follow()""",
    r"""DROP TABLE rules_of_engagement""",
)


def upgrade() -> None:
    for statement in UP:
        op.get_bind().exec_driver_sql(statement)


def downgrade() -> None:
    for statement in DOWN:
        op.get_bind().exec_driver_sql(statement)
