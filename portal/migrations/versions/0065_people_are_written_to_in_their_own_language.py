"""people are written to in their own language."""

from alembic import op

revision = "0065"
down_revision = "0064"
branch_labels = None
depends_on = None

UP = (
    r"""SET LOCAL check_function_bodies = off""",
    r"""CREATE OR REPLACE FUNCTION public.language_of(wanted uuid)
 RETURNS text
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
  SELECT p.language FROM public.person p WHERE p.id = wanted
$function$""",
    r"""REVOKE ALL ON FUNCTION language_of(uuid) FROM PUBLIC, portal_partner, portal_manager, portal_staff, portal_auditor, portal_system, portal_auth, portal_mediator""",
    r"""GRANT EXECUTE ON FUNCTION language_of(uuid) TO portal_manager, portal_partner, portal_staff, portal_system""",
    r"""CREATE POLICY as_owner ON person FOR ALL TO portal_owner USING (true) WITH CHECK (true)""",
    r"""COMMENT ON POLICY as_owner ON person IS 'ed8be4afcff7afc9'""",
)

DOWN = (
    r"""DROP POLICY as_owner ON person""",
    r"""DROP FUNCTION language_of(uuid)""",
)


def upgrade() -> None:
    for statement in UP:
        op.get_bind().exec_driver_sql(statement)


def downgrade() -> None:
    for statement in DOWN:
        op.get_bind().exec_driver_sql(statement)
