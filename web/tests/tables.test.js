import assert from 'node:assert/strict';
import { test } from 'node:test';
import { compareValues, sorted, toCsv, toMarkdown } from '../report/tables.js';

const name = { title: 'Variant', value: r => r.name };
const size = { title: 'Size', unit: 'kB', right: true, value: r => r.size };
const rows = [{ name: 'b', size: 10 }, { name: 'a', size: null }, { name: 'c', size: 9 }, { name: 'd', size: 10 }];

test('numbers are sorted by size, not by their digits', () => {
  assert.deepEqual(sorted(rows, size, 1).map(r => r.name), ['c', 'b', 'd', 'a']);
});

test('what has no value is last in both directions, and equal rows stay in their order', () => {
  assert.deepEqual(sorted(rows, size, -1).map(r => r.name), ['b', 'd', 'c', 'a']);
});

test('direction 0 is the order as listed, and the rows themselves are left alone', () => {
  assert.deepEqual(sorted(rows, size, 0), rows);
  sorted(rows, name, -1);
  assert.equal(rows[0].name, 'b');
});

test('numbers inside of texts count as numbers', () => {
  assert.ok(compareValues('layer 9', 'layer 10') < 0);
});

test('Markdown escapes what would end a cell or start markup', () => {
  const text = toMarkdown([name, size], [{ name: 'a|b\\c\n<script>', size: 1.5 }]);
  assert.equal(text, '| Variant | Size (kB) |\n| --- | ---: |\n| a\\|b\\\\c &lt;script> | 1.5 |\n');
});

test('CSV quotes, doubles quotes, ends lines as RFC 4180 says, and leaves gaps empty', () => {
  assert.equal(toCsv([name, size], [{ name: 'a "b", c', size: 2 }, { name: 'x', size: null }]),
    'Variant,Size (kB)\r\n"a ""b"", c",2\r\nx,\r\n');
});

test('CSV gives a spreadsheet no formula, and negative numbers stay numbers', () => {
  assert.equal(toCsv([name, size], [{ name: '=HYPERLINK("x")', size: -3 }]), 'Variant,Size (kB)\r\n"\'=HYPERLINK(""x"")",-3\r\n');
});
