// What the tables and plots have in common: one row a trial, units, colours, symbols.
import { data, result } from './data.js';
import { byteUnits, capital, minus, percent, scaleOf, small, timeUnits } from './format.js';

const keyOf = (variant, trial) => `${variant.name}|${trial.engine}|${trial.delegate}`;

const keyText = key => `${key.variant}|${key.engine}|${key.delegate}`;

export const front = new Set(result.pareto.map(keyText));

export const picked = result.recommendation.pick ? keyText(result.recommendation.pick) : null;

export const rows = result.variants.flatMap((variant, index) => variant.trials.map(trial => {
  const key = keyOf(variant, trial);
  const verdict = variant.verdicts.find(v => v.target.engine === trial.engine && v.target.delegate === trial.delegate) ?? null;
  return {
    variant, trial, verdict, key, index, latency: trial.latency ?? null, plot: data.plots[trial.id] ?? null,
    where: `${trial.engine}/${trial.delegate}`, name: `${variant.name}, ${trial.engine}/${trial.delegate}`,
    passed: verdict ? verdict.gate.passed : null, front: front.has(key), picked: key === picked,
  };
}));

/** Minutes of a time in UTC, for what an earlier run did; null for null. */
export const earlier = utc => utc ? `${utc.slice(0, 16).replace('T', ' ')} UTC` : null;

export const measured = rows.filter(r => r.trial.outcome === 'measured' && r.latency?.medianNs > 0 && r.plot);

/** Engines with delegates that the reader does not want to see in plots and tables. */
export const hidden = new Set();

/** Those that are to be seen; all where none is left. */
export function visible(list) {
  const left = list.filter(row => !hidden.has(row.where));
  return left.length ? left : list;
}

export const sourceRow = measured.find(r => r.variant.name === 'source') ?? null;

export const pickedRow = rows.find(r => r.picked) ?? null;

export const latencyScale = scaleOf(measured.map(r => r.latency.medianNs), timeUnits);

// An interval that is narrower than the last digit gets one more.
latencyScale.interval = l => {
  const [low, high] = [latencyScale.format(l.medianLowNs), latencyScale.format(l.medianHighNs)];
  const finer = value => (value / latencyScale.factor).toFixed(latencyScale.decimals + 1);
  return low === high ? `${finer(l.medianLowNs)}–${finer(l.medianHighNs)}` : `${low}–${high}`;
};

export const loadScale = scaleOf(rows.flatMap(r => [r.trial.loadNs, r.trial.firstInferenceNs]), [[1e6, 'ms'], [1e3, 'µs']]);

export const sizeScale = scaleOf(result.variants.map(v => v.sizeBytes), byteUnits);

export const memoryScale = scaleOf(rows.map(r => r.trial.peakMemoryBytes), [[1e6, 'MB']]);

loadScale.format = value => value === null || value === undefined ? '–' : (value / loadScale.factor).toFixed(Math.min(loadScale.decimals, 2));

memoryScale.format = value => value === null || value === undefined ? '–' : (value / 1e6).toFixed(1);

export const runs = [...new Set(rows.map(r => r.where))];

const symbols = ['circle', 'diamond', 'rect', 'triangle', 'pin', 'arrow'];

export const symbolOf = where => symbols[runs.indexOf(where) % symbols.length];

/** What the vertical axis of the trade-off shows: the score that decides, which is the first by the data, else the first by the source's answers. */
export const first = truth => result.variants.flatMap(v => v.verdicts).flatMap(d => d.scores).find(s => s.truth === truth) ?? null;

export const quality = qualityOf(first('data') ?? first('source'));

function qualityOf(score) {
  if (!score) return null;
  const { name, truth, kind } = score, isShare = kind === 'share', byData = truth === 'data';
  const format = value => value === null || value === undefined ? '–' : isShare ? percent(value) : small(value);
  return {
    name: capital(score.title || score.name), isShare, byData, unit: isShare ? '%' : '', format,
    short: byData ? (isShare ? 'Accuracy' : 'Error') : 'Agreement',
    full: value => format(value) + (isShare ? ' %' : ''),
    number: value => value === null || value === undefined ? null : isShare ? Number((value * 100).toFixed(2)) : value,
    // Ends of the interval, or of nothing where a single sample has none.
    of: verdict => {
      const found = verdict?.scores.find(s => s.name === name && s.truth === truth);
      return found ? { ...found.variant, low: found.variant.low ?? found.variant.value, high: found.variant.high ?? found.variant.value, n: found.samples, source: found.source } : null;
    },
    ends: q => `${format(q.low)}–${format(q.high)}`,
    interval: q => `${format(q.low)}–${format(q.high)}` + (isShare ? ' %' : ''),
    goodness: q => isShare ? q.value : -q.value,
    axis: capital(score.title || score.name) + (isShare ? ', %' : ''),
    // The range of a plot: what may ship with some room; what is far worse would press all others together.
    range: (lows, highs, room) => {
      const low = Math.min(...lows), high = Math.max(...highs), pad = Math.max(isShare ? 0.004 : high * 0.02 || 1e-9, (high - low) * room);
      return [Math.max(0, low - pad), isShare ? Math.min(1, high + pad) : high + pad];
    },
    isShown: (q, low, high) => isShare ? q.value >= low : q.value <= high,
  };
}

export const goodnessOf = verdict => quality?.of(verdict) ? quality.goodness(quality.of(verdict)) : 0;

/** The verdict that speaks for a variant as a whole: one that failed, then the one with the lowest score. */
export const worstOf = variant => [...variant.verdicts].sort((a, b) => a.gate.passed - b.gate.passed || goodnessOf(a) - goodnessOf(b))[0] ?? null;

/** How far a variant's score lies from its source's: percentage points, or the unit of an error; null where there is nothing to compare. */
export function deltaOf({ variant, verdict }) {
  const own = quality?.of(verdict);
  if (!own?.source || variant.name === 'source') return null;
  const by = own.value - own.source.value;
  return quality.isShare ? Number((by * 100).toFixed(1)) : by;
}

export function deltaText(row, before = '', after = '') {
  const difference = deltaOf(row);
  if (difference === null) return '';
  const text = quality.isShare ? minus(difference.toFixed(1)) : small(difference);
  return before + (difference > 0 ? '+' : difference === 0 ? '±' : '') + text + after;
}
