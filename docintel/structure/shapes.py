"""Shapes that several readers of a paper's head and foot look for: dates, document numbers, lines of signatures."""

from __future__ import annotations

import re

CN = "一二三四五六七八九十"
DATE = rf"[12１２二一][\d○〇零Ｏ◯{CN}OoО]{{3}}\s*年\s*[\d{CN}元]{{1,3}}\s*月\s*[\d{CN}廿]{{1,3}}\s*[日曰]"
"""A full date in Arabic (half or full width) or Chinese numerals, old zeros (○, Ｏ, O) included."""

DATE_LINE = re.compile(rf"^[（(]?\s*{DATE}\s*[)）]?(?:印发)?$")
DATED = re.compile(rf"[（(]\s*{DATE}\s*[)）]$")
_YEAR_CLOSES = r"(?:[〕\]）)﹞】］〉>〗﹚}]|(?=\s+\d{1,4}\s*号))"
NUMBER_YEAR = rf"[〔\[（(﹝【［〈<〖﹙{{]\s*(?:[12１２]\s?\d\s?\d\s?\d|[一二][〇○零一二三四五六七八九]{{3}})\s*年?\s*{_YEAR_CLOSES}"
NUMBER_TAIL = rf"\s*(?:字?第)?\s*(?:[A-Za-z]?\d{{1,5}}(?:[-—－之]\d{{1,2}})?|[{CN}百〇○零]{{1,6}})\s*号"
DOC_NUMBER = rf"[一-龥\u200b]{{1,14}}\s{{0,2}}{NUMBER_YEAR}{NUMBER_TAIL}"
"""发文字号 with the deviations seen: every bracket, 第 and 字第, leading zeros, full-width and Chinese figures, a second figure (12-1号);
GB/T 9704-2012 §7.2.5 asks for 〔〕, a full year and neither 第 nor zeros."""

NUMBER_LINE = re.compile(rf"^{DOC_NUMBER}(?:\s*附件)?$")
ORG_TAIL = r"(?:政府|办公[室厅]|局|厅|委|部|院|会|中心|领导小组|公司|银行|署|站|大队|支队|学校|大学|（代章）|\(代章\))"
ORG_LINE = re.compile(rf"^[一-龥（）()、“”·\s]{{2,40}}{ORG_TAIL}$")
PERSON = r"(?:[省市县区州局厅部院]长|主席|总理|主任)[：:\s]*[一-龥]\s*[一-龥]{1,3}?"
PUBLIC_LINE = re.compile(r"^[（(](?:此件|本文)[^（）()]{2,14}[)）]$")
ANNEX_LINE = re.compile(r"^附\s*件\s*\d{0,2}[：:]?$")
REFERRED = rf"(?![至、和或的]|款|项(?!目)|第[（(]?[{CN}\d]{{1,3}}[)）]?[款项]|规定|所[列称述])"
"""Behind 第八条: words that show it to be named and not begun (第八条第二款, 第八条规定的; but 第八条第一类…, 第八条项目…)."""

PAGE_NUMBER = re.compile(
    r"^(?:[-—－–·\s]+(?P<p>\d{1,4})[-—－–·\s]+|(?P<q>\d{1,3})|第\s*(?P<r>\d{1,4})\s*页(?:\s*[/／共，,]*\s*共?\s*\d+\s*页)?|\d{1,3}\s*/\s*\d{1,3})$"
)
"""A line that is only the number of its page (GB/T 9704-2012 §7.5: — 1 —)."""
