"""The runs of a golden Word paragraph: plain words and everything that may stand between them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from xml.sax.saxutils import escape, quoteattr

Spec = Mapping[str, Any]
RUNS = """A piece of ``runs``: a string, or an object with one of these keys (a reader sees nothing of it unless ``shown`` says so)
del, ins, moveFrom, moveTo  words of a tracked change        field  instruction of a complex field, ``shown`` its result
simple  instruction of a w:fldSimple, ``shown``              link, sdt, smart  words in a hyperlink, content control, smart tag
bookmark  name                                               comment  its words
note  the next footnote's mark                               sym  code in ``font``, e.g. F0FE
hidden  words                                                ruby  words, with ``rt`` above them
soft, hyphen  a soft, a non-breaking hyphen                  raw  XML as it is"""


def run(words: str, tag: str = "t", properties: str = "") -> str:
    """A w:r; tabs and line breaks become elements."""
    out = []
    for i, line in enumerate(words.split("\n")):
        out.append("<w:br/>" if i else "")
        out.append("<w:tab/>".join(f'<w:{tag} xml:space="preserve">{escape(p)}</w:{tag}>' if p else "" for p in line.split("\t")))
    inner = f"<w:rPr>{properties}</w:rPr>" if properties else ""
    return f"<w:r>{inner}{''.join(out)}</w:r>" if words else ""


class Runs:
    """Writes runs and collects the notes and comments they point to."""

    def __init__(self) -> None:
        self.notes: list[Spec] = []
        self._notes: dict[str, list[str]] = {"footnote": [], "endnote": []}
        self._comments: list[str] = []
        self._count = 0

    def author(self) -> str:
        self._count += 1
        return f' w:id="{self._count}" w:author="某科员" w:date="2024-03-01T09:00:00Z"'

    def piece(self, piece: Any) -> str:
        """A piece of ``runs`` as XML."""
        if isinstance(piece, str):
            return run(piece)
        key = next(iter(piece))
        return str(getattr(self, f"_{key}")(piece[key], piece))

    def around(self, tag: str | None, xml: str) -> str:
        """A whole paragraph in a tracked change or content control."""
        if tag is None:
            return xml
        if tag == "sdt":
            return f'<w:sdt><w:sdtPr><w:alias w:val="控件"/></w:sdtPr><w:sdtContent>{xml}</w:sdtContent></w:sdt>'
        return f"<w:{tag}{self.author()}>{xml}</w:{tag}>"

    def box(self, paragraphs: Sequence[str]) -> str:
        """A text box as Word writes it: the shape, and a second copy for old readers."""
        inner = f"<w:txbxContent>{''.join(paragraphs)}</w:txbxContent>"
        anchor = (
            '<wp:anchor distT="0" distB="0" distL="0" distR="0" simplePos="0" relativeHeight="1" behindDoc="0" locked="0" layoutInCell="1" allowOverlap="1">'
            '<wp:simplePos x="0" y="0"/><wp:positionH relativeFrom="column"><wp:posOffset>0</wp:posOffset></wp:positionH>'
            '<wp:positionV relativeFrom="paragraph"><wp:posOffset>400000</wp:posOffset></wp:positionV><wp:extent cx="3600000" cy="1080000"/>'
            '<wp:wrapTopAndBottom/><wp:docPr id="9" name="文本框"/><a:graphic><a:graphicData uri="http://schemas.microsoft.com/office/word/2010/wordprocessingShape">'
            '<wps:wsp><wps:cNvSpPr txBox="1"/><wps:spPr><a:xfrm><a:off x="0" y="0"/><a:ext cx="3600000" cy="1080000"/></a:xfrm><a:prstGeom prst="rect"><a:avLst/></a:prstGeom></wps:spPr>'
            f"<wps:txbx>{inner}</wps:txbx><wps:bodyPr/></wps:wsp></a:graphicData></a:graphic></wp:anchor>"
        )
        old = f'<w:pict><v:shape style="width:280pt;height:80pt"><v:textbox>{inner}</v:textbox></v:shape></w:pict>'
        return (
            f'<w:r><mc:AlternateContent><mc:Choice Requires="wps"><w:drawing>{anchor}</w:drawing></mc:Choice>'
            f"<mc:Fallback>{old}</mc:Fallback></mc:AlternateContent></w:r>"
        )

    def note(self, block: Spec) -> str:
        """The mark of a footnote or endnote; its words go to their own part."""
        kind = "endnote" if block.get("end") else "footnote"
        self._notes[kind].append(f"<w:p><w:r><w:{kind}Ref/></w:r>{run(' ' + block['text'])}</w:p>")
        return f'<w:r><w:rPr><w:vertAlign w:val="superscript"/></w:rPr><w:{kind}Reference w:id="{len(self._notes[kind])}"/></w:r>'

    def notes_xml(self, kind: str) -> str:
        """The part's content: Word's two separators, then the notes."""
        if not self._notes[kind]:
            return ""
        rules = "".join(
            f'<w:{kind} w:type="{name}" w:id="{i}"><w:p><w:r><w:{name}/></w:r></w:p></w:{kind}>'
            for i, name in ((-1, "separator"), (0, "continuationSeparator"))
        )
        return rules + "".join(f'<w:{kind} w:id="{i}">{xml}</w:{kind}>' for i, xml in enumerate(self._notes[kind], 1))

    def comments_xml(self) -> str:
        return "".join(self._comments)

    def _del(self, words: str, _: Spec) -> str:
        return f"<w:del{self.author()}>{run(words, 'delText')}</w:del>"

    def _ins(self, words: str, _: Spec) -> str:
        return f"<w:ins{self.author()}>{run(words)}</w:ins>"

    def _moveFrom(self, words: str, _: Spec) -> str:  # noqa: N802 - the name is Word's
        return f"<w:moveFrom{self.author()}>{run(words)}</w:moveFrom>"

    def _moveTo(self, words: str, _: Spec) -> str:  # noqa: N802 - the name is Word's
        return f"<w:moveTo{self.author()}>{run(words)}</w:moveTo>"

    def _field(self, code: str, piece: Spec) -> str:
        marks = [f'<w:r><w:fldChar w:fldCharType="{kind}"/></w:r>' for kind in ("begin", "separate", "end")]
        return f"{marks[0]}{run(f' {code} ', 'instrText')}{marks[1]}{run(piece.get('shown', ''))}{marks[2]}"

    def _simple(self, code: str, piece: Spec) -> str:
        return f"<w:fldSimple w:instr={quoteattr(code)}>{run(piece.get('shown', ''))}</w:fldSimple>"

    def _link(self, words: str, _: Spec) -> str:
        return f'<w:hyperlink w:anchor="_Toc1">{run(words)}</w:hyperlink>'

    def _sdt(self, words: str, _: Spec) -> str:
        return f'<w:sdt><w:sdtPr><w:placeholder><w:docPart w:val="x"/></w:placeholder></w:sdtPr><w:sdtContent>{run(words)}</w:sdtContent></w:sdt>'

    def _smart(self, words: str, _: Spec) -> str:
        return f'<w:smartTag w:uri="urn:x" w:element="date"><w:smartTagPr><w:attr w:name="Year" w:val="2024"/></w:smartTagPr>{run(words)}</w:smartTag>'

    def _bookmark(self, name: str, _: Spec) -> str:
        self._count += 1
        return f'<w:bookmarkStart w:id="{self._count}" w:name="{name}"/><w:bookmarkEnd w:id="{self._count}"/>'

    def _comment(self, words: str, _: Spec) -> str:
        self._comments.append(f'<w:comment w:id="{len(self._comments)}" w:author="某科长"><w:p>{run(words)}</w:p></w:comment>')
        return f'<w:r><w:commentReference w:id="{len(self._comments) - 1}"/></w:r>'

    def _note(self, _: Any, __: Spec) -> str:
        return self.note(self.notes.pop(0))

    def _sym(self, code: str, piece: Spec) -> str:
        return f'<w:r><w:sym w:font="{piece["font"]}" w:char="{code}"/></w:r>'

    def _hidden(self, words: str, _: Spec) -> str:
        return run(words, properties="<w:vanish/>")

    def _ruby(self, words: str, piece: Spec) -> str:
        return f"<w:r><w:ruby><w:rubyPr/><w:rt>{run(piece['rt'])}</w:rt><w:rubyBase>{run(words)}</w:rubyBase></w:ruby></w:r>"

    def _soft(self, _: Any, __: Spec) -> str:
        return "<w:r><w:softHyphen/></w:r>"

    def _hyphen(self, _: Any, __: Spec) -> str:
        return "<w:r><w:noBreakHyphen/></w:r>"

    def _raw(self, xml: str, _: Spec) -> str:
        return xml
