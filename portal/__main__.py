"""python -m portal: the command line. Each command loads what it needs, and nothing else does."""

import argparse
import sys
from pathlib import Path

from portal import deferred, errors
from portal.access import Role
from portal.database.postgres.programs import EmbeddedError


def main(arguments: list[str] | None = None) -> int:
    """Runs one command; the result is the process's exit status."""
    given = vars(_parser().parse_args(arguments))
    try:
        run = deferred.load(f"portal.commands.{given.pop('run')}")
        return int(run(**given) or 0)
    except KeyboardInterrupt:
        return 130
    except errors.Refused as refused:
        print(*(each.message for each in (refused, *refused.also)), sep="\n", file=sys.stderr)
        return 1
    except (EmbeddedError, OSError) as fault:
        print(f"Entente cannot start: {fault}", file=sys.stderr)
        return 1


def _parser() -> argparse.ArgumentParser:
    """`run` names what a command does: it takes the other arguments by their names."""
    parser = argparse.ArgumentParser(prog="python -m portal", description="The portal of a company and its partners.")
    parts = parser.add_subparsers(required=True, metavar="command")
    _add_serving(
        parts.add_parser("demo", help="start with sample data on the embedded database"),
        parts.add_parser("serve", help="start on the database of PORTAL_DATABASE_URL, or the embedded one"),
    )
    working = parts.add_parser("work", help="run deadlines, follow events, do jobs and send emails, until a signal")
    working.add_argument("--demo", action="store_true", help="use the sample data instead of the real database")
    working.set_defaults(run="working:work")
    _add_migrate(parts.add_parser("migrate", help="migrate the database to the latest schema"))
    check = parts.add_parser("check", help="list missing database safeguards")
    check.set_defaults(run="migrating:check")
    _add_founding(parts.add_parser("company", help="add the company that runs the portal"))
    _add_people(parts.add_parser("people", help="add people of the company and its partners"))
    _add_import(parts.add_parser("import", help="import data from files"))
    _add_connections(parts.add_parser("connections", help="add organisations' identity providers"))
    _add_clients(parts.add_parser("clients", help="register API clients of organisations"))
    _add_keys(parts.add_parser("keys", help="change the keys that sign tokens"))
    _add_audit(parts.add_parser("audit", help="check that records are unaltered"))
    again = parts.add_parser("recompute", help="recompute the values of an exported file, without the database")
    again.add_argument("path", type=Path, metavar="FILE.zip", help="the export of a partner")
    again.set_defaults(run="recomputing:recompute")
    _add_overlap(parts.add_parser("overlap", help="find common customers without sharing a list, without the portal"))
    _add_backtest(parts.add_parser("backtest", help="test product suggestions on past orders"))
    _add_schema(parts.add_parser("schema", help="print the API's schema, or compare it with the committed one"))
    drawings = parts.add_parser("drawings", help="write the drawings of the state machines")
    drawings.set_defaults(run="drawings:write")
    catalogue = parts.add_parser("catalogue", help="write the catalogue of the portal's sentences for translation")
    catalogue.set_defaults(run="catalogue:write")
    return parser


def _add_serving(demo: argparse.ArgumentParser, serve: argparse.ArgumentParser) -> None:
    for part in (demo, serve):
        part.add_argument("--host", default="127.0.0.1", help="address to listen on (default: loopback)")
        part.add_argument("--port", type=int, default=8000, help="port to listen on; 0 for a free one")
    demo.add_argument("--reset", action="store_true", help="delete the sample data and create it again")
    demo.set_defaults(run="demonstration:demo")
    serve.set_defaults(run="serving:serve")


def _add_migrate(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--check", action="store_true", help="only list what is missing")
    parser.add_argument(
        "--new", default="", metavar="MESSAGE", help="write the next revision from what the records declare"
    )
    parser.set_defaults(run="migrating:migrate")


def _add_founding(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("name", help="legal name")
    parser.add_argument("--country", required=True, help="ISO 3166-1 code, such as DE")
    parser.add_argument("--calendar", required=True, help="calendar of its business days, such as DE-BY")
    parser.add_argument("--zone", required=True, help="time zone, such as Europe/Berlin")
    parser.set_defaults(run="people:create_company")


def _add_people(parser: argparse.ArgumentParser) -> None:
    what = parser.add_subparsers(required=True, metavar="what").add_parser(
        "create", help="add a person to an organisation"
    )
    roles = [role.value for role in Role if role is not Role.SYSTEM]
    what.add_argument("email", help="email address")
    what.add_argument("--name", required=True, help="full name")
    what.add_argument(
        "--of", required=True, metavar="ORGANISATION", help="legal name or ID of the company or a partner"
    )
    what.add_argument("--roles", required=True, nargs="+", choices=roles, help=", ".join(roles), metavar="ROLE")
    what.set_defaults(run="people:create_person")


def _add_connections(parser: argparse.ArgumentParser) -> None:
    what = parser.add_subparsers(required=True, metavar="what").add_parser(
        "import", help="import from a JSON list, each entry once"
    )
    what.add_argument("path", type=Path, help="the file; see the README for its format")
    what.set_defaults(run="connections:bring")


def _add_import(parser: argparse.ArgumentParser) -> None:
    parts = parser.add_subparsers(required=True, metavar="what")
    for kind, named in (("PARTNERS", "partners"), ("PEOPLE", "people")):
        _add_list(parts.add_parser(named, help=f"import a list of {named} from a CSV or XLSX file, each once"), kind)
    _add_facts(
        parts.add_parser(
            "facts", help="import deliveries, invoices and tickets, each once, from a sheet or UBL documents"
        )
    )
    what = parts.add_parser("contracts", help="import text, Word and PDF files as draft contracts, each once")
    what.add_argument("path", type=Path, help="a .docx, .pdf, .md or .txt, or a folder of them")
    what.add_argument("--partner", required=True, metavar="NAME", help="legal name or ID of the other side")
    what.add_argument("--encoding", default="", help="encoding of files where it is uncertain, such as windows-1251")
    what.add_argument("--demo", action="store_true", help="use the sample data instead of the real database")
    what.add_argument(
        "--changes", choices=("accepted", "original"), default="", help="which text to use where changes are tracked"
    )
    what.set_defaults(run="contracts:bring")


def _add_facts(what: argparse.ArgumentParser) -> None:
    what.add_argument("path", type=Path, metavar="FILE", help=".csv, .xlsx, a UBL document, or a folder of those")
    what.add_argument("--mapping", type=Path, metavar="FILE.json", help="what the columns of a sheet mean")
    what.add_argument("--source", required=True, help="name of their source, as the company calls it")
    what.add_argument(
        "--partner", default="", metavar="NAME", help="legal name or ID; default: a column of the mapping"
    )
    what.add_argument("--by", default="", metavar="EMAIL", help="person to act for; default: the first with permission")
    what.add_argument("--encoding", default="", help="encoding of a CSV, where it is uncertain")
    what.add_argument("--sheet", default="", help="sheet of a workbook; default: the first")
    what.add_argument("--dry-run", action="store_true", help="only report what would happen")
    what.add_argument(
        "--report", type=Path, metavar="FILE.csv", help="write the refused rows, to correct and send again"
    )
    what.add_argument("--demo", action="store_true", help="use the sample data instead of the real database")
    what.set_defaults(run="facts:bring")


def _add_list(what: argparse.ArgumentParser, kind: str) -> None:
    what.add_argument("path", type=Path, metavar="FILE", help="the list: .csv or .xlsx")
    what.add_argument("--by", default="", metavar="EMAIL", help="person to act for; default: the first with permission")
    what.add_argument("--system", default="", help="system of the external keys, such as SAP")
    what.add_argument(
        "--map", dest="columns", action="append", default=[], metavar="HEADING=COLUMN", help="meaning of a column"
    )
    what.add_argument(
        "--set",
        dest="defaults",
        action="append",
        default=[],
        metavar="COLUMN=VALUE",
        help="value for all rows",
    )
    what.add_argument("--mapping", default="", metavar="NAME", help="use the columns saved under this name")
    what.add_argument("--keep", default="", metavar="NAME", help="save the columns under this name")
    what.add_argument("--encoding", default="", help="encoding of a CSV, where it is uncertain")
    what.add_argument("--sheet", default="", help="sheet of a workbook; default: the first")
    what.add_argument("--dry-run", action="store_true", help="only report what would happen")
    what.add_argument("--invite", action="store_true", help="send the invitations immediately")
    what.add_argument("--report", type=Path, metavar="FILE.csv", help="write the result of each row")
    what.add_argument("--demo", action="store_true", help="use the sample data instead of the real database")
    what.set_defaults(run="lists:bring", kind=kind)


def _add_clients(parser: argparse.ArgumentParser) -> None:
    what = parser.add_subparsers(required=True, metavar="what").add_parser(
        "import", help="import a JSON list of client metadata (RFC 7591), each client once"
    )
    what.add_argument(
        "file", type=Path, help="the list; in addition to the standard's names: organisation, responsible"
    )
    what.add_argument("--demo", action="store_true", help="use the sample data instead of the real database")
    what.set_defaults(run="programs:bring")


def _add_keys(parser: argparse.ArgumentParser) -> None:
    what = parser.add_subparsers(required=True, metavar="what").add_parser(
        "rotate", help="publish new signing keys; they take over in 24 hours"
    )
    what.add_argument(
        "--now", action="store_true", help="use after a leak: new keys sign immediately, old keys are no longer trusted"
    )
    what.set_defaults(run="keys:rotate")


def _add_audit(parser: argparse.ArgumentParser) -> None:
    parts = parser.add_subparsers(required=True, metavar="what")
    verify = parts.add_parser(
        "verify", help="list what was altered, is missing or was added; exit with status 1 if there is any"
    )
    verify.add_argument("--all", dest="every", action="store_true", help="list all of it, not only the first")
    verify.add_argument(
        "--seal", dest="noted", default="", metavar="NUMBER:SHA256", help="a seal that was noted earlier"
    )
    seal = parts.add_parser("seal", help="print the latest seal, to keep elsewhere")
    for part in (verify, seal):
        part.add_argument("--demo", action="store_true", help="use the sample data instead of the real database")
    verify.set_defaults(run="audit:verify")
    seal.set_defaults(run="audit:show")


def _add_overlap(parser: argparse.ArgumentParser) -> None:
    parts = parser.add_subparsers(required=True, metavar="what")
    blind = parts.add_parser("blind", help="turn a list into the points to send and the state to keep")
    blind.add_argument("path", type=Path, metavar="LIST", help="text in UTF-8, one key per line")
    blind.add_argument(
        "--terms",
        dest="terms_path",
        type=Path,
        required=True,
        metavar="TERMS.json",
        help="the terms, as the portal provides them",
    )
    blind.add_argument("--state", type=Path, metavar="FILE", help="state to keep; default: LIST with .state")
    blind.add_argument("--out", type=Path, metavar="FILE", help="points to send; default: LIST with .points")
    blind.add_argument("--skip", action="store_true", help="leave out lines that are not keys")
    blind.set_defaults(run="overlap:blind")
    answer = parts.add_parser("answer", help="answer the other side's points, once")
    answer.add_argument("state", type=Path, metavar="STATE", help="the state that was kept")
    answer.add_argument("theirs", type=Path, metavar="POINTS", help="points from the other side")
    answer.add_argument("--out", type=Path, metavar="FILE", help="answer to send; default: STATE with .answer")
    answer.set_defaults(run="overlap:answer")
    reveal = parts.add_parser("reveal", help="print the lines that both sides have")
    reveal.add_argument("state", type=Path, metavar="STATE", help="the state that was kept")
    reveal.add_argument(
        "positions", type=Path, metavar="POSITIONS.json", help="positions of your points, as the portal gave them"
    )
    reveal.add_argument("--out", type=Path, metavar="FILE", help="write to this file instead of printing")
    reveal.set_defaults(run="overlap:reveal")


def _add_backtest(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", metavar="FILE.csv", help="customer, product, date and quantity; - for standard input")
    parser.add_argument(
        "--least", type=_count, default=5, metavar="N", help="smallest number of customers who buy both (default: 5)"
    )
    parser.add_argument("--json", dest="as_json", action="store_true", help="print JSON")
    parser.set_defaults(run="backtesting:backtest")


def _count(text: str) -> int:
    number = int(text)
    if number < 1:
        raise ValueError
    return number


def _add_schema(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--check", action="store_true", help="exit with status 1 if schema/schema.graphql differs")
    parser.set_defaults(run="schema:show")


if __name__ == "__main__":
    sys.exit(main())
