-- The world of the benchmarks: {partners} partners, {contracts} contracts. Partner 0 is the whale with a tenth of them.
-- Every value follows from a number, so that two runs see the same rows. Statements end with a line of dashes.
CREATE FUNCTION pg_temp.key(kind text, n bigint) RETURNS uuid LANGUAGE sql IMMUTABLE AS $$
  SELECT (lpad(to_hex((1767225600000 + n * 1000)), 12, '0') || '7' || substr(h, 1, 3) || '8' || substr(h, 4, 15))::uuid
  FROM (SELECT md5(kind || n)) AS hashed(h)
$$;
--------
CREATE FUNCTION pg_temp.dice(kind text, n bigint) RETURNS int LANGUAGE sql IMMUTABLE AS $$
  SELECT ('x' || substr(md5(kind || 'dice' || n), 1, 7))::bit(28)::int % 100
$$;
--------
INSERT INTO organisation (id, side, name, kinds, country, calendar, zone, status, stage, created_at, updated_at, version,
  reason, held_for, waiting_on)
VALUES (pg_temp.key('company', 0), 'HOST', 'Entente Works', '{{}}', 'DE', 'DE', 'Europe/Berlin', 'ACTIVE',
  'COMMITMENT', '2025-01-01Z', '2025-01-01Z', 1, '', '{{}}', '{{}}');
--------
INSERT INTO person (id, name, email, language, zone)
SELECT pg_temp.key('host person', n), 'Manager ' || n, 'manager' || n || '@entente.example', 'en', 'Europe/Berlin'
FROM generate_series(0, 19) n
UNION ALL
SELECT pg_temp.key('person', n), 'Robin "Rob" Näme ' || n, 'robin' || n || '@partner.example', 'en', 'Europe/Berlin'
FROM generate_series(0, {partners} * 2 - 1) n;
--------
INSERT INTO membership (id, partner_id, person_id, side, name, email, title, roles, status, created_at, updated_at, version,
  waiting_on)
SELECT pg_temp.key('host member', n), pg_temp.key('company', 0), pg_temp.key('host person', n), 'HOST', 'Manager ' || n,
  'manager' || n || '@entente.example', 'Manager', CASE n WHEN 0 THEN '{{LE}}' ELSE '{{RM}}' END::text[], 'ACTIVE',
  '2025-01-01Z', '2025-01-01Z', 1, '{{}}'
FROM generate_series(0, 19) n;
--------
INSERT INTO organisation
  (id, side, name, kinds, country, calendar, zone, status, stage, company_id, manager_id, created_at, updated_at, version,
  reason, held_for, waiting_on)
SELECT pg_temp.key('partner', n), 'PARTNER', 'Partner & Söhne ' || n, '{{SUPPLIER}}', 'DE', 'DE', 'Europe/Berlin',
  'ACTIVE', 'EXPANSION', pg_temp.key('company', 0), pg_temp.key('host member', 1 + n % 19),
  timestamptz '2025-02-01Z' + n * interval '1 minute', timestamptz '2025-02-01Z' + n * interval '1 minute', 1, '', '{{}}', '{{}}'
FROM generate_series(0, {partners} - 1) n;
--------
INSERT INTO membership (id, partner_id, person_id, side, name, email, title, roles, status, created_at, updated_at, version,
  waiting_on)
SELECT pg_temp.key('member', n), pg_temp.key('partner', n / 2), pg_temp.key('person', n), 'PARTNER',
  'Robin "Rob" Näme ' || n, 'robin' || n || '@partner.example', 'Buyer',
  CASE n % 2 WHEN 0 THEN '{{PA}}' ELSE '{{PM}}' END::text[], 'ACTIVE', '2025-03-01Z',
  '2025-03-01Z', 1, '{{}}'
FROM generate_series(0, {partners} * 2 - 1) n;
--------
INSERT INTO auth.session (token_sha256, id, access_class, person_id, member_id, partner_id, partners, actor_version,
  signed_in_at, seen_at, idle_seconds, expires_at, agent, address, strength,
  authenticated_at)
SELECT sha256(convert_to(rtrim(translate(encode(sha256(convert_to(m.email, 'UTF8')), 'base64'), '+/', '-_'), '='), 'UTF8')),
  m.id, CASE WHEN m.side = 'PARTNER' THEN 'portal_partner' WHEN m.roles = '{{RM}}' THEN 'portal_manager'
    ELSE 'portal_staff' END,
  m.person_id, m.id, m.partner_id, ARRAY(SELECT o.id FROM organisation o WHERE o.manager_id = m.id), 1,
  statement_timestamp(), statement_timestamp(), 30 * 86400, statement_timestamp() + interval '30 days', '', '',
  'pwd', statement_timestamp()
FROM membership m;
--------
CREATE TEMP TABLE text_of AS
SELECT n AS contract, v AS number, document, encode(sha256(convert_to(document, 'UTF8')), 'hex') AS sha256
FROM generate_series(0, {contracts} - 1) n, generate_series(1, 4) v,
  LATERAL (SELECT '{{"clauses":[{{"depth":0,"heading":"Scope","key":"scope","number":"1","text":"Text ' || n || '.' || v
    || repeat(' of what the supplier delivers', 8) || '."}}],"title":"Supply ' || n || '"}}') AS made(document);
--------
CREATE TEMP TABLE plan AS
SELECT n, CASE n % 10 WHEN 0 THEN 0 ELSE 1 + (n - n / 10 - 1) % ({partners} - 1) END AS partner,
  CASE WHEN d < 33 THEN 'IN_NEGOTIATION' WHEN d < 35 THEN 'DRAFT' WHEN d < 90 THEN 'ACTIVE' ELSE 'EXPIRED' END AS status,
  timestamptz '2026-01-01Z' + n * interval '7 minutes' AS at, 1 + n % 19 AS manager
FROM (SELECT n, pg_temp.dice('contract', n) FROM generate_series(0, {contracts} - 1) n) AS diced(n, d);
--------
CREATE UNIQUE INDEX ON text_of (contract, number);
--------
ANALYZE plan, text_of;
--------
INSERT INTO contract (id, partner_id, company_id, owner_id, number, title, kind, status, zone, starts_on, ends_on,
  renewal, notice_days, value_minor, currency, governing_law, clause_count, version_number, sha256, round_number,
  round_status, pen, accepted_by, signed_by, signature_window, waiting_on, due_at, due_calendar, published_at,
  created_at, updated_at, version)
SELECT pg_temp.key('contract', n), pg_temp.key('partner', partner), pg_temp.key('company', 0),
  pg_temp.key('host member', manager), 'C-2026-' || n, 'Supply of "parts" № ' || n, 'SUPPLY', status, 'Europe/Berlin',
  '2026-04-01', '2027-03-31', 'NONE', 30, 100000 + n, 'EUR', 'DE', 1, CASE status WHEN 'DRAFT' THEN 0 ELSE 4 END,
  CASE status WHEN 'DRAFT' THEN NULL ELSE sha256 END, CASE status WHEN 'DRAFT' THEN 0 WHEN 'IN_NEGOTIATION' THEN 2
  ELSE 1 END, CASE status WHEN 'IN_NEGOTIATION' THEN 'DRAFTING' END, CASE WHEN status = 'IN_NEGOTIATION' THEN 'PARTNER' END,
  CASE WHEN status IN ('ACTIVE', 'EXPIRED') THEN ARRAY['HOST', 'PARTNER'] ELSE '{{}}' END,
  CASE WHEN status IN ('ACTIVE', 'EXPIRED') THEN ARRAY['HOST', 'PARTNER'] ELSE '{{}}' END,
  CASE WHEN status IN ('ACTIVE', 'EXPIRED') THEN 1 ELSE 0 END,
  CASE status WHEN 'IN_NEGOTIATION' THEN ARRAY['PARTNER'] WHEN 'DRAFT' THEN ARRAY['HOST'] ELSE '{{}}' END,
  CASE status WHEN 'IN_NEGOTIATION' THEN at + interval '500 days' END,
  CASE status WHEN 'IN_NEGOTIATION' THEN 'DE+DE' END, CASE WHEN status <> 'DRAFT' THEN at END, at,
  at + interval '1 day', 5
FROM plan JOIN text_of ON contract = n AND text_of.number = 4;
--------
INSERT INTO contract_version (id, partner_id, contract_id, number, parent_sha256, sha256, document, side, created_at)
SELECT pg_temp.key('version', n * 4 + t.number), pg_temp.key('partner', partner), pg_temp.key('contract', n), t.number,
  NULL, t.sha256, t.document, CASE t.number % 2 WHEN 0 THEN 'PARTNER' ELSE 'HOST' END, at + t.number * interval '1 hour'
FROM plan JOIN text_of t ON t.contract = n WHERE status <> 'DRAFT';
--------
INSERT INTO negotiation_round (id, partner_id, contract_id, number, side, status, base_number, base_sha256,
  result_sha256, message, opened_at, turn_due_at, due_at, submitted_at, submitted_by, closed_at)
SELECT pg_temp.key('round', n * 2 + r), pg_temp.key('partner', partner), pg_temp.key('contract', n), r, 'PARTNER',
  CASE r WHEN 1 THEN 'ACCEPTED' ELSE 'DRAFTING' END, 1, t.sha256, CASE r WHEN 1 THEN t.sha256 END, '', at,
  at + interval '500 days', CASE r WHEN 2 THEN at + interval '500 days' END, CASE r WHEN 1 THEN at END,
  CASE r WHEN 1 THEN 'Robin' END, CASE r WHEN 1 THEN at END
FROM plan JOIN text_of t ON t.contract = n AND t.number = 4 CROSS JOIN generate_series(1, 2) r
WHERE status = 'IN_NEGOTIATION' OR status <> 'DRAFT' AND r = 1;
--------
INSERT INTO journal
  (id, partner_id, record_type, record_id, event, at, by_id, by_name, side, is_system, is_published, note, changes)
SELECT pg_temp.key('journal', n * 4 + e), pg_temp.key('partner', partner), 'ctr', pg_temp.key('contract', n),
  'contract.changed', at + e * interval '1 hour', pg_temp.key('person', partner * 2), 'Robin', 'PARTNER', false, true, '',
  '[{{"field": "status", "before": "DRAFT", "after": "ACTIVE"}}]'
FROM plan CROSS JOIN generate_series(1, 4) e WHERE status <> 'DRAFT';
--------
-- On each contract a shared note, and two tasks: the company's for the partner, the partner's own; a tenth are open.
CREATE TEMP TABLE said AS
SELECT n, kind, pg_temp.key('partner', partner) AS partner_id, pg_temp.key('contract', n) AS contract_id, at,
  'Please look at № ' || n AS text, (kind <> 'said') AS is_task, (kind <> 'said' AND n % 10 = 3) AS is_open,
  CASE kind WHEN 'own' THEN 'PARTNER' ELSE 'HOST' END AS side,
  CASE kind WHEN 'own' THEN pg_temp.key('member', partner * 2 + 1) ELSE pg_temp.key('host member', manager) END AS author_id,
  pg_temp.key('member', partner * 2) AS assignee_id
FROM plan CROSS JOIN unnest(ARRAY['said', 'given', 'own']) kind WHERE status <> 'DRAFT';
--------
CREATE TEMP VIEW written AS
SELECT partner_id, pg_temp.key('note ' || kind, n) AS id, 1 AS version, 'ctr' AS subject_type, contract_id AS subject_id,
  'ctr' AS about_type, contract_id AS about_id, side, author_id, 'Robin' AS author_name, text, '' AS salt,
  encode(sha256(convert_to(E'\n' || text, 'UTF8')), 'hex') AS sha256, '{{}}'::text[] AS mentions, 'WRITTEN' AS status,
  at AS written_at, at AS updated_at, CASE WHEN is_open THEN 'OPEN' WHEN is_task THEN 'DONE' END AS task_status,
  CASE WHEN is_task THEN assignee_id END AS assignee_id, CASE WHEN is_task THEN 'Robin' END AS assignee_name,
  CASE WHEN is_task THEN 'PARTNER' END AS assignee_side, CASE WHEN is_task THEN date '2027-01-31' END AS due_on,
  CASE WHEN is_task THEN 'Europe/Berlin' END AS zone, CASE WHEN is_open THEN ARRAY['PARTNER'] ELSE '{{}}' END AS waiting_on,
  CASE WHEN is_open THEN timestamptz '2027-01-31 22:59:59Z' END AS due_at, kind
FROM said;
--------
INSERT INTO note (partner_id, id, version, subject_type, subject_id, about_type, about_id, side, author_id, author_name,
  text, salt, sha256, mentions, status, written_at, updated_at, task_status, assignee_id, assignee_name, assignee_side,
  due_on, zone, waiting_on, due_at)
SELECT partner_id, id, version, subject_type, subject_id, about_type, about_id, side, author_id, author_name,
  text, salt, sha256, mentions, status, written_at, updated_at, task_status, assignee_id, assignee_name, assignee_side,
  due_on, zone, waiting_on, due_at
FROM written WHERE kind <> 'own';
--------
INSERT INTO partner_note (partner_id, id, version, subject_type, subject_id, about_type, about_id, side, author_id,
  author_name, text, salt, sha256, mentions, status, written_at, updated_at, task_status, assignee_id, assignee_name,
  assignee_side, due_on, zone, waiting_on, due_at)
SELECT partner_id, id, version, subject_type, subject_id, about_type, about_id, side, author_id,
  author_name, text, salt, sha256, mentions, status, written_at, updated_at, task_status, assignee_id, assignee_name,
  assignee_side, due_on, zone, waiting_on, due_at
FROM written WHERE kind = 'own';
