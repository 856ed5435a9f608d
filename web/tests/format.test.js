import assert from 'node:assert/strict';
import { test } from 'node:test';
import { byteUnits, natural, preprocessing, scaleOf, single, speed, timeUnits } from '../report/format.js';
import { slackOf } from '../report/slack.js';
import { className, fateOf, fates } from '../report/classes.js';

test('a column has one unit, chosen by its smallest value', () => {
  const scale = scaleOf([250_000, 4_000_000], timeUnits);
  assert.equal(scale.unit, 'ms');
  assert.equal(scale.full(250_000), '0.250 ms');
  assert.equal(scale.format(null), '–');
});

test('a single value has three figures in its own unit', () => {
  assert.equal(natural(1_234_567, timeUnits).text + natural(1_234_567, timeUnits).unit, '1.23ms');
  assert.equal(natural(999_960, byteUnits).text, '1.00');
});

test('a float32 is written in as few digits as name it', () => {
  for (const value of [0.003921568859368563, 1 / 3, 1e-12, 16777216, 0.1])
    assert.equal(Math.fround(single(Math.fround(value))), Math.fround(value));
});

test('several inputs keep their names', () => {
  assert.equal(preprocessing({ steps: 'pixel / 255' }), 'pixel / 255');
  assert.equal(preprocessing({ ids: 'as they are', image: 'pixel / 255' }), 'ids: as they are; image: pixel / 255');
  assert.equal(preprocessing(undefined), '');
});

test('speed says which is faster', () => {
  assert.equal(speed(0.5, 'the source'), '2.00× faster than the source');
  assert.equal(speed(1.04, 'it'), '4 % slower than it');
  assert.equal(speed(1.001, 'it'), 'as fast as it');
});

test('slack says how far a value stays from its limit, and when it does not keep it', () => {
  assert.equal(slackOf(3.3, 10), '67 % below');
  assert.equal(slackOf(10.5, 10), '5 % above');
  assert.equal(slackOf(10, 10), 'at the limit');
  assert.equal(slackOf(0.939, 0.9, true), '3.9 points above');
  assert.equal(slackOf(0.88, 0.9, true), '2 points below');
  assert.equal(slackOf(null, 10), null);
  assert.equal(slackOf(undefined / 1e6, 10), null);
});

test('a sample is won, lost, wrong in another way, or unknown', () => {
  assert.equal(fateOf({ label: 3, source: 1, variant: 3 }), 'won');
  assert.equal(fateOf({ label: 3, source: 3, variant: 1 }), 'lost');
  assert.equal(fateOf({ label: 3, source: 1, variant: 2 }), 'changed');
  assert.equal(fateOf({ label: null, source: 1, variant: 2 }), 'differs');
  assert.equal(fates([{ label: 0, source: 0, variant: 1 }, { label: 0, source: 0, variant: 2 }, { label: 1, source: 0, variant: 1 }]), '2 lost, 1 won');
});

test('a class without a name has its number', () => {
  assert.equal(className(['', 'cat'], 1), 'cat');
  assert.equal(className(['', 'cat'], 0), 'class 0');
  assert.equal(className([], 7), 'class 7');
  assert.equal(className(['cat'], -1), 'none');
});
