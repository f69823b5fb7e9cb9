-- {customers} end customers and {cells} cells on top of the benchmarks' world; the whale registers a tenth of them. The
-- first customer is a large one: each product in each country is held. Names of ten customers are the same. Every value
-- follows from a number. Statements end with a line of dashes. `piece` holds the places of products and regions.
CREATE FUNCTION pg_temp.key(kind text, n bigint) RETURNS uuid LANGUAGE sql IMMUTABLE AS $$
  SELECT (lpad(to_hex((1767225600000 + n * 1000)), 12, '0') || '7' || substr(h, 1, 3) || '8' || substr(h, 4, 15))::uuid
  FROM (SELECT md5(kind || n)) AS hashed(h)
$$;
--------
CREATE TEMP TABLE side_of AS
SELECT row_number() OVER (ORDER BY o.id) - 1 AS place, o.id AS partner_id, o.company_id, o.manager_id, m.id AS member_id,
  m.person_id
FROM organisation o JOIN membership m ON m.partner_id = o.id AND m.roles = '{{PA}}' WHERE o.side = 'PARTNER';
--------
SET session_replication_role = replica;
ALTER TABLE opportunity ENABLE ALWAYS TRIGGER keep_folded;  -- what is searched for is there all the same
--------
INSERT INTO end_customer (id, place, name, country, heads, made_at)
SELECT pg_temp.key('customer', n), 17 + n * 1000003::bigint, 'Hartmann Werke ' || n || ' GmbH', 'DE', '{{hart,werk}}',
  timestamptz '2026-01-01Z'
FROM generate_series(0, {customers} - 1) n;
--------
INSERT INTO customer_key (id, customer_id, kind, value)
SELECT pg_temp.key('domain', n), pg_temp.key('customer', n), 'DOMAIN', 'hartmann' || n || '.example'
FROM generate_series(0, {customers} - 1) n
UNION ALL
SELECT pg_temp.key('name', n), pg_temp.key('customer', n), 'NAME', 'DE hartmannwerke' || n / 10
FROM generate_series(0, {customers} - 1) n;
--------
CREATE TEMP TABLE plan AS
SELECT n, s.*, pg_temp.key('opportunity', n) AS id, timestamptz '2026-01-01Z' + n * interval '8 minutes' AS at,
  CASE WHEN n < (SELECT count(*) FROM piece WHERE kind = 'product') THEN 0
    ELSE n % {customers} END AS customer, n < (SELECT count(*) FROM piece WHERE kind = 'product') AS is_large,
  (ARRAY['PROTECTED', 'PROTECTED', 'PROTECTED', 'PROTECTED', 'SUBMITTED', 'PROTECTED', 'WON', 'EXPIRED', 'LOST',
    'PROTECTED'])[1 + (n + n / 10) % 10] AS status
FROM generate_series(0, {cells} / 2 - 1) n
JOIN side_of s ON s.place = CASE n % 10 WHEN 9 THEN 0 ELSE 1 + (n - n / 10) % ((SELECT count(*) FROM side_of) - 1) END;
--------
UPDATE plan SET status = 'PROTECTED' WHERE is_large;
--------
CREATE TEMP TABLE holding AS
SELECT p.n, a.code AS product, a.first AS product_at, b.code AS region, b.first AS region_from, b.last AS region_to
FROM plan p JOIN piece a ON a.kind = 'product' JOIN piece b ON b.kind = 'region'
WHERE CASE WHEN p.is_large THEN a.number = p.n ELSE a.number IN (p.n % 20, (p.n + 7) % 20) AND b.number = p.n % 27 END;
--------
CREATE INDEX ON holding (n);
--------
ANALYZE holding;
--------
INSERT INTO opportunity (partner_id, id, version, number, author, source, customer_name, customer_country,
  customer_domain, customer_lei, customer_vat, customer_register, customer_keys, customer_heads, external_id, products, regions,
  text, stage,
  estimate_minor, estimate_currency, expected_close_on, status, shown_at, filed_at, filed_number, filed_by_name,
  receipt_sha256, placed_at, stood, protected_at, ends_at, extensions, extension_text, warned, order_reference, won_on,
  value_minor, value_currency, loss_reason, note, company_id, company_owner_id, partner_owner_id, created_by, created_at,
  ended_at, waiting_on, due_at, updated_at)
SELECT partner_id, id, 3, 'O-2026-' || lpad(n::text, 6, '0'), 'PARTNER', 'REGISTERED', 'Hartmann Werke ' || customer ||
  ' GmbH', 'DE', 'hartmann' || customer || '.example', '', '', '', ARRAY['DOMAIN:hartmann' || customer || '.example',
  'NAME:DE hartmannwerke' || customer / 10], '{{hart,werk}}', '', (SELECT array_agg(DISTINCT product)
  FROM holding h WHERE h.n = plan.n), (SELECT array_agg(DISTINCT region) FROM holding h WHERE h.n = plan.n), 'So it is.', 'LEAD', 4800000, 'EUR',
  (at + interval '60 days')::date, status, at, at, n + 1, 'Robin', repeat('0', 64), at, '[]',
  CASE status WHEN 'SUBMITTED' THEN NULL ELSE at + interval '1 day' END,
  CASE status WHEN 'SUBMITTED' THEN NULL ELSE at + interval '900 days' END, 0, '', 0,
  CASE status WHEN 'WON' THEN 'PO 1' ELSE '' END, CASE status WHEN 'WON' THEN at::date END,
  CASE status WHEN 'WON' THEN 4500000 END, CASE status WHEN 'WON' THEN 'EUR' END,
  CASE status WHEN 'LOST' THEN 'PRICE' END, '', company_id, manager_id, member_id, person_id, at,
  CASE WHEN status IN ('WON', 'EXPIRED', 'LOST') THEN at + interval '20 days' END,
  CASE status WHEN 'SUBMITTED' THEN '{{HOST}}' WHEN 'PROTECTED' THEN '{{PARTNER}}' ELSE '{{}}' END::text[],
  CASE WHEN status IN ('SUBMITTED', 'PROTECTED') THEN at + interval '800 days' END, at
FROM plan;
--------
INSERT INTO protection_cell (id, holder_id, opportunity_id, customer, product, product_at, region, region_from,
  region_to, begins_at, ends_at, status)
SELECT pg_temp.key('cell' || product || region, n), partner_id, id, 17 + customer * 1000003::bigint, product, product_at,
  region, region_from, region_to, at, CASE status WHEN 'SUBMITTED' THEN NULL WHEN 'PROTECTED' THEN at +
  interval '900 days' ELSE at + interval '20 days' END,
  CASE status WHEN 'SUBMITTED' THEN 'HELD' WHEN 'PROTECTED' THEN 'PROTECTED' ELSE 'ENDED' END
FROM holding JOIN plan USING (n);
--------
INSERT INTO journal (partner_id, id, record_type, record_id, event, at, by_id, by_name, side, is_system, is_published,
  note, changes)
SELECT partner_id, pg_temp.key('told' || e, n), 'opp', id, (ARRAY['opportunity.registered', 'opportunity.protected'])[e],
  at + (e - 1) * interval '1 day', person_id, 'Robin', 'PARTNER', false, true, '', '[]'
FROM plan CROSS JOIN generate_series(1, 2) e WHERE e = 1 OR status <> 'SUBMITTED';
--------
SET session_replication_role = origin;
