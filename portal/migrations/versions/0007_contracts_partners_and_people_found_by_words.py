"""Contracts, partners and people found by words."""

from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

UP = (
    r"""SET LOCAL check_function_bodies = off""",
    r"""CREATE TABLE search_document (
    partner_id uuid NOT NULL,
    contract_id uuid NOT NULL,
    part bigint NOT NULL,
    is_published boolean NOT NULL,
    words tsvector NOT NULL
)""",
    r"""ALTER TABLE contract ADD COLUMN folded text""",
    r"""ALTER TABLE membership ADD COLUMN folded text""",
    r"""ALTER TABLE organisation ADD COLUMN folded text""",
    r"""CREATE OR REPLACE FUNCTION public.contracts_worded(words text[])
 RETURNS TABLE(n bigint, contract_id uuid)
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
  WITH asked AS MATERIALIZED (
    SELECT typed.n, (SELECT string_agg('''' || part || ''':*', ' & ')::tsquery
                     FROM unnest(public.words_in(typed.word)) part) AS query
    FROM unnest(words) WITH ORDINALITY AS typed(word, n))
  SELECT a.n, d.contract_id FROM asked a JOIN public.search_document d ON d.words @@ a.query WHERE session_user IN ('portal_partner') AND d.is_published AND d.partner_id = public.current_partner()
  UNION ALL
  SELECT a.n, d.contract_id FROM asked a JOIN public.search_document d ON d.words @@ a.query WHERE session_user IN ('portal_manager') AND d.partner_id = ANY ((SELECT public.current_partners())::uuid[])
  UNION ALL
  SELECT a.n, d.contract_id FROM asked a JOIN public.search_document d ON d.words @@ a.query WHERE session_user IN ('portal_staff', 'portal_auditor') AND public.signed_in()
$function$""",
    r"""REVOKE ALL ON FUNCTION contracts_worded(text[]) FROM PUBLIC, portal_partner, portal_manager, portal_staff, portal_auditor, portal_system, portal_auth""",
    r"""GRANT EXECUTE ON FUNCTION contracts_worded(text[]) TO portal_auditor, portal_manager, portal_partner, portal_staff""",
    r"""CREATE OR REPLACE FUNCTION public.file_contract(of_partner uuid, filed uuid)
 RETURNS void
 LANGUAGE sql
AS $function$
  DELETE FROM public.search_document WHERE partner_id = of_partner AND contract_id = filed;
  INSERT INTO public.search_document (partner_id, contract_id, part, is_published, words)
  SELECT of_partner, filed, part, is_published, array_to_tsvector(array_agg(word))
  FROM (
    SELECT is_published, word, sum(octet_length(word)) OVER (ORDER BY word) / 1000000 AS part
    FROM (
      SELECT c.published_at IS NOT NULL AS is_published, coalesce(v.document, d.document)::jsonb AS content
      FROM public.contract c
      LEFT JOIN public.contract_version v
        ON v.partner_id = c.partner_id AND v.contract_id = c.id AND v.number = c.version_number
      LEFT JOIN public.contract_draft d
        ON d.partner_id = c.partner_id AND d.contract_id = c.id AND c.published_at IS NULL
      WHERE c.partner_id = of_partner AND c.id = filed) AS its_text,
    unnest(public.words_in((
      SELECT string_agg(concat_ws(' ', clause ->> 'heading', clause ->> 'text'), ' ')
      FROM jsonb_array_elements(content -> 'clauses') AS clause))) AS word) AS its_words
  GROUP BY part, is_published;
$function$""",
    r"""REVOKE ALL ON FUNCTION file_contract(uuid,uuid) FROM PUBLIC, portal_partner, portal_manager, portal_staff, portal_auditor, portal_system, portal_auth""",
    r"""GRANT EXECUTE ON FUNCTION file_contract(uuid,uuid) TO portal_system""",
    r"""CREATE OR REPLACE FUNCTION public.fold(typed text)
 RETURNS text
 LANGUAGE sql
 IMMUTABLE PARALLEL SAFE
AS $function$
  SELECT CASE WHEN octet_length(typed) = length(typed) THEN lower(typed) ELSE replace(replace(replace(replace(translate(lower(regexp_replace(normalize(typed, NFKD), '[\u00ad\u0300-\u036f\u0483-\u0487\u0591-\u05bd\u05bf\u05c1\u05c2\u064b-\u065f\u0670\u093c\u09bc\u0a3c\u0abc\u0b3c\u1ab0-\u1aff\u1dc0-\u1dff\u200b-\u200f\u202a-\u202e\u2060-\u2069\u20d0-\u20ff\ufe00-\ufe0f\ufe20-\ufe2f\ufeff]+', '', 'g')), 'ıøłđħŧðς’‘‐–—', 'ioldhtdσ''''---'), 'ß', 'ss'), 'æ', 'ae'), 'œ', 'oe'), 'þ', 'th') END
$function$""",
    r"""REVOKE ALL ON FUNCTION fold(text) FROM PUBLIC, portal_partner, portal_manager, portal_staff, portal_auditor, portal_system, portal_auth""",
    r"""GRANT EXECUTE ON FUNCTION fold(text) TO PUBLIC""",
    r"""CREATE OR REPLACE FUNCTION public.keep_folded()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
BEGIN
  NEW.folded := (SELECT public.fold(string_agg(to_jsonb(NEW) ->> part, ' ')) FROM unnest(TG_ARGV) part);
  RETURN NEW;
END $function$""",
    r"""REVOKE ALL ON FUNCTION keep_folded() FROM PUBLIC, portal_partner, portal_manager, portal_staff, portal_auditor, portal_system, portal_auth""",
    r"""GRANT EXECUTE ON FUNCTION keep_folded() TO PUBLIC""",
    r"""CREATE OR REPLACE FUNCTION public.words_in(content text)
 RETURNS text[]
 LANGUAGE sql
 IMMUTABLE PARALLEL SAFE
AS $function$
  SELECT coalesce(array_agg(DISTINCT left(word, 50)), '{}')
  FROM regexp_split_to_table(public.fold(content), '[\u0001-\u002f\u003a-\u0040\u005b-\u0060\u007b-\u00bf\u00d7\u00f7\u0964\u0965\u1680\u2000-\u206f\u20a0-\u20cf\u2190-\u2bff\u3000-\u303f]+') AS word WHERE word <> ''
$function$""",
    r"""REVOKE ALL ON FUNCTION words_in(text) FROM PUBLIC, portal_partner, portal_manager, portal_staff, portal_auditor, portal_system, portal_auth""",
    r"""GRANT EXECUTE ON FUNCTION words_in(text) TO PUBLIC""",
    r"""CREATE OR REPLACE FUNCTION public.words_typed(typed text)
 RETURNS text[]
 LANGUAGE sql
 IMMUTABLE PARALLEL SAFE
AS $function$
  WITH each AS (
    SELECT DISTINCT word, public.words_in(word) <> '{}' AS has_letters
    FROM regexp_split_to_table(public.fold(left(typed, 200)), '[ \t\n\v\f\r\u0085\u1680\u2028\u2029]+') AS word WHERE word <> '')
  SELECT coalesce((array_agg(word))[:10], '{}') FROM each
  WHERE has_letters OR NOT EXISTS (SELECT FROM each WHERE has_letters)
$function$""",
    r"""REVOKE ALL ON FUNCTION words_typed(text) FROM PUBLIC, portal_partner, portal_manager, portal_staff, portal_auditor, portal_system, portal_auth""",
    r"""GRANT EXECUTE ON FUNCTION words_typed(text) TO PUBLIC""",
    r"""ALTER TABLE contract NO FORCE ROW LEVEL SECURITY""",
    r"""ALTER TABLE contract DISABLE TRIGGER USER""",
    r"""UPDATE contract SET folded = fold(number || ' ' || title)""",
    r"""ALTER TABLE contract ENABLE TRIGGER USER""",
    r"""ALTER TABLE contract FORCE ROW LEVEL SECURITY""",
    r"""ALTER TABLE contract ALTER COLUMN folded SET NOT NULL""",
    r"""ALTER TABLE membership NO FORCE ROW LEVEL SECURITY""",
    r"""ALTER TABLE membership DISABLE TRIGGER USER""",
    r"""UPDATE membership SET folded = fold(name || ' ' || email || ' ' || title)""",
    r"""ALTER TABLE membership ENABLE TRIGGER USER""",
    r"""ALTER TABLE membership FORCE ROW LEVEL SECURITY""",
    r"""ALTER TABLE membership ALTER COLUMN folded SET NOT NULL""",
    r"""ALTER TABLE organisation NO FORCE ROW LEVEL SECURITY""",
    r"""ALTER TABLE organisation DISABLE TRIGGER USER""",
    r"""UPDATE organisation SET folded = fold(name)""",
    r"""SET CONSTRAINTS ALL IMMEDIATE""",  # a row that another revision has just changed has its keys looked at again
    r"""ALTER TABLE organisation ENABLE TRIGGER USER""",
    r"""ALTER TABLE organisation FORCE ROW LEVEL SECURITY""",
    r"""ALTER TABLE organisation ALTER COLUMN folded SET NOT NULL""",
    # The texts that stand are read by the clock, after everything else that waits.
    r"""ALTER TABLE contract NO FORCE ROW LEVEL SECURITY""",
    r"""ALTER TABLE journal NO FORCE ROW LEVEL SECURITY""",
    r"""ALTER TABLE reaction_waiting NO FORCE ROW LEVEL SECURITY""",
    r"""INSERT INTO reaction_waiting (partner_id, position, name, entry_id, record_id)
    SELECT c.partner_id, (1::bigint << 62) + row_number() OVER (ORDER BY c.id), 'its words are found', j.id, c.id
    FROM contract c CROSS JOIN LATERAL (SELECT id FROM journal WHERE partner_id = c.partner_id AND record_id = c.id
      ORDER BY id DESC LIMIT 1) AS j""",
    r"""ALTER TABLE reaction_waiting FORCE ROW LEVEL SECURITY""",
    r"""ALTER TABLE journal FORCE ROW LEVEL SECURITY""",
    r"""ALTER TABLE contract FORCE ROW LEVEL SECURITY""",
    r"""ALTER TABLE search_document ADD CONSTRAINT pk_search_document PRIMARY KEY (partner_id, contract_id, part)""",
    r"""ALTER TABLE search_document ADD CONSTRAINT fk_search_document_contract FOREIGN KEY (partner_id, contract_id) REFERENCES contract(partner_id, id)""",
    r"""CREATE INDEX ix_search_document_words ON public.search_document USING gin (words) WITH (fastupdate=off)""",
    r"""ALTER TABLE search_document ENABLE ROW LEVEL SECURITY""",
    r"""ALTER TABLE search_document FORCE ROW LEVEL SECURITY""",
    r"""CREATE POLICY as_owner ON search_document FOR ALL TO portal_owner USING (true) WITH CHECK (true)""",
    r"""COMMENT ON POLICY as_owner ON search_document IS 'ed8be4afcff7afc9'""",
    r"""CREATE POLICY as_system ON search_document FOR ALL TO portal_system USING (true) WITH CHECK (true)""",
    r"""COMMENT ON POLICY as_system ON search_document IS '828c36e110e8f4a6'""",
    r"""CREATE TRIGGER keep_folded BEFORE INSERT OR UPDATE OF number, title, folded ON public.contract FOR EACH ROW EXECUTE FUNCTION keep_folded('number', 'title')""",
    r"""CREATE TRIGGER keep_folded BEFORE INSERT OR UPDATE OF name, email, title, folded ON public.membership FOR EACH ROW EXECUTE FUNCTION keep_folded('name', 'email', 'title')""",
    r"""CREATE TRIGGER keep_folded BEFORE INSERT OR UPDATE OF name, folded ON public.organisation FOR EACH ROW EXECUTE FUNCTION keep_folded('name')""",
    r"""GRANT DELETE, INSERT, SELECT ON search_document TO portal_system""",
)

DOWN = (
    r"""DROP TRIGGER keep_folded ON organisation""",
    r"""DROP TRIGGER keep_folded ON membership""",
    r"""DROP TRIGGER keep_folded ON contract""",
    r"""ALTER TABLE search_document DROP CONSTRAINT fk_search_document_contract""",
    r"""DROP FUNCTION words_typed(text)""",
    r"""DROP FUNCTION words_in(text)""",
    r"""DROP FUNCTION keep_folded()""",
    r"""DROP FUNCTION fold(text)""",
    r"""DROP FUNCTION file_contract(uuid,uuid)""",
    r"""DROP FUNCTION contracts_worded(text[])""",
    r"""ALTER TABLE organisation DROP COLUMN folded""",
    r"""ALTER TABLE membership DROP COLUMN folded""",
    r"""ALTER TABLE contract DROP COLUMN folded""",
    r"""DROP TABLE search_document""",
)


def upgrade() -> None:
    for statement in UP:
        op.get_bind().exec_driver_sql(statement)


def downgrade() -> None:
    for statement in DOWN:
        op.get_bind().exec_driver_sql(statement)
