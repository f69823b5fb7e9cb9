-- The world of facts: {partners} partners; number 0 is the whale. Statements end with a line of dashes.
CREATE FUNCTION pg_temp.key(kind text, n bigint) RETURNS uuid LANGUAGE sql IMMUTABLE AS $$
  SELECT (lpad(to_hex((1767225600000 + n * 1000)), 12, '0') || '7' || substr(h, 1, 3) || '8' || substr(h, 4, 15))::uuid
  FROM (SELECT md5(kind || n)) AS hashed(h)
$$;
--------
INSERT INTO organisation (id, side, name, kinds, country, calendar, zone, status, stage, created_at, updated_at, version,
  reason, held_for, waiting_on)
VALUES (pg_temp.key('company', 0), 'HOST', 'Entente Works', '{{}}', 'DE', 'DE', 'Europe/Berlin', 'ACTIVE',
  'COMMITMENT', '2022-01-01Z', '2022-01-01Z', 1, '', '{{}}', '{{}}');
--------
INSERT INTO person (id, name, email, language, zone)
SELECT pg_temp.key('host person', 0), 'Manager', 'manager@entente.example', 'en', 'Europe/Berlin'
UNION ALL
SELECT pg_temp.key('person', n), 'Robin ' || n, 'robin' || n || '@partner.example', 'en', 'Europe/Berlin'
FROM generate_series(0, {partners} - 1) n;
--------
INSERT INTO membership (id, partner_id, person_id, side, name, email, title, roles, status, created_at, updated_at, version,
  waiting_on)
VALUES (pg_temp.key('host member', 0), pg_temp.key('company', 0), pg_temp.key('host person', 0), 'HOST', 'Manager',
  'manager@entente.example', 'Manager', '{{RM}}', 'ACTIVE', '2022-01-01Z', '2022-01-01Z', 1, '{{}}');
--------
INSERT INTO organisation
  (id, side, name, kinds, country, calendar, zone, status, stage, company_id, manager_id, created_at, updated_at, version,
  reason, held_for, waiting_on)
SELECT pg_temp.key('partner', n), 'PARTNER', 'Partner ' || n, '{{SUPPLIER}}', 'DE', 'DE', 'Europe/Berlin',
  'ACTIVE', 'EXPANSION', pg_temp.key('company', 0), pg_temp.key('host member', 0), '2022-01-01Z', '2022-01-01Z', 1, '',
  '{{}}', '{{}}'
FROM generate_series(0, {partners} - 1) n;
--------
INSERT INTO membership (id, partner_id, person_id, side, name, email, title, roles, status, created_at, updated_at, version,
  waiting_on)
SELECT pg_temp.key('member', n), pg_temp.key('partner', n), pg_temp.key('person', n), 'PARTNER', 'Robin ' || n,
  'robin' || n || '@partner.example', 'Buyer', '{{PA}}', 'ACTIVE', '2022-01-01Z', '2022-01-01Z', 1, '{{}}'
FROM generate_series(0, {partners} - 1) n;
--------
INSERT INTO auth.session (token_sha256, id, access_class, person_id, member_id, partner_id, partners, actor_version,
  signed_in_at, seen_at, idle_seconds, expires_at, agent, address, strength, authenticated_at)
SELECT sha256(convert_to(m.email, 'UTF8')), m.id, 'portal_partner', m.person_id, m.id, m.partner_id, '{{}}', 1,
  statement_timestamp(), statement_timestamp(), 30 * 86400, statement_timestamp() + interval '30 days', '', '',
  'pwd', statement_timestamp()
FROM membership m WHERE m.side = 'PARTNER';
--------
INSERT INTO expectation (partner_id, id, company_id, code, title, kind, status, author, obligor, metric_id, document,
  sha256, target, tolerance, floor, period, zone, min_sample, starts_on, proposed_at, agreed_at, reason, measured_until,
  version, waiting_on, due_at, created_at, updated_at)
SELECT pg_temp.key('partner', n), pg_temp.key('promise', n * 10 + p.place), pg_temp.key('company', 0), p.code, p.title,
  p.kind, 'ACTIVE', 'HOST', 'PARTNER', p.metric_id, p.document, p.sha256, p.target, NULL, p.floor, 'QUARTER', p.zone,
  p.min_sample, p.starts_on, '2022-01-01Z', '2022-01-01Z', '', '2025-12-31', 1, '{{}}', NULL, '2022-01-01Z', '2022-01-01Z'
FROM generate_series(0, {partners} - 1) n, jsonb_to_recordset($1::text::jsonb) AS p (place int, code text, title text,
  kind text, metric_id uuid, document text, sha256 text, target numeric, floor numeric, zone text, min_sample int,
  starts_on date);
--------
INSERT INTO measurement (partner_id, id, expectation_id, starts_on, ends_on, ordinal, obligor, status, closes_at, revision,
  numerator, denominator, n, excluded, value, low, high, verdict, subjects_sha256, as_of, published_at, final_at, late,
  upheld, reason, version, waiting_on, due_at, created_at, updated_at)
SELECT e.partner_id, pg_temp.key('value', row_number() OVER (ORDER BY e.id) * 8 + q), e.id, first,
  (first + interval '3 months - 1 day')::date, 1, 'PARTNER', CASE q WHEN 0 THEN 'COLLECTING' ELSE 'FINAL' END,
  first + interval '3 months 10 days', least(q, 1), CASE WHEN q > 0 THEN 94 END, CASE WHEN q > 0 THEN 100 END,
  CASE WHEN q > 0 THEN 100 END, CASE WHEN q > 0 THEN 0 END, CASE WHEN q > 0 THEN 94 END, CASE WHEN q > 0 THEN 87.5 END,
  CASE WHEN q > 0 THEN 97.2 END, CASE WHEN q > 0 THEN 'UNSURE' END, CASE WHEN q > 0 THEN repeat('0', 64) END,
  CASE WHEN q > 0 THEN timestamptz '2026-01-03Z' END,
  CASE WHEN q > 0 THEN first + interval '3 months 10 days' END, CASE WHEN q > 0 THEN first + interval '4 months' END, 0, 0,
  '', least(q, 1) + 1, '{{}}', CASE q WHEN 0 THEN timestamptz '2026-01-10 23:00Z' END, '2022-01-01Z', '2022-01-01Z'
FROM expectation e, generate_series(0, 4) q, LATERAL (SELECT date '2025-10-01' - q * interval '3 months') AS of(at),
  LATERAL (SELECT of.at::date) AS day(first);
--------
INSERT INTO measurement_revision (partner_id, id, measurement_id, number, reason, numerator, denominator, n, excluded,
  value, low, high, verdict, expectation_sha256, metric_sha256, exclusions_sha256, subjects_sha256, as_of, made_at)
SELECT m.partner_id, gen_random_uuid(), m.id, 1, 'CLOSED', m.numerator, m.denominator, m.n, 0, m.value, m.low, m.high,
  m.verdict, e.sha256, repeat('0', 64), repeat('0', 64), m.subjects_sha256, m.as_of, m.as_of
FROM measurement m JOIN expectation e ON e.partner_id = m.partner_id AND e.id = m.expectation_id WHERE m.revision = 1;
--------
INSERT INTO scorecard (partner_id, id, company_id, title, obligor, author, status, document, sha256, proposed_at, agreed_at,
  reason, score, score_exact, covered, unscored, standing, scored_at, version, waiting_on, created_at, updated_at)
SELECT partner_id, pg_temp.key('card', row_number() OVER (ORDER BY partner_id)), company_id, 'Deliveries', 'PARTNER', 'HOST',
  'AGREED', document, encode(sha256(convert_to(document, 'UTF8')), 'hex'), '2022-01-01Z', '2022-01-01Z', '', 80, 80, 100,
  0, 'GOOD', '2025-11-01Z', 1, '{{}}', '2022-01-01Z', '2022-01-01Z'
FROM (SELECT partner_id, company_id, replace($2::text, '"LINES"', string_agg(
    '{{"expectation":"' || id || '","weight":"10"}}', ',' ORDER BY id::text)) AS document
  FROM expectation GROUP BY 1, 2) AS agreed;
--------
INSERT INTO scorecard_period (partner_id, id, scorecard_id, starts_on, ends_on, number, score, covered, unscored, standing,
  document, sha256, made_at)
SELECT c.partner_id, gen_random_uuid(), c.id, first, (first + interval '3 months - 1 day')::date, 1, 80, 100, 0, 'GOOD',
  '{{"lines":[]}}', c.sha256, first + interval '4 months'
FROM scorecard c, generate_series(1, 4) q,
  LATERAL (SELECT (date '2025-10-01' - q * interval '3 months')::date) AS day(first);
