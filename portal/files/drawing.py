"""Pictures of a file's pages: a program of its own, run for one file in a process that may take little.

    python drawing.py page TYPE NUMBER PLAIN|GRID < FILE        prints a WEBP picture of the page
    python drawing.py redact TYPE BOXES < FILE                  prints a PDF of pictures, with what the boxes cover gone

BOXES is a JSON list of [page, left, top, right, bottom], pages from 1 and places in percent of the page as it is shown.
What is printed is made of pixels alone: no text, no name, no metadata of the file gets into it, and the same boxes on
the same file are the same bytes. Nothing of the portal is imported; the pages are counted by `opinion.py`.
"""

import contextlib
import importlib
import io
import json
import sys
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from math import ceil, floor
from typing import Any, BinaryIO

if sys.platform != "win32":
    import resource

MEMORY, SECONDS = 1_000_000_000, 40
"""Bytes of address space, and of processor time, that drawing may take."""
PIXELS, DPI, POINTS = 20_000_000, 150, 72
"""Pillow refuses above twice as many pixels; dots and points per inch."""
SHOWN = (1_240, 1_754)
"""The pixels within which a page is shown: an A4 page at 150 dots per inch."""
MOST = 20
"""Pages of a file that are drawn."""
BLACK, WHITE, LINE = (0, 0, 0), (255, 255, 255), (200, 30, 30)
NO_SUCH_PAGE = 3

Box = list[float]


def pages(file: BinaryIO, kind: str, first: int = 1) -> Iterator[Any]:
    """The pages of a file from one on as Pillow's images, in the order in which they are shown."""
    return _of_pdf(file, first) if kind == "PDF" else islice(_of_picture(file, kind), first - 1, MOST)


def _of_pdf(file: BinaryIO, first: int) -> Iterator[Any]:
    """A page at a time is in memory; what stands in forms and remarks is drawn as readers show it."""
    pdfium: Any = importlib.import_module("pypdfium2")
    document = pdfium.PdfDocument(file)
    document.init_forms()
    for place in range(first - 1, min(len(document), MOST)):
        page = document[place]
        width, height = page.get_size()
        scale = min(DPI / POINTS, (PIXELS / max(width * height, 1)) ** 0.5)
        yield page.render(scale=scale, rev_byteorder=True).to_pil().convert("RGB")
        page.close()


def _of_picture(file: BinaryIO, kind: str) -> Iterator[Any]:
    """Upright, on white; a picture has pages only where it is a TIFF."""
    image_of: Any = importlib.import_module("PIL.Image")
    turned: Any = importlib.import_module("PIL.ImageOps").exif_transpose
    sequence: Any = importlib.import_module("PIL.ImageSequence")
    image_of.MAX_IMAGE_PIXELS = PIXELS
    with image_of.open(file, formats=(kind,)) as whole:
        for frame in sequence.Iterator(whole) if kind == "TIFF" else (whole,):
            upright = turned(frame).convert("RGBA")
            made = image_of.new("RGB", upright.size, WHITE)
            made.paste(upright, mask=upright.getchannel("A"))
            size = made.width * made.height
            yield made if size <= PIXELS else made.reduce(ceil((size / PIXELS) ** 0.5))


def shown(page: Any, *, has_grid: bool) -> bytes:
    """A page as it is looked at, if asked for with lines at every tenth of its width and height."""
    page.thumbnail(SHOWN)
    if has_grid:
        _rule(page)
    made = io.BytesIO()
    page.save(made, "WEBP", quality=80, method=2)
    return made.getvalue()


def _rule(page: Any) -> None:
    drawing: Any = importlib.import_module("PIL.ImageDraw").Draw(page)
    fonts: Any = importlib.import_module("PIL.ImageFont")
    font = fonts.load_default(size=max(12, page.width // 60))
    for tenth in range(1, 10):
        across, down = page.width * tenth // 10, page.height * tenth // 10
        drawing.line((across, 0, across, page.height), fill=LINE)
        drawing.line((0, down, page.width, down), fill=LINE)
        drawing.text((across + 3, 2), str(10 * tenth), fill=LINE, font=font)
        drawing.text((3, down + 2), str(10 * tenth), fill=LINE, font=font)


def redacted(file: BinaryIO, kind: str, boxes: Iterable[Box]) -> bytes:
    """A PDF of pictures of all pages, in which what lies under a box is black."""
    draw: Any = importlib.import_module("PIL.ImageDraw").Draw
    covered: dict[int, list[Box]] = {}
    for number, *box in boxes:
        covered.setdefault(int(number), []).append(box)
    drawn = list[tuple[int, int, bytes]]()
    for number, page in enumerate(pages(file, kind), 1):
        drawing = draw(page)
        for box in covered.get(number, ()):
            drawing.rectangle(_place(box, page.width, page.height), fill=BLACK)
        made = io.BytesIO()
        page.save(made, "JPEG", quality=80, optimize=True)
        drawn.append((page.width, page.height, made.getvalue()))
    return _bound(drawn)


def _place(box: Box, width: int, height: int) -> tuple[int, int, int, int]:
    """The pixels of a box, those that it touches at its edge and one more among them."""
    left, top, right, bottom = box
    return (
        floor(left * width / 100) - 1, floor(top * height / 100) - 1,
        ceil(right * width / 100) + 1, ceil(bottom * height / 100) + 1,
    )  # fmt: skip


def _bound(drawn: Sequence[tuple[int, int, bytes]]) -> bytes:
    """A PDF with one picture on each page, and nothing else."""
    kids = b" ".join(b"%d 0 R" % (3 + 3 * place) for place in range(len(drawn)))
    objects = [b"<< /Type /Catalog /Pages 2 0 R >>", b"<< /Type /Pages /Kids [%b] /Count %d >>" % (kids, len(drawn))]
    for place, (width, height, picture) in enumerate(drawn):
        first, across, down = 3 + 3 * place, width * POINTS / DPI, height * POINTS / DPI
        shows = b"q %.2f 0 0 %.2f 0 0 cm /P Do Q" % (across, down)
        objects += [
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 %.2f %.2f] /Contents %d 0 R"
            b" /Resources << /XObject << /P %d 0 R >> >> >>" % (across, down, first + 1, first + 2),
            b"<< /Length %d >>\nstream\n%b\nendstream" % (len(shows), shows),
            b"<< /Type /XObject /Subtype /Image /Width %d /Height %d /ColorSpace /DeviceRGB /BitsPerComponent 8"
            b" /Filter /DCTDecode /Length %d >>\nstream\n%b\nendstream" % (width, height, len(picture), picture),
        ]  # fmt: skip
    made, starts = bytearray(b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n"), list[int]()
    for number, content in enumerate(objects, 1):
        starts.append(len(made))
        made += b"%d 0 obj\n%b\nendobj\n" % (number, content)
    table = b"".join(b"%010d 00000 n \n" % start for start in starts)
    told = (len(starts) + 1, table, len(starts) + 1, len(made))
    made += b"xref\n0 %d\n0000000000 65535 f \n%btrailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % told
    return bytes(made)


def _confine() -> None:
    """This process may take so much memory and time, and write no file."""
    for what, most in (
        (resource.RLIMIT_AS, MEMORY), (resource.RLIMIT_CPU, SECONDS), (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_CORE, 0),
    ):  # fmt: skip
        with contextlib.suppress(OSError, ValueError):
            resource.setrlimit(what, (most, most))


def main() -> None:
    _confine()
    file, (_, task, kind, *said) = io.BufferedReader(io.FileIO(0)), sys.argv
    if task == "redact":
        sys.stdout.buffer.write(redacted(file, kind, json.loads(said[0])))
        return
    page = next(pages(file, kind, int(said[0])), None)
    if page is None:
        sys.exit(NO_SUCH_PAGE)
    sys.stdout.buffer.write(shown(page, has_grid=said[1] == "GRID"))


if __name__ == "__main__":
    main()
