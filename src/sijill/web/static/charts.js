// Charts by Plotly, from data of our own pages. Without script the element shows what the server put into it.
//
// <div class="chart" data-chart="/api/..." data-label="...">what is shown without script</div>
//   data-chart   address of the data, or "#id" of a <script type="application/json"> on the page
//   data-brush   name of a form with the fields `since` and `until`: choosing a span of days fills and sends it
//   data-height  in pixels, 220 unless told
// Data: { "kind": "bars" | "lines" | "ranges", "x": [days or names], "y_title": "...",
//         "series": [{ "name": "Events", "y": [...], "low": [...], "high": [...], "colour": "accent", "axis": 2 }] }
// A time line as /api/timeline gives it is taken as well: { "step", "bars": [{ first, last, events, killed }] }.
// `low` and `high` are drawn as error bars, or in "ranges" as bars from low to high; null in `high` is open upwards.
(() => {
  "use strict";

  const script = document.querySelector("meta[name=plotly]");
  const dark = window.matchMedia("(prefers-color-scheme: dark)");
  const MAPS_STYLE = "9f215cf04c5486422605d13261cb87401f4e7763b6296af81e98efbc0130da53";
  let loading = null;

  function plotly() {
    loading ??= new Promise((resolve, reject) => {
      // Plotly's tile maps, which nothing here uses, would write a style sheet into the page, and the content policy
      // forbids that: they leave it where an element of its name is there.
      document.head.append(Object.assign(document.createElement("meta"), { id: MAPS_STYLE }));
      const element = document.createElement("script");
      element.src = script.content;
      element.addEventListener("load", () => resolve(window.Plotly));
      element.addEventListener("error", () => reject(new Error("Plotly's script can't be loaded")));
      document.head.append(element);
    });
    return loading;
  }

  function colour(name) {
    return getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim();
  }

  async function dataOf(element) {
    const where = element.dataset.chart;
    if (where.startsWith("#")) return JSON.parse(document.getElementById(where.slice(1)).textContent);
    const answer = await fetch(where, { headers: { Accept: "application/json" } });
    if (!answer.ok) throw new Error(`the data of the chart: ${answer.status}`);
    return answer.json();
  }

  const DAY = 86400000;

  function ofTimeline(data) {
    const told = data.bars.map((bar) => (bar.first === bar.last ? bar.first : `${bar.first} to ${bar.last}`));
    const series = (name, key, tone, axis) => ({
      name, y: data.bars.map((bar) => bar[key]), colour: tone, axis, told,
      widths: data.bars.map((bar) => Math.max(Date.parse(bar.last) - Date.parse(bar.first) + DAY, DAY) * 0.9),
      offset: 0,
    });
    return {
      kind: "bars", x: data.bars.map((bar) => bar.first), stacked: true, step: data.step,
      series: [series("Events", "events", "accent", 1), series("Killed", "killed", "deadly", 2)],
    };
  }

  function traces(data) {
    return data.series.map((each, number) => {
      const tone = colour(each.colour || ["accent", "deadly", "warn", "good"][number % 4]);
      const axis = each.axis === 2 ? "y2" : "y";
      const common = { x: each.x || data.x, name: each.name, yaxis: axis, hoverlabel: { namelength: -1 } };
      const told = each.told || common.x;
      if (data.kind === "ranges") {
        const high = each.high.map((value, at) => value ?? each.low[at]);
        return {
          ...common, type: "bar", base: each.low, y: high.map((value, at) => Math.max(value - each.low[at], 0)),
          marker: { color: tone }, customdata: told.map((x, at) => [x, each.low[at], each.high[at] ?? "more"]),
          hovertemplate: `%{customdata[0]}<br>${each.name}: %{customdata[1]} to %{customdata[2]}<extra></extra>`,
        };
      }
      const made = {
        ...common, y: each.y, marker: { color: tone }, customdata: told,
        hovertemplate: `%{customdata}<br>${each.name}: %{y:,}<extra></extra>`,
      };
      if (each.low && each.high) {
        made.error_y = {
          type: "data", symmetric: false, color: colour("soft"), thickness: 1, width: 3,
          array: each.y.map((value, at) => Math.max((each.high[at] ?? value) - value, 0)),
          arrayminus: each.y.map((value, at) => Math.max(value - each.low[at], 0)),
        };
      }
      if (data.kind === "lines") return { ...made, type: "scatter", mode: "lines+markers", line: { color: tone, width: 2 } };
      return { ...made, type: "bar", ...(each.widths ? { width: each.widths, offset: each.offset } : {}) };
    });
  }

  function layout(data, element) {
    const axis = {
      color: colour("soft"), gridcolor: colour("line"), linecolor: colour("line"), zerolinecolor: colour("soft"),
      tickfont: { size: 12 }, automargin: true, fixedrange: true,
    };
    const count = { ...axis, rangemode: "tozero", nticks: 4, tickformat: ",d", title: { text: data.y_title || "", font: { size: 12 } } };
    const brush = Boolean(element.dataset.brush);
    const made = {
      height: Number(element.dataset.height) || 220,
      margin: { l: 46, r: 12, t: 8, b: 28 },
      paper_bgcolor: "rgba(0,0,0,0)", plot_bgcolor: "rgba(0,0,0,0)",
      font: { family: getComputedStyle(document.body).fontFamily, color: colour("ink"), size: 13 },
      hovermode: "closest", bargap: 0.1, barmode: "group",
      showlegend: data.series.length > 1 && !data.stacked,
      legend: { orientation: "h", y: 1.15 },
      dragmode: brush ? "select" : false, selectdirection: "h",
      newselection: { line: { color: colour("accent"), width: 1, dash: "solid" } },
      xaxis: axis, yaxis: count,
    };
    if (data.stacked) {
      // Two rows over one line of days: the upper one for events, the lower one for the killed.
      made.yaxis = { ...count, domain: [0.56, 1], title: { text: data.series[0].name, font: { size: 12 } } };
      made.yaxis2 = { ...count, domain: [0, 0.44], title: { text: data.series[1].name, font: { size: 12 } }, anchor: "x" };
      made.xaxis = { ...axis, anchor: "y2" };
    }
    return made;
  }

  function days(range) {
    return range.map((value) => String(value).slice(0, 10)).sort();
  }

  function send(name, since, until) {
    const form = document.forms.namedItem(name);
    if (!form) return;
    form.elements.since.value = since;
    form.elements.until.value = until;
    form.requestSubmit();
  }

  function brushing(element, data) {
    element.on("plotly_selected", (chosen) => {
      const range = chosen?.range?.x;
      if (!range) return;
      let [since, until] = days(range);
      // Whole steps: a bar that is touched belongs to it.
      for (const bar of data.spans || []) {
        if (bar.first <= since && bar.last >= since) since = bar.first;
        if (bar.first <= until && bar.last >= until) until = bar.last;
      }
      send(element.dataset.brush, since, until);
    });
    element.on("plotly_click", (clicked) => {
      const bar = data.spans?.[clicked.points[0]?.pointNumber];
      if (bar) send(element.dataset.brush, bar.first, bar.last);
    });
  }

  async function draw(element) {
    const [Plotly, given] = await Promise.all([plotly(), dataOf(element)]);
    const data = given.bars ? { ...ofTimeline(given), spans: given.bars } : given;
    if (!data.x?.length && !data.series.some((each) => each.x?.length)) return;
    const fallback = [...element.childNodes];
    const drawing = document.createElement("div");
    drawing.className = "plot";
    if (element.dataset.brush) drawing.dataset.brush = element.dataset.brush;
    if (element.dataset.height) drawing.dataset.height = element.dataset.height;
    drawing.setAttribute("role", "img");
    drawing.setAttribute("aria-label", element.dataset.label || "Chart; the table beneath has the same figures");
    const config = { displayModeBar: false, responsive: true, scrollZoom: false, doubleClick: false, showTips: false };
    element.append(drawing);
    await Plotly.newPlot(drawing, traces(data), layout(data, drawing), config);
    for (const node of fallback) node.remove();
    element.classList.add("drawn");
    if (element.dataset.brush) brushing(drawing, data);
    dark.addEventListener("change", () => Plotly.react(drawing, traces(data), layout(data, drawing), config));
  }

  function begin(element) {
    draw(element).catch((error) => {
      // What the server drew stays.
      console.warn(`sijill: ${error.message}`);
    });
  }

  function start() {
    const charts = document.querySelectorAll("[data-chart]");
    if (!script || !charts.length) return;
    const seen = new IntersectionObserver((entries) => {
      for (const entry of entries) {
        if (!entry.isIntersecting) continue;
        seen.unobserve(entry.target);
        begin(entry.target);
      }
    }, { rootMargin: "300px" });
    for (const chart of charts) seen.observe(chart);
  }

  start();
})();
