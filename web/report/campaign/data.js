// What the page shows: the trials and attempts of a campaign as rows, from inert JSON by columns.
import { rowsOf } from './rows.js';

export const data = JSON.parse(document.getElementById('data').textContent);

export const trials = rowsOf(data.trials).map(row => ({
  ...row,
  target: row.engine ? `${row.engine}/${row.delegate}${row.threads > 1 ? ` ×${row.threads}` : ''}` : null,
  // A latency to use.
  measured: row.valid === 1 && row.median_ns > 0,
}));

export const attempts = rowsOf(data.attempts);

export const anchors = rowsOf(data.anchors ?? {});

export const measured = trials.filter(t => t.measured);

/** Addresses of the devices in the order of the plan. */
export const devices = [...new Set(trials.map(t => t.device).filter(Boolean))];
