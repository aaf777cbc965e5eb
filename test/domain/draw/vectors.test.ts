/**
 * Known answers: every value of the specification's vector file, recomputed by the engine and by Node's own primitives.
 */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { canonical, sha256Hex } from '../../../src/domain/canonical.ts';
import { opens, otpChain, seedOf, transcriptOf } from '../../../src/domain/draw/seed.ts';
import { byTicket, keyOf, ticketOf } from '../../../src/domain/draw/ticket.ts';

const vectors = JSON.parse(readFileSync(join(process.cwd(), 'test/domain/draw/vectors.json'), 'utf8')) as {
  jcsPlan: string; planHash: string; otp1: string; transcript: string; seed: string; key: string; tickets: Record<string, string>; order200: string;
};
const secret = Uint8Array.from({ length: 32 }, (_, i) => i);
const contributions = [{ by: '张三', seq: 1, text: '3691' }, { by: '监督员', seq: 2, text: 'QR71234567' }];
const planBytes = new TextEncoder().encode(vectors.jcsPlan);

describe('the published values of ssj-draw/v1', () => {
  test('the plan has the published text and hash', () => {
    expect(canonical(JSON.parse(vectors.jcsPlan))).toBe(vectors.jcsPlan);
    expect(sha256Hex(planBytes)).toBe(vectors.planHash);
  });
  test('the code chain starts from its secret: the plan shows its top, round 1 reveals the code before it', () => {
    const chain = otpChain(secret, 8);
    expect(vectors.jcsPlan).toContain(chain.top);
    expect(chain.code(1)).toBe(vectors.otp1);
    expect(chain.code(8)).toBe(Buffer.from(secret).toString('hex'));
    expect(() => chain.code(9)).toThrow(RangeError);
    expect(() => chain.code(0)).toThrow(RangeError);
  });
  test('a revealed code opens the commitment in its own round only', () => {
    const chain = otpChain(secret, 8);
    expect(opens(chain.code(3), 3, chain.top)).toBe(true);
    expect(opens(chain.code(3), 2, chain.top)).toBe(false);
    expect(opens(chain.code(3).toUpperCase(), 3, chain.top)).toBe(false);
  });
  test('the transcript and the seed are the published ones', () => {
    expect(transcriptOf({ planBytes, round: 1, contributions })).toBe(vectors.transcript);
    expect(seedOf({ planBytes, round: 1, contributions, otp: vectors.otp1 })).toBe(vectors.seed);
  });
  test('key and tickets are the published ones, and sha256sum would say the same', () => {
    const key = keyOf(vectors.seed, 'objects');
    expect(key).toBe(vectors.key);
    for (const [id, ticket] of Object.entries(vectors.tickets)) {
      expect(ticketOf(key, id)).toBe(ticket);
      expect(createHash('sha256').update(Buffer.concat([Buffer.from(key), Buffer.from(id)])).digest('hex')).toBe(ticket);
    }
  });
  test('two hundred enterprises come in the published order', () => {
    const ids = Array.from({ length: 200 }, (_, i) => `E${String(i).padStart(4, '0')}`);
    const order = ids.map((id) => ({ id, ticket: ticketOf(vectors.key, id) })).sort(byTicket).map(({ id }) => id);
    expect(sha256Hex(order.join(','))).toBe(vectors.order200);
  });
});

describe('published values of others that our parts reproduce', () => {
  test('a one-time-code chain as draft-thomson-elegy-vrs publishes it', () => {
    const first = new Uint8Array(createHash('sha256').update('totally not a bikeshed').digest());
    const chain = otpChain(first, 9);
    expect([chain.top, chain.code(1), chain.code(2)]).toEqual([expect.stringMatching(/^950ea08d.*f8c488$/), expect.stringMatching(/^5346f2ef.*9f2456$/), expect.stringMatching(/^2f70f884.*c8ce$/)]);
  });
  test("Rivest's first ticket of consistent_sampler is our ticket under his key, written as a reversed decimal", () => {
    const ticket = ticketOf(sha256Hex('01382438112797316654'), 'AB-130');
    expect(`0.${[...BigInt(`0x${ticket}`).toString()].reverse().join('')}`).toBe('0.26299714122838008416507544297546663599715395525154425586041245287750224561854');
  });
});
