/**
 * 出路: after a recusal nobody qualified is left. Somebody is lent, another section makes the visit, or it is made later; never one alone.
 */
import { registerInterest } from '../../src/application/duty.ts';
import { openDraw } from '../../src/application/draw.ts';
import { finishVisit } from '../../src/application/finish.ts';
import { forceSubstitutions } from '../../src/application/forced-substitutions.ts';
import { issueNotice } from '../../src/application/notice.ts';
import type { DocumentModel } from '../../src/application/ports.ts';
import { checkPage } from '../../src/application/queries/check-page.ts';
import { drawBundle } from '../../src/application/queries/bundle.ts';
import { fairnessSource } from '../../src/application/fairness/source.ts';
import { present } from '../../src/application/queries/yearly.ts';
import { resultModel } from '../../src/application/queries/result-sheet.ts';
import { substitutes } from '../../src/application/queries/substitutes.ts';
import { waysFor } from '../../src/application/queries/ways.ts';
import { witnessRound } from '../../src/application/rounds.ts';
import { bindPerson } from '../../src/application/set-up.ts';
import { acceptAssignment, approveSubstitution, requestSubstitution } from '../../src/application/substitution.ts';
import { approveWay, refuseWay, seekWay } from '../../src/application/ways.ts';
import type { WayWish } from '../../src/application/ways.ts';
import { inspectorCode } from '../../src/domain/ids.ts';
import { matterOf } from '../../src/domain/people/delegation.ts';
import { bundleBytes, readBundle, sealBundle } from '../../src/domain/draw/bundle.ts';
import { chained, isWithheld } from '../../src/domain/draw/log.ts';
import type { LogEvent } from '../../src/domain/draw/log.ts';
import { signerOf } from '../../src/application/queries/log-key.ts';
import { PRESET_IDS } from '../../src/domain/rules/rule-set.ts';
import { isOutdated } from '../../src/domain/inspection/notice.ts';
import { account, inspectorRow, openBureau, personOf, STAFF, U1 } from '../support/bureau.ts';
import type { Bureau } from '../support/bureau.ts';
import { confirmAll, newTaskIn } from '../support/ceremony.ts';
import { ALL as ALL_TARGETS, few, inspectors, outcomeOf } from '../support/rules.ts';
import { shortHanded } from '../support/short-handed.ts';
import type { ShortHanded } from '../support/short-handed.ts';
import { ALL } from '../support/verifiers.ts';
import type { Case } from '../support/verifiers.ts';

const LENT = inspectorCode('ZF9001');
if (LENT === null) throw new Error('bad code');
const borrow = (over: Partial<Extract<WayWish, { kind: 'borrow' }>> = {}): WayWish => ({ kind: 'borrow', inspector: LENT, name: '王五', unit: '市教育局', until: '2028-12-31', letter: '市教函〔2026〕12号', cleared: true, acting: true, ...over });
const toOffice: WayWish = { kind: 'reassign', section: '综合科', named: [] };
const later: WayWish = { kind: 'postpone', from: '2026-10-09', to: '2026-10-31' };
const WHY = '本科室其余人员均应回避';

const visitOf = async ({ bureau, inspection }: Pick<ShortHanded, 'bureau' | 'inspection'>) => (await bureau.deps.states.load('inspection', inspection)).state;
const requestOf = async ({ bureau, substitution }: ShortHanded) => (await bureau.deps.states.load('substitution', substitution)).state;
const teamAccepts = async (bureau: Bureau, one: ShortHanded): Promise<void> => {
  for (const { name, acceptedAt } of (await visitOf(one)).posts) if (acceptedAt === null) await acceptAssignment(bureau.deps)(bureau.by(name), one.inspection);
};

describe.each(PRESET_IDS)('%s', (preset) => {
  test('somebody is lent: proposed by the clerk, decided by the deputy, in the notice and on the result sheet with his unit', async () => {
    const one = await shortHanded(preset);
    const { bureau, inspection, substitution, leaving, staying } = one;
    await seekWay(bureau.deps)(bureau.by('王敏'), substitution, borrow(), WHY);
    expect((await visitOf(one)).inspectors).toContain(leaving.inspector);
    await approveWay(bureau.deps)(bureau.by('陈志远'), substitution);
    const visit = await visitOf(one);
    expect(visit.posts.find(({ inspector }) => inspector === LENT)).toMatchObject({ name: '王五', borrowed: { unit: '市教育局' }, substitution: null });
    expect(visit.inspectors).toHaveLength(2);
    expect((await requestOf(one)).phase).toBe('approved');
    // He has no account: the letter of his unit stands for his acceptance.
    await acceptAssignment(bureau.deps)(bureau.by(staying.name), inspection);
    const sheet = await resultModel(bureau.deps)(one.task, 'public');
    expect(sheet.substitutions).toEqual([expect.objectContaining({ old: leaving.name, new: '王五（借调，市教育局）' })]);
    expect(JSON.stringify(sheet)).not.toContain('ZF9001');
    expect(await forceSubstitutions(bureau.deps)('2026-09-09T01:05:00.000Z')).toBe(0);
    bureau.setTime('2026-09-15T01:00:00.000Z');
    const leader = visit.posts.find((post) => post.leader)?.name ?? '';
    await finishVisit(bureau.deps)(bureau.by(leader === '王五' ? staying.name : leader), inspection, { on: '2026-09-15', resultOn: null, outcomes: ['01'], text: '' });
  });

  test('another section makes the visit: the list stays, the whole team goes, the leader is of the section that comes', async () => {
    const one = await shortHanded(preset);
    const { bureau, substitution, leaving, staying } = one;
    const before = await visitOf(one);
    const offered = await waysFor(bureau.deps)(substitution);
    expect(offered?.sections.map(({ section }) => section)).toEqual(['综合科']);
    expect(offered?.blocked.map(({ section }) => section)).toEqual(['教育科', '卫健科']);
    await seekWay(bureau.deps)(bureau.by('陈志远'), substitution, toOffice, WHY);
    const visit = await visitOf(one);
    expect(visit.target).toEqual(before.target);
    expect(visit.posts.map(({ section }) => section)).toEqual(['综合科', '综合科']);
    expect(visit.posts.filter(({ leader }) => leader)).toHaveLength(1);
    expect(visit.inspectors).not.toContain(leaving.inspector);
    expect(visit.inspectors).not.toContain(staying.inspector);
    expect((await requestOf(one)).phase).toBe('approved');
    await teamAccepts(bureau, one);
  });

  test('it is made later: the window moves, the request stays open and is settled from those who are back', async () => {
    const one = await shortHanded(preset, { reason: 'health' });
    const { bureau, substitution } = one;
    await seekWay(bureau.deps)(bureau.by('赵红'), substitution, later, '届时有人返岗');
    await approveWay(bureau.deps)(bureau.by('陈志远'), substitution);
    expect(await visitOf(one)).toMatchObject({ window: { from: '2026-10-09', to: '2026-10-31' }, postponed: [{ from: '2026-09-09', to: '2026-09-30' }] });
    expect((await requestOf(one)).phase).toBe('requested');
    expect((await resultModel(bureau.deps)(one.task, 'public')).remarks.join()).toContain(`${one.inspection} 经批准延期`);
    await bureau.roster('inspectors', [inspectorRow('ZF0004', '马超', '教育科')]);
    const { candidates } = await substitutes(bureau.deps)(substitution);
    expect(candidates.map(({ name }) => name)).toEqual(['马超']);
  });
});

describe('who may, and what it takes', () => {
  test('while somebody qualified is left there is no way round him', async () => {
    const one = await shortHanded('weihai-lg');
    await one.bureau.roster('inspectors', [inspectorRow('ZF0004', '马超', '教育科')]);
    for (const wish of [borrow(), toOffice, later]) await expect(seekWay(one.bureau.deps)(one.bureau.by('陈志远'), one.substitution, wish, WHY)).rejects.toMatchObject({ code: 'way.not-needed' });
    expect(await waysFor(one.bureau.deps)(one.substitution)).toBeNull();
  });

  test('who leaves, a colleague and the supervisor propose nothing; the clerk cannot decide what he proposed', async () => {
    const { bureau, substitution, leaving, staying } = await shortHanded('weihai-lg');
    for (const name of [leaving.name, staying.name, '孙岩']) expect(await outcomeOf(() => seekWay(bureau.deps)(bureau.by(name), substitution, later, WHY))).toBe('way.not-yours');
    await seekWay(bureau.deps)(bureau.by('王敏'), substitution, later, WHY);
    expect(await outcomeOf(() => approveWay(bureau.deps)(bureau.by('王敏'), substitution))).toBe('substitution.not-approver');
    expect(await outcomeOf(() => refuseWay(bureau.deps)(bureau.by('陈志远'), substitution, '…'))).toBe('way.no-reason');
    await refuseWay(bureau.deps)(bureau.by('陈志远'), substitution, '请先联系市局借调');
    expect(await outcomeOf(() => approveWay(bureau.deps)(bureau.by('陈志远'), substitution))).toBe('way.none');
  });

  test.each([
    ['way.borrow-certificate', borrow({ until: '2026-09-20' })], ['way.borrow-letter', borrow({ letter: '' })], ['way.borrow-who', borrow({ unit: '' })],
    ['way.borrow-asked', { ...borrow(), cleared: undefined }], ['way.postpone-earlier', { kind: 'postpone', from: '2026-09-10', to: '2026-09-30' }],
    ['way.postpone-days', { kind: 'postpone', from: '2026-09-01', to: '2026-10-30' }], ['way.postpone-year', { kind: 'postpone', from: '2026-12-20', to: '2027-01-15' }],
    ['way.reassign-short', { ...toOffice, section: '卫健科' }], ['unit.unknown-section', { ...toOffice, section: '财务科' }],
  ] as const)('%s', async (code, wish) => {
    const { bureau, substitution } = await shortHanded('weihai-lg');
    expect(await outcomeOf(() => seekWay(bureau.deps)(bureau.by('陈志远'), substitution, wish as WayWish, WHY))).toBe(code);
  });

  test('somebody lent who has an interest, or is of the own house, is not lent', async () => {
    const one = await shortHanded('weihai-lg');
    const { bureau, substitution } = one;
    const target = (await visitOf(one)).target?.code;
    if (target === undefined) throw new Error('no target');
    await bureau.roster('inspectors', [inspectorRow(LENT, '王五', '教育科', { status: '借调', unit: '市教育局', certified: false })]);
    await registerInterest(bureau.deps)(bureau.by('王敏'), U1, { inspector: LENT, target, text: '持股' });
    expect(await outcomeOf(() => seekWay(bureau.deps)(bureau.by('陈志远'), substitution, borrow(), WHY))).toBe('way.borrow-interest');
    expect(await outcomeOf(() => seekWay(bureau.deps)(bureau.by('陈志远'), substitution, borrow({ inspector: bureau.certificate('李娜'), name: '李娜' }), WHY))).toBe('way.borrow-own');
  });

  test('威海: a lent leader only acts as leader, and only with consent in so many words', async () => {
    const one = await shortHanded('weihai-lg', { leads: true });
    expect(await outcomeOf(() => seekWay(one.bureau.deps)(one.bureau.by('陈志远'), one.substitution, { ...borrow(), acting: undefined } as unknown as WayWish, WHY))).toBe('way.borrow-leader');
    await seekWay(one.bureau.deps)(one.bureau.by('陈志远'), one.substitution, borrow(), WHY);
    expect((await visitOf(one)).posts.find(({ leader }) => leader)).toMatchObject({ name: '王五', acting: true });
  });

  test('a section of another deputy: he does not decide over it, the main leader does', async () => {
    const { bureau, substitution } = await shortHanded('weihai-lg');
    await bindPerson(bureau.deps)(bureau.by('何涛'), U1, { account: account('陈志远'), name: '陈志远', section: '局领导', roles: ['deputy'], certificate: null, inCharge: ['教育科'] });
    expect(await outcomeOf(() => seekWay(bureau.deps)(bureau.by('陈志远'), substitution, toOffice, WHY))).toBe('way.not-in-charge');
    await seekWay(bureau.deps)(bureau.by('王敏'), substitution, toOffice, WHY);
    expect(await outcomeOf(() => approveWay(bureau.deps)(bureau.by('陈志远'), substitution))).toBe('way.not-in-charge');
    await approveWay(bureau.deps)(bureau.by('周正'), substitution);
  });

  test('福州: nobody picks who comes from the other section', async () => {
    const { bureau, substitution } = await shortHanded('fuzhou-gx');
    const named = [bureau.certificate('李娜'), bureau.certificate('赵强')];
    expect(await outcomeOf(() => seekWay(bureau.deps)(bureau.by('陈志远'), substitution, { ...toOffice, named }, WHY))).toBe('way.reassign-named');
  });

  test('named people come in the order named; both who asked to leave are settled by one decision', async () => {
    const one = await shortHanded('weihai-lg');
    const { bureau, substitution, staying, inspection } = one;
    await requestSubstitution(bureau.deps)(bureau.by(staying.name), inspection, staying.inspector, 'work-conflict', '');
    const other = (await visitOf(one)).posts.find(({ inspector }) => inspector === staying.inspector)?.substitution;
    await seekWay(bureau.deps)(bureau.by('陈志远'), substitution, { ...toOffice, named: [bureau.certificate('李娜'), bureau.certificate('赵强')] }, WHY);
    expect((await visitOf(one)).posts.filter(({ leader }) => leader).map(({ name }) => name)).toEqual(['李娜']);
    expect((await bureau.deps.states.load('substitution', other ?? '')).state).toMatchObject({ phase: 'approved', pick: bureau.certificate('李娜') });
    expect((await requestOf(one)).pick).toBe(bureau.certificate('赵强'));
  });

  test('the notice names him with the unit that lent him, and his certificate', async () => {
    const one = await shortHanded('weihai-lg', { leads: true });
    const { bureau, substitution, inspection } = one;
    await seekWay(bureau.deps)(bureau.by('陈志远'), substitution, borrow(), WHY);
    let told: unknown = null;
    const documentWriter = { fill: (model: DocumentModel) => { told = model.lists['人员']; return Promise.resolve(new Uint8Array([1])); } };
    await issueNotice({ ...bureau.deps, documentWriter })(bureau.by('王敏'), inspection, { on: '2026-09-16', part: 'morning', materials: [], place: '', method: '', assistants: 0, phone: '' });
    expect(told).toEqual(expect.arrayContaining([{ 姓名: '王五', 分工: '代组长', 部门: '市教育局（借调）', 证号: 'ZF9001' }]));
    expect((await checkPage(bureau.deps)(inspection))?.people[0]).toMatchObject({ name: '王五', section: '市教育局（借调）', certificate: 'ZF****' });
  });

  test('a notice made before does not hold after the visit was moved', async () => {
    const one = await shortHanded('weihai-lg', { reason: 'health' });
    const { bureau, substitution } = one;
    await seekWay(bureau.deps)(bureau.by('陈志远'), substitution, later, '届时返岗');
    const visit = await visitOf(one);
    const notice = { number: '', edition: 1, nth: 1, on: '2026-09-16', part: 'day', team: visit.inspectors, file: { sha256: '' as never, bytes: 0, name: '' }, by: '' as never, at: '' } as const;
    expect(isOutdated({ ...visit, notice })).toBe(true);
    expect(isOutdated({ ...visit, notice: { ...notice, on: '2026-10-12' } })).toBe(false);
  });

  test('the same post is vacated again in the section that has the visit now: its people are asked', async () => {
    const one = await shortHanded('weihai-lg');
    const { bureau, substitution, inspection } = one;
    await bureau.roster('inspectors', [inspectorRow('ZF0007', '周勇', '综合科')]);
    await seekWay(bureau.deps)(bureau.by('陈志远'), substitution, toOffice, WHY);
    const [post] = (await visitOf(one)).posts;
    const person = STAFF.find(({ certificate }) => certificate === post?.inspector);
    const entry = await requestSubstitution(bureau.deps)(bureau.by('王敏'), inspection, post?.inspector ?? LENT, 'health', '');
    const again = entry.events.find((fact) => fact.type === 'SubstitutionRequested');
    expect(person === undefined ? '周勇' : person.section).toBe(person === undefined ? '周勇' : '综合科');
    const { candidates } = await substitutes(bureau.deps)(again?.substitution ?? substitution);
    expect(candidates.map(({ section }) => section)).toEqual(['综合科']);
    await approveSubstitution(bureau.deps)(bureau.by('陈志远'), again?.substitution ?? substitution, candidates[0]?.inspector ?? null);
  });
});

test('before the draw the same three ways are named, with what to type; the object that blocks it too', async () => {
  const bureau = await openBureau({ preset: 'nantong-tz' });
  await inspectors(bureau, 1, 0);
  await few(bureau);
  const task = await newTaskIn(bureau, { strata: ALL_TARGETS });
  await confirmAll(bureau, task);
  const asked = openDraw(bureau.deps)(bureau.by('赵红'), task, (await personOf(bureau, '孙岩')).id);
  await expect(asked).rejects.toMatchObject({ code: 'draw.infeasible', message: expect.stringContaining('培训机构QT-001'), next: expect.stringMatching(/借调人员写入执法检查人员名录.*任务 修改 T2026-001 配合=科室.*任务 修改 T2026-001 期限=.*不得单人检查/) });
});

/** The same bundle, chained and signed anew by whoever holds the key, without the deputy's word. */
const withoutApproval = (bytes: Uint8Array, { bureau, task }: ShortHanded): Uint8Array => {
  const bundle = readBundle(bytes);
  const log = chained(bundle.log.filter((event): event is LogEvent => !isWithheld(event) && event.type !== 'approval'));
  return bundleBytes({ ...bundle, log, checkpoint: sealBundle(log, `U1/${task}`, signerOf(bureau.deps)).checkpoint });
};

describe('the bundle', () => {
  const cases: (Case & { readonly words: string; readonly forged: Uint8Array })[] = [];
  beforeAll(async () => {
    for (const preset of ['weihai-lg', 'fuzhou-gx'] as const) {
      for (const [wish, words] of [[borrow(), '经批准借调人员'], [toOffice, '经批准改由其他科室承办']] as const) {
        const one = await shortHanded(preset);
        const { deps, by } = one.bureau;
        await seekWay(deps)(by('陈志远'), one.substitution, wish, WHY);
        // And somebody of the new team is replaced in the ordinary way.
        const post = (await visitOf(one)).posts.find(({ leader }) => !leader);
        const entry = wish.kind === 'borrow' || post === undefined ? null : await requestSubstitution(deps)(by('王敏'), one.inspection, post.inspector, 'recusal', '');
        const again = entry?.events.find((fact) => fact.type === 'SubstitutionRequested')?.substitution;
        if (again !== undefined) {
          await one.bureau.roster('inspectors', [inspectorRow('ZF0007', '周勇', '综合科')]);
          await approveSubstitution(deps)(by('陈志远'), again, (await substitutes(deps)(again)).candidates[0]?.inspector ?? null);
          if (preset === 'fuzhou-gx') await witnessRound(deps)(by('孙岩'), again, '3859');
        }
        const { bundle, lists } = await drawBundle(deps)(one.task, 'full');
        const bytes = await deps.blobs.get(bundle.sha256);
        cases.push({ forged: withoutApproval(bytes, one), bundle: bytes, lists: await Promise.all(lists.map(({ sha256 }) => deps.blobs.get(sha256))), words });
      }
    }
  });

  test.each(ALL)('%s: a post filled from outside the lists is told, its paperwork checked, and what follows still verifies', (_name, judge) => {
    judge(cases).forEach(({ ok, lines }, index) => {
      expect({ ok, why: ok ? '' : lines.join('\n') }).toEqual({ ok: true, why: '' });
      expect(lines.join('\n')).toContain(cases[index]?.words);
    });
  });

  test.each(ALL)('%s: a team filled from outside without the deputy\'s word is refused', (_name, judge) => {
    const forged = cases.map(({ forged: bundle, lists }) => ({ lists, bundle }));
    expect(judge(forged).map(({ ok }) => ok)).toEqual(forged.map(() => false));
  });
});

test('a visit that was passed on counts in the fairness report for those who come, none of the old team; in somebody\'s place it is a decision on substitutions', async () => {
  const one = await shortHanded('weihai-lg');
  const { bureau, inspection, substitution } = one;
  const before = await visitOf(one);
  const entry = await seekWay(bureau.deps)(bureau.by('陈志远'), substitution, toOffice, WHY);
  const { sent } = await fairnessSource(bureau.deps, U1, { key: '2026', name: '2026 年', from: '2026-01-01', to: '2026-12-31' }, await personOf(bureau, '孙岩'));
  expect(before.inspectors.map((old) => present(sent, inspection, old)).sort()).toEqual([...(await visitOf(one)).inspectors].sort());
  expect(entry.events.map(matterOf)).toEqual(['substitution']);
});
