// The tooltip of a trial.
import { esc } from '../dom.js';
import { latencyScale, quality, sizeScale } from '../model.js';

export function tip(row) {
  const q = quality?.of(row.verdict), { latency: l } = row;
  return `<b>${esc(row.variant.name)}</b> on ${esc(row.where)}<br>median ${latencyScale.full(l.medianNs)} (${latencyScale.format(l.medianLowNs)}–${latencyScale.format(l.medianHighNs)}), p95 ${latencyScale.format(l.p95Ns)}`
    + (q ? `<br>${quality.short.toLowerCase()} ${quality.full(q.value)} (${quality.interval(q)})` : '') + `<br>${sizeScale.full(row.variant.sizeBytes)}`
    + (row.passed === false ? `<br>failed: ${esc(row.verdict.gate.checks[0]?.text ?? '')}` : '');
}
