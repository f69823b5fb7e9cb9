"""Writes revision 0001 anew from the records, until the first release: run this module."""

import re
from itertools import groupby
from pathlib import Path
from typing import Any

from sqlalchemy import create_mock_engine

from portal import records

FIRST = Path(__file__).parent / "versions" / "0001_first.py"
FROZEN = '''"""Everything: functions, tables, policies, grants and triggers, as `freeze` beside this folder wrote it."""

from alembic import op
from sqlalchemy import text

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

UP = (
{up})

DOWN = (
{down})


def upgrade() -> None:
    for statement in UP:
        op.execute(text(statement.replace(":", "\\\\:")))


def downgrade() -> None:
    for statement in DOWN:
        op.execute(text(statement.replace(":", "\\\\:")))
'''


def frozen() -> str:
    """The text of the first revision."""
    up = (*records.before_tables(), *_tables("create_all"), *records.after_tables())
    down = (*_tables("drop_all"), *records.undo())
    return FROZEN.format(up=_listed(up), down=_listed(down))


def _tables(work: str) -> list[str]:
    statements: list[str] = []

    def take(statement: Any, *_: Any) -> None:
        lines = str(statement.compile(dialect=mock.dialect)).strip().splitlines()
        statements.append("\n".join(line.replace("\t", "    ").rstrip() for line in lines))

    mock = create_mock_engine("postgresql+asyncpg://", take)
    getattr(records.metadata(), work)(mock, checkfirst=False)
    runs = groupby(statements, key=lambda statement: re.match(r"CREATE (UNIQUE )?INDEX", statement) is not None)
    return [statement for indexes, run in runs for statement in (sorted(run) if indexes else run)]


def _listed(statements: tuple[str, ...]) -> str:
    return "".join(f'    r"""{statement.strip()}""",\n' for statement in statements)


if __name__ == "__main__":
    FIRST.write_text(frozen())
