// What a browser says of itself and of its machine. What it does not say is missing.

// (module (func (result v128) …)): the smallest module with 128-bit vectors.
const vectors = new Uint8Array([0, 97, 115, 109, 1, 0, 0, 0, 1, 5, 1, 96, 0, 1, 123, 3, 2, 1, 0, 10, 10, 1, 8, 0, 65, 0, 253, 15, 253, 98, 11]);

/** Fields of the reply to `device`, and whether there is WebGPU. */
export async function describeBrowser(nav = navigator) {
  const hints = await nav.userAgentData?.getHighEntropyValues?.(['architecture', 'bitness', 'model', 'platformVersion', 'fullVersionList']).catch(() => null) ?? null;
  const adapter = await nav.gpu?.requestAdapter().catch(() => null) ?? null;
  const brand = hints?.fullVersionList?.findLast(entry => !/not.?a.?brand/i.test(entry.brand));
  const browser = brand ? `${brand.brand} ${brand.version}` : fromAgent(nav.userAgent);
  const gpu = adapter?.info ? [adapter.info.vendor, adapter.info.architecture, adapter.info.description].filter(Boolean).join(' ') : '';
  const features = [
    typeof WebAssembly === 'object' && WebAssembly.validate(vectors) ? 'wasm-simd' : null,
    globalThis.crossOriginIsolated ? 'wasm-threads' : null,
    typeof WebAssembly.Suspending === 'function' ? 'jspi' : null,
    adapter ? 'webgpu' : null,
  ];
  return {
    hasGpu: adapter !== null,
    facts: {
      cpu: hints?.model || 'unknown',
      cpu_features: features.filter(Boolean).join(','),
      cores: nav.hardwareConcurrency || 1,
      os_name: [hints?.platform ?? nav.platform ?? 'unknown', hints?.platformVersion].filter(Boolean).join(' '),
      kernel: gpu ? `WebGPU: ${gpu}` : 'no WebGPU',
      arch: architecture(hints),
      runtime: browser,
    },
  };
}

function architecture(hints) {
  if (hints?.architecture === 'x86') return hints.bitness === '64' ? 'x64' : 'x86';
  if (hints?.architecture === 'arm') return hints.bitness === '64' ? 'arm64' : 'arm';
  return 'wasm';
}

// Browsers without hints: the last product that they name, e.g. Firefox/140.0.
function fromAgent(agent = '') {
  const named = /(Firefox|FxiOS|CriOS|EdgA?|OPR|Chrome|Version)\/([\d.]+)/.exec(agent);
  return named ? `${named[1] === 'Version' ? 'Safari' : named[1]} ${named[2]}` : 'unknown browser';
}
