// The side of the worker protocol that runs models, in a thread of its own: the page sends requests, this thread answers them.
import { describeBrowser } from './browserFacts.js';
import { engine as litert } from './litert.js';
import { clockStepNs, difference, measure } from './measure.js';
import { engine as ort } from './ort.js';
import { describe, Malformed, number, read, write } from './tensors.js';

const engines = [litert, ort];
// The minor version of the protocol that this page speaks.
const minor = 5;
const maxRuns = 10_000_000;

/** Something that the user can mend. */
class Refusal extends Error {}

let setup = null;
let session = null;
let hasRun = false;
let stepNs = null;

const requests = {
  async hello(fields) {
    if (fields.protocol !== '1') throw new Malformed(`this page speaks protocol 1, not ${fields.protocol}; open the page that came with the client`);
    stepNs ??= clockStepNs();
    const reply = {
      protocol: 1, minor, worker: 'sartor-browser', build: setup.build, pid: 0, os: 'other', arch: setup.facts.arch,
      clock_hz: 1_000_000_000, clock_step_ns: stepNs, engines: engines.map(engine => engine.name).join(','),
    };
    engines.forEach((engine, i) => {
      reply[`engine.${i}.formats`] = engine.format;
      reply[`engine.${i}.delegates`] = delegates(engine).join(',');
      if (fields.probe === '1') reply[`engine.${i}.version`] = engine.version(setup.engines);
    });
    return { fields: reply };
  },

  device: () => ({ fields: setup.facts }),

  probe: fields => ({ fields: { version: find(fields.engine).version(setup.engines) } }),

  state() { throw new Refusal('a page cannot see how its machine is doing'); },

  pin() { throw new Refusal('a page cannot choose the cores that it runs on; leave out cpus'); },

  async load(fields) {
    await session?.dispose();
    session = null;
    const engine = find(fields.engine);
    const threads = number(fields, 'threads', 1, 1024);
    const delegate = fields.delegate ?? engine.delegates[0];
    if (!delegates(engine).includes(delegate)) throw new Refusal(`${engine.name} has no delegate '${delegate}' here; it has ${delegates(engine).join(', ')}`);
    if (threads > 1 && !self.crossOriginIsolated) {
      throw new Refusal('this page is not cross-origin isolated, so WebAssembly has one thread; open it by https or on localhost');
    }
    const { model, files } = await fetchModel(fields.model ?? '');
    session = await engine.load(setup.engines, model, files, { threads, delegate, optimization: fields.optimization ?? 'all' });
    hasRun = false;
    const { delegation } = session;
    const reply = {
      load_ns: Math.round(session.loadMs * 1e6), ...describe(session.inputs, 'input'), ...describe(session.outputs, 'output'),
      'proof.requested': delegation.requested, 'proof.actual': delegation.actual, 'proof.nodes': delegation.nodes,
      'proof.delegated': delegation.delegated, 'proof.evidence': delegation.evidence,
      'proof.kernels': delegation.kernels.length, 'proof.diagnostics': delegation.diagnostics.length,
    };
    delegation.kernels.forEach((kernel, i) => { reply[`proof.kernel.${i}`] = kernel; });
    delegation.diagnostics.forEach((diagnostic, i) => { reply[`proof.diagnostic.${i}`] = diagnostic; });
    return { fields: reply };
  },

  async infer(fields, payload) {
    const bound = loadedSession().bind(inputs(fields, payload));
    hasRun = true;
    return write(session.outputsOf(await session.run(bound)), 'output');
  },

  async measure(fields, payload) {
    const bound = loadedSession().bind(inputs(fields, payload));
    const limits = {
      warmUpMinRuns: number(fields, 'warmup_min_runs', 1, maxRuns), warmUpMinNs: number(fields, 'warmup_min_ns', 0, Number.MAX_SAFE_INTEGER),
      minRuns: number(fields, 'min_runs', 1, maxRuns), minNs: number(fields, 'min_ns', 0, Number.MAX_SAFE_INTEGER),
      maxRuns: number(fields, 'max_runs', 1, maxRuns), maxNs: number(fields, 'max_ns', 0, Number.MAX_SAFE_INTEGER),
    };
    const isFirst = !hasRun;
    hasRun = true;
    const hiddenBefore = setup.hidden;
    let [reference, results] = [null, null];
    const check = place => {
      const outputs = session.outputsOf(results).map(output => ({ ...output, data: output.data.slice() }));
      reference ??= outputs;
      const problem = difference(reference, outputs);
      if (problem) throw new Error(`the outputs change from run to run: in the ${place} run ${problem}`);
    };
    const measured = await measure(async () => { results = await session.run(bound); }, check, limits, stepNs);
    if (setup.hidden !== hiddenBefore || hiddenBefore % 2 === 1) {
      throw new Refusal('the page was in the background during the measurement, where browsers slow pages down; keep it in front');
    }
    const { warmUp, samples, runsPerSample } = measured;
    return {
      fields: {
        warmup_runs: warmUp.length, runs: samples.length, runs_per_sample: runsPerSample,
        first_ns: isFirst ? warmUp[0] : null, load_ns: Math.round(session.loadMs * 1e6),
      },
      payload: new Uint8Array(BigUint64Array.from([...warmUp, ...samples]).buffer),
    };
  },

  profile(fields) {
    loadedSession();
    const lines = new TextEncoder().encode('type=steps\n');
    return { fields: { runs: 0, run_ns: 0, evidence: '', steps: 0, problem: 'engines of browsers do not tell the times of their steps' }, payload: lines };
  },

  memory: () => ({ fields: {} }),

  bye: () => ({ fields: {} }),
};

const delegates = engine => engine.delegates.filter(name => name !== 'webgpu' || setup.hasGpu);

function find(name) {
  const engine = engines.find(e => e.name === name);
  if (!engine) throw new Refusal(`there is no engine '${name}' in a browser; there are ${engines.map(e => e.name).join(', ')}`);
  return engine;
}

function loadedSession() {
  if (!session) throw new Refusal('no model is loaded in this worker; load it first, and again after a failure');
  return session;
}

function inputs(fields, payload) {
  const tensors = read(fields, payload, 'input');
  if (tensors.length !== session.inputs.length) throw new Refusal(`the model has ${session.inputs.length} inputs, and ${tensors.length} are given`);
  tensors.forEach((tensor, i) => {
    const { name, type, shape, free } = session.inputs[i];
    const fits = tensor.type === type && (!shape || (tensor.shape.length === shape.length
      && shape.every((extent, axis) => free?.includes(axis) || extent === tensor.shape[axis])));
    if (!fits) throw new Refusal(`input '${name}' takes ${type}[${shape ?? '?'}], not ${tensor.type}[${tensor.shape}]`);
  });
  return tensors;
}

// A model by the path that the device gave for it, with the files beside it.
async function fetchModel(path) {
  if (!/^[0-9a-f]{64}$/.test(path)) throw new Refusal('a browser loads only models that were put on it');
  const get = async name => {
    const reply = await fetch(`${setup.models}${path}/${name}`, { headers: { 'x-sartor-secret': setup.secret }, cache: 'no-store' });
    if (!reply.ok) throw new Refusal(`the model cannot be fetched: ${reply.status}`);
    return reply;
  };
  const listed = await (await get('files')).json();
  const bytes = new Uint8Array(await (await get('0')).arrayBuffer());
  await compare(bytes, path);
  const files = [];
  for (let i = 1; i < listed.length; i++) {
    const companion = new Uint8Array(await (await get(String(i))).arrayBuffer());
    await compare(companion, listed[i].sha256);
    files.push({ name: listed[i].name, bytes: companion });
  }
  return { model: bytes, files };
}

async function compare(bytes, sha256) {
  // Missing where the page came neither by https nor from localhost.
  if (!globalThis.crypto?.subtle) return;
  const sum = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes));
  const hex = [...sum].map(byte => byte.toString(16).padStart(2, '0')).join('');
  if (hex !== sha256) throw new Error('the bytes of the model are not those that were sent');
}

async function answer({ type, fields, payload }) {
  try {
    if (!Object.hasOwn(requests, type)) throw new Malformed(`there is no request '${type}'`);
    const reply = await requests[type](fields, payload);
    return { type: 'ok', fields: reply.fields, payload: reply.payload ?? new Uint8Array(0) };
  } catch (error) {
    const message = String(error?.message ?? error).split('\n')[0].slice(0, 1000);
    const kind = error instanceof Malformed ? 'protocol'
      : /out of memory|memory access out of bounds|Array buffer allocation failed|bad_alloc/i.test(message) ? 'out-of-memory'
        : error instanceof RangeError || error instanceof Refusal || type === 'load' || type === 'infer' ? 'refused' : 'crash';
    return { type: 'error', fields: { kind, message }, payload: new Uint8Array(0) };
  }
}

// One request after the other: the page may send the next one before the last is answered.
let turn = Promise.resolve();
self.onmessage = ({ data }) => {
  if (data.setup) {
    turn = turn.then(async () => {
      const { facts, hasGpu } = await describeBrowser();
      setup = { ...data.setup, facts, hasGpu };
    });
  } else if (data.hidden !== undefined) {
    if (setup) setup.hidden = data.hidden;
  } else {
    turn = turn.then(async () => {
      const reply = await answer(data.request);
      reply.fields.id = data.request.fields.id;
      self.postMessage(reply, [reply.payload.buffer]);
    });
  }
};
