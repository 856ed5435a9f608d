import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { encode, FrameReader } from '../browser/frames.js';
import { clockStepNs, difference, measure, stepsPerSample } from '../browser/measure.js';
import { read, write } from '../browser/tensors.js';
import { readTflite } from '../browser/tfliteFile.js';

// docs/worker-protocol.md has this frame, byte by byte.
const probe = Uint8Array.from(Buffer.from('190000000000000000000000747970653d70726f62650a656e67696e653d74666c6974650a', 'hex'));

test('a frame is what the protocol says', () => {
  assert.deepEqual(encode('probe', { engine: 'tflite' }), probe);
  assert.deepEqual(new FrameReader().push(probe)[0].fields, { engine: 'tflite' });
});

test('frames come out of any pieces', () => {
  const payload = Uint8Array.from({ length: 1000 }, (_, i) => i % 251);
  const bytes = [...encode('a', { text: 'x\\y\nz=1' }, payload), ...encode('b'), ...encode('c', {}, payload)];
  for (const size of [1, 7, 12, 13, 100, 5000]) {
    const reader = new FrameReader();
    const frames = [];
    for (let at = 0; at < bytes.length; at += size) frames.push(...reader.push(Uint8Array.from(bytes.slice(at, at + size))));
    assert.deepEqual(frames.map(frame => frame.type), ['a', 'b', 'c'], `pieces of ${size}`);
    assert.equal(frames[0].fields.text, 'x\\y\nz=1');
    assert.deepEqual(frames[2].payload, payload);
  }
});

test('bytes that are no frame are refused', () => {
  for (const hex of ['ffffffff0000000000000000', '00000000ffffffffffffffff', '0100000000000000000000000a', '030000000000000000000000613d62', '060000000000000000000000747970653dff'])
    assert.throws(() => new FrameReader().push(Uint8Array.from(Buffer.from(hex, 'hex'))), hex);
  assert.throws(() => new FrameReader().push(encodeTwice()), /twice/);
});

function encodeTwice() {
  const header = new TextEncoder().encode('type=a\nb=1\nb=2\n');
  return Uint8Array.from([header.length, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, ...header]);
}

test('tensors go over the wire and back', () => {
  const tensors = [{ type: 'float32', shape: [2, 1], data: Float32Array.of(1.5, -2) }, { type: 'int64', shape: [], data: BigInt64Array.of(-7n) }];
  const { fields, payload } = write(tensors, 'input');
  const texts = Object.fromEntries(Object.entries(fields).map(([name, value]) => [name, String(value)]));
  assert.deepEqual(read(texts, payload, 'input'), tensors);
  assert.throws(() => read(texts, payload.slice(1), 'input'), /too short/);
  assert.throws(() => read(texts, Uint8Array.from([...payload, 0]), 'input'), /longer/);
  assert.throws(() => read({ ...texts, 'input.0.shape': '99999999' }, payload, 'input'), /too short/);
  assert.throws(() => read({ ...texts, 'input.0.type': '__proto__' }, payload, 'input'), /element type/);
});

// A clock that goes in steps, and runs that take a given time.
function machine(runNs, stepNs) {
  let time = 0;
  let runs = 0;
  return {
    get runs() { return runs; },
    now: () => Math.floor(time / stepNs) * stepNs / 1e6,
    run: async () => { time += typeof runNs === 'function' ? runNs(runs) : runNs; runs++; },
  };
}

const limits = { warmUpMinRuns: 3, warmUpMinNs: 1e7, minRuns: 10, minNs: 1e8, maxRuns: 10_000, maxNs: 1e9 };

test('a sample is at least a hundred steps of the clock', async () => {
  for (const [runNs, stepNs] of [[5000, 5000], [50_000, 5000], [3_000_000, 5000], [20_000, 100_000], [20_000, 1_000_000]]) {
    const fake = machine(runNs, stepNs);
    const { samples, warmUp, runsPerSample } = await measure(fake.run, () => {}, limits, stepNs, fake.now);
    assert.ok(runsPerSample * runNs >= stepsPerSample * stepNs * 0.98, `${runNs}, ${stepNs}: ${runsPerSample}`);
    assert.ok(runsPerSample === 1 || runsPerSample * runNs <= 3 * stepsPerSample * stepNs, `${runNs}: no more than is needed, ${runsPerSample}`);
    assert.ok(samples.length >= 10 && warmUp.length >= 3);
    for (const sample of samples) assert.ok(Math.abs(Number(sample) - runNs) <= runNs * 0.011, `${sample} is ${runNs} within a step`);
  }
});

test('the slow first run is no sample', async () => {
  const fake = machine(i => (i === 0 ? 5e8 : 1e6), 5000);
  const { samples, warmUp } = await measure(fake.run, () => {}, limits, 5000, fake.now);
  assert.ok(Number(warmUp[0]) >= 4.9e8);
  assert.ok(samples.every(sample => Number(sample) < 1.1e6));
});

test('code that gets faster during a measurement gets longer samples', async () => {
  for (const at of [5, 40, 100]) {
    const fake = machine(i => (i < at ? 800_000 : 30_000), 5000);
    const { samples, runsPerSample } = await measure(fake.run, () => {}, limits, 5000, fake.now);
    assert.ok(runsPerSample * 30_000 >= stepsPerSample * 5000, `${at}: ${runsPerSample}`);
    for (const sample of samples) assert.ok(Math.abs(Number(sample) - 30_000) <= 600, `${at}: ${sample}`);
  }
});

test('outputs are looked at in the first, a middle and the last run', async () => {
  const fake = machine(1e6, 5000);
  const places = [];
  await measure(fake.run, place => { places.push([place, fake.runs]); }, limits, 5000, fake.now);
  assert.deepEqual(places.map(([place]) => place), ['first', 'middle', 'last']);
  assert.equal(places[0][1], 1);
  assert.equal(places[2][1], fake.runs);
  assert.ok(places[1][1] > places[0][1] && places[1][1] < places[2][1]);
  for (const wrong of ['first', 'middle', 'last']) {
    const other = machine(1e6, 5000);
    const check = place => { if (place === wrong) throw new Error(`wrong ${place}`); };
    await assert.rejects(measure(other.run, check, limits, 5000, other.now), new RegExp(`wrong ${wrong}`));
  }
});

test('outputs that change are told', () => {
  const float = (...values) => [{ type: 'float32', data: Float32Array.of(...values) }];
  assert.equal(difference(float(1, 2, NaN), float(1, 2, NaN)), null);
  assert.equal(difference(float(1000, 0.001), float(1000.001, 0.002)), null, 'another order of a sum');
  assert.match(difference(float(1, 2), float(1, 2.1)), /2\.09/);
  assert.match(difference(float(1, 2), float(1, NaN)), /NaN/);
  assert.match(difference(float(1), float(1, 2)), /elements/);
  assert.match(difference([{ type: 'int8', data: Int8Array.of(3) }], [{ type: 'int8', data: Int8Array.of(4) }]), /had 3/);
});

test('the step of a clock is its smallest', () => {
  let calls = 0;
  assert.equal(clockStepNs(() => Math.floor(calls++ / 3) * 0.1), 100_000);
});

test('a TFLite file tells its inputs, outputs and nodes', () => {
  const file = new Uint8Array(readFileSync(new URL('../../tests/data/tiny/dense.tflite', import.meta.url)));
  const { inputs, outputs, nodes } = readTflite(file);
  assert.deepEqual(inputs.map(({ type, shape }) => [type, shape]), [['float32', [1, 4]]]);
  assert.deepEqual(outputs.map(({ type, shape }) => [type, shape]), [['float32', [1, 3]]]);
  assert.ok(nodes >= 1);
});

test('a damaged TFLite file ends in an error, not in a hang', () => {
  const file = new Uint8Array(readFileSync(new URL('../../tests/data/tiny/dense.tflite', import.meta.url)));
  for (let at = 0; at < file.length; at++) {
    for (const value of [0, 255]) {
      const damaged = file.slice();
      damaged[at] = value;
      try {
        readTflite(damaged);
      } catch (error) {
        assert.ok(error instanceof RangeError, `${at}: ${error}`);
      }
    }
  }
});
