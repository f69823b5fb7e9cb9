"""addresses that refuse letters."""

from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None

UP = (
    r"""REVOKE ALL ON membership FROM portal_staff""",
    r"""REVOKE ALL ON membership FROM portal_partner""",
    r"""REVOKE ALL ON membership FROM portal_manager""",
    r"""ALTER TABLE membership DROP CONSTRAINT ck_membership_times_are_finite""",
    r"""ALTER TABLE mail DROP CONSTRAINT ck_mail_times_are_finite""",
    r"""ALTER TABLE mail ADD COLUMN is_asked_for boolean DEFAULT false""",
    r"""ALTER TABLE mail ALTER COLUMN is_asked_for SET NOT NULL""",
    r"""ALTER TABLE mail ALTER COLUMN is_asked_for DROP DEFAULT""",
    r"""ALTER TABLE mail ADD COLUMN refused_at timestamp with time zone""",
    r"""ALTER TABLE membership ADD COLUMN mail_refused_at timestamp with time zone""",
    r"""ALTER TABLE mail ADD CONSTRAINT ck_mail_times_are_finite CHECK ((isfinite(created_at) AND isfinite(due_at) AND isfinite(sent_at) AND isfinite(refused_at)))""",
    r"""ALTER TABLE membership ADD CONSTRAINT ck_membership_times_are_finite CHECK ((isfinite(created_at) AND isfinite(mail_refused_at) AND isfinite(due_at) AND isfinite(updated_at)))""",
    r"""CREATE INDEX ix_mail_to ON public.mail USING btree ("to", id)""",
    r"""CREATE INDEX ix_membership_refusing ON public.membership USING btree (email) WHERE (mail_refused_at IS NOT NULL)""",
    r"""GRANT INSERT, SELECT, UPDATE (due_at, due_calendar, mail_refused_at, roles, status, updated_at, version, waiting_on) ON membership TO portal_manager""",
    r"""GRANT INSERT, SELECT, UPDATE (due_at, due_calendar, mail_refused_at, roles, status, updated_at, version, waiting_on) ON membership TO portal_partner""",
    r"""GRANT INSERT, SELECT, UPDATE (due_at, due_calendar, mail_refused_at, roles, status, updated_at, version, waiting_on) ON membership TO portal_staff""",
)

DOWN = (
    r"""REVOKE ALL ON membership FROM portal_staff""",
    r"""REVOKE ALL ON membership FROM portal_partner""",
    r"""REVOKE ALL ON membership FROM portal_manager""",
    r"""DROP INDEX ix_membership_refusing""",
    r"""DROP INDEX ix_mail_to""",
    r"""ALTER TABLE membership DROP CONSTRAINT ck_membership_times_are_finite""",
    r"""ALTER TABLE mail DROP CONSTRAINT ck_mail_times_are_finite""",
    r"""ALTER TABLE membership DROP COLUMN mail_refused_at""",
    r"""ALTER TABLE mail DROP COLUMN refused_at""",
    r"""ALTER TABLE mail DROP COLUMN is_asked_for""",
    r"""ALTER TABLE mail ADD CONSTRAINT ck_mail_times_are_finite CHECK ((isfinite(created_at) AND isfinite(due_at) AND isfinite(sent_at)))""",
    r"""ALTER TABLE membership ADD CONSTRAINT ck_membership_times_are_finite CHECK ((isfinite(created_at) AND isfinite(due_at) AND isfinite(updated_at)))""",
    r"""GRANT INSERT, SELECT, UPDATE (due_at, due_calendar, roles, status, updated_at, version, waiting_on) ON membership TO portal_manager""",
    r"""GRANT INSERT, SELECT, UPDATE (due_at, due_calendar, roles, status, updated_at, version, waiting_on) ON membership TO portal_partner""",
    r"""GRANT INSERT, SELECT, UPDATE (due_at, due_calendar, roles, status, updated_at, version, waiting_on) ON membership TO portal_staff""",
)


def upgrade() -> None:
    for statement in UP:
        op.get_bind().exec_driver_sql(statement)


def downgrade() -> None:
    for statement in DOWN:
        op.get_bind().exec_driver_sql(statement)
