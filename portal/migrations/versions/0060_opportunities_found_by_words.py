"""opportunities found by words."""

from alembic import op

revision = "0060"
down_revision = "0059"
branch_labels = None
depends_on = None

UP = (
    r"""ALTER TABLE opportunity ADD COLUMN folded text""",
    r"""ALTER TABLE opportunity NO FORCE ROW LEVEL SECURITY""",
    r"""ALTER TABLE opportunity DISABLE TRIGGER USER""",
    r"""UPDATE opportunity SET folded = (
  SELECT fold(string_agg(to_jsonb(opportunity) ->> part, ' '))
  FROM unnest(ARRAY['number', 'customer_name', 'customer_domain', 'external_id', 'products']) AS part)""",
    r"""SET CONSTRAINTS ALL IMMEDIATE""",
    r"""ALTER TABLE opportunity ENABLE TRIGGER USER""",
    r"""ALTER TABLE opportunity FORCE ROW LEVEL SECURITY""",
    r"""ALTER TABLE opportunity ALTER COLUMN folded SET NOT NULL""",
    r"""CREATE TRIGGER keep_folded BEFORE INSERT OR UPDATE OF number, customer_name, customer_domain, external_id, products, folded ON public.opportunity FOR EACH ROW EXECUTE FUNCTION keep_folded('number', 'customer_name', 'customer_domain', 'external_id', 'products')""",
)

DOWN = (
    r"""DROP TRIGGER keep_folded ON opportunity""",
    r"""ALTER TABLE opportunity DROP COLUMN folded""",
)


def upgrade() -> None:
    for statement in UP:
        op.get_bind().exec_driver_sql(statement)


def downgrade() -> None:
    for statement in DOWN:
        op.get_bind().exec_driver_sql(statement)
