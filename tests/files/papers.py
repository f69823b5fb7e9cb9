"""PDFs with words in them, and what can be got out of a PDF."""

import io
from collections.abc import Sequence
from typing import Any

import pypdfium2  # type: ignore[import-untyped]  # it says nothing of its types
from PIL import Image

TITLE = "Margins of 2026"


def pdf(*texts: str, title: str = TITLE) -> bytes:
    """One page for each text, which stands a tenth of the page from its left edge and two tenths from its top."""
    font, info = 3 + 2 * len(texts), 4 + 2 * len(texts)
    kids = b" ".join(b"%d 0 R" % (3 + 2 * place) for place in range(len(texts)))
    objects = [b"<< /Type /Catalog /Pages 2 0 R >>", b"<< /Type /Pages /Kids [%b] /Count %d >>" % (kids, len(texts))]
    for place, text in enumerate(texts):
        shows = b"BT /F1 24 Tf 60 640 Td (%b) Tj ET" % text.encode()
        objects += [
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 600 800] /Contents %d 0 R"
            b" /Resources << /Font << /F1 %d 0 R >> >> >>" % (4 + 2 * place, font),
            b"<< /Length %d >>\nstream\n%b\nendstream" % (len(shows), shows),
        ]  # fmt: skip
    objects += [
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
        b"<< /Title (%b) /Author (Paula) >>" % title.encode(),
    ]
    made, starts = bytearray(b"%PDF-1.7\n"), list[int]()
    for number, content in enumerate(objects, 1):
        starts.append(len(made))
        made += b"%d 0 obj\n%b\nendobj\n" % (number, content)
    table = b"".join(b"%010d 00000 n \n" % start for start in starts)
    told = (len(starts) + 1, table, len(starts) + 1, info, len(made))
    made += (
        b"xref\n0 %d\n0000000000 65535 f \n%btrailer\n<< /Size %d /Root 1 0 R /Info %d 0 R >>\nstartxref\n%d\n%%%%EOF\n"
        % told
    )
    return bytes(made)


def texts_of(content: bytes) -> list[str]:
    """The words of each page."""
    with pypdfium2.PdfDocument(content) as document:
        return [page.get_textpage().get_text_range() for page in document]


def metadata_of(content: bytes) -> dict[str, str]:
    """What the document says of itself, without what it leaves empty."""
    with pypdfium2.PdfDocument(content) as document:
        return {name: value for name, value in document.get_metadata_dict().items() if value}


def drawn(content: bytes, number: int = 1, *, dpi: int = 72) -> Any:
    """A page as a picture in grey."""
    with pypdfium2.PdfDocument(content) as document:
        return document[number - 1].render(scale=dpi / 72).to_pil().convert("L")


def shades(page: Any, box: Sequence[float]) -> tuple[int, int]:
    """The darkest and the lightest shade in a box of a page, which is given in percent; 0 is black."""
    left, top, right, bottom = (
        int(edge * whole / 100) for edge, whole in zip(box, (page.width, page.height) * 2, strict=True)
    )
    darkest, lightest = page.crop((left, top, right, bottom)).getextrema()
    return int(darkest), int(lightest)


def photo(kind: str, **more: Any) -> bytes:
    """A picture, black in its right half."""
    made, image = io.BytesIO(), Image.new("RGB", (400, 200), (255, 255, 255))
    image.paste((0, 0, 0), (200, 0, 400, 200))
    image.save(made, kind, **more)
    return made.getvalue()
