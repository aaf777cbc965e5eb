/**
 * A picture with at most 256 colours: pages of text look the same and weigh a third.
 *
 * The commonest kinds of colour become the palette, every other dot takes the nearest of them; what is written is the smallest kind
 * of PNG there is for that.
 *
 * Source: https://www.w3.org/TR/png-3/
 */
import { crc32, deflateSync } from 'node:zlib';
import type { Page } from 'playwright-core';

/** The browser reads the picture: red, green, blue and opacity of every dot. */
const READ = `async (base64) => {
  const bitmap = await createImageBitmap(new Blob([Uint8Array.from(atob(base64), (char) => char.charCodeAt(0))], { type: 'image/png' }));
  const context = new OffscreenCanvas(bitmap.width, bitmap.height).getContext('2d');
  context.drawImage(bitmap, 0, 0);
  const { data } = context.getImageData(0, 0, bitmap.width, bitmap.height);
  const parts = [];
  for (let at = 0; at < data.length; at += 32768) parts.push(String.fromCharCode(...data.subarray(at, at + 32768)));
  return { width: bitmap.width, height: bitmap.height, dots: btoa(parts.join('')) };
}`;
interface Dots { readonly width: number; readonly height: number; readonly dots: string }

const COLOURS = 256;
/** The five leading bits of each channel. */
const FAMILY = 0xf8f8f8;
const channels = (colour: number): readonly [number, number, number] => [(colour >> 16) & 255, (colour >> 8) & 255, colour & 255];
const distance = (a: number, b: number): number => {
  const [one, other] = [channels(a), channels(b)];
  return (one[0] - other[0]) ** 2 + (one[1] - other[1]) ** 2 + (one[2] - other[2]) ** 2;
};

/** The commonest colours, and for every dot the place of the nearest of them. */
const indexed = (data: Buffer): { readonly palette: readonly number[]; readonly places: Buffer } => {
  const dots = Array.from({ length: data.length / 4 }, (_, n) => data.readUInt32BE(n * 4) >>> 8);
  const counts = new Map<number, number>();
  for (const colour of dots) counts.set(colour, (counts.get(colour) ?? 0) + 1);
  // Of colours hardly to be told apart the commonest stands for all, so that a gradient gets its share of the palette.
  const families = new Map<number, { readonly colour: number; readonly count: number; readonly all: number }>();
  for (const [colour, count] of counts) {
    const key = colour & FAMILY;
    const known = families.get(key) ?? { colour, count: 0, all: 0 };
    families.set(key, { ...(count > known.count ? { colour, count } : known), all: known.all + count });
  }
  const palette = [...families.values()].sort((a, b) => b.all - a.all).slice(0, COLOURS).map(({ colour }) => colour);
  const places = new Map(palette.map((colour, place) => [colour, place]));
  for (const colour of counts.keys()) {
    if (places.has(colour)) continue;
    places.set(colour, palette.reduce((best, other, place) => (distance(colour, other) < distance(colour, palette[best] ?? 0) ? place : best), 0));
  }
  return { palette, places: Buffer.from(dots.map((colour) => places.get(colour) ?? 0)) };
};

const chunk = (type: string, body: Uint8Array): Buffer => {
  const named = Buffer.concat([Buffer.from(type, 'latin1'), body]);
  const frame = Buffer.alloc(8);
  frame.writeUInt32BE(body.length, 0);
  frame.writeUInt32BE(crc32(named), 4);
  return Buffer.concat([frame.subarray(0, 4), named, frame.subarray(4)]);
};

const BITS = 8;
const PALETTE_COLOUR = 3;

/** @param page any page of a browser, only for its eyes */
export const smallPng = async (page: Page, picture: Buffer): Promise<Buffer> => {
  const { width, height, dots } = await page.evaluate<Dots>(`(${READ})('${picture.toString('base64')}')`);
  const { palette, places } = indexed(Buffer.from(dots, 'base64'));
  const lines = Array.from({ length: height }, (_, row) => Buffer.concat([Buffer.from([0]), places.subarray(row * width, (row + 1) * width)]));
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([BITS, PALETTE_COLOUR, 0, 0, 0], 8);
  const colours = Buffer.from(palette.flatMap(channels));
  return Buffer.concat([
    Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]), chunk('IHDR', header), chunk('PLTE', colours), chunk('IDAT', deflateSync(Buffer.concat(lines), { level: 9 })), chunk('IEND', Buffer.alloc(0)),
  ]);
};
