"""Provision search at one size: indexing, latency, memory, cold start, encoding, each beside the bare parts in the same run.

reads   laws.tar.xz [a folder of papers] (scripts/bulk.py)      writes   an index in a scratch folder; one JSON object on stdout
usage: bench_search.py FOLDER COUNT LAWS [PAPERS]       (scripts/bench runs it in a process of its own)
       bench_search.py --ask FOLDER QUERY               (a new process that opens the index and asks once)
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from itertools import islice
from pathlib import Path

import numpy as np
from bulk import DrawnEncoder, papers

from docintel import settings
from docintel.domain.passages import Filters, Passage
from docintel.search.encoder import OnnxEncoder
from docintel.search.fusion import DEPTH, weights
from docintel.search.index import POOL, LocalIndex
from docintel.search.question import understand

ASKED = (
    "专精特新 奖励",
    "研发投入补助比例",
    "职业技能培训补贴",
    "老旧小区加装电梯",
    "农村供水水质",
    "企业贷款贴息",
    "人才住房保障",
    "高新技术企业认定",
)
BATCH = 20_000  # provisions given to the index at once
THREADS = os.cpu_count() or 1


class AskingEncoder:
    """Questions as they are really encoded, beside an index of drawn vectors."""

    dim, version, near = DrawnEncoder.dim, DrawnEncoder.version, DrawnEncoder.near

    def __init__(self) -> None:
        self.queries = OnnxEncoder(Path(settings.ENCODER)).queries


AskingEncoder.__name__ = DrawnEncoder.__name__  # an index is stale for another encoder


def batches(given: Iterator[list[Passage]]) -> Iterator[list[Passage]]:
    """Whole papers, about BATCH provisions at a time."""
    batch: list[Passage] = []
    for paper in given:
        batch += paper
        if len(batch) >= BATCH:
            yield batch
            batch = []
    if batch:
        yield batch


def questions(given: list[Passage]) -> list[str]:
    """The first words of paragraphs here and there, beside those that people ask."""
    return [*ASKED, *(p.text[4:14] for p in given[:: max(1, len(given) // 32)][:32])]


def times(work: Callable[[str], object], asked: Sequence[str], rounds: int = 3) -> list[float]:
    """p50 and p95 of milliseconds that pass, then of those that the processor works; a first round warms up and is not counted.

    Both, as a machine that does other work makes the first longer and the second hardly.
    """
    passed, worked = [], []
    for turn in range(rounds + 1):
        for question in asked:
            start, used = time.perf_counter(), time.thread_time()
            work(question)
            if turn:
                passed.append(1000 * (time.perf_counter() - start))
                worked.append(1000 * (time.thread_time() - used))
    return [*p50_p95(passed), *p50_p95(worked)]


def p50_p95(ms: Sequence[float]) -> list[float]:
    """The middle one, and the one that five in a hundred pass."""
    ordered = sorted(ms)
    return [round(ordered[len(ordered) // 2], 2), round(ordered[int(len(ordered) * 0.95)], 2)]


def encoding(encoder: OnnxEncoder, texts: list[str]) -> dict[str, float]:
    """Passages a second, and the bare session's on the same texts already cut into tokens; turn by turn, the best of each."""
    ids = [np.array([e.ids], np.int64) for e in encoder._tokenizer.encode_batch_fast([encoder._normal(f"passage: {t}") for t in texts])]
    session, ours, bare = encoder._session, [], []
    for _ in range(3):
        start = time.perf_counter()
        encoder.passages(texts)
        ours.append(time.perf_counter() - start)
        start = time.perf_counter()
        with ThreadPoolExecutor(THREADS) as pool:
            list(pool.map(lambda one: session.run(None, {"input_ids": one}), ids))
        bare.append(time.perf_counter() - start)
    return {"encode": len(texts) / min(ours), "encode_bare": len(texts) / min(bare)}


def measure(folder: Path, count: int, laws: Path, papers_of: Path | None) -> dict[str, object]:
    told: dict[str, object] = {"provisions": count, "load": os.getloadavg()[0]}
    encoder = OnnxEncoder(Path(settings.ENCODER), THREADS)
    first = list(islice((p for paper in papers(4000, laws, papers_of) for p in paper), 4000))
    told |= encoding(encoder, [p.text for p in first[::40]])
    drawn = DrawnEncoder(encoder, [p.text for p in first[::16]])
    index = LocalIndex(folder, drawn)
    index.apply(first[:1], [], meaning=False)  # loads the dictionary
    index.clear()
    seconds = cpu = 0.0
    for batch in batches(papers(count, laws, papers_of)):
        start, used = time.perf_counter(), time.process_time()
        index.apply(batch, [], meaning=False)
        seconds, cpu = seconds + time.perf_counter() - start, cpu + time.process_time() - used
    told |= {"index": count / seconds, "index_cpu": count / cpu}
    asked = questions(first)
    told["keyword"] = times(lambda q: index.search(q, Filters(), 10, meaning=False), asked)
    index.encode()
    view = index._now()
    told["windows"] = len(view)
    table = weights()["field"]
    terms = {q: {f: {t: w * table[f] for t, w in ts.items()} for f, ts in understand(q).terms.items()} for q in asked}
    vectors = {q: encoder.queries([q])[0] for q in asked}
    told["hybrid"] = times(lambda q: index.search(q, Filters(), 10), asked)
    filters = Filters(region="浙江省/温州市", since="2015-01-01")
    told["filtered"] = times(lambda q: index.search(q, filters, 10), asked)
    told["tantivy"] = times(lambda q: view.lexical.search(terms[q], None, POOL), asked)
    told["dense"] = times(lambda q: index._vectors.nearest(vectors[q], view.row, None, DEPTH), asked)
    told["question"] = times(lambda q: encoder.queries([q]), asked)
    start = time.perf_counter()
    index.apply([Passage("N#0", "N", 0, 20, "对首次认定的企业给予二十万元奖励。以上。")], [])
    told["one_more"] = 1000 * (time.perf_counter() - start)
    start = time.perf_counter()
    index._now()
    told["refresh"] = 1000 * (time.perf_counter() - start)
    start = time.perf_counter()
    ran = subprocess.run([sys.executable, __file__, "--ask", str(folder), ASKED[0]], check=True, capture_output=True, text=True)
    told["cold"] = time.perf_counter() - start
    told["memory"] = json.loads(ran.stdout)
    told["disk"] = sum(f.stat().st_size for f in folder.rglob("*") if f.is_file()) / 1e6
    return told | {"load_after": os.getloadavg()[0]}


def ask(folder: Path, question: str) -> float:
    """Peak memory in MB of a process that asks every question once."""
    index = LocalIndex(folder, AskingEncoder())
    if not index.search(question, Filters(), 10).hits:
        sys.exit("the index answers nothing")
    # not getrusage: it begins with what the parent held
    return int(Path("/proc/self/status").read_text().partition("VmHWM:")[2].split()[0]) / 1024


def main() -> None:
    if sys.argv[1] == "--ask":
        print(ask(Path(sys.argv[2]), sys.argv[3]))
        return
    folder, count, laws, *rest = sys.argv[1:]
    print(json.dumps(measure(Path(folder), int(count), Path(laws), Path(rest[0]) if rest else None)))


if __name__ == "__main__":
    main()
