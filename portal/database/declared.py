"""What all records declare together: a database can be made of it, or compared with it."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import Connection, MetaData

FUNCTION = re.compile(r"\s*CREATE OR REPLACE FUNCTION (\w+)")


@dataclass(frozen=True, slots=True)
class Declared:
    """The tables of all records, and the SQL that stands before and after them."""

    metadata: MetaData
    before: tuple[str, ...]
    after: tuple[str, ...]

    @property
    def functions(self) -> Mapping[str, str]:
        """The SQL of each function by its name."""
        named = ((FUNCTION.match(statement), statement) for statement in (*self.before, *self.after))
        return {match[1]: statement for match, statement in named if match}

    def make(self, connection: Connection) -> None:
        """Makes everything that is declared, in an empty database."""
        for statement in self.before:
            connection.exec_driver_sql(statement)
        self.metadata.create_all(connection)
        for statement in self.after:
            connection.exec_driver_sql(statement)
