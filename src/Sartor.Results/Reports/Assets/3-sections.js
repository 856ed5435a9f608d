// Headline and tables.
const cell = (label, content, kind = '') => h('td', { class: kind || null, 'data-label': label }, content === null ? [] : h('div', null, content));
const swatch = index => h('span', { class: 'swatch', style: `background:var(${colourIndex(index)})` });
const section = (id, title, lead, ...content) => h('section', { id }, h('h2', null, title), lead ? h('p', { class: 'lead' }, lead) : null, ...content);

function header() {
  const source = result.source;
  const trials = `${rows.length} ${rows.length === 1 ? 'trial' : 'trials'}`;
  return h('header', null,
    h('div', { class: 'top' }, h('span', null, h('b', null, 'Sartor'), ' fit report'), h('time', { datetime: result.startedUtc }, result.startedUtc.slice(0, 16).replace('T', ' ') + ' UTC')),
    h('h1', null, source.name),
    h('div', { class: 'facts' },
      h('span', null, `${source.format}, ${millions(source.parameters)} parameters, ${millions(source.macs)} MACs`),
      h('span', null, `${result.data.name}: ${grouped(result.data.split.calibrationSamples)} calibration samples, ${grouped(result.data.split.heldOutSamples)} held out`),
      h('span', null, `${trials} on ${result.device.cpu}, ${result.protocol.threads} ${result.protocol.threads === 1 ? 'thread' : 'threads'}`)));
}

function headline() {
  const { recommendation } = result;
  const limits = constraintList(recommendation.constraints);
  const rejected = recommendation.rejected.length
    ? h('details', null, h('summary', null, recommendation.pick ? 'Why not the others?' : 'Why none?'),
      h('dl', { class: 'rejected' }, recommendation.rejected.map(r => [h('dt', null, r.candidate), h('dd', null, r.text)])))
    : null;
  if (!pickedRow)
    return h('div', { class: 'pick none', id: 'recommendation' }, h('div', { class: 'label' }, 'No recommendation'),
      h('p', { class: 'what' }, 'No variant can be recommended'), h('p', { class: 'why' }, recommendation.reason), limits, rejected);
  return h('div', { class: 'pick', id: 'recommendation' },
    h('div', { class: 'label' }, 'Recommendation'),
    h('p', { class: 'what' }, pickedRow.variant.name, h('span', null, ` on ${pickedRow.where}`)),
    h('dl', { class: 'numbers' }, headlineNumbers(pickedRow)),
    h('p', { class: 'why' }, recommendation.reason), limits, rejected);
}

function headlineNumbers(row) {
  const numbers = [];
  const add = (label, value, unit, note) => numbers.push(h('div', null, h('dt', null, label), h('dd', null, value, h('i', null, unit)), h('dd', null, note)));
  const { latency, trial, variant, verdict } = row;
  if (latency) {
    const own = natural(latency.medianNs, timeUnits);
    const end = (ns, decimals) => (ns / own.factor).toFixed(decimals);
    const decimals = end(latency.medianLowNs, own.decimals) === end(latency.medianHighNs, own.decimals) ? own.decimals + 1 : own.decimals;
    add('Median latency', own.text, own.unit, `${end(latency.medianLowNs, decimals)}–${end(latency.medianHighNs, decimals)} ${own.unit}`
      + (sourceRow && sourceRow !== row ? `, ${speed(latency.medianNs / sourceRow.latency.medianNs, 'the source')}` : ''));
  }
  const score = quality?.of(verdict);
  if (score) add(quality.name, quality.format(score.value), quality.unit, quality.interval(score) + deltaText(row, ', ', quality.isShare ? ' percentage points from the source' : ' from the source'));
  if (variant.sizeBytes) {
    const own = natural(variant.sizeBytes, byteUnits);
    add('Size', own.text, own.unit, variant.name === 'source' ? 'the original file' : sizeText(result.source.sizeBytes / variant.sizeBytes));
  }
  if (trial.peakMemoryBytes) add('Peak memory', memoryScale.format(trial.peakMemoryBytes), 'MB', 'engine and model, without the bare worker');
  return numbers;
}

const sizeText = ratio => ratio >= 1.005 ? `${times(ratio)} smaller than the source` : ratio <= 0.995 ? `${times(1 / ratio)} larger than the source` : 'as large as the source';

function deltaText({ variant, verdict }, before = '', after = '') {
  const own = quality?.of(verdict);
  if (!own?.source || variant.name === 'source') return '';
  const by = own.value - own.source.value;
  const difference = quality.isShare ? Number((by * 100).toFixed(1)) : by;
  const text = quality.isShare ? minus(difference.toFixed(1)) : small(difference);
  return before + (difference > 0 ? '+' : difference === 0 ? '±' : '') + text + after;
}

function constraintList(c) {
  const items = [];
  if (c.maxLatencyMs !== null && c.maxLatencyMs !== undefined) items.push(['median latency at most ', `${c.maxLatencyMs} ms`]);
  const given = value => value !== null && value !== undefined;
  if (given(c.maxP95Ms)) items.push(['p95 latency at most ', `${c.maxP95Ms} ms`]);
  if (c.maxSizeMb !== null && c.maxSizeMb !== undefined) items.push(['size at most ', `${c.maxSizeMb} MB`]);
  if (given(c.maxMemoryMb)) items.push(['peak memory at most ', `${c.maxMemoryMb} MB`]);
  if (c.minScore !== null && c.minScore !== undefined) items.push(['score at least ', `${percent(c.minScore)} %`]);
  if (c.maxError !== null && c.maxError !== undefined) items.push(['error at most ', small(c.maxError)]);
  if (given(c.maxDrop)) items.push(['loss against the source at most ', small(c.maxDrop)]);
  if (given(c.prefer)) items.push(['preferred: ', c.prefer]);
  if (!items.length) return h('ul', { class: 'limits' }, h('li', null, 'no constraints were given'));
  return h('ul', { class: 'limits' }, items.map(([label, value]) => h('li', null, label, h('b', null, value))));
}

/** What to ship and how it was made: all that someone else needs. */
function handover() {
  const variant = pickedRow?.variant;
  const path = variant?.file ?? null;
  const tensors = list => list.map(t => `${t.name}: ${t.elementType}${t.shape ? ` [${t.shape.join(', ')}]` : ''}`).join('; ');
  const facts = [
    ['File', path ? h('a', { href: encodeURI(path), download: '' }, path) : variant ? `the source itself, ${result.source.name}` : null],
    ['SHA-256', variant?.sha256 ? h('code', null, variant.sha256) : null],
    ['Precision', variant?.precision],
    ['Source’s inputs', variant ? tensors(result.source.inputs) : null],
    ['Source’s outputs', variant ? tensors(result.source.outputs) : null],
    ['Preprocessing', variant ? Object.values(result.data.preprocess).join('; ') : null],
    ['Command', result.command ? h('code', null, result.command.line) : null],
    ['Measured on', `${result.device.cpu}, ${result.device.os}`],
  ].filter(([, value]) => value !== null && value !== undefined && value !== '');
  return section('handover', 'Hand-over', 'What to ship, what it takes, and the command that made it. Paths are relative to this report.',
    h('dl', { class: 'pairs ship' }, facts.map(([name, value]) => [h('dt', null, name), h('dd', null, value)])));
}

function warnings() {
  const severe = result.diagnostics.filter(d => d.severity !== 'note');
  if (!severe.length) return null;
  return h('ul', { class: 'notes', id: 'warnings' }, severe.map(d => h('li', { class: d.severity }, h('b', null, d.severity === 'error' ? 'Error' : 'Warning'), d.message)));
}

function overview() {
  const byData = quality?.byData;
  const head = [['Variant'], ['Engine and delegate'], ['Median', latencyScale.unit, 1], ['p95', latencyScale.unit, 1], ['Speed', 'vs. source', 1], ['Size', sizeScale.unit, 1],
    ['Memory', 'peak MB', 1], ['Load / first run', loadScale.unit, 1]];
  if (quality) head.push([quality.short, quality.unit, 1]);
  if (byData) head.push(['Δ score', quality.isShare ? 'pp' : '', 1]);
  head.push(['Verified']);
  const body = result.variants.flatMap((variant, index) => variant.trials.length
    ? rows.filter(r => r.variant === variant).map((row, i, all) => overviewRow(row, i, all.length, byData))
    : [h('tr', { class: 'out' }, cell('Variant', variantName(variant, index), 'head span'), h('td', { class: 'wide', colspan: head.length - 1, 'data-label': variant.outcome }, h('div', null, variant.reason ?? 'not measured')))]);
  return section('overview', 'Variants and engines', 'Every variant on every engine and delegate. The small figures are 95 % intervals: those of medians come from the launches of a trial, those of scores from the samples. They cover this machine during the run, not other machines or days. Comparisons with the fastest trial use launches of the same rounds. The first inference is below the load time.',
    h('div', { class: 'scroll' }, h('table', { class: 'folds' },
      h('thead', null, h('tr', null, head.map(([name, unit, right]) => h('th', { class: right ? 'r' : null }, name, h('em', null, unit ?? '\u00a0'))))),
      h('tbody', null, body))), flagNotes());
}

/** Code of a doubt or reservation → what the first trial that has it says of it, and how many have it. */
const remarks = new Map();
for (const { trial } of rows) {
  for (const { code, message } of trial.diagnostics ?? []) remarks.set(code, { message: remarks.get(code)?.message ?? message, trials: (remarks.get(code)?.trials ?? 0) + 1 });
  for (const code of trial.latency?.flags ?? []) if (!remarks.has(code)) remarks.set(code, { message: '', trials: 1 });
}

/** What the remarks that occur mean, below the table. */
function flagNotes() {
  return remarks.size
    ? h('ul', { class: 'notes' }, [...remarks].map(([code, r]) => h('li', null, h('b', null, code), r.trials > 1 ? `in ${r.trials} trials; the first: ${r.message}` : r.message)))
    : null;
}

const variantName = (variant, index) => [swatch(index), h('span', { class: 'name' }, variant.name), h('small', null, variant.precision)];

function overviewRow(row, i, count, byData) {
  const { variant, trial, latency } = row;
  const name = cell('Variant', variantName(variant, row.index), `head span${i > 0 ? ' repeat' : ''}`);
  const flags = latency?.flags.map(f => h('span', { class: 'tag', title: remarks.get(f)?.message ?? '' }, f)) ?? [];
  if (row.front) flags.unshift(h('span', { class: 'tag accent' }, 'Pareto front'));
  if (row.picked) flags.unshift(h('span', { class: 'tag accent' }, 'recommended'));
  const aside = trial.setAside ?? [];
  const again = aside.length
    ? h('small', { title: aside.map(s => s.flags.join(', ')).join('; ') }, `repeated; earlier launches: ${aside.map(s => latencyScale.format(s.medianNs)).join(', ')} ${latencyScale.unit}`)
    : null;
  const old = trial.reusedFromUtc ? h('small', null, `measured by an earlier run, ${earlier(trial.reusedFromUtc)}`) : null;
  const nodes = h('small', { title: trial.delegation?.evidence ?? '' }, trial.delegation?.text ?? '');
  const engine = cell('Engine', [row.where, nodes, old, again, flags], 'wide');
  const classes = [i < count - 1 ? 'inner' : '', row.picked ? 'picked' : '', trial.outcome === 'measured' ? '' : 'out'].join(' ').trim();
  if (!latency)
    return h('tr', { class: classes }, name, cell('Engine', row.where, 'wide'), h('td', { class: 'wide', colspan: byData ? 9 : quality ? 8 : 7, 'data-label': trial.outcome }, h('div', null, `${trial.outcome}: ${trial.reason ?? ''}`)));
  const score = quality?.of(row.verdict);
  const ratio = sourceRow ? sourceRow.latency.medianNs / latency.medianNs : null;
  const cells = [name, engine,
    cell('Median, ' + latencyScale.unit, [latencyScale.format(latency.medianNs), h('small', null, latencyScale.interval(latency)), toFastest(trial)], 'r'),
    cell('p95, ' + latencyScale.unit, latencyScale.format(latency.p95Ns), 'r'),
    cell('Speed vs. source', ratio ? times(ratio) : '–', 'r'),
    cell('Size, ' + sizeScale.unit, sizeScale.format(variant.sizeBytes), 'r'),
    cell('Peak memory, MB', memoryScale.format(trial.peakMemoryBytes), 'r'),
    cell('Load / first run, ' + loadScale.unit, [loadScale.format(trial.loadNs), h('small', null, loadScale.format(trial.firstInferenceNs))], 'r')];
  if (quality) cells.push(cell(quality.short + (quality.unit && ', ' + quality.unit), score ? [quality.format(score.value), h('small', null, quality.ends(score))] : '–', 'r'));
  if (byData) cells.push(cell(quality.isShare ? 'Δ score, pp' : 'Δ score', deltaText(row) || '–', 'r'));
  cells.push(cell('Verified', verdictOf(row), 'wide'));
  return h('tr', { class: classes }, cells);
}

/** Latency over that of the fastest trial, by shared rounds. */
function toFastest(trial) {
  const ratio = trial.toFastest;
  if (!ratio) return null;
  const title = `compared with the fastest trial in ${ratio.rounds} shared rounds`;
  // Two lines: the column stays as narrow as its numbers.
  return [h('small', { title }, ratio.verdict === 'no-difference' ? 'no difference shown' : `${ratio.ratio.toFixed(2)}× the fastest`),
    h('small', { title }, `${ratio.low.toFixed(2)}–${ratio.high.toFixed(2)}`)];
}

function verdictOf({ variant, verdict }) {
  if (variant.name === 'source' && verdict && !verdict.parity.length) return h('span', { class: 'soft' }, 'source');
  if (!verdict) return h('span', { class: 'failed' }, 'not verified');
  return verdict.gate.passed ? verdictWord(verdict.gate) : [verdictWord(verdict.gate), h('small', null, verdict.gate.checks[0]?.text ?? '')];
}

function verification() {
  const checked = result.variants.flatMap(variant => variant.verdicts.filter(v => v.parity.length || !v.gate.passed).map(v => ({ variant, v })));
  if (!checked.length) return null;
  const value = (kind, v) => kind === 'share' ? `${percent(v.value)} %` : small(v.value);
  const counts = (v, n) => v.correct === null || v.correct === undefined ? `${n} samples` : `${v.correct} of ${n}`;
  const scores = v => v.scores.length ? v.scores.map(s => h('div', null, `${s.title} ${value(s.kind, s.variant)}`,
    h('small', null, counts(s.variant, s.samples) + (s.source ? `, source ${value(s.kind, s.source)}` : '')))) : '–';
  const nothing = [{ set: '–', samples: 0, maxAbsError: null, maxRelError: null, cosine: null }];
  const body = checked.flatMap(({ variant, v }) => {
    const on = `${v.target.engine}/${v.target.delegate}`, sets = v.parity.length ? v.parity : nothing;
    return sets.map((p, i) => h('tr', { class: i < sets.length - 1 ? 'inner' : null },
      cell('Variant', [swatch(result.variants.indexOf(variant)), h('span', { class: 'name' }, variant.name), h('small', null, on)], `head span${i > 0 ? ' repeat' : ''}`),
      cell('Inputs', [p.set, h('small', null, `${p.samples} samples`)], 'wide'),
      cell('Largest error, absolute', small(p.maxAbsError), 'r'), cell('Largest error, relative', small(p.maxRelError), 'r'),
      cell('Smallest cosine, then mean', p.cosine === null ? 'not finite' : [p.cosine.toFixed(6), p.meanCosine == null ? null : h('small', null, p.meanCosine.toFixed(6))], 'r'),
      cell('Scores', i === 0 ? scores(v) : null, 'wide'),
      cell('Checks', i === 0 ? [verdictWord(v.gate), v.gate.checks.map(c => h('small', null, c.text)), madeEarlier(v)] : null, 'span wide')));
  });
  return section('verification', 'Verification', 'Each variant on each engine and delegate, compared with the source on the same inputs. Held-out samples were not used for calibration. A variant that fails a check is never recommended.',
    h('div', { class: 'scroll' }, h('table', { class: 'folds' },
      h('thead', null, h('tr', null, [['Variant'], ['Inputs'], ['Largest error', 'absolute', 1], ['Largest error', 'relative', 1], ['Cosine', 'smallest, mean', 1], ['Scores'], ['Checks']].map(([name, unit, right]) => h('th', { class: right ? 'r' : null }, name, h('em', null, unit ?? '\u00a0'))))),
      h('tbody', null, body))));
}

const madeEarlier = verdict => verdict.reusedFromUtc ? h('small', null, `by an earlier run, ${earlier(verdict.reusedFromUtc)}`) : null;

const verdictWord = gate => gate.passed ? h('span', { class: 'passed' }, '✓ passed') : h('span', { class: 'failed' }, '✗ failed');

/** What delegates, compilers and execution providers would take, by their documentation: a table for each format. */
function placements() {
  const placed = result.variants.filter(v => v.placements?.length);
  if (!placed.length) return null;
  return section('placement', 'What other targets would take', 'From tables of what delegates, compilers and execution providers document. Nothing here was run or measured, and a device may still refuse a node. The small figures are the partitions: each border between a partition and the processor costs a transfer.',
    [...new Set(placed.map(v => v.format))].map(format => placementTable(format, placed.filter(v => v.format === format))), placementReasons(placed));
}

function placementTable(format, variants) {
  const targets = variants[0].placements;
  return h('div', { class: 'scroll' }, h('table', { class: 'folds placed' },
    h('thead', null, h('tr', null, h('th', null, 'Variant', h('em', null, format)), targets.map(t => h('th', { title: t.title }, t.target, h('em', null, '\u00a0'))))),
    h('tbody', null, variants.map(v => h('tr', null, cell('Variant', variantName(v, result.variants.indexOf(v)), 'head span'),
      v.placements.map(p => cell(p.target, placementCell(p))))))));
}

function placementCell(p) {
  const left = p.operators - p.taken, parts = h('small', null, `${p.partitions} ${p.partitions === 1 ? 'partition' : 'partitions'}`);
  if (!left) return [`all ${p.operators}`, parts];
  return p.taken ? [`${p.taken} of ${p.operators}`, parts] : h('span', { class: 'soft' }, `none of ${p.operators}`);
}

/** Why operators stay on the processor: reasons that differ in the name of the operator alone are one, and each names its variants. */
function placementReasons(variants) {
  const found = new Map();
  for (const v of variants) for (const p of v.placements) for (const r of p.reasons) {
    const key = `${p.target} ${r.reason.replaceAll(r.operator, '')}`;
    if (!found.has(key)) found.set(key, { ...r, target: p.target, others: new Set(), where: new Set() });
    const entry = found.get(key);
    if (r.operator !== entry.operator) entry.others.add(r.operator);
    entry.where.add(v.name);
  }
  // A source and its variants have targets of their own; each target's reasons come together.
  const sources = new Map(variants.flatMap(v => v.placements.map(p => [p.target, p.source])));
  return h('details', null, h('summary', null, 'What stays on the processor, why, and where the tables come from'),
    h('dl', { class: 'rejected' },
      [...sources.keys()].flatMap(target => [...found.values()].filter(r => r.target === target)).map(r => [h('dt', null, r.target), h('dd', null,
        `${r.operator}: ${r.reason}. To do: ${r.advice}. ${r.others.size ? `The same holds for ${[...r.others].join(', ')}. ` : ''}In ${[...r.where].join(', ')}.`)]),
      [...sources].map(([target, source]) => [h('dt', null, `${target}: table`), h('dd', null, source)])));
}

function method() {
  const { device, protocol, data: use, source } = result;
  const pairs = (title, entries, ...more) => h('div', null, h('h3', null, title),
    h('dl', { class: 'pairs' }, entries.filter(([, value]) => value !== null && value !== undefined && value !== '').map(([name, value]) => [h('dt', null, name), h('dd', null, value)])), ...more);
  const tensors = list => list.map(t => `${t.name}: ${t.elementType}${t.shape ? ` [${t.shape.join(', ')}]` : ''}`).join('; ');
  const versions = [...new Set(rows.map(r => `${r.trial.engine} ${r.trial.engineVersion}`))].join(', ');
  const reused = [
    ...result.variants.map(v => [`${v.name}: file`, v.conversion?.reusedFromUtc]),
    ...result.variants.map(v => [`${v.name}: calibration`, v.conversion?.calibrationReusedFromUtc]),
    ['source’s answers', result.sourceReusedFromUtc],
  ].filter(([, utc]) => utc).map(([name, utc]) => [name, earlier(utc)]);
  return section('method', 'How it was measured', 'Protocol, device, data and source model of this run.',
    h('div', { class: 'cards' },
      pairs('Latency', [
        ['Launches', protocol.minRounds
          ? `${protocol.minRounds === protocol.maxRounds ? '' : `${protocol.minRounds} to `}${protocol.maxRounds} per trial, interleaved, until the interval is within ±${percent(protocol.targetHalfWidth, 1)} %` : null],
        ['Warm-up', `at least ${protocol.warmupRuns} inferences and ${protocol.warmupSeconds} s, excluded from all statistics`], ['Counted', `at least ${protocol.minRuns} inferences and ${protocol.minSeconds} s` + (protocol.maxRuns ? `, at most ${grouped(protocol.maxRuns)} inferences or ${protocol.maxSeconds} s` : '')],
        ['Threads', protocol.threads], ['Clock', protocol.clock], ['Engines', versions], ['Isolation', 'each launch in a new worker process']]),
      pairs('Device', [['Address', device.address], ['Processor', device.cpu], ['Features', device.cpuFeatures.join(', ')], ['Cores', device.cores],
        ['Memory', device.memoryBytes ? `${(device.memoryBytes / 1e9).toFixed(1)} GB` : null], ['System', device.os], ['Kernel', `${device.kernel}, ${device.architecture}`]]),
      pairs('Data', [['Data set', use.name], ['Samples', `${grouped(use.samples)}, ${use.labelled === use.samples ? 'all labelled' : `${grouped(use.labelled)} labelled`}`],
        ['Split', `${grouped(use.split.calibrationSamples)} calibration samples, ${grouped(use.split.heldOutSamples)} held out, no overlap; seed ${use.split.seed}`],
        ...Object.entries(use.preprocess)], use.assumptions.length ? h('ul', null, use.assumptions.map(a => h('li', null, a))) : null),
      pairs('Source model', [['Format', `${source.format}, ${source.formatVersion}`], ['Producer', source.producer],
        ['Opset', Object.entries(source.opsets).map(([domain, version]) => `${domain || 'ai.onnx'} ${version}`).join(', ')], ['Inputs', tensors(source.inputs)], ['Outputs', tensors(source.outputs)],
        ['Parameters', grouped(source.parameters)], ['MACs', grouped(source.macs)], ['FLOPs', source.flops === null ? null : `${grouped(source.flops)} (2 · MACs)`],
        ['Size', sizeScale.full(source.sizeBytes)], ['SHA-256', h('code', null, source.sha256)], ['Fingerprint', h('code', null, source.fingerprint)]])),
    reused.length
      ? h('details', null, h('summary', null, 'What earlier runs made'),
        h('dl', { class: 'pairs' }, reused.map(([name, when]) => [h('dt', null, name), h('dd', null, when)])))
      : null,
    notes());
}

function notes() {
  const own = result.diagnostics.filter(d => d.severity === 'note').map(d => ({ ...d, from: null }));
  const made = result.variants.flatMap(v => (v.conversion?.diagnostics ?? []).map(d => ({ ...d, from: v.name })));
  const all = [...own, ...made];
  if (!all.length) return null;
  return h('details', null, h('summary', null, `${all.length} ${all.length === 1 ? 'note' : 'notes'} from the reader and the converter`),
    h('ul', { class: 'notes' }, all.map(d => h('li', { class: d.severity }, d.from ? h('b', null, d.from) : null, d.message))));
}

const footer = () => h('footer', null,
  `Made by Sartor ${result.sartorVersion} in ${result.elapsedSeconds.toFixed(0)} s. This file contains everything on this page. result.json and samples.csv beside it have all samples; trials.csv has one row per trial.`);
