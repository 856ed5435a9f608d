// Tensors and their descriptions as fields of a frame, and their data in its payload, row-major and little-endian.

/** Element types of the protocol and the arrays that hold them; 16-bit floats and booleans are bytes of their own. */
export const arrays = {
  float32: Float32Array, float64: Float64Array, int8: Int8Array, uint8: Uint8Array, int16: Int16Array, uint16: Uint16Array,
  int32: Int32Array, uint32: Uint32Array, int64: BigInt64Array, uint64: BigUint64Array, float16: Uint16Array, bool: Uint8Array,
};

const maxTensors = 1024;

export class Malformed extends Error {}

/** A whole number of a field, within bounds. */
export function number(fields, name, min, max) {
  const value = Number(fields[name]);
  if (!/^-?\d+$/.test(fields[name] ?? '') || value < min || value > max) {
    throw new Malformed(`the field '${name}' is '${fields[name] ?? ''}', not a number from ${min} to ${max}`);
  }
  return value;
}

/** The tensors of a request: [{ type, shape, data }], each with data of its own. */
export function read(fields, payload, prefix) {
  const tensors = [];
  let offset = 0;
  for (let i = 0; i < number(fields, `${prefix}s`, 0, maxTensors); i++) {
    const type = fields[`${prefix}.${i}.type`];
    const array = Object.hasOwn(arrays, type ?? '') ? arrays[type] : null;
    if (array === null) throw new Malformed(`'${type}' is no element type of a browser`);
    const text = fields[`${prefix}.${i}.shape`];
    if (text === undefined || !/^(\d+(,\d+)*)?$/.test(text)) throw new Malformed(`the shape of ${prefix} ${i} is no list of numbers`);
    const shape = text === '' ? [] : text.split(',').map(Number);
    const bytes = shape.reduce((product, extent) => product * extent, 1) * array.BYTES_PER_ELEMENT;
    if (bytes > payload.length - offset) throw new Malformed('the payload is too short for its tensors');
    tensors.push({ type, shape, data: new array(payload.slice(offset, offset + bytes).buffer) });
    offset += bytes;
  }
  if (offset !== payload.length) throw new Malformed('the payload is longer than its tensors');
  return tensors;
}

/** Fields and payload for tensors. */
export function write(tensors, prefix) {
  const fields = { [`${prefix}s`]: tensors.length };
  const payload = new Uint8Array(tensors.reduce((sum, tensor) => sum + tensor.data.byteLength, 0));
  let offset = 0;
  tensors.forEach((tensor, i) => {
    fields[`${prefix}.${i}.type`] = tensor.type;
    fields[`${prefix}.${i}.shape`] = tensor.shape.join(',');
    payload.set(new Uint8Array(tensor.data.buffer, tensor.data.byteOffset, tensor.data.byteLength), offset);
    offset += tensor.data.byteLength;
  });
  return { fields, payload };
}

/** Fields for descriptions: [{ name, type, shape (null where unknown), free, scales, zeroPoints, axis }]. */
export function describe(tensors, prefix) {
  const fields = { [`${prefix}s`]: tensors.length };
  tensors.forEach((tensor, i) => {
    const key = `${prefix}.${i}`;
    fields[`${key}.name`] = tensor.name;
    fields[`${key}.type`] = tensor.type;
    if (tensor.shape) fields[`${key}.shape`] = tensor.shape.join(',');
    if (tensor.free?.length) fields[`${key}.free`] = tensor.free.join(',');
    if (!tensor.scales?.length) return;
    fields[`${key}.scales`] = tensor.scales.join(',');
    fields[`${key}.zero_points`] = tensor.zeroPoints.join(',');
    fields[`${key}.axis`] = tensor.axis ?? 0;
  });
  return fields;
}
