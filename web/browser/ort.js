// ONNX Runtime Web. Its script is loaded when it is first needed; that for the GPU is another one.
import { arrays } from './tensors.js';

const scripts = { wasm: 'ort.wasm.min.js', webgpu: 'ort.webgpu.min.js' };
const providers = { WebGpuExecutionProvider: 'webgpu', JsExecutionProvider: 'webgpu', CPUExecutionProvider: 'wasm' };

let loaded = null;

function runtime(base, delegate, threads) {
  if (loaded && (loaded.delegate !== delegate || loaded.threads !== threads)) throw new Error('this worker has begun with another delegate or number of threads; open a new one');
  if (loaded) return globalThis.ort;
  importScripts(`${base}${scripts[delegate]}`);
  const { ort } = globalThis;
  ort.env.wasm.wasmPaths = new URL(base, location.href).href;
  ort.env.wasm.numThreads = threads;
  loaded = { delegate, threads };
  return ort;
}

export const engine = {
  name: 'onnxruntime-web',
  format: 'onnx',
  delegates: ['wasm', 'webgpu'],

  version(base) {
    if (!globalThis.ort) importScripts(`${base}${scripts.wasm}`);
    return globalThis.ort.env.versions?.web ?? globalThis.ort.env.versions?.common ?? 'unknown';
  },

  async load(base, model, files, { threads, delegate, optimization }) {
    const ort = runtime(base, delegate, threads);
    const options = {
      executionProviders: [delegate],
      graphOptimizationLevel: optimization === 'none' ? 'disabled' : optimization,
      externalData: files.map(file => ({ path: file.name, data: file.bytes })),
    };
    const { placed, nodes } = await placement(ort, model, options);
    const start = performance.now();
    const session = await ort.InferenceSession.create(model, options);
    const loadMs = performance.now() - start;
    const own = placed[delegate] ?? 0;
    return {
      loadMs,
      inputs: session.inputMetadata.map(describe),
      outputs: session.outputMetadata.map(describe),
      delegation: {
        requested: delegate,
        actual: own > 0 || nodes === 0 ? delegate : 'wasm',
        nodes,
        delegated: delegate === 'wasm' ? 0 : own,
        evidence: 'placement of nodes as the runtime logs it when a session is made',
        kernels: Object.entries(placed).map(([name, count]) => `${count} ${name}`),
        diagnostics: delegate !== 'wasm' && own > 0 && own < nodes
          ? [`warning partial-delegation ${nodes - own} of ${nodes} nodes run on WebAssembly instead of ${delegate}`] : [],
      },
      bind: tensors => Object.fromEntries(tensors.map((tensor, i) => [
        session.inputNames[i], new ort.Tensor(tensor.type, tensor.data, tensor.shape)])),
      run: feeds => session.run(feeds),
      outputsOf: results => session.outputNames.map(name => {
        const { type, dims, data } = results[name];
        if (!Object.hasOwn(arrays, type)) throw new Error(`output '${name}' has elements of ${type}, which no tensor of a browser holds`);
        return { type, shape: [...dims], data };
      }),
      dispose: () => session.release(),
    };
  },
};

// The runtime says where its nodes run in its most talkative log alone; a session that logs so much is not one to measure.
async function placement(ort, model, options) {
  const placed = {};
  const kept = {};
  for (const name of ['log', 'info', 'warn', 'error', 'debug']) {
    kept[name] = console[name];
    console[name] = (...words) => {
      const line = words.map(String).join(' ');
      for (const [, provider, count] of line.matchAll(/placed on \[(\w+)\]\. Number of nodes: (\d+)/g)) {
        const name = providers[provider] ?? provider;
        placed[name] = (placed[name] ?? 0) + Number(count);
      }
    };
  }
  try {
    const session = await ort.InferenceSession.create(model, { ...options, logSeverityLevel: 0, logVerbosityLevel: 1 });
    await session.release();
  } finally {
    Object.assign(console, kept);
  }
  return { placed, nodes: Object.values(placed).reduce((sum, count) => sum + count, 0) };
}

function describe(tensor) {
  const free = [];
  const shape = tensor.shape?.map((extent, axis) => {
    if (typeof extent === 'number' && extent >= 0) return extent;
    free.push(axis);
    return 1;
  });
  return { name: tensor.name, type: tensor.type, shape, free };
}
