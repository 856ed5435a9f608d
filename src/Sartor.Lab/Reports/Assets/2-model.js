// What the tables and plots have in common: one row a trial, units, colours, symbols.
const keyOf = (variant, trial) => `${variant.name}|${trial.engine}|${trial.delegate}`;
const keyText = key => `${key.variant}|${key.engine}|${key.delegate}`;
const front = new Set(result.pareto.map(keyText));
const picked = result.recommendation.pick ? keyText(result.recommendation.pick) : null;

const rows = result.variants.flatMap((variant, index) => variant.trials.map(trial => {
  const key = keyOf(variant, trial);
  return {
    variant, trial, key, index, latency: trial.latency ?? null, plot: data.plots[trial.id] ?? null,
    where: `${trial.engine} ${trial.delegate}`, name: `${variant.name}, ${trial.engine} ${trial.delegate}`,
    passed: variant.verification ? variant.verification.gate.passed : null, front: front.has(key), picked: key === picked,
  };
}));
const measured = rows.filter(r => r.trial.outcome === 'measured' && r.latency);
const reference = measured.find(r => r.variant.name === 'source') ?? null;
const pickedRow = rows.find(r => r.picked) ?? null;

const latencyScale = scaleOf(measured.map(r => r.latency.medianNs), timeUnits);
const loadScale = scaleOf(rows.map(r => r.trial.loadNs), [[1e6, 'ms'], [1e3, 'µs']]);
const sizeScale = scaleOf(result.variants.map(v => v.sizeBytes), byteUnits);
const memoryScale = scaleOf(rows.map(r => r.trial.peakMemoryBytes), [[1e6, 'MB']]);
memoryScale.format = value => value === null || value === undefined ? '–' : (value / 1e6).toFixed(1);

const colourIndex = index => `--v${index % 8}`;
const runs = [...new Set(rows.map(r => r.where))];
const symbols = ['circle', 'diamond', 'rect', 'triangle', 'pin', 'arrow'];
const symbolOf = where => symbols[runs.indexOf(where) % symbols.length];

/** What the vertical axis of the trade-off shows: accuracy, else agreement with the source. */
const quality = result.variants.some(v => v.verification?.accuracy)
  ? { name: 'Top-1 accuracy', short: 'accuracy', of: v => v.verification?.accuracy ?? null }
  : result.variants.some(v => v.verification?.top1Agreement)
    ? { name: 'Top-1 agreement with the source', short: 'agreement', of: v => v.verification?.top1Agreement ?? null }
    : null;
