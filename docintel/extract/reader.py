"""One reading of a paper that labels, owners and obligations share: its flow, outline and labelled clauses."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from docintel.domain.papers import Paper
from docintel.extract.flow import Flow, flow_of
from docintel.extract.labels import Labelled, default_prospective, label_clauses
from docintel.extract.outline import Outline, outline

OWNER_LINE = re.compile(
    r"^[（(〔【\[]?\s*(?:[^（()，,；;：:\n]{0,6}(?:牵头|责任|配合|主办|承办|协办|落实|实施|支持|参与|主管)(?:单位|部门|科室|处室|领导)?(?:及配合单位)?|完成时限|办理时限|责任人|时间要求)[：:]"
    r"|^[（(〔【\[][^（）()\n。]*(?:[（(][^（）()]*[)）][^（）()\n。]*)*(?:牵头|配合|负责|分工负责|参与|协同|按职责分工(?:负责)?|等)[)）〕】\]]?$"
    r"|^[（(〔【\[](?:(?:市|省|区|县|国家|各|自治区|团)[^，,；;、。（）()]{1,18}(?:[（(][^（）()]{1,8}[)）][^，,；;、。（）()]{0,12})?[，,、；;]?\s*)+[)）〕】\]]?$"
)


@dataclass(frozen=True, slots=True)
class Reading:
    """``clauses`` in text order, offsets in ``flow``."""

    flow: Flow
    outline: Outline
    clauses: tuple[Labelled, ...]


def read(paper: Paper) -> Reading:
    """The shared reading of a paper; the last few are kept, so that labels, owners and obligations of one paper read it once."""
    day = paper.head.anchor.day
    return _read(paper.text, default_prospective(paper.head), day.year if day else 0)


@lru_cache(maxsize=4)
def _read(text: str, prospective: bool, year: int) -> Reading:
    flow = flow_of(text)
    skeleton = outline(flow.text, OWNER_LINE)
    return Reading(flow, skeleton, tuple(label_clauses(skeleton, prospective, year)))
