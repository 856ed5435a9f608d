import assert from 'node:assert/strict';
import { test } from 'node:test';
import { byTime, causeOf, causes, filtered, percentOf, rowsOf, seriesOf } from '../report/campaign/rows.js';
import { deviceCorrelations, ecdf, ranks, spearman } from '../report/campaign/statistics.js';

const near = (value, wanted) => assert.ok(Math.abs(value - wanted) < 1e-6, `${value} is not ${wanted}`);

test('columns become rows; texts by place, gaps stay null', () => {
  assert.deepEqual(rowsOf({ model: { texts: ['a', 'b'], cells: [1, 0, 1, null] }, ns: { texts: [], cells: [3, null, 0, 1] } }),
    [{ model: 'b', ns: 3 }, { model: 'a', ns: null }, { model: 'b', ns: 0 }, { model: null, ns: 1 }]);
});

test('equal values share the mean of their ranks', () => {
  assert.deepEqual(ranks([10, 20, 10, 5]), [2.5, 4, 2.5, 1]);
});

test('without ties the correlation is 1 - 6 Σd² / (n(n² - 1))', () => {
  // Hours of television against IQ: the worked example of textbooks, Σd² = 194.
  const iq = [106, 100, 86, 101, 99, 103, 97, 113, 112, 110], hours = [7, 27, 2, 50, 28, 29, 20, 12, 6, 17];
  near(spearman(iq, hours).r, 1 - 6 * 194 / (10 * 99));
});

test('the interval is that of Bonett and Wright', () => {
  const iq = [106, 100, 86, 101, 99, 103, 97, 113, 112, 110], hours = [7, 27, 2, 50, 28, 29, 20, 12, 6, 17];
  const { r, low, high, n } = spearman(iq, hours);
  assert.equal(n, 10);
  // By hand: z = -0.177602, standard error = 0.380872.
  near(Math.atanh(r), -0.17760164);
  near(low, -0.72783003);
  near(high, 0.51454667);
});

test('the same order is 1, the reverse -1, and a constant or three values nothing', () => {
  assert.equal(spearman([1, 2, 3, 40], [10, 20, 300, 301]).r, 1);
  assert.equal(spearman([1, 2, 3, 4], [4, 3, 2, 1]).r, -1);
  assert.equal(spearman([1, 2, 3, 4], [5, 5, 5, 5]), null);
  assert.equal(spearman([1, 2, 3], [1, 2, 3]), null);
});

test('devices are compared over what both measured', () => {
  const of = (device, list) => list.map(([model, median_ns]) => ({ device, model, variant: 'v', target: 't', median_ns }));
  const [pair] = deviceCorrelations([
    ...of('a', [['1', 1], ['2', 2], ['3', 3], ['4', 4], ['5', 0]]), ...of('b', [['1', 9], ['2', 8], ['3', 7], ['4', 6], ['6', 1]])], ['a', 'b']);
  assert.deepEqual([pair.n, pair.r], [4, -1]);
});

test('devices without a common engine are compared by the fastest of each model', () => {
  const on = (device, target, values) => values.map((median_ns, i) => ({ device, target, model: `${i}`, variant: 'v', median_ns }));
  const [pair] = deviceCorrelations([
    ...on('phone', 'a/cpu', [1, 2, 3, 4, 5]), ...on('phone', 'a/gpu', [9, 9, 9, 9, 9]),
    ...on('page', 'b/slow', [50, 40, 90, 90, 90]), ...on('page', 'b/fast', [90, 90, 30, 20, 10])], ['phone', 'page']);
  assert.deepEqual([pair.n, pair.r], [5, -1]);
});

test('a distribution function ends at one, with few points of many', () => {
  assert.deepEqual(ecdf([3, 1, 2, 2]), [[1, 0.25], [2, 0.5], [2, 0.75], [3, 1]]);
  const points = ecdf(Array.from({ length: 5000 }, (_, i) => i), 100);
  assert.equal(points.length, 100);
  assert.deepEqual(points.at(-1), [4999, 1]);
});

test('reasons that differ in names and numbers are one cause', () => {
  assert.equal(causeOf("models/a.onnx: node 'x1' has operator NonZero, 3 of 4"), causeOf("/m/c d.onnx: node 'y' has operator NonZero, 12 of 9").replace('… …', '…'));
  const found = causes([
    { ending: 'refused', reason: "a.onnx: node 'x' is wrong", device: null }, { ending: 'refused', reason: "b.onnx: node 'y' is wrong", device: 'p' },
    { ending: 'invalid', reason: 'noisy: 12 %', device: 'p' }, { ending: 'skipped', reason: 'x' }, { ending: 'succeeded', reason: null }]);
  assert.deepEqual(found.map(f => [f.ending, f.count]), [['refused', 2], ['invalid', 1]]);
});

test('every attempt is in one stretch of time', () => {
  const attempts = Array.from({ length: 500 }, (_, i) => ({ started: i * 1e4, ended: i * 1e4 + 9e3, ending: i % 5 ? 'succeeded' : 'transient' }));
  const { bins } = byTime(attempts, 40);
  assert.ok(bins.length >= 40 && bins.length <= 41);
  assert.equal(bins.reduce((sum, b) => sum + b.succeeded, 0), 400);
  assert.equal(bins.reduce((sum, b) => sum + b.other, 0), 100);
  assert.deepEqual(byTime([]), { step: 0, bins: [] });
});

test('rows are found by words and by fields', () => {
  const rows = [{ model: 'A.onnx', device: 'host', ending: 'succeeded' }, { model: 'b.onnx', device: 'phone', ending: 'refused', reason: 'NonZero' }];
  assert.deepEqual(filtered(rows, ' nonzero B ', { ending: '' }), [rows[1]]);
  assert.deepEqual(filtered(rows, '', { ending: 'succeeded', device: '' }), [rows[0]]);
  assert.deepEqual(filtered(rows, 'a.onnx phone', {}), []);
});

test('anchors are a series for each device and target, in the order of time', () => {
  const at = (device, target, started, ratio) => ({ device, target, started, ratio, low: ratio - 0.01, high: ratio + 0.01 });
  assert.deepEqual(
    seriesOf([at('a', 'x', 20, 2), at('b', 'x', 5, 1), at('a', 'x', 10, 1), at('a', 'y', 1, 3)]).map(s => [s.name, s.points.map(p => [p[0], p[1]])]),
    [['a x', [[10, 1], [20, 2]]], ['b x', [[5, 1]]], ['a y', [[1, 3]]]]);
  assert.deepEqual([1, 1.1234, 0.9996].map(percentOf), ['100 %', '112.3 %', '100 %']);
});
