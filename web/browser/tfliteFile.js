// What LiteRT.js does not tell of a TFLite file: the order, names and quantization of its inputs and outputs, and how many
// nodes it has. All positions are checked: DataView throws RangeError beyond the end of the file.

const elementTypes = ['float32', 'float16', 'int32', 'uint8', 'int64', 'string', 'bool', 'int16', 'complex64', 'int8', 'float64', 'complex128', 'uint64', 'resource', 'variant', 'uint32', 'uint16', 'int4', 'bfloat16'];

export function readTflite(bytes) {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const root = follow(view, 0);
  const graph = tables(view, root, 2)[0];
  if (graph === undefined) throw new RangeError('the file has no subgraph');
  const all = tables(view, graph, 0);
  const tensorsAt = slot => ints(view, graph, slot).map(index => {
    if (index < 0 || index >= all.length) throw new RangeError(`the file names a tensor ${index}, and has ${all.length}`);
    return { index, ...tensor(view, all[index]) };
  });
  return {
    inputs: tensorsAt(1),
    outputs: tensorsAt(2),
    nodes: tables(view, graph, 3).length,
    signatures: tables(view, root, 7).map(at => ({
      key: string(view, at, 2), inputs: names(view, at, 0), outputs: names(view, at, 1),
    })),
  };
}

function tensor(view, at) {
  const quantization = field(view, at, 4);
  const scales = quantization ? numbers(view, follow(view, quantization), 2, 4, p => view.getFloat32(p, true)) : [];
  const type = field(view, at, 1);
  return {
    name: string(view, at, 3),
    type: elementTypes[type ? view.getInt8(type) : 0] ?? 'unknown',
    shape: ints(view, at, 0),
    scales,
    zeroPoints: scales.length ? numbers(view, follow(view, quantization), 3, 8, p => Number(view.getBigInt64(p, true))) : [],
  };
}

const follow = (view, at) => at + view.getUint32(at, true);

// Place of a field of a table; 0 where it is missing.
function field(view, table, slot) {
  const vtable = table - view.getInt32(table, true);
  const entry = 4 + 2 * slot;
  const offset = entry < view.getUint16(vtable, true) ? view.getUint16(vtable + entry, true) : 0;
  return offset === 0 ? 0 : table + offset;
}

function numbers(view, table, slot, size, read) {
  const at = field(view, table, slot);
  if (at === 0) return [];
  const start = follow(view, at);
  const length = view.getUint32(start, true);
  if (length * size > view.byteLength - start) throw new RangeError(`a list of ${length} elements ends beyond the file`);
  return Array.from({ length }, (_, i) => read(start + 4 + size * i));
}

const ints = (view, table, slot) => numbers(view, table, slot, 4, p => view.getInt32(p, true));
const tables = (view, table, slot) => numbers(view, table, slot, 4, p => follow(view, p));

const names = (view, table, slot) => tables(view, table, slot).map(at => {
  const index = field(view, at, 1);
  return { name: string(view, at, 0), index: index ? view.getUint32(index, true) : 0 };
});

function string(view, table, slot) {
  const at = field(view, table, slot);
  if (at === 0) return '';
  const start = follow(view, at);
  const length = view.getUint32(start, true);
  if (start + 4 + length > view.byteLength) throw new RangeError('a name ends beyond the file');
  return new TextDecoder().decode(new Uint8Array(view.buffer, view.byteOffset + start + 4, length));
}
