// The measuring loop. The clock of a browser is coarse, so that a sample is as many runs as take at least a hundred of its steps.

export const stepsPerSample = 100;
const largestBatch = 1 << 20;

/** Smallest difference between two readings of performance.now() that differ, in nanoseconds, of some tries. */
export function clockStepNs(now = () => performance.now(), tries = 20) {
  let smallest = Infinity;
  for (let i = 0; i < tries; i++) {
    const start = now();
    let next = start;
    while (next === start) next = now();
    smallest = Math.min(smallest, next - start);
  }
  return Math.max(1, Math.round(smallest * 1e6));
}

/**
 * Warms up and samples.
 * @param run one inference, a promise
 * @param check called with 'first', 'middle' and 'last' behind such a run, outside of what is timed; throws where outputs are wrong
 * @param limits warmUpMinRuns, warmUpMinNs, minRuns, minNs, maxRuns, maxNs; runs are samples here
 * @param stepNs of the clock
 * @param now in milliseconds
 * @returns { warmUp, samples } in nanoseconds of one run, BigInt, and runsPerSample
 */
export async function measure(run, check, limits, stepNs, now = () => performance.now()) {
  const ns = () => now() * 1e6;
  const sample = async size => {
    const before = ns();
    for (let i = 0; i < size; i++) await run();
    return ns() - before;
  };
  const warmUp = [await sample(1)];
  await check('first');
  // Batches grow until one takes long enough; then the fastest run says how many a sample needs.
  const long = stepsPerSample * stepNs;
  let [size, shortest] = [1, Infinity];
  for (const start = ns(); warmUp.length < limits.maxRuns;) {
    const took = await sample(size);
    warmUp.push(took / size);
    if (took >= long) shortest = Math.min(shortest, took / size);
    else size = Math.min(largestBatch, Math.ceil(size * Math.min(16, Math.max(1.5, long / Math.max(took, stepNs)))));
    const elapsed = ns() - start;
    if (elapsed >= limits.maxNs || (warmUp.length >= limits.warmUpMinRuns && elapsed >= limits.warmUpMinNs && shortest < Infinity)) break;
  }
  let runsPerSample = Math.min(largestBatch, shortest < Infinity ? Math.max(1, Math.ceil(long / shortest)) : size);
  const samples = [];
  let checkedMiddle = false;
  const begin = ns();
  for (let start = begin; ;) {
    const took = await sample(runsPerSample);
    // Code that was compiled anew meanwhile is faster: what came before was warm-up, too.
    if (took < long && runsPerSample < largestBatch && ns() - begin < limits.maxNs / 2) {
      warmUp.push(...samples.splice(0), took / runsPerSample);
      warmUp.length = Math.min(warmUp.length, limits.maxRuns);
      runsPerSample = Math.min(largestBatch, Math.ceil(runsPerSample * Math.min(16, Math.max(1.1, long / Math.max(took, stepNs)))));
      checkedMiddle = false;
      start = ns();
      continue;
    }
    samples.push(took / runsPerSample);
    const elapsed = ns() - start;
    if (!checkedMiddle && (samples.length >= limits.minRuns / 2 || elapsed >= limits.minNs / 2)) {
      checkedMiddle = true;
      await check('middle');
    }
    if (samples.length >= limits.maxRuns || elapsed >= limits.maxNs || (samples.length >= limits.minRuns && elapsed >= limits.minNs)) break;
  }
  await check('last');
  const whole = values => values.map(value => BigInt(Math.max(0, Math.round(value))));
  return { warmUp: whole(warmUp), samples: whole(samples), runsPerSample };
}

/** Why outputs of one measurement are wrong; null where they are not. */
export function difference(reference, outputs) {
  for (let i = 0; i < outputs.length; i++) {
    const [a, b] = [reference[i].data, outputs[i].data];
    if (a.length !== b.length) return `output ${i} has ${b.length} elements, and had ${a.length} at first`;
    if (outputs[i].type !== 'float32') {
      for (let j = 0; j < b.length; j++) if (a[j] !== b[j]) return `output ${i} has ${b[j]} at element ${j}, and had ${a[j]} at first`;
      continue;
    }
    let largest = 0;
    for (const value of a) if (Math.abs(value) > largest && Number.isFinite(value)) largest = Math.abs(value);
    for (let j = 0; j < b.length; j++) {
      if (Object.is(a[j], b[j]) || a[j] === b[j]) continue;
      // Threads may add in another order; anything beyond that is another result.
      if (!(Math.abs(a[j] - b[j]) <= 1e-4 * largest)) return `output ${i} has ${b[j]} at element ${j}, and had ${a[j]} at first`;
    }
  }
  return null;
}
