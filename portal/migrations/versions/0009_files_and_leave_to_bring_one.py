"""files and leave to bring one."""

from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

UP = (
    r"""CREATE TABLE file (
    side text NOT NULL,
    person_id uuid NOT NULL,
    by_name text NOT NULL,
    name text NOT NULL,
    type text NOT NULL,
    bytes bigint NOT NULL,
    sha256 text NOT NULL,
    state text NOT NULL,
    checked_at timestamp with time zone,
    record_type text,
    record_id uuid,
    kind text NOT NULL,
    is_shared boolean NOT NULL,
    created_at timestamp with time zone NOT NULL,
    partner_id uuid NOT NULL,
    id uuid NOT NULL
)""",
    r"""CREATE TABLE file_ticket (
    side text NOT NULL,
    person_id uuid NOT NULL,
    name text NOT NULL,
    type text NOT NULL,
    bytes bigint,
    expires_at timestamp with time zone NOT NULL,
    partner_id uuid NOT NULL,
    id uuid NOT NULL
)""",
    r"""ALTER TABLE file ADD CONSTRAINT ck_file_digest CHECK ((sha256 ~ '^[0-9a-f]{64}$'::text))""",
    r"""ALTER TABLE file ADD CONSTRAINT ck_file_name_length CHECK (((length(name) >= 1) AND (length(name) <= 200)))""",
    r"""ALTER TABLE file ADD CONSTRAINT ck_file_record_is_whole CHECK (((record_type IS NULL) = (record_id IS NULL)))""",
    r"""ALTER TABLE file ADD CONSTRAINT ck_file_shared_is_attached CHECK (((record_id IS NOT NULL) OR (NOT is_shared)))""",
    r"""ALTER TABLE file ADD CONSTRAINT ck_file_side_known CHECK ((side = ANY (ARRAY['HOST'::text, 'PARTNER'::text])))""",
    r"""ALTER TABLE file ADD CONSTRAINT ck_file_size CHECK (((bytes >= 1) AND (bytes <= 26214400)))""",
    r"""ALTER TABLE file ADD CONSTRAINT ck_file_state_known CHECK ((state = ANY (ARRAY['QUARANTINED'::text, 'CLEAN'::text, 'REFUSED'::text, 'NOT_SCANNED'::text, 'MISSING'::text])))""",
    r"""ALTER TABLE file ADD CONSTRAINT ck_file_times_are_finite CHECK ((isfinite(checked_at) AND isfinite(created_at)))""",
    r"""ALTER TABLE file ADD CONSTRAINT ck_file_type_known CHECK ((type = ANY (ARRAY['PDF'::text, 'PNG'::text, 'JPEG'::text, 'WEBP'::text, 'TIFF'::text, 'DOCX'::text, 'XLSX'::text, 'CSV'::text, 'TXT'::text, 'EML'::text, 'XML'::text])))""",
    r"""ALTER TABLE file ADD CONSTRAINT pk_file PRIMARY KEY (partner_id, id)""",
    r"""ALTER TABLE file_ticket ADD CONSTRAINT ck_file_ticket_name_length CHECK (((length(name) >= 1) AND (length(name) <= 200)))""",
    r"""ALTER TABLE file_ticket ADD CONSTRAINT ck_file_ticket_side_known CHECK ((side = ANY (ARRAY['HOST'::text, 'PARTNER'::text])))""",
    r"""ALTER TABLE file_ticket ADD CONSTRAINT ck_file_ticket_size CHECK (((bytes IS NULL) OR ((bytes >= 1) AND (bytes <= 26214400))))""",
    r"""ALTER TABLE file_ticket ADD CONSTRAINT ck_file_ticket_times_are_finite CHECK (isfinite(expires_at))""",
    r"""ALTER TABLE file_ticket ADD CONSTRAINT ck_file_ticket_type_known CHECK ((type = ANY (ARRAY['PDF'::text, 'PNG'::text, 'JPEG'::text, 'WEBP'::text, 'TIFF'::text, 'DOCX'::text, 'XLSX'::text, 'CSV'::text, 'TXT'::text, 'EML'::text, 'XML'::text])))""",
    r"""ALTER TABLE file_ticket ADD CONSTRAINT pk_file_ticket PRIMARY KEY (partner_id, id)""",
    r"""CREATE INDEX ix_file_bytes ON public.file USING btree (partner_id, sha256)""",
    r"""CREATE INDEX ix_file_quarantined ON public.file USING btree (checked_at) WHERE (state = 'QUARANTINED'::text)""",
    r"""CREATE INDEX ix_file_record ON public.file USING btree (partner_id, record_id, id)""",
    r"""CREATE INDEX ix_file_ticket_expires ON public.file_ticket USING btree (expires_at)""",
    r"""CREATE INDEX ix_file_ticket_person ON public.file_ticket USING btree (partner_id, person_id)""",
    r"""CREATE INDEX ix_file_unattached ON public.file USING btree (created_at) WHERE (record_id IS NULL)""",
    r"""ALTER TABLE file ENABLE ROW LEVEL SECURITY""",
    r"""ALTER TABLE file FORCE ROW LEVEL SECURITY""",
    r"""ALTER TABLE file_ticket ENABLE ROW LEVEL SECURITY""",
    r"""ALTER TABLE file_ticket FORCE ROW LEVEL SECURITY""",
    r"""CREATE POLICY as_auditor ON file FOR ALL TO portal_auditor USING (signed_in()) WITH CHECK (signed_in())""",
    r"""COMMENT ON POLICY as_auditor ON file IS '8de2522e6b5573db'""",
    r"""CREATE POLICY as_manager ON file FOR ALL TO portal_manager USING (((partner_id = ANY (current_partners())) AND ((is_shared OR (side = 'HOST'::text)) AND ((record_id IS NOT NULL) OR (person_id = current_person()))))) WITH CHECK ((partner_id = ANY (current_partners())))""",
    r"""COMMENT ON POLICY as_manager ON file IS '208f1e811e486a32'""",
    r"""CREATE POLICY as_manager_delete ON file AS RESTRICTIVE FOR DELETE TO portal_manager USING (((side = 'HOST'::text) AND (NOT is_shared)))""",
    r"""COMMENT ON POLICY as_manager_delete ON file IS '208f1e811e486a32'""",
    r"""CREATE POLICY as_manager_insert ON file AS RESTRICTIVE FOR INSERT TO portal_manager WITH CHECK (((side = 'HOST'::text) AND (person_id = current_person()) AND (record_id IS NULL) AND (NOT is_shared)))""",
    r"""COMMENT ON POLICY as_manager_insert ON file IS '208f1e811e486a32'""",
    r"""CREATE POLICY as_manager_update ON file AS RESTRICTIVE FOR UPDATE TO portal_manager USING ((side = 'HOST'::text))""",
    r"""COMMENT ON POLICY as_manager_update ON file IS '208f1e811e486a32'""",
    r"""CREATE POLICY as_partner ON file FOR ALL TO portal_partner USING (((partner_id = current_partner()) AND ((is_shared OR (side = 'PARTNER'::text)) AND ((record_id IS NOT NULL) OR (person_id = current_person()))))) WITH CHECK ((partner_id = current_partner()))""",
    r"""COMMENT ON POLICY as_partner ON file IS '6886646045ba5612'""",
    r"""CREATE POLICY as_partner_delete ON file AS RESTRICTIVE FOR DELETE TO portal_partner USING (((side = 'PARTNER'::text) AND (NOT is_shared)))""",
    r"""COMMENT ON POLICY as_partner_delete ON file IS '6886646045ba5612'""",
    r"""CREATE POLICY as_partner_insert ON file AS RESTRICTIVE FOR INSERT TO portal_partner WITH CHECK (((side = 'PARTNER'::text) AND (person_id = current_person()) AND (record_id IS NULL) AND (NOT is_shared)))""",
    r"""COMMENT ON POLICY as_partner_insert ON file IS '6886646045ba5612'""",
    r"""CREATE POLICY as_partner_update ON file AS RESTRICTIVE FOR UPDATE TO portal_partner USING ((side = 'PARTNER'::text))""",
    r"""COMMENT ON POLICY as_partner_update ON file IS '6886646045ba5612'""",
    r"""CREATE POLICY as_staff ON file FOR ALL TO portal_staff USING ((signed_in() AND ((is_shared OR (side = 'HOST'::text)) AND ((record_id IS NOT NULL) OR (person_id = current_person()))))) WITH CHECK (signed_in())""",
    r"""COMMENT ON POLICY as_staff ON file IS '05e5065508e04675'""",
    r"""CREATE POLICY as_staff_delete ON file AS RESTRICTIVE FOR DELETE TO portal_staff USING (((side = 'HOST'::text) AND (NOT is_shared)))""",
    r"""COMMENT ON POLICY as_staff_delete ON file IS '05e5065508e04675'""",
    r"""CREATE POLICY as_staff_insert ON file AS RESTRICTIVE FOR INSERT TO portal_staff WITH CHECK (((side = 'HOST'::text) AND (person_id = current_person()) AND (record_id IS NULL) AND (NOT is_shared)))""",
    r"""COMMENT ON POLICY as_staff_insert ON file IS '05e5065508e04675'""",
    r"""CREATE POLICY as_staff_update ON file AS RESTRICTIVE FOR UPDATE TO portal_staff USING ((side = 'HOST'::text))""",
    r"""COMMENT ON POLICY as_staff_update ON file IS '05e5065508e04675'""",
    r"""CREATE POLICY as_system ON file FOR ALL TO portal_system USING (true) WITH CHECK (true)""",
    r"""COMMENT ON POLICY as_system ON file IS '828c36e110e8f4a6'""",
    r"""CREATE POLICY as_auditor ON file_ticket FOR ALL TO portal_auditor USING (signed_in()) WITH CHECK (signed_in())""",
    r"""COMMENT ON POLICY as_auditor ON file_ticket IS '8de2522e6b5573db'""",
    r"""CREATE POLICY as_manager ON file_ticket FOR ALL TO portal_manager USING (((partner_id = ANY (current_partners())) AND ((side = 'HOST'::text) AND (person_id = current_person())))) WITH CHECK ((partner_id = ANY (current_partners())))""",
    r"""COMMENT ON POLICY as_manager ON file_ticket IS 'efbf59e05d1e7512'""",
    r"""CREATE POLICY as_partner ON file_ticket FOR ALL TO portal_partner USING (((partner_id = current_partner()) AND ((side = 'PARTNER'::text) AND (person_id = current_person())))) WITH CHECK ((partner_id = current_partner()))""",
    r"""COMMENT ON POLICY as_partner ON file_ticket IS 'a4fbadfcaddc5c08'""",
    r"""CREATE POLICY as_staff ON file_ticket FOR ALL TO portal_staff USING ((signed_in() AND ((side = 'HOST'::text) AND (person_id = current_person())))) WITH CHECK (signed_in())""",
    r"""COMMENT ON POLICY as_staff ON file_ticket IS 'ac84b1960162fbcc'""",
    r"""CREATE POLICY as_system ON file_ticket FOR ALL TO portal_system USING (true) WITH CHECK (true)""",
    r"""COMMENT ON POLICY as_system ON file_ticket IS '828c36e110e8f4a6'""",
    r"""GRANT SELECT ON file TO portal_auditor""",
    r"""GRANT DELETE, INSERT, SELECT, UPDATE (is_shared, kind, record_id, record_type) ON file TO portal_manager""",
    r"""GRANT DELETE, INSERT, SELECT, UPDATE (is_shared, kind, record_id, record_type) ON file TO portal_partner""",
    r"""GRANT DELETE, INSERT, SELECT, UPDATE (is_shared, kind, record_id, record_type) ON file TO portal_staff""",
    r"""GRANT DELETE, SELECT, UPDATE (checked_at, state) ON file TO portal_system""",
    r"""GRANT SELECT ON file_ticket TO portal_auditor""",
    r"""GRANT DELETE, INSERT, SELECT ON file_ticket TO portal_manager""",
    r"""GRANT DELETE, INSERT, SELECT ON file_ticket TO portal_partner""",
    r"""GRANT DELETE, INSERT, SELECT ON file_ticket TO portal_staff""",
    r"""GRANT DELETE, SELECT ON file_ticket TO portal_system""",
)

DOWN = (
    r"""DROP TABLE file_ticket""",
    r"""DROP TABLE file""",
)


def upgrade() -> None:
    for statement in UP:
        op.get_bind().exec_driver_sql(statement)


def downgrade() -> None:
    for statement in DOWN:
        op.get_bind().exec_driver_sql(statement)
