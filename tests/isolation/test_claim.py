"""A read claims its session in the statement itself: the claim is read first, whatever the plan."""

import asyncpg
import pytest

from portal import ids
from portal.access import AccessClass
from tests.isolation.conftest import Connect
from tests.isolation.worlds import Worlds

ANSWER = """
SELECT json_build_object(
  'contracts', (SELECT count(*) FROM contract c JOIN negotiation_round USING (partner_id)),
  'titles', (SELECT json_agg(title ORDER BY title) FROM contract c
             WHERE EXISTS (SELECT FROM contract_version v WHERE v.partner_id = c.partner_id AND v.contract_id = c.id)),
  'signatures', (SELECT count(*) FROM signature))::text
"""
READ = f"SELECT CASE WHEN (SELECT enter($1, $2)) THEN ({ANSWER}) END"
TOLD = '{"contracts" : 6, "titles" : ["Supply of parts", "Supply of parts"], "signatures" : 2}'
OFF = (
    "seqscan", "indexscan", "indexonlyscan", "bitmapscan", "hashjoin", "mergejoin", "nestloop", "material", "memoize",
    "sort", "hashagg", "incremental_sort", "tidscan", "gathermerge", "partitionwise_join",
)  # fmt: skip
HOSTILE = {
    "as it comes": {},
    "generic plans": {"plan_cache_mode": "force_generic_plan"},
    "custom plans": {"plan_cache_mode": "force_custom_plan"},
    "nothing enabled": {f"enable_{way}": "off" for way in OFF},
    "compiled": {"jit": "on", "jit_above_cost": "0", "jit_inline_above_cost": "0", "jit_optimize_above_cost": "0"},
    "not compiled": {"jit": "off"},
    "in parallel": {
        "parallel_setup_cost": "0", "parallel_tuple_cost": "0", "min_parallel_table_scan_size": "0",
        "min_parallel_index_scan_size": "0", "max_parallel_workers_per_gather": "4",
        "plan_cache_mode": "force_generic_plan",
    },
    "in the order written": {"join_collapse_limit": "1", "from_collapse_limit": "1"},
    "by chance": {"geqo_threshold": "2", "geqo_effort": "1"},
    "few rows first": {"cursor_tuple_fraction": "0.000001", "random_page_cost": "0", "cpu_tuple_cost": "100"},
}  # fmt: skip


@pytest.mark.parametrize("settings", HOSTILE)
async def test_the_claim_is_read_first(filled: Worlds, connect: Connect, settings: str) -> None:
    token = filled.tokens[AccessClass.PARTNER]
    async with connect(AccessClass.PARTNER) as connection:
        for name, value in HOSTILE[settings].items():
            await connection.execute(f"SET {name} = {value}")
        for _ in range(7):  # a plan becomes generic after five
            assert await connection.fetchval(READ, token, 1) == TOLD
            assert await connection.fetchval(READ, token, 2) is None
            assert await connection.fetchval(ANSWER) == '{"contracts" : 0, "titles" : null, "signatures" : 0}'


async def test_a_session_revoked_between_two_reads_is_refused_at_the_second(filled: Worlds, connect: Connect) -> None:
    token = filled.tokens[AccessClass.PARTNER]
    async with connect(AccessClass.PARTNER) as connection, connect("postgres") as superuser:
        assert await connection.fetchval(READ, token, 1) == TOLD
        await superuser.execute("UPDATE auth.session SET ended_at = now() WHERE token_sha256 = $1", token)
        assert await connection.fetchval(READ, token, 1) is None
        await superuser.execute("UPDATE auth.session SET ended_at = NULL WHERE token_sha256 = $1", token)


async def test_an_error_in_the_answer_leaves_no_context_behind(filled: Worlds, connect: Connect) -> None:
    token = filled.tokens[AccessClass.PARTNER]
    fails = READ.replace(ANSWER, "SELECT (1 / (count(*) - 2))::text FROM contract")
    async with connect(AccessClass.PARTNER) as connection:
        with pytest.raises(asyncpg.DivisionByZeroError):
            await connection.fetchval(fails, token, 1)
        assert await connection.fetchval("SELECT current_partner()") == ids.NIL
