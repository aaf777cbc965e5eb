/**
 * The operator walks away after the close, and the secret with him: envelope and code finish the draw, with the one result
 * it has – in the chat, at the command line, by the page. And what a draw needs no more, the service forgets.
 */
import { fetchCustodyCode } from '../../src/application/custody.ts';
import { declineWitness, openDraw, witnessDraw } from '../../src/application/draw.ts';
import type { Secrets } from '../../src/application/ports.ts';
import { bundleSoFar } from '../../src/application/queries/bundle.ts';
import { envelopeOf } from '../../src/application/queries/envelope.ts';
import { recheckDraw } from '../../src/application/queries/recheck.ts';
import { finishDraw } from '../../src/application/reveal.ts';
import { voidAttempt } from '../../src/application/settle.ts';
import { settleCeremonies } from '../../src/application/settle-ceremonies.ts';
import { normalCode, openingCode, openSealed, seal } from '../../src/domain/draw/envelope.ts';
import { otpChain } from '../../src/domain/draw/seed.ts';
import type { BlobRef } from '../../src/domain/values.ts';
import type { TaskId } from '../../src/domain/ids.ts';
import { lastAttempt } from '../../src/domain/task/task.ts';
import { finish } from '../../verifiers/node/finish.mjs';
import { openBureau, personOf, U1 } from '../support/bureau.ts';
import type { Bureau } from '../support/bureau.ts';
import { confirmAll, drawIn, lockIn, newTaskIn } from '../support/ceremony.ts';
import { memoryStorage } from '../support/memory-storage.ts';
import { outcomeOf } from '../support/rules.ts';
import { pageVerifier } from '../support/verifiers.ts';

/** Nobody finds the secrets of ceremonies any more; what else the service keeps is there. */
const withoutSecrets = ({ deps }: Bureau) => ({ ...deps, secrets: { ...deps.secrets, get: (id: string) => (/^T.*\/\d+$/.test(id) ? Promise.resolve(null) : deps.secrets.get(id)) } });
const opened = async (bureau: Bureau): Promise<TaskId> => {
  const task = await newTaskIn(bureau);
  await confirmAll(bureau, task);
  await openDraw(bureau.deps)(bureau.by('赵红'), task, (await personOf(bureau, '孙岩')).id);
  return task;
};
const attemptOf = async (bureau: Bureau, task: TaskId) => lastAttempt((await bureau.deps.states.load('task', task)).state);
const codeOf = async (bureau: Bureau): Promise<string> => (await fetchCustodyCode(bureau.deps)(bureau.by('周正'), U1, false)).code;
const abandoned = async (bureau: Bureau): Promise<TaskId> => {
  const task = await opened(bureau);
  await expect(witnessDraw(withoutSecrets(bureau))(bureau.by('孙岩'), task, '3859')).rejects.toThrow('missing');
  return task;
};
const bytesOf = async (bureau: Bureau, ref: BlobRef): Promise<Buffer> => Buffer.from(await bureau.deps.blobs.get(ref.sha256));

describe('after the close the service cannot open the draw', () => {
  test('the supervisor opens it with the code from the safe: the result is the one the service would have given', async () => {
    const [whole, broken] = [await openBureau({ seed: 'same' }), await openBureau({ seed: 'same' })];
    const expected = await opened(whole);
    await witnessDraw(whole.deps)(whole.by('孙岩'), expected, '3859');
    const task = await abandoned(broken);
    await expect(settleCeremonies(withoutSecrets(broken))(broken.now())).rejects.toThrow('missing');
    const code = await codeOf(broken);
    await finishDraw(withoutSecrets(broken))(broken.by('孙岩'), task, code);
    expect(await attemptOf(broken, task)).toMatchObject({ phase: 'drawn', openedBy: (await personOf(broken, '孙岩')).id, result: { sha256: (await attemptOf(whole, expected))?.result?.sha256 } });
    expect((await recheckDraw(broken.deps)(task)).ok).toBe(true);
    // Said once, the code is spent: what is committed from now on is sealed under the next.
    expect((await broken.deps.states.load('unit', U1)).state.custody).toEqual({ version: 2, fetched: false });
    expect(await codeOf(broken)).not.toBe(code);
  });

  test('without the service altogether: envelope, record of the close and code give the same bytes at the command line and on the page', async () => {
    const [whole, broken] = [await openBureau({ seed: 'same' }), await openBureau({ seed: 'same' })];
    const expected = await opened(whole);
    await witnessDraw(whole.deps)(whole.by('孙岩'), expected, '3859');
    const result = (await attemptOf(whole, expected))?.result;
    const task = await abandoned(broken);
    const code = await codeOf(broken);
    const [envelope, bundle] = await Promise.all([bytesOf(broken, await envelopeOf(broken.deps)(task, 1)), bytesOf(broken, await bundleSoFar(broken.deps)(task))]);
    const found = finish({ envelope, bundle, lists: [] }, code.toLowerCase().replaceAll('-', ' '));
    expect(found.lines.at(-1)).not.toContain('✗');
    expect(found.result).toBe(result === null || result === undefined ? '' : (await bytesOf(whole, result)).toString());
    expect(pageVerifier().finish(new Uint8Array(envelope), new Uint8Array(bundle), [], code).result).toBe(found.result);
    for (const judge of [(typed: string) => finish({ envelope, bundle, lists: [] }, typed), (typed: string) => pageVerifier().finish(new Uint8Array(envelope), new Uint8Array(bundle), [], typed)]) {
      expect(judge('AAAA-BBBB-CCCC-DDDD-EEEE')).toMatchObject({ ok: false, lines: [expect.stringContaining('开封口令不对')] });
    }
  });

  test('before the close there is nothing to open: neither in the chat nor from the files', async () => {
    const bureau = await openBureau();
    const task = await opened(bureau);
    const code = await codeOf(bureau);
    expect(await outcomeOf(() => finishDraw(bureau.deps)(bureau.by('孙岩'), task, code))).toBe('draw.nothing-to-finish');
    const [envelope, bundle] = await Promise.all([bytesOf(bureau, await envelopeOf(bureau.deps)(task, 1)), bytesOf(bureau, await bundleSoFar(bureau.deps)(task))]);
    expect(finish({ envelope, bundle, lists: [] }, code)).toMatchObject({ ok: false, result: undefined });
  });

  test('who may: a supervisor or the main leader, with the right code; holder of envelopes and holder of the code are two', async () => {
    const bureau = await openBureau();
    const task = await abandoned(bureau);
    const code = await codeOf(bureau);
    const broken = withoutSecrets(bureau);
    expect(await outcomeOf(() => finishDraw(broken)(bureau.by('王敏'), task, code))).toBe('people.not-permitted');
    expect(await outcomeOf(() => finishDraw(broken)(bureau.by('孙岩'), task, '0000-0000'))).toBe('draw.wrong-code');
    expect(await outcomeOf(() => fetchCustodyCode(bureau.deps)(bureau.by('孙岩'), U1, false))).toBe('people.not-permitted');
    expect(await outcomeOf(() => fetchCustodyCode(bureau.deps)(bureau.by('赵红'), U1, false))).toBe('people.not-permitted');
    expect(await outcomeOf(() => finishDraw(broken)(bureau.by('周正'), task, code))).toBe('done');
    expect(await outcomeOf(() => finishDraw(broken)(bureau.by('周正'), task, code))).toBe('draw.nothing-to-finish');
  });

  test('a new code on request: what was sealed before is still opened by the old one', async () => {
    const bureau = await openBureau();
    const task = await abandoned(bureau);
    const old = await codeOf(bureau);
    const next = await fetchCustodyCode(bureau.deps)(bureau.by('周正'), U1, true);
    expect(next).toMatchObject({ version: 2 });
    expect(await outcomeOf(() => finishDraw(withoutSecrets(bureau))(bureau.by('孙岩'), task, next.code))).toBe('draw.wrong-code');
    expect(await outcomeOf(() => finishDraw(withoutSecrets(bureau))(bureau.by('孙岩'), task, old))).toBe('done');
    expect((await bureau.deps.states.load('unit', U1)).state.custody).toEqual({ version: 2, fetched: true });
  });
});

describe('the code and the seal', () => {
  const [secret, hash] = [new Uint8Array(32).fill(7), 'a'.repeat(64)];
  const otp = { top: otpChain(secret, 8).top, length: 8 };
  test('a seal opens with its code, however it is typed, and with no other code and for no other plan', () => {
    const code = openingCode(new Uint8Array(32).map((_, i) => i * 37));
    expect(code).toMatch(/^(?:[0-9A-HJKMNP-TV-Z]{4}-){4}[0-9A-HJKMNP-TV-Z]{4}$/);
    const sealed = seal(secret, code, hash);
    expect(sealed).not.toContain(Buffer.from(secret).toString('hex').slice(0, 8));
    expect(openSealed(sealed, `  ${code.toLowerCase()} `, hash, otp)).toEqual(secret);
    expect(openSealed(sealed, code.replace(/^./, (first) => (first === '2' ? '3' : '2')), hash, otp)).toBeNull();
    expect(openSealed(sealed, code, 'b'.repeat(64), otp)).toBeNull();
    expect(normalCode('oO-iI-lL ｏ１')).toBe('0011110 1'.replace(' ', ''));
  });
});

/** A store of secrets that can be searched, and remembers everything it ever held. */
const searchable = (): Secrets & { readonly held: ReadonlyMap<string, Uint8Array>; readonly ever: readonly Uint8Array[] } => {
  const held = new Map<string, Uint8Array>();
  const ever: Uint8Array[] = [];
  return {
    held, ever,
    put: (id, secret) => {
      if (!held.has(id)) held.set(id, secret.slice());
      if (/^T.*\/\d+$/.test(id)) ever.push(secret.slice());
      return Promise.resolve();
    },
    get: (id) => Promise.resolve(held.get(id)?.slice() ?? null),
    erase: (id) => Promise.resolve(void held.delete(id)),
  };
};

describe('what the service forgets', () => {
  const play = async (preset: 'nantong-tz' | 'fuzhou-gx'): Promise<{ readonly bureau: Bureau; readonly task: TaskId; readonly secrets: ReturnType<typeof searchable> }> => {
    const secrets = searchable();
    let bureau: Bureau | null = null;
    const stores = memoryStorage({ clock: () => bureau?.now() ?? '2026-09-08T01:00:00.000Z' });
    bureau = await openBureau({ preset, stores: { ...stores, secrets } });
    const task = await opened(bureau);
    await declineWitness(bureau.deps)(bureau.by('孙岩'), task, '现场无人');
    await openDraw(bureau.deps)(bureau.by('赵红'), task, (await personOf(bureau, '孙岩')).id);
    bureau.setTime('2026-09-08T02:00:00.000Z');
    await settleCeremonies(bureau.deps)(bureau.now());
    await drawIn(bureau, task, '第三次');
    await voidAttempt(bureau.deps)(bureau.by('陈志远'), task, '漏登回避');
    await drawIn(bureau, task, '第四次');
    await lockIn(bureau, task);
    return { bureau, task, secrets };
  };
  const ceremonies = ({ held }: ReturnType<typeof searchable>): readonly string[] => [...held.keys()].filter((id) => /^T.*\/\d+$/.test(id));

  test('declined, too late, void and revealed attempts leave no secret behind', async () => {
    const { secrets } = await play('nantong-tz');
    expect(secrets.ever).toHaveLength(4);
    expect(ceremonies(secrets)).toEqual([]);
  });
  test('where posts may be filled by lot, only the locked draw keeps its chain', async () => {
    const { secrets, task } = await play('fuzhou-gx');
    expect(ceremonies(secrets)).toEqual([`${task}/4`]);
  });
  test('no secret ever stood in the journal, in a state or in a file', async () => {
    const { bureau, secrets, task } = await play('fuzhou-gx');
    const entries = await bureau.deps.journal.read(0, 10_000);
    const blobs = await Promise.all(entries.flatMap((entry) => entry.blobs).map(({ sha256 }) => bureau.deps.blobs.get(sha256)));
    const everything = Buffer.concat([Buffer.from(JSON.stringify([entries, await bureau.deps.states.load('task', task), await bureau.deps.states.load('unit', U1)])), ...blobs]);
    const code = await codeOf(bureau);
    for (const secret of [...secrets.ever, ...secrets.held.values()]) {
      for (const form of ['hex', 'base64', 'latin1'] as const) expect(everything.includes(Buffer.from(secret).toString(form), 0, form === 'latin1' ? 'latin1' : 'utf8')).toBe(false);
    }
    expect(everything.includes(code)).toBe(false);
    expect(everything.includes(otpChain(secrets.ever[3] ?? new Uint8Array(32), 64).code(1))).toBe(true);
  });
});
