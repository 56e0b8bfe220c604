"""Imported once by the process that workers are copied from: loads what reads papers and has every rule compiled by reading a short one."""

from __future__ import annotations

import hashlib

from docintel.workflows.processes import rare_gc

_SAMPLE = """云川市人民政府办公室关于促进中小企业发展的通知
云政办发〔2025〕12号
各区县人民政府，市政府有关部门：
一、加大支持力度
（一）加强融资服务。到2026年底前，市财政局牵头建成融资服务平台1个，新增贷款50亿元以上，比上年增长10%。（责任单位：市财政局、市工业和信息化局）
（二）给予资金奖励。对首次认定的高新技术企业，按照研发投入的5%给予补助，单户企业最高不超过30万元，自2025年7月1日起施行，有效期三年。
二、保障措施
去年以来，全市已累计培训1.2万人次，取得积极成效。下一步，我们将会同有关部门，每年开展对接活动不少于4次，力争三年内实现全覆盖。鼓励企业参加培训。
云川市人民政府办公室
2025年6月18日
"""


def _read_sample() -> None:
    from docintel.domain.documents import Document  # noqa: PLC0415 - loaded while garbage is rarely looked for: a tenth faster
    from docintel.extract import extract  # noqa: PLC0415
    from docintel.store.rows import prepare  # noqa: PLC0415
    from docintel.structure import structure  # noqa: PLC0415

    digest = hashlib.sha256(_SAMPLE.encode()).hexdigest()
    prepare(extract(structure(Document("sample", _SAMPLE, "sample.txt", "txt", digest))))


with rare_gc():
    _read_sample()
_RARE_GC = rare_gc()  # kept: the collector goes back to its habits when this is dropped
_RARE_GC.__enter__()
