import assert from 'node:assert/strict';
import { test } from 'node:test';
import { snippets } from '../report/snippets.js';

const tensor = (name, elementType, shape, scale = null, zeroPoint = null) => ({ name, elementType, shape, scale, zeroPoint, permutation: null, sourceShape: shape });
const result = { source: { name: 'm.onnx' }, protocol: { threads: 4 }, data: { preprocess: { steps: 'pixel / 255' } } };
const variant = (format, inputs, outputs) => ({ format, file: `variants/m.int8.${format}`, inputs, outputs });
const int8 = variant('tflite', [tensor('x', 'int8', [1, 3], 0.5, -3), tensor('mask', 'int32', [1])], [tensor('y', 'uint8', [1, 2], 0.25, 7)]);

test('there is code in four languages for both formats, and none for a result that does not say what its file takes', () => {
  const languages = ['Python', 'Kotlin', 'Swift', 'C#'];
  assert.deepEqual(snippets(int8, { delegate: 'xnnpack' }, result).map(s => s.language), languages);
  assert.deepEqual(snippets(variant('onnx', [tensor('x', 'float32', [1])], [tensor('y', 'float32', [1])]), { delegate: 'cpu' }, result).map(s => s.language), languages);
  assert.deepEqual(snippets({ format: 'tflite', file: 'f' }, { delegate: 'none' }, result), []);
  assert.deepEqual(snippets({ ...int8, format: 'other' }, { delegate: 'none' }, result), []);
});

test('scale, zero point, threads and delegate are those of the file and the trial', () => {
  for (const { language, text } of snippets(int8, { delegate: 'xnnpack' }, result)) {
    assert.match(text, /0\.5/, language);
    assert.match(text, /- 3/, language);
    assert.match(text, /- 7\)/, language);
    assert.match(text, /\b4\b/, language);
    assert.match(text, /m\.int8/, language);
    assert.match(text, /pixel \/ 255/, language);
  }
  const kotlin = delegate => snippets(int8, { delegate }, result)[1].text;
  assert.match(kotlin('xnnpack'), /setUseXNNPACK\(true\)/);
  assert.match(kotlin('none'), /setUseXNNPACK\(false\)/);
});

test('no name of a tensor or file ends a text or a comment', () => {
  const evil = 'a"); exit() //\n${x}\u2028`\\';
  for (const format of ['tflite', 'onnx']) {
    for (const { language, text } of snippets({ ...variant(format, [tensor(evil, 'float32', [1])], [tensor('y', 'float32', [1])]), file: `variants/${evil}` }, { delegate: 'none' }, result)) {
      assert.doesNotMatch(text, /\u2028/, language);
      for (const line of text.split('\n').filter(l => l.includes('exit()')))
        assert.ok(/^\s*(\/\/|#)/.test(line) || line.includes('\\"); exit()'), `${language}: ${line}`);
      if (language === 'Kotlin') assert.ok(!text.split('\n').some(l => !/^\s*\/\//.test(l) && /[^\\]\$\{x/.test(l)), 'a template of Kotlin');
    }
  }
});
