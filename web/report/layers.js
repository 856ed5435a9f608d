// The nodes of a variant, one line each: what runs it, how long it takes, how far its result lies from the source's.

/**
 * Joins a profile with a comparison of tensors by the name of the output.
 * @param profile steps with kernel, delegate, medianNs and nodes (kernel, output), or null.
 * @param layers pairs with variant, source, shape, spreadError, sqnrDb, or null.
 * @returns rows in the order of execution: number, kernel, output, shape, delegate, step of the execution plan and how many nodes it has, timeNs (of the
 * step, on its first node), share, spreadError, sqnrDb, compared.
 */
export function nodeRows(profile, layers) {
  const pairs = new Map((layers?.layers ?? []).map(pair => [pair.variant, pair]));
  const compared = output => {
    const pair = pairs.get(output);
    return { shape: pair?.shape ?? null, source: pair?.source ?? null, spreadError: pair?.spreadError ?? null, sqnrDb: pair?.sqnrDb ?? null, compared: !!pair };
  };
  if (!profile?.steps?.length)
    return [...pairs.values()].map((pair, i) => ({ number: i + 1, kernel: null, output: pair.variant, delegate: null, step: null, timeNs: null, share: null, ...compared(pair.variant) }));
  const total = profile.steps.reduce((sum, step) => sum + step.medianNs, 0);
  let number = 0;
  return profile.steps.flatMap((step, index) => (step.nodes.length ? step.nodes : [{ kernel: step.kernel, output: null }]).map((node, i) => ({
    number: ++number, kernel: node.kernel ?? step.kernel, output: node.output ?? node.name ?? null, delegate: step.delegate ?? null,
    step: index + 1, nodes: step.nodes.length, isFirst: i === 0,
    timeNs: i === 0 ? step.medianNs : null, share: i === 0 && total > 0 ? step.medianNs / total : null, ...compared(node.output),
  })));
}
