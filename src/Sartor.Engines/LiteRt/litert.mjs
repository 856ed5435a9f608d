// LiteRT's WebAssembly build behind standard input and output; the last argument is the folder of the package @litertjs/core.
// A message is two little-endian 32-bit lengths, a JSON header and raw bytes. The requests: {op: "load", path}, {op: "bind", lengths}
// with the tensors one after the other, {op: "run"} and {op: "read"}. An answer has "error" where the runtime refuses, and "stopped"
// where its code ended; the process ends then too.
import { readFileSync, readSync, writeSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import vm from "node:vm";

const folder = process.argv.at(-1);
const log = [];
let runtime, environment, model;

// What TFLite logs goes to the answer; standard output carries answers only.
const keep = (text) => { if (log.length < 64) log.push(String(text)); };
for (const name of ["log", "info", "warn", "error", "debug"]) console[name] = (...words) => keep(words.join(" "));

async function start() {
  // The build without relaxed SIMD: its results do not depend on the processor. It expects a browser's worker around it.
  const script = join(folder, "wasm", "litert_wasm_compat_internal.js");
  Object.assign(globalThis, { self: globalThis, require: createRequire(script), __dirname: join(folder, "wasm"), __filename: script });
  vm.runInThisContext(readFileSync(script, "utf8"), { filename: script });
  const wasmBinary = readFileSync(script.replace(/\.js$/, ".wasm"));
  runtime = await globalThis.ModuleFactory({ wasmBinary, print: keep, printErr: keep });
  runtime.setupLogging();
  environment = runtime.LiteRtEnvironment.create(null);
}

// The few tables of schema.fbs that say what a file takes and gives; LiteRT itself tells neither scales nor free axes.
function tables(bytes) {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const at = (position) => position + view.getUint32(position, true);
  const field = (table, slot) => {
    const layout = table - view.getInt32(table, true);
    const place = 4 + 2 * slot;
    const offset = place < view.getUint16(layout, true) ? view.getUint16(layout + place, true) : 0;
    return offset === 0 ? 0 : table + offset;
  };
  const vector = (table, slot, size, read) => {
    const position = field(table, slot);
    if (position === 0) return [];
    const start = at(position);
    return Array.from({ length: view.getUint32(start, true) }, (_, i) => read(start + 4 + i * size));
  };
  const int = (position) => view.getInt32(position, true);
  const text = (table, slot) => {
    const position = field(table, slot);
    if (position === 0) return "";
    const start = at(position);
    return Buffer.from(bytes.subarray(start + 4, start + 4 + view.getUint32(start, true))).toString("utf8");
  };
  return { view, at, field, vector, int, text };
}

function describe(bytes) {
  const { view, at, field, vector, int, text } = tables(bytes);
  const root = at(0);
  const graph = vector(root, 2, 4, at)[0];
  const tensors = vector(graph, 0, 4, at);
  const tensor = (index) => {
    const table = tensors[index];
    const type = field(table, 1);
    const quantization = field(table, 4);
    const scales = quantization === 0 ? [] : vector(at(quantization), 2, 4, (p) => view.getFloat32(p, true));
    const axis = quantization === 0 ? 0 : field(at(quantization), 6);
    return {
      index,
      name: text(table, 3),
      type: type === 0 ? 0 : view.getInt8(type),
      shape: vector(table, 0, 4, int),
      scales,
      zeros: scales.length === 0 ? [] : vector(at(quantization), 3, 8, (p) => Number(view.getBigInt64(p, true))),
      axis: axis === 0 ? 0 : int(axis),
    };
  };
  // A signature names tensors in an order of its own.
  const names = vector(root, 7, 4, at).filter((s) => field(s, 4) === 0 || int(field(s, 4)) === 0)[0];
  const map = (slot) => names === undefined ? [] : vector(names, slot, 4, at).map(
    (entry) => [text(entry, 0), field(entry, 1) === 0 ? 0 : int(field(entry, 1))]);
  return {
    inputs: vector(graph, 1, 4, int).map(tensor),
    outputs: vector(graph, 2, 4, int).map(tensor),
    nodes: vector(graph, 3, 4, at).length,
    signature: { inputs: new Map(map(0)), outputs: new Map(map(1)) },
  };
}

// TensorType of schema.fbs to litert::ElementType.
const elementTypes = { 0: 1, 1: 10, 2: 2, 3: 3, 4: 4, 5: 5, 6: 6, 7: 7, 8: 8, 9: 9, 10: 11, 11: 12, 12: 13, 15: 16, 16: 17, 17: 18 };
const list = (vector) => Array.from({ length: vector.size() }, (_, i) => vector.get(i));

function release() {
  if (model === undefined) return;
  for (const buffer of [...model.buffers, ...model.results]) buffer.delete();
  model.compiled.delete();
  model.loaded.delete();
  runtime._free(model.pointer);
  model = undefined;
}

async function load({ path }) {
  release();
  const bytes = new Uint8Array(readFileSync(path));
  const file = describe(bytes);
  const pointer = runtime._malloc(bytes.length);
  runtime.HEAPU8.set(bytes, pointer);
  const options = { accelerator: "wasm", cpuOptions: { numThreads: 1 }, gpuOptions: {}, webNNOptions: {}, environment };
  let loaded, compiled;
  try {
    loaded = runtime.loadModel(environment, pointer, bytes.length);
    compiled = await runtime.compileModel(environment, loaded, options);
  } catch (error) {
    loaded?.delete();
    runtime._free(pointer);
    throw error;
  }
  const signature = loaded.getSignature(0);
  // The order of the signature, as places in the order of the graph.
  const order = (names, tensors, map) => list(names).map((name, i) => {
    const place = tensors.findIndex((t) => map.has(name) ? t.index === map.get(name) : t.name === name);
    return place < 0 ? i : place;
  });
  const inputOrder = order(signature.inputNames(), file.inputs, file.signature.inputs);
  const outputOrder = order(signature.outputNames(), file.outputs, file.signature.outputs);
  model = { pointer, loaded, compiled, inputs: file.inputs, outputs: file.outputs, inputOrder, outputOrder, buffers: [], results: [] };
  return [{ inputs: file.inputs, outputs: file.outputs, nodes: file.nodes, isAccelerated: compiled.isFullyAccelerated() }];
}

function bind({ lengths }, payload) {
  for (const buffer of model.buffers) buffer.delete();
  let offset = 0;
  const data = lengths.map((length) => payload.subarray(offset, offset += length));
  model.buffers = model.inputOrder.map((place) => {
    const extents = new runtime.VectorInt32();
    for (const extent of model.inputs[place].shape) extents.push_back(extent);
    const layout = runtime.LiteRtLayout.create(extents);
    const type = runtime.LiteRtRankedTensorType.create({ value: elementTypes[model.inputs[place].type] }, layout);
    const host = runtime.LiteRtTensorBufferType.HOST_MEMORY;
    const buffer = runtime.LiteRtTensorBuffer.createManaged(environment, host, type, data[place].length);
    const start = buffer.lock(runtime.LiteRtTensorBufferLockMode.WRITE);
    runtime.HEAPU8.set(data[place], start);
    buffer.unlock();
    for (const object of [extents, layout, type]) object.delete();
    return buffer;
  });
  return [{}];
}

async function run() {
  for (const buffer of model.results) buffer.delete();
  model.results = [];
  model.results = await model.compiled.run(0, model.buffers);
  return [{}];
}

function readOutputs() {
  const made = model.results.map((buffer) => {
    const type = buffer.tensorType();
    const layout = type.layout();
    const shape = list(layout.dimensions());
    const start = buffer.lock(runtime.LiteRtTensorBufferLockMode.READ);
    const data = Buffer.from(runtime.HEAPU8.slice(start, start + buffer.packedSize()));
    buffer.unlock();
    for (const object of [type, layout]) object.delete();
    return { shape, data };
  });
  const inOrder = model.outputs.map((_, place) => made[model.outputOrder.indexOf(place)]);
  return [{ shapes: inOrder.map((o) => o.shape), lengths: inOrder.map((o) => o.data.length) }, ...inOrder.map((o) => o.data)];
}

function take(length) {
  const bytes = Buffer.alloc(length);
  for (let have = 0; have < length;) {
    const count = readSync(0, bytes, have, length - have, null);
    if (count === 0) process.exit(0);
    have += count;
  }
  return bytes;
}

function answer([header, ...parts]) {
  const [head, body] = [Buffer.from(JSON.stringify(header)), Buffer.concat(parts)];
  const lengths = Buffer.alloc(8);
  lengths.writeUInt32LE(head.length, 0);
  lengths.writeUInt32LE(body.length, 4);
  const whole = Buffer.concat([lengths, head, body]);
  for (let done = 0; done < whole.length;) done += writeSync(1, whole, done);
}

// LiteRT reports what went wrong and returns as if nothing had.
const reported = () => log.filter((line) => line.startsWith("ERROR:")).map((line) => line.replace(/^ERROR: (\[[^\]]*\] )?/, ""));

const operations = { load, bind, run, read: readOutputs };
for (;;) {
  const lengths = take(8);
  const header = JSON.parse(take(lengths.readUInt32LE(0)).toString("utf8"));
  const payload = take(lengths.readUInt32LE(4));
  log.length = 0;
  try {
    if (runtime === undefined) await start();
    const result = await operations[header.op](header, payload);
    const errors = reported();
    answer(errors.length > 0 ? [{ error: errors.join("; ") }] : result);
  } catch (error) {
    const message = typeof error === "number" ? `a C++ exception at ${error}` : String(error?.message ?? error);
    const isStopped = error instanceof WebAssembly.RuntimeError;
    const text = [...reported(), message].join("; ");
    answer([isStopped ? { stopped: text } : { error: text }]);
    if (isStopped) process.exit(134);
  }
}
