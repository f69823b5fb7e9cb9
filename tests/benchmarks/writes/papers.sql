-- Contracts that wait for one step of a partner: as many as there are members, whose keys come in $1.
-- $2 whose turn it was last (the side of the open round), $3 the round's status, $4 the text and $5 its digest,
-- $6 what the changes make of it (its digest), $7 the changes as JSON, $8 the moment.
WITH places AS (
  SELECT m.partner_id, o.company_id, o.manager_id, gen_random_uuid() AS contract_id, gen_random_uuid() AS round_id,
    m.id AS member_id, m.person_id, m.name, m.email, asked.place
  FROM unnest($1::uuid[]) WITH ORDINALITY AS asked(member_id, place)
  JOIN membership m ON m.id = asked.member_id JOIN organisation o ON o.id = m.partner_id
),
contracts AS (
  INSERT INTO contract (id, partner_id, company_id, owner_id, number, title, kind, status, zone, starts_on, ends_on,
    renewal, notice_days, governing_law, clause_count, version_number, sha256, round_number, round_status, pen,
    accepted_by, signed_by, signature_window, waiting_on, due_at, due_calendar, published_at, created_at, updated_at,
    version)
  SELECT contract_id, partner_id, company_id, manager_id, contract_id::text, $4::text::json ->> 'title', 'SUPPLY',
    'IN_NEGOTIATION', 'Europe/Berlin', '2026-04-01', '2027-03-31', 'NONE', 30, 'DE', 12, 1, $5::text, 1, $3::text, $2::text,
    CASE $3::text WHEN 'SUBMITTED' THEN ARRAY[$2::text] ELSE '{}' END, '{}', 0, ARRAY['PARTNER'], $8::timestamptz + interval '14 days',
    'DE+DE', $8::timestamptz, $8::timestamptz, $8::timestamptz, 3
  FROM places
),
versions AS (
  INSERT INTO contract_version (id, partner_id, contract_id, number, sha256, document, side, created_at)
  SELECT gen_random_uuid(), partner_id, contract_id, 1, $5::text, $4::text, 'HOST', $8::timestamptz FROM places
),
rounds AS (
  INSERT INTO negotiation_round (id, partner_id, contract_id, number, side, status, base_number, base_sha256,
    result_sha256, message, opened_at, turn_due_at, due_at, submitted_at, submitted_by)
  SELECT round_id, partner_id, contract_id, 1, $2::text, $3::text, 1, $5::text, CASE $3::text WHEN 'SUBMITTED' THEN $6::text END, '', $8::timestamptz,
    $8::timestamptz + interval '14 days', $8::timestamptz + interval '14 days', CASE $3::text WHEN 'SUBMITTED' THEN $8::timestamptz END,
    CASE $3::text WHEN 'SUBMITTED' THEN 'Manager' END
  FROM places
),
changes AS (
  INSERT INTO clause_change (id, partner_id, contract_id, round_id, position, side, submitted_at, operation,
    clause_key, base_sha256, after_key, number, heading, text, depth, term, term_value, rationale, status, reason)
  SELECT md5(contract_id::text || position)::uuid, partner_id, contract_id, round_id, position, $2::text,
    CASE $3::text WHEN 'SUBMITTED' THEN $8::timestamptz END, operation, clause_key, base_sha256, after_key, number, heading, text, depth,
    term, term_value, rationale, 'PROPOSED', ''
  FROM places CROSS JOIN json_to_recordset($7::text::json) AS told(position bigint, operation text, clause_key text,
    base_sha256 text, after_key text, number text, heading text, text text, depth bigint, term text, term_value text,
    rationale text)
)
SELECT contract_id, round_id, partner_id, member_id, person_id, name, email FROM places ORDER BY place
