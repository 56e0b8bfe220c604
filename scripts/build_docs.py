#!/usr/bin/env python3
"""Write the documents that say what the program itself holds, so that the two cannot differ.

reads   docintel.cli.main.COMMANDS       writes   docs/commands.md
        docintel/extract/data            writes   docs/promise-phrases.md
        docintel/report/data/forms       writes   docs/word-forms.md
usage: build_docs.py [--check]   --check: exit 1 when a file is not what would be written
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import click

from docintel.cli.main import COMMANDS, cli
from docintel.domain.forms import KINDS
from docintel.domain.phrases import GRADES, PhraseList
from docintel.report.forms.fields import fields, file_name
from docintel.workflows.phrases import promise_phrases

DOCS = Path(__file__).parents[1] / "docs"
HEAD = """# Commands

Written by `scripts/build_docs.py` from the commands' own help. Results go to stdout, progress to stderr.
Exit code 0: done; 2: something could not be read or was asked for wrongly, one line each on stderr, the rest was done.
"""


def _pages(name: str, command: click.Command, parent: click.Context) -> Iterator[str]:
    with click.Context(command, info_name=name, parent=parent, terminal_width=110, max_content_width=110) as context:
        yield f"## {context.command_path}\n\n```\n{command.get_help(context)}\n```\n"
        if isinstance(command, click.Group):
            for sub in command.list_commands(context):
                if (found := command.get_command(context, sub)) is not None:
                    yield from _pages(sub, found, context)


def commands() -> str:
    """docs/commands.md."""
    root = click.Context(cli, info_name="docintel", **cli.context_settings)
    found = ((name, cli.get_command(root, name)) for name in COMMANDS)
    return "\n".join([HEAD, *(page for name, command in found if command for page in _pages(name, command, root))])


PHRASES = """# 承诺用语标准表

本表由 `scripts/build_docs.py` 根据程序所用的词表（`docintel/extract/data/*.tsv`）生成，程序就是按这些行读公文的；
每个例句都有测试，程序必须读成表中的级别。发现某一行不对，请改词表中的那一行（说法、例句与规则写在同一行），再运行 `scripts/build_docs.py`。

一句话读成什么，分三步：先看这句话自己的用语（套语、转述、鼓励、允许、禁止、说明情况，见“不是承诺”各表）；没有这些用语的，看它处在说“将来”还是说“过去”的范围里
（线索管到哪里，见“管到哪里”一栏；都没有的按文种：方案、通知、措施、意见默认说将来，答复函、总结默认说过去）；说将来而又有举措动词或数字的，就是承诺，
再看动词前面有没有降低力度的线索，几种线索同时出现时取最弱的一种（探索类 < 力争类 < 硬承诺）。

规则的出处是[标注指南](annotation-guide.md)第2、3、4节。某份公文的某一句为什么这样读，
用 `docintel explain 公文 --find 词语` 查看，网页上点那一句也可以。
"""


def _cell(words: str) -> str:
    return words.replace("|", "\\|").replace("\n", "<br>")


def _phrase_list(found: PhraseList) -> Iterator[str]:
    yield f"### {found.title}\n\n{found.reading}。\n"
    yield "| 说法 | 级别 | 管到哪里 | 例句 |\n|---|---|---|---|"
    for phrase in found.phrases:
        yield "| " + " | ".join(_cell(x) for x in (phrase.words, GRADES[phrase.grade], phrase.scope, phrase.example)) + " |"
    yield ""


def phrases() -> str:
    """docs/promise-phrases.md."""
    lines = [PHRASES]
    for grade, name in GRADES.items():
        lines.append(f"## {name}\n")
        lines += [line for found in promise_phrases() if found.grade == grade for line in _phrase_list(found)]
    return "\n".join(lines)


FORMS = """# Word 表单的占位符

本表由 `scripts/build_docs.py` 根据 `docintel/report/data/forms/fields.tsv` 生成，有测试保证与程序填进去的内容一致。

模板是普通的 Word 文件，占位符写在双花括号里：`{{ unit }}`。字体、版式、套话都可以改，占位符可以移动、删除、重复使用，不要改名。
成组的内容用循环：表格中 `{%tr for item in items %}` 和 `{%tr endfor %}` 各占一行，它们之间的行按事项重复，
里面写 `{{ item.text }}`；段落用 `{%p for … %}`，句子里用 `{% for … %}`；`{% if … %}…{% endif %}` 是有内容才写。
本单位的模板以表单的名称为文件名，放在数据文件夹的 `forms` 文件夹里，放好后用 `docintel forms check` 或“Word 表单”页面检查。
"""


def word_forms() -> str:
    """docs/word-forms.md."""
    lines = [FORMS]
    for kind, name in KINDS.items():
        lines.append(f"## {name}（`{kind}`，{file_name(kind)}）\n\n| 占位符 | 是什么 |\n|---|---|")
        lines += [f"| `{f.name}` | {_cell(f.meaning)} |" for f in fields(kind)]
        lines.append("")
    return "\n".join(lines)


PAGES = {"commands.md": commands, "promise-phrases.md": phrases, "word-forms.md": word_forms}


def main() -> None:
    for name, text in PAGES.items():
        if "--check" not in sys.argv:
            (DOCS / name).write_text(text(), encoding="utf-8")
        elif (DOCS / name).read_text(encoding="utf-8") != text():
            sys.exit(f"docs/{name} is not current; run scripts/build_docs.py")


if __name__ == "__main__":
    main()
