"""The operation files, the checker between operations and templates, and the import rule."""

import ast
import re
from pathlib import Path

import graphql
import jinja2
import pytest

from frontend_stub import app
from frontend_stub.pages.contracts import proof
from frontend_stub.pages.disputes import perline
from frontend_stub.pages.fact_imports import refused
from frontend_stub.pages.fees import sheet
from frontend_stub.pages.imports import sending as lists
from frontend_stub.pages.measurements import proof as recomputing
from frontend_stub.pages.notifications import following
from frontend_stub.pages.opportunities import overlap
from frontend_stub.pages.organisation import programs as organisation
from frontend_stub.pages.own import calendar
from frontend_stub.site import api, assets, check, live, render, sending
from frontend_stub.site.page import Page
from tests.frontend.world import ROOT, SCHEMA, SDL

FOLDER = ROOT / "frontend_stub"
FORBIDDEN = {"portal", "schema", "auth", "sqlalchemy", "strawberry"}


def planted(tmp_path: Path, text: str, fragment: str = "") -> Path:
    (tmp_path / "operations").mkdir()
    (tmp_path / "fragments").mkdir()
    (tmp_path / "operations" / "Planted.graphql").write_text(text)
    if fragment:
        (tmp_path / "fragments" / "Planted.graphql").write_text(fragment)
    return tmp_path


def test_the_pages_are_a_client_and_import_nothing_of_the_server() -> None:
    names = {
        (node.module or "").split(".")[0] if isinstance(node, ast.ImportFrom) else alias.name.split(".")[0]
        for path in FOLDER.rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, (ast.Import, ast.ImportFrom))
        for alias in node.names
    }
    assert names & FORBIDDEN == set()


def test_every_operation_fits_the_schema_and_every_page_has_its_own() -> None:
    operations = api.read_operations(SDL)
    pages = (*app.PAGES, *organisation.SHOWN)
    needed = {page.operation for page in pages} | {form.operation for page in pages for form in page.forms}
    made = {
        sending.START,
        proof.TEXT,
        recomputing.OPERATION,
        *lists.OPERATIONS,
        *calendar.MAKING,
        following.OPERATION,
        perline.ALL_LINES,
        *refused.OPERATIONS,
        *sheet.OPERATIONS,
        *live.OPERATIONS,
        overlap.FILES,
    }
    assert set(operations) == needed | made


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("query Planted { viewer { height } }", "Cannot query field 'height' on type 'Viewer'."),
        ("query Other { viewer { name } }", "the operation must be called Planted"),
        ("query Planted { viewer { name } } query Two { viewer { name } }", "exactly one operation per file"),
        ("query Planted { ...Missing }", "no fragment Missing"),
        ("query Planted { viewer { name }", "Syntax Error"),
    ],
)
def test_a_wrong_file_stops_the_start_with_its_name(tmp_path: Path, text: str, complaint: str) -> None:
    with pytest.raises(api.WrongOperation, match=r"^Planted\.graphql: .*" + re.escape(complaint)):
        api.read_operations(SDL, planted(tmp_path, text))


def test_only_the_fragments_that_are_used_are_sent(tmp_path: Path) -> None:
    fragments = "fragment A on Viewer { name ...B } fragment B on Viewer { side } fragment C on Viewer { zone }"
    folder = planted(tmp_path, "query Planted { viewer { ...A } }", fragments)
    sent = api.read_operations(SDL, folder)["Planted"].opening.decode()
    assert re.findall(r"fragment (\w)", sent) == ["A", "B"]


@pytest.mark.parametrize("page", [*app.PAGES, *organisation.SHOWN], ids=lambda page: page.path)
def test_every_template_fits_its_operation(page: Page) -> None:
    operation = api.read_operations(SDL)[page.operation]
    assert check.check(page, operation, SCHEMA, render.environment(assets.own())) == []


QUERY = """query Planted {
  viewer { organisation side roles language zone } company { zone }
  contract(by: {id: 1}) { title dueAt partner { name } }
  contracts { totalCount }
}"""
SOUND = """
{% import "macros" as macros %}
{{ viewer.organisation }}
{% if contract %}{{ contract.title }}{% if contract.dueAt %}{{ contract.dueAt }}{% endif %}
{% if not contract.partner %}nobody{% else %}{{ macros.firm(contract.partner) }}{% endif %}{% endif %}
{% if contracts is none %}-{% else %}{{ contracts.totalCount }}{% endif %}
"""
MACROS = "{% macro firm(it) %}{{ it.name }}{% endmacro %}"


@pytest.mark.parametrize(
    ("before", "after", "complaints"),
    [
        ("", "", []),
        ("{{ viewer.organisation }}", "{{ viewer.organisation }}{{ viewer.email }}",
         ["page:3: viewer.email is not selected"]),
        ("{{ viewer.organisation }}", "", ["Planted.graphql: viewer.organisation is selected but not used"]),
        ("{% if contract.dueAt %}{{ contract.dueAt }}{% endif %}", "{{ contract.dueAt }}",
         ["page:4: contract.dueAt may be null here"]),
        ("{% if contract %}", "{% if true %}",
         ["page:4: contract may be null here", "page:5: contract may be null here"]),
        ("{% else %}{{ macros.firm(contract.partner) }}", "{{ macros.firm(contract.partner) }}{% else %}",
         ["macros:1: contract.partner may be null here"]),
        ("macros.firm(contract.partner)", "contract.partner",
         ["Planted.graphql: contract.partner.name is selected but not used"]),
        ("{% if contracts is none %}-{% else %}", "{% if contracts is none %}",
         ["page:6: contracts may be null here"]),
    ],
)  # fmt: skip
def test_the_checker_finds_planted_faults(tmp_path: Path, before: str, after: str, complaints: list[str]) -> None:
    operation = api.read_operations(SDL, planted(tmp_path, QUERY))["Planted"]
    env = render.environment(assets.Assets())  # of its own: it gets another loader
    env.loader = jinja2.DictLoader({"page": SOUND.replace(before, after), "macros": MACROS})
    page = Page(path="/planted", operation="Planted", template="page")
    found = check.check(page, operation, graphql.build_schema(SDL), env)
    assert found == complaints
