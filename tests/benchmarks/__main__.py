# ruff: noqa: T201 - a command says what it finds
"""python -m tests.benchmarks: the product beside its peers; `isolation`: whether anybody sees another's rows;
`identify`: what it costs to know who asks; `writes`: what a mutation costs; `hostile`: who waits for one client;
`facts`: what ten million facts cost, and a quarter of 100,000 expectations that closes; `disputes`: what 10,000 of
them cost to read; `opportunities`: what 100,000 cells cost to compare with."""

import argparse
import asyncio
import tempfile
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from tests.benchmarks import hostile, identify, isolation, peers, plans, run, seed
from tests.benchmarks.disputes import run as disputes
from tests.benchmarks.facts import run as facts
from tests.benchmarks.opportunities import run as opportunities
from tests.benchmarks.writes import run as writes
from tests.benchmarks.writes.papers import STEPS

READ: dict[str, Any] = {"disputes": disputes, "opportunities": opportunities}


def main() -> None:
    told = _arguments().parse_args()
    peers.end_on_sigterm()
    scale = told.scale or (0.02 if told.quick else 1.0)
    with ExitStack() as around:
        folder = Path(told.folder or around.enter_context(tempfile.TemporaryDirectory(prefix="entente-benchmarks-")))
        folder.mkdir(parents=True, exist_ok=True)
        folder.chmod(0o755)  # the server may run as another account, which must get through
        if told.what == "facts":
            facts.measure(folder, scale, facts.QUICK if told.quick else facts.Effort())
            return
        if told.what in READ:
            READ[told.what].measure(folder, scale, rounds=told.rounds or (10 if told.quick else 200))
            return
        world = around.enter_context(seed.made(folder, scale))
        if told.what == "isolation":
            with peers.product(world) as product:
                print(asyncio.run(isolation.read(world, product, reads=told.reads)))
            return
        if told.what == "identify":
            for line in identify.measure(world, batches=told.rounds or 12):
                print(line)
            return
        if told.what == "hostile":
            with peers.product(world, kind="watched") as product:
                for line in hostile.measure(product, world.readers, seconds=told.seconds or 20):
                    print(line)
            return
        if told.what == "writes":
            rounds, steps = (2, 100) if told.quick else (7, 320)
            kinds = [step for step in STEPS if step.name in (told.only or step.name).split(",")]
            writes.measure(world, writes.Effort(kinds, told.rounds or rounds, steps, told.clients))
            return
        effort = run.Effort(
            operations=told.only.split(",") if told.only else plans.NAMES,
            rounds=told.rounds or (2 if told.quick else 5),
            seconds=told.seconds or (1 if told.quick else 4),
            clients=told.clients,
        )
        run.measure(world, around.enter_context(peers.up(world)), effort)


def _arguments() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks", description=__doc__)
    parser.add_argument(
        "what",
        nargs="?",
        choices=["speed", "isolation", "identify", "writes", "hostile", "facts", *READ],
        default="speed",
    )
    parser.add_argument("--quick", action="store_true", help="a minute in all, on little data")
    parser.add_argument("--scale", type=float, help="1 is 2,000 partners and 50,000 contracts, or 10 million facts")
    parser.add_argument("--only", help=f"some of {','.join(plans.NAMES)}; of `writes`, of edit,submit,accept")
    parser.add_argument("--clients", type=int, default=16, help="connections at once")
    parser.add_argument("--seconds", type=float, help="length of a round")
    parser.add_argument("--rounds", type=int, help="how often each peer is measured; medians are printed")
    parser.add_argument("--reads", type=int, default=100_000, help="of `isolation`")
    parser.add_argument("--folder", help="where the database lies; a temporary one unless given")
    return parser


if __name__ == "__main__":
    main()
