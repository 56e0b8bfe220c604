// The chart of the statistics page; a bar opens its rows. The table below says the same in figures.
"use strict";
window.addEventListener("DOMContentLoaded", () => {
  const place = document.getElementById("chart");
  if (!place) return;
  const data = JSON.parse(document.getElementById("chart-data").textContent);
  const lines = [...data.lines].reverse(); // the first group stands at the top
  const colours = { "已办结": "#2e8b57", "超期未办": "#c53030", "在办未超期": "#3276b1", "待审核": "#b8c0c8" };
  place.style.height = `${Math.max(180, lines.length * 26 + 70)}px`;
  const chart = echarts.init(place, null, { renderer: "svg" });
  const names = lines.length ? lines[0].parts.map((part) => part.name) : [];
  chart.setOption({
    animation: false,
    textStyle: { fontFamily: getComputedStyle(document.body).fontFamily },
    legend: { top: 0, data: names },
    tooltip: { trigger: "axis", axisPointer: { type: "shadow" } },
    grid: { left: 8, right: 24, top: 34, bottom: 4, containLabel: true },
    xAxis: { type: "value", minInterval: 1 },
    yAxis: { type: "category", data: lines.map((line) => line.name), axisLabel: { width: 220, overflow: "truncate" } },
    series: names.map((name, n) => ({
      name, type: "bar", stack: "all", barMaxWidth: 18, itemStyle: { color: colours[name] }, cursor: "pointer",
      data: lines.map((line) => line.parts[n].value),
    })),
  });
  chart.on("click", (event) => {
    const part = lines[event.dataIndex].parts[event.seriesIndex];
    if (part.value) location.href = `${place.dataset.rows}?${part.query}`;
  });
  window.addEventListener("resize", () => chart.resize());
  window.addEventListener("beforeprint", () => chart.resize({ width: 680 }));
  window.addEventListener("afterprint", () => chart.resize({ width: "auto" }));
});
