// How it was measured.
import { result } from '../data.js';
import { foldedSection, h, pairs } from '../dom.js';
import { grouped, percent } from '../format.js';
import { earlier, rows, sizeScale } from '../model.js';

export function method() {
  const { device, protocol, data: use, source } = result;
  const card = (title, entries, ...more) => h('div', null, h('h3', null, title), pairs(entries), ...more);
  const tensors = list => list.map(t => `${t.name}: ${t.elementType}${t.shape ? ` [${t.shape.join(', ')}]` : ''}`).join('; ');
  const versions = [...new Set(rows.map(r => `${r.trial.engine} ${r.trial.engineVersion}`))].join(', ');
  const reused = [
    ...result.variants.map(v => [`${v.name}: file`, v.conversion?.reusedFromUtc]),
    ...result.variants.map(v => [`${v.name}: calibration`, v.conversion?.calibrationReusedFromUtc]),
    ['source’s answers', result.sourceReusedFromUtc],
  ].filter(([, utc]) => utc).map(([name, utc]) => [name, earlier(utc)]);
  return foldedSection('method', 'How it was measured', 'Protocol, device, data and source model of this run.',
    h('div', { class: 'cards' },
      card('Latency', [
        ['Launches', protocol.minRounds
          ? `${protocol.minRounds === protocol.maxRounds ? '' : `${protocol.minRounds} to `}${protocol.maxRounds} per trial, interleaved, until the interval is within ±${percent(protocol.targetHalfWidth, 1)} %` : null],
        ['Warm-up', `at least ${protocol.warmupRuns} inferences and ${protocol.warmupSeconds} s, excluded from all statistics`], ['Counted', `at least ${protocol.minRuns} inferences and ${protocol.minSeconds} s` + (protocol.maxRuns ? `, at most ${grouped(protocol.maxRuns)} inferences or ${protocol.maxSeconds} s` : '')],
        ['Threads', protocol.threads], ['Clock', protocol.clock], ['Engines', versions], ['Isolation', 'each launch in a new worker process']]),
      card('Device', [['Address', device.address], ['Processor', device.cpu], ['Features', device.cpuFeatures.join(', ')], ['Cores', device.cores],
        ['Memory', device.memoryBytes ? `${(device.memoryBytes / 1e9).toFixed(1)} GB` : null], ['System', device.os], ['Kernel', `${device.kernel}, ${device.architecture}`]]),
      card('Data', [['Data set', use.name], ['Samples', `${grouped(use.samples)}, ${use.labelled === use.samples ? 'all labelled' : `${grouped(use.labelled)} labelled`}`],
        ['Split', `${grouped(use.split.calibrationSamples)} calibration samples, ${grouped(use.split.heldOutSamples)} held out, no overlap; seed ${use.split.seed}`],
        ...Object.entries(use.preprocess).map(([name, text]) => [name === 'steps' ? 'Preprocessing' : `Preprocessing of ${name}`, text])], use.assumptions.length ? h('ul', null, use.assumptions.map(a => h('li', null, a))) : null),
      card('Source model', [['Format', `${source.format}, ${source.formatVersion}`], ['Producer', source.producer],
        ['Opset', Object.entries(source.opsets).map(([domain, version]) => `${domain || 'ai.onnx'} ${version}`).join(', ')], ['Inputs', tensors(source.inputs)], ['Outputs', tensors(source.outputs)],
        ['Parameters', grouped(source.parameters)], ['MACs', grouped(source.macs)], ['FLOPs', source.flops === null ? null : `${grouped(source.flops)} (2 · MACs)`],
        ['Size', sizeScale.full(source.sizeBytes)], ['SHA-256', h('code', null, source.sha256)], ['Fingerprint', h('code', null, source.fingerprint)]])),
    reused.length
      ? h('details', null, h('summary', null, 'What earlier runs made'),
        pairs(reused))
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
