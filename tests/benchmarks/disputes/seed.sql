-- {cases} disputes of ten lines and twenty entries each, on top of the benchmarks' world: the whale has a tenth of them.
-- Every value follows from a number. Statements end with a line of dashes; $1 is a reason as it was frozen.
CREATE FUNCTION pg_temp.key(kind text, n bigint) RETURNS uuid LANGUAGE sql IMMUTABLE AS $$
  SELECT (lpad(to_hex((1767225600000 + n * 1000)), 12, '0') || '7' || substr(h, 1, 3) || '8' || substr(h, 4, 15))::uuid
  FROM (SELECT md5(kind || n)) AS hashed(h)
$$;
--------
CREATE TEMP TABLE side_of AS
SELECT row_number() OVER (ORDER BY o.id) - 1 AS place, o.id AS partner_id, o.company_id, o.manager_id, m.id AS member_id,
  m.person_id, (SELECT c.id FROM contract c WHERE c.partner_id = o.id AND c.sha256 IS NOT NULL ORDER BY c.id LIMIT 1)
    AS contract_id
FROM organisation o JOIN membership m ON m.partner_id = o.id AND m.roles = '{{PA}}' WHERE o.side = 'PARTNER';
--------
CREATE TEMP TABLE plan AS
SELECT n, s.*, pg_temp.key('case', n) AS id, timestamptz '2026-01-01Z' + n * interval '40 minutes' AS at,
  (ARRAY['SUBMITTED', 'AWAITING_RESPONSE', 'NEGOTIATION', 'ESCALATED', 'REMEDY', 'RESOLVED', 'CLOSED', 'CLOSED', 'CLOSED',
    'WITHDRAWN'])[1 + (n + n / 10) % 10] AS status,
  (ARRAY['PRICE_DIFFERS', 'LATE_PAYMENT', 'SHORT_RECEIPT', 'DAMAGED', 'OTHER'])[1 + (n / 10) % 5] AS reason_code
FROM generate_series(0, {cases} - 1) n
JOIN side_of s ON s.place = CASE n % 10 WHEN 9 THEN 0 ELSE 1 + (n - n / 10) % ((SELECT count(*) FROM side_of) - 1) END;
--------
CREATE TEMP TABLE known AS
SELECT *, status IN ('RESOLVED', 'CLOSED', 'WITHDRAWN') AS is_ended,
  CASE status WHEN 'SUBMITTED' THEN '{{HOST}}' WHEN 'NEGOTIATION' THEN '{{HOST,PARTNER}}' WHEN 'ESCALATED' THEN '{{HOST}}'
    WHEN 'AWAITING_RESPONSE' THEN '{{HOST}}' WHEN 'REMEDY' THEN '{{HOST}}' WHEN 'RESOLVED' THEN '{{HOST}}' ELSE '{{}}'
    END::text[] AS waiting_on,
  CASE WHEN status IN ('CLOSED', 'WITHDRAWN') THEN NULL ELSE at + interval '500 days' END AS due_at
FROM plan;
--------
SET session_replication_role = replica;
--------
INSERT INTO dispute (partner_id, id, version, number, claimant, title, text, reason_code, reason, known_on, contract_id,
  agreed, missing, currency, claimed_minor, conceded_minor, decided_minor, status, level, filed_at, filed_by_name,
  receipt_sha256, company_id, company_owner_id, partner_owner_id, is_dismissed, is_refiled, is_appealed, reopened,
  has_new_evidence, clock_started_at, entries, chain_head, settlement_sha256, cause, cause_text, cause_by_name, cause_at,
  no_prevention_reason, preventions, outcome, ended_at, note, created_by, created_at, waiting_on, due_at, updated_at)
SELECT partner_id, id, 5, 'D-2026-' || lpad(n::text, 6, '0'), 'PARTNER', 'Invoice № ' || n || ' "of March"', 'So it is.',
  reason_code, $1::text::jsonb, at::date, contract_id, '{{}}', 0, 'EUR', 10000 * 10, 4000 * 10, 0, status,
  CASE status WHEN 'ESCALATED' THEN 1 ELSE 0 END, at, 'Robin', repeat('0', 64), company_id, manager_id, member_id, false,
  false, false, 0, false, at + interval '1 day', 20, repeat('0', 64), CASE WHEN status IN ('REMEDY', 'RESOLVED', 'CLOSED')
  THEN repeat('0', 64) END, CASE status WHEN 'CLOSED' THEN 'INVOICE' END, CASE status WHEN 'CLOSED' THEN 'An old list.'
  ELSE '' END, CASE status WHEN 'CLOSED' THEN 'Lee' END, CASE status WHEN 'CLOSED' THEN at END, '', CASE status
  WHEN 'CLOSED' THEN 1 ELSE 0 END, '', CASE WHEN is_ended THEN at + n % 45 * interval '1 day' END, '', person_id, at, waiting_on,
  due_at, at
FROM known;
--------
INSERT INTO dispute_line (partner_id, id, dispute_id, position, side, is_filed, is_open, subject, document_kind,
  document_number, quantity, unit, text, claimed_minor, answer, answer_text, conceded_minor, refusal_text, decision_text,
  decided_minor)
SELECT partner_id, pg_temp.key('line', n * 10 + p), id, p, 'PARTNER', true, NOT is_ended, 'INVOICE:' || n || '-' || p,
  'INVOICE', n || '-' || p, 2.5, 'KGM', 'Too dear by far.', 10000, CASE status WHEN 'SUBMITTED' THEN NULL ELSE 'PART' END,
  CASE status WHEN 'SUBMITTED' THEN '' ELSE 'That much is right.' END, 4000, '', '', 0
FROM known CROSS JOIN generate_series(1, 10) p;
--------
INSERT INTO dispute_entry (partner_id, id, dispute_id, number, kind, side, person_id, by_name, document, chain, made_at)
SELECT partner_id, pg_temp.key('entry', n * 20 + e), id, e, CASE WHEN e = 3 AND status NOT IN ('SUBMITTED',
  'AWAITING_RESPONSE') THEN 'ANSWER' ELSE 'STATEMENT' END, CASE e % 2 WHEN 0 THEN 'HOST' ELSE 'PARTNER' END,
  person_id, 'Robin', '{{"at":"2026-01-01T00:00:00.000000Z","by":"Robin","content":{{"text":"What we say to it, for the '
  || e || 'th time, with all that it takes."}},"kind":"STATEMENT","number":' || e || ',"side":"PARTNER"}}',
  encode(sha256(convert_to(n || '.' || e, 'UTF8')), 'hex'), at + e * (1 + n % 7) * interval '1 hour'
FROM known CROSS JOIN generate_series(1, 20) e;
--------
INSERT INTO dispute_clock (partner_id, id, dispute_id, number, status, level, waiting_on, started_at, due_at, done_at)
SELECT partner_id, pg_temp.key('clock', n * 3 + c), id, c, (ARRAY['SUBMITTED', 'AWAITING_RESPONSE', 'NEGOTIATION'])[c], 0,
  '{{HOST}}', at + c * interval '1 day', at + (c + 9 - n % 12) * interval '1 day',
  CASE WHEN c < 3 OR is_ended THEN at + (c + 1) * interval '1 day' END
FROM known CROSS JOIN generate_series(1, 3) c;
--------
INSERT INTO settlement_offer (partner_id, id, version, dispute_id, number, side, status, sha256, valid_until, expires_at,
  made_by_name, made_at, answered_by_name, answered_at, waiting_on, updated_at)
SELECT partner_id, pg_temp.key('offer', n), 2, id, 1, 'HOST', 'REJECTED', repeat('0', 64), at::date + 20,
  at + interval '20 days', 'Lee', at, 'Robin', at, '{{}}', at
FROM known WHERE n % 3 = 0;
--------
INSERT INTO dispute_remedy (partner_id, id, version, dispute_id, number, kind, obligor, text, amount_minor, currency,
  due_on, ends_at, status, evidence_note, evidence_digests, reason, made_at, waiting_on, due_at, updated_at)
SELECT partner_id, pg_temp.key('remedy', n), 1, id, 1, 'CREDIT_AMOUNT', 'HOST', '', 40000, 'EUR', at::date + 60,
  at + interval '60 days', CASE status WHEN 'REMEDY' THEN 'OPEN' ELSE 'CONFIRMED' END, '', '{{}}', '', at,
  CASE status WHEN 'REMEDY' THEN '{{HOST}}' ELSE '{{}}' END::text[],
  CASE status WHEN 'REMEDY' THEN at + interval '500 days' END, at
FROM known WHERE status IN ('REMEDY', 'RESOLVED', 'CLOSED');
--------
INSERT INTO dispute_prevention (partner_id, id, version, dispute_id, number, side, text, responsible, due_on, ends_at,
  check_on, check_at, status, is_late_told, is_check_told, done_note, check_note, planned_by_name, planned_at, waiting_on, due_at,
  updated_at)
SELECT partner_id, pg_temp.key('prevention', n), 1, id, 1, 'HOST', 'Read price lists twice.', 'Purchasing', at::date + 60,
  at + interval '60 days', at::date + 150, at + interval '150 days', 'PLANNED', false, false, '', '', 'Lee', at, '{{HOST}}',
  at + interval '500 days', at
FROM known WHERE status = 'CLOSED';
--------
INSERT INTO journal
  (id, partner_id, record_type, record_id, event, at, by_id, by_name, side, is_system, is_published, note, changes)
SELECT pg_temp.key('dispute journal', n * 8 + e), partner_id, 'dsp', id, 'dispute.said', at + e * interval '1 hour',
  person_id, 'Robin', 'PARTNER', false, true, '', '[]'
FROM known CROSS JOIN generate_series(1, 8) e;
--------
SET session_replication_role = origin
