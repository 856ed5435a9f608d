// Ranks, their correlation with its interval, and distributions. docs/statistics.md has the formulas and their sources.

/** Ranks from 1; equal values have the mean of their ranks. */
export function ranks(values) {
  const order = values.map((value, i) => [value, i]).sort((a, b) => a[0] - b[0]), result = new Array(values.length);
  for (let i = 0; i < order.length;) {
    let end = i + 1;
    while (end < order.length && order[end][0] === order[i][0]) end++;
    for (let k = i; k < end; k++) result[order[k][1]] = (i + 1 + end) / 2;
    i = end;
  }
  return result;
}

function pearson(x, y) {
  const n = x.length, mx = x.reduce((a, b) => a + b, 0) / n, my = y.reduce((a, b) => a + b, 0) / n;
  let xy = 0, xx = 0, yy = 0;
  for (let i = 0; i < n; i++) { xy += (x[i] - mx) * (y[i] - my); xx += (x[i] - mx) ** 2; yy += (y[i] - my) ** 2; }
  return xx > 0 && yy > 0 ? xy / Math.sqrt(xx * yy) : null;
}

/**
 * Spearman's rank correlation of two lists of the same length, with the 95 % interval of Bonett and Wright (2000): Fisher's z with the
 * standard error √((1 + r²/2)/(n − 3)). Null for fewer than 4 pairs, or where one list is constant.
 */
export function spearman(x, y) {
  const n = x.length;
  if (n < 4) return null;
  const r = pearson(ranks(x), ranks(y));
  if (r === null) return null;
  // The z of ±1 has no end; its interval is the point.
  if (Math.abs(r) > 1 - 1e-12) return { r: Math.sign(r), low: Math.sign(r), high: Math.sign(r), n };
  const z = Math.atanh(r), half = 1.959964 * Math.sqrt((1 + r * r / 2) / (n - 3));
  return { r, low: Math.tanh(z - half), high: Math.tanh(z + half), n };
}

/**
 * Correlation of each pair of devices over what was measured on both: the same model, variant, engine, delegate and threads. Devices that
 * share no engine, as a phone and a browser, are compared by the fastest of each model and variant.
 */
export function deviceCorrelations(trials, devices) {
  const same = new Map(devices.map(d => [d, new Map()])), fastest = new Map(devices.map(d => [d, new Map()]));
  for (const t of trials) {
    same.get(t.device)?.set(`${t.model}|${t.variant}|${t.target}`, t.median_ns);
    const least = fastest.get(t.device), key = `${t.model}|${t.variant}`;
    if (least && !(least.get(key) <= t.median_ns)) least.set(key, t.median_ns);
  }
  const common = (by, first, second) => [...by.get(first).keys()].filter(key => by.get(second).has(key));
  const pairs = [];
  for (let i = 0; i < devices.length; i++) {
    for (let k = i + 1; k < devices.length; k++) {
      const [first, second] = [devices[i], devices[k]];
      const by = common(same, first, second).length ? same : fastest, both = common(by, first, second);
      const values = device => both.map(key => by.get(device).get(key));
      pairs.push({ first, second, n: both.length, ...spearman(values(first), values(second)) });
    }
  }
  return pairs;
}

/** Points of the empirical distribution function, at most so many: value, share of the values that are not larger. */
export function ecdf(values, most = 300) {
  const sorted = [...values].sort((a, b) => a - b), n = sorted.length, count = Math.min(n, most), points = [];
  for (let i = 0; i < count; i++) {
    const rank = count === 1 ? n - 1 : Math.round(i * (n - 1) / (count - 1));
    points.push([sorted[rank], (rank + 1) / n]);
  }
  return points;
}
