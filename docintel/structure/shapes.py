"""Shapes that several readers of a paper's head and foot look for: dates, document numbers, lines of signatures."""

from __future__ import annotations

import re

CN = "一二三四五六七八九十"
DATE = rf"[12二一][\d○〇零Ｏ{CN}OoО]{{3}}\s*年\s*[\d{CN}]{{1,3}}\s*月\s*[\d{CN}]{{1,3}}\s*[日曰]"
"""A full date in Arabic or Chinese numerals, old zeros (○, Ｏ, O) included."""

DATE_LINE = re.compile(rf"^[（(]?\s*{DATE}\s*[)）]?(?:印发)?$")
DATED = re.compile(rf"[（(]\s*{DATE}\s*[)）]$")
DOC_NUMBER = r"[一-龥\u200b]{1,14}[〔\[（(﹝【［〈<]\s*[12]\d{3}\s*[〕\]）)﹞】］〉>]\s*第?\s*\d{1,5}\s*号"
"""发文字号 with the deviations seen: round and square brackets, 第, leading zeros (GB/T 9704-2012 §7.2.5 asks for 〔〕 and none)."""

NUMBER_LINE = re.compile(rf"^{DOC_NUMBER}(?:\s*附件)?$")
ORG_TAIL = r"(?:政府|办公[室厅]|局|厅|委|部|院|会|中心|领导小组|公司|银行|署|站|大队|支队|学校|大学|（代章）|\(代章\))"
ORG_LINE = re.compile(rf"^[一-龥（）()、“”·\s]{{2,40}}{ORG_TAIL}$")
PERSON = r"(?:[省市县区州局厅部院]长|主席|总理|主任)[：:\s]*[一-龥]\s*[一-龥]{1,3}?"
PUBLIC_LINE = re.compile(r"^[（(](?:此件|本文)[^（）()]{2,14}[)）]$")
ANNEX_LINE = re.compile(r"^附\s*件\s*\d{0,2}[：:]?$")
