"""what is held up stands in one list."""

from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

UP = (
    # What had failed is tried once more at once, and stands in the new list if it fails again.
    r"""ALTER TABLE reaction_waiting DROP COLUMN tries""",
    r"""ALTER TABLE reaction_waiting DROP COLUMN retry_at""",
    r"""ALTER TABLE reaction_waiting DROP COLUMN fault""",
    r"""DROP TABLE clock_setback""",
    r"""CREATE TABLE setback (
    kind text NOT NULL,
    record_type text NOT NULL,
    record_id uuid NOT NULL,
    "position" bigint NOT NULL,
    step text NOT NULL,
    since timestamp with time zone NOT NULL,
    tries bigint NOT NULL,
    retry_at timestamp with time zone NOT NULL,
    fault text NOT NULL,
    partner_id uuid NOT NULL,
    id uuid NOT NULL
)""",
    r"""ALTER TABLE setback ADD CONSTRAINT ck_setback_times_are_finite CHECK (isfinite(since) AND isfinite(retry_at))""",
    r"""ALTER TABLE setback ADD CONSTRAINT ck_setback_kind_known CHECK ((kind = ANY (ARRAY['CLOCK'::text, 'REACTION'::text])))""",
    r"""ALTER TABLE setback ADD CONSTRAINT ck_setback_tries_counted CHECK ((tries > 0))""",
    r"""ALTER TABLE setback ADD CONSTRAINT pk_setback PRIMARY KEY (partner_id, id)""",
    r"""CREATE INDEX ix_setback_list ON public.setback USING btree (since, id)""",
    r"""CREATE INDEX ix_setback_record ON public.setback USING btree (record_id)""",
    r"""ALTER TABLE setback ENABLE ROW LEVEL SECURITY""",
    r"""ALTER TABLE setback FORCE ROW LEVEL SECURITY""",
    r"""CREATE POLICY as_staff ON setback FOR ALL TO portal_staff USING (signed_in()) WITH CHECK (signed_in())""",
    r"""COMMENT ON POLICY as_staff ON setback IS 'f74e3f7cc3e05211'""",
    r"""CREATE POLICY as_system ON setback FOR ALL TO portal_system USING (true) WITH CHECK (true)""",
    r"""COMMENT ON POLICY as_system ON setback IS '828c36e110e8f4a6'""",
    r"""GRANT SELECT, UPDATE (retry_at) ON setback TO portal_staff""",
    r"""GRANT DELETE, INSERT, SELECT, UPDATE ON setback TO portal_system""",
)

DOWN = (
    r"""DROP TABLE setback""",
    r"""CREATE TABLE clock_setback (
    partner_id uuid NOT NULL,
    record_id uuid NOT NULL,
    record_type text NOT NULL,
    tries bigint NOT NULL,
    retry_at timestamp with time zone NOT NULL,
    fault text NOT NULL
)""",
    r"""ALTER TABLE reaction_waiting ADD COLUMN fault text DEFAULT ''""",
    r"""ALTER TABLE reaction_waiting ALTER COLUMN fault SET NOT NULL""",
    r"""ALTER TABLE reaction_waiting ALTER COLUMN fault DROP DEFAULT""",
    r"""ALTER TABLE reaction_waiting ADD COLUMN retry_at timestamp with time zone DEFAULT now()""",
    r"""ALTER TABLE reaction_waiting ALTER COLUMN retry_at SET NOT NULL""",
    r"""ALTER TABLE reaction_waiting ALTER COLUMN retry_at DROP DEFAULT""",
    r"""ALTER TABLE reaction_waiting ADD COLUMN tries bigint DEFAULT 0""",
    r"""ALTER TABLE reaction_waiting ALTER COLUMN tries SET NOT NULL""",
    r"""ALTER TABLE reaction_waiting ALTER COLUMN tries DROP DEFAULT""",
    r"""ALTER TABLE clock_setback ADD CONSTRAINT pk_clock_setback PRIMARY KEY (partner_id, record_id)""",
    r"""ALTER TABLE clock_setback ENABLE ROW LEVEL SECURITY""",
    r"""ALTER TABLE clock_setback FORCE ROW LEVEL SECURITY""",
    r"""CREATE POLICY as_system ON clock_setback FOR ALL TO portal_system USING (true) WITH CHECK (true)""",
    r"""COMMENT ON POLICY as_system ON clock_setback IS '828c36e110e8f4a6'""",
    r"""GRANT DELETE, INSERT, SELECT, UPDATE ON clock_setback TO portal_system""",
    r"""ALTER TABLE clock_setback ADD CONSTRAINT ck_clock_setback_times_are_finite CHECK (isfinite(retry_at))""",
    r"""ALTER TABLE reaction_waiting ADD CONSTRAINT ck_reaction_waiting_times_are_finite CHECK (isfinite(retry_at))""",
)


def upgrade() -> None:
    for statement in UP:
        op.get_bind().exec_driver_sql(statement)


def downgrade() -> None:
    for statement in DOWN:
        op.get_bind().exec_driver_sql(statement)
