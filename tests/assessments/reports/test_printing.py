from datetime import UTC, datetime
from io import BytesIO

import pytest
from pypdf import PdfReader

from assessments.reports.printing import print_pdf

NOON = datetime(2027, 1, 4, 12, tzinfo=UTC)
CONTENT = {
    "title": "Your running assessment",
    "clinic": {
        "name": "Westside Running Clinic",
        "reach": "604 555 0100",
        "logo": "",
        "colour": "#c2185b",
        "wash": "#faeff1",
    },
    "paper": "us-letter",
    "draft": "",
    "foot": "Mara Lindqvist · signed",
    "facts": [["Runner", "Mara Lindqvist"], ["Date", "4 January 2027"]],
    "told": [["What we saw", "Saw."], ["What it may mean", "Means."], ["What comes next", "Next."]],
    "notes": [],
    "figures": [],
    "figure_height": 90,
    "plan": None,
    "next": "",
    "numbers": [
        {"name": "Pelvic drop", "side": "L", "value": "6.2°", "state": "Fresh", "words": ""}
    ],
    "disclaimer": "General information.",
}


def text_of(**changed):
    pdf = print_pdf("patient", CONTENT | changed, {}, made_at=NOON)
    return "\n".join(page.extract_text() for page in PdfReader(BytesIO(pdf)).pages)


@pytest.mark.parametrize(
    "typed",
    [
        '#import "@preview/x:1.0.0": *',
        "$x^2$ *bold* _under_ @cite <label>",
        "= heading // comment \\ backslash",
        '#read("/etc/passwd")',
        "a\x00b\x1bc\u202e",
    ],
)
def test_what_people_typed_is_printed_as_typed(typed):
    shown = "".join(one for one in typed if one.isprintable())

    text = text_of(facts=[["Runner", typed]])

    assert shown.replace(" ", "") in text.replace(" ", "").replace("\n", "")


@pytest.mark.parametrize(
    "name",
    ["Žaneta Nguyễn", "Ελένη Παππά", "Жанна Ёлкина", "王小明", "李娜", "김민수", "ひろし", "สมชาย"],
)
def test_a_name_in_any_script_can_be_read_again(name):
    assert name.replace(" ", "") in text_of(facts=[["Runner", name]]).replace(" ", "")


@pytest.mark.parametrize("name", ["گورپریت", "עדי", "ਗੁਰਪ੍ਰੀਤ", "தமிழ்ச்செல்வி", "বাংলা", "🙂 Smile"])
def test_a_name_of_any_script_has_its_fonts_or_a_box(name):
    pdf = print_pdf("patient", CONTENT | {"facts": [["Runner", name]]}, {}, made_at=NOON)

    assert len(PdfReader(BytesIO(pdf)).pages) == 1


def test_the_same_content_gives_the_same_bytes():
    first, second = (print_pdf("patient", CONTENT, {}, made_at=NOON) for _ in range(2))

    assert first == second


def test_the_pages_are_tagged_for_whoever_does_not_see_them():
    pdf = PdfReader(BytesIO(print_pdf("patient", CONTENT, {}, made_at=NOON)))
    root = pdf.trailer["/Root"]
    fonts = [
        font.get_object() for page in pdf.pages for font in page["/Resources"]["/Font"].values()
    ]
    descriptors = [
        (font["/DescendantFonts"][0].get_object() if "/DescendantFonts" in font else font)[
            "/FontDescriptor"
        ].get_object()
        for font in fonts
    ]

    assert root["/MarkInfo"]["/Marked"] is True or root["/MarkInfo"]["/Marked"].value is True
    assert root["/Lang"] == "en"
    assert pdf.metadata.title == "Your running assessment"
    assert "pdfuaid:part" in root["/Metadata"].get_object().get_data().decode()
    assert tags_of(root["/StructTreeRoot"]) >= {"/Document", "/H1", "/H2", "/Table", "/TH", "/TD"}
    assert [font for font in descriptors if not {"/FontFile2", "/FontFile3"} & set(font)] == []


def tags_of(node):
    """Return the tags in a tree of a PDF's structure."""
    node = node.get_object()
    found = {str(node["/S"])} if "/S" in node else set()
    children = node.get("/K", [])
    for child in children if isinstance(children, list) else [children]:
        child = child.get_object()
        if hasattr(child, "keys"):
            found |= tags_of(child)
    return found
