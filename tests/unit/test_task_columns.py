"""Heads of task tables as offices write them, and of tables that are none."""

from __future__ import annotations

import pytest

from docintel.structure.task_columns import columns_of

TASKS = {
    "序号|重点任务|具体措施|牵头领导|牵头单位|责任单位|完成时限": "number task measure person lead responsible due",
    "序号|目标任务|工作措施|责任单位|完成时限|备注": "number task measure responsible due note",
    "任务类别|序号|任务名称|任务内容|责任部门|时间进度": "path number task measure responsible due",
    "序号|工作内容|责任单位|责任人|时间要求": "number task responsible person due",
    "序号|整改问题|整改目标|整改措施|整改时限|责任单位|责任领导": "number problem target task due responsible person",
    "项目|工作任务|责任单位": "task measure responsible",
    "序号|改革事项|改革举措|预期成果|牵头单位|参与单位|完成时间": "number task measure target lead support due",
    "编号|主要任务|工作要求|分管领导|承办科室|完成时限": "number task measure person responsible due",
    "序号|事项|主办单位|协办单位|办结时限": "number task lead support due",
    "序号|实事项目|建设内容|年度目标|责任单位|完成时限": "number task measure target responsible due",
    "序号|项目名称|建设内容及规模|总投资（万元）|2025年计划投资|责任单位|计划开工时间|计划竣工时间": "number task measure money money responsible note due",
    "具体任务|牵头部门|配合部门|成果形式|完成时限": "task lead support target due",
    "工作项目|工作内容|落实单位|落实时间": "task measure responsible due",
    "序号|隐患名称|整改措施|整改责任单位|整改责任人|整改期限|是否销号": "number problem task responsible person due progress",
    "改革任务|序号|改革举措|时间安排|牵头领导|牵头部门|参加部门": "task number measure due person lead support",
    "重点工作|工作目标|完成时限|责任单位|进展情况": "task target due responsible progress",
    "阶段|时间|工作内容|责任单位": "note due task responsible",
    "序号|任务|牵头单位|责任单位|第一季度|第二季度|第三季度|第四季度": "number task lead responsible stage stage stage stage",
    "序号|责任主体|主要任务|完成时限": "number responsible task due",
    "时限|主办单位|工作事项|协同单位": "due lead task support",
}


@pytest.mark.parametrize("head", TASKS)
def test_columns_by_their_heads(head: str) -> None:
    columns = columns_of(head.split("|"))
    assert columns
    assert " ".join(str(role) for role in columns.roles) == TASKS[head]


NONE = (
    "序号|单位|联系人|电话",
    "指标名称|计量单位|2020年|2025年|属性",
    "序号|行政权力事项|实施主体|实施依据",
    "序号|材料名称|份数|要求|备注",
    "步骤|办理内容|责任单位|办理时限",
    "职务|姓名|工作单位",
    "序号|单位|项目名称|金额（万元）",
    "检查内容|检查标准|检查结果|责任单位",
    "一级指标|二级指标|指标值|权重",
    "时间|内容|主持人|地点",
    "序号|政策名称|支持对象|支持标准|责任单位|咨询电话",
    "数据名称|数据提供单位|共享方式|更新周期",
    "年度|地区生产总值|增长率",
)


@pytest.mark.parametrize("head", NONE)
def test_heads_of_other_tables(head: str) -> None:
    assert columns_of(head.split("|")) is None


@pytest.mark.parametrize("caption", ["2024年重点任务完成情况表", "重点工作任务分解落实情况通报", "惠企政策清单", "专项资金分配汇总表"])
def test_captions_of_other_tables(caption: str) -> None:
    assert columns_of(["序号", "工作任务", "责任单位"], (), caption) is None


@pytest.mark.parametrize("caption", ["重点任务分解及进展情况台账", "补贴资金整改任务分工表", "附件 任务清单"])
def test_captions_of_task_tables(caption: str) -> None:
    assert columns_of(["序号", "工作任务", "责任单位"], (), caption)
