"""Days and instants are finite."""

from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

# What stands there as an infinity was written as the last or first day that Python knows, which the driver takes for
# one. A last day that never comes is none; else the nearest day that may be written is the right one.
FINITE = r"""DO $$
DECLARE one record;
BEGIN
  FOR one IN
    SELECT c.oid::regclass AS name, c.relforcerowsecurity AS is_forced,
           string_agg(format('NOT isfinite(%I)', attname), ' OR ') AS wrong,
           string_agg(format($f$%1$I = CASE %1$I WHEN 'infinity' THEN %2$s WHEN '-infinity' THEN '1900-01-01'
                             ELSE %1$I END$f$, attname, CASE WHEN attnotnull THEN $f$'2199-12-31'$f$ ELSE 'NULL' END),
                      ', ') AS mended
    FROM pg_class c JOIN pg_attribute ON attrelid = c.oid AND attnum > 0 AND NOT attisdropped
    WHERE relkind = 'r' AND relnamespace IN ('public'::regnamespace, 'auth'::regnamespace)
      AND relname <> 'alembic_version' AND atttypid IN ('date'::regtype, 'timestamptz'::regtype)
    GROUP BY c.oid
  LOOP
    EXECUTE format('ALTER TABLE %s NO FORCE ROW LEVEL SECURITY', one.name);
    EXECUTE format('ALTER TABLE %s DISABLE TRIGGER USER', one.name);
    EXECUTE format('UPDATE %s SET %s WHERE %s', one.name, one.mended, one.wrong);
    EXECUTE format('ALTER TABLE %s ENABLE TRIGGER USER', one.name);
    IF one.is_forced THEN
      EXECUTE format('ALTER TABLE %s FORCE ROW LEVEL SECURITY', one.name);
    END IF;
  END LOOP;
END $$"""
# Names of files beside the zones were taken as zones.
PLACES = r"""DO $$
DECLARE one record;
BEGIN
  FOR one IN
    SELECT c.oid::regclass AS name, c.relforcerowsecurity AS is_forced
    FROM pg_class c JOIN pg_attribute ON attrelid = c.oid AND attname = 'zone' AND NOT attisdropped
    WHERE relkind = 'r' AND relnamespace IN ('public'::regnamespace, 'auth'::regnamespace)
  LOOP
    EXECUTE format('ALTER TABLE %s NO FORCE ROW LEVEL SECURITY', one.name);
    EXECUTE format('ALTER TABLE %s DISABLE TRIGGER USER', one.name);
    EXECUTE format($f$UPDATE %s SET zone = CASE WHEN zone ~ '^(right|posix)/.' THEN regexp_replace(zone, '^[a-z]+/', '')
                   ELSE 'UTC' END WHERE zone ~ '^((right|posix)/.*|localtime|posixrules|Factory)$'$f$, one.name);
    EXECUTE format('ALTER TABLE %s ENABLE TRIGGER USER', one.name);
    IF one.is_forced THEN
      EXECUTE format('ALTER TABLE %s FORCE ROW LEVEL SECURITY', one.name);
    END IF;
  END LOOP;
END $$"""

UP = (
    FINITE,
    PLACES,
    r"""ALTER TABLE acceptance ADD CONSTRAINT ck_acceptance_times_are_finite CHECK (isfinite(accepted_at))""",
    r"""ALTER TABLE api_client ADD CONSTRAINT ck_api_client_times_are_finite CHECK ((isfinite(secret_made_at) AND isfinite(old_secret_until) AND isfinite(created_at) AND isfinite(last_used_at) AND isfinite(disabled_at)))""",
    r"""ALTER TABLE auth.attempt ADD CONSTRAINT ck_attempt_times_are_finite CHECK ((isfinite(first_at) AND isfinite(blocked_until)))""",
    r"""ALTER TABLE auth.client_grant ADD CONSTRAINT ck_client_grant_times_are_finite CHECK ((isfinite(authenticated_at) AND isfinite(confirmed_at) AND isfinite(created_at) AND isfinite(expires_at) AND isfinite(revoked_at)))""",
    r"""ALTER TABLE auth.client_secret ADD CONSTRAINT ck_client_secret_times_are_finite CHECK ((isfinite(created_at) AND isfinite(expires_at)))""",
    r"""ALTER TABLE auth.code ADD CONSTRAINT ck_code_times_are_finite CHECK ((isfinite(expires_at) AND isfinite(used_at)))""",
    r"""ALTER TABLE auth.connection_secret ADD CONSTRAINT ck_connection_secret_times_are_finite CHECK (isfinite(changed_at))""",
    r"""ALTER TABLE auth.event ADD CONSTRAINT ck_event_times_are_finite CHECK (isfinite(at))""",
    r"""ALTER TABLE auth.identity ADD CONSTRAINT ck_identity_times_are_finite CHECK (isfinite(created_at))""",
    r"""ALTER TABLE auth.once ADD CONSTRAINT ck_once_times_are_finite CHECK (isfinite(expires_at))""",
    r"""ALTER TABLE auth.passkey ADD CONSTRAINT ck_passkey_times_are_finite CHECK ((isfinite(created_at) AND isfinite(used_at)))""",
    r"""ALTER TABLE auth.password ADD CONSTRAINT ck_password_times_are_finite CHECK (isfinite(changed_at))""",
    r"""ALTER TABLE auth.recovery_code ADD CONSTRAINT ck_recovery_code_times_are_finite CHECK ((isfinite(created_at) AND isfinite(used_at)))""",
    r"""ALTER TABLE auth.refresh_token ADD CONSTRAINT ck_refresh_token_times_are_finite CHECK ((isfinite(created_at) AND isfinite(idle_until) AND isfinite(used_at)))""",
    r"""ALTER TABLE auth.session ADD CONSTRAINT ck_session_times_are_finite CHECK ((isfinite(signed_in_at) AND isfinite(seen_at) AND isfinite(expires_at) AND isfinite(ended_at) AND isfinite(authenticated_at) AND isfinite(confirmed_at)))""",
    r"""ALTER TABLE auth.signing_key ADD CONSTRAINT ck_signing_key_times_are_finite CHECK ((isfinite(published_at) AND isfinite(active_from) AND isfinite(active_until) AND isfinite(retires_at)))""",
    r"""ALTER TABLE clause_change ADD CONSTRAINT ck_clause_change_times_are_finite CHECK (isfinite(submitted_at))""",
    r"""ALTER TABLE clock_setback ADD CONSTRAINT ck_clock_setback_times_are_finite CHECK (isfinite(retry_at))""",
    r"""ALTER TABLE contract ADD CONSTRAINT ck_contract_times_are_finite CHECK ((isfinite(starts_on) AND isfinite(ends_on) AND isfinite(published_at) AND isfinite(created_at) AND isfinite(due_at) AND isfinite(updated_at)))""",
    r"""ALTER TABLE contract_draft ADD CONSTRAINT ck_contract_draft_times_are_finite CHECK (isfinite(updated_at))""",
    r"""ALTER TABLE contract_version ADD CONSTRAINT ck_contract_version_times_are_finite CHECK (isfinite(created_at))""",
    r"""ALTER TABLE exit_plan ADD CONSTRAINT ck_exit_plan_times_are_finite CHECK ((isfinite(ends_on) AND isfinite(made_at) AND isfinite(stay_agreed_at) AND isfinite(ended_at)))""",
    r"""ALTER TABLE idempotency_key ADD CONSTRAINT ck_idempotency_key_times_are_finite CHECK (isfinite(used_at))""",
    r"""ALTER TABLE identity_connection ADD CONSTRAINT ck_identity_connection_times_are_finite CHECK ((isfinite(created_at) AND isfinite(disabled_at)))""",
    r"""ALTER TABLE invitation ADD CONSTRAINT ck_invitation_times_are_finite CHECK (isfinite(expires_at))""",
    r"""ALTER TABLE journal ADD CONSTRAINT ck_journal_times_are_finite CHECK (isfinite(at))""",
    r"""ALTER TABLE mail ADD CONSTRAINT ck_mail_times_are_finite CHECK ((isfinite(created_at) AND isfinite(due_at) AND isfinite(sent_at)))""",
    r"""ALTER TABLE mail_domain ADD CONSTRAINT ck_mail_domain_times_are_finite CHECK ((isfinite(created_at) AND isfinite(verified_at) AND isfinite(checked_at) AND isfinite(missing_since) AND isfinite(lapsed_at)))""",
    r"""ALTER TABLE membership ADD CONSTRAINT ck_membership_times_are_finite CHECK ((isfinite(created_at) AND isfinite(due_at) AND isfinite(updated_at)))""",
    r"""ALTER TABLE negotiation_round ADD CONSTRAINT ck_negotiation_round_times_are_finite CHECK ((isfinite(opened_at) AND isfinite(turn_due_at) AND isfinite(due_at) AND isfinite(submitted_at) AND isfinite(closed_at)))""",
    r"""ALTER TABLE organisation ADD CONSTRAINT ck_organisation_times_are_finite CHECK ((isfinite(created_at) AND isfinite(grown_at) AND isfinite(consented_at) AND isfinite(due_at) AND isfinite(updated_at)))""",
    r"""ALTER TABLE provisioning_token ADD CONSTRAINT ck_provisioning_token_times_are_finite CHECK ((isfinite(created_at) AND isfinite(last_used_at) AND isfinite(ended_at)))""",
    r"""ALTER TABLE reaction_waiting ADD CONSTRAINT ck_reaction_waiting_times_are_finite CHECK (isfinite(retry_at))""",
    r"""ALTER TABLE relationship_plan ADD CONSTRAINT ck_relationship_plan_times_are_finite CHECK ((isfinite(proposed_at) AND isfinite(agreed_at)))""",
    r"""ALTER TABLE requested_item ADD CONSTRAINT ck_requested_item_times_are_finite CHECK ((isfinite(asked_at) AND isfinite(answered_at)))""",
    r"""ALTER TABLE signature ADD CONSTRAINT ck_signature_times_are_finite CHECK (isfinite(signed_at))""",
    r"""ALTER TABLE signing_authority ADD CONSTRAINT ck_signing_authority_times_are_finite CHECK ((isfinite(valid_from) AND isfinite(valid_until) AND isfinite(granted_at) AND isfinite(accepted_at) AND isfinite(revoked_at) AND isfinite(due_at) AND isfinite(updated_at)))""",
)

DOWN = (
    r"""ALTER TABLE signing_authority DROP CONSTRAINT ck_signing_authority_times_are_finite""",
    r"""ALTER TABLE signature DROP CONSTRAINT ck_signature_times_are_finite""",
    r"""ALTER TABLE requested_item DROP CONSTRAINT ck_requested_item_times_are_finite""",
    r"""ALTER TABLE relationship_plan DROP CONSTRAINT ck_relationship_plan_times_are_finite""",
    r"""ALTER TABLE reaction_waiting DROP CONSTRAINT ck_reaction_waiting_times_are_finite""",
    r"""ALTER TABLE provisioning_token DROP CONSTRAINT ck_provisioning_token_times_are_finite""",
    r"""ALTER TABLE organisation DROP CONSTRAINT ck_organisation_times_are_finite""",
    r"""ALTER TABLE negotiation_round DROP CONSTRAINT ck_negotiation_round_times_are_finite""",
    r"""ALTER TABLE membership DROP CONSTRAINT ck_membership_times_are_finite""",
    r"""ALTER TABLE mail_domain DROP CONSTRAINT ck_mail_domain_times_are_finite""",
    r"""ALTER TABLE mail DROP CONSTRAINT ck_mail_times_are_finite""",
    r"""ALTER TABLE journal DROP CONSTRAINT ck_journal_times_are_finite""",
    r"""ALTER TABLE invitation DROP CONSTRAINT ck_invitation_times_are_finite""",
    r"""ALTER TABLE identity_connection DROP CONSTRAINT ck_identity_connection_times_are_finite""",
    r"""ALTER TABLE idempotency_key DROP CONSTRAINT ck_idempotency_key_times_are_finite""",
    r"""ALTER TABLE exit_plan DROP CONSTRAINT ck_exit_plan_times_are_finite""",
    r"""ALTER TABLE contract_version DROP CONSTRAINT ck_contract_version_times_are_finite""",
    r"""ALTER TABLE contract_draft DROP CONSTRAINT ck_contract_draft_times_are_finite""",
    r"""ALTER TABLE contract DROP CONSTRAINT ck_contract_times_are_finite""",
    r"""ALTER TABLE clock_setback DROP CONSTRAINT ck_clock_setback_times_are_finite""",
    r"""ALTER TABLE clause_change DROP CONSTRAINT ck_clause_change_times_are_finite""",
    r"""ALTER TABLE auth.signing_key DROP CONSTRAINT ck_signing_key_times_are_finite""",
    r"""ALTER TABLE auth.session DROP CONSTRAINT ck_session_times_are_finite""",
    r"""ALTER TABLE auth.refresh_token DROP CONSTRAINT ck_refresh_token_times_are_finite""",
    r"""ALTER TABLE auth.recovery_code DROP CONSTRAINT ck_recovery_code_times_are_finite""",
    r"""ALTER TABLE auth.password DROP CONSTRAINT ck_password_times_are_finite""",
    r"""ALTER TABLE auth.passkey DROP CONSTRAINT ck_passkey_times_are_finite""",
    r"""ALTER TABLE auth.once DROP CONSTRAINT ck_once_times_are_finite""",
    r"""ALTER TABLE auth.identity DROP CONSTRAINT ck_identity_times_are_finite""",
    r"""ALTER TABLE auth.event DROP CONSTRAINT ck_event_times_are_finite""",
    r"""ALTER TABLE auth.connection_secret DROP CONSTRAINT ck_connection_secret_times_are_finite""",
    r"""ALTER TABLE auth.code DROP CONSTRAINT ck_code_times_are_finite""",
    r"""ALTER TABLE auth.client_secret DROP CONSTRAINT ck_client_secret_times_are_finite""",
    r"""ALTER TABLE auth.client_grant DROP CONSTRAINT ck_client_grant_times_are_finite""",
    r"""ALTER TABLE auth.attempt DROP CONSTRAINT ck_attempt_times_are_finite""",
    r"""ALTER TABLE api_client DROP CONSTRAINT ck_api_client_times_are_finite""",
    r"""ALTER TABLE acceptance DROP CONSTRAINT ck_acceptance_times_are_finite""",
)


def upgrade() -> None:
    for statement in UP:
        op.get_bind().exec_driver_sql(statement)


def downgrade() -> None:
    for statement in DOWN:
        op.get_bind().exec_driver_sql(statement)
