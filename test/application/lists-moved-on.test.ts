/**
 * Between draw and substitution the lists move on – an interest lapses, a colleague goes to another section or out of the roster – and
 * the bundle still verifies: who is considered is judged so that everybody finds it from the frozen lists.
 */
import { registerInterest, withdrawInterest } from '../../src/application/duty.ts';
import { drawBundle } from '../../src/application/queries/bundle.ts';
import { substitutes } from '../../src/application/queries/substitutes.ts';
import { approveSubstitution, requestSubstitution } from '../../src/application/substitution.ts';
import { substitutionId } from '../../src/domain/ids.ts';
import type { SubstitutionId, TargetCode } from '../../src/domain/ids.ts';
import { inspectorRow, openBureau, STAFF, U1 } from '../support/bureau.ts';
import type { Bureau } from '../support/bureau.ts';
import { few } from '../support/rules.ts';
import { dispatchedAlone } from '../support/short-handed.ts';
import { ALL } from '../support/verifiers.ts';

/** 教育科 has four; two are drawn, one of them asks to be replaced by one of the two others. */
const asked = async (before: (bureau: Bureau) => Promise<void>, meanwhile: (bureau: Bureau, free: readonly string[]) => Promise<void>) => {
  const bureau = await openBureau({ preset: 'weihai-lg' });
  await before(bureau);
  const task = await dispatchedAlone(bureau, { strata: [{ name: '全部', where: [], ratio: { num: 1, den: 2 } }] });
  const [visit] = await bureau.deps.states.find('inspection', { task });
  if (visit?.state.id == null) throw new Error('no visit');
  const { id, posts, inspectors } = visit.state;
  await meanwhile(bureau, STAFF.flatMap(({ name, section, certificate }) => (certificate !== undefined && section === '教育科' && !inspectors.some((code) => code === certificate) ? [name] : [])));
  const leaving = posts.find(({ leader }) => !leader);
  if (leaving === undefined) throw new Error('no member');
  const entry = await requestSubstitution(bureau.deps)(bureau.by(leaving.name), id, leaving.inspector, 'health', '住院');
  const fact = entry.events.find((each) => each.type === 'SubstitutionRequested');
  const substitution: SubstitutionId = substitutionId(fact?.substitution ?? '') ?? ('' as never);
  return { bureau, task, substitution };
};

const settled = async ({ bureau, task, substitution }: Awaited<ReturnType<typeof asked>>) => {
  const { candidates, excluded } = await substitutes(bureau.deps)(substitution);
  await approveSubstitution(bureau.deps)(bureau.by('陈志远'), substitution, candidates[0]?.inspector ?? null);
  const { bundle, lists } = await drawBundle(bureau.deps)(task, 'full');
  const proof = { bundle: await bureau.deps.blobs.get(bundle.sha256), lists: await Promise.all(lists.map(({ sha256 }) => bureau.deps.blobs.get(sha256))) };
  return { candidates: candidates.map(({ name }) => name), excluded, verdicts: ALL.map(([name, judge]): readonly [string, boolean] => [name, judge([proof])[0]?.ok === true]) };
};

const fine = (verdicts: readonly (readonly [string, boolean])[]): void => { expect(verdicts).toEqual(ALL.map(([name]) => [name, true])); };

test('an interest that lapsed during the visits still keeps somebody away from what was drawn while it bound', async () => {
  const name = '马超';
  const one = await asked(async (bureau) => {
    await few(bureau);
    for (const target of ['QT-001', 'QT-002'] as unknown as readonly TargetCode[]) await registerInterest(bureau.deps)(bureau.by('王敏'), U1, { inspector: bureau.certificate(name), target, text: '曾任职', until: '2026-09-15' });
  }, (bureau) => { bureau.setTime('2026-09-16T01:00:00.000Z'); return Promise.resolve(); });
  const { candidates, verdicts } = await settled(one);
  fine(verdicts);
  expect(candidates).not.toContain(name);
});

test('an interest that was withdrawn after the draw keeps somebody away from what was drawn while it stood', async () => {
  const name = '马超';
  const targets = ['QT-001', 'QT-002'] as unknown as readonly TargetCode[];
  const one = await asked(async (bureau) => {
    await few(bureau);
    for (const target of targets) await registerInterest(bureau.deps)(bureau.by('王敏'), U1, { inspector: bureau.certificate(name), target, text: '曾任职' });
  }, async (bureau) => {
    for (const target of targets) await withdrawInterest(bureau.deps)(bureau.by('王敏'), U1, { inspector: bureau.certificate(name), target, reason: '登记有误' });
  });
  const { candidates, verdicts } = await settled(one);
  fine(verdicts);
  expect(candidates).not.toContain(name);
});

test.each([['went to another section', '综合科', '在岗'], ['was suspended', '教育科', '停用']] as const)('a colleague who %s after the draw is passed over with the reason', async (_how, section, status) => {
  let gone = '';
  const one = await asked(() => Promise.resolve(), async (bureau, free) => {
    gone = free[0] ?? '';
    await bureau.roster('inspectors', [inspectorRow(bureau.certificate(gone), gone, section, { status })]);
  });
  const { candidates, excluded, verdicts } = await settled(one);
  fine(verdicts);
  expect(candidates).not.toContain(gone);
  expect(excluded.map(({ name }) => name)).toContain(gone);
});
