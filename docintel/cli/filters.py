"""The options that narrow a list of ledger rows."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import click

from docintel.domain.findings import STRENGTHS
from docintel.domain.ledger import COLOURS, STATES
from docintel.domain.papers import DOC_KINDS


def as_day(_context: click.Context, _option: click.Parameter, value: datetime | None) -> date | None:
    """A click value as a day."""
    return value.date() if value else None


def filter_options(function: Any) -> Any:
    """The options that narrow a list."""
    day = click.DateTime(["%Y-%m-%d"])
    options = (
        click.option("--state", type=click.Choice(list(STATES)), help="办理状态"),
        click.option("--light", type=click.Choice(list(COLOURS)), help="亮灯"),
        click.option("--doc", help="公文编号（文件名）"),
        click.option("--owner", help="责任单位名称的一部分，或简称（市科技局）"),
        click.option("--region", help="地区名称的一部分"),
        click.option("--strength", type=click.Choice(STRENGTHS), help="承诺力度"),
        click.option("--due-before", type=day, callback=as_day, help="完成时限不晚于该日"),
        click.option("--due-after", type=day, callback=as_day, help="完成时限不早于该日"),
        click.option("--dated/--undated", default=None, help="有或没有确定日期"),
        click.option("--year", help="公文年份"),
        click.option("--kind", type=click.Choice(DOC_KINDS), help="公文类别"),
        click.option("--text", help="事项文字的一部分，或编号"),
        click.option("--needs-review/--reviewed", "needs_review", default=None, help="审核后原文有变化"),
        click.option("--gone/--present", "gone", default=None, help="新版公文中已不见"),
    )
    for option in reversed(options):
        function = option(function)
    return function
