"""The files of the library are kept, shown page by page, and their absence is told."""

import hashlib
import io
import os
import shutil
import signal
import subprocess
import sys
import time
import zipfile
from pathlib import Path

import pytest
from PIL import Image

from docintel import settings
from docintel.errors import BadInput, DocintelError, NotFound
from docintel.store import papers
from docintel.workflows import page_view
from docintel.workflows.ingest import ingest
from docintel.workflows.originals import originals
from docintel.workflows.receive import receive
from tests.parse_samples import pdf_bytes, put

pytestmark = pytest.mark.django_db
WORDS = [
    "澜州市教育局关于增加学位的答复",
    "一、下一步，市教育局将在2025年12月底前新增公办学位2000个。",
    *["其他事项，按有关规定办理。" * 9] * 9,
]


@pytest.fixture(autouse=True)
def clean():
    for folder in (settings.ORIGINALS, settings.PAGES):
        if folder.is_dir():
            shutil.rmtree(folder)
        else:
            folder.unlink(missing_ok=True)


def digest(data):
    return hashlib.sha256(data).hexdigest()


def kept():
    return [p for p in settings.ORIGINALS.rglob("*") if p.is_file()]


def test_originals_are_kept_once_and_their_pages_drawn_once(tmp_path):
    file = put(tmp_path, "学位.pdf", pdf_bytes(WORDS))
    copy = put(tmp_path, "学位副本.pdf", file.read_bytes())
    report = ingest([file, copy], jobs=1, index=False)
    assert [line.outcome for line in report.lines] == ["new", "duplicate"]
    assert len(kept()) == 1
    file.unlink()
    png = page_view.picture("学位", 1, 700)
    with Image.open(io.BytesIO(png)) as picture:
        assert picture.width == 900  # the next of WIDTHS
    assert [p.name.split("-")[1:] for p in settings.PAGES.iterdir()] == [["1", "900.png"]]
    kept()[0].unlink()
    assert page_view.picture("学位", 1, 700) == png
    with pytest.raises(NotFound, match="没有保存原件"):
        page_view.picture("学位", 2, 700)
    with pytest.raises(NotFound):
        page_view.picture("无此文", 1, 700)


def test_missing_originals_come_back_with_the_next_ingest(tmp_path):
    file = put(tmp_path, "学位.txt", "\n".join(WORDS).encode())
    assert ingest([file], jobs=1, index=False, keep=False).notes == ()
    assert kept() == []
    assert ingest([file], jobs=1, index=False).lines[0].outcome == "unchanged"
    assert [p.read_bytes() for p in kept()] == [file.read_bytes()]


def test_a_disk_that_refuses_is_one_line_and_the_papers_are_stored(tmp_path):
    settings.ORIGINALS.write_text("a file where the folder should be")
    files = [put(tmp_path, f"学位{i}.txt", (f"第{i}号\n" + "\n".join(WORDS)).encode()) for i in range(3)]
    report = ingest(files, jobs=1, index=False)
    assert len(report.of("new")) == 3
    (note,) = report.notes
    assert "有3份原件没有保存" in note
    assert str(settings.ORIGINALS) in note
    assert "\n" not in note


def test_an_upload_is_kept_without_a_second_copy(tmp_path):
    data = "\n".join(WORDS).encode()
    for _ in range(2):
        assert receive("学位.txt", [data])[0].key == "学位"
    (original,) = kept()
    (upload,) = [p for p in settings.MEDIA_ROOT.rglob("学位.txt") if p.read_bytes() == data]
    assert original.samefile(upload)


def test_a_file_that_takes_the_drawing_process_down_takes_nothing_else(tmp_path, monkeypatch):
    good, bad = pdf_bytes(WORDS), b"%PDF-1.7 no pages here"
    for name, data in (("好", good), ("坏", bad)):
        ingest([put(tmp_path, f"{name}.txt", f"{name}\n{WORDS[1]}".encode())], jobs=1, index=False)
        originals().keep(digest(data), data)
    files = {name: (digest(data), "pdf") for name, data in (("好", good), ("坏", bad))}
    monkeypatch.setattr(page_view.papers, "file_of", files.__getitem__)
    assert page_view.picture("好", 1, 600)
    with pytest.raises(DocintelError, match="第1页画不出来"):
        page_view.picture("坏", 1, 600)
    (process,) = page_view._drawer._pool._processes.values()
    process.kill()
    process.join()
    with pytest.raises(DocintelError, match="意外终止"):
        page_view.picture("好", 2, 600)
    assert page_view.picture("好", 2, 600)


def test_places_of_words(tmp_path):
    ingest([put(tmp_path, "学位.pdf", pdf_bytes(WORDS))], jobs=1, index=False)
    text = papers.load_paper("学位").text
    at = text.index("新增公办学位")
    placed = page_view.places("学位", at, at + 6)
    assert (placed.text, placed.words, len(placed.places)) == ("新增公办学位", "第1页", 1)
    assert placed.places[0].boxes
    for start, end in ((5, 5), (-1, 4), (0, len(text) + 1)):
        with pytest.raises(BadInput, match="起止位置"):
            page_view.places("学位", start, end)


def test_members_of_archives_are_kept_by_themselves(tmp_path):
    data = "\n".join(WORDS).encode()
    with zipfile.ZipFile(tmp_path / "来文.zip", "w") as archive:
        archive.writestr("附件/学位.txt", data)
    (line,) = ingest([tmp_path / "来文.zip"], jobs=1, index=False).lines
    assert line.doc_id == "学位"
    assert [p.read_bytes() for p in kept()] == [data]
    assert page_view.original("学位") == ("学位.txt", data)


SERVER = """
import sys, time
from pathlib import Path
from docintel.workflows.drawing import Drawer
if __name__ == "__main__":
    drawer = Drawer()
    drawer.draw(Path(sys.argv[1]), sys.argv[2], 1, 600)
    print(*drawer._pool._processes, flush=True)
    time.sleep(60)
"""


def runs(process):
    """Whether a process runs; one that ended and was not yet fetched by its parent does not."""
    try:
        os.kill(process, 0)
        return ") Z " not in Path(f"/proc/{process}/stat").read_text()
    except (ProcessLookupError, FileNotFoundError):
        return False


def test_the_drawing_process_ends_with_a_killed_server(tmp_path):
    data = pdf_bytes(WORDS)
    originals().keep(digest(data), data)
    script = put(tmp_path, "server.py", SERVER.encode())
    root = Path(__file__).parents[2]
    command = [sys.executable, str(script), str(settings.ORIGINALS), digest(data)]
    with subprocess.Popen(command, cwd=root, env={**os.environ, "PYTHONPATH": str(root)}, stdout=subprocess.PIPE, text=True) as server:
        drawing = int(server.stdout.readline())
        assert runs(drawing)
        server.kill()
    for _ in range(100):
        if not runs(drawing):
            return
        time.sleep(0.1)
    os.kill(drawing, signal.SIGKILL)
    pytest.fail("the drawing process outlived its server")
