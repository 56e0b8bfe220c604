"""Law: whatever was found in a paper can be shown where it stands; on a page the words under its boxes are the span's words."""

import io
import unicodedata
from functools import cache
from pathlib import Path

import pypdfium2
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen import canvas

from docintel.domain.places import Places, in_words
from docintel.errors import NotFound
from docintel.extract import extract
from docintel.parse import parse
from docintel.parse.page_images import page_image
from docintel.structure import structure
from tests.parse_samples import pdf_bytes, put

ROOT = Path(__file__).parents[2]
PAPERS = sorted(p for p in (ROOT / "corpora").iterdir() if p.suffix in (".txt", ".docx", ".pdf", ".html"))
PDFS = [p for p in PAPERS if p.suffix == ".pdf"] + sorted((ROOT / "tests" / "golden" / "files" / "pdf").glob("*.pdf"))
TURNED = "pdf_table_turned.pdf"  # words that stand on their side: their lines are shown whole
OVERPRINTED = ("action_plan.pdf", "pdf_report.pdf", "pdf_level_mark.pdf", "pdf_watermark.pdf", "pdf_seal.pdf")
"""Files with note marks, watermarks or a seal among the words, which are none of the text."""
EDGE = "，。；：、！？“”‘’（）《》【】,;:!?()[] "  # the ink of a mark stands at one side of its square


@cache
def read(path):
    return extract(structure(parse(path)))


def spans(reading):
    """(start, end) of everything that pages link to their place."""
    yield from ((p.start, p.end) for p in reading.paper.provisions)
    for item in reading.items:
        found = [
            *item.evidence,
            *(a.span for a in item.actions),
            *(o.span for o in item.owners if o.span),
            *(d.span for d in item.deadlines),
        ]
        found += [t.number.span for t in item.targets] + [a.number.span for a in getattr(item, "amounts", ())]
        yield from ((s.start, s.end) for s in found)


def inside(box):
    left, top, right, bottom = box
    return 0 <= left < right <= 1 and 0 <= top < bottom <= 1


@pytest.mark.parametrize("path", dict.fromkeys(PAPERS + PDFS), ids=lambda p: p.name)
def test_everything_found_has_a_place(path):
    reading = read(path)
    document = reading.paper.document
    finder = Places(document)
    for start, end in spans(reading):
        found = finder.of(start, end)
        assert found, document.text[start:end]
        assert in_words(found).startswith(("第", "表", "脚注")), in_words(found)
        for place in found:
            assert start <= place.start < place.end <= end
            if document.pages:
                assert 1 <= place.page <= len(document.pages)
                assert place.boxes
                assert all(map(inside, place.boxes))
            else:
                assert (place.page, place.boxes) == (None, ())
                assert place.paragraph or place.note or (place.table and place.row and place.column)


@cache
def signs(path):
    """Page → (sign, x, y) of the middle of each sign's ink, as shares of the page, in the file's order."""
    pages = {}
    document = pypdfium2.PdfDocument(path)
    for number in range(1, len(document) + 1):
        page = document[number - 1]
        width, height = page.get_size()
        words = page.get_textpage()
        pages[number] = [
            (sign, (left + right) / 2 / width, 1 - (bottom + top) / 2 / height)
            for i in range(words.count_chars())
            for sign in [words.get_text_range(i, 1)]
            for left, bottom, right, top in [words.get_charbox(i)]
            if sign.strip()
        ]
    return pages


def plain(text):
    return unicodedata.normalize("NFKC", "".join(text.split())).strip(EDGE)


def under(path, found):
    """The words whose middle lies in the boxes."""
    pages = signs(path)
    return "".join(
        sign
        for place in found
        for left, top, right, bottom in place.boxes
        for sign, x, y in pages[place.page]
        if left <= x <= right and top <= y <= bottom
    )


def in_order(words, shown):
    """Whether ``shown`` holds the words in their order, with a few others between."""
    rest = iter(shown)
    return all(sign in rest for sign in words) and len(shown) - len(words) < 20


@pytest.mark.parametrize("path", [p for p in PDFS if p.name != TURNED], ids=lambda p: p.name)
def test_the_words_under_the_boxes_are_the_words_of_the_span(path):
    reading = read(path)
    finder = Places(reading.paper.document)
    text = reading.paper.text
    same = in_order if path.name in OVERPRINTED else str.__eq__
    wrong = [text[s:e] for s, e in spans(reading) if not same(plain(text[s:e]), plain(under(path, finder.of(s, e))))]
    assert not wrong, wrong[:5]


@given(st.data())
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_any_words_of_a_pdf_lie_under_their_boxes(data):
    path = data.draw(st.sampled_from([p for p in PDFS if p.name not in (TURNED, *OVERPRINTED)]))
    document = read(path).paper.document
    start = data.draw(st.integers(0, len(document.text) - 1))
    end = data.draw(st.integers(start + 1, min(len(document.text), start + 120)))
    words, shown = plain(document.text[start:end]), plain(under(path, Places(document).of(start, end)))
    # inside a run the cut goes by the usual width of signs: it may take or leave one sign at either edge
    assert words in shown or shown in words
    assert abs(len(words) - len(shown)) <= 2


def ink(picture, boxes):
    """Share of the picture's dark pixels that lie in the boxes."""
    grey = Image.open(io.BytesIO(picture)).convert("L").point(lambda v: 255 if v < 128 else 0)
    total = grey.histogram()[255]
    for left, top, right, bottom in boxes:
        grey.paste(0, (int(left * grey.width) - 1, int(top * grey.height) - 1, int(right * grey.width) + 2, int(bottom * grey.height) + 2))
    assert total
    return 1 - grey.histogram()[255] / total


GOLDEN = [p for kind in ("pdf", "ofd") for p in sorted((ROOT / "tests" / "golden" / "files" / kind).glob("*.*"))]


@pytest.mark.parametrize("path", GOLDEN, ids=lambda p: f"{p.parent.name}/{p.name}")
def test_every_line_of_a_golden_page_has_ink_under_its_box(path):
    document, data = parse(path), path.read_bytes()
    for number in range(1, len(document.pages) + 1):
        with Image.open(io.BytesIO(page_image(data, number, 900))) as picture:
            grey = picture.convert("L")
        for line in (line for line in document.lines if line.page == number):
            left, top, right, bottom = line.box
            box = (int(left * grey.width), int(top * grey.height), int(right * grey.width) + 1, int(bottom * grey.height) + 1)
            assert grey.crop(box).getextrema()[0] < 150, document.text[line.start : line.end]


def odd_page(rotation=0, crop=None):
    """A page that is shown upright, though it is kept turned, or is cut smaller than its sheet."""
    pdfmetrics.registerFont(UnicodeCIDFont("STSong-Light"))
    out = io.BytesIO()
    sheet = canvas.Canvas(out, pagesize=(595, 842))
    if crop:
        sheet.setCropBox(crop)
    sheet.setPageRotation(rotation)
    sheet.transform(
        *{0: (1, 0, 0, 1, 0, 0), 90: (0, 1, -1, 0, 595, 0), 180: (-1, 0, 0, -1, 595, 842), 270: (0, -1, 1, 0, 0, 842)}[rotation]
    )
    sheet.setFont("STSong-Light", 16)
    for i, words in enumerate(
        ["关于印发若干措施的通知", "一、加大财政支持力度，安排五千万元。", "二、优化审批流程。", "三、本措施自印发之日起施行。"]
    ):
        sheet.drawString(120, 500 - 30 * i, words)
    sheet.showPage()
    sheet.save()
    return out.getvalue()


@pytest.mark.parametrize(("rotation", "crop"), [(0, None), (90, None), (180, None), (270, None), (0, (60, 100, 560, 800))])
def test_boxes_fall_on_the_ink_of_the_picture(tmp_path, rotation, crop):
    data = odd_page(rotation, crop)
    document = parse(put(tmp_path, "a.pdf", data))
    boxes = [box for place in Places(document).of(0, len(document.text)) for box in place.boxes]
    assert ink(page_image(data, 1, 1200), boxes) > 0.95  # a few strokes reach over the type's own height


def test_pictures_have_the_page_s_shape_and_wrong_pages_are_named():
    data = pdf_bytes(["关于印发若干措施的通知"])
    with Image.open(io.BytesIO(page_image(data, 1, 600))) as picture:
        assert picture.size == (600, 849)
    with pytest.raises(NotFound, match="没有第2页；这份文件共1页"):
        page_image(data, 2, 600)


def test_scans_kept_as_images_are_drawn_page_by_page():
    frames = [Image.new("L", (400, 600), grey) for grey in (255, 0)]
    out = io.BytesIO()
    frames[0].save(out, "TIFF", save_all=True, append_images=frames[1:])
    with Image.open(io.BytesIO(page_image(out.getvalue(), 2, 800))) as picture:
        assert picture.size == (800, 1200)
        assert picture.convert("L").getextrema() == (0, 0)
