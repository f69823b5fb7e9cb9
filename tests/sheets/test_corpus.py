"""Every file of the corpus gives its rows, or is refused with a code, a sentence and the place in the input."""

import pytest

from portal import errors
from portal.sheets import reading
from tests.sheets.corpus import CORPUS, File


@pytest.mark.parametrize("file", [each for each in CORPUS if each.rows], ids=lambda file: file.name)
async def test_each_file_that_is_a_table_gives_its_rows(file: File) -> None:
    table = await reading.read(file.content, encoding=file.encoding, sheet=file.sheet)
    assert (table.headings, *(row.cells for row in table.rows)) == file.rows


@pytest.mark.parametrize("file", [each for each in CORPUS if each.says], ids=lambda file: file.name)
async def test_each_other_file_is_refused_with_a_code_a_sentence_and_a_place(file: File) -> None:
    with pytest.raises(errors.Refused) as refused:
        await reading.read(file.content, encoding=file.encoding, sheet=file.sheet)
    told = refused.value
    assert (told.code, told.message, told.path) == ("INVALID", file.says, file.path)
