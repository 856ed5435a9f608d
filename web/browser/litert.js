// LiteRT.js.
import { getWebGpuDevice, loadAndCompile, loadLiteRt, supportsFeature, Tensor } from '@litertjs/core';
import { readTflite } from './tfliteFile.js';

const types = ['float32', 'int32', 'uint8'];

let loaded = null;

async function runtime(base, delegate, threads) {
  if (loaded && (loaded.delegate !== delegate || loaded.threads !== threads)) throw new Error('this worker has begun with another delegate or number of threads; open a new one');
  if (loaded) return;
  // Without JSPI a model that the GPU takes only in part runs on WebAssembly as a whole.
  const jspi = delegate === 'webgpu' && await supportsFeature('jspi');
  // In a worker the runtime cannot tell where its script came from.
  const folder = new URL(`${base}litert/`, location.href).href;
  const threaded = delegate === 'wasm' && threads > 1;
  self.Module = { locateFile: file => folder + file, ...threaded && { mainScriptUrlOrBlob: `${folder}litert_wasm_threaded_internal.js` } };
  await loadLiteRt(folder, { threads: threaded, jspi });
  loaded = { delegate, threads };
}

export const engine = {
  name: 'litert-web',
  format: 'tflite',
  delegates: ['wasm', 'webgpu'],

  version: () => LITERT_VERSION,

  async load(base, model, files, { threads, delegate }) {
    const file = readTflite(model);
    const odd = [...file.inputs, ...file.outputs].find(tensor => !types.includes(tensor.type));
    if (odd) throw new Error(`'${odd.name}' is ${odd.type}, and LiteRT.js takes and gives ${types.join(', ')} alone; use a model with float32 inputs and outputs`);
    await runtime(base, delegate, threads);
    if (delegate === 'webgpu' && !getWebGpuDevice()) throw new Error('the browser gives no WebGPU device');
    const start = performance.now();
    const compiled = await loadAndCompile(model, { accelerator: delegate, cpuOptions: { numThreads: threads } });
    const loadMs = performance.now() - start;
    const actual = compiled.options.accelerator;
    const whole = actual === 'webgpu' && compiled.isFullyAccelerated;
    const signature = file.signatures.find(s => s.key === compiled.key) ?? file.signatures[0];
    const places = (details, tensors, named) => details.map(detail => {
      const index = named?.find(entry => entry.name === detail.name)?.index ?? tensors.find(t => t.name === detail.name)?.index;
      const place = tensors.findIndex(t => t.index === index);
      return place >= 0 ? place : detail.index;
    });
    const inputPlaces = places(compiled.getInputDetails(), file.inputs, signature?.inputs);
    const outputPlaces = places(compiled.getOutputDetails(), file.outputs, signature?.outputs);
    return {
      loadMs,
      inputs: file.inputs,
      outputs: file.outputs,
      delegation: {
        requested: delegate,
        actual,
        nodes: file.nodes,
        delegated: whole ? file.nodes : 0,
        evidence: 'what LiteRT.js says of the compiled model; it does not tell single nodes',
        kernels: [],
        diagnostics: actual === 'webgpu' && !whole
          ? ['warning partial-delegation the GPU took a part of the nodes alone; LiteRT.js does not tell how many'] : [],
      },
      bind: tensors => inputPlaces.map(place => new Tensor(tensors[place].data, tensors[place].shape)),
      async run(inputs) {
        const outputs = await compiled.run(inputs);
        const results = [];
        for (const output of outputs) {
          results.push({ type: output.type.dtype, shape: [...output.type.layout.dimensions], data: await output.data() });
          output.delete();
        }
        return results;
      },
      outputsOf: results => {
        const ordered = new Array(results.length);
        results.forEach((result, i) => { ordered[outputPlaces[i]] = result; });
        return ordered;
      },
      dispose: () => compiled.delete(),
    };
  },
};
