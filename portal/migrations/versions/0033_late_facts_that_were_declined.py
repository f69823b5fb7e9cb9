"""late facts that were declined."""

from alembic import op

revision = "0033"
down_revision = "0032"
branch_labels = None
depends_on = None

UP = (
    r"""REVOKE ALL ON measurement FROM portal_system""",
    r"""REVOKE ALL ON measurement FROM portal_staff""",
    r"""REVOKE ALL ON measurement FROM portal_partner""",
    r"""REVOKE ALL ON measurement FROM portal_manager""",
    r"""ALTER TABLE measurement DROP CONSTRAINT ck_measurement_times_are_finite""",
    r"""ALTER TABLE measurement ADD COLUMN declined_as_of timestamp with time zone""",
    r"""ALTER TABLE measurement ADD COLUMN late_as_of timestamp with time zone""",
    r"""ALTER TABLE measurement ADD CONSTRAINT ck_measurement_times_are_finite CHECK ((isfinite(starts_on) AND isfinite(ends_on) AND isfinite(closes_at) AND isfinite(as_of) AND isfinite(published_at) AND isfinite(final_at) AND isfinite(late_as_of) AND isfinite(declined_as_of) AND isfinite(created_at) AND isfinite(due_at) AND isfinite(updated_at)))""",
    r"""GRANT INSERT, SELECT, UPDATE (as_of, closes_at, declined_as_of, denominator, due_at, due_calendar, excluded, final_at, high, late, late_as_of, low, n, numerator, published_at, reason, restatement_by, revision, status, subjects_sha256, updated_at, upheld, value, verdict, version, waiting_on) ON measurement TO portal_manager""",
    r"""GRANT INSERT, SELECT, UPDATE (as_of, closes_at, declined_as_of, denominator, due_at, due_calendar, excluded, final_at, high, late, late_as_of, low, n, numerator, published_at, reason, restatement_by, revision, status, subjects_sha256, updated_at, upheld, value, verdict, version, waiting_on) ON measurement TO portal_partner""",
    r"""GRANT INSERT, SELECT, UPDATE (as_of, closes_at, declined_as_of, denominator, due_at, due_calendar, excluded, final_at, high, late, late_as_of, low, n, numerator, published_at, reason, restatement_by, revision, status, subjects_sha256, updated_at, upheld, value, verdict, version, waiting_on) ON measurement TO portal_staff""",
    r"""GRANT INSERT, SELECT, UPDATE (as_of, closes_at, declined_as_of, denominator, due_at, due_calendar, excluded, final_at, high, late, late_as_of, low, n, numerator, published_at, reason, restatement_by, revision, status, subjects_sha256, updated_at, upheld, value, verdict, version, waiting_on) ON measurement TO portal_system""",
)

DOWN = (
    r"""REVOKE ALL ON measurement FROM portal_system""",
    r"""REVOKE ALL ON measurement FROM portal_staff""",
    r"""REVOKE ALL ON measurement FROM portal_partner""",
    r"""REVOKE ALL ON measurement FROM portal_manager""",
    r"""ALTER TABLE measurement DROP CONSTRAINT ck_measurement_times_are_finite""",
    r"""ALTER TABLE measurement DROP COLUMN late_as_of""",
    r"""ALTER TABLE measurement DROP COLUMN declined_as_of""",
    r"""ALTER TABLE measurement ADD CONSTRAINT ck_measurement_times_are_finite CHECK ((isfinite(starts_on) AND isfinite(ends_on) AND isfinite(closes_at) AND isfinite(as_of) AND isfinite(published_at) AND isfinite(final_at) AND isfinite(created_at) AND isfinite(due_at) AND isfinite(updated_at)))""",
    r"""GRANT INSERT, SELECT, UPDATE (as_of, closes_at, denominator, due_at, due_calendar, excluded, final_at, high, late, low, n, numerator, published_at, reason, restatement_by, revision, status, subjects_sha256, updated_at, upheld, value, verdict, version, waiting_on) ON measurement TO portal_manager""",
    r"""GRANT INSERT, SELECT, UPDATE (as_of, closes_at, denominator, due_at, due_calendar, excluded, final_at, high, late, low, n, numerator, published_at, reason, restatement_by, revision, status, subjects_sha256, updated_at, upheld, value, verdict, version, waiting_on) ON measurement TO portal_partner""",
    r"""GRANT INSERT, SELECT, UPDATE (as_of, closes_at, denominator, due_at, due_calendar, excluded, final_at, high, late, low, n, numerator, published_at, reason, restatement_by, revision, status, subjects_sha256, updated_at, upheld, value, verdict, version, waiting_on) ON measurement TO portal_staff""",
    r"""GRANT INSERT, SELECT, UPDATE (as_of, closes_at, denominator, due_at, due_calendar, excluded, final_at, high, late, low, n, numerator, published_at, reason, restatement_by, revision, status, subjects_sha256, updated_at, upheld, value, verdict, version, waiting_on) ON measurement TO portal_system""",
)


def upgrade() -> None:
    for statement in UP:
        op.get_bind().exec_driver_sql(statement)


def downgrade() -> None:
    for statement in DOWN:
        op.get_bind().exec_driver_sql(statement)
