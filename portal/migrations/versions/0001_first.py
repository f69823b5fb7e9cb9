"""Everything: functions, tables, policies, grants and triggers, as `freeze` beside this folder wrote it."""

from alembic import op
from sqlalchemy import text

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

UP = (
    r"""CREATE SCHEMA IF NOT EXISTS auth""",
    r"""CREATE OR REPLACE FUNCTION current_partner() RETURNS uuid LANGUAGE sql STABLE PARALLEL SAFE AS $$ SELECT greatest(current_setting('portal.partner', true) COLLATE "C", '00000000-0000-0000-0000-000000000000')::uuid $$""",
    r"""CREATE OR REPLACE FUNCTION current_person() RETURNS uuid LANGUAGE sql STABLE PARALLEL SAFE AS $$ SELECT greatest(substr(current_setting('portal.caller', true), 1, 36) COLLATE "C", '00000000-0000-0000-0000-000000000000')::uuid $$""",
    r"""CREATE OR REPLACE FUNCTION current_member() RETURNS uuid LANGUAGE sql STABLE PARALLEL SAFE AS $$ SELECT greatest(substr(current_setting('portal.caller', true), 37, 36) COLLATE "C", '00000000-0000-0000-0000-000000000000')::uuid $$""",
    r"""CREATE OR REPLACE FUNCTION current_session() RETURNS uuid LANGUAGE sql STABLE PARALLEL SAFE AS $$ SELECT greatest(substr(current_setting('portal.caller', true), 73, 36) COLLATE "C", '00000000-0000-0000-0000-000000000000')::uuid $$""",
    r"""CREATE OR REPLACE FUNCTION current_partners() RETURNS uuid[] LANGUAGE sql STABLE PARALLEL SAFE AS $$ SELECT greatest(substr(current_setting('portal.caller', true), 109) COLLATE "C", '{00000000-0000-0000-0000-000000000000}')::uuid[] $$""",
    r"""CREATE OR REPLACE FUNCTION signed_in() RETURNS boolean LANGUAGE sql STABLE PARALLEL SAFE AS $$ SELECT current_setting('portal.partner', true) <> '' $$""",
    r"""CREATE OR REPLACE FUNCTION current_request() RETURNS text LANGUAGE sql STABLE PARALLEL SAFE AS $$ SELECT coalesce(split_part(current_setting('portal.origin', true), ' ', 1), '') $$""",
    r"""CREATE OR REPLACE FUNCTION current_address() RETURNS text LANGUAGE sql STABLE PARALLEL SAFE AS $$ SELECT coalesce(split_part(current_setting('portal.origin', true), ' ', 2), '') $$""",
    r"""CREATE OR REPLACE FUNCTION major_units(minor bigint, currency text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$ SELECT (SELECT round(minor / power(10::numeric, digits), digits)::text FROM (SELECT CASE currency WHEN 'BHD' THEN 3 WHEN 'BIF' THEN 0 WHEN 'CLF' THEN 4 WHEN 'CLP' THEN 0 WHEN 'DJF' THEN 0 WHEN 'GNF' THEN 0 WHEN 'IQD' THEN 3 WHEN 'ISK' THEN 0 WHEN 'JOD' THEN 3 WHEN 'JPY' THEN 0 WHEN 'KMF' THEN 0 WHEN 'KRW' THEN 0 WHEN 'KWD' THEN 3 WHEN 'LYD' THEN 3 WHEN 'OMR' THEN 3 WHEN 'PYG' THEN 0 WHEN 'RWF' THEN 0 WHEN 'TND' THEN 3 WHEN 'UGX' THEN 0 WHEN 'UYI' THEN 0 WHEN 'UYW' THEN 4 WHEN 'VND' THEN 0 WHEN 'VUV' THEN 0 WHEN 'XAF' THEN 0 WHEN 'XOF' THEN 0 WHEN 'XPF' THEN 0 ELSE 2 END) AS exponent(digits)) $$""",
    r"""CREATE OR REPLACE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'rows of % are never changed or deleted', TG_TABLE_NAME USING ERRCODE = '42501'; END $$""",
    r"""CREATE TABLE organisation (
    id UUID NOT NULL,
    side TEXT NOT NULL,
    name TEXT NOT NULL,
    kinds TEXT[] NOT NULL,
    country TEXT NOT NULL,
    calendar TEXT NOT NULL,
    zone TEXT NOT NULL,
    status TEXT NOT NULL,
    stage TEXT NOT NULL,
    company_id UUID,
    manager_id UUID,
    created_at TIMESTAMP WITH TIME ZONE NOT NULL,
    grown_at TIMESTAMP WITH TIME ZONE,
    invited_by UUID,
    consented_at TIMESTAMP WITH TIME ZONE,
    reason TEXT NOT NULL,
    waiting_on TEXT[] NOT NULL,
    due_at TIMESTAMP WITH TIME ZONE,
    due_calendar TEXT,
    version BIGINT NOT NULL,
    CONSTRAINT pk_organisation PRIMARY KEY (id),
    CONSTRAINT ck_organisation_side_known CHECK (side IN ('HOST', 'PARTNER')),
    CONSTRAINT ck_organisation_waiting_on_known CHECK (waiting_on <@ ARRAY['HOST', 'PARTNER']),
    CONSTRAINT ck_organisation_waiting_has_a_date CHECK (side = 'HOST' OR status NOT IN ('INVITED', 'APPLIED', 'INFO_REQUESTED', 'ON_HOLD', 'OFFBOARDING') OR due_at IS NOT NULL),
    CONSTRAINT ck_organisation_status_known CHECK (status IN ('PROSPECT', 'INVITED', 'APPLIED', 'INFO_REQUESTED', 'ACTIVE', 'ON_HOLD', 'OFFBOARDING', 'OFFBOARDED', 'REJECTED')),
    CONSTRAINT ck_organisation_stage_known CHECK (stage IN ('EXPLORATION', 'AWARENESS', 'EXPANSION', 'COMMITMENT', 'DISSOLUTION')),
    CONSTRAINT ck_organisation_kinds_known CHECK (kinds <@ ARRAY['VENDOR', 'SUPPLIER', 'DISTRIBUTOR', 'OTHER']),
    CONSTRAINT ck_organisation_name_length CHECK (length(name) BETWEEN 1 AND 200)
)""",
    r"""CREATE INDEX ix_organisation_created ON organisation (side, created_at, id)""",
    r"""CREATE INDEX ix_organisation_due ON organisation (due_at, id) WHERE due_at IS NOT NULL""",
    r"""CREATE INDEX ix_organisation_moves ON organisation (id) WHERE side = 'PARTNER' AND ((stage = 'AWARENESS' AND grown_at IS NULL) OR (status = 'OFFBOARDED' AND stage <> 'DISSOLUTION'))""",
    r"""CREATE INDEX ix_organisation_name ON organisation (side, name, id)""",
    r"""CREATE UNIQUE INDEX one_company ON organisation (side) WHERE side = 'HOST'""",
    r"""CREATE TABLE person (
    id UUID NOT NULL,
    name TEXT NOT NULL,
    email TEXT NOT NULL,
    language TEXT NOT NULL,
    zone TEXT NOT NULL,
    CONSTRAINT pk_person PRIMARY KEY (id),
    CONSTRAINT ck_person_name_length CHECK (length(name) BETWEEN 1 AND 200),
    CONSTRAINT ck_person_email_is_lower_case CHECK (email = lower(email)),
    CONSTRAINT ck_person_language_is_a_tag CHECK (language ~ '^[a-z]{2,3}(-[A-Za-z0-9]{2,8}){0,3}$')
)""",
    r"""CREATE UNIQUE INDEX one_person ON person (email)""",
    r"""CREATE TABLE auth.session (
    token_sha256 BYTEA NOT NULL,
    id UUID NOT NULL,
    access_class TEXT NOT NULL,
    person_id UUID NOT NULL,
    member_id UUID NOT NULL,
    partner_id UUID NOT NULL,
    partners UUID[] NOT NULL,
    actor_version BIGINT NOT NULL,
    signed_in_at TIMESTAMP WITH TIME ZONE NOT NULL,
    seen_at TIMESTAMP WITH TIME ZONE NOT NULL,
    idle_seconds BIGINT NOT NULL,
    expires_at TIMESTAMP WITH TIME ZONE NOT NULL,
    ended_at TIMESTAMP WITH TIME ZONE,
    agent TEXT NOT NULL,
    address TEXT NOT NULL,
    strength TEXT NOT NULL,
    authenticated_at TIMESTAMP WITH TIME ZONE NOT NULL,
    confirmed_at TIMESTAMP WITH TIME ZONE,
    connection_id UUID,
    provider_session TEXT,
    client_id TEXT,
    grant_id UUID,
    scopes TEXT[],
    resource TEXT,
    key_thumbprint TEXT,
    CONSTRAINT pk_session PRIMARY KEY (token_sha256),
    CONSTRAINT ck_session_strength_known CHECK (strength IN ('pwd', 'mfa', 'phr')),
    CONSTRAINT uq_session_id UNIQUE (id)
)""",
    r"""CREATE INDEX ix_session_client ON auth.session (client_id) WHERE client_id IS NOT NULL""",
    r"""CREATE INDEX ix_session_expires ON auth.session (expires_at)""",
    r"""CREATE INDEX ix_session_grant ON auth.session (grant_id) WHERE grant_id IS NOT NULL""",
    r"""CREATE INDEX ix_session_member ON auth.session (member_id)""",
    r"""CREATE INDEX ix_session_partner ON auth.session (partner_id)""",
    r"""CREATE INDEX ix_session_person ON auth.session (person_id)""",
    r"""CREATE INDEX ix_session_provider ON auth.session (connection_id, provider_session) WHERE connection_id IS NOT NULL""",
    r"""CREATE TABLE auth.attempt (
    key_sha256 BYTEA NOT NULL,
    failures BIGINT NOT NULL,
    first_at TIMESTAMP WITH TIME ZONE NOT NULL,
    blocked_until TIMESTAMP WITH TIME ZONE,
    is_reported BOOLEAN NOT NULL,
    CONSTRAINT pk_attempt PRIMARY KEY (key_sha256)
)""",
    r"""CREATE INDEX ix_attempt_first ON auth.attempt (first_at)""",
    r"""CREATE TABLE auth.event (
    id UUID NOT NULL,
    at TIMESTAMP WITH TIME ZONE NOT NULL,
    action TEXT NOT NULL,
    method TEXT NOT NULL,
    outcome TEXT NOT NULL,
    reason TEXT NOT NULL,
    person_id UUID,
    partner_id UUID,
    member_id UUID,
    session_id UUID,
    client_id TEXT,
    connection_id UUID,
    request_id TEXT NOT NULL,
    address TEXT NOT NULL,
    network TEXT NOT NULL,
    agent TEXT NOT NULL,
    CONSTRAINT pk_event PRIMARY KEY (id),
    CONSTRAINT ck_event_action_known CHECK (action IN ('SIGN_IN', 'SIGN_OUT', 'FIRST_FACTOR', 'CONFIRM', 'END_SESSION', 'SWITCH_ORGANISATION', 'SET_PASSWORD', 'RESET_PASSWORD', 'ADD_PASSKEY', 'REMOVE_PASSKEY', 'MAKE_RECOVERY_CODES', 'CHANGE_PROFILE', 'ACCEPT_INVITATION', 'APPLY', 'AUTHENTICATE_CLIENT', 'AUTHORIZE', 'ISSUE_TOKEN', 'REFRESH_TOKEN', 'REVOKE_TOKEN', 'REVOKE_GRANT', 'REUSE', 'CREATE_CLIENT', 'CHANGE_CLIENT', 'ROTATE_SECRET', 'ROTATE_KEYS', 'CREATE_CONNECTION', 'CHANGE_CONNECTION', 'VERIFY_DOMAIN', 'LINK_IDENTITY', 'PROVISION')),
    CONSTRAINT ck_event_outcome_known CHECK (outcome IN ('ACCEPTED', 'REFUSED', 'BLOCKED'))
)""",
    r"""CREATE INDEX ix_event_at ON auth.event (at)""",
    r"""CREATE INDEX ix_event_person ON auth.event (person_id, network, at)""",
    r"""CREATE TABLE identity_connection (
    name TEXT NOT NULL,
    issuer TEXT NOT NULL,
    client_id TEXT NOT NULL,
    authentication TEXT NOT NULL,
    id_token_alg TEXT NOT NULL,
    scopes TEXT[] NOT NULL,
    acr_values TEXT[] NOT NULL,
    strong_values TEXT[] NOT NULL,
    enforces_second_factor BOOLEAN NOT NULL,
    max_age BIGINT,
    default_roles TEXT[] NOT NULL,
    created_at TIMESTAMP WITH TIME ZONE NOT NULL,
    disabled_at TIMESTAMP WITH TIME ZONE,
    partner_id UUID NOT NULL,
    id UUID NOT NULL,
    version BIGINT NOT NULL,
    CONSTRAINT pk_identity_connection PRIMARY KEY (partner_id, id),
    CONSTRAINT ck_identity_connection_authentication_known CHECK (authentication IN ('CLIENT_SECRET_BASIC', 'CLIENT_SECRET_POST', 'PRIVATE_KEY_JWT', 'NONE')),
    CONSTRAINT ck_identity_connection_id_token_alg_known CHECK (id_token_alg IN ('RS256', 'PS256', 'ES256')),
    CONSTRAINT ck_identity_connection_default_roles_known CHECK (default_roles <@ ARRAY['PA', 'PM', 'PS', 'PV', 'RM', 'LE', 'DO', 'SA', 'CS', 'EX', 'AD', 'AU', 'SY']),
    CONSTRAINT ck_identity_connection_name_length CHECK (length(name) BETWEEN 1 AND 200),
    CONSTRAINT ck_identity_connection_client_id_length CHECK (length(client_id) BETWEEN 1 AND 200),
    CONSTRAINT ck_identity_connection_issuer_is_an_address CHECK (issuer ~ '^https?://[^?#]+$' AND length(issuer) <= 500),
    CONSTRAINT ck_identity_connection_asks_who_it_is CHECK ('openid' = ANY (scopes)),
    CONSTRAINT ck_identity_connection_max_age_is_a_time CHECK (max_age BETWEEN 0 AND 86400)
)""",
    r"""CREATE INDEX ix_identity_connection_id ON identity_connection (id)""",
    r"""CREATE INDEX ix_identity_connection_list ON identity_connection (partner_id, created_at, id)""",
    r"""CREATE UNIQUE INDEX one_issuer_and_client ON identity_connection (partner_id, issuer, client_id)""",
    r"""CREATE TABLE auth.proven_domain (
    domain TEXT NOT NULL,
    domain_id UUID NOT NULL,
    CONSTRAINT pk_proven_domain PRIMARY KEY (domain),
    CONSTRAINT uq_proven_domain_domain_id UNIQUE (domain_id)
)""",
    r"""CREATE TABLE auth.connection_secret (
    connection_id UUID NOT NULL,
    sealed TEXT NOT NULL,
    changed_at TIMESTAMP WITH TIME ZONE NOT NULL,
    CONSTRAINT pk_connection_secret PRIMARY KEY (connection_id)
)""",
    r"""CREATE TABLE auth.identity (
    connection_id UUID NOT NULL,
    sub TEXT NOT NULL,
    person_id UUID NOT NULL,
    created_at TIMESTAMP WITH TIME ZONE NOT NULL,
    CONSTRAINT pk_identity PRIMARY KEY (connection_id, sub)
)""",
    r"""CREATE INDEX ix_identity_person ON auth.identity (person_id)""",
    r"""CREATE TABLE auth.once (
    kind TEXT NOT NULL,
    value_sha256 BYTEA NOT NULL,
    content JSONB NOT NULL,
    expires_at TIMESTAMP WITH TIME ZONE NOT NULL,
    CONSTRAINT pk_once PRIMARY KEY (kind, value_sha256)
)""",
    r"""CREATE INDEX ix_once_expires ON auth.once (expires_at)""",
    r"""CREATE TABLE auth.scim_key (
    token_sha256 BYTEA NOT NULL,
    token_id UUID NOT NULL,
    CONSTRAINT pk_scim_key PRIMARY KEY (token_sha256),
    CONSTRAINT uq_scim_key_token_id UNIQUE (token_id)
)""",
    r"""CREATE TABLE auth.client_secret (
    id UUID NOT NULL,
    client_id TEXT NOT NULL,
    secret_sha256 BYTEA NOT NULL,
    created_at TIMESTAMP WITH TIME ZONE NOT NULL,
    expires_at TIMESTAMP WITH TIME ZONE,
    CONSTRAINT pk_client_secret PRIMARY KEY (id)
)""",
    r"""CREATE INDEX ix_client_secret_client ON auth.client_secret (client_id)""",
    r"""CREATE TABLE auth.client_grant (
    id UUID NOT NULL,
    client_id TEXT NOT NULL,
    program TEXT NOT NULL,
    organisation TEXT NOT NULL,
    person_id UUID NOT NULL,
    member_id UUID NOT NULL,
    partner_id UUID NOT NULL,
    scopes TEXT[] NOT NULL,
    resource TEXT NOT NULL,
    strength TEXT NOT NULL,
    authenticated_at TIMESTAMP WITH TIME ZONE NOT NULL,
    confirmed_at TIMESTAMP WITH TIME ZONE,
    session_id UUID NOT NULL,
    created_at TIMESTAMP WITH TIME ZONE NOT NULL,
    expires_at TIMESTAMP WITH TIME ZONE NOT NULL,
    revoked_at TIMESTAMP WITH TIME ZONE,
    revoked_because TEXT NOT NULL,
    CONSTRAINT pk_client_grant PRIMARY KEY (id)
)""",
    r"""CREATE INDEX ix_client_grant_client ON auth.client_grant (client_id)""",
    r"""CREATE INDEX ix_client_grant_member ON auth.client_grant (member_id)""",
    r"""CREATE INDEX ix_client_grant_partner ON auth.client_grant (partner_id)""",
    r"""CREATE INDEX ix_client_grant_person ON auth.client_grant (person_id, client_id)""",
    r"""CREATE TABLE auth.signing_key (
    kid TEXT NOT NULL,
    alg TEXT NOT NULL,
    public JSONB NOT NULL,
    sealed TEXT NOT NULL,
    published_at TIMESTAMP WITH TIME ZONE NOT NULL,
    active_from TIMESTAMP WITH TIME ZONE NOT NULL,
    active_until TIMESTAMP WITH TIME ZONE NOT NULL,
    retires_at TIMESTAMP WITH TIME ZONE NOT NULL,
    CONSTRAINT pk_signing_key PRIMARY KEY (kid)
)""",
    r"""CREATE TABLE idempotency_key (
    person_id UUID NOT NULL,
    key TEXT NOT NULL,
    input_sha256 TEXT NOT NULL,
    result_id UUID,
    used_at TIMESTAMP WITH TIME ZONE NOT NULL,
    CONSTRAINT pk_idempotency_key PRIMARY KEY (person_id, key),
    CONSTRAINT ck_idempotency_key_key_length CHECK (length(key) BETWEEN 8 AND 128)
)""",
    r"""CREATE INDEX ix_idempotency_key_age ON idempotency_key (used_at)""",
    r"""CREATE TABLE journal (
    record_type TEXT NOT NULL,
    record_id UUID NOT NULL,
    event TEXT NOT NULL,
    at TIMESTAMP WITH TIME ZONE NOT NULL,
    by_id UUID NOT NULL,
    by_name TEXT NOT NULL,
    side TEXT NOT NULL,
    is_system BOOLEAN NOT NULL,
    is_published BOOLEAN NOT NULL,
    note TEXT NOT NULL,
    changes JSONB NOT NULL,
    partner_id UUID NOT NULL,
    id UUID NOT NULL,
    CONSTRAINT pk_journal PRIMARY KEY (partner_id, id),
    CONSTRAINT ck_journal_side_known CHECK (side IN ('HOST', 'PARTNER'))
)""",
    r"""CREATE INDEX ix_journal_all ON journal (id)""",
    r"""CREATE INDEX ix_journal_partner ON journal (partner_id, id)""",
    r"""CREATE INDEX ix_journal_record ON journal (partner_id, record_id, id)""",
    r"""CREATE TABLE mail (
    "to" TEXT NOT NULL,
    subject TEXT NOT NULL,
    text TEXT NOT NULL,
    created_at TIMESTAMP WITH TIME ZONE NOT NULL,
    due_at TIMESTAMP WITH TIME ZONE,
    tries BIGINT NOT NULL,
    sent_at TIMESTAMP WITH TIME ZONE,
    fault TEXT NOT NULL,
    partner_id UUID NOT NULL,
    id UUID NOT NULL,
    CONSTRAINT pk_mail PRIMARY KEY (partner_id, id),
    CONSTRAINT ck_mail_subject_length CHECK (length(subject) BETWEEN 1 AND 200),
    CONSTRAINT ck_mail_text_length CHECK (length(text) <= 20000)
)""",
    r"""CREATE INDEX ix_mail_due ON mail (due_at) WHERE due_at IS NOT NULL""",
    r"""CREATE INDEX ix_mail_partner ON mail (partner_id, id)""",
    r"""CREATE TABLE membership (
    partner_id UUID NOT NULL,
    person_id UUID,
    side TEXT NOT NULL,
    name TEXT NOT NULL,
    email TEXT NOT NULL,
    title TEXT NOT NULL,
    roles TEXT[] NOT NULL,
    status TEXT NOT NULL,
    created_at TIMESTAMP WITH TIME ZONE NOT NULL,
    due_at TIMESTAMP WITH TIME ZONE,
    id UUID NOT NULL,
    version BIGINT NOT NULL,
    CONSTRAINT pk_membership PRIMARY KEY (partner_id, id),
    CONSTRAINT ck_membership_side_known CHECK (side IN ('HOST', 'PARTNER')),
    CONSTRAINT ck_membership_status_known CHECK (status IN ('INVITED', 'ACTIVE', 'SUSPENDED', 'EXPIRED', 'REMOVED')),
    CONSTRAINT ck_membership_roles_known CHECK (roles <@ ARRAY['PA', 'PM', 'PS', 'PV', 'RM', 'LE', 'DO', 'SA', 'CS', 'EX', 'AD', 'AU', 'SY']),
    CONSTRAINT ck_membership_roles_of_one_side CHECK (side <> 'PARTNER' OR roles <@ ARRAY['PA', 'PM', 'PS', 'PV']),
    CONSTRAINT ck_membership_has_a_role CHECK (cardinality(roles) > 0),
    CONSTRAINT ck_membership_somebody_is_there CHECK (person_id IS NOT NULL OR status NOT IN ('ACTIVE', 'SUSPENDED')),
    CONSTRAINT ck_membership_invited_until CHECK (status <> 'INVITED' OR due_at IS NOT NULL),
    CONSTRAINT fk_membership_organisation FOREIGN KEY(partner_id) REFERENCES organisation (id),
    CONSTRAINT fk_membership_person FOREIGN KEY(person_id) REFERENCES person (id)
)""",
    r"""CREATE INDEX ix_membership_due ON membership (due_at, id) WHERE due_at IS NOT NULL""",
    r"""CREATE INDEX ix_membership_list ON membership (partner_id, created_at, id)""",
    r"""CREATE UNIQUE INDEX ix_membership_person ON membership (partner_id, person_id) WHERE status IN ('INVITED', 'ACTIVE', 'SUSPENDED')""",
    r"""CREATE UNIQUE INDEX one_place ON membership (partner_id, email) WHERE status IN ('INVITED', 'ACTIVE', 'SUSPENDED')""",
    r"""CREATE TABLE requested_item (
    question TEXT NOT NULL,
    answer TEXT,
    asked_by TEXT NOT NULL,
    asked_at TIMESTAMP WITH TIME ZONE NOT NULL,
    answered_at TIMESTAMP WITH TIME ZONE,
    partner_id UUID NOT NULL,
    id UUID NOT NULL,
    CONSTRAINT pk_requested_item PRIMARY KEY (partner_id, id),
    CONSTRAINT fk_requested_item_partner FOREIGN KEY(partner_id) REFERENCES organisation (id),
    CONSTRAINT ck_requested_item_question_length CHECK (length(question) BETWEEN 1 AND 2000),
    CONSTRAINT ck_requested_item_answer_length CHECK (length(answer) BETWEEN 1 AND 10000),
    CONSTRAINT ck_requested_item_answer_has_a_date CHECK ((answer IS NULL) = (answered_at IS NULL))
)""",
    r"""CREATE INDEX ix_requested_item_list ON requested_item (partner_id, asked_at, id)""",
    r"""CREATE TABLE auth.password (
    email TEXT NOT NULL,
    person_id UUID NOT NULL,
    argon2 TEXT NOT NULL,
    changed_at TIMESTAMP WITH TIME ZONE NOT NULL,
    CONSTRAINT pk_password PRIMARY KEY (email),
    CONSTRAINT fk_password_person FOREIGN KEY(person_id) REFERENCES person (id)
)""",
    r"""CREATE TABLE mail_domain (
    domain TEXT NOT NULL,
    connection_id UUID,
    token TEXT NOT NULL,
    created_at TIMESTAMP WITH TIME ZONE NOT NULL,
    verified_at TIMESTAMP WITH TIME ZONE,
    is_vouched BOOLEAN NOT NULL,
    checked_at TIMESTAMP WITH TIME ZONE,
    missing_since TIMESTAMP WITH TIME ZONE,
    lapsed_at TIMESTAMP WITH TIME ZONE,
    partner_id UUID NOT NULL,
    id UUID NOT NULL,
    CONSTRAINT pk_mail_domain PRIMARY KEY (partner_id, id),
    CONSTRAINT ck_mail_domain_domain_is_lower_case CHECK (domain = lower(domain) AND length(domain) BETWEEN 1 AND 253),
    CONSTRAINT fk_mail_domain_connection FOREIGN KEY(partner_id, connection_id) REFERENCES identity_connection (partner_id, id)
)""",
    r"""CREATE INDEX ix_mail_domain_connection ON mail_domain (partner_id, connection_id)""",
    r"""CREATE INDEX ix_mail_domain_domain ON mail_domain (domain)""",
    r"""CREATE UNIQUE INDEX one_domain_in_an_organisation ON mail_domain (partner_id, domain)""",
    r"""CREATE TABLE auth.passkey (
    id UUID NOT NULL,
    person_id UUID NOT NULL,
    credential_id BYTEA NOT NULL,
    public_key BYTEA NOT NULL,
    sign_count BIGINT NOT NULL,
    name TEXT NOT NULL,
    transports TEXT[] NOT NULL,
    created_at TIMESTAMP WITH TIME ZONE NOT NULL,
    used_at TIMESTAMP WITH TIME ZONE,
    connection_id UUID,
    CONSTRAINT pk_passkey PRIMARY KEY (id),
    CONSTRAINT ck_passkey_name_length CHECK (length(name) BETWEEN 1 AND 100),
    CONSTRAINT fk_passkey_person FOREIGN KEY(person_id) REFERENCES person (id),
    CONSTRAINT uq_passkey_credential_id UNIQUE (credential_id)
)""",
    r"""CREATE INDEX ix_passkey_person ON auth.passkey (person_id)""",
    r"""CREATE TABLE auth.recovery_code (
    code_sha256 BYTEA NOT NULL,
    person_id UUID NOT NULL,
    created_at TIMESTAMP WITH TIME ZONE NOT NULL,
    used_at TIMESTAMP WITH TIME ZONE,
    CONSTRAINT pk_recovery_code PRIMARY KEY (code_sha256),
    CONSTRAINT fk_recovery_code_person FOREIGN KEY(person_id) REFERENCES person (id)
)""",
    r"""CREATE INDEX ix_recovery_code_person ON auth.recovery_code (person_id)""",
    r"""CREATE TABLE auth.code (
    code_sha256 BYTEA NOT NULL,
    grant_id UUID NOT NULL,
    redirect_uri TEXT NOT NULL,
    challenge TEXT NOT NULL,
    key_thumbprint TEXT,
    scopes TEXT[] NOT NULL,
    nonce TEXT,
    expires_at TIMESTAMP WITH TIME ZONE NOT NULL,
    used_at TIMESTAMP WITH TIME ZONE,
    CONSTRAINT pk_code PRIMARY KEY (code_sha256),
    CONSTRAINT fk_code_grant FOREIGN KEY(grant_id) REFERENCES auth.client_grant (id) ON DELETE CASCADE
)""",
    r"""CREATE INDEX ix_code_expires ON auth.code (expires_at)""",
    r"""CREATE TABLE auth.refresh_token (
    token_sha256 BYTEA NOT NULL,
    grant_id UUID NOT NULL,
    scopes TEXT[] NOT NULL,
    key_thumbprint TEXT,
    created_at TIMESTAMP WITH TIME ZONE NOT NULL,
    idle_until TIMESTAMP WITH TIME ZONE NOT NULL,
    used_at TIMESTAMP WITH TIME ZONE,
    CONSTRAINT pk_refresh_token PRIMARY KEY (token_sha256),
    CONSTRAINT fk_refresh_token_grant FOREIGN KEY(grant_id) REFERENCES auth.client_grant (id) ON DELETE CASCADE
)""",
    r"""CREATE INDEX ix_refresh_token_grant ON auth.refresh_token (grant_id)""",
    r"""CREATE TABLE exit_plan (
    ends_on DATE NOT NULL,
    arrangement TEXT NOT NULL,
    side TEXT NOT NULL,
    made_by UUID NOT NULL,
    made_by_name TEXT NOT NULL,
    made_at TIMESTAMP WITH TIME ZONE NOT NULL,
    stay_agreed_by_name TEXT,
    stay_agreed_at TIMESTAMP WITH TIME ZONE,
    ended_at TIMESTAMP WITH TIME ZONE,
    partner_id UUID NOT NULL,
    id UUID NOT NULL,
    CONSTRAINT pk_exit_plan PRIMARY KEY (partner_id, id),
    CONSTRAINT fk_exit_plan_partner FOREIGN KEY(partner_id) REFERENCES organisation (id),
    CONSTRAINT ck_exit_plan_side_known CHECK (side IN ('HOST', 'PARTNER')),
    CONSTRAINT ck_exit_plan_arrangement_length CHECK (length(arrangement) BETWEEN 1 AND 10000),
    CONSTRAINT ck_exit_plan_stay_agreed_by_somebody CHECK ((stay_agreed_at IS NULL) = (stay_agreed_by_name IS NULL))
)""",
    r"""CREATE UNIQUE INDEX one_exit_plan ON exit_plan (partner_id) WHERE ended_at IS NULL""",
    r"""CREATE TABLE relationship_plan (
    number BIGINT NOT NULL,
    text TEXT NOT NULL,
    sha256 TEXT NOT NULL,
    side TEXT NOT NULL,
    proposed_by UUID NOT NULL,
    proposed_by_name TEXT NOT NULL,
    proposed_at TIMESTAMP WITH TIME ZONE NOT NULL,
    agreed_by UUID,
    agreed_by_name TEXT,
    agreed_at TIMESTAMP WITH TIME ZONE,
    partner_id UUID NOT NULL,
    id UUID NOT NULL,
    CONSTRAINT pk_relationship_plan PRIMARY KEY (partner_id, id),
    CONSTRAINT fk_relationship_plan_partner FOREIGN KEY(partner_id) REFERENCES organisation (id),
    CONSTRAINT ck_relationship_plan_side_known CHECK (side IN ('HOST', 'PARTNER')),
    CONSTRAINT ck_relationship_plan_text_length CHECK (length(text) BETWEEN 1 AND 10000),
    CONSTRAINT ck_relationship_plan_digest_of_text CHECK (sha256 = encode(sha256(convert_to(text, 'UTF8')), 'hex')),
    CONSTRAINT ck_relationship_plan_agreed_by_somebody_else CHECK (agreed_by <> proposed_by),
    CONSTRAINT ck_relationship_plan_agreed_by_somebody CHECK ((agreed_at IS NULL) = (agreed_by IS NULL) AND (agreed_at IS NULL) = (agreed_by_name IS NULL)),
    CONSTRAINT uq_relationship_plan_partner_id_number UNIQUE (partner_id, number)
)""",
    r"""CREATE TABLE invitation (
    membership_id UUID NOT NULL,
    sha256 BYTEA NOT NULL,
    expires_at TIMESTAMP WITH TIME ZONE NOT NULL,
    partner_id UUID NOT NULL,
    id UUID NOT NULL,
    CONSTRAINT pk_invitation PRIMARY KEY (partner_id, id),
    CONSTRAINT fk_invitation_membership FOREIGN KEY(partner_id, membership_id) REFERENCES membership (partner_id, id)
)""",
    r"""CREATE INDEX ix_invitation_link ON invitation (sha256)""",
    r"""CREATE INDEX ix_invitation_member ON invitation (partner_id, membership_id)""",
    r"""CREATE TABLE signing_authority (
    membership_id UUID NOT NULL,
    kinds TEXT[] NOT NULL,
    limit_minor BIGINT,
    currency TEXT,
    valid_from DATE NOT NULL,
    valid_until DATE,
    status TEXT NOT NULL,
    granted_by UUID NOT NULL,
    granted_by_name TEXT NOT NULL,
    granted_at TIMESTAMP WITH TIME ZONE NOT NULL,
    accepted_by UUID,
    accepted_by_name TEXT,
    accepted_at TIMESTAMP WITH TIME ZONE,
    revoked_at TIMESTAMP WITH TIME ZONE,
    partner_id UUID NOT NULL,
    id UUID NOT NULL,
    version BIGINT NOT NULL,
    CONSTRAINT pk_signing_authority PRIMARY KEY (partner_id, id),
    CONSTRAINT fk_signing_authority_membership FOREIGN KEY(partner_id, membership_id) REFERENCES membership (partner_id, id),
    CONSTRAINT ck_signing_authority_status_known CHECK (status IN ('PROPOSED', 'IN_FORCE', 'REVOKED')),
    CONSTRAINT ck_signing_authority_money_is_whole CHECK ((limit_minor IS NULL) = (currency IS NULL)),
    CONSTRAINT ck_signing_authority_limit_is_positive CHECK (limit_minor > 0),
    CONSTRAINT ck_signing_authority_term_is_forward CHECK (valid_until IS NULL OR valid_until >= valid_from),
    CONSTRAINT ck_signing_authority_a_second_person_accepts CHECK (accepted_by IS NULL OR accepted_by <> granted_by),
    CONSTRAINT ck_signing_authority_in_force_was_accepted CHECK (status <> 'IN_FORCE' OR (accepted_by IS NOT NULL AND accepted_at IS NOT NULL)),
    CONSTRAINT ck_signing_authority_revoked_has_a_date CHECK ((status = 'REVOKED') = (revoked_at IS NOT NULL))
)""",
    r"""CREATE INDEX ix_signing_authority_list ON signing_authority (partner_id, granted_at, id)""",
    r"""CREATE INDEX ix_signing_authority_member ON signing_authority (partner_id, membership_id)""",
    r"""CREATE INDEX ix_signing_authority_waiting ON signing_authority (granted_at, id) WHERE status = 'PROPOSED'""",
    r"""CREATE TABLE provisioning_token (
    name TEXT NOT NULL,
    member_id UUID NOT NULL,
    created_at TIMESTAMP WITH TIME ZONE NOT NULL,
    last_used_at TIMESTAMP WITH TIME ZONE,
    ended_at TIMESTAMP WITH TIME ZONE,
    partner_id UUID NOT NULL,
    id UUID NOT NULL,
    version BIGINT NOT NULL,
    CONSTRAINT pk_provisioning_token PRIMARY KEY (partner_id, id),
    CONSTRAINT ck_provisioning_token_name_length CHECK (length(name) BETWEEN 1 AND 200),
    CONSTRAINT fk_provisioning_token_member FOREIGN KEY(partner_id, member_id) REFERENCES membership (partner_id, id)
)""",
    r"""CREATE INDEX ix_provisioning_token_list ON provisioning_token (partner_id, created_at, id)""",
    r"""CREATE TABLE directory_entry (
    external_id TEXT,
    display_name TEXT,
    given_name TEXT,
    family_name TEXT,
    edition BIGINT NOT NULL,
    partner_id UUID NOT NULL,
    id UUID NOT NULL,
    CONSTRAINT pk_directory_entry PRIMARY KEY (partner_id, id),
    CONSTRAINT fk_directory_entry_member FOREIGN KEY(partner_id, id) REFERENCES membership (partner_id, id)
)""",
    r"""CREATE INDEX ix_directory_entry_external ON directory_entry (partner_id, external_id)""",
    r"""CREATE TABLE api_client (
    client_id TEXT NOT NULL,
    name TEXT NOT NULL,
    member_id UUID NOT NULL,
    authentication TEXT NOT NULL,
    is_native BOOLEAN NOT NULL,
    redirect_uris TEXT[] NOT NULL,
    post_logout_redirect_uris TEXT[] NOT NULL,
    grant_types TEXT[] NOT NULL,
    scopes TEXT[] NOT NULL,
    jwks JSONB,
    id_token_alg TEXT NOT NULL,
    is_par_required BOOLEAN NOT NULL,
    is_dpop_bound BOOLEAN NOT NULL,
    is_dpop_nonce_required BOOLEAN NOT NULL,
    may_introspect_all BOOLEAN NOT NULL,
    secret_made_at TIMESTAMP WITH TIME ZONE,
    old_secret_until TIMESTAMP WITH TIME ZONE,
    created_at TIMESTAMP WITH TIME ZONE NOT NULL,
    last_used_at TIMESTAMP WITH TIME ZONE,
    disabled_at TIMESTAMP WITH TIME ZONE,
    partner_id UUID NOT NULL,
    id UUID NOT NULL,
    version BIGINT NOT NULL,
    CONSTRAINT pk_api_client PRIMARY KEY (partner_id, id),
    CONSTRAINT ck_api_client_authentication_known CHECK (authentication IN ('client_secret_basic', 'client_secret_post', 'private_key_jwt', 'none')),
    CONSTRAINT ck_api_client_name_length CHECK (length(name) BETWEEN 1 AND 200),
    CONSTRAINT ck_api_client_client_id_length CHECK (length(client_id) BETWEEN 1 AND 200),
    CONSTRAINT fk_api_client_member FOREIGN KEY(partner_id, member_id) REFERENCES membership (partner_id, id)
)""",
    r"""CREATE INDEX ix_api_client_client_id ON api_client (client_id)""",
    r"""CREATE INDEX ix_api_client_list ON api_client (partner_id, created_at, id)""",
    r"""CREATE UNIQUE INDEX one_client_id ON api_client (partner_id, client_id)""",
    r"""CREATE TABLE contract (
    partner_id UUID NOT NULL,
    company_id UUID NOT NULL,
    owner_id UUID NOT NULL,
    number TEXT NOT NULL,
    title TEXT NOT NULL,
    kind TEXT NOT NULL,
    status TEXT NOT NULL,
    zone TEXT NOT NULL,
    starts_on DATE NOT NULL,
    ends_on DATE,
    renewal TEXT NOT NULL,
    notice_days BIGINT NOT NULL,
    value_minor BIGINT,
    currency TEXT,
    governing_law TEXT NOT NULL,
    clause_count BIGINT NOT NULL,
    version_number BIGINT NOT NULL,
    sha256 TEXT,
    round_number BIGINT NOT NULL,
    round_status TEXT,
    pen TEXT,
    accepted_by TEXT[] NOT NULL,
    signed_by TEXT[] NOT NULL,
    signature_window BIGINT NOT NULL,
    waiting_on TEXT[] NOT NULL,
    due_at TIMESTAMP WITH TIME ZONE,
    due_calendar TEXT,
    published_at TIMESTAMP WITH TIME ZONE,
    created_at TIMESTAMP WITH TIME ZONE NOT NULL,
    updated_at TIMESTAMP WITH TIME ZONE NOT NULL,
    id UUID NOT NULL,
    version BIGINT NOT NULL,
    CONSTRAINT pk_contract PRIMARY KEY (partner_id, id),
    CONSTRAINT fk_contract_owner FOREIGN KEY(company_id, owner_id) REFERENCES membership (partner_id, id),
    CONSTRAINT uq_contract_partner_id_number UNIQUE (partner_id, number),
    CONSTRAINT ck_contract_kind_known CHECK (kind IN ('SUPPLY', 'SERVICE', 'DISTRIBUTION', 'RESELLER', 'FRAMEWORK', 'CONFIDENTIALITY', 'OTHER')),
    CONSTRAINT ck_contract_status_known CHECK (status IN ('DRAFT', 'IN_REVIEW', 'IN_NEGOTIATION', 'AGREED', 'IN_APPROVAL', 'OUT_FOR_SIGNATURE', 'SIGNED', 'ACTIVE', 'SUSPENDED', 'NOTICE_GIVEN', 'EXPIRED', 'SUPERSEDED', 'TERMINATED', 'WITHDRAWN')),
    CONSTRAINT ck_contract_renewal_known CHECK (renewal IN ('NONE', 'OPTION', 'EVERGREEN')),
    CONSTRAINT ck_contract_round_status_known CHECK (round_status IN ('DRAFTING', 'SUBMITTED', 'ABORTED', 'ACCEPTED', 'COUNTERED', 'LAPSED', 'WITHDRAWN')),
    CONSTRAINT ck_contract_pen_known CHECK (pen IN ('HOST', 'PARTNER')),
    CONSTRAINT ck_contract_accepted_by_known CHECK (accepted_by <@ ARRAY['HOST', 'PARTNER']),
    CONSTRAINT ck_contract_signed_by_known CHECK (signed_by <@ ARRAY['HOST', 'PARTNER']),
    CONSTRAINT ck_contract_waiting_on_known CHECK (waiting_on <@ ARRAY['HOST', 'PARTNER']),
    CONSTRAINT ck_contract_title_length CHECK (length(title) BETWEEN 1 AND 200),
    CONSTRAINT ck_contract_term_is_forward CHECK (ends_on IS NULL OR ends_on >= starts_on),
    CONSTRAINT ck_contract_notice_not_negative CHECK (notice_days >= 0),
    CONSTRAINT ck_contract_money_is_whole CHECK ((value_minor IS NULL) = (currency IS NULL)),
    CONSTRAINT ck_contract_negotiation_has_a_round CHECK ((status = 'IN_NEGOTIATION') = (coalesce(round_status, '') IN ('DRAFTING', 'SUBMITTED'))),
    CONSTRAINT ck_contract_open_round_has_a_pen CHECK (round_status IS NULL OR pen IS NOT NULL),
    CONSTRAINT ck_contract_published_has_a_text CHECK ((published_at IS NULL) = (sha256 IS NULL)),
    CONSTRAINT ck_contract_draft_is_private CHECK (status NOT IN ('DRAFT', 'IN_REVIEW') OR published_at IS NULL),
    CONSTRAINT ck_contract_signed_by_both CHECK (status NOT IN ('SIGNED', 'ACTIVE', 'SUSPENDED', 'NOTICE_GIVEN', 'EXPIRED', 'SUPERSEDED') OR signed_by = ARRAY['HOST', 'PARTNER']),
    CONSTRAINT ck_contract_waiting_has_a_date CHECK (status NOT IN ('IN_REVIEW', 'IN_NEGOTIATION', 'AGREED', 'IN_APPROVAL', 'OUT_FOR_SIGNATURE') OR due_at IS NOT NULL),
    CONSTRAINT fk_contract_partner FOREIGN KEY(partner_id) REFERENCES organisation (id)
)""",
    r"""CREATE INDEX ix_contract_all_created ON contract (created_at, id)""",
    r"""CREATE INDEX ix_contract_all_due ON contract (due_at, id) WHERE due_at IS NOT NULL""",
    r"""CREATE INDEX ix_contract_created ON contract (partner_id, created_at, id)""",
    r"""CREATE INDEX ix_contract_due ON contract (partner_id, due_at, id)""",
    r"""CREATE INDEX ix_contract_updated ON contract (partner_id, updated_at, id)""",
    r"""CREATE TABLE contract_draft (
    partner_id UUID NOT NULL,
    contract_id UUID NOT NULL,
    document TEXT NOT NULL,
    source_sha256 TEXT,
    updated_at TIMESTAMP WITH TIME ZONE NOT NULL,
    CONSTRAINT pk_contract_draft PRIMARY KEY (partner_id, contract_id),
    CONSTRAINT fk_draft_contract FOREIGN KEY(partner_id, contract_id) REFERENCES contract (partner_id, id)
)""",
    r"""CREATE UNIQUE INDEX ix_contract_draft_source ON contract_draft (partner_id, source_sha256)""",
    r"""CREATE TABLE contract_version (
    contract_id UUID NOT NULL,
    number BIGINT NOT NULL,
    parent_sha256 TEXT,
    sha256 TEXT NOT NULL,
    document TEXT NOT NULL,
    side TEXT NOT NULL,
    created_at TIMESTAMP WITH TIME ZONE NOT NULL,
    partner_id UUID NOT NULL,
    id UUID NOT NULL,
    CONSTRAINT pk_contract_version PRIMARY KEY (partner_id, id),
    CONSTRAINT fk_version_contract FOREIGN KEY(partner_id, contract_id) REFERENCES contract (partner_id, id),
    CONSTRAINT uq_contract_version_partner_id_contract_id_number UNIQUE (partner_id, contract_id, number),
    CONSTRAINT ck_contract_version_side_known CHECK (side IN ('HOST', 'PARTNER')),
    CONSTRAINT ck_contract_version_digest_of_document CHECK (sha256 = encode(sha256(convert_to(document, 'UTF8')), 'hex'))
)""",
    r"""CREATE TABLE negotiation_round (
    contract_id UUID NOT NULL,
    number BIGINT NOT NULL,
    side TEXT NOT NULL,
    status TEXT NOT NULL,
    base_number BIGINT NOT NULL,
    base_sha256 TEXT NOT NULL,
    result_sha256 TEXT,
    message TEXT NOT NULL,
    opened_at TIMESTAMP WITH TIME ZONE NOT NULL,
    turn_due_at TIMESTAMP WITH TIME ZONE NOT NULL,
    due_at TIMESTAMP WITH TIME ZONE,
    submitted_at TIMESTAMP WITH TIME ZONE,
    submitted_by TEXT,
    closed_at TIMESTAMP WITH TIME ZONE,
    partner_id UUID NOT NULL,
    id UUID NOT NULL,
    CONSTRAINT pk_negotiation_round PRIMARY KEY (partner_id, id),
    CONSTRAINT fk_round_contract FOREIGN KEY(partner_id, contract_id) REFERENCES contract (partner_id, id),
    CONSTRAINT uq_negotiation_round_partner_id_contract_id_number UNIQUE (partner_id, contract_id, number),
    CONSTRAINT ck_negotiation_round_side_known CHECK (side IN ('HOST', 'PARTNER')),
    CONSTRAINT ck_negotiation_round_status_known CHECK (status IN ('DRAFTING', 'SUBMITTED', 'ABORTED', 'ACCEPTED', 'COUNTERED', 'LAPSED', 'WITHDRAWN')),
    CONSTRAINT ck_negotiation_round_submitted_names_its_text CHECK ((submitted_at IS NULL) = (result_sha256 IS NULL)),
    CONSTRAINT ck_negotiation_round_open_round_has_a_date CHECK (status NOT IN ('DRAFTING', 'SUBMITTED') OR due_at IS NOT NULL),
    CONSTRAINT one_open_round EXCLUDE USING btree (partner_id WITH =, contract_id WITH =) WHERE (status IN ('DRAFTING', 'SUBMITTED')) DEFERRABLE INITIALLY DEFERRED
)""",
    r"""CREATE TABLE acceptance (
    contract_id UUID NOT NULL,
    sha256 TEXT NOT NULL,
    side TEXT NOT NULL,
    person_id UUID NOT NULL,
    name TEXT NOT NULL,
    accepted_at TIMESTAMP WITH TIME ZONE NOT NULL,
    partner_id UUID NOT NULL,
    id UUID NOT NULL,
    CONSTRAINT pk_acceptance PRIMARY KEY (partner_id, id),
    CONSTRAINT fk_acceptance_contract FOREIGN KEY(partner_id, contract_id) REFERENCES contract (partner_id, id),
    CONSTRAINT ck_acceptance_side_known CHECK (side IN ('HOST', 'PARTNER'))
)""",
    r"""CREATE INDEX ix_acceptance_contract ON acceptance (partner_id, contract_id, accepted_at)""",
    r"""CREATE TABLE signature (
    contract_id UUID NOT NULL,
    sha256 TEXT NOT NULL,
    "window" BIGINT NOT NULL,
    side TEXT NOT NULL,
    person_id UUID NOT NULL,
    name TEXT NOT NULL,
    authority TEXT NOT NULL,
    signed_at TIMESTAMP WITH TIME ZONE NOT NULL,
    partner_id UUID NOT NULL,
    id UUID NOT NULL,
    CONSTRAINT pk_signature PRIMARY KEY (partner_id, id),
    CONSTRAINT fk_signature_contract FOREIGN KEY(partner_id, contract_id) REFERENCES contract (partner_id, id),
    CONSTRAINT uq_signature_partner_id_contract_id_window_side UNIQUE (partner_id, contract_id, "window", side),
    CONSTRAINT ck_signature_side_known CHECK (side IN ('HOST', 'PARTNER')),
    CONSTRAINT ck_signature_digest CHECK (sha256 ~ '^[0-9a-f]{64}$'),
    CONSTRAINT ck_signature_authority_length CHECK (length(authority) BETWEEN 1 AND 200)
)""",
    r"""CREATE TABLE clause_change (
    contract_id UUID NOT NULL,
    round_id UUID NOT NULL,
    position BIGINT NOT NULL,
    side TEXT NOT NULL,
    submitted_at TIMESTAMP WITH TIME ZONE,
    operation TEXT NOT NULL,
    clause_key TEXT,
    base_sha256 TEXT,
    after_key TEXT,
    number TEXT,
    heading TEXT,
    text TEXT,
    depth BIGINT,
    term TEXT,
    term_value TEXT,
    rationale TEXT NOT NULL,
    status TEXT NOT NULL,
    reason TEXT NOT NULL,
    partner_id UUID NOT NULL,
    id UUID NOT NULL,
    CONSTRAINT pk_clause_change PRIMARY KEY (partner_id, id),
    CONSTRAINT fk_change_contract FOREIGN KEY(partner_id, contract_id) REFERENCES contract (partner_id, id),
    CONSTRAINT fk_change_round FOREIGN KEY(partner_id, round_id) REFERENCES negotiation_round (partner_id, id),
    CONSTRAINT ck_clause_change_side_known CHECK (side IN ('HOST', 'PARTNER')),
    CONSTRAINT ck_clause_change_operation_known CHECK (operation IN ('REPLACE', 'INSERT', 'DELETE', 'MOVE', 'SET_TERM')),
    CONSTRAINT ck_clause_change_status_known CHECK (status IN ('PROPOSED', 'ACCEPTED', 'REJECTED', 'STALE', 'SUPERSEDED', 'WITHDRAWN'))
)""",
    r"""CREATE INDEX ix_clause_change_round ON clause_change (partner_id, round_id, position)""",
    r"""ALTER TABLE organisation ADD CONSTRAINT fk_organisation_manager FOREIGN KEY(company_id, manager_id) REFERENCES membership (partner_id, id) DEFERRABLE INITIALLY DEFERRED""",
    r"""ALTER TABLE acceptance ENABLE ROW LEVEL SECURITY""",
    r"""ALTER TABLE acceptance FORCE ROW LEVEL SECURITY""",
    r"""CREATE POLICY as_partner ON acceptance FOR ALL TO portal_partner USING ((partner_id = current_partner())) WITH CHECK ((partner_id = current_partner()) AND (side = 'PARTNER' AND person_id = current_person()))""",
    r"""COMMENT ON POLICY as_partner ON acceptance IS 'a9a829088f3208b0'""",
    r"""GRANT SELECT, INSERT ON acceptance TO portal_partner""",
    r"""CREATE POLICY as_manager ON acceptance FOR ALL TO portal_manager USING ((partner_id = ANY (current_partners()))) WITH CHECK ((partner_id = ANY (current_partners())) AND (side = 'HOST' AND person_id = current_person()))""",
    r"""COMMENT ON POLICY as_manager ON acceptance IS 'e3b564ab066e7f5d'""",
    r"""GRANT SELECT, INSERT ON acceptance TO portal_manager""",
    r"""CREATE POLICY as_staff ON acceptance FOR ALL TO portal_staff USING ((signed_in())) WITH CHECK ((signed_in()) AND (side = 'HOST' AND person_id = current_person()))""",
    r"""COMMENT ON POLICY as_staff ON acceptance IS 'e2dfb8c3737ef6f6'""",
    r"""GRANT SELECT, INSERT ON acceptance TO portal_staff""",
    r"""CREATE POLICY as_auditor ON acceptance FOR ALL TO portal_auditor USING (signed_in()) WITH CHECK (signed_in())""",
    r"""COMMENT ON POLICY as_auditor ON acceptance IS '8de2522e6b5573db'""",
    r"""GRANT SELECT ON acceptance TO portal_auditor""",
    r"""CREATE POLICY as_system ON acceptance FOR ALL TO portal_system USING (true) WITH CHECK (true)""",
    r"""COMMENT ON POLICY as_system ON acceptance IS '828c36e110e8f4a6'""",
    r"""GRANT SELECT ON acceptance TO portal_system""",
    r"""CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON acceptance FOR EACH ROW EXECUTE FUNCTION refuse_change()""",
    r"""ALTER TABLE api_client ENABLE ROW LEVEL SECURITY""",
    r"""ALTER TABLE api_client FORCE ROW LEVEL SECURITY""",
    r"""CREATE POLICY as_partner ON api_client FOR ALL TO portal_partner USING ((partner_id = current_partner())) WITH CHECK ((partner_id = current_partner()))""",
    r"""COMMENT ON POLICY as_partner ON api_client IS '1970bfe35c08b68a'""",
    r"""GRANT SELECT, INSERT, UPDATE ON api_client TO portal_partner""",
    r"""CREATE POLICY as_manager ON api_client FOR ALL TO portal_manager USING ((partner_id = ANY (current_partners())) AND (partner_id = current_partner())) WITH CHECK ((partner_id = ANY (current_partners())) AND (partner_id = current_partner()))""",
    r"""COMMENT ON POLICY as_manager ON api_client IS '71a38bdbf3f8b61e'""",
    r"""GRANT SELECT, INSERT, UPDATE ON api_client TO portal_manager""",
    r"""CREATE POLICY as_staff ON api_client FOR ALL TO portal_staff USING ((signed_in()) AND (partner_id = current_partner())) WITH CHECK ((signed_in()) AND (partner_id = current_partner()))""",
    r"""COMMENT ON POLICY as_staff ON api_client IS '9b308f45064d1247'""",
    r"""GRANT SELECT, INSERT, UPDATE ON api_client TO portal_staff""",
    r"""CREATE POLICY as_auditor ON api_client FOR ALL TO portal_auditor USING (signed_in()) WITH CHECK (signed_in())""",
    r"""COMMENT ON POLICY as_auditor ON api_client IS '8de2522e6b5573db'""",
    r"""GRANT SELECT ON api_client TO portal_auditor""",
    r"""CREATE POLICY as_system ON api_client FOR ALL TO portal_system USING (true) WITH CHECK (true)""",
    r"""COMMENT ON POLICY as_system ON api_client IS '828c36e110e8f4a6'""",
    r"""GRANT SELECT, INSERT, UPDATE ON api_client TO portal_system""",
    r"""CREATE POLICY as_auth ON api_client FOR ALL TO portal_auth USING (true) WITH CHECK (true)""",
    r"""COMMENT ON POLICY as_auth ON api_client IS '8e40b741cac49544'""",
    r"""GRANT SELECT, UPDATE (last_used_at) ON api_client TO portal_auth""",
    r"""ALTER TABLE clause_change ENABLE ROW LEVEL SECURITY""",
    r"""ALTER TABLE clause_change FORCE ROW LEVEL SECURITY""",
    r"""CREATE POLICY as_partner ON clause_change FOR ALL TO portal_partner USING ((partner_id = current_partner()) AND (side = 'PARTNER' OR submitted_at IS NOT NULL)) WITH CHECK ((partner_id = current_partner()) AND (side = 'PARTNER' OR submitted_at IS NOT NULL))""",
    r"""CREATE POLICY as_partner_insert ON clause_change AS RESTRICTIVE FOR INSERT TO portal_partner WITH CHECK (side = 'PARTNER' AND submitted_at IS NULL)""",
    r"""COMMENT ON POLICY as_partner_insert ON clause_change IS '8ae36a73d75d8515'""",
    r"""CREATE POLICY as_partner_delete ON clause_change AS RESTRICTIVE FOR DELETE TO portal_partner USING (side = 'PARTNER' AND submitted_at IS NULL)""",
    r"""COMMENT ON POLICY as_partner_delete ON clause_change IS '8ae36a73d75d8515'""",
    r"""COMMENT ON POLICY as_partner ON clause_change IS '8ae36a73d75d8515'""",
    r"""GRANT SELECT, INSERT, UPDATE (submitted_at, status, reason), DELETE ON clause_change TO portal_partner""",
    r"""CREATE POLICY as_manager ON clause_change FOR ALL TO portal_manager USING ((partner_id = ANY (current_partners())) AND (side = 'HOST' OR submitted_at IS NOT NULL)) WITH CHECK ((partner_id = ANY (current_partners())) AND (side = 'HOST' OR submitted_at IS NOT NULL))""",
    r"""CREATE POLICY as_manager_insert ON clause_change AS RESTRICTIVE FOR INSERT TO portal_manager WITH CHECK (side = 'HOST' AND submitted_at IS NULL)""",
    r"""COMMENT ON POLICY as_manager_insert ON clause_change IS '989a5103320277f7'""",
    r"""CREATE POLICY as_manager_delete ON clause_change AS RESTRICTIVE FOR DELETE TO portal_manager USING (side = 'HOST' AND submitted_at IS NULL)""",
    r"""COMMENT ON POLICY as_manager_delete ON clause_change IS '989a5103320277f7'""",
    r"""COMMENT ON POLICY as_manager ON clause_change IS '989a5103320277f7'""",
    r"""GRANT SELECT, INSERT, UPDATE (submitted_at, status, reason), DELETE ON clause_change TO portal_manager""",
    r"""CREATE POLICY as_staff ON clause_change FOR ALL TO portal_staff USING ((signed_in()) AND (side = 'HOST' OR submitted_at IS NOT NULL)) WITH CHECK ((signed_in()) AND (side = 'HOST' OR submitted_at IS NOT NULL))""",
    r"""CREATE POLICY as_staff_insert ON clause_change AS RESTRICTIVE FOR INSERT TO portal_staff WITH CHECK (side = 'HOST' AND submitted_at IS NULL)""",
    r"""COMMENT ON POLICY as_staff_insert ON clause_change IS 'c931552bdfe928b6'""",
    r"""CREATE POLICY as_staff_delete ON clause_change AS RESTRICTIVE FOR DELETE TO portal_staff USING (side = 'HOST' AND submitted_at IS NULL)""",
    r"""COMMENT ON POLICY as_staff_delete ON clause_change IS 'c931552bdfe928b6'""",
    r"""COMMENT ON POLICY as_staff ON clause_change IS 'c931552bdfe928b6'""",
    r"""GRANT SELECT, INSERT, UPDATE (submitted_at, status, reason), DELETE ON clause_change TO portal_staff""",
    r"""CREATE POLICY as_auditor ON clause_change FOR ALL TO portal_auditor USING (signed_in()) WITH CHECK (signed_in())""",
    r"""COMMENT ON POLICY as_auditor ON clause_change IS '8de2522e6b5573db'""",
    r"""GRANT SELECT ON clause_change TO portal_auditor""",
    r"""CREATE POLICY as_system ON clause_change FOR ALL TO portal_system USING (true) WITH CHECK (true)""",
    r"""COMMENT ON POLICY as_system ON clause_change IS '828c36e110e8f4a6'""",
    r"""GRANT SELECT, INSERT, UPDATE ON clause_change TO portal_system""",
    r"""ALTER TABLE contract ENABLE ROW LEVEL SECURITY""",
    r"""ALTER TABLE contract FORCE ROW LEVEL SECURITY""",
    r"""CREATE POLICY as_partner ON contract FOR ALL TO portal_partner USING ((partner_id = current_partner()) AND (published_at IS NOT NULL)) WITH CHECK ((partner_id = current_partner()))""",
    r"""COMMENT ON POLICY as_partner ON contract IS '676a8715097128b8'""",
    r"""GRANT SELECT, UPDATE (version, status, starts_on, ends_on, renewal, notice_days, value_minor, currency, governing_law, clause_count, version_number, sha256, round_number, round_status, pen, accepted_by, signed_by, signature_window, waiting_on, due_at, due_calendar, updated_at) ON contract TO portal_partner""",
    r"""CREATE POLICY as_manager ON contract FOR ALL TO portal_manager USING ((partner_id = ANY (current_partners()))) WITH CHECK ((partner_id = ANY (current_partners())))""",
    r"""COMMENT ON POLICY as_manager ON contract IS 'b396a5ace03b49a6'""",
    r"""GRANT SELECT, INSERT, UPDATE ON contract TO portal_manager""",
    r"""CREATE POLICY as_staff ON contract FOR ALL TO portal_staff USING ((signed_in())) WITH CHECK ((signed_in()))""",
    r"""COMMENT ON POLICY as_staff ON contract IS '2ca6404eb2a766b2'""",
    r"""GRANT SELECT, INSERT, UPDATE ON contract TO portal_staff""",
    r"""CREATE POLICY as_auditor ON contract FOR ALL TO portal_auditor USING (signed_in()) WITH CHECK (signed_in())""",
    r"""COMMENT ON POLICY as_auditor ON contract IS '8de2522e6b5573db'""",
    r"""GRANT SELECT ON contract TO portal_auditor""",
    r"""CREATE POLICY as_system ON contract FOR ALL TO portal_system USING (true) WITH CHECK (true)""",
    r"""COMMENT ON POLICY as_system ON contract IS '828c36e110e8f4a6'""",
    r"""GRANT SELECT, UPDATE ON contract TO portal_system""",
    r"""ALTER TABLE contract_draft ENABLE ROW LEVEL SECURITY""",
    r"""ALTER TABLE contract_draft FORCE ROW LEVEL SECURITY""",
    r"""CREATE POLICY as_manager ON contract_draft FOR ALL TO portal_manager USING ((partner_id = ANY (current_partners()))) WITH CHECK ((partner_id = ANY (current_partners())))""",
    r"""COMMENT ON POLICY as_manager ON contract_draft IS 'b396a5ace03b49a6'""",
    r"""GRANT SELECT, INSERT, UPDATE ON contract_draft TO portal_manager""",
    r"""CREATE POLICY as_staff ON contract_draft FOR ALL TO portal_staff USING ((signed_in())) WITH CHECK ((signed_in()))""",
    r"""COMMENT ON POLICY as_staff ON contract_draft IS '2ca6404eb2a766b2'""",
    r"""GRANT SELECT, INSERT, UPDATE ON contract_draft TO portal_staff""",
    r"""CREATE POLICY as_auditor ON contract_draft FOR ALL TO portal_auditor USING (signed_in()) WITH CHECK (signed_in())""",
    r"""COMMENT ON POLICY as_auditor ON contract_draft IS '8de2522e6b5573db'""",
    r"""GRANT SELECT ON contract_draft TO portal_auditor""",
    r"""CREATE POLICY as_system ON contract_draft FOR ALL TO portal_system USING (true) WITH CHECK (true)""",
    r"""COMMENT ON POLICY as_system ON contract_draft IS '828c36e110e8f4a6'""",
    r"""GRANT SELECT ON contract_draft TO portal_system""",
    r"""ALTER TABLE contract_version ENABLE ROW LEVEL SECURITY""",
    r"""ALTER TABLE contract_version FORCE ROW LEVEL SECURITY""",
    r"""CREATE POLICY as_partner ON contract_version FOR ALL TO portal_partner USING ((partner_id = current_partner())) WITH CHECK ((partner_id = current_partner()))""",
    r"""COMMENT ON POLICY as_partner ON contract_version IS '1970bfe35c08b68a'""",
    r"""GRANT SELECT, INSERT ON contract_version TO portal_partner""",
    r"""CREATE POLICY as_manager ON contract_version FOR ALL TO portal_manager USING ((partner_id = ANY (current_partners()))) WITH CHECK ((partner_id = ANY (current_partners())))""",
    r"""COMMENT ON POLICY as_manager ON contract_version IS 'b396a5ace03b49a6'""",
    r"""GRANT SELECT, INSERT ON contract_version TO portal_manager""",
    r"""CREATE POLICY as_staff ON contract_version FOR ALL TO portal_staff USING ((signed_in())) WITH CHECK ((signed_in()))""",
    r"""COMMENT ON POLICY as_staff ON contract_version IS '2ca6404eb2a766b2'""",
    r"""GRANT SELECT, INSERT ON contract_version TO portal_staff""",
    r"""CREATE POLICY as_auditor ON contract_version FOR ALL TO portal_auditor USING (signed_in()) WITH CHECK (signed_in())""",
    r"""COMMENT ON POLICY as_auditor ON contract_version IS '8de2522e6b5573db'""",
    r"""GRANT SELECT ON contract_version TO portal_auditor""",
    r"""CREATE POLICY as_system ON contract_version FOR ALL TO portal_system USING (true) WITH CHECK (true)""",
    r"""COMMENT ON POLICY as_system ON contract_version IS '828c36e110e8f4a6'""",
    r"""GRANT SELECT ON contract_version TO portal_system""",
    r"""CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON contract_version FOR EACH ROW EXECUTE FUNCTION refuse_change()""",
    r"""ALTER TABLE directory_entry ENABLE ROW LEVEL SECURITY""",
    r"""ALTER TABLE directory_entry FORCE ROW LEVEL SECURITY""",
    r"""CREATE POLICY as_partner ON directory_entry FOR ALL TO portal_partner USING ((partner_id = current_partner())) WITH CHECK ((partner_id = current_partner()))""",
    r"""COMMENT ON POLICY as_partner ON directory_entry IS '1970bfe35c08b68a'""",
    r"""GRANT SELECT ON directory_entry TO portal_partner""",
    r"""CREATE POLICY as_manager ON directory_entry FOR ALL TO portal_manager USING ((partner_id = ANY (current_partners())) AND (partner_id = current_partner())) WITH CHECK ((partner_id = ANY (current_partners())))""",
    r"""COMMENT ON POLICY as_manager ON directory_entry IS 'b59c32194abbdd40'""",
    r"""GRANT SELECT ON directory_entry TO portal_manager""",
    r"""CREATE POLICY as_staff ON directory_entry FOR ALL TO portal_staff USING ((signed_in()) AND (partner_id = current_partner())) WITH CHECK ((signed_in()))""",
    r"""COMMENT ON POLICY as_staff ON directory_entry IS '15d9e930baac8a00'""",
    r"""GRANT SELECT ON directory_entry TO portal_staff""",
    r"""CREATE POLICY as_auditor ON directory_entry FOR ALL TO portal_auditor USING (signed_in()) WITH CHECK (signed_in())""",
    r"""COMMENT ON POLICY as_auditor ON directory_entry IS '8de2522e6b5573db'""",
    r"""GRANT SELECT ON directory_entry TO portal_auditor""",
    r"""CREATE POLICY as_system ON directory_entry FOR ALL TO portal_system USING (true) WITH CHECK (true)""",
    r"""COMMENT ON POLICY as_system ON directory_entry IS '828c36e110e8f4a6'""",
    r"""GRANT SELECT, INSERT, UPDATE ON directory_entry TO portal_system""",
    r"""CREATE POLICY as_auth ON directory_entry FOR ALL TO portal_auth USING (true) WITH CHECK (true)""",
    r"""COMMENT ON POLICY as_auth ON directory_entry IS '8e40b741cac49544'""",
    r"""GRANT SELECT ON directory_entry TO portal_auth""",
    r"""ALTER TABLE exit_plan ENABLE ROW LEVEL SECURITY""",
    r"""ALTER TABLE exit_plan FORCE ROW LEVEL SECURITY""",
    r"""CREATE POLICY as_partner ON exit_plan FOR ALL TO portal_partner USING ((partner_id = current_partner())) WITH CHECK ((partner_id = current_partner()))""",
    r"""CREATE POLICY as_partner_insert ON exit_plan AS RESTRICTIVE FOR INSERT TO portal_partner WITH CHECK (side = 'PARTNER' AND made_by = current_person() AND stay_agreed_at IS NULL)""",
    r"""COMMENT ON POLICY as_partner_insert ON exit_plan IS '9809c39505bc55e5'""",
    r"""COMMENT ON POLICY as_partner ON exit_plan IS '9809c39505bc55e5'""",
    r"""GRANT SELECT, INSERT, UPDATE (stay_agreed_by_name, stay_agreed_at) ON exit_plan TO portal_partner""",
    r"""CREATE POLICY as_manager ON exit_plan FOR ALL TO portal_manager USING ((partner_id = ANY (current_partners()))) WITH CHECK ((partner_id = ANY (current_partners())))""",
    r"""CREATE POLICY as_manager_insert ON exit_plan AS RESTRICTIVE FOR INSERT TO portal_manager WITH CHECK (side = 'HOST' AND made_by = current_person() AND stay_agreed_at IS NULL)""",
    r"""COMMENT ON POLICY as_manager_insert ON exit_plan IS 'bf3a190cdf0efd5a'""",
    r"""COMMENT ON POLICY as_manager ON exit_plan IS 'bf3a190cdf0efd5a'""",
    r"""GRANT SELECT, INSERT, UPDATE (ended_at) ON exit_plan TO portal_manager""",
    r"""CREATE POLICY as_staff ON exit_plan FOR ALL TO portal_staff USING ((signed_in())) WITH CHECK ((signed_in()))""",
    r"""CREATE POLICY as_staff_insert ON exit_plan AS RESTRICTIVE FOR INSERT TO portal_staff WITH CHECK (side = 'HOST' AND made_by = current_person() AND stay_agreed_at IS NULL)""",
    r"""COMMENT ON POLICY as_staff_insert ON exit_plan IS '3dea9c4ab889143d'""",
    r"""COMMENT ON POLICY as_staff ON exit_plan IS '3dea9c4ab889143d'""",
    r"""GRANT SELECT, INSERT, UPDATE (ended_at) ON exit_plan TO portal_staff""",
    r"""CREATE POLICY as_auditor ON exit_plan FOR ALL TO portal_auditor USING (signed_in()) WITH CHECK (signed_in())""",
    r"""COMMENT ON POLICY as_auditor ON exit_plan IS '8de2522e6b5573db'""",
    r"""GRANT SELECT ON exit_plan TO portal_auditor""",
    r"""CREATE POLICY as_system ON exit_plan FOR ALL TO portal_system USING (true) WITH CHECK (true)""",
    r"""COMMENT ON POLICY as_system ON exit_plan IS '828c36e110e8f4a6'""",
    r"""GRANT SELECT ON exit_plan TO portal_system""",
    r"""ALTER TABLE idempotency_key ENABLE ROW LEVEL SECURITY""",
    r"""ALTER TABLE idempotency_key FORCE ROW LEVEL SECURITY""",
    r"""CREATE POLICY as_partner ON idempotency_key FOR ALL TO portal_partner USING (person_id = current_person()) WITH CHECK (person_id = current_person())""",
    r"""COMMENT ON POLICY as_partner ON idempotency_key IS '72d002fcfea95c72'""",
    r"""GRANT SELECT, INSERT, UPDATE ON idempotency_key TO portal_partner""",
    r"""CREATE POLICY as_manager ON idempotency_key FOR ALL TO portal_manager USING (person_id = current_person()) WITH CHECK (person_id = current_person())""",
    r"""COMMENT ON POLICY as_manager ON idempotency_key IS '980075d7d831e65d'""",
    r"""GRANT SELECT, INSERT, UPDATE ON idempotency_key TO portal_manager""",
    r"""CREATE POLICY as_staff ON idempotency_key FOR ALL TO portal_staff USING (person_id = current_person()) WITH CHECK (person_id = current_person())""",
    r"""COMMENT ON POLICY as_staff ON idempotency_key IS '491084d67aa5a6bc'""",
    r"""GRANT SELECT, INSERT, UPDATE ON idempotency_key TO portal_staff""",
    r"""CREATE POLICY as_auditor ON idempotency_key FOR ALL TO portal_auditor USING (signed_in()) WITH CHECK (signed_in())""",
    r"""COMMENT ON POLICY as_auditor ON idempotency_key IS '8de2522e6b5573db'""",
    r"""GRANT SELECT ON idempotency_key TO portal_auditor""",
    r"""CREATE POLICY as_system ON idempotency_key FOR ALL TO portal_system USING (true) WITH CHECK (true)""",
    r"""COMMENT ON POLICY as_system ON idempotency_key IS '828c36e110e8f4a6'""",
    r"""GRANT SELECT, DELETE ON idempotency_key TO portal_system""",
    r"""ALTER TABLE identity_connection ENABLE ROW LEVEL SECURITY""",
    r"""ALTER TABLE identity_connection FORCE ROW LEVEL SECURITY""",
    r"""CREATE POLICY as_partner ON identity_connection FOR ALL TO portal_partner USING ((partner_id = current_partner())) WITH CHECK ((partner_id = current_partner()))""",
    r"""COMMENT ON POLICY as_partner ON identity_connection IS '1970bfe35c08b68a'""",
    r"""GRANT SELECT, INSERT, UPDATE (name, authentication, id_token_alg, scopes, acr_values, strong_values, enforces_second_factor, max_age, default_roles, disabled_at, version) ON identity_connection TO portal_partner""",
    r"""CREATE POLICY as_manager ON identity_connection FOR ALL TO portal_manager USING ((partner_id = ANY (current_partners())) AND (partner_id = current_partner())) WITH CHECK ((partner_id = ANY (current_partners())) AND (partner_id = current_partner()))""",
    r"""COMMENT ON POLICY as_manager ON identity_connection IS '71a38bdbf3f8b61e'""",
    r"""GRANT SELECT, INSERT, UPDATE (name, authentication, id_token_alg, scopes, acr_values, strong_values, enforces_second_factor, max_age, default_roles, disabled_at, version) ON identity_connection TO portal_manager""",
    r"""CREATE POLICY as_staff ON identity_connection FOR ALL TO portal_staff USING ((signed_in()) AND (partner_id = current_partner())) WITH CHECK ((signed_in()) AND (partner_id = current_partner()))""",
    r"""COMMENT ON POLICY as_staff ON identity_connection IS '9b308f45064d1247'""",
    r"""GRANT SELECT, INSERT, UPDATE (name, authentication, id_token_alg, scopes, acr_values, strong_values, enforces_second_factor, max_age, default_roles, disabled_at, version) ON identity_connection TO portal_staff""",
    r"""CREATE POLICY as_auditor ON identity_connection FOR ALL TO portal_auditor USING (signed_in()) WITH CHECK (signed_in())""",
    r"""COMMENT ON POLICY as_auditor ON identity_connection IS '8de2522e6b5573db'""",
    r"""GRANT SELECT ON identity_connection TO portal_auditor""",
    r"""CREATE POLICY as_system ON identity_connection FOR ALL TO portal_system USING (true) WITH CHECK (true)""",
    r"""COMMENT ON POLICY as_system ON identity_connection IS '828c36e110e8f4a6'""",
    r"""GRANT SELECT, INSERT, UPDATE (name, authentication, id_token_alg, scopes, acr_values, strong_values, enforces_second_factor, max_age, default_roles, disabled_at, version) ON identity_connection TO portal_system""",
    r"""CREATE POLICY as_auth ON identity_connection FOR ALL TO portal_auth USING (true) WITH CHECK (true)""",
    r"""COMMENT ON POLICY as_auth ON identity_connection IS '8e40b741cac49544'""",
    r"""GRANT SELECT ON identity_connection TO portal_auth""",
    r"""ALTER TABLE invitation ENABLE ROW LEVEL SECURITY""",
    r"""ALTER TABLE invitation FORCE ROW LEVEL SECURITY""",
    r"""CREATE POLICY as_partner ON invitation FOR ALL TO portal_partner USING (false) WITH CHECK (partner_id = current_partner())""",
    r"""COMMENT ON POLICY as_partner ON invitation IS 'fffe1a3cb46e50c1'""",
    r"""GRANT INSERT ON invitation TO portal_partner""",
    r"""CREATE POLICY as_manager ON invitation FOR ALL TO portal_manager USING (false) WITH CHECK (partner_id = ANY (current_partners()))""",
    r"""COMMENT ON POLICY as_manager ON invitation IS 'b87edf1543821b57'""",
    r"""GRANT INSERT ON invitation TO portal_manager""",
    r"""CREATE POLICY as_staff ON invitation FOR ALL TO portal_staff USING (false) WITH CHECK (signed_in())""",
    r"""COMMENT ON POLICY as_staff ON invitation IS '66394292ae0ad7f9'""",
    r"""GRANT INSERT ON invitation TO portal_staff""",
    r"""CREATE POLICY as_system ON invitation FOR ALL TO portal_system USING (true) WITH CHECK (true)""",
    r"""COMMENT ON POLICY as_system ON invitation IS '828c36e110e8f4a6'""",
    r"""GRANT SELECT, INSERT ON invitation TO portal_system""",
    r"""ALTER TABLE journal ENABLE ROW LEVEL SECURITY""",
    r"""ALTER TABLE journal FORCE ROW LEVEL SECURITY""",
    r"""CREATE POLICY as_partner ON journal FOR ALL TO portal_partner USING ((partner_id = current_partner()) AND (is_published OR side = 'PARTNER')) WITH CHECK ((partner_id = current_partner()) AND (side = 'PARTNER' AND by_id = current_person()))""",
    r"""COMMENT ON POLICY as_partner ON journal IS 'b1520da2e2cc2159'""",
    r"""GRANT SELECT, INSERT ON journal TO portal_partner""",
    r"""CREATE POLICY as_manager ON journal FOR ALL TO portal_manager USING ((partner_id = ANY (current_partners())) AND (is_published OR side = 'HOST')) WITH CHECK ((partner_id = ANY (current_partners())) AND (side = 'HOST' AND by_id = current_person()))""",
    r"""COMMENT ON POLICY as_manager ON journal IS '8df738d01269dd51'""",
    r"""GRANT SELECT, INSERT ON journal TO portal_manager""",
    r"""CREATE POLICY as_staff ON journal FOR ALL TO portal_staff USING ((signed_in()) AND (is_published OR side = 'HOST')) WITH CHECK ((signed_in()) AND (side = 'HOST' AND by_id = current_person()))""",
    r"""COMMENT ON POLICY as_staff ON journal IS 'add03405a2d838cd'""",
    r"""GRANT SELECT, INSERT ON journal TO portal_staff""",
    r"""CREATE POLICY as_auditor ON journal FOR ALL TO portal_auditor USING (signed_in()) WITH CHECK (signed_in())""",
    r"""COMMENT ON POLICY as_auditor ON journal IS '8de2522e6b5573db'""",
    r"""GRANT SELECT ON journal TO portal_auditor""",
    r"""CREATE POLICY as_system ON journal FOR ALL TO portal_system USING (true) WITH CHECK (true)""",
    r"""COMMENT ON POLICY as_system ON journal IS '828c36e110e8f4a6'""",
    r"""GRANT SELECT, INSERT ON journal TO portal_system""",
    r"""CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON journal FOR EACH ROW EXECUTE FUNCTION refuse_change()""",
    r"""ALTER TABLE mail ENABLE ROW LEVEL SECURITY""",
    r"""ALTER TABLE mail FORCE ROW LEVEL SECURITY""",
    r"""CREATE POLICY as_partner ON mail FOR ALL TO portal_partner USING (false) WITH CHECK (partner_id = current_partner())""",
    r"""COMMENT ON POLICY as_partner ON mail IS 'fffe1a3cb46e50c1'""",
    r"""GRANT INSERT ON mail TO portal_partner""",
    r"""CREATE POLICY as_manager ON mail FOR ALL TO portal_manager USING (false) WITH CHECK (partner_id = ANY (current_partners()))""",
    r"""COMMENT ON POLICY as_manager ON mail IS 'b87edf1543821b57'""",
    r"""GRANT INSERT ON mail TO portal_manager""",
    r"""CREATE POLICY as_staff ON mail FOR ALL TO portal_staff USING (false) WITH CHECK (signed_in())""",
    r"""COMMENT ON POLICY as_staff ON mail IS '66394292ae0ad7f9'""",
    r"""GRANT INSERT ON mail TO portal_staff""",
    r"""CREATE POLICY as_system ON mail FOR ALL TO portal_system USING (true) WITH CHECK (true)""",
    r"""COMMENT ON POLICY as_system ON mail IS '828c36e110e8f4a6'""",
    r"""GRANT SELECT, INSERT, UPDATE ON mail TO portal_system""",
    r"""ALTER TABLE mail_domain ENABLE ROW LEVEL SECURITY""",
    r"""ALTER TABLE mail_domain FORCE ROW LEVEL SECURITY""",
    r"""CREATE POLICY as_partner ON mail_domain FOR ALL TO portal_partner USING ((partner_id = current_partner())) WITH CHECK ((partner_id = current_partner()))""",
    r"""COMMENT ON POLICY as_partner ON mail_domain IS '1970bfe35c08b68a'""",
    r"""GRANT SELECT, INSERT, UPDATE (connection_id, verified_at, is_vouched, checked_at, missing_since, lapsed_at), DELETE ON mail_domain TO portal_partner""",
    r"""CREATE POLICY as_manager ON mail_domain FOR ALL TO portal_manager USING ((partner_id = ANY (current_partners())) AND (partner_id = current_partner())) WITH CHECK ((partner_id = ANY (current_partners())) AND (partner_id = current_partner()))""",
    r"""COMMENT ON POLICY as_manager ON mail_domain IS '71a38bdbf3f8b61e'""",
    r"""GRANT SELECT, INSERT, UPDATE (connection_id, verified_at, is_vouched, checked_at, missing_since, lapsed_at), DELETE ON mail_domain TO portal_manager""",
    r"""CREATE POLICY as_staff ON mail_domain FOR ALL TO portal_staff USING ((signed_in()) AND (partner_id = current_partner())) WITH CHECK ((signed_in()) AND (partner_id = current_partner()))""",
    r"""COMMENT ON POLICY as_staff ON mail_domain IS '9b308f45064d1247'""",
    r"""GRANT SELECT, INSERT, UPDATE (connection_id, verified_at, is_vouched, checked_at, missing_since, lapsed_at), DELETE ON mail_domain TO portal_staff""",
    r"""CREATE POLICY as_auditor ON mail_domain FOR ALL TO portal_auditor USING (signed_in()) WITH CHECK (signed_in())""",
    r"""COMMENT ON POLICY as_auditor ON mail_domain IS '8de2522e6b5573db'""",
    r"""GRANT SELECT ON mail_domain TO portal_auditor""",
    r"""CREATE POLICY as_system ON mail_domain FOR ALL TO portal_system USING (true) WITH CHECK (true)""",
    r"""COMMENT ON POLICY as_system ON mail_domain IS '828c36e110e8f4a6'""",
    r"""GRANT SELECT, INSERT, UPDATE (connection_id, verified_at, is_vouched, checked_at, missing_since, lapsed_at) ON mail_domain TO portal_system""",
    r"""CREATE POLICY as_auth ON mail_domain FOR ALL TO portal_auth USING (true) WITH CHECK (true)""",
    r"""COMMENT ON POLICY as_auth ON mail_domain IS '8e40b741cac49544'""",
    r"""GRANT SELECT ON mail_domain TO portal_auth""",
    r"""ALTER TABLE membership ENABLE ROW LEVEL SECURITY""",
    r"""ALTER TABLE membership FORCE ROW LEVEL SECURITY""",
    r"""CREATE POLICY as_partner ON membership FOR ALL TO portal_partner USING (partner_id = current_partner() OR (side = 'HOST' AND signed_in())) WITH CHECK (partner_id = current_partner() AND side = 'PARTNER')""",
    r"""CREATE POLICY as_partner_insert ON membership AS RESTRICTIVE FOR INSERT TO portal_partner WITH CHECK (status = 'INVITED')""",
    r"""COMMENT ON POLICY as_partner_insert ON membership IS '40e50b3eb504c988'""",
    r"""CREATE POLICY as_partner_update ON membership AS RESTRICTIVE FOR UPDATE TO portal_partner USING (partner_id = current_partner())""",
    r"""COMMENT ON POLICY as_partner_update ON membership IS '40e50b3eb504c988'""",
    r"""COMMENT ON POLICY as_partner ON membership IS '40e50b3eb504c988'""",
    r"""GRANT SELECT, INSERT, UPDATE (version, roles, status, due_at) ON membership TO portal_partner""",
    r"""CREATE POLICY as_manager ON membership FOR ALL TO portal_manager USING (partner_id = ANY (current_partners()) OR (side = 'HOST' AND signed_in())) WITH CHECK (partner_id = ANY (current_partners()) AND side = 'PARTNER')""",
    r"""CREATE POLICY as_manager_insert ON membership AS RESTRICTIVE FOR INSERT TO portal_manager WITH CHECK (status = 'INVITED')""",
    r"""COMMENT ON POLICY as_manager_insert ON membership IS '5363d79d5d95da58'""",
    r"""COMMENT ON POLICY as_manager ON membership IS '5363d79d5d95da58'""",
    r"""GRANT SELECT, INSERT ON membership TO portal_manager""",
    r"""CREATE POLICY as_staff ON membership FOR ALL TO portal_staff USING ((signed_in())) WITH CHECK ((signed_in()))""",
    r"""CREATE POLICY as_staff_insert ON membership AS RESTRICTIVE FOR INSERT TO portal_staff WITH CHECK (status = 'INVITED')""",
    r"""COMMENT ON POLICY as_staff_insert ON membership IS '7d15da95950f4e41'""",
    r"""COMMENT ON POLICY as_staff ON membership IS '7d15da95950f4e41'""",
    r"""GRANT SELECT, INSERT, UPDATE (version, roles, status, due_at) ON membership TO portal_staff""",
    r"""CREATE POLICY as_auditor ON membership FOR ALL TO portal_auditor USING (signed_in()) WITH CHECK (signed_in())""",
    r"""COMMENT ON POLICY as_auditor ON membership IS '8de2522e6b5573db'""",
    r"""GRANT SELECT ON membership TO portal_auditor""",
    r"""CREATE POLICY as_system ON membership FOR ALL TO portal_system USING (true) WITH CHECK (true)""",
    r"""COMMENT ON POLICY as_system ON membership IS '828c36e110e8f4a6'""",
    r"""GRANT SELECT, INSERT, UPDATE ON membership TO portal_system""",
    r"""CREATE POLICY as_auth ON membership FOR ALL TO portal_auth USING (true) WITH CHECK (true)""",
    r"""COMMENT ON POLICY as_auth ON membership IS '8e40b741cac49544'""",
    r"""GRANT SELECT ON membership TO portal_auth""",
    r"""ALTER TABLE negotiation_round ENABLE ROW LEVEL SECURITY""",
    r"""ALTER TABLE negotiation_round FORCE ROW LEVEL SECURITY""",
    r"""CREATE POLICY as_partner ON negotiation_round FOR ALL TO portal_partner USING ((partner_id = current_partner())) WITH CHECK ((partner_id = current_partner()))""",
    r"""COMMENT ON POLICY as_partner ON negotiation_round IS '1970bfe35c08b68a'""",
    r"""GRANT SELECT, INSERT, UPDATE ON negotiation_round TO portal_partner""",
    r"""CREATE POLICY as_manager ON negotiation_round FOR ALL TO portal_manager USING ((partner_id = ANY (current_partners()))) WITH CHECK ((partner_id = ANY (current_partners())))""",
    r"""COMMENT ON POLICY as_manager ON negotiation_round IS 'b396a5ace03b49a6'""",
    r"""GRANT SELECT, INSERT, UPDATE ON negotiation_round TO portal_manager""",
    r"""CREATE POLICY as_staff ON negotiation_round FOR ALL TO portal_staff USING ((signed_in())) WITH CHECK ((signed_in()))""",
    r"""COMMENT ON POLICY as_staff ON negotiation_round IS '2ca6404eb2a766b2'""",
    r"""GRANT SELECT, INSERT, UPDATE ON negotiation_round TO portal_staff""",
    r"""CREATE POLICY as_auditor ON negotiation_round FOR ALL TO portal_auditor USING (signed_in()) WITH CHECK (signed_in())""",
    r"""COMMENT ON POLICY as_auditor ON negotiation_round IS '8de2522e6b5573db'""",
    r"""GRANT SELECT ON negotiation_round TO portal_auditor""",
    r"""CREATE POLICY as_system ON negotiation_round FOR ALL TO portal_system USING (true) WITH CHECK (true)""",
    r"""COMMENT ON POLICY as_system ON negotiation_round IS '828c36e110e8f4a6'""",
    r"""GRANT SELECT, INSERT, UPDATE ON negotiation_round TO portal_system""",
    r"""ALTER TABLE organisation ENABLE ROW LEVEL SECURITY""",
    r"""ALTER TABLE organisation FORCE ROW LEVEL SECURITY""",
    r"""CREATE POLICY as_partner ON organisation FOR ALL TO portal_partner USING (id = current_partner() OR (side = 'HOST' AND signed_in())) WITH CHECK (id = current_partner() AND status IN ('APPLIED', 'OFFBOARDING'))""",
    r"""CREATE POLICY as_partner_update ON organisation AS RESTRICTIVE FOR UPDATE TO portal_partner USING (id = current_partner())""",
    r"""COMMENT ON POLICY as_partner_update ON organisation IS '8dd3acc7739bb95c'""",
    r"""COMMENT ON POLICY as_partner ON organisation IS '8dd3acc7739bb95c'""",
    r"""GRANT SELECT, UPDATE (version, status, consented_at, reason, waiting_on, due_at, due_calendar) ON organisation TO portal_partner""",
    r"""CREATE POLICY as_manager ON organisation FOR ALL TO portal_manager USING (manager_id = current_member() OR (side = 'HOST' AND signed_in())) WITH CHECK (manager_id = current_member() AND side = 'PARTNER')""",
    r"""COMMENT ON POLICY as_manager ON organisation IS '7124939bda9881fa'""",
    r"""GRANT SELECT, INSERT, UPDATE ON organisation TO portal_manager""",
    r"""CREATE POLICY as_staff ON organisation FOR ALL TO portal_staff USING (signed_in()) WITH CHECK (side = 'PARTNER')""",
    r"""COMMENT ON POLICY as_staff ON organisation IS 'bac9cc5de1d17d28'""",
    r"""GRANT SELECT, INSERT, UPDATE ON organisation TO portal_staff""",
    r"""CREATE POLICY as_auditor ON organisation FOR ALL TO portal_auditor USING (signed_in()) WITH CHECK (signed_in())""",
    r"""COMMENT ON POLICY as_auditor ON organisation IS '8de2522e6b5573db'""",
    r"""GRANT SELECT ON organisation TO portal_auditor""",
    r"""CREATE POLICY as_system ON organisation FOR ALL TO portal_system USING (true) WITH CHECK (true)""",
    r"""COMMENT ON POLICY as_system ON organisation IS '828c36e110e8f4a6'""",
    r"""GRANT SELECT, INSERT, UPDATE ON organisation TO portal_system""",
    r"""CREATE POLICY as_auth ON organisation FOR ALL TO portal_auth USING (true) WITH CHECK (true)""",
    r"""COMMENT ON POLICY as_auth ON organisation IS '8e40b741cac49544'""",
    r"""GRANT SELECT ON organisation TO portal_auth""",
    r"""ALTER TABLE person ENABLE ROW LEVEL SECURITY""",
    r"""ALTER TABLE person FORCE ROW LEVEL SECURITY""",
    r"""CREATE POLICY as_partner ON person FOR ALL TO portal_partner USING (id = current_person()) WITH CHECK (id = current_person())""",
    r"""COMMENT ON POLICY as_partner ON person IS '071319233d65d209'""",
    r"""GRANT SELECT, UPDATE (language, zone) ON person TO portal_partner""",
    r"""CREATE POLICY as_manager ON person FOR ALL TO portal_manager USING (id = current_person()) WITH CHECK (id = current_person())""",
    r"""COMMENT ON POLICY as_manager ON person IS '4e8166a3392e2843'""",
    r"""GRANT SELECT, UPDATE (language, zone) ON person TO portal_manager""",
    r"""CREATE POLICY as_staff ON person FOR ALL TO portal_staff USING (id = current_person()) WITH CHECK (id = current_person())""",
    r"""COMMENT ON POLICY as_staff ON person IS 'e8b38d6f1f7aa0ad'""",
    r"""GRANT SELECT, UPDATE (language, zone) ON person TO portal_staff""",
    r"""CREATE POLICY as_auditor ON person FOR ALL TO portal_auditor USING (id = current_person()) WITH CHECK (id = current_person())""",
    r"""COMMENT ON POLICY as_auditor ON person IS 'dc43652f41e8b9b1'""",
    r"""GRANT SELECT ON person TO portal_auditor""",
    r"""CREATE POLICY as_system ON person FOR ALL TO portal_system USING (true) WITH CHECK (true)""",
    r"""COMMENT ON POLICY as_system ON person IS '828c36e110e8f4a6'""",
    r"""GRANT SELECT, INSERT ON person TO portal_system""",
    r"""CREATE POLICY as_auth ON person FOR ALL TO portal_auth USING (true) WITH CHECK (true)""",
    r"""COMMENT ON POLICY as_auth ON person IS '8e40b741cac49544'""",
    r"""GRANT SELECT ON person TO portal_auth""",
    r"""ALTER TABLE provisioning_token ENABLE ROW LEVEL SECURITY""",
    r"""ALTER TABLE provisioning_token FORCE ROW LEVEL SECURITY""",
    r"""CREATE POLICY as_partner ON provisioning_token FOR ALL TO portal_partner USING ((partner_id = current_partner())) WITH CHECK ((partner_id = current_partner()))""",
    r"""COMMENT ON POLICY as_partner ON provisioning_token IS '1970bfe35c08b68a'""",
    r"""GRANT SELECT, INSERT, UPDATE (ended_at, version) ON provisioning_token TO portal_partner""",
    r"""CREATE POLICY as_manager ON provisioning_token FOR ALL TO portal_manager USING ((partner_id = ANY (current_partners())) AND (partner_id = current_partner())) WITH CHECK ((partner_id = ANY (current_partners())) AND (partner_id = current_partner()))""",
    r"""COMMENT ON POLICY as_manager ON provisioning_token IS '71a38bdbf3f8b61e'""",
    r"""GRANT SELECT, INSERT, UPDATE (ended_at, version) ON provisioning_token TO portal_manager""",
    r"""CREATE POLICY as_staff ON provisioning_token FOR ALL TO portal_staff USING ((signed_in()) AND (partner_id = current_partner())) WITH CHECK ((signed_in()) AND (partner_id = current_partner()))""",
    r"""COMMENT ON POLICY as_staff ON provisioning_token IS '9b308f45064d1247'""",
    r"""GRANT SELECT, INSERT, UPDATE (ended_at, version) ON provisioning_token TO portal_staff""",
    r"""CREATE POLICY as_auditor ON provisioning_token FOR ALL TO portal_auditor USING (signed_in()) WITH CHECK (signed_in())""",
    r"""COMMENT ON POLICY as_auditor ON provisioning_token IS '8de2522e6b5573db'""",
    r"""GRANT SELECT ON provisioning_token TO portal_auditor""",
    r"""CREATE POLICY as_system ON provisioning_token FOR ALL TO portal_system USING (true) WITH CHECK (true)""",
    r"""COMMENT ON POLICY as_system ON provisioning_token IS '828c36e110e8f4a6'""",
    r"""GRANT SELECT, INSERT, UPDATE (last_used_at) ON provisioning_token TO portal_system""",
    r"""CREATE POLICY as_auth ON provisioning_token FOR ALL TO portal_auth USING (true) WITH CHECK (true)""",
    r"""COMMENT ON POLICY as_auth ON provisioning_token IS '8e40b741cac49544'""",
    r"""GRANT SELECT ON provisioning_token TO portal_auth""",
    r"""ALTER TABLE relationship_plan ENABLE ROW LEVEL SECURITY""",
    r"""ALTER TABLE relationship_plan FORCE ROW LEVEL SECURITY""",
    r"""CREATE POLICY as_partner ON relationship_plan FOR ALL TO portal_partner USING ((partner_id = current_partner())) WITH CHECK ((partner_id = current_partner()))""",
    r"""CREATE POLICY as_partner_insert ON relationship_plan AS RESTRICTIVE FOR INSERT TO portal_partner WITH CHECK (side = 'PARTNER' AND proposed_by = current_person() AND agreed_at IS NULL)""",
    r"""COMMENT ON POLICY as_partner_insert ON relationship_plan IS '3ccd973f7f5978f6'""",
    r"""CREATE POLICY as_partner_update ON relationship_plan AS RESTRICTIVE FOR UPDATE TO portal_partner USING (side <> 'PARTNER')""",
    r"""COMMENT ON POLICY as_partner_update ON relationship_plan IS '3ccd973f7f5978f6'""",
    r"""COMMENT ON POLICY as_partner ON relationship_plan IS '3ccd973f7f5978f6'""",
    r"""GRANT SELECT, INSERT, UPDATE (agreed_by, agreed_by_name, agreed_at) ON relationship_plan TO portal_partner""",
    r"""CREATE POLICY as_manager ON relationship_plan FOR ALL TO portal_manager USING ((partner_id = ANY (current_partners()))) WITH CHECK ((partner_id = ANY (current_partners())))""",
    r"""CREATE POLICY as_manager_insert ON relationship_plan AS RESTRICTIVE FOR INSERT TO portal_manager WITH CHECK (side = 'HOST' AND proposed_by = current_person() AND agreed_at IS NULL)""",
    r"""COMMENT ON POLICY as_manager_insert ON relationship_plan IS '7974ce9262e2d1a8'""",
    r"""CREATE POLICY as_manager_update ON relationship_plan AS RESTRICTIVE FOR UPDATE TO portal_manager USING (side <> 'HOST')""",
    r"""COMMENT ON POLICY as_manager_update ON relationship_plan IS '7974ce9262e2d1a8'""",
    r"""COMMENT ON POLICY as_manager ON relationship_plan IS '7974ce9262e2d1a8'""",
    r"""GRANT SELECT, INSERT, UPDATE (agreed_by, agreed_by_name, agreed_at) ON relationship_plan TO portal_manager""",
    r"""CREATE POLICY as_staff ON relationship_plan FOR ALL TO portal_staff USING ((signed_in())) WITH CHECK ((signed_in()))""",
    r"""CREATE POLICY as_staff_insert ON relationship_plan AS RESTRICTIVE FOR INSERT TO portal_staff WITH CHECK (side = 'HOST' AND proposed_by = current_person() AND agreed_at IS NULL)""",
    r"""COMMENT ON POLICY as_staff_insert ON relationship_plan IS '4e3065fc02858143'""",
    r"""CREATE POLICY as_staff_update ON relationship_plan AS RESTRICTIVE FOR UPDATE TO portal_staff USING (side <> 'HOST')""",
    r"""COMMENT ON POLICY as_staff_update ON relationship_plan IS '4e3065fc02858143'""",
    r"""COMMENT ON POLICY as_staff ON relationship_plan IS '4e3065fc02858143'""",
    r"""GRANT SELECT, INSERT, UPDATE (agreed_by, agreed_by_name, agreed_at) ON relationship_plan TO portal_staff""",
    r"""CREATE POLICY as_auditor ON relationship_plan FOR ALL TO portal_auditor USING (signed_in()) WITH CHECK (signed_in())""",
    r"""COMMENT ON POLICY as_auditor ON relationship_plan IS '8de2522e6b5573db'""",
    r"""GRANT SELECT ON relationship_plan TO portal_auditor""",
    r"""CREATE POLICY as_system ON relationship_plan FOR ALL TO portal_system USING (true) WITH CHECK (true)""",
    r"""COMMENT ON POLICY as_system ON relationship_plan IS '828c36e110e8f4a6'""",
    r"""GRANT SELECT ON relationship_plan TO portal_system""",
    r"""ALTER TABLE requested_item ENABLE ROW LEVEL SECURITY""",
    r"""ALTER TABLE requested_item FORCE ROW LEVEL SECURITY""",
    r"""CREATE POLICY as_partner ON requested_item FOR ALL TO portal_partner USING ((partner_id = current_partner())) WITH CHECK ((partner_id = current_partner()))""",
    r"""CREATE POLICY as_partner_insert ON requested_item AS RESTRICTIVE FOR INSERT TO portal_partner WITH CHECK (answer IS NULL)""",
    r"""COMMENT ON POLICY as_partner_insert ON requested_item IS 'c5e91fd49fe984d4'""",
    r"""COMMENT ON POLICY as_partner ON requested_item IS 'c5e91fd49fe984d4'""",
    r"""GRANT SELECT, UPDATE (answer, answered_at) ON requested_item TO portal_partner""",
    r"""CREATE POLICY as_manager ON requested_item FOR ALL TO portal_manager USING ((partner_id = ANY (current_partners()))) WITH CHECK ((partner_id = ANY (current_partners())))""",
    r"""CREATE POLICY as_manager_insert ON requested_item AS RESTRICTIVE FOR INSERT TO portal_manager WITH CHECK (answer IS NULL)""",
    r"""COMMENT ON POLICY as_manager_insert ON requested_item IS '50d7f5022d90d613'""",
    r"""COMMENT ON POLICY as_manager ON requested_item IS '50d7f5022d90d613'""",
    r"""GRANT SELECT, INSERT ON requested_item TO portal_manager""",
    r"""CREATE POLICY as_staff ON requested_item FOR ALL TO portal_staff USING ((signed_in())) WITH CHECK ((signed_in()))""",
    r"""CREATE POLICY as_staff_insert ON requested_item AS RESTRICTIVE FOR INSERT TO portal_staff WITH CHECK (answer IS NULL)""",
    r"""COMMENT ON POLICY as_staff_insert ON requested_item IS '78758d6b7ec7ce99'""",
    r"""COMMENT ON POLICY as_staff ON requested_item IS '78758d6b7ec7ce99'""",
    r"""GRANT SELECT, INSERT ON requested_item TO portal_staff""",
    r"""CREATE POLICY as_auditor ON requested_item FOR ALL TO portal_auditor USING (signed_in()) WITH CHECK (signed_in())""",
    r"""COMMENT ON POLICY as_auditor ON requested_item IS '8de2522e6b5573db'""",
    r"""GRANT SELECT ON requested_item TO portal_auditor""",
    r"""CREATE POLICY as_system ON requested_item FOR ALL TO portal_system USING (true) WITH CHECK (true)""",
    r"""COMMENT ON POLICY as_system ON requested_item IS '828c36e110e8f4a6'""",
    r"""GRANT SELECT ON requested_item TO portal_system""",
    r"""ALTER TABLE signature ENABLE ROW LEVEL SECURITY""",
    r"""ALTER TABLE signature FORCE ROW LEVEL SECURITY""",
    r"""CREATE POLICY as_partner ON signature FOR ALL TO portal_partner USING ((partner_id = current_partner())) WITH CHECK ((partner_id = current_partner()) AND (side = 'PARTNER' AND person_id = current_person()))""",
    r"""COMMENT ON POLICY as_partner ON signature IS 'a9a829088f3208b0'""",
    r"""GRANT SELECT, INSERT ON signature TO portal_partner""",
    r"""CREATE POLICY as_manager ON signature FOR ALL TO portal_manager USING ((partner_id = ANY (current_partners()))) WITH CHECK ((partner_id = ANY (current_partners())) AND (side = 'HOST' AND person_id = current_person()))""",
    r"""COMMENT ON POLICY as_manager ON signature IS 'e3b564ab066e7f5d'""",
    r"""GRANT SELECT, INSERT ON signature TO portal_manager""",
    r"""CREATE POLICY as_staff ON signature FOR ALL TO portal_staff USING ((signed_in())) WITH CHECK ((signed_in()) AND (side = 'HOST' AND person_id = current_person()))""",
    r"""COMMENT ON POLICY as_staff ON signature IS 'e2dfb8c3737ef6f6'""",
    r"""GRANT SELECT, INSERT ON signature TO portal_staff""",
    r"""CREATE POLICY as_auditor ON signature FOR ALL TO portal_auditor USING (signed_in()) WITH CHECK (signed_in())""",
    r"""COMMENT ON POLICY as_auditor ON signature IS '8de2522e6b5573db'""",
    r"""GRANT SELECT ON signature TO portal_auditor""",
    r"""CREATE POLICY as_system ON signature FOR ALL TO portal_system USING (true) WITH CHECK (true)""",
    r"""COMMENT ON POLICY as_system ON signature IS '828c36e110e8f4a6'""",
    r"""GRANT SELECT ON signature TO portal_system""",
    r"""CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON signature FOR EACH ROW EXECUTE FUNCTION refuse_change()""",
    r"""ALTER TABLE signing_authority ENABLE ROW LEVEL SECURITY""",
    r"""ALTER TABLE signing_authority FORCE ROW LEVEL SECURITY""",
    r"""CREATE POLICY as_partner ON signing_authority FOR ALL TO portal_partner USING ((partner_id = current_partner())) WITH CHECK ((partner_id = current_partner()))""",
    r"""CREATE POLICY as_partner_insert ON signing_authority AS RESTRICTIVE FOR INSERT TO portal_partner WITH CHECK (status = 'PROPOSED' AND granted_by = current_person())""",
    r"""COMMENT ON POLICY as_partner_insert ON signing_authority IS 'cf87e2dc76114c51'""",
    r"""COMMENT ON POLICY as_partner ON signing_authority IS 'cf87e2dc76114c51'""",
    r"""GRANT SELECT, INSERT, UPDATE (version, status, accepted_by, accepted_by_name, accepted_at, revoked_at) ON signing_authority TO portal_partner""",
    r"""CREATE POLICY as_manager ON signing_authority FOR ALL TO portal_manager USING ((partner_id = ANY (current_partners()))) WITH CHECK ((partner_id = ANY (current_partners())))""",
    r"""CREATE POLICY as_manager_insert ON signing_authority AS RESTRICTIVE FOR INSERT TO portal_manager WITH CHECK (status = 'PROPOSED' AND granted_by = current_person())""",
    r"""COMMENT ON POLICY as_manager_insert ON signing_authority IS '390ae8f74eb8ca4b'""",
    r"""COMMENT ON POLICY as_manager ON signing_authority IS '390ae8f74eb8ca4b'""",
    r"""GRANT SELECT, INSERT, UPDATE (version, status, accepted_by, accepted_by_name, accepted_at, revoked_at) ON signing_authority TO portal_manager""",
    r"""CREATE POLICY as_staff ON signing_authority FOR ALL TO portal_staff USING ((signed_in())) WITH CHECK ((signed_in()))""",
    r"""CREATE POLICY as_staff_insert ON signing_authority AS RESTRICTIVE FOR INSERT TO portal_staff WITH CHECK (status = 'PROPOSED' AND granted_by = current_person())""",
    r"""COMMENT ON POLICY as_staff_insert ON signing_authority IS '19b0ab1dac0a4cc1'""",
    r"""COMMENT ON POLICY as_staff ON signing_authority IS '19b0ab1dac0a4cc1'""",
    r"""GRANT SELECT, INSERT, UPDATE (version, status, accepted_by, accepted_by_name, accepted_at, revoked_at) ON signing_authority TO portal_staff""",
    r"""CREATE POLICY as_auditor ON signing_authority FOR ALL TO portal_auditor USING (signed_in()) WITH CHECK (signed_in())""",
    r"""COMMENT ON POLICY as_auditor ON signing_authority IS '8de2522e6b5573db'""",
    r"""GRANT SELECT ON signing_authority TO portal_auditor""",
    r"""CREATE POLICY as_system ON signing_authority FOR ALL TO portal_system USING (true) WITH CHECK (true)""",
    r"""COMMENT ON POLICY as_system ON signing_authority IS '828c36e110e8f4a6'""",
    r"""GRANT SELECT ON signing_authority TO portal_system""",
    r"""GRANT SELECT, INSERT, UPDATE, DELETE ON auth.attempt TO portal_auth""",
    r"""GRANT SELECT, INSERT, UPDATE, DELETE ON auth.client_grant TO portal_auth""",
    r"""GRANT SELECT, INSERT, UPDATE, DELETE ON auth.client_secret TO portal_auth""",
    r"""GRANT SELECT, INSERT, UPDATE, DELETE ON auth.code TO portal_auth""",
    r"""GRANT SELECT, INSERT, UPDATE, DELETE ON auth.connection_secret TO portal_auth""",
    r"""GRANT SELECT, INSERT ON auth.event TO portal_auth""",
    r"""CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON auth.event FOR EACH ROW EXECUTE FUNCTION refuse_change()""",
    r"""GRANT SELECT, INSERT, UPDATE, DELETE ON auth.identity TO portal_auth""",
    r"""GRANT SELECT, INSERT, UPDATE, DELETE ON auth.once TO portal_auth""",
    r"""GRANT SELECT, INSERT, UPDATE, DELETE ON auth.passkey TO portal_auth""",
    r"""GRANT SELECT, INSERT, UPDATE, DELETE ON auth.password TO portal_auth""",
    r"""GRANT SELECT, INSERT, UPDATE, DELETE ON auth.proven_domain TO portal_auth""",
    r"""GRANT SELECT, INSERT, UPDATE, DELETE ON auth.recovery_code TO portal_auth""",
    r"""GRANT SELECT, INSERT, UPDATE, DELETE ON auth.refresh_token TO portal_auth""",
    r"""GRANT SELECT, INSERT, UPDATE, DELETE ON auth.scim_key TO portal_auth""",
    r"""GRANT SELECT, INSERT, UPDATE, DELETE ON auth.session TO portal_auth""",
    r"""GRANT SELECT, INSERT, UPDATE, DELETE ON auth.signing_key TO portal_auth""",
    r"""CREATE OR REPLACE FUNCTION keep_administrator() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF current_setting('is_superuser') = 'on' THEN RETURN NULL; END IF;
  PERFORM pg_advisory_xact_lock(hashtextextended('administrators of ' || NEW.partner_id::text, 0));
  IF NOT EXISTS (
    SELECT FROM membership m
    WHERE m.partner_id = NEW.partner_id AND m.status = 'ACTIVE' AND m.roles && ARRAY['PA', 'AD']
  ) THEN
    RAISE EXCEPTION 'the last active administrator of an organisation stays' USING ERRCODE = '23514';
  END IF;
  RETURN NULL;
END $$""",
    r"""CREATE TRIGGER keep_administrator AFTER UPDATE ON membership FOR EACH ROW
    WHEN (OLD.status = 'ACTIVE' AND OLD.roles && ARRAY['PA', 'AD']
      AND NOT (NEW.status = 'ACTIVE' AND NEW.roles && ARRAY['PA', 'AD']))
    EXECUTE FUNCTION keep_administrator()""",
    r"""CREATE OR REPLACE FUNCTION enter(token bytea, version bigint) RETURNS boolean
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  PERFORM set_config('portal.partner', s.partner_id::text, true),
    set_config('portal.caller', concat(s.person_id, s.member_id, s.id, s.partners), true)
  FROM auth.session s
  WHERE s.token_sha256 = token AND s.actor_version = version AND s.access_class = session_user
    AND s.ended_at IS NULL AND s.expires_at > statement_timestamp()
    AND s.seen_at + make_interval(secs => s.idle_seconds) > statement_timestamp();
  IF FOUND THEN RETURN true; END IF;
  PERFORM set_config('portal.partner', '', true), set_config('portal.caller', '', true);
  RETURN NULL;
END $$""",
    r"""CREATE OR REPLACE FUNCTION enter_from(token bytea, version bigint, origin text) RETURNS boolean
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  PERFORM set_config('portal.origin', origin, true);
  RETURN public.enter(token, version);
END $$""",
    r"""CREATE OR REPLACE FUNCTION come_from(origin text) RETURNS text
LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
  SELECT set_config('portal.origin', origin, true)
$$""",
    r"""CREATE OR REPLACE FUNCTION follow_member() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  PERFORM pg_advisory_xact_lock_shared(hashtextextended(NEW.id::text, 0));
  UPDATE auth.session SET actor_version = NEW.version WHERE member_id = NEW.id;
  IF NEW.status <> 'ACTIVE' THEN
    WITH ended AS (
      UPDATE auth.session s SET ended_at = statement_timestamp() WHERE s.member_id = NEW.id AND s.ended_at IS NULL
      RETURNING s.person_id, s.partner_id, s.member_id, s.id AS session_id, s.client_id, s.connection_id,
        s.grant_id IS NULL AND s.expires_at > statement_timestamp() AND s.seen_at + make_interval(secs => s.idle_seconds) > statement_timestamp() AS is_live)
    INSERT INTO auth.event (id, at, action, method, outcome, reason, person_id, partner_id, member_id, session_id, client_id, connection_id, request_id, address, network, agent)
    SELECT gen_random_uuid(), statement_timestamp(), 'END_SESSION', 'change', 'ACCEPTED', 'member', r.person_id,
      r.partner_id, r.member_id, r.session_id, r.client_id, r.connection_id, public.current_request(), public.current_address(), '', ''
    FROM ended r WHERE r.is_live;
    
    WITH ended AS (
      UPDATE auth.client_grant g SET revoked_at = statement_timestamp(), revoked_because = 'member'
      WHERE g.member_id = NEW.id AND g.revoked_at IS NULL
      RETURNING g.person_id, g.partner_id, g.member_id, NULL::uuid AS session_id, g.client_id,
        NULL::uuid AS connection_id, g.expires_at > statement_timestamp() AS is_live)
    INSERT INTO auth.event (id, at, action, method, outcome, reason, person_id, partner_id, member_id, session_id, client_id, connection_id, request_id, address, network, agent)
    SELECT gen_random_uuid(), statement_timestamp(), 'REVOKE_GRANT', 'change', 'ACCEPTED', 'member', r.person_id,
      r.partner_id, r.member_id, r.session_id, r.client_id, r.connection_id, public.current_request(), public.current_address(), '', ''
    FROM ended r WHERE r.is_live;
  END IF;
  RETURN NULL;
END $$""",
    r"""CREATE OR REPLACE FUNCTION follow_manager() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  IF TG_OP = 'UPDATE' AND OLD.manager_id IS NOT DISTINCT FROM NEW.manager_id THEN RETURN NULL; END IF;
  IF NEW.side <> 'PARTNER' THEN RETURN NULL; END IF;
  IF TG_OP = 'UPDATE' THEN
    PERFORM pg_advisory_xact_lock_shared(hashtextextended(OLD.manager_id::text, 0));
    UPDATE auth.session SET partners = array_remove(partners, NEW.id) WHERE member_id = OLD.manager_id;
  END IF;
  PERFORM pg_advisory_xact_lock_shared(hashtextextended(NEW.manager_id::text, 0));
  UPDATE auth.session SET partners = array_append(array_remove(partners, NEW.id), NEW.id)
  WHERE member_id = NEW.manager_id;
  PERFORM set_config('portal.caller', concat(s.person_id, s.member_id, s.id, s.partners), true)
  FROM auth.session s WHERE s.id = public.current_session();
  RETURN NULL;
END $$""",
    r"""CREATE OR REPLACE FUNCTION follow_account() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  PERFORM pg_advisory_xact_lock(hashtextextended(NEW.id::text, 0));
  
    WITH ended AS (
      UPDATE auth.session s SET ended_at = statement_timestamp() WHERE s.partner_id = NEW.id AND s.ended_at IS NULL
      RETURNING s.person_id, s.partner_id, s.member_id, s.id AS session_id, s.client_id, s.connection_id,
        s.grant_id IS NULL AND s.expires_at > statement_timestamp() AND s.seen_at + make_interval(secs => s.idle_seconds) > statement_timestamp() AS is_live)
    INSERT INTO auth.event (id, at, action, method, outcome, reason, person_id, partner_id, member_id, session_id, client_id, connection_id, request_id, address, network, agent)
    SELECT gen_random_uuid(), statement_timestamp(), 'END_SESSION', 'change', 'ACCEPTED', 'organisation', r.person_id,
      r.partner_id, r.member_id, r.session_id, r.client_id, r.connection_id, public.current_request(), public.current_address(), '', ''
    FROM ended r WHERE r.is_live;
  
    WITH ended AS (
      UPDATE auth.client_grant g SET revoked_at = statement_timestamp(), revoked_because = 'organisation'
      WHERE g.partner_id = NEW.id AND g.revoked_at IS NULL
      RETURNING g.person_id, g.partner_id, g.member_id, NULL::uuid AS session_id, g.client_id,
        NULL::uuid AS connection_id, g.expires_at > statement_timestamp() AS is_live)
    INSERT INTO auth.event (id, at, action, method, outcome, reason, person_id, partner_id, member_id, session_id, client_id, connection_id, request_id, address, network, agent)
    SELECT gen_random_uuid(), statement_timestamp(), 'REVOKE_GRANT', 'change', 'ACCEPTED', 'organisation', r.person_id,
      r.partner_id, r.member_id, r.session_id, r.client_id, r.connection_id, public.current_request(), public.current_address(), '', ''
    FROM ended r WHERE r.is_live;
  RETURN NULL;
END $$""",
    r"""CREATE OR REPLACE FUNCTION follow_password() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  
    WITH ended AS (
      UPDATE auth.client_grant g SET revoked_at = statement_timestamp(), revoked_because = 'password'
      WHERE g.person_id = NEW.person_id AND g.revoked_at IS NULL
      RETURNING g.person_id, g.partner_id, g.member_id, NULL::uuid AS session_id, g.client_id,
        NULL::uuid AS connection_id, g.expires_at > statement_timestamp() AS is_live)
    INSERT INTO auth.event (id, at, action, method, outcome, reason, person_id, partner_id, member_id, session_id, client_id, connection_id, request_id, address, network, agent)
    SELECT gen_random_uuid(), statement_timestamp(), 'REVOKE_GRANT', 'change', 'ACCEPTED', 'password', r.person_id,
      r.partner_id, r.member_id, r.session_id, r.client_id, r.connection_id, public.current_request(), public.current_address(), '', ''
    FROM ended r WHERE r.is_live;
  RETURN NULL;
END $$""",
    r"""REVOKE ALL ON FUNCTION enter(bytea, bigint) FROM PUBLIC""",
    r"""GRANT EXECUTE ON FUNCTION enter(bytea, bigint) TO portal_partner, portal_manager, portal_staff, portal_auditor""",
    r"""REVOKE ALL ON FUNCTION enter_from(bytea, bigint, text) FROM PUBLIC""",
    r"""GRANT EXECUTE ON FUNCTION enter_from(bytea, bigint, text) TO portal_partner, portal_manager, portal_staff, portal_auditor""",
    r"""REVOKE ALL ON FUNCTION come_from(text) FROM PUBLIC""",
    r"""GRANT EXECUTE ON FUNCTION come_from(text) TO portal_system, portal_auth""",
    r"""REVOKE ALL ON FUNCTION follow_member() FROM PUBLIC""",
    r"""REVOKE ALL ON FUNCTION follow_manager() FROM PUBLIC""",
    r"""REVOKE ALL ON FUNCTION follow_account() FROM PUBLIC""",
    r"""REVOKE ALL ON FUNCTION follow_password() FROM PUBLIC""",
    r"""CREATE OR REPLACE FUNCTION member_seen(member uuid, person uuid) RETURNS timestamptz
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
  SELECT greatest(
    (SELECT max(s.seen_at) FROM auth.session s WHERE s.member_id = member),
    (SELECT max(e.at) FROM auth.event e WHERE e.person_id = person AND e.member_id = member AND e.outcome = 'ACCEPTED')
  )
$$""",
    r"""REVOKE ALL ON FUNCTION member_seen(uuid, uuid) FROM PUBLIC""",
    r"""GRANT EXECUTE ON FUNCTION member_seen(uuid, uuid) TO portal_system""",
    r"""CREATE TRIGGER follow_member AFTER UPDATE ON membership FOR EACH ROW EXECUTE FUNCTION follow_member()""",
    r"""CREATE TRIGGER follow_manager AFTER INSERT OR UPDATE ON organisation
    FOR EACH ROW EXECUTE FUNCTION follow_manager()""",
    r"""CREATE TRIGGER follow_account AFTER UPDATE ON organisation FOR EACH ROW
    WHEN (NEW.status IN ('OFFBOARDED', 'REJECTED') AND NEW.status <> OLD.status) EXECUTE FUNCTION follow_account()""",
    r"""CREATE TRIGGER follow_password AFTER UPDATE ON auth.password FOR EACH ROW
    WHEN (NEW.changed_at IS DISTINCT FROM OLD.changed_at) EXECUTE FUNCTION follow_password()""",
    r"""GRANT USAGE ON SCHEMA auth TO portal_auth""",
    r"""CREATE OR REPLACE FUNCTION follow_connection() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  
    WITH ended AS (
      UPDATE auth.session s SET ended_at = statement_timestamp() WHERE s.connection_id = NEW.id AND s.ended_at IS NULL
      RETURNING s.person_id, s.partner_id, s.member_id, s.id AS session_id, s.client_id, s.connection_id,
        s.grant_id IS NULL AND s.expires_at > statement_timestamp() AND s.seen_at + make_interval(secs => s.idle_seconds) > statement_timestamp() AS is_live)
    INSERT INTO auth.event (id, at, action, method, outcome, reason, person_id, partner_id, member_id, session_id, client_id, connection_id, request_id, address, network, agent)
    SELECT gen_random_uuid(), statement_timestamp(), 'END_SESSION', 'change', 'ACCEPTED', 'provider_switched_off', r.person_id,
      r.partner_id, r.member_id, r.session_id, r.client_id, r.connection_id, public.current_request(), public.current_address(), '', ''
    FROM ended r WHERE r.is_live;
  RETURN NULL;
END $$""",
    r"""CREATE OR REPLACE FUNCTION follow_domain() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  IF TG_OP = 'UPDATE' AND (NEW.verified_at IS NULL) = (OLD.verified_at IS NULL) THEN RETURN NULL; END IF;
  IF TG_OP <> 'INSERT' THEN DELETE FROM auth.proven_domain WHERE domain_id = OLD.id; END IF;
  IF TG_OP = 'DELETE' THEN RETURN NULL; END IF;
  IF NEW.verified_at IS NOT NULL THEN
    INSERT INTO auth.proven_domain (domain, domain_id) VALUES (NEW.domain, NEW.id);
  END IF;
  RETURN NULL;
END $$""",
    r"""REVOKE ALL ON FUNCTION follow_domain() FROM PUBLIC""",
    r"""CREATE TRIGGER follow_domain AFTER INSERT OR UPDATE OR DELETE ON mail_domain
    FOR EACH ROW EXECUTE FUNCTION follow_domain()""",
    r"""REVOKE ALL ON FUNCTION follow_connection() FROM PUBLIC""",
    r"""CREATE TRIGGER follow_connection AFTER UPDATE ON identity_connection FOR EACH ROW
    WHEN (NEW.disabled_at IS NOT NULL AND OLD.disabled_at IS NULL) EXECUTE FUNCTION follow_connection()""",
    r"""CREATE OR REPLACE FUNCTION own_applications() RETURNS TABLE (client_id text, name text, organisation text,
  scopes text[], allowed_at timestamptz, used_at timestamptz, expires_at timestamptz)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
  WITH given AS (
    SELECT * FROM auth.client_grant g
    WHERE g.person_id = public.current_person() AND g.revoked_at IS NULL AND g.expires_at > statement_timestamp()
      AND (g.partner_id = public.current_partner() OR NOT EXISTS (
        SELECT FROM auth.session v WHERE v.id = public.current_session() AND v.connection_id IS NOT NULL)))
  SELECT g.client_id, (array_agg(g.program ORDER BY g.created_at DESC))[1],
    (array_agg(g.organisation ORDER BY g.created_at DESC))[1],
    (SELECT array_agg(DISTINCT scope ORDER BY scope) FROM given o, unnest(o.scopes) scope
     WHERE o.client_id = g.client_id),
    min(g.created_at), max((SELECT max(s.signed_in_at) FROM auth.session s WHERE s.grant_id = g.id)), max(g.expires_at)
  FROM given g GROUP BY g.client_id
$$""",
    r"""REVOKE ALL ON FUNCTION own_applications() FROM PUBLIC""",
    r"""GRANT EXECUTE ON FUNCTION own_applications() TO portal_partner, portal_manager, portal_staff, portal_auditor""",
    r"""CREATE OR REPLACE FUNCTION follow_grant() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  UPDATE auth.session SET ended_at = statement_timestamp() WHERE grant_id = NEW.id AND ended_at IS NULL;
  RETURN NULL;
END $$""",
    r"""REVOKE ALL ON FUNCTION follow_grant() FROM PUBLIC""",
    r"""CREATE TRIGGER follow_grant AFTER UPDATE ON auth.client_grant FOR EACH ROW
    WHEN (NEW.revoked_at IS NOT NULL AND OLD.revoked_at IS NULL) EXECUTE FUNCTION follow_grant()""",
    r"""CREATE OR REPLACE FUNCTION follow_client() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  IF TG_OP = 'UPDATE' AND (
    NEW.disabled_at IS NOT NULL OR NEW.member_id <> OLD.member_id OR NEW.authentication <> OLD.authentication
    OR NEW.jwks IS DISTINCT FROM OLD.jwks OR NEW.is_dpop_bound <> OLD.is_dpop_bound
    OR NOT NEW.scopes @> OLD.scopes OR NOT NEW.grant_types @> OLD.grant_types) THEN
    UPDATE auth.session SET ended_at = statement_timestamp() WHERE client_id = NEW.client_id AND ended_at IS NULL;
  END IF;
  IF NEW.disabled_at IS NOT NULL THEN
    
    WITH ended AS (
      UPDATE auth.client_grant g SET revoked_at = statement_timestamp(), revoked_because = 'client'
      WHERE g.client_id = NEW.client_id AND g.revoked_at IS NULL
      RETURNING g.person_id, g.partner_id, g.member_id, NULL::uuid AS session_id, g.client_id,
        NULL::uuid AS connection_id, g.expires_at > statement_timestamp() AS is_live)
    INSERT INTO auth.event (id, at, action, method, outcome, reason, person_id, partner_id, member_id, session_id, client_id, connection_id, request_id, address, network, agent)
    SELECT gen_random_uuid(), statement_timestamp(), 'REVOKE_GRANT', 'change', 'ACCEPTED', 'client', r.person_id,
      r.partner_id, r.member_id, r.session_id, r.client_id, r.connection_id, public.current_request(), public.current_address(), '', ''
    FROM ended r WHERE r.is_live;
  END IF;
  INSERT INTO auth.event (id, at, action, method, outcome, reason, person_id, partner_id, member_id, client_id,
    request_id, address, network, agent)
  VALUES (gen_random_uuid(), statement_timestamp(),
    CASE TG_OP WHEN 'INSERT' THEN 'CREATE_CLIENT' ELSE 'CHANGE_CLIENT' END, 'session', 'ACCEPTED',
    CASE WHEN TG_OP = 'INSERT' THEN 'registered' WHEN NEW.disabled_at IS NOT NULL THEN 'disabled'
      WHEN NEW.member_id <> OLD.member_id THEN 'reassigned' ELSE 'changed' END,
    nullif(public.current_person(), '00000000-0000-0000-0000-000000000000'), NEW.partner_id,
    nullif(public.current_member(), '00000000-0000-0000-0000-000000000000'), NEW.client_id, public.current_request(), public.current_address(), '', '');
  RETURN NULL;
END $$""",
    r"""REVOKE ALL ON FUNCTION follow_client() FROM PUBLIC""",
    r"""CREATE TRIGGER follow_client AFTER INSERT OR UPDATE OF name, member_id, authentication, is_native, redirect_uris,
      post_logout_redirect_uris, grant_types, scopes, jwks, id_token_alg, is_par_required, is_dpop_bound,
      is_dpop_nonce_required, may_introspect_all, disabled_at ON api_client
    FOR EACH ROW EXECUTE FUNCTION follow_client()""",
    r"""CREATE OR REPLACE FUNCTION follow_person() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN

  INSERT INTO auth.event (id, at, action, method, outcome, reason, person_id, partner_id, member_id, session_id,
    request_id, address, network, agent)
  SELECT gen_random_uuid(), statement_timestamp(), 'CHANGE_PROFILE', 'session', 'ACCEPTED', 'changed', r.person_id,
    public.current_partner(), public.current_member(), public.current_session(), public.current_request(),
    coalesce(nullif(public.current_address(), ''), c.address, ''), '',
    coalesce(c.agent, '')
  FROM (SELECT NEW.id AS person_id) r LEFT JOIN auth.session c ON c.id = public.current_session();
  RETURN NULL;
END $$""",
    r"""REVOKE ALL ON FUNCTION follow_person() FROM PUBLIC""",
    r"""CREATE TRIGGER follow_person AFTER UPDATE OF language, zone ON person FOR EACH ROW
    WHEN (NEW.language <> OLD.language OR NEW.zone <> OLD.zone) EXECUTE FUNCTION follow_person()""",
    r"""CREATE OR REPLACE FUNCTION own_sessions() RETURNS TABLE (id uuid, is_current boolean, signed_in_at timestamptz,
  seen_at timestamptz, expires_at timestamptz, address text, agent text, strength text, partner_id uuid)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
  SELECT s.id, s.id IS NOT DISTINCT FROM public.current_session(), s.signed_in_at, s.seen_at, s.expires_at, s.address,
    s.agent, s.strength, s.partner_id
  FROM auth.session s
  WHERE s.person_id = public.current_person() AND s.client_id IS NULL AND s.ended_at IS NULL AND s.expires_at > statement_timestamp() AND s.seen_at + make_interval(secs => s.idle_seconds) > statement_timestamp() AND (s.partner_id = public.current_partner() OR NOT EXISTS (SELECT FROM auth.session v WHERE v.id = public.current_session() AND v.connection_id IS NOT NULL))
$$""",
    r"""REVOKE ALL ON FUNCTION own_sessions() FROM PUBLIC""",
    r"""GRANT EXECUTE ON FUNCTION own_sessions() TO portal_partner, portal_manager, portal_staff, portal_auditor""",
    r"""CREATE OR REPLACE FUNCTION own_passkeys() RETURNS TABLE (id uuid, name text, created_at timestamptz,
  used_at timestamptz)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
  SELECT k.id, k.name, k.created_at, k.used_at FROM auth.passkey k
  WHERE k.person_id = public.current_person() AND (NOT EXISTS (SELECT FROM auth.session v WHERE v.id = public.current_session() AND v.connection_id IS NOT NULL) OR EXISTS (SELECT FROM auth.session v WHERE v.id = public.current_session() AND v.connection_id = k.connection_id))
$$""",
    r"""REVOKE ALL ON FUNCTION own_passkeys() FROM PUBLIC""",
    r"""GRANT EXECUTE ON FUNCTION own_passkeys() TO portal_partner, portal_manager, portal_staff, portal_auditor""",
    r"""CREATE OR REPLACE FUNCTION own_recovery_codes() RETURNS bigint
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
  SELECT count(*) FROM auth.recovery_code c WHERE c.person_id = public.current_person() AND c.used_at IS NULL
$$""",
    r"""REVOKE ALL ON FUNCTION own_recovery_codes() FROM PUBLIC""",
    r"""GRANT EXECUTE ON FUNCTION own_recovery_codes() TO portal_partner, portal_manager, portal_staff, portal_auditor""",
    r"""CREATE OR REPLACE FUNCTION own_events() RETURNS TABLE (id uuid, at timestamptz, action text, method text, outcome text,
  reason text, address text, agent text, request_id text)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
  SELECT e.id, e.at, e.action, e.method, e.outcome, e.reason, e.address, e.agent, e.request_id
  FROM auth.event e WHERE e.person_id = public.current_person() AND (e.partner_id = public.current_partner() OR NOT EXISTS (SELECT FROM auth.session v WHERE v.id = public.current_session() AND v.connection_id IS NOT NULL))
  ORDER BY e.at DESC, e.id DESC LIMIT 50
$$""",
    r"""REVOKE ALL ON FUNCTION own_events() FROM PUBLIC""",
    r"""GRANT EXECUTE ON FUNCTION own_events() TO portal_partner, portal_manager, portal_staff, portal_auditor""",
    r"""CREATE OR REPLACE FUNCTION end_own_sessions(which uuid) RETURNS bigint
LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
  WITH ended AS (
    UPDATE auth.session s SET ended_at = statement_timestamp()
    WHERE s.person_id = public.current_person() AND s.client_id IS NULL AND s.ended_at IS NULL AND s.expires_at > statement_timestamp() AND s.seen_at + make_interval(secs => s.idle_seconds) > statement_timestamp() AND (s.partner_id = public.current_partner() OR NOT EXISTS (SELECT FROM auth.session v WHERE v.id = public.current_session() AND v.connection_id IS NOT NULL))
      AND CASE WHEN which IS NULL THEN s.id IS DISTINCT FROM public.current_session() ELSE s.id = which END
    RETURNING s.id),
  noted AS (
  INSERT INTO auth.event (id, at, action, method, outcome, reason, person_id, partner_id, member_id, session_id,
    request_id, address, network, agent)
  SELECT gen_random_uuid(), statement_timestamp(), 'END_SESSION', 'session', 'ACCEPTED', 'own', public.current_person(),
    public.current_partner(), public.current_member(), public.current_session(), public.current_request(),
    coalesce(nullif(public.current_address(), ''), c.address, ''), '',
    coalesce(c.agent, '')
  FROM ended r LEFT JOIN auth.session c ON c.id = public.current_session())
  SELECT count(*) FROM ended
$$""",
    r"""REVOKE ALL ON FUNCTION end_own_sessions(uuid) FROM PUBLIC""",
    r"""GRANT EXECUTE ON FUNCTION end_own_sessions(uuid) TO portal_partner, portal_manager, portal_staff, portal_auditor""",
    r"""CREATE OR REPLACE FUNCTION end_member_sessions(which uuid) RETURNS bigint
LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
  WITH ended AS (
    UPDATE auth.session s SET ended_at = statement_timestamp()
    WHERE s.member_id = which AND s.partner_id = public.current_partner() AND s.ended_at IS NULL AND s.expires_at > statement_timestamp() AND s.seen_at + make_interval(secs => s.idle_seconds) > statement_timestamp()
    RETURNING s.person_id),
  noted AS (
  INSERT INTO auth.event (id, at, action, method, outcome, reason, person_id, partner_id, member_id, session_id,
    request_id, address, network, agent)
  SELECT gen_random_uuid(), statement_timestamp(), 'END_SESSION', 'session', 'ACCEPTED', 'administrator', r.person_id,
    public.current_partner(), public.current_member(), public.current_session(), public.current_request(),
    coalesce(nullif(public.current_address(), ''), c.address, ''), '',
    coalesce(c.agent, '')
  FROM ended r LEFT JOIN auth.session c ON c.id = public.current_session())
  SELECT count(*) FROM ended
$$""",
    r"""REVOKE ALL ON FUNCTION end_member_sessions(uuid) FROM PUBLIC""",
    r"""GRANT EXECUTE ON FUNCTION end_member_sessions(uuid) TO portal_partner, portal_manager, portal_staff, portal_auditor""",
    r"""CREATE OR REPLACE FUNCTION remove_own_passkey(which uuid) RETURNS bigint
LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
  WITH removed AS (
    DELETE FROM auth.passkey k WHERE k.id = which AND k.person_id = public.current_person() AND (NOT EXISTS (SELECT FROM auth.session v WHERE v.id = public.current_session() AND v.connection_id IS NOT NULL) OR EXISTS (SELECT FROM auth.session v WHERE v.id = public.current_session() AND v.connection_id = k.connection_id))
    RETURNING k.id),
  noted AS (
  INSERT INTO auth.event (id, at, action, method, outcome, reason, person_id, partner_id, member_id, session_id,
    request_id, address, network, agent)
  SELECT gen_random_uuid(), statement_timestamp(), 'REMOVE_PASSKEY', 'session', 'ACCEPTED', 'asked', public.current_person(),
    public.current_partner(), public.current_member(), public.current_session(), public.current_request(),
    coalesce(nullif(public.current_address(), ''), c.address, ''), '',
    coalesce(c.agent, '')
  FROM removed r LEFT JOIN auth.session c ON c.id = public.current_session())
  SELECT count(*) FROM removed
$$""",
    r"""REVOKE ALL ON FUNCTION remove_own_passkey(uuid) FROM PUBLIC""",
    r"""GRANT EXECUTE ON FUNCTION remove_own_passkey(uuid) TO portal_partner, portal_manager, portal_staff, portal_auditor""",
    r"""CREATE OR REPLACE FUNCTION follow_provisioning() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  INSERT INTO auth.event (id, at, action, method, outcome, reason, person_id, partner_id, member_id, connection_id,
    request_id, address, network, agent)
  VALUES (gen_random_uuid(), statement_timestamp(),
    CASE TG_OP WHEN 'INSERT' THEN 'CREATE_CONNECTION' ELSE 'CHANGE_CONNECTION' END, 'session', 'ACCEPTED',
    CASE TG_OP WHEN 'INSERT' THEN 'token_made' ELSE 'token_ended' END,
    public.current_person(), NEW.partner_id, public.current_member(), NEW.id, public.current_request(), public.current_address(), '', '');
  RETURN NULL;
END $$""",
    r"""REVOKE ALL ON FUNCTION follow_provisioning() FROM PUBLIC""",
    r"""CREATE TRIGGER follow_provisioning AFTER INSERT OR UPDATE OF ended_at ON provisioning_token
    FOR EACH ROW EXECUTE FUNCTION follow_provisioning()""",
)

DOWN = (
    r"""ALTER TABLE organisation DROP CONSTRAINT fk_organisation_manager""",
    r"""DROP TABLE clause_change""",
    r"""DROP TABLE signature""",
    r"""DROP TABLE acceptance""",
    r"""DROP TABLE negotiation_round""",
    r"""DROP TABLE contract_version""",
    r"""DROP TABLE contract_draft""",
    r"""DROP TABLE contract""",
    r"""DROP TABLE api_client""",
    r"""DROP TABLE directory_entry""",
    r"""DROP TABLE provisioning_token""",
    r"""DROP TABLE signing_authority""",
    r"""DROP TABLE invitation""",
    r"""DROP TABLE relationship_plan""",
    r"""DROP TABLE exit_plan""",
    r"""DROP TABLE auth.refresh_token""",
    r"""DROP TABLE auth.code""",
    r"""DROP TABLE auth.recovery_code""",
    r"""DROP TABLE auth.passkey""",
    r"""DROP TABLE mail_domain""",
    r"""DROP TABLE auth.password""",
    r"""DROP TABLE requested_item""",
    r"""DROP TABLE membership""",
    r"""DROP TABLE mail""",
    r"""DROP TABLE journal""",
    r"""DROP TABLE idempotency_key""",
    r"""DROP TABLE auth.signing_key""",
    r"""DROP TABLE auth.client_grant""",
    r"""DROP TABLE auth.client_secret""",
    r"""DROP TABLE auth.scim_key""",
    r"""DROP TABLE auth.once""",
    r"""DROP TABLE auth.identity""",
    r"""DROP TABLE auth.connection_secret""",
    r"""DROP TABLE auth.proven_domain""",
    r"""DROP TABLE identity_connection""",
    r"""DROP TABLE auth.event""",
    r"""DROP TABLE auth.attempt""",
    r"""DROP TABLE auth.session""",
    r"""DROP TABLE person""",
    r"""DROP TABLE organisation""",
    r"""DROP FUNCTION current_partner""",
    r"""DROP FUNCTION current_person""",
    r"""DROP FUNCTION current_member""",
    r"""DROP FUNCTION current_session""",
    r"""DROP FUNCTION current_partners""",
    r"""DROP FUNCTION signed_in""",
    r"""DROP FUNCTION current_request""",
    r"""DROP FUNCTION current_address""",
    r"""DROP FUNCTION major_units""",
    r"""DROP FUNCTION refuse_change""",
    r"""DROP FUNCTION keep_administrator""",
    r"""DROP FUNCTION enter""",
    r"""DROP FUNCTION enter_from""",
    r"""DROP FUNCTION come_from""",
    r"""DROP FUNCTION follow_member""",
    r"""DROP FUNCTION follow_manager""",
    r"""DROP FUNCTION follow_account""",
    r"""DROP FUNCTION follow_password""",
    r"""DROP FUNCTION member_seen""",
    r"""DROP FUNCTION follow_connection""",
    r"""DROP FUNCTION follow_domain""",
    r"""DROP FUNCTION own_applications""",
    r"""DROP FUNCTION follow_grant""",
    r"""DROP FUNCTION follow_client""",
    r"""DROP FUNCTION follow_person""",
    r"""DROP FUNCTION own_sessions""",
    r"""DROP FUNCTION own_passkeys""",
    r"""DROP FUNCTION own_recovery_codes""",
    r"""DROP FUNCTION own_events""",
    r"""DROP FUNCTION end_own_sessions""",
    r"""DROP FUNCTION end_member_sessions""",
    r"""DROP FUNCTION remove_own_passkey""",
    r"""DROP FUNCTION follow_provisioning""",
    r"""DROP SCHEMA auth""",
)


def upgrade() -> None:
    for statement in UP:
        op.execute(text(statement.replace(":", "\\:")))


def downgrade() -> None:
    for statement in DOWN:
        op.execute(text(statement.replace(":", "\\:")))
