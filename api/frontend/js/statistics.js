// Plots of the tables beside them: `[data-plot]` names a table; its heads with data-series are series, its cells with data-n figures.
import { BarChart, LineChart } from "echarts/charts";
import { GridComponent, LegendComponent, TooltipComponent } from "echarts/components";
import { init, use } from "echarts/core";
import { SVGRenderer } from "echarts/renderers";

use([BarChart, GridComponent, LegendComponent, LineChart, SVGRenderer, TooltipComponent]);

const ROOM = 84;
const LONGEST_NAME = 9;
const WIDE = 560;

/** A colour of the page by its name: the look, the device's theme and paper change it without a script. */
const colour = (name) => `var(--${name})`;

/** What a table says: the names of its rows, where they lead, and its series. */
function read(table, most) {
  const rows = [...table.tBodies[0].rows].slice(0, most);
  const heads = [...table.tHead.rows[0].cells].map((cell, place) => ({ cell, place })).filter(({ cell }) => cell.dataset.series);
  const names = rows.map((row) => row.cells[0].querySelector("a")?.textContent ?? row.cells[0].dataset.short ?? row.cells[0].textContent);
  const links = rows.map((row) => row.cells[0].querySelector("a")?.href);
  const series = heads.map(({ cell, place }) => ({
    name: cell.textContent,
    type: cell.dataset.series,
    color: colour(cell.dataset.colour),
    data: rows.map((row) => (row.cells[place].dataset.n === "" ? null : Number(row.cells[place].dataset.n))),
  }));
  return { names, links, series };
}

/** Names are cut where there is little room; the table has them whole. */
const cut = (narrow) => (name) => (narrow && name.length > LONGEST_NAME ? `${name.slice(0, LONGEST_NAME)}…` : name);

function options(said, lying, narrow) {
  const font = getComputedStyle(document.body).fontFamily;
  const text = { color: colour("ink-2"), fontFamily: font, fontSize: 12 };
  const line = { lineStyle: { color: colour("line") } };
  const names = { type: "category", data: said.names, inverse: lying, axisLine: line, axisTick: { show: false }, axisLabel: { ...text, formatter: cut(narrow && lying) } };
  const figures = { type: "value", minInterval: 1, splitLine: line, axisLabel: text };
  return {
    animation: false,
    grid: { left: 12, right: 28, top: 36, bottom: 12, outerBoundsMode: "same", outerBoundsContain: "axisLabel" },
    legend: { top: 4, left: 12, itemWidth: 12, itemHeight: 12, textStyle: text, inactiveColor: colour("ink-3") },
    // Drawn, not written as HTML: the page's policy allows no styles inside markup.
    tooltip: { trigger: "axis", renderMode: "richText", confine: true, backgroundColor: colour("surface"), borderColor: colour("line-2"), textStyle: text, axisPointer: { type: "none" } },
    xAxis: lying ? figures : names,
    yAxis: lying ? names : figures,
    series: said.series.map(({ color, ...each }) => ({
      ...each,
      barMaxWidth: 14,
      symbolSize: 6,
      cursor: said.links.some(Boolean) ? "pointer" : "default",
      itemStyle: { color },
      lineStyle: { color, width: 2 },
      label: { show: lying, position: "right", ...text },
      emphasis: { disabled: true },
    })),
  };
}

function plot(holder) {
  const table = document.getElementById(holder.dataset.plot);
  const said = read(table, Number(holder.dataset.most) || undefined);
  const lying = "lying" in holder.dataset;
  if (lying) holder.style.blockSize = `${ROOM + said.names.length * (14 + 18 * said.series.length)}px`;
  // The holder is a picture with a label in the page's language; names inside may be in another.
  const inside = holder.appendChild(document.createElement("div"));
  inside.className = "inside";
  inside.lang = table.tBodies[0].querySelector("[lang]")?.lang ?? document.documentElement.lang;
  const chart = init(inside, null, { renderer: "svg" });
  let width = 0;
  const draw = () => {
    if (holder.clientWidth === width) return;
    width = holder.clientWidth;
    chart.resize();
    chart.setOption(options(said, lying, width < WIDE));
  };
  chart.on("click", ({ dataIndex }) => {
    if (said.links[dataIndex]) location.assign(said.links[dataIndex]);
  });
  new ResizeObserver(draw).observe(holder);
  draw();
  holder.dataset.drawn = "";
}

for (const holder of document.querySelectorAll("[data-plot]")) plot(holder);
