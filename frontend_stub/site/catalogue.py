"""Extracts what has to be translated: `python -m frontend_stub catalogue` writes locales/messages.pot and updates each
language's messages.po, keeping what is translated."""

import io
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from babel.messages import extract, pofile
from babel.messages.catalog import Catalog
from jinja2.ext import babel_extract

from frontend_stub.site import i18n

HERE = Path(__file__).parent.parent
KEYWORDS: Mapping[str, Any] = {
    "_": None,
    "gettext_": None,
    "ngettext": (1, 2),
    "pgettext": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
    "term": ((1, "c"), 2),
}
# pybabel writes wrong rules for hi and fil; these follow CLDR (a test compares them).
PLURALS: Mapping[str, str] = {
    "bg": "nplurals=2; plural=(n != 1);",
    "hi": "nplurals=2; plural=(n > 1);",
    "fil": "nplurals=2; plural=(n%10==4 || n%10==6 || n%10==9);",
}
# Lines that say nothing and change by themselves.
BOILERPLATE = (
    '"POT-Creation', '"PO-Revision', '"Report-Msgid', '"Last-Translator', '"Language-Team', '"Generated-By',
    '"Project-Id', "# ", "#, python-",
)  # fmt: skip


def messages() -> Catalog:
    """Every message of the templates and the Python files, with where it stands."""
    catalogue = Catalog(project="Entente", charset="utf-8", fuzzy=False)
    for path in sorted(HERE.rglob("*.html")):
        _collect(catalogue, path, "templates")
    for path in sorted(HERE.rglob("*.py")):
        _collect(catalogue, path, "python")
    return catalogue


def _collect(catalogue: Catalog, path: Path, method: str) -> None:
    source = io.BytesIO(path.read_bytes())
    how: Any = _from_template if method == "templates" else "python"
    for line, message, _comments, context in extract.extract(how, source, keywords=KEYWORDS):
        catalogue.add(message, None, [(path.relative_to(HERE).as_posix(), line)], context=context)


def _from_template(fileobj: Any, keywords: Any, comments: Any, options: Any) -> Iterator[Any]:
    # The environment's own settings, or the lines would be read differently than they are rendered.
    return babel_extract(
        fileobj, keywords, comments, dict(options) | {"trim_blocks": "true", "newstyle_gettext": "true"}
    )


def write() -> None:
    """What the pages say."""
    written(messages(), i18n.LOCALES)


def written(template: Catalog, folder: Path) -> None:
    """Writes the template and brings each language's catalogue to it; what it translates already stays."""
    folder.mkdir(exist_ok=True)
    (folder / "messages.pot").write_bytes(_text(template))
    for language, rule in PLURALS.items():
        path = folder / language / "LC_MESSAGES" / "messages.po"
        path.parent.mkdir(parents=True, exist_ok=True)
        catalogue = Catalog(locale=language, project="Entente", charset="utf-8", fuzzy=False)
        if path.exists():
            with path.open("rb") as known:
                catalogue = pofile.read_po(known, locale=language)
        catalogue.update(template, no_fuzzy_matching=True)
        catalogue.obsolete.clear()
        path.write_bytes(_headed(_text(catalogue), rule))


def _text(catalogue: Catalog) -> bytes:
    written = io.BytesIO()
    pofile.write_po(written, catalogue, width=110, sort_output=True, omit_header=False, include_lineno=False)
    lines = [line for line in written.getvalue().decode().splitlines() if not line.startswith(BOILERPLATE)]
    return "\n".join(lines).lstrip("#\n").encode() + b"\n"


def _headed(text: bytes, rule: str) -> bytes:
    header = f'"Plural-Forms: {rule}\\n"'
    lines = [header if line.startswith('"Plural-Forms') else line for line in text.decode().splitlines()]
    return "\n".join(lines).encode() + b"\n"
