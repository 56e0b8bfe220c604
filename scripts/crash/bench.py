"""Libraries prepared once; the scenes in which copies of them are killed, and what must hold afterwards."""

from __future__ import annotations

import json
import random
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import openpyxl

from scripts.crash.library import ROOT, Broken, Library, new_database, program
from scripts.crash.programs import LIFE, LOOK, REVIEW, SIGNED_IN, Clicks, free_port
from tests.postgres import Server

PAPERS = [ROOT / "corpora" / name for name in ("W02.txt", "W08.txt", "N05.pdf")]
NEW_PAPERS = [ROOT / "corpora" / name for name in ("W01.txt", "W03.txt", "N04.html")]
STEPS = ("proposed", "confirmed", "assigned", "in_progress")
STREAM = 3.0
"""Seconds for which a stream of acts goes on undisturbed."""
Commands = Iterable[tuple[list[str], str]]
"""Commands one after another, and the line that stands for one that ended well."""


@dataclass
class Told:
    """What was told until the kill; ``well``: the work had ended by itself, without an error. ``errors``: what else it said."""

    words: str = ""
    well: bool = False
    errors: str = ""

    @property
    def lines(self) -> list[list[str]]:
        """Whole lines in words."""
        return [line.split() for line in self.words.splitlines(keepends=True) if line.endswith("\n")]


@dataclass(frozen=True)
class Scene:
    """``start`` gives the work to kill; ``check`` looks at what is left (library, folder for the round, what was told)."""

    name: str
    start: Callable[[Library, Path], Commands]
    check: Callable[[Library, Path, Told], None]
    early: float = 0.25  # share of the whole time before which nothing is written yet
    stream: bool = False  # goes on for ever
    clicks: bool = False  # a person at the pages that are started
    server: str = ""  # what of PostgreSQL is killed in the program's place: "server" | "backend"


def opens_and_is_sound(library: Library) -> None:
    """The next program starts, the database finds nothing wrong with itself, docintel's own promises hold."""
    damaged, loose = json.loads(library.run(sys.executable, "-c", LOOK))
    if damaged or loose:
        raise Broken(f"not sound: {damaged} {loose}")


def whole_papers(library: Library) -> dict[str, tuple[object, ...]]:
    """Paper → digest, numbers of provisions, obligations, benefits and of outbox rows."""
    counted = "".join(f", (SELECT count(*) FROM store_{t} x WHERE x.paper_id = p.id)" for t in ("provision", "obligation", "benefit"))
    rows = library.query(
        "SELECT doc_id, (SELECT sha256 FROM store_paperversion v WHERE v.paper_id = p.id AND v.number = p.version)"
        f"{counted}, (SELECT count(*) FROM store_outbox o WHERE o.doc_id = p.doc_id) > 0 FROM store_paper p"
    )
    return {str(row[0]): row[1:] for row in rows}


class Bench:
    """``server``: the libraries lie on it; the scenes in which it is killed itself come with it."""

    def __init__(self, folder: Path, server: Server | None = None) -> None:
        self.folder, self.server = folder, server
        self.few = Library(folder / "few", new_database(server.url) if server else "")
        self.few.run(*program("ingest", *PAPERS, "--jobs", 1, "--no-index"))
        self.all = self.few.copied(folder / "all")
        self.all.run(*program("ingest", *NEW_PAPERS, "--jobs", 1))
        for name in ("市教育局", "市财政局"):
            self.few.run(*program("units", "add", name))
        self.session = self.few.run(sys.executable, "-c", SIGNED_IN, "张三").strip()
        rows = self.few.query("SELECT item_id FROM store_obligation WHERE gone_since IS NULL ORDER BY id LIMIT 30")
        self.items = [str(row[0]) for row in rows]
        self.book = folder / "台账.xlsx"
        self.few.run(*program("ledger", "export", self.book))
        self._edit()
        self.backup = folder / "backup.zip"
        self.all.run(*program("backup", self.backup))
        self.states = self.few.state(), self.all.state()
        self.papers = whole_papers(self.all)
        self.seconds: dict[str, float] = {}

    def _edit(self) -> None:
        book = openpyxl.load_workbook(self.book)
        sheet = book.worksheets[0]
        head = next(row for row in sheet.iter_rows() if any(cell.value == "进展情况" for cell in row))
        column = next(cell.column for cell in head if cell.value == "进展情况")
        for line in range(head[0].row + 1, sheet.max_row + 1):
            sheet.cell(line, column).value = f"已完成第{line}步"
        book.save(self.book)

    # --- ingest
    def ingest(self, _: Library, __: Path) -> Commands:
        return [(program("ingest", *NEW_PAPERS, "--jobs", 1), "")]

    def after_ingest(self, library: Library, _: Path, told: Told) -> None:
        there = whole_papers(library)
        half = [doc for doc, held in there.items() if held != self.papers.get(doc)]
        if half:
            raise Broken(f"half papers: {[(d, there[d], self.papers.get(d)) for d in half]}")
        if told.well and len(there) != len(self.papers):
            raise Broken("papers were told as stored and are not there")
        library.run(*program("ingest", *NEW_PAPERS, "--jobs", 1))
        if whole_papers(library) != self.papers:
            raise Broken("a second ingest did not bring all papers")
        lines = {c["name"]: c for c in json.loads(library.run(*program("doctor", "--format", "json"), code=None))}
        for name in ("索引", "原件", "数据完整性"):
            if lines[name]["level"] != "ok":
                raise Broken(f"after a second ingest: {lines[name]}")

    # --- ledger import
    def merge(self, _: Library, __: Path) -> Commands:
        return [(program("ledger", "import", self.book, "--by", "李四"), "")]

    def after_merge(self, library: Library, _: Path, told: Told) -> None:
        self._cells(library, whole="读到" in told.words)
        library.run(*program("ledger", "import", self.book, "--by", "李四"))
        self._cells(library, whole=True)

    def _cells(self, library: Library, *, whole: bool) -> None:
        rows = library.query("SELECT item_id, progress FROM store_obligation WHERE gone_since IS NULL")
        told: dict[object, list[object]] = {}
        for subject, new in library.query("SELECT subject, new FROM store_history WHERE who = '李四' AND field = 'progress'"):
            told.setdefault(subject, []).append(new)
        wrong = [item for item, progress in rows if told.get(item, []) != ([progress] if progress else [])]
        if wrong or len({bool(progress) for _, progress in rows}) != 1 or (whole and not rows[0][1]):
            raise Broken(f"cells and history differ, or cells are missing: {wrong[:5]}")

    # --- review: in the program, on the command line, in the pages
    def review(self, _: Library, __: Path) -> Commands:
        return [([sys.executable, "-c", REVIEW, ",".join(self.items)], "")]

    def commands(self, _: Library, __: Path) -> Commands:
        for n in range(1000):
            item = self.items[n % len(self.items)]
            if n % 3:
                yield program("ledger", "update", item, "--by", "张三", "--progress", f"第{n}次", "--note", f"备注{n}"), f"{n} {item}\n"
            else:
                yield program("review", "confirm", item, "--by", "张三"), f"confirmed {item}\n"

    def pages(self, _: Library, folder: Path) -> Commands:
        return [(program("serve", "--port", int((folder / "port").read_text())), "")]

    def after_review(self, library: Library, _: Path, told: Told) -> None:
        answered = [line for line in told.lines if line[0] == "confirmed" or line[0].isdigit()]
        lines = library.query("SELECT subject, new FROM store_history WHERE who = '张三' AND field = 'progress' ORDER BY id")
        done, last = {str(new) for _, new in lines}, dict(lines)
        lost = [line for line in answered if line[0].isdigit() and f"第{line[0]}次" not in done]
        states = dict(library.query("SELECT item_id, state FROM store_obligation"))
        lost += [line for line in answered if line[0] == "confirmed" and states[line[1]] == "proposed"]
        if lost or len(done) > sum(line[0].isdigit() for line in answered) + 1:
            raise Broken(f"answered changes lost: {lost[:5]}; {len(done)} written, {len(answered)} answered")
        rows = library.query("SELECT item_id, progress, note FROM store_obligation WHERE progress <> ''")
        half = [row for row in rows if last.get(row[0]) != row[1] or (row[2] and str(row[1])[1:-1] != str(row[2])[2:])]
        if half:
            raise Broken(f"half corrections: {half[:3]}")
        library.run(*program("ledger", "update", self.items[0], "--by", "张三", "--note", "之后"))

    # --- the life of rows
    def life(self, _: Library, __: Path) -> Commands:
        return [([sys.executable, "-c", LIFE, ",".join(self.items)], "")]

    def after_life(self, library: Library, _: Path, told: Told) -> None:
        given: dict[object, list[str]] = {}
        for key, role, state in library.query("SELECT obligation_id, role, state FROM store_assignment ORDER BY role"):
            given.setdefault(key, []).append(f"{role} {state}")
        found = library.query("SELECT id, item_id, state FROM store_obligation")
        rows = {str(item): (str(state), ",".join(given.get(key, []))) for key, item, state in found}
        fits = {"proposed": "", "confirmed": "", "assigned": "lead sent,support sent", "in_progress": "lead accepted,support sent"}
        half = [row for row in rows.items() if row[1][1] != fits[row[1][0]]]
        lost = [(step, item) for step, item in told.lines if step in STEPS and STEPS.index(rows[item][0]) < STEPS.index(step)]
        said = library.query(
            "SELECT f.text, e.sha256, (SELECT count(*) FROM store_history h WHERE h.field IN ('feedback', 'evidence')"
            " AND h.subject = o.item_id AND (h.note = f.text OR h.new LIKE '%' || e.title || '%'))"
            " FROM store_feedback f JOIN store_assignment a ON a.id = f.assignment_id"
            " JOIN store_obligation o ON o.id = a.obligation_id LEFT JOIN store_evidence e ON e.feedback_id = f.id"
        )
        for text, digest, lines in said:
            file = library.home / "evidence" / str(digest)[:2] / str(digest)
            if lines != 2 or not file.is_file() or file.read_text(encoding="utf-8") != text:
                half.append((str(text), (str(digest), str(lines))))
        texts = {str(text) for text, *_ in said}
        lost += [(step, text) for step, text in told.lines if step == "said" and text not in texts]
        if half or lost or len(texts) > sum(step == "said" for step, _ in told.lines) + 1:
            raise Broken(f"half: {half[:3]}; lost: {lost[:3]}; {len(texts)} answers written")
        library.run(*program("ledger", "update", self.items[0], "--by", "张三", "--note", "之后"))

    # --- backup
    def make_backup(self, library: Library, folder: Path) -> Commands:
        library.run(*program("backup", folder / "backups"))
        return [(program("backup", folder / "backups"), "")]

    def after_backup(self, library: Library, folder: Path, told: Told) -> None:
        found = sorted((folder / "backups").glob("docintel-*.zip"))
        if not found or (told.words and len(found) != 2):
            raise Broken(f"backups are gone: {found}")
        library.run(*program("backup", "--verify", found[0]))
        library.run(*program("backup", "--verify", found[-1]))
        if library.state() != self.states[0]:
            raise Broken("a backup changed the library")
        library.run(*program("backup", folder / "backups", "--keep", 2))
        left = [p.name for p in (folder / "backups").iterdir() if p.name.startswith(".docintel")]
        if left:
            raise Broken(f"left behind: {left}")

    # --- restore
    def restore(self, _: Library, __: Path) -> Commands:
        return [(program("restore", self.backup, "--replace", "--no-index"), "")]

    def after_restore(self, library: Library, _: Path, told: Told) -> None:
        now = library.state()
        if now not in self.states or (told.words and now != self.states[1]):
            raise Broken("neither the old library nor the new one" if now not in self.states else "told as restored and is not")
        if (library.home / ".restore").exists():
            raise Broken("an opened library still holds a broken restore")
        library.run(*program("restore", self.backup, "--replace", "--no-index"))
        if library.state() != self.states[1]:
            raise Broken("a second restore did not bring the new library")

    def scenes(self) -> tuple[Scene, ...]:
        work = (
            Scene("ingest", self.ingest, self.after_ingest),
            Scene("import", self.merge, self.after_merge),
            Scene("review", self.review, self.after_review, stream=True),
            Scene("commands", self.commands, self.after_review, stream=True),
            Scene("pages", self.pages, self.after_review, 0, stream=True, clicks=True),
            Scene("life", self.life, self.after_life, stream=True),
            Scene("backup", self.make_backup, self.after_backup, 0.5),
            Scene("restore", self.restore, self.after_restore, 0.5),
        )
        if self.server is None:
            return work
        hit = [s for s in work if s.name not in ("commands", "life")]
        return (*work, *(_of_server(s, how) for how in ("server", "backend") for s in hit))

    def round(self, scene: Scene, chance: random.Random) -> tuple[float, bool]:
        """One kill; (seconds after the start, whether it came while the work was going on). Raises Broken."""
        with self._copy() as (library, folder):
            limit = self.seconds.get(scene.name.partition(" ")[0]) or self._measure(scene)
            moment = chance.uniform(scene.early, 1.02) * limit
            killing = Killing(scene, library, folder, self.server)
            if scene.clicks:
                killing.person = Clicks(free_port(), self.session, self.items)
                (folder / "port").write_text(str(killing.person.port))
            told = killing.work(scene.start(library, folder), moment)
            opens_and_is_sound(library)
            scene.check(library, folder, told)
        return moment, killing.killed

    def _measure(self, scene: Scene) -> float:
        """How long the work takes undisturbed (a stream of acts: as long as is looked at)."""
        took = STREAM
        if not scene.stream:
            with self._copy() as (library, folder):
                commands = list(scene.start(library, folder))
                before = time.monotonic()
                for command, _ in commands:
                    library.run(*command)
                took = time.monotonic() - before
        return self.seconds.setdefault(scene.name.partition(" ")[0], took)

    @contextmanager
    def _copy(self) -> Iterator[tuple[Library, Path]]:
        place = Path(tempfile.mkdtemp(prefix="round-", dir=self.folder))
        library = self.few.copied(place / "home")
        try:
            yield library, place
        finally:
            library.dropped()
            shutil.rmtree(place, ignore_errors=True)


def _of_server(scene: Scene, how: str) -> Scene:
    """The same work, while a part of PostgreSQL is killed."""
    return Scene(f"{scene.name} ({how})", scene.start, scene.check, scene.early, scene.stream, scene.clicks, how)


@dataclass
class Killing:
    """One round's work and its end."""

    scene: Scene
    library: Library
    folder: Path
    server: Server | None
    person: Clicks | None = None
    killed: bool = False
    _over: threading.Event = field(default_factory=threading.Event)

    def work(self, commands: Commands, moment: float) -> Told:
        """Runs the commands, kills the one under way after ``moment`` seconds of work, tells what had been told."""
        out, err = self.folder / "out.txt", self.folder / "err.txt"
        told, until = "", time.monotonic() + moment
        for command, line in commands:
            with out.open("w") as o, err.open("w") as e:
                process = subprocess.Popen(command, cwd=ROOT, env=self.library.env(), stdout=o, stderr=e)
            try:
                until = self._clicking(until, moment)
                code: int | None = process.wait(max(0.0, until - time.monotonic()))
            except subprocess.TimeoutExpired:
                self.killed = True
                code = self._kill(process)
            finally:  # what a round found must not leave it running
                process.kill()
                self._over.set()
            told += out.read_text(errors="replace") + (line if code == 0 else "")
            if self.killed:
                break
            if code:
                raise Broken(f"{' '.join(command[2:5])} ended with {code}: {err.read_text(errors='replace')[-600:]}")
        told += "".join(f"{line}\n" for line in self._said())
        words = err.read_text(errors="replace")
        if not self.scene.stream and "Traceback" in words:
            raise Broken(f"a traceback in the place of a line: {words[-1200:]}")
        return Told(told, code == 0, words)

    def _clicking(self, until: float, moment: float) -> float:
        if self.person is None:
            return until
        self.person.wait()
        self._hand = threading.Thread(target=self.person.work, args=(self._over.is_set,))
        self._hand.start()
        return time.monotonic() + moment

    def _said(self) -> list[str]:
        if self.person is None:
            return []
        self._hand.join()
        return self.person.told

    def _kill(self, process: subprocess.Popen[Any]) -> int | None:
        """SIGKILL, so that nothing can be tidied up: the program, or what of the server the scene says. How the program ended."""
        if not self.scene.server or self.server is None:
            process.kill()
            process.wait()
            return None
        if self.scene.server == "server":
            self.server.kill()
            time.sleep(0.3)
            self.server.start()
        else:
            self.server.kill_backend(self.library.url.rsplit("/", 1)[1])
            self.server.wait()
        if self.scene.stream:  # goes on with the server that is back, or has ended with an error
            self._goes_on()
            process.kill()
            process.wait()
            return None
        return process.wait(120)

    def _goes_on(self) -> None:
        """The pages work again by themselves. Raises Broken."""
        if self.person is None:
            time.sleep(0.5)
            return
        before, until = len(self.person.told), time.monotonic() + 20
        while len(self.person.told) < before + 3:
            if time.monotonic() > until:
                raise Broken(f"the pages did not come back: {self.person.errors[-5:]}")
            time.sleep(0.1)
