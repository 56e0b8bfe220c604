"""What a reader of a Word file must be told: changes that were accepted, parts that were not read."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from docintel.parse.docx_package import W

_PICTURE = "{http://schemas.openxmlformats.org/drawingml/2006/picture}pic"
_OBJECT = "{urn:schemas-microsoft-com:office:office}OLEObject"
_INSERTED, _DELETED = (f"{W}ins", f"{W}moveTo"), (f"{W}del", f"{W}moveFrom")
_CODE, _COMMENT = f"{W}instrText", f"{W}commentReference"
_FEW = 80  # signs a picture: with fewer a paper is likely scanned
_FORMULA = ("equation", "mathtype")
_COUNTING = ("AUTONUM", "LISTNUM")


def warnings(body: Any) -> list[str]:
    """Lines for the reader, in Chinese."""
    met: dict[str, list[Any]] = {}
    for element in body.iter(*_INSERTED, *_DELETED, _OBJECT, _CODE, _COMMENT):
        met.setdefault(element.tag, []).append(element)
    out = _changes(met)
    counted = sum((code.text or "").strip().upper().startswith(_COUNTING) for code in met.get(_CODE, ()))
    if counted:
        out.append(f"文中有 {counted} 处用域（AUTONUM、LISTNUM）编的号，没有读出；请在 Word 中转为普通文字后再读")
    objects = sum(not (o.get("ProgID") or "").lower().startswith(_FORMULA) for o in met.get(_OBJECT, ()))
    if objects:
        out.append(f"文中嵌有 {objects} 个附件对象（如 Excel 表），没有读出；请打开后另存出来再读")
    return out


def of_pictures(body: Any) -> list[str]:
    """What to say of a file that holds pictures and few words."""
    pictures = sum(1 for _ in body.iter(_PICTURE))
    if not pictures or sum(len(t.text or "") for t in body.iter(f"{W}t")) >= _FEW * pictures:
        return []
    return [f"文中有 {pictures} 张图片而文字很少，可能是扫描件；图片中的文字没有读出，需要文字识别（OCR）"]


def _changes(met: Mapping[str, Sequence[Any]]) -> list[str]:
    """Tracked changes are read as accepted; comments are left out."""
    added, gone = (sum(len(met.get(tag, ())) for tag in tags) for tags in (_INSERTED, _DELETED))
    out = []
    if added or gone:
        out.append(f"文中有修订痕迹（插入 {added} 处、删除 {gone} 处），已按“接受全部修订”读出；请核对是否为定稿")
    if _COMMENT in met:
        out.append(f"文中有 {len(met[_COMMENT])} 条批注，没有读入正文")
    return out
