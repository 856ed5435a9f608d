// Units of the page.
import { byteUnits, scaleOf, timeUnits } from '../format.js';
import { measured, trials } from './data.js';

const middle = values => { const s = values.filter(v => v > 0).sort((a, b) => a - b); return s.length ? [s[Math.floor(s.length / 2)]] : []; };

/** The unit of the median trial: thousands of networks differ by more than any unit holds. */
export const latencyScale = scaleOf(middle(measured.map(t => t.median_ns)), timeUnits);

export const memoryScale = scaleOf(middle(trials.map(t => t.peak_memory_bytes)), [[1e6, 'MB']]);

export const energyScale = scaleOf(middle(trials.map(t => t.energy_per_inference_j)), [[1, 'J'], [1e-3, 'mJ'], [1e-6, 'µJ']]);

export const macsScale = scaleOf(middle(trials.map(t => t.macs)), [[1e9, 'billions'], [1e6, 'millions'], [1e3, 'thousands'], [1, '']]);

export const sizeScale = scaleOf(middle(trials.map(t => t.size_bytes)), byteUnits);
