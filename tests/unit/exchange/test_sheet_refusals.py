"""Files as strangers make them: whatever they hold, they are read or refused in a sentence."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.unit.exchange.fixtures import Importing
from webapp.exchange.drafts import Flaw, Row
from webapp.exchange.sheets import LARGEST, Sheet, Unreadable, opened

HEADER = "supplierID,companyName,city\n"
fuzz = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])

REFUSED = {
    "nothing": (b"", "It has no header in its first row."),
    "only line breaks": (b"\n\n", "It has no header in its first row."),
    "a NUL": (f"{HEADER}1,A\0,B\n".encode(), "It has a NUL character in line 2."),
    "a lone return": (f"{HEADER}1,A\rB,C\n".encode(), "It has a carriage return without a line feed in line 2."),
    "UTF-16": (HEADER.encode("utf-16"), "It is UTF-16; save it as UTF-8."),
    "UTF-16 without a mark": (HEADER.encode("utf-16-le"), "It has a NUL character in line 1."),
    "Latin-1": (f"{HEADER}1,Käse,B\n".encode("latin-1"), "It is not UTF-8: see byte 32, in line 2."),
    "10,000 columns": (b",".join(b"c%d" % n for n in range(10_000)), "It has 10000 columns; at most 500 can be read."),
    "a column twice": (b"supplierID,companyName,CompanyName\n", "Its header names the column companyName twice."),
    "a line of 5 MiB": (b"x" * 5 * 2**20, "Row 1 is not CSV: field larger than field limit (131072)."),
    "an open quote": (f'{HEADER}1,"A,B\n'.encode(), "Row 2 is not CSV: unexpected end of data."),
    "text after a quote": (f'{HEADER}1,"A"B,C\n'.encode(), "Row 2 is not CSV: ',' expected after '\"'."),
    "too much": (b"x" * (LARGEST + 1), "It is larger than 10 MiB."),
    "other columns": (
        b"a,b\n1,2\n",
        "Its header is not recognised; files of these kinds are: Northwind suppliers,",
    ),
}


@pytest.mark.parametrize(("content", "sentence"), REFUSED.values(), ids=REFUSED.keys())
def test_a_file_is_refused_in_a_sentence(importing: Importing, content: bytes, sentence: str) -> None:
    file = importing.file("given.csv", content)
    done = importing.run(file)
    assert done.status == 1
    assert len(done.errors) == 1
    assert done.errors[0].startswith(f"{file}: {sentence}")
    assert done.lines == ["0 created, 0 updated, 0 unchanged, 1 refused"]


def test_a_mark_of_utf_8_spaces_and_case_in_the_header_are_no_obstacle(importing: Importing) -> None:
    file = importing.file("given.csv", b"\xef\xbb\xbfSupplierID , companyname\r\n1,K\xc3\xa4se\r\n")
    assert importing.run(file).summary == "1 created, 0 updated, 0 unchanged, 0 refused"
    assert importing.one("SELECT name FROM supplier") == "Käse"


def test_a_bad_row_is_listed_and_the_good_ones_go_in(importing: Importing) -> None:
    rows = "1,A,B\n2,C\n\n3,D,E,F\n,,\n4,G," + "x" * 32_001 + "\n5,H,I\n"
    file = importing.file("given.csv", HEADER + rows)
    done = importing.run(file)
    assert done.errors == [
        f"{file}, row 3: It has 2 columns, the header has 3.",
        f"{file}, row 5: It has 4 columns, the header has 3.",
        f"{file}, row 7, column city: At most 32000 characters; this has 32001.",
    ]
    assert done.summary == "2 created, 0 updated, 0 unchanged, 3 refused"


def test_a_good_file_goes_in_beside_a_refused_one(importing: Importing) -> None:
    good, bad = importing.file("good.csv", HEADER + "1,A,B\n"), importing.file("bad.csv", "a,b\n")
    done = importing.run(bad, good)
    assert (done.status, done.summary) == (1, "1 created, 0 updated, 0 unchanged, 1 refused")


def test_a_file_that_is_not_there_is_one_sentence_and_status_2(importing: Importing) -> None:
    done = importing.run(importing.folder / "none.csv")
    assert (done.status, done.lines) == (2, [])
    assert done.errors == [f"Error: There is no file {importing.folder / 'none.csv'}."]
    assert importing.run(importing.folder).status == 2


def _read(folder: Path, content: bytes) -> Sheet | None:
    path = folder / "fuzz.csv"
    path.write_bytes(content)
    try:
        return opened(path, "fuzz.csv")
    except Unreadable:
        return None


@fuzz
@given(st.binary(max_size=400) | st.text(alphabet=',;"\n\r\t\0\ufeffa1é ', max_size=200).map(str.encode))
def test_any_bytes_are_read_or_refused(importing: Importing, content: bytes) -> None:
    if sheet := _read(importing.folder, content):
        assert all(isinstance(row, Row | Flaw) for row in sheet.rows())


CELL = st.text(st.characters(codec="utf-8", exclude_characters="\0\r"), max_size=30)


@fuzz
@given(
    rows=st.lists(st.lists(CELL, min_size=3, max_size=3), max_size=5),
    end=st.sampled_from(["\n", "\r\n"]),
    quoting=st.sampled_from([csv.QUOTE_ALL, csv.QUOTE_MINIMAL]),
)
def test_what_a_writer_of_csv_wrote_is_read_again(
    importing: Importing, rows: list[list[str]], end: str, quoting: int
) -> None:
    written = io.StringIO(newline="")
    csv.writer(written, lineterminator=end, quoting=quoting).writerows([["a", "b", "c"], *rows])
    sheet = _read(importing.folder, written.getvalue().encode())
    assert sheet is not None
    found = [[row.cells[name] for name in "abc"] for row in sheet.rows() if isinstance(row, Row)]
    assert found == [row for row in rows if any(cell.strip() for cell in row)]
