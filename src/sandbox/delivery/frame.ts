/**
 * Frames of the long connection: protobuf (proto2) `pbbp2.Frame`, nine fields, varints and length-delimited bytes only.
 *
 *   Header { 1 key, 2 value }   Frame { 1 SeqID, 2 LogID, 3 service, 4 method, 5 headers*, 6 payload_encoding, 7 payload_type, 8 payload, 9 LogIDNew }
 *
 * Written out here instead of borrowed: the SDK does not export its codec, and a second, independent one proves the bytes.
 */
export interface Frame {
  readonly seqId: number;
  readonly logId: number;
  readonly service: number;
  /** 0 control, 1 data. */
  readonly method: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly payload: Buffer;
}

const VARINT = 0;
const BYTES = 2;

const varint = (value: number): Buffer => {
  const bytes: number[] = [];
  let rest = BigInt(value);
  if (rest < 0n) rest += 2n ** 64n;
  do {
    bytes.push(Number(rest & 127n) | (rest > 127n ? 128 : 0));
    rest >>= 7n;
  } while (rest > 0n);
  return Buffer.from(bytes);
};
const tagged = (field: number, type: number, ...bytes: readonly Buffer[]): Buffer => Buffer.concat([varint((field << 3) | type), ...bytes]);
const number = (field: number, value: number): Buffer => tagged(field, VARINT, varint(value));
const bytes = (field: number, value: Buffer): Buffer => tagged(field, BYTES, varint(value.length), value);

export const encodeFrame = (frame: Frame): Buffer =>
  Buffer.concat([
    number(1, frame.seqId), number(2, frame.logId), number(3, frame.service), number(4, frame.method),
    ...Object.entries(frame.headers).map(([key, value]) => bytes(5, Buffer.concat([bytes(1, Buffer.from(key)), bytes(2, Buffer.from(value))]))),
    bytes(8, frame.payload),
  ]);

interface Field { readonly field: number; readonly value: bigint; readonly bytes: Buffer }
/** @returns null for bytes that are not a message */
const fieldsOf = (data: Buffer): readonly Field[] | null => {
  let at = 0;
  const readVarint = (): bigint | null => {
    let value = 0n;
    for (let shift = 0n; shift < 70n; shift += 7n) {
      const byte = data[at++];
      if (byte === undefined) return null;
      value |= BigInt(byte & 127) << shift;
      if (byte < 128) return value;
    }
    return null;
  };
  const fields: Field[] = [];
  while (at < data.length) {
    const tag = readVarint();
    const value = readVarint();
    if (tag === null || value === null) return null;
    const field = Number(tag >> 3n);
    const type = Number(tag & 7n);
    if (type === VARINT) fields.push({ field, value, bytes: Buffer.alloc(0) });
    else if (type === BYTES && at + Number(value) <= data.length) {
      fields.push({ field, value, bytes: data.subarray(at, at + Number(value)) });
      at += Number(value);
    } else return null;
  }
  return fields;
};

export const decodeFrame = (data: Buffer): Frame | null => {
  const fields = fieldsOf(data);
  if (fields === null) return null;
  const numbers = [1, 2, 3, 4].flatMap((field) => fields.filter((one) => one.field === field).map(({ value }) => Number(BigInt.asIntN(64, value))));
  const [seqId, logId, service, method] = numbers;
  // All four are required, once each.
  if (numbers.length !== 4 || seqId === undefined || logId === undefined || service === undefined || method === undefined) return null;
  const headers: Record<string, string> = {};
  for (const { bytes: header } of fields.filter((one) => one.field === 5)) {
    const pair = fieldsOf(header);
    const [key, value] = [1, 2].map((field) => pair?.find((one) => one.field === field)?.bytes.toString('utf8'));
    if (key === undefined || value === undefined) return null;
    headers[key] = value;
  }
  return { seqId, logId, service, method, headers, payload: fields.find((one) => one.field === 8)?.bytes ?? Buffer.alloc(0) };
};
