-- The steps as functions that PostGraphile offers as mutations: the same rows afterwards, in one call. What takes a
-- text apart, counts business days or compares facts before and after is told by the caller, which favours them.
CREATE SCHEMA IF NOT EXISTS benchmark;
GRANT USAGE ON SCHEMA benchmark TO portal_partner;
CREATE OR REPLACE FUNCTION benchmark.opened_contract(contract_id uuid, expected_version bigint) RETURNS contract
LANGUAGE plpgsql VOLATILE AS $$
DECLARE it contract;
BEGIN
  SELECT * INTO it FROM contract c WHERE c.id = contract_id FOR UPDATE;
  IF NOT FOUND OR it.version <> expected_version OR it.status <> 'IN_NEGOTIATION' THEN
    RAISE EXCEPTION 'not as it was';
  END IF;
  RETURN it;
END $$;
CREATE OR REPLACE FUNCTION benchmark.tell(it contract, event text, at timestamptz, is_system boolean, is_published boolean,
  changes json) RETURNS void
LANGUAGE sql VOLATILE AS $$
  INSERT INTO journal (id, partner_id, record_type, record_id, event, at, by_id, by_name, side, is_system, is_published,
    note, changes)
  SELECT gen_random_uuid(), it.partner_id, 'ctr', it.id, event, at, current_person(), m.name, 'PARTNER', is_system,
    is_published, '', changes
  FROM membership m WHERE m.partner_id = current_partner() AND m.id = current_member()
$$;
CREATE OR REPLACE FUNCTION edit_round(contract_id uuid, expected_version bigint, changes json, told json)
RETURNS contract LANGUAGE plpgsql VOLATILE AS $$
DECLARE
  it contract := benchmark.opened_contract(contract_id, expected_version);
  turn negotiation_round;
  moment timestamptz := statement_timestamp();
BEGIN
  SELECT * INTO STRICT turn FROM negotiation_round r
  WHERE r.partner_id = it.partner_id AND r.contract_id = it.id AND r.status = 'DRAFTING' AND r.side = 'PARTNER';
  DELETE FROM clause_change c WHERE c.partner_id = it.partner_id AND c.round_id = turn.id;
  INSERT INTO clause_change (id, partner_id, contract_id, round_id, position, side, operation, clause_key, base_sha256,
    after_key, number, heading, text, depth, term, term_value, rationale, status, reason)
  SELECT gen_random_uuid(), it.partner_id, it.id, turn.id, t.position, 'PARTNER', t.operation, t.clause_key,
    t.base_sha256, t.after_key, t.number, t.heading, t.text, t.depth, t.term, t.term_value, t.rationale, 'PROPOSED', ''
  FROM json_to_recordset(changes) AS t(position bigint, operation text, clause_key text, base_sha256 text,
    after_key text, number text, heading text, text text, depth bigint, term text, term_value text, rationale text);
  UPDATE contract c SET version = c.version + 1, updated_at = moment, waiting_on = '{PARTNER}'
  WHERE c.partner_id = it.partner_id AND c.id = it.id RETURNING c.* INTO it;
  PERFORM benchmark.tell(it, 'negotiation.draft_saved', moment, false, false, told);
  RETURN it;
END $$;
CREATE OR REPLACE FUNCTION submit_round(contract_id uuid, expected_version bigint, expected_digest text,
  result_digest text, due_at timestamptz, due_calendar text, told json)
RETURNS contract LANGUAGE plpgsql VOLATILE AS $$
DECLARE
  it contract := benchmark.opened_contract(contract_id, expected_version);
  turn negotiation_round;
  moment timestamptz := statement_timestamp();
  caller text := (SELECT m.name FROM membership m WHERE m.partner_id = current_partner() AND m.id = current_member());
BEGIN
  IF it.sha256 <> expected_digest THEN RAISE EXCEPTION 'another text'; END IF;
  UPDATE negotiation_round r SET status = 'SUBMITTED', due_at = submit_round.due_at, submitted_at = moment,
    submitted_by = caller, result_sha256 = result_digest
  WHERE r.partner_id = it.partner_id AND r.contract_id = it.id AND r.status = 'DRAFTING' AND r.side = 'PARTNER'
  RETURNING r.* INTO STRICT turn;
  UPDATE clause_change c SET submitted_at = moment WHERE c.partner_id = it.partner_id AND c.round_id = turn.id;
  INSERT INTO acceptance (id, partner_id, contract_id, sha256, side, person_id, name, accepted_at)
  VALUES (gen_random_uuid(), it.partner_id, it.id, result_digest, 'PARTNER', current_person(), caller, moment);
  UPDATE contract c SET version = c.version + 1, updated_at = moment, round_status = 'SUBMITTED',
    waiting_on = '{HOST}', due_at = submit_round.due_at, due_calendar = submit_round.due_calendar,
    accepted_by = '{PARTNER}'
  WHERE c.partner_id = it.partner_id AND c.id = it.id RETURNING c.* INTO it;
  PERFORM benchmark.tell(it, 'negotiation.round_submitted', moment, false, true, told);
  RETURN it;
END $$;
CREATE OR REPLACE FUNCTION accept_round(contract_id uuid, expected_version bigint, expected_digest text, document text,
  due_at timestamptz, due_calendar text, told json, told_then json)
RETURNS contract LANGUAGE plpgsql VOLATILE AS $$
DECLARE
  it contract := benchmark.opened_contract(contract_id, expected_version);
  turn negotiation_round;
  moment timestamptz := statement_timestamp();
  terms json := document::json -> 'terms';
  caller text := (SELECT m.name FROM membership m WHERE m.partner_id = current_partner() AND m.id = current_member());
BEGIN
  UPDATE negotiation_round r SET status = 'ACCEPTED', due_at = NULL, closed_at = moment
  WHERE r.partner_id = it.partner_id AND r.contract_id = it.id AND r.status = 'SUBMITTED' AND r.side = 'HOST'
    AND r.result_sha256 = expected_digest
  RETURNING r.* INTO STRICT turn;
  UPDATE clause_change c SET status = 'ACCEPTED' WHERE c.partner_id = it.partner_id AND c.round_id = turn.id;
  INSERT INTO contract_version (id, partner_id, contract_id, number, parent_sha256, sha256, document, side, created_at)
  VALUES (gen_random_uuid(), it.partner_id, it.id, it.version_number + 1, it.sha256, expected_digest, document, 'HOST',
    moment);
  INSERT INTO acceptance (id, partner_id, contract_id, sha256, side, person_id, name, accepted_at)
  VALUES (gen_random_uuid(), it.partner_id, it.id, expected_digest, 'PARTNER', current_person(), caller, moment);
  UPDATE contract c SET version = c.version + 2, updated_at = moment, status = 'AGREED', round_status = NULL,
    pen = NULL, version_number = it.version_number + 1, sha256 = expected_digest, accepted_by = '{HOST,PARTNER}',
    waiting_on = '{HOST}', due_at = accept_round.due_at, due_calendar = accept_round.due_calendar,
    starts_on = (terms ->> 'starts_on')::date, ends_on = (terms ->> 'ends_on')::date, renewal = terms ->> 'renewal',
    notice_days = (terms ->> 'notice_days')::bigint, governing_law = terms ->> 'governing_law',
    clause_count = json_array_length(document::json -> 'clauses')
  WHERE c.partner_id = it.partner_id AND c.id = it.id RETURNING c.* INTO it;
  PERFORM benchmark.tell(it, 'negotiation.round_accepted', moment, false, true, told);
  PERFORM benchmark.tell(it, 'contract.agreed', moment, true, true, told_then);
  RETURN it;
END $$;
