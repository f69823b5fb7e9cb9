"""What waits for somebody and what ends is found by date; proposed authorities say whom they wait for."""

from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

UP = (
    r"""ALTER TABLE signing_authority NO FORCE ROW LEVEL SECURITY""",
    r"""ALTER TABLE membership NO FORCE ROW LEVEL SECURITY""",
    r"""UPDATE signing_authority a
    SET waiting_on = CASE m.side WHEN 'HOST' THEN ARRAY['HOST'] ELSE ARRAY['HOST', 'PARTNER'] END
    FROM membership m WHERE a.status = 'PROPOSED' AND m.partner_id = a.partner_id AND m.id = a.membership_id""",
    r"""ALTER TABLE membership FORCE ROW LEVEL SECURITY""",
    r"""ALTER TABLE signing_authority FORCE ROW LEVEL SECURITY""",
    r"""ALTER TABLE signing_authority ADD CONSTRAINT ck_signing_authority_proposed_waits CHECK (((status <> 'PROPOSED'::text) OR ('HOST'::text = ANY (waiting_on))))""",
    r"""CREATE INDEX ix_contract_begins ON public.contract USING btree (starts_on, id) WHERE (status = 'SIGNED'::text)""",
    r"""CREATE INDEX ix_contract_ends ON public.contract USING btree (ends_on, id) WHERE (status = ANY (ARRAY['SIGNED'::text, 'ACTIVE'::text, 'SUSPENDED'::text, 'NOTICE_GIVEN'::text]))""",
    r"""CREATE INDEX ix_contract_turns ON public.contract USING btree (COALESCE(due_at, '9999-01-01 00:00:00+00'::timestamp with time zone), id) WHERE (waiting_on <> '{}'::text[])""",
    r"""CREATE INDEX ix_membership_turns ON public.membership USING btree (COALESCE(due_at, '9999-01-01 00:00:00+00'::timestamp with time zone), id) WHERE (waiting_on <> '{}'::text[])""",
    r"""CREATE INDEX ix_organisation_turns ON public.organisation USING btree (COALESCE(due_at, '9999-01-01 00:00:00+00'::timestamp with time zone), id) WHERE (waiting_on <> '{}'::text[])""",
    r"""CREATE INDEX ix_signing_authority_turns ON public.signing_authority USING btree (COALESCE(due_at, '9999-01-01 00:00:00+00'::timestamp with time zone), id) WHERE (waiting_on <> '{}'::text[])""",
)

DOWN = (
    r"""DROP INDEX ix_signing_authority_turns""",
    r"""DROP INDEX ix_organisation_turns""",
    r"""DROP INDEX ix_membership_turns""",
    r"""DROP INDEX ix_contract_turns""",
    r"""DROP INDEX ix_contract_ends""",
    r"""DROP INDEX ix_contract_begins""",
    r"""ALTER TABLE signing_authority DROP CONSTRAINT ck_signing_authority_proposed_waits""",
)


def upgrade() -> None:
    for statement in UP:
        op.get_bind().exec_driver_sql(statement)


def downgrade() -> None:
    for statement in DOWN:
        op.get_bind().exec_driver_sql(statement)
