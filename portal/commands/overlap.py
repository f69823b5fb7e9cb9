"""python -m portal overlap: one side's part in finding common customers, on its own machine, without the portal.

    overlap blind customers.txt --terms terms.json    customers.points is to be sent, customers.state to be kept
    overlap answer customers.state theirs.points      customers.answer is to be sent; the secret number is deleted
    overlap reveal customers.state positions.json     prints the lines of customers.txt that both sides have

`portal.opportunities.overlap` says how this goes, what is sent byte by byte, and what it tells to whom.
"""

import hashlib
import json
import sys
from datetime import datetime
from pathlib import Path
from typing import Any

from portal import clock, errors
from portal.commands import own_files
from portal.opportunities.overlap import blinding, group, keys, terms, wire

FORMAT = "entente-overlap-state-1"
NOTHING = "0" * 64
"""Stands where a number or a digest of 64 digits is not yet, or no more."""
MOST_SHOWN = 20
LONGEST_LIST, LONGEST_OTHER = 20_000_000, 4_000_000


def blind(*, path: Path, terms_path: Path, state: Path | None, out: Path | None, skip: bool) -> int:
    """Makes the points of a list. Refuses: Invalid for what cannot be read, is no key, or would be written over."""
    agreed = terms.read(own_files.text(terms_path, LONGEST_OTHER))
    _refuse_ended(agreed, clock.now())
    found = keys.listed(own_files.text(path, LONGEST_LIST).splitlines(), agreed.kinds)
    _tell_faults(path, found.faults, skip=skip)
    made = blinding.blind(list(found.lines), agreed.digest, agreed.band)
    state, out = state or path.with_suffix(".state"), out or path.with_suffix(".points")
    own_files.write(state, _state(agreed, found, made))
    try:
        sent = wire.written(made.points)
        own_files.write(out, sent + "\n")
    except errors.Invalid:
        state.unlink()  # a number without points is of no use
        raise
    print(f"Between {agreed.parties[0].name} and {agreed.parties[1].name}, for: {agreed.purpose}")
    print(f"{len(found.lines):,} different keys.{_repeated(found)} They are hidden among {agreed.band.size:,} points.")
    print(f"Send {out}. It reveals nothing about your keys. Its fingerprint is {_fingerprint(sent)}.")
    print(f"Keep {state}, and let no one read it. With its secret number, anyone could try out keys.")
    return 0


def answer(*, state: Path, theirs: Path, out: Path | None) -> int:
    """Answers the other side's points, once. Refuses: Invalid, and ever after for other points than the first."""
    kept, line = _kept(state), own_files.text(theirs, LONGEST_OTHER).strip()
    print(f"The fingerprint of the received points is {_fingerprint(line)}.")
    if kept["number"] == NOTHING or kept["answered"] not in {NOTHING, _fingerprint(line)}:
        raise errors.Invalid(
            "These points have already been answered. Send the answer that was written then: answering"
            " twice would let the other side guess twice."
        )
    number = bytes.fromhex(kept["number"])
    own = blinding.blinded(kept["keys"], kept["terms"], number)
    points = wire.read(line, blinding.Band(kept["band"]), before=own)
    out = out or state.with_suffix(".answer")
    own_files.refuse_to_write_over(out)
    own_files.write_inside(state, "answered", kept["answered"], _fingerprint(line))
    sent = wire.written(blinding.answered(number, points))
    own_files.write(out, sent + "\n")
    own_files.write_inside(state, "number", kept["number"], NOTHING)
    print(f"Send {out}. Its fingerprint is {_fingerprint(sent)}.")
    print(f"The secret number was deleted from {state}. Delete any backup copies yourself.")
    return 0


def reveal(*, state: Path, positions: Path, out: Path | None) -> int:
    """Prints the lines behind the positions that the portal told this side. Refuses: Invalid."""
    kept = _kept(state)
    lines = [line for key in _met(kept, own_files.text(positions, LONGEST_OTHER)) for line in kept["lines"][key]]
    if kept["number"] != NOTHING:
        own_files.write_inside(state, "number", kept["number"], NOTHING)
    if out is None:
        print(*lines, sep="\n")
    else:
        own_files.write(out, "".join(f"{line}\n" for line in lines))
    sys.stdout.flush()
    print(
        f"{len(lines):,} lines are common. {state} no longer has a secret number. Delete it and the list.",
        file=sys.stderr,
    )
    return 0


def _refuse_ended(agreed: terms.Terms, now: datetime) -> None:
    if agreed.expires_at <= now:
        raise errors.Invalid("These terms ended on {day}. Propose new ones.", day=agreed.expires_at.date())


def _tell_faults(path: Path, faults: tuple[keys.Fault, ...], *, skip: bool) -> None:
    for each in faults[:MOST_SHOWN]:
        print(f"{path.name}, line {each.line}: {each.refusal.message}", file=sys.stderr)
    if len(faults) > MOST_SHOWN:
        print(f"and {len(faults) - MOST_SHOWN:,} more", file=sys.stderr)
    if len(faults) == 1 and not skip:
        raise errors.Invalid("1 line is not a key. Correct it, or leave it out with --skip.")
    if faults and not skip:
        raise errors.Invalid(
            "{count} lines are not keys. Correct them, or leave them out with --skip.", count=len(faults)
        )


def _repeated(found: keys.Listed) -> str:
    if not found.repeated:
        return ""
    if found.repeated == 1:
        return " 1 line repeats another and counts once."
    return f" {found.repeated:,} lines repeat others and count once."


def _state(agreed: terms.Terms, found: keys.Listed, made: blinding.Blinded) -> str:
    """What `answer` and `reveal` need: the number, the order, the lines; none of the points."""
    names = list(found.lines)
    places = {key: place for place, key in enumerate(names)}
    return json.dumps(
        {
            "format": FORMAT, "terms": agreed.digest, "band": agreed.band, "number": made.number.hex(),
            "answered": NOTHING, "order": [None if key is None else places[key] for key in made.order],
            "keys": names, "lines": [found.lines[key] for key in names],
        },
        ensure_ascii=False,
    )  # fmt: skip


def _kept(path: Path) -> dict[str, Any]:
    said = own_files.text(path, LONGEST_LIST * 2)
    try:
        kept: dict[str, Any] = json.loads(said)
        is_ours = kept["format"] == FORMAT and _is_whole(kept)
    except (ValueError, LookupError, TypeError, AttributeError, RecursionError):
        is_ours = False
    if not is_ours:
        raise errors.Invalid("{file} is not a state file written by “overlap blind”.", file=path.name)
    return kept


def _is_whole(kept: dict[str, Any]) -> bool:
    count, digests = len(kept["keys"]), (kept["number"], kept["answered"], kept["terms"])
    stand = [place for place in kept["order"] if place is not None]
    return (
        all(len(bytes.fromhex(each)) == group.SIZE for each in digests)
        and len(kept["order"]) == blinding.Band(kept["band"]).size
        and sorted(stand) == list(range(count))
        and len(kept["lines"]) == count
        and all(each.isascii() for each in kept["keys"])
    )


def _met(kept: dict[str, Any], text: str) -> list[int]:
    """The keys, by their place in the list, at the positions."""
    try:
        places = json.loads(text)
    except (ValueError, RecursionError):
        places = None
    if not isinstance(places, list) or not all(type(each) is int for each in places):
        raise errors.Invalid("These are not positions, such as [3, 17, 42].")
    order: list[int | None] = kept["order"]
    found = [order[place] if 0 <= place < len(order) else None for place in places]
    known = [key for key in found if key is not None]
    if len(set(known)) < len(found):
        raise errors.Invalid("These positions are not from this session: none of them is a customer of yours.")
    return sorted(known)


def _fingerprint(line: str) -> str:
    return hashlib.sha256(line.encode()).hexdigest()
