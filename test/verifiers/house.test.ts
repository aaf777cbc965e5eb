/**
 * From the use cases to the verifiers: the bundle a bureau really publishes is confirmed by everybody, with its key pinned.
 */
import { declineWitness, openDraw } from '../../src/application/draw.ts';
import { drawBundle } from '../../src/application/queries/bundle.ts';
import { substitutes } from '../../src/application/queries/substitutes.ts';
import { approveSubstitution, requestSubstitution } from '../../src/application/substitution.ts';
import { dispatchTask, voidAttempt } from '../../src/application/settle.ts';
import { substitutionId } from '../../src/domain/ids.ts';
import type { TaskId } from '../../src/domain/ids.ts';
import { openBureau, personOf } from '../support/bureau.ts';
import type { Bureau } from '../support/bureau.ts';
import { confirmAll, drawIn, lockIn, newTaskIn } from '../support/ceremony.ts';
import { ALL } from '../support/verifiers.ts';
import type { Case } from '../support/verifiers.ts';

const published = async (bureau: Bureau, task: TaskId, edition: 'full' | 'public'): Promise<Case> => {
  const { bundle, lists } = await drawBundle(bureau.deps)(task, edition);
  const read = (ref: typeof bundle): Promise<Uint8Array> => bureau.deps.blobs.get(ref.sha256);
  return { bundle: await read(bundle), lists: await Promise.all(lists.map(read)), key: Buffer.from(bureau.deps.signer.publicKey).toString('base64') };
};

/** The member of the first team that has one of 教育科 is replaced, by the deputy's choice or by lot. */
const replaceSomebody = async (bureau: Bureau, task: TaskId): Promise<void> => {
  for (const { state } of await bureau.deps.states.find('inspection', { task })) {
    const member = state.posts.find(({ leader, section }) => !leader && section === '教育科');
    if (member === undefined || state.id === null) continue;
    const entry = await requestSubstitution(bureau.deps)(bureau.by(member.name), state.id, member.inspector, 'work-conflict', '');
    const asked = entry.events.find((fact) => fact.type === 'SubstitutionRequested');
    const id = substitutionId(asked?.substitution ?? '');
    if (id === null) throw new Error('not requested');
    const { candidates, lot } = await substitutes(bureau.deps)(id);
    await approveSubstitution(bureau.deps)(bureau.by('陈志远'), id, lot?.pick ?? candidates[0]?.inspector ?? null);
    return;
  }
  throw new Error('nobody to replace');
};

describe.each(['nantong-tz', 'fuzhou-gx', 'weihai-lg'] as const)('a task under the rules of %s', (preset) => {
  let proof: Case;
  let publicProof: Case;
  beforeAll(async () => {
    const bureau = await openBureau({ preset });
    const task = await newTaskIn(bureau);
    await confirmAll(bureau, task);
    await openDraw(bureau.deps)(bureau.by('赵红'), task, (await personOf(bureau, '孙岩')).id);
    await declineWitness(bureau.deps)(bureau.by('孙岩'), task, '现场人太少');
    await drawIn(bureau, task, '第一次');
    await voidAttempt(bureau.deps)(bureau.by('陈志远'), task, '漏登回避');
    await drawIn(bureau, task, '第二次');
    await lockIn(bureau, task);
    if (preset === 'weihai-lg') {
      await drawIn(bureau, task, '抽人员');
      await lockIn(bureau, task);
    }
    await dispatchTask(bureau.deps)(bureau.by('王敏'), task);
    await replaceSomebody(bureau, task);
    proof = await published(bureau, task, 'full');
    publicProof = await published(bureau, task, 'public');
  });
  test.each(ALL)('is confirmed by %s: a declined and a void attempt, the draw, and the substitution', (_, judge) => {
    const [verdict] = judge([proof]);
    expect(verdict?.ok).toBe(true);
    expect(verdict?.lines.join('\n')).toMatch(/人员更换 1 次[\s\S]*作废或放弃 2 次/);
  });
  test.each(ALL)('its public edition is confirmed by %s as far as it is shown', (_, judge) => {
    const [verdict] = judge([publicProof]);
    expect(verdict?.lines.join('\n')).toContain('一致');
    expect(verdict?.ok).toBe(true);
  });
  test('its public edition names no inspector whom the result does not name', () => {
    const text = (bytes: Uint8Array): string => new TextDecoder().decode(bytes);
    const named = new Set(text(publicProof.bundle).match(/ZF\d{4}/g));
    const listed = publicProof.lists.flatMap((list) => text(list).match(/ZF\d{4}/g) ?? []);
    expect(listed.filter((code) => !named.has(code))).toEqual([]);
    expect(proof.lists.map(text).join('').match(/ZF\d{4}/g)?.length).toBeGreaterThan(0);
  });
});
