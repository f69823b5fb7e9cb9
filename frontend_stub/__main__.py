"""python -m frontend_stub: `check` compares every page with the schema; `catalogue` writes what is to be translated;
`fetch` brings the scripts of others that a page needs.
"""

import argparse
import sys
from pathlib import Path

from frontend_stub import app
from frontend_stub.site import catalogue, check, fetching


def main() -> int:
    """The exit status: 1 if a page does not fit the schema, or if scripts could not be had."""
    parser = argparse.ArgumentParser(prog="python -m frontend_stub", description=__doc__)
    parser.add_argument("what", choices=["check", "catalogue", "fetch"])
    parser.add_argument("sdl", nargs="?", type=Path, default=Path("schema/schema.graphql"))
    told = parser.parse_args()
    if told.what == "catalogue":
        catalogue.write()
        return 0
    if told.what == "fetch":
        return _fetch()
    problems = check.check_all(app.PAGES, told.sdl.read_text(encoding="utf-8"))
    sys.stdout.write("".join(f"{problem}\n" for problem in problems) or f"{len(app.PAGES)} pages fit\n")
    return 1 if problems else 0


def _fetch() -> int:
    try:
        names = fetching.fetch()
    except (fetching.NotFetched, OSError) as fault:
        sys.stderr.write(f"{fault}. Without it, common customers are found by `python -m portal overlap` alone.\n")
        return 1
    sys.stdout.write(f"{len(names)} files in {fetching.FOLDER}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
