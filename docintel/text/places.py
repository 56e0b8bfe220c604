"""The administrative tree 国家 → 省 → 市 → 区县 (GB/T 2260) with development zones, short and historic names.

A *path* is a tuple of canonical names, outermost first:

* ``("浙江省", "温州市", "鹿城区")``; a municipality stands once: ``("北京市", "海淀区")``; 省直辖县: ``("湖北省", "仙桃市")``;
* a zone is the lowest element and carries its city's name where the name alone is common: ``("安徽省", "合肥市", "合肥高新区")``;
* ``(NATION,)`` = the whole country; ``()`` = no place known;
* a place whose upper places are not known (several cities have the name, or it is invented) starts lower:
  ``("朝阳区",)``, ``("澜州市", "栖山区")``.

Data: ``data/places.tsv`` (rebuilt by scripts/build_places.py), ``places_more.tsv``, ``places_words.txt``, ``places_not.txt``.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files

NATION = "全国"
Path = tuple[str, ...]

_NATION_WORDS = frozenset(("全国", "国家", "中国", "中央", "中华人民共和国", "国务院"))
_ETHNIC = (
    "蒙古|回|藏|维吾尔|苗|彝|壮|布依|朝鲜|满|侗|瑶|白|土家|哈尼|哈萨克|傣|黎|傈僳|佤|畲|拉祜|水|东乡|纳西|景颇|柯尔克孜|土|达斡尔|仫佬|羌|布朗|撒拉|毛南|仡佬|锡伯|"
    "阿昌|普米|塔吉克|怒|乌孜别克|俄罗斯|鄂温克|德昂|保安|裕固|独龙|鄂伦春|各"
)
_AUTONOMY = re.compile(rf"(?<=..)(?:(?:{_ETHNIC})族|维吾尔|哈萨克|柯尔克孜|蒙古(?=自治[州县])|各族)*自治[区州县旗]$")
_SUFFIX = re.compile(r"(?:特别行政区|省|市|地区|盟|林区|新区|区|县|旗)$")
_ZONES = (
    ("高新区", "高新技术产业开发区|高新技术开发区|高新技术产业园区|高新区"),
    ("经开区", "经济技术开发区|经济开发区|经开区|开发区"),
    ("综保区", "综合保税区|综保区"),
    ("保税区", "保税区|保税港区"),
)
_ZONE = re.compile("|".join(f"(?P<z{i}>{words})" for i, (_, words) in enumerate(_ZONES)))
_ZONE_END = re.compile(r"(?:高新|经开|开发|新|保税|综保|新片|示范|园|度假|风景|景|功能|合作|管理|试验|实验|商务)区$")
_SPLIT = re.compile(r"[一-龥]{1,4}?(?:省|自治区|自治州|自治县|自治旗|地区|市|区|县|旗|镇|乡|街道)(?!场)")
_RANK = {"省": 1, "自治区": 1, "自治州": 2, "地区": 2, "市": 2, "区": 3, "县": 3, "旗": 3, "镇": 4, "乡": 4, "街道": 4}
_GAP = " \u3000/·-—"
_BEFORE_BARE = frozenset("在于由从到对与和及为是赴驻自、以")  # else a short name is a piece of another word
_NO_STEM_END = frozenset("由同向与和及报请经对在于为按据将以等")  # 会同市政府, 成立由市政府: words before 市, no name
_NO_STEM = re.compile("[省市县区州局部委]|关于|对|我|本|全|各|该|由|请|按|经|据|将|为|和|与|及|年|月|日")
_AFTER_INVENTED = re.compile(r"人民政府|政府|人大|政协|[一-龥]{2,12}(?:局|委|厅|办|院|会|队|大队)")


@dataclass(slots=True)
class _Tree:
    full: dict[str, list[Path]] = field(default_factory=dict)
    short: dict[str, list[Path]] = field(default_factory=dict)  # of provinces and cities
    low: dict[str, list[Path]] = field(default_factory=dict)  # short names of districts and counties
    lengths: dict[str, list[int]] = field(default_factory=dict)  # first two characters → lengths of names, longest first
    divisions: set[Path] = field(default_factory=set)
    words: frozenset[str] = frozenset()
    not_places: tuple[str, ...] = ()

    def add(self, table: dict[str, list[Path]], name: str, path: Path) -> None:
        known = table.setdefault(name, [])
        if path not in known:
            known.append(path)
            lengths = self.lengths.setdefault(name[:2], [])
            if len(name) not in lengths:
                lengths.append(len(name))


def _lines(name: str) -> list[str]:
    text = files("docintel.text").joinpath("data", name).read_text(encoding="utf-8")
    return [line for line in text.splitlines() if line and not line.startswith("#")]


def _short(name: str) -> str:
    """温州市 → 温州, 延边朝鲜族自治州 → 延边; a name of one character keeps its suffix."""
    bare = _AUTONOMY.sub("", name) if "自治" in name else _SUFFIX.sub("", name)
    return bare if len(bare) > 1 else name


@cache
def _tree() -> _Tree:
    tree = _Tree(words=frozenset(_lines("places_words.txt")), not_places=tuple(_lines("places_not.txt")))
    by_code: dict[str, Path] = {}
    for line in _lines("places.tsv"):
        code, name = line.split("\t")
        parent = by_code.get(code[:4] + "00") or by_code.get(code[:2] + "0000") or ()
        by_code[code] = path = (*parent, name)
        tree.divisions.add(path)
        tree.add(tree.full, name, path)
        tree.add(tree.short if code.endswith("00") else tree.low, _short(name), path)
    for line in _lines("places_more.tsv"):
        name, parent_name, *more = line.split("\t")
        own = tuple(parent_name.lstrip("=").split("/"))
        path = own if parent_name.startswith("=") else (*own, name)
        for alias in (name, *(more[0].split() if more else ())):
            tree.add(tree.full, alias, path)
    for lengths in tree.lengths.values():
        lengths.sort(reverse=True)
    return tree


def _is_han(c: str) -> bool:
    return "一" <= c <= "龥"


def _inside(paths: list[Path], upper: Path) -> list[Path]:
    return [p for p in paths if len(p) > len(upper) and p[: len(upper)] == upper] if upper else paths


def _choose(paths: list[Path], name: str) -> Path:
    """The one place meant by ``name``: the only one, a province, or the one that holds the others (广安 市 and 区); else the bare name."""
    top = min(paths, key=len)
    same = len(paths) == 1 or len(top) == 1 or all(p[: len(top)] == top for p in paths)
    return top if same else (name,)  # 朝阳, a city and two districts, stays open


def _known(text: str, at: int, upper: Path, bare: int) -> tuple[int, Path] | None:
    """(end, path) of the longest known name at ``at``, below ``upper`` where that is given.

    ``bare``: 0 = names with their suffix only, 1 = short names of provinces and cities too, 2 = of districts too.
    """
    tree = _tree()
    for length in tree.lengths.get(text[at : at + 2], ()):
        name = text[at : at + length]
        if len(name) < length or (name[-1] == "市" and text[at + length : at + length + 1] == "场"):
            continue
        found = _inside(tree.full.get(name, []), upper)
        if found:
            return at + length, _choose(found, name)
        for table in (tree.short, tree.low)[:bare]:
            found = _inside(table.get(name, []), upper)
            path = _choose(found, name) if found else ()
            if path and path != (name,):
                return at + length, path
    return None


def _zone(text: str, at: int, upper: Path) -> tuple[int, Path] | None:
    """A zone named after the place before it: 合肥市 + 高新技术产业开发区 → 合肥高新区."""
    mark = _ZONE.match(text, at)
    if not mark or len(upper) < 1 or upper == (NATION,):
        return None
    kind = next(_ZONES[i][0] for i in range(len(_ZONES)) if mark.group(f"z{i}"))
    name = _short(upper[-1]) + kind
    known = [p for p in _tree().full.get(name, []) if p[: len(upper)] == upper]
    return mark.end(), known[0] if known else (*upper, name)


def _is_word(name: str) -> bool:
    """Whether a name found by its suffix is an everyday word: 各区, 示范区, 贫困山区 (but not 栖山区), or begins with one: 对市, 关于市."""
    return bool(_NO_STEM.match(name)) or any(
        name.endswith(w.lstrip("~")) and not (w[0] == "~" and len(name) == 3) for w in _tree().not_places
    )


def _invented(text: str, at: int, upper: Path) -> tuple[int, Path] | None:
    """The next name by its suffix (澜州市, 栖山区, 白榆镇), levels going down."""
    mark = _SPLIT.match(text, at)
    if not mark or _is_word(mark.group()):
        return None
    name = mark.group()
    rank = next(r for s, r in sorted(_RANK.items(), key=lambda x: -len(x[0])) if name.endswith(s))
    above = next((r for s, r in sorted(_RANK.items(), key=lambda x: -len(x[0])) if upper and upper[-1].endswith(s)), 0)
    if rank < above or (rank == above and not (rank == 2 and name.endswith("市"))):
        return None
    return mark.end(), (*upper, name)


def _walk(text: str, at: int, bare: int, invented: bool, path: Path = ()) -> tuple[int, Path]:
    """Reads names downwards from ``at``, below ``path``; (end, path), path () when none stands there."""
    end = at
    while True:
        while path and at < len(text) and text[at] in _GAP:
            at += 1
        step = _known(text, at, path, 2 if path else bare) or (_zone(text, at, path) if path else None)
        if step is None and invented:
            step = _invented(text, at, path)
        if step is None:
            return end, path
        end, path = step
        at = end


@cache
def place_path(name: str) -> Path:
    """The path of the place that ``name`` begins with (温州, 北京海淀, 浙江省温州市科学技术局 …); () when it begins with none."""
    name = re.sub(r"\s|^(?:中共|中国共产党)", "", name)
    if any(name.startswith(w) for w in _NATION_WORDS):
        return (NATION,)
    return _walk(name, 0, bare=2, invented=True)[1]


def leading_place(name: str, region: Path = ()) -> tuple[int, Path]:
    """(end, path) of the place below the nation that a body's ``name`` begins with; (0, ()) when it begins with none.

    A name that several places share (朝阳区) is the one in ``region``. Districts need their suffix: 公安局 is no office of 公安县.
    """
    for n in range(len(region), 0, -1):
        step = _known(name, 0, region[:n], 0)
        if step:
            return _walk(name, step[0], bare=1, invented=True, path=step[1])
    return _walk(name, 0, bare=1, invented=True)


def is_known(path: Path) -> bool:
    """Whether the tree holds the place, rather than that its name was read by its suffix alone."""
    return path == (NATION,) or (bool(path) and path in _tree().full.get(path[-1], ()))


def is_zone(path: Path) -> bool:
    """Whether the place is a zone (高新区, 新片区, 开发区 …) and no division of the country: 浦东新区 is a district."""
    return bool(path) and path not in _tree().divisions and bool(_ZONE_END.search(path[-1]))


def short_name(path: Path) -> str:
    """The place as the names of customs houses and bank branches begin with it: 温州市 → 温州."""
    return _short(path[-1]) if path else ""


def path_of(province: str | None, city: str | None = None, district: str | None = None) -> Path:
    """The canonical path of a profile's place; a municipality given as province and city stands once; () when nothing is given."""
    parts = [p for p in (province, city, district) if p]
    names = [p for i, p in enumerate(parts) if i == 0 or p != parts[i - 1]]
    return place_path("".join(names)) if names else ()


def contains(outer: Path, inner: Path) -> bool:
    """Whether ``inner`` lies in ``outer`` (or is it). The nation holds every place; () holds and lies in nothing.

    A path that starts below the province is compared with any part of the other: ("澜州市",) holds ("澜江省", "澜州市", "栖山区").
    """
    if not outer or not inner:
        return False
    if outer == (NATION,):
        return True
    return any(inner[i : i + len(outer)] == outer for i in range(len(inner) - len(outer) + 1))


def render(path: Path) -> str:
    """浙江省温州市鹿城区; '' for ()."""
    return "".join(path)


def find_places(text: str) -> list[tuple[int, int, Path]]:
    """[(start, end, path)] of the places named in running text, left to right, without overlap.

    A name without its suffix counts only where a phrase begins; an invented name only where an organ's name follows.
    """
    tree, out, at, last = _tree(), [], 0, len(text) - 1
    while at < last:
        starts = at == 0 or not _is_han(text[at - 1]) or text[at - 1] in _BEFORE_BARE
        if text[at : at + 2] in tree.lengths:
            end, path = _walk(text, at, bare=int(starts), invented=False)
            if path and text[at:end] not in tree.words:
                out.append((at, end, path))
                at = end
                continue
        if starts and _is_han(text[at]) and text[at] not in _BEFORE_BARE:
            end, path = _walk(text, at, bare=0, invented=True)
            if path and end - at > 2 and not _NO_STEM_END & set(path[0][:-1]) and _AFTER_INVENTED.match(text, end):
                out.append((at, end, path))
                at = end
                continue
        at += 1
    return out
