"""first and newest missed periods and what ledger entries take back."""

from alembic import op

revision = "0028"
down_revision = "0027"
branch_labels = None
depends_on = None

UP = (
    r"""REVOKE ALL ON breach FROM portal_system""",
    r"""REVOKE ALL ON breach FROM portal_staff""",
    r"""REVOKE ALL ON breach FROM portal_partner""",
    r"""REVOKE ALL ON breach FROM portal_manager""",
    r"""ALTER TABLE breach DROP CONSTRAINT ck_breach_times_are_finite""",
    r"""ALTER TABLE breach ADD COLUMN first_on date""",
    r"""ALTER TABLE breach ADD COLUMN latest_on date""",
    # The ledger is never changed, so its column comes filled: until now every entry would have been a charge.
    r"""ALTER TABLE consequence ADD COLUMN kind text NOT NULL DEFAULT 'CHARGE'""",
    r"""ALTER TABLE consequence ALTER COLUMN kind DROP DEFAULT""",
    r"""ALTER TABLE consequence ADD COLUMN negates_id uuid""",
    r"""ALTER TABLE breach ADD CONSTRAINT ck_breach_times_are_finite CHECK ((isfinite(first_on) AND isfinite(latest_on) AND isfinite(cure_on) AND isfinite(plan_due_on) AND isfinite(notified_at) AND isfinite(closed_at) AND isfinite(created_at) AND isfinite(due_at) AND isfinite(updated_at)))""",
    r"""ALTER TABLE consequence ADD CONSTRAINT ck_consequence_kind_known CHECK ((kind = ANY (ARRAY['CHARGE'::text, 'EARN_BACK'::text])))""",
    r"""ALTER TABLE consequence ADD CONSTRAINT ck_consequence_within_the_caps CHECK (((cap_minor IS NULL) OR (amount_minor <= cap_minor)))""",
    r"""ALTER TABLE consequence ADD CONSTRAINT fk_consequence_negates FOREIGN KEY (partner_id, negates_id) REFERENCES consequence(partner_id, id)""",
    r"""GRANT SELECT, UPDATE (closed_at, crossing_id, cure_on, due_at, due_calendar, first_on, latest_on, measurement_id, notified_at, occurrence, plan_due_on, plan_text, reason, status, updated_at, value, version, waiting_on) ON breach TO portal_manager""",
    r"""GRANT SELECT, UPDATE (closed_at, crossing_id, cure_on, due_at, due_calendar, first_on, latest_on, measurement_id, notified_at, occurrence, plan_due_on, plan_text, reason, status, updated_at, value, version, waiting_on) ON breach TO portal_partner""",
    r"""GRANT SELECT, UPDATE (closed_at, crossing_id, cure_on, due_at, due_calendar, first_on, latest_on, measurement_id, notified_at, occurrence, plan_due_on, plan_text, reason, status, updated_at, value, version, waiting_on) ON breach TO portal_staff""",
    r"""GRANT INSERT, SELECT, UPDATE (closed_at, crossing_id, cure_on, due_at, due_calendar, first_on, latest_on, measurement_id, notified_at, occurrence, plan_due_on, plan_text, reason, status, updated_at, value, version, waiting_on) ON breach TO portal_system""",
)

DOWN = (
    r"""REVOKE ALL ON breach FROM portal_system""",
    r"""REVOKE ALL ON breach FROM portal_staff""",
    r"""REVOKE ALL ON breach FROM portal_partner""",
    r"""REVOKE ALL ON breach FROM portal_manager""",
    r"""ALTER TABLE consequence DROP CONSTRAINT fk_consequence_negates""",
    r"""ALTER TABLE consequence DROP CONSTRAINT ck_consequence_within_the_caps""",
    r"""ALTER TABLE consequence DROP CONSTRAINT ck_consequence_kind_known""",
    r"""ALTER TABLE breach DROP CONSTRAINT ck_breach_times_are_finite""",
    r"""ALTER TABLE consequence DROP COLUMN negates_id""",
    r"""ALTER TABLE consequence DROP COLUMN kind""",
    r"""ALTER TABLE breach DROP COLUMN latest_on""",
    r"""ALTER TABLE breach DROP COLUMN first_on""",
    r"""ALTER TABLE breach ADD CONSTRAINT ck_breach_times_are_finite CHECK ((isfinite(cure_on) AND isfinite(plan_due_on) AND isfinite(notified_at) AND isfinite(closed_at) AND isfinite(created_at) AND isfinite(due_at) AND isfinite(updated_at)))""",
    r"""GRANT SELECT, UPDATE (closed_at, cure_on, due_at, due_calendar, measurement_id, notified_at, occurrence, plan_due_on, plan_text, reason, status, updated_at, value, version, waiting_on) ON breach TO portal_manager""",
    r"""GRANT SELECT, UPDATE (closed_at, cure_on, due_at, due_calendar, measurement_id, notified_at, occurrence, plan_due_on, plan_text, reason, status, updated_at, value, version, waiting_on) ON breach TO portal_partner""",
    r"""GRANT SELECT, UPDATE (closed_at, cure_on, due_at, due_calendar, measurement_id, notified_at, occurrence, plan_due_on, plan_text, reason, status, updated_at, value, version, waiting_on) ON breach TO portal_staff""",
    r"""GRANT INSERT, SELECT, UPDATE (closed_at, cure_on, due_at, due_calendar, measurement_id, notified_at, occurrence, plan_due_on, plan_text, reason, status, updated_at, value, version, waiting_on) ON breach TO portal_system""",
)


def upgrade() -> None:
    for statement in UP:
        op.get_bind().exec_driver_sql(statement)


def downgrade() -> None:
    for statement in DOWN:
        op.get_bind().exec_driver_sql(statement)
