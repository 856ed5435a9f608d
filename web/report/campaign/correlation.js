// Whether devices rank the models alike.
import { section } from '../dom.js';
import { tableView } from '../tableView.js';
import { devices, measured } from './data.js';
import { deviceCorrelations } from './statistics.js';

const shown = value => value === undefined ? '–' : value.toFixed(3).replace('-', '\u2212');

export function rankCorrelation() {
  const used = devices.filter(device => measured.some(t => t.device === device));
  if (!measured.length) return null;
  if (used.length < 2)
    return section('ranks', 'Ranks across devices', 'One device has latencies. Another device may rank the models differently; a second one in the campaign would tell.');
  const rows = deviceCorrelations(measured, used);
  return section('ranks', 'Ranks across devices',
    'Spearman\u2019s rank correlation of the median latencies that both devices have: 1 where they rank the models alike. Below about 0.9, a choice on one device is not safe for the other. Devices that share no engine are compared by the fastest latency of each model.',
    tableView({
      caption: 'Rank correlation of each pair of devices', rows, columns: [
        { title: 'Device', value: r => r.first }, { title: 'and', value: r => r.second },
        { title: 'ρ', right: true, value: r => r.r ?? null, content: r => shown(r.r) },
        { title: '95 % interval', right: true, value: r => r.low ?? null, content: r => r.low === undefined ? '–' : `${shown(r.low)} to ${shown(r.high)}` },
        { title: 'In common', unit: 'trials', right: true, value: r => r.n },
      ],
    }));
}
