// Runs a TFLite model in a runtime that is independent of the native one.
// node run.mjs tfjs|litert MODEL INPUTS OUTPUTS   INPUTS and OUTPUTS are the tensors' raw data, one after the other.
import { readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import vm from "node:vm";

const here = dirname(fileURLToPath(import.meta.url));
const require = createRequire(import.meta.url);
const bytesOf = (array) => Buffer.from(array.buffer, array.byteOffset, array.byteLength);

// TensorFlow.js' WebAssembly build of TFLite; all tensor types.
async function tfjs(model, inputs) {
  const folder = join(here, "node_modules/@tensorflow/tfjs-tflite/wasm");
  const wasmBinary = readFileSync(join(folder, "tflite_web_api_cc_simd.wasm"));
  const module = await require(join(folder, "tflite_web_api_cc_simd.js"))({ wasmBinary });
  const address = module._malloc(model.length);
  module.HEAPU8.set(model, address);
  const options = { numThreads: 1, enableProfiling: false, maxProfilingBufferEntries: 0 };
  const created = module.TFLiteWebModelRunner.CreateFromBufferAndOptions(address, model.length, options);
  if (!created.ok()) throw new Error(created.errorMessage());
  const runner = created.value();
  const list = (vector) => Array.from({ length: vector.size() }, (_, i) => vector.get(i));
  let offset = 0;
  for (const tensor of list(runner.GetInputs())) {
    const target = bytesOf(tensor.data());
    offset += inputs.copy(target, 0, offset, offset + target.length);
  }
  if (offset !== inputs.length) throw new Error(`the model takes ${offset} bytes, not ${inputs.length}`);
  if (!runner.Infer()) throw new Error("the inference failed");
  return list(runner.GetOutputs()).map((tensor) => Buffer.from(bytesOf(tensor.data())));
}

// LiteRT.js; float32, int32 and uint8 at the boundary. It expects a browser's worker around it.
async function litert(model, inputs) {
  const folder = join(here, "node_modules/@litertjs/core/wasm");
  globalThis.self = globalThis;
  globalThis.importScripts = (path) => {
    vm.runInThisContext(readFileSync(path, "utf8"), { filename: path });
    globalThis.Module = { wasmBinary: readFileSync(path.replace(/\.js$/, ".wasm")) };
  };
  Object.assign(globalThis, { require, __dirname: folder, __filename: join(folder, "worker.js") });
  const { loadLiteRt, loadAndCompile, Tensor } = await import("@litertjs/core");
  await loadLiteRt(folder + "/");
  const compiled = await loadAndCompile(model, { accelerator: "wasm" });
  const arrays = { float32: Float32Array, int32: Int32Array, uint8: Uint8Array, int8: Int8Array };
  let offset = 0;
  const tensors = compiled.getInputDetails().map(({ shape, dtype }) => {
    const count = shape.reduce((product, extent) => product * extent, 1);
    const array = new arrays[dtype](count);
    offset += inputs.copy(bytesOf(array), 0, offset, offset + array.byteLength);
    return new Tensor(array, Array.from(shape));
  });
  const outputs = await compiled.run(tensors);
  return outputs.map((tensor) => bytesOf(tensor.toTypedArray()));
}

const [oracle, model, inputs, outputs] = process.argv.slice(2);
const runtime = { tfjs, litert }[oracle];
try {
  const results = await runtime(readFileSync(model), readFileSync(inputs));
  writeFileSync(outputs, Buffer.concat(results));
  process.exit(0);
} catch (error) {
  console.error(error.message ?? error);
  process.exit(1);
}
