// Draws the two charts of the leaders' page. The same numbers stand in the table beneath, which folds away once they are drawn.
(() => {
  "use strict";

  const source = document.getElementById("leader-data");
  if (!source || !window.echarts) return;
  const data = JSON.parse(source.textContent);
  const style = getComputedStyle(document.body);
  const colour = (name) => style.getPropertyValue(name).trim();
  const [ink, soft, line, paper] = ["--ink", "--soft", "--line", "--paper"].map(colour);
  const tones = [colour("--brand"), colour("--green"), colour("--amber")];
  const unit = Number.parseFloat(getComputedStyle(document.documentElement).fontSize) / 16; // grows with the wall
  const still = window.matchMedia("(prefers-reduced-motion: reduce)").matches;
  const marks = ["circle", "triangle", "rect"];

  const axes = {
    animation: !still,
    animationDuration: 150,
    textStyle: { fontFamily: style.fontFamily, color: ink, fontSize: 12 * unit },
    aria: { enabled: false },
    grid: { left: 8, right: 12, top: 40 * unit, bottom: 4, containLabel: true },
    xAxis: {
      type: "category",
      data: data.months,
      axisLine: { lineStyle: { color: line } },
      axisTick: { show: false },
      axisLabel: { color: soft, hideOverlap: true, fontSize: 12 * unit },
    },
    // Rich text, because the tooltip's own HTML would need inline styles.
    tooltip: {
      renderMode: "richText",
      backgroundColor: paper,
      borderColor: line,
      textStyle: { color: ink, fontSize: 13 * unit },
    },
  };
  const value = (extra) => ({
    type: "value",
    splitLine: { lineStyle: { color: line } },
    axisLabel: { color: soft, fontSize: 12 * unit },
    ...extra,
  });

  function draw(id, option, links) {
    const place = document.getElementById(id);
    place.hidden = false;
    const chart = window.echarts.init(place, null, { renderer: "svg" });
    chart.setOption({ ...axes, ...option });
    chart.on("click", (point) => {
      const link = links(point);
      if (link) window.location.href = link;
    });
    new ResizeObserver(() => chart.resize()).observe(place);
  }

  draw(
    "chart-volume",
    {
      title: { left: 0, text: data.volume.name, textStyle: { color: soft, fontSize: 13 * unit, fontWeight: 400 } },
      yAxis: value({ minInterval: 1 }),
      tooltip: { ...axes.tooltip, formatter: (point) => `${point.name}\n${data.volume.said[point.dataIndex]}` },
      series: [
        {
          type: "bar",
          data: data.volume.values,
          barMaxWidth: 40 * unit,
          itemStyle: { color: tones[0], borderRadius: [2, 2, 0, 0] },
          label: {
            show: data.months.length <= 14 && window.innerWidth > 720,
            position: "top",
            color: ink,
            fontSize: 11 * unit,
          },
        },
      ],
    },
    (point) => data.volume.links[point.dataIndex],
  );

  const lowest = Math.min(...data.rates.flatMap((one) => one.values.filter((each) => each !== null)), 100);
  draw(
    "chart-rates",
    {
      legend: {
        left: 0,
        top: 0,
        textStyle: { color: ink, fontSize: 12 * unit },
        itemWidth: 18 * unit,
        data: data.rates.map((one) => one.name),
      },
      color: tones,
      // A share is read by how far it is from a hundred; where the axis begins is written on it.
      yAxis: value({
        max: 100,
        min: Math.max(0, Math.floor((lowest - 5) / 10) * 10),
        axisLabel: { color: soft, formatter: "{value}%", fontSize: 12 * unit },
      }),
      tooltip: {
        ...axes.tooltip,
        trigger: "axis",
        formatter: (points) =>
          [
            points[0].axisValue,
            ...points.map((one) => `${one.seriesName}  ${data.rates[one.seriesIndex].said[one.dataIndex]}`),
          ].join("\n"),
      },
      series: data.rates.map((one, place) => ({
        name: one.name,
        type: "line",
        data: one.values,
        symbol: marks[place],
        symbolSize: 7 * unit,
        lineStyle: { width: 2 * unit },
      })),
    },
    (point) => data.rates[point.seriesIndex].links[point.dataIndex],
  );

  for (const table of document.querySelectorAll("details[data-folds]")) table.open = false;
})();
