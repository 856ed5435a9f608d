import assert from 'node:assert/strict';
import { test } from 'node:test';
import { nodeRows } from '../report/layers.js';

const pair = (variant, sqnrDb) => ({ variant, source: `s.${variant}`, shape: [1, 2], spreadError: 0.1, sqnrDb });
const layers = { layers: [pair('a', 40), pair('c', 20)] };
const profile = { steps: [
  { kernel: 'TfLiteXNNPackDelegate', delegate: 'xnnpack', medianNs: 3000, nodes: [{ kernel: 'CONV_2D', output: 'a' }, { kernel: 'ADD', output: 'b' }] },
  { kernel: 'SOFTMAX', delegate: null, medianNs: 1000, nodes: [{ kernel: 'SOFTMAX', output: 'c' }] },
] };

test('each node is one row; a step of several nodes has its time once', () => {
  const rows = nodeRows(profile, layers);
  assert.deepEqual(rows.map(r => [r.number, r.kernel, r.output, r.delegate, r.timeNs, r.share]), [
    [1, 'CONV_2D', 'a', 'xnnpack', 3000, 0.75], [2, 'ADD', 'b', 'xnnpack', null, null], [3, 'SOFTMAX', 'c', null, 1000, 0.25]]);
  assert.deepEqual(rows.map(r => [r.step, r.nodes]), [[1, 2], [1, 2], [2, 1]]);
});

test('errors are joined by the name of the result; what was not compared has none', () => {
  assert.deepEqual(nodeRows(profile, layers).map(r => [r.compared, r.sqnrDb]), [[true, 40], [false, null], [true, 20]]);
});

test('without a profile the compared tensors are the rows, without times', () => {
  assert.deepEqual(nodeRows(null, layers).map(r => [r.number, r.output, r.timeNs]), [[1, 'a', null], [2, 'c', null]]);
  assert.deepEqual(nodeRows(null, null), []);
});
