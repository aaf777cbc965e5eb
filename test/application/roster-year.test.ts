/**
 * Rosters living through the year: rows taken out of force, leave that may be refused, interests that may be withdrawn,
 * key objects with their evidence, the quarterly check, and the two counters that must never be one.
 */
import { decideLeave, endLeave, registerInterest, takeLeave, withdrawInterest } from '../../src/application/duty.ts';
import { decideKeyChange, proposeKeyChange, reviewKeyObject } from '../../src/application/key-objects.ts';
import { coverage, expiringCertificates } from '../../src/application/queries/coverage.ts';
import { keyList, keySuggestions } from '../../src/application/queries/key-objects.ts';
import { openVisits } from '../../src/application/queries/open-visits.ts';
import { rosterDiff, rosterHistory, sinceLastDraw, versionOn } from '../../src/application/queries/roster-history.ts';
import { itemYear, objectYear } from '../../src/application/queries/yearly-counters.ts';
import { previewDraw } from '../../src/application/queries/preview.ts';
import { sweepRosterChecks, verifyRosterPart } from '../../src/application/roster-checks.ts';
import { editRoster } from '../../src/application/roster-rows.ts';
import { targetCode } from '../../src/domain/ids.ts';
import type { TargetCode } from '../../src/domain/ids.ts';
import { inspectorRow, itemRow, openBureau, settings, targetRow, U1 } from '../support/bureau.ts';
import type { Bureau } from '../support/bureau.ts';
import { dispatchedTask, newTaskIn } from '../support/ceremony.ts';

const target = (code: string): TargetCode => {
  const parsed = targetCode(code);
  if (parsed === null) throw new Error(code);
  return parsed;
};
const refusal = async (work: Promise<unknown>): Promise<string> => work.then(() => '', (error: unknown) => (error instanceof Error ? error.message : ''));
const listing = (code: string, over: Partial<Parameters<ReturnType<typeof proposeKeyChange>>[2]> = {}) => ({ target: target(code), change: 'list' as const, trigger: 'abnormal-list' as const, reason: '9月1日列入经营异常名录', evidence: null, evidenceOn: '2026-09-01', ...over });

describe('key objects', () => {
  const propose = ({ deps, by }: Bureau, who: string, wish: ReturnType<typeof listing>) => proposeKeyChange(deps)(by(who), U1, wish);
  const decide = ({ deps, by }: Bureau, who: string, code: string, approved: boolean, reason = '') => decideKeyChange(deps)(by(who), U1, { target: target(code), approved, reason });

  it('are proposed with a ground and evidence, and count once the deputy in charge agrees', async () => {
    const bureau = await openBureau();
    await propose(bureau, '王敏', listing('QT-010'));
    const preview = async () => previewDraw(bureau.deps)(await newTaskIn(bureau));
    expect((await preview()).strata.map(({ name, onRoster }) => [name, onRoster])).toContainEqual(['重点', 3]);
    await decide(bureau, '陈志远', 'QT-010', true);
    expect((await preview()).strata.map(({ name, onRoster }) => [name, onRoster])).toContainEqual(['重点', 4]);
    const { listed, waiting } = await keyList(bureau.deps)(U1);
    expect(listed.map(({ code, state: { listing: basis }, reviewDue }) => [code, basis?.trigger, basis?.evidenceOn, basis?.since, reviewDue])).toEqual([['QT-010', 'abnormal-list', '2026-09-01', '2026-09-08', '2027-09-08']]);
    expect(waiting).toEqual([]);
  });
  it('the decision wins over the column of the roster, in both directions; without a decision the column stands', async () => {
    const bureau = await openBureau();
    await propose(bureau, '赵红', { ...listing('QT-001'), change: 'remove', reason: '情形已消除' } as never);
    await decide(bureau, '陈志远', 'QT-001', true);
    const { strata } = await previewDraw(bureau.deps)(await newTaskIn(bureau));
    expect(strata.find(({ name }) => name === '重点')?.onRoster).toBe(2);
  });
  it('nobody decides his own proposal, an inspector decides nothing, a refusal needs a reason', async () => {
    const bureau = await openBureau();
    await propose(bureau, '张伟', listing('QT-010'));
    expect(await refusal(decide(bureau, '张伟', 'QT-010', true))).toMatch(/不能审批重点对象变更/);
    expect(await refusal(decide(bureau, '陈志远', 'QT-010', false))).toMatch(/没有写明不同意的理由/);
    expect(await refusal(propose(bureau, '王敏', listing('QT-010')))).toMatch(/已有一项/);
    await decide(bureau, '陈志远', 'QT-010', false, '证据不足');
    expect((await keyList(bureau.deps)(U1)).listed).toEqual([]);
  });
  it('a ground the bureau’s rules do not know, evidence of tomorrow, and complaints nobody verified are refused', async () => {
    const bureau = await openBureau();
    expect(await refusal(propose(bureau, '王敏', listing('QT-010', { trigger: 'social-attention' })))).toMatch(/没有把这种情形列为重点/);
    expect(await refusal(propose(bureau, '王敏', listing('QT-010', { evidenceOn: '2026-09-09' })))).toMatch(/还没有到/);
    expect(await refusal(propose(bureau, '王敏', listing('QT-010', { trigger: 'complaints', reason: '群众投诉 9 次' })))).toMatch(/没有查实/);
    expect(await refusal(propose(bureau, '王敏', listing('QT-010', { trigger: 'complaints', reason: '两次投诉均属实' })))).toBe('');
  });
  it('the roster itself says who qualifies: verified complaints, the abnormal list, three penalties where the rules count them', async () => {
    const bureau = await openBureau({ preset: 'fuzhou-gx' });
    await bureau.roster('targets', [
      targetRow('QT-010', { penaltiesIn3Years: 3 }), targetRow('QT-011', { penaltiesIn3Years: 2 }), targetRow('QT-012', { verifiedComplaints: 2, abnormal: true }), targetRow('QT-013', { abnormal: true, status: '注销' }), targetRow('QT-014', { verifiedComplaints: 1 }),
    ]);
    const found = await keySuggestions(bureau.deps)(U1);
    expect(found.filter(({ onlyByColumn }) => !onlyByColumn).map(({ code, suggestions }) => [code, suggestions.map(({ evidence }) => evidence)])).toEqual([
      ['QT-012', ['投诉举报查实 2 次', '名录“经营异常”为是']], ['QT-010', ['近三年处罚 3 次']],
    ]);
    expect(found.filter(({ onlyByColumn }) => onlyByColumn).map(({ code }) => code)).toEqual(['QT-001', 'QT-002', 'QT-003']);
  });
  it('after twelve months somebody is asked once a month whether the reason still holds, until it is reviewed', async () => {
    const bureau = await openBureau();
    await propose(bureau, '王敏', listing('QT-010'));
    await decide(bureau, '陈志远', 'QT-010', true);
    const due = async (at: string): Promise<readonly string[]> => {
      bureau.setTime(at);
      const before = (await bureau.deps.journal.head()).seq;
      await sweepRosterChecks(bureau.deps)(at);
      return (await bureau.deps.journal.read(before, 100)).flatMap(({ events }) => events.flatMap((fact) => (fact.type === 'KeyReviewDue' ? fact.targets : [])));
    };
    expect(await due('2027-09-07T02:00:00.000Z')).toEqual([]);
    expect(await due('2027-09-08T02:00:00.000Z')).toEqual(['QT-010']);
    expect(await due('2027-09-09T02:00:00.000Z')).toEqual([]);
    await reviewKeyObject(bureau.deps)(bureau.by('赵红'), U1, { target: target('QT-010'), reason: '仍在经营异常名录' });
    expect(await due('2027-10-12T02:00:00.000Z')).toEqual([]);
  });
});

describe('versions', () => {
  it('a row taken out of force makes a version of its own, with who and why; what was in force on a day is still known', async () => {
    const bureau = await openBureau();
    const { deps, by } = bureau;
    bureau.setTime('2026-09-10T01:00:00.000Z');
    await editRoster(deps)(by('王敏'), U1, { roster: 'targets', code: 'QT-005', status: '注销', reason: '9月1日已注销' });
    const history = await rosterHistory(deps)(U1, 'targets');
    expect(history.map(({ version, what }) => [version, what])).toEqual([[1, '导入'], [2, 'QT-005 存续→注销（9月1日已注销）']]);
    expect([versionOn(history, '2026-09-07'), versionOn(history, '2026-09-09')?.version, versionOn(history, '2026-09-10')?.version]).toEqual([null, 1, 2]);
    expect((await deps.rosters.row(U1, 'targets', 1, 'QT-005'))?.['status']).toBe('存续');
    const diff = await rosterDiff(deps)(U1, 'targets', 1, 2);
    expect([diff.added, diff.removed, diff.changed, diff.rows[0]?.changes.map(({ title, from, to }) => `${title} ${from} ${to}`)]).toEqual([0, 0, 1, ['存续状态 存续 注销']]);
    expect(await refusal(editRoster(deps)(by('王敏'), U1, { roster: 'targets', code: 'QT-005', status: '注销', reason: '再次' }))).toMatch(/已是「注销」/);
    expect(await refusal(editRoster(deps)(by('张伟'), U1, { roster: 'targets', code: 'QT-006', status: '', reason: '不想查' }))).toMatch(/不能停用或启用/);
    await editRoster(deps)(by('王敏'), U1, { roster: 'targets', code: 'QT-005', status: null, reason: '登记有误' });
    expect((await rosterDiff(deps)(U1, 'targets', 1, 3)).rows).toEqual([]);
  });
  it('what changed since the draw before is counted; phones and names of owners stay masked', async () => {
    const bureau = await openBureau();
    await dispatchedTask(bureau);
    const next = await newTaskIn(bureau);
    expect(await sinceLastDraw(bureau.deps)(U1, next)).toEqual({ task: 'T2026-001', lists: [] });
    await bureau.roster('targets', [targetRow('QT-001', { phone: '13812345678', legalRepresentative: '李雷', key: true }), targetRow('QT-099')]);
    const since = await sinceLastDraw(bureau.deps)(U1, next);
    expect(since?.lists.map(({ roster, from, to, diff }) => [roster, from, to, diff?.added, diff?.removed, diff?.changed])).toEqual([['targets', 1, 2, 1, 0, 1]]);
    const shown = JSON.stringify(since);
    expect(shown).toContain('138****5678');
    expect(shown).not.toContain('李雷');
  });
});

describe('leave', () => {
  const leave = (bureau: Bureau, who: string, certificate: string, from: string, to: string) => takeLeave(bureau.deps)(bureau.by(who), U1, { inspector: bureau.certificate(certificate), from, to });
  const leaves = async ({ deps }: Bureau) => (await deps.states.load('duty', U1)).state.leaves;

  it('asked for by himself counts at once and waits for his section head, who may take it back with a reason', async () => {
    const bureau = await openBureau();
    const decide = decideLeave(bureau.deps);
    const about = { inspector: bureau.certificate('张伟'), from: null };
    await leave(bureau, '张伟', '张伟', '2026-09-14', '2026-09-18');
    expect(await leaves(bureau)).toEqual([{ inspector: 'ZF0001', from: '2026-09-14', to: '2026-09-18', awaits: true }]);
    expect(await refusal(decide(bureau.by('李建国'), U1, { ...about, approved: true, reason: '' }))).toMatch(/不能审批请假/);
    expect(await refusal(decide(bureau.by('赵红'), U1, { ...about, approved: false, reason: ' ' }))).toMatch(/没有写明不同意的理由/);
    await decide(bureau.by('赵红'), U1, { ...about, approved: false, reason: '当周已安排检查' });
    expect(await leaves(bureau)).toEqual([]);
  });
  it('registered by the clerk needs no approval; days that overlap are refused', async () => {
    const bureau = await openBureau();
    await leave(bureau, '王敏', '张伟', '2026-09-14', '2026-09-18');
    expect(await leaves(bureau)).toEqual([{ inspector: 'ZF0001', from: '2026-09-14', to: '2026-09-18' }]);
    expect(await refusal(leave(bureau, '张伟', '张伟', '2026-09-18', '2026-09-20'))).toMatch(/已登记/);
  });
  it('ends when he is back: before it began nothing is left of it, in the middle it ends yesterday', async () => {
    const bureau = await openBureau();
    const back = () => endLeave(bureau.deps)(bureau.by('张伟'), U1, { inspector: bureau.certificate('张伟'), from: null });
    await leave(bureau, '张伟', '张伟', '2026-09-14', '2026-09-18');
    await back();
    expect(await leaves(bureau)).toEqual([]);
    await leave(bureau, '王敏', '张伟', '2026-09-14', '2026-09-18');
    bureau.setTime('2026-09-16T01:00:00.000Z');
    await back();
    expect(await leaves(bureau)).toEqual([{ inspector: 'ZF0001', from: '2026-09-14', to: '2026-09-15' }]);
    expect(await refusal(back())).toMatch(/没有未结束的请假/);
  });
  it('that overlaps visits not yet made names them; visits of other weeks are not touched', async () => {
    const bureau = await openBureau();
    await dispatchedTask(bureau);
    const visits = await bureau.deps.states.find('inspection', { inspectors: 'ZF0001' });
    expect(visits.length).toBeGreaterThan(0);
    const ask = openVisits(bureau.deps);
    expect((await ask(U1, bureau.certificate('张伟'), { from: '2026-09-30', to: '2026-10-12' })).map(({ inspection }) => inspection)).toEqual(visits.map(({ id }) => id));
    expect(await ask(U1, bureau.certificate('张伟'), { from: '2026-10-01', to: '2026-10-12' })).toEqual([]);
    bureau.setTime('2026-10-01T01:00:00.000Z');
    expect(await ask(U1, bureau.certificate('张伟'), null)).toEqual([]);
  });
});

it('an interest is withdrawn with a reason that only few may read, and the pair may meet again', async () => {
  const bureau = await openBureau();
  const pair = { inspector: bureau.certificate('张伟'), target: target('QT-004') };
  await registerInterest(bureau.deps)(bureau.by('张伟'), U1, { ...pair, text: '配偶任职' });
  expect(await refusal(withdrawInterest(bureau.deps)(bureau.by('刘洋'), U1, { ...pair, reason: '无' }))).toMatch(/本人或经办人/);
  expect(await refusal(withdrawInterest(bureau.deps)(bureau.by('张伟'), U1, { ...pair, reason: '' }))).toMatch(/没有写明撤销的理由/);
  const entry = await withdrawInterest(bureau.deps)(bureau.by('张伟'), U1, { ...pair, reason: '配偶已离职' });
  expect((await bureau.deps.states.load('duty', U1)).state.interests).toEqual([]);
  expect(JSON.stringify(entry)).not.toContain('离职');
});

describe('the two counters of a year', () => {
  it('an object counts its visits against the limit, a joint one once; an item counts its campaigns', async () => {
    const bureau = await openBureau();
    const { deps } = bureau;
    await dispatchedTask(bureau);
    const [visit] = await deps.states.find('inspection', { task: 'T2026-001' });
    const code = visit?.state.target?.code ?? '';
    const year = await objectYear(deps)(U1, code);
    expect([year.counted, year.limit, year.visits.map(({ inspection, joint }) => [inspection, joint])]).toEqual([1, 2, [[visit?.id, true]]]);
    expect((await objectYear(deps)(U1, 'QT-046')).counted).toBe(0);
    expect((await itemYear(deps)(U1, 'A03')).campaigns.map(({ task }) => task)).toEqual(['T2026-001']);
    expect(await itemYear(deps)(U1, 'A07')).toMatchObject({ campaigns: [], ahead: 0 });
    await newTaskIn(bureau);
    expect(await itemYear(deps)(U1, 'A03')).toMatchObject({ campaigns: { length: 1 }, ahead: 1 });
  });
  it('a visit that must not be announced is not counted in the open before its day', async () => {
    const bureau = await openBureau();
    const { deps } = bureau;
    await dispatchedTask(bureau, { ...settings(), noNotice: true });
    const code = (await deps.states.find('inspection', { task: 'T2026-001' }))[0]?.state.target?.code ?? '';
    expect((await objectYear(deps)(U1, code)).counted).toBe(0);
    bureau.setTime('2026-09-09T01:00:00.000Z');
    expect((await objectYear(deps)(U1, code)).counted).toBe(1);
  });
});

it('an item without enough people who may check it, or without a power it rests on, is named', async () => {
  const bureau = await openBureau();
  await bureau.roster('items', [itemRow('A10', { section: '卫健科', powerCode: 'XZ-1' }), itemRow('A03', { powerCode: 'XZ-1' })]);
  await bureau.roster('inspectors', [inspectorRow('ZF0001', '张伟', '教育科', { certificateUntil: '2026-09-07' }), inspectorRow('ZF0002', '刘洋', '教育科', { items: ['A07'] })]);
  const found = await coverage(bureau.deps)(U1);
  expect(found.items.map(({ code, qualified, isShort }) => [code, qualified, isShort])).toEqual([
    ['A03', ['黄丽', '马超'], false], ['A07', ['刘洋', '黄丽', '马超'], false], ['A10', [], true],
  ]);
  expect([found.short, found.withoutPower, found.sharedPowers]).toEqual([1, 1, [{ power: 'XZ-1', items: ['A03', 'A10'] }]]);
});

describe('the quarterly check', () => {
  it('asks every responsible section once a quarter, in office hours; a section answers once', async () => {
    const bureau = await openBureau();
    const { deps } = bureau;
    const asked = async () => (await deps.journal.read(0, 500)).flatMap(({ events }) => events.flatMap((fact) => (fact.type === 'RosterCheckAsked' ? [[fact.quarter, fact.sections]] : [])));
    await sweepRosterChecks(deps)('2026-09-06T02:00:00.000Z');
    expect(await asked()).toEqual([]);
    await sweepRosterChecks(deps)('2026-09-08T02:00:00.000Z');
    await sweepRosterChecks(deps)('2026-09-09T02:00:00.000Z');
    expect(await asked()).toEqual([['2026Q3', ['综合科', '教育科']]]);
    await sweepRosterChecks(deps)('2026-10-09T02:00:00.000Z');
    expect((await asked()).map(([quarter]) => quarter)).toEqual(['2026Q3', '2026Q4']);
    const verify = verifyRosterPart(deps);
    expect(await refusal(verify(bureau.by('赵红'), U1, '综合科'))).toMatch(/不能核查名录/);
    await verify(bureau.by('赵红'), U1, '教育科');
    expect(await refusal(verify(bureau.by('赵红'), U1, '教育科'))).toMatch(/已核查过/);
  });
  it('tells of a certificate that ends within sixty days once, and again when a new one ends', async () => {
    const bureau = await openBureau();
    const { deps } = bureau;
    const told = async () => (await deps.journal.read(0, 500)).flatMap(({ events }) => events.flatMap((fact) => (fact.type === 'CertificateExpiring' ? [`${fact.inspector} ${fact.until} ${String(fact.to.length)}`] : [])));
    await bureau.roster('inspectors', [inspectorRow('ZF0001', '张伟', '教育科', { certificateUntil: '2026-11-07' }), inspectorRow('ZF0002', '刘洋', '教育科', { certificateUntil: '2026-11-08' })]);
    expect((await expiringCertificates(deps)(U1, 60)).map(({ name }) => name)).toEqual(['张伟']);
    await sweepRosterChecks(deps)('2026-09-08T02:00:00.000Z');
    await sweepRosterChecks(deps)('2026-09-08T06:00:00.000Z');
    expect(await told()).toEqual(['ZF0001 2026-11-07 2']);
  });
});
