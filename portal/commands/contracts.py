"""python -m portal import contracts: files become drafts."""

import asyncio
from collections.abc import Callable
from pathlib import Path

from portal import importing
from portal import settings as portal_settings
from portal.commands.databases import DEMONSTRATION, NAME, database
from portal.commands.progress import clear, progress
from portal.database.pools import Database
from portal.papers.told import State
from portal.settings import Settings


def bring(*, path: Path, partner: str, encoding: str, demo: bool, changes: str = "") -> int:
    """Each file once; the exit status is 1 if one could not be read. What the folder has besides is named."""
    settings = portal_settings.load()
    state = State(changes.upper()) if changes else None
    files = list(importing.text_files(path))
    outcomes: list[importing.Outcome] = []

    def told(outcome: importing.Outcome) -> None:
        outcomes.append(outcome)
        if outcome.refusal:
            clear()
            print(f"not read: {outcome.file.name}: {outcome.refusal}", flush=True)
        for remark in outcome.remarks:
            clear()
            print(f"{outcome.file.name}: {remark}", flush=True)
        progress(f"{len(outcomes)} of {len(files)}")

    passed_over = list(importing.passed_over(path))
    for file in passed_over:
        why = "it is in a subfolder" if file.parent != path else "this type of file is not read"
        print(f"skipped: {file.relative_to(path)}: {why}", flush=True)
    with database(settings, DEMONSTRATION if demo else NAME) as owner_url:
        asyncio.run(_import(settings, owner_url, files, partner, told, state, encoding))
    clear()
    print(_summary(outcomes, len(passed_over)))
    return 1 if any(outcome.refusal for outcome in outcomes) else 0


async def _import(
    settings: Settings, owner_url: str, files: list[Path], partner: str, told: Callable[[importing.Outcome], None],
    state: State | None, encoding: str,
) -> None:  # fmt: skip
    filled = Database(owner_url, settings.secret)
    try:
        await importing.contracts(
            filled, files, partner_name=partner, told=told, state=state, encoding=encoding
        )  # fmt: skip
    finally:
        await filled.close()


def _summary(outcomes: list[importing.Outcome], passed_over: int) -> str:
    read = [outcome for outcome in outcomes if not outcome.refusal]
    already = sum(outcome.already for outcome in read)
    headed = sum(outcome.headed >= importing.HEADED for outcome in read)
    return (
        f"{len(read) - already} imported, {already} already there, {len(outcomes) - len(read)} not read,"
        f" {passed_over} skipped; {headed} with {importing.HEADED} or more headed clauses"
    )
