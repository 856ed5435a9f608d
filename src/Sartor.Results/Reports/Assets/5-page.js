// Puts the page together, draws, and draws again when theme, width or medium change.
const page = document.getElementById('page');
page.replaceChildren(...[
  header(), headline(), warnings(), handover(), overview(), tradeOff(), distributions(),
  h('div', { class: 'two' }, [accuracies(), sizes()]), runsOverTime(), verification(), placements(), method(), footer(),
].filter(Boolean));

function draw() {
  const t = theme();
  for (const entry of charts) {
    entry.chart?.dispose();
    entry.chart = echarts.init(entry.element, null, { renderer: 'svg' });
    entry.chart.setOption(entry.option(t));
  }
  document.documentElement.dataset.drawn = charts.length;
}

draw();
let width = document.documentElement.clientWidth, waiting = 0;
addEventListener('resize', () => {
  if (document.documentElement.clientWidth === width) return;
  width = document.documentElement.clientWidth;
  cancelAnimationFrame(waiting);
  waiting = requestAnimationFrame(draw);
});
matchMedia('(prefers-color-scheme: dark)').addEventListener('change', draw);
matchMedia('print').addEventListener('change', draw);
addEventListener('beforeprint', () => document.querySelectorAll('details').forEach(d => { d.open = true; }));
