"""letters with HTML and threads, jobs."""

from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

UP = (
    r"""ALTER TABLE setback DROP CONSTRAINT ck_setback_kind_known""",
    r"""ALTER TABLE mail DROP CONSTRAINT ck_mail_text_length""",
    r"""CREATE TABLE job (
    name text NOT NULL,
    key text NOT NULL,
    given jsonb NOT NULL,
    created_at timestamp with time zone NOT NULL,
    due_at timestamp with time zone,
    done_at timestamp with time zone,
    claim uuid,
    starts bigint NOT NULL,
    partner_id uuid NOT NULL,
    id uuid NOT NULL
)""",
    r"""ALTER TABLE mail ADD COLUMN html text DEFAULT ''""",
    r"""ALTER TABLE mail ALTER COLUMN html SET NOT NULL""",
    r"""ALTER TABLE mail ALTER COLUMN html DROP DEFAULT""",
    r"""ALTER TABLE mail ADD COLUMN language text DEFAULT 'en'""",
    r"""ALTER TABLE mail ALTER COLUMN language SET NOT NULL""",
    r"""ALTER TABLE mail ALTER COLUMN language DROP DEFAULT""",
    r"""ALTER TABLE mail ADD COLUMN thread uuid""",
    r"""ALTER TABLE mail ADD COLUMN unsubscribe text DEFAULT ''""",
    r"""ALTER TABLE mail ALTER COLUMN unsubscribe SET NOT NULL""",
    r"""ALTER TABLE mail ALTER COLUMN unsubscribe DROP DEFAULT""",
    r"""ALTER TABLE setback ALTER COLUMN retry_at DROP NOT NULL""",
    r"""ALTER TABLE job ADD CONSTRAINT ck_job_due_until_done CHECK (((due_at IS NULL) = (done_at IS NOT NULL)))""",
    r"""ALTER TABLE job ADD CONSTRAINT ck_job_given_length CHECK ((length((given)::text) <= 4000))""",
    r"""ALTER TABLE job ADD CONSTRAINT ck_job_key_length CHECK (((length(key) >= 1) AND (length(key) <= 200)))""",
    r"""ALTER TABLE job ADD CONSTRAINT ck_job_times_are_finite CHECK ((isfinite(created_at) AND isfinite(due_at) AND isfinite(done_at)))""",
    r"""ALTER TABLE job ADD CONSTRAINT pk_job PRIMARY KEY (partner_id, id)""",
    r"""ALTER TABLE job ADD CONSTRAINT uq_job_partner_id_name_key UNIQUE (partner_id, name, key)""",
    r"""ALTER TABLE mail ADD CONSTRAINT ck_mail_html_length CHECK ((length(html) <= 400000))""",
    r"""ALTER TABLE mail ADD CONSTRAINT ck_mail_text_length CHECK ((length(text) <= 60000))""",
    r"""ALTER TABLE mail ADD CONSTRAINT ck_mail_unsubscribe_is_path CHECK ((unsubscribe ~ '^(/[!-;=?-~]+)?$'::text))""",
    r"""ALTER TABLE setback ADD CONSTRAINT ck_setback_kind_known CHECK ((kind = ANY (ARRAY['CLOCK'::text, 'REACTION'::text, 'JOB'::text])))""",
    r"""CREATE INDEX ix_job_done ON public.job USING btree (done_at) WHERE (done_at IS NOT NULL)""",
    r"""CREATE INDEX ix_job_due ON public.job USING btree (due_at, id) WHERE (due_at IS NOT NULL)""",
    r"""ALTER TABLE job ENABLE ROW LEVEL SECURITY""",
    r"""ALTER TABLE job FORCE ROW LEVEL SECURITY""",
    r"""CREATE POLICY as_manager ON job FOR ALL TO portal_manager USING (false) WITH CHECK ((partner_id = ANY (current_partners())))""",
    r"""COMMENT ON POLICY as_manager ON job IS 'b87edf1543821b57'""",
    r"""CREATE POLICY as_partner ON job FOR ALL TO portal_partner USING (false) WITH CHECK ((partner_id = current_partner()))""",
    r"""COMMENT ON POLICY as_partner ON job IS 'fffe1a3cb46e50c1'""",
    r"""CREATE POLICY as_staff ON job FOR ALL TO portal_staff USING (false) WITH CHECK (signed_in())""",
    r"""COMMENT ON POLICY as_staff ON job IS '66394292ae0ad7f9'""",
    r"""CREATE POLICY as_system ON job FOR ALL TO portal_system USING (true) WITH CHECK (true)""",
    r"""COMMENT ON POLICY as_system ON job IS '828c36e110e8f4a6'""",
    r"""GRANT INSERT ON job TO portal_manager""",
    r"""GRANT INSERT ON job TO portal_partner""",
    r"""GRANT INSERT ON job TO portal_staff""",
    r"""GRANT DELETE, INSERT, SELECT, UPDATE ON job TO portal_system""",
)

DOWN = (
    r"""ALTER TABLE setback DROP CONSTRAINT ck_setback_kind_known""",
    r"""ALTER TABLE mail DROP CONSTRAINT ck_mail_unsubscribe_is_path""",
    r"""ALTER TABLE mail DROP CONSTRAINT ck_mail_text_length""",
    r"""ALTER TABLE mail DROP CONSTRAINT ck_mail_html_length""",
    r"""ALTER TABLE mail DROP COLUMN unsubscribe""",
    r"""ALTER TABLE mail DROP COLUMN thread""",
    r"""ALTER TABLE mail DROP COLUMN language""",
    r"""ALTER TABLE mail DROP COLUMN html""",
    r"""DROP TABLE job""",
    # Nobody does jobs any more, and letters that wait are cut to what may stand there.
    r"""ALTER TABLE setback NO FORCE ROW LEVEL SECURITY""",
    r"""DELETE FROM setback WHERE kind = 'JOB' OR retry_at IS NULL""",
    r"""ALTER TABLE setback FORCE ROW LEVEL SECURITY""",
    r"""ALTER TABLE mail NO FORCE ROW LEVEL SECURITY""",
    r"""UPDATE mail SET text = left(text, 20000) WHERE length(text) > 20000""",
    r"""ALTER TABLE mail FORCE ROW LEVEL SECURITY""",
    r"""ALTER TABLE setback ALTER COLUMN retry_at SET NOT NULL""",
    r"""ALTER TABLE mail ADD CONSTRAINT ck_mail_text_length CHECK ((length(text) <= 20000))""",
    r"""ALTER TABLE setback ADD CONSTRAINT ck_setback_kind_known CHECK ((kind = ANY (ARRAY['CLOCK'::text, 'REACTION'::text])))""",
)


def upgrade() -> None:
    for statement in UP:
        op.get_bind().exec_driver_sql(statement)


def downgrade() -> None:
    for statement in DOWN:
        op.get_bind().exec_driver_sql(statement)
