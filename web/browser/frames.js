// Frames of the worker protocol (docs/worker-protocol.md) over a stream of bytes that comes in pieces.

const prefixBytes = 12;
const maxHeaderBytes = 1 << 20;
const maxPayloadBytes = 1 << 30;
const utf8 = new TextDecoder('utf-8', { fatal: true });

const escape = value => String(value).replaceAll('\\', '\\\\').replaceAll('\n', '\\n');
const unescape = value => value.replace(/\\(.)/gs, (_, c) => c === 'n' ? '\n' : c);

/** A frame as bytes. Fields that are null or undefined are left out. */
export function encode(type, fields = {}, payload = new Uint8Array(0)) {
  const lines = [`type=${type}\n`];
  for (const [name, value] of Object.entries(fields)) {
    if (value !== null && value !== undefined) lines.push(`${name}=${escape(value)}\n`);
  }
  const header = new TextEncoder().encode(lines.join(''));
  if (header.length > maxHeaderBytes || payload.length > maxPayloadBytes) throw new RangeError('a reply is larger than the protocol allows');
  const bytes = new Uint8Array(prefixBytes + header.length + payload.length);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, header.length, true);
  view.setBigUint64(4, BigInt(payload.length), true);
  bytes.set(header, prefixBytes);
  bytes.set(payload, prefixBytes + header.length);
  return bytes;
}

function decodeHeader(bytes) {
  const lines = utf8.decode(bytes).split('\n').filter(line => line.length > 0);
  const fields = {};
  let type = null;
  for (const line of lines) {
    const equals = line.indexOf('=');
    if (equals < 1) throw new RangeError('a line of a header is not key=value');
    const [name, value] = [line.slice(0, equals), unescape(line.slice(equals + 1))];
    if (type === null) {
      if (name !== 'type') throw new RangeError('a header does not begin with its type');
      type = value;
    } else if (Object.hasOwn(fields, name)) {
      throw new RangeError(`the field '${name}' is given twice`);
    } else {
      Object.defineProperty(fields, name, { value, enumerable: true });
    }
  }
  if (type === null) throw new RangeError('a header is empty');
  return { type, fields };
}

/** Puts frames together from pieces of a stream. Throws RangeError where the bytes are none. */
export class FrameReader {
  #pieces = [];
  #length = 0;

  /** The frames that a piece completes: { type, fields, payload }. */
  push(piece) {
    this.#pieces.push(piece);
    this.#length += piece.length;
    const frames = [];
    for (let frame; (frame = this.#next()) !== null;) frames.push(frame);
    return frames;
  }

  #next() {
    if (this.#length < prefixBytes) return null;
    const prefix = this.#peek(prefixBytes);
    const view = new DataView(prefix.buffer, prefix.byteOffset);
    const [header, payload] = [view.getUint32(0, true), view.getBigUint64(4, true)];
    if (header > maxHeaderBytes || payload > BigInt(maxPayloadBytes)) throw new RangeError('a frame claims to be larger than the protocol allows');
    const whole = prefixBytes + header + Number(payload);
    if (this.#length < whole) return null;
    const bytes = this.#take(whole);
    return { ...decodeHeader(bytes.subarray(prefixBytes, prefixBytes + header)), payload: bytes.slice(prefixBytes + header) };
  }

  #peek(length) {
    if (this.#pieces[0].length < length) this.#pieces = [join(this.#pieces, this.#length)];
    return this.#pieces[0].subarray(0, length);
  }

  #take(length) {
    const all = this.#pieces.length === 1 ? this.#pieces[0] : join(this.#pieces, this.#length);
    this.#pieces = all.length === length ? [] : [all.subarray(length)];
    this.#length -= length;
    return all.subarray(0, length);
  }
}

function join(pieces, length) {
  const all = new Uint8Array(length);
  let at = 0;
  for (const piece of pieces) {
    all.set(piece, at);
    at += piece.length;
  }
  return all;
}
