"""A file of somebody's program is read as it was meant, or refused in words."""

import codecs

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bookings.imports import files
from bookings.imports.columns import NEEDED_OF_VISITS, PEOPLE_COLUMNS, VISIT_COLUMNS
from bookings.imports.files import Problem, Row, Unreadable, read_table
from clinic.csv_cells import header, line

NAMED = [Row(2, {"name": "Zoë Ångström", "email": "zoe@example.org"})]


@pytest.mark.parametrize(
    "content",
    [
        "Name,E-mail\nZoë Ångström,zoe@example.org\n".encode(),
        "Name,E-mail\r\nZoë Ångström,zoe@example.org".encode(),
        codecs.BOM_UTF8 + "Full name;Email address\nZoë Ångström;zoe@example.org\n".encode(),
        "PATIENT\tMail\nZoë Ångström\tzoe@example.org\n".encode("cp1252"),
        "patient_name,e_mail\nZoë Ångström,zoe@example.org\n".encode("latin-1"),
        "Client,Email\nZoë Ångström,zoe@example.org\n".encode("utf-16"),
    ],
    ids=["utf-8", "crlf", "mark and semicolons", "tabs and 1252", "latin-1", "utf-16"],
)  # fmt: skip
def test_rows_are_read_however_they_were_written(content):
    assert read_table(content, PEOPLE_COLUMNS).rows == NAMED


def test_lines_are_those_of_an_editor_where_cells_run_over_several():
    content = b'name,phone,notes\n"Ana\nTorres",1,\n\nRob,"2","x\ny"\nIda,3,,4\n'

    table = read_table(content, PEOPLE_COLUMNS)

    assert table.rows == [
        Row(2, {"name": "Ana\nTorres", "phone": "1"}),
        Row(5, {"name": "Rob", "phone": "2"}),
    ]
    assert table.problems == [Problem(7, "", "There are more cells than the first line names.")]
    assert table.left_out == ["notes"]


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "empty"),
        (b"\xef\xbb\xbf \n", "empty"),
        (b"%PDF-1.7\n...", "PDF"),
        (b"PK\x03\x04...", "spreadsheet"),
        (b"na\0me", "no text"),
        (b"name\nA\x81\n", "Line 2"),
        (b"name,email\n", "no row"),
        (b"Ana,ana@example.org\n", "“name” is not among them. It says “Ana”"),
        (b"first name,email\nAna,a@b.example\n", "“name” is not among"),
        (b"name,full name\nAna,Ana\n", "Two columns are the name"),
        (b'name\n"Ana\nTorres\n', "line 2"),
        (b"name\n" + b"A\n" * (files.MOST_ROWS + 1), "50,000 rows"),
    ],
)
def test_what_is_no_such_list_is_refused_in_words(content, words):
    with pytest.raises(Unreadable, match=words):
        read_table(content, PEOPLE_COLUMNS)


def test_a_list_of_visits_needs_its_columns():
    with pytest.raises(Unreadable, match="“time”, “service”"):
        read_table(b"name,date,with\nAna,2027-01-31,Mia\n", VISIT_COLUMNS, NEEDED_OF_VISITS)


CELLS = st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=20)


@given(st.lists(st.tuples(CELLS.map(lambda text: f"n{text}"), CELLS), min_size=1, max_size=5))
def test_what_is_taken_out_is_read_in_as_it_was(rows):
    content = (header(["name", "phone"]) + "".join(map(line, rows))).encode()

    read = [tuple(row.cells.values()) for row in read_table(content, PEOPLE_COLUMNS).rows]

    assert read == [(name.strip(), phone.strip()) for name, phone in rows]


@given(st.binary(max_size=200))
def test_any_bytes_are_rows_or_refused(content):
    try:
        table = read_table(b"name;email\n" + content, PEOPLE_COLUMNS)
    except Unreadable:
        return
    assert table.rows or table.problems
