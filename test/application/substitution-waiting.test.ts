/**
 * A request does not lie about, is not waved away, and is made even when nobody asks: refused in writing, asked again after
 * four hours of work, and made by the service for a member whose certificate lapses or who has left.
 */
import { registerInterest, withdrawInterest } from '../../src/application/duty.ts';
import { forceSubstitutions } from '../../src/application/forced-substitutions.ts';
import { substitutes } from '../../src/application/queries/substitutes.ts';
import { sweepSubstitutions } from '../../src/application/reminders/substitutions.ts';
import { unbindPerson } from '../../src/application/set-up.ts';
import { approveSubstitution, refuseSubstitution, requestSubstitution } from '../../src/application/substitution.ts';
import { BUNDLED } from '../../src/domain/calendar/calendar.ts';
import { officeHoursAfter } from '../../src/domain/calendar/office-hours.ts';
import type { FactOf, FactType, SubstitutionReason } from '../../src/domain/events.ts';
import type { InspectionId, TargetCode } from '../../src/domain/ids.ts';
import { inspectorRow, openBureau, personOf, STAFF, U1 } from '../support/bureau.ts';
import type { Bureau } from '../support/bureau.ts';
import { dispatchedTask } from '../support/ceremony.ts';

interface Visit { readonly id: InspectionId; readonly member: string; readonly target: string }

/** A dispatched visit with a member of 教育科 who does not lead it. */
const visitIn = async (bureau: Bureau): Promise<Visit> => {
  const task = await dispatchedTask(bureau);
  for (const { state } of await bureau.deps.states.find('inspection', { task })) {
    const member = state.posts.find(({ leader, section }) => !leader && section === '教育科');
    if (member !== undefined && state.id !== null) return { id: state.id, member: member.name, target: state.target?.code ?? '' };
  }
  throw new Error('no such visit in this seed');
};

const facts = async <T extends FactType>(bureau: Bureau, type: T): Promise<readonly FactOf<T>[]> =>
  (await bureau.deps.journal.read(0, 10_000)).flatMap(({ events }) => events.filter((fact): fact is FactOf<T> => fact.type === type));

const requested = async (bureau: Bureau, { id, member }: Visit, reason: SubstitutionReason = 'health') => {
  await requestSubstitution(bureau.deps)(bureau.by(member), id, bureau.certificate(member), reason, '住院');
  const last = (await facts(bureau, 'SubstitutionRequested')).at(-1);
  if (last === undefined) throw new Error('not requested');
  return last.substitution;
};

describe('不同意', () => {
  test('a refusal without a word is not taken; a refused recusal is told what a lawful reason is', async () => {
    const bureau = await openBureau({ preset: 'fuzhou-gx' });
    const visit = await visitIn(bureau);
    const id = await requested(bureau, visit, 'recusal');
    for (const nothing of ['', '  ', '。', '…!']) {
      await expect(refuseSubstitution(bureau.deps)(bureau.by('陈志远'), id, nothing)).rejects.toMatchObject({ code: 'substitution.no-reason', message: expect.stringContaining('不同意'), next: expect.stringContaining('确有利害关系的应当同意') });
    }
    await refuseSubstitution(bureau.deps)(bureau.by('陈志远'), id, '经核实无利害关系');
    expect(await facts(bureau, 'SubstitutionRefused')).toMatchObject([{ reason: '经核实无利害关系' }]);
  });
});

describe('催审批', () => {
  test.each([
    ['within a day', '2026-09-08T01:00:00.000Z', 4, '2026-09-08T05:00:00.000Z'],
    ['asked at night, counted from 8:30', '2026-09-08T14:00:00.000Z', 4, '2026-09-09T04:30:00.000Z'],
    ['over the evening', '2026-09-08T08:30:00.000Z', 4, '2026-09-09T03:30:00.000Z'],
    ['over a weekend', '2026-09-11T08:30:00.000Z', 4, '2026-09-14T03:30:00.000Z'],
    ['over two days', '2026-09-08T01:00:00.000Z', 16, '2026-09-09T08:00:00.000Z'],
  ])('hours of work %s', (_what, since, hours, due) => {
    expect(officeHoursAfter(BUNDLED, since, hours)).toBe(due);
  });

  test('after four hours of work the approver is asked again, after eight the main leader and the clerk hear of it; each once, none after the decision', async () => {
    const bureau = await openBureau();
    const visit = await visitIn(bureau);
    const id = await requested(bureau, visit);
    const sweep = sweepSubstitutions(bureau.deps);
    expect(await sweep('2026-09-08T04:59:00.000Z')).toBe(0);
    expect(await sweep('2026-09-08T05:00:00.000Z')).toBe(1);
    expect(await sweep('2026-09-08T05:10:00.000Z')).toBe(0);
    // Eight hours are over at 17:00; nobody is disturbed in the evening.
    expect(await sweep('2026-09-08T13:00:00.000Z')).toBe(0);
    expect(await sweep('2026-09-09T01:00:00.000Z')).toBe(1);
    const [first, second] = await facts(bureau, 'ReminderDue');
    const ids = async (...names: readonly string[]) => Promise.all(names.map(async (name) => (await personOf(bureau, name)).id));
    expect(first).toMatchObject({ kind: 'substitution', subject: id, to: await ids('陈志远') });
    expect(second).toMatchObject({ kind: 'substitution-escalated', to: await ids('陈志远', '周正', '王敏') });
    const other = await requested(bureau, { ...visit, id: (await bureau.deps.states.find('inspection', { inspectors: bureau.certificate(visit.member) })).find((each) => each.id !== visit.id)?.state.id ?? visit.id });
    await refuseSubstitution(bureau.deps)(bureau.by('陈志远'), other, '人手够');
    await refuseSubstitution(bureau.deps)(bureau.by('陈志远'), id, '人手够');
    expect(await sweep('2026-09-10T06:00:00.000Z')).toBe(0);
  });
});

describe('强制更换', () => {
  const retire = async (bureau: Bureau, name: string, over: Readonly<Record<string, unknown>>): Promise<void> => {
    const person = STAFF.find((each) => each.name === name);
    await bureau.roster('inspectors', [inspectorRow(person?.certificate ?? '', name, person?.section ?? '', over)]);
  };
  const visitsOf = async (bureau: Bureau, name: string) => (await bureau.deps.states.find('inspection', { inspectors: bureau.certificate(name) })).map(({ id }) => id);
  const at = '2026-09-09T01:00:00.000Z';

  test.each([
    ['a certificate that lapses inside the window', { certificateUntil: '2026-09-20' }, 'certificate'],
    ['a certificate taken away', { certified: false }, 'certificate'],
    ['a member who is suspended', { status: '停用' }, 'left'],
  ] as const)('%s: one request for each of his visits, by the service; asked again neither now nor after a restart', async (_what, over, forced) => {
    const bureau = await openBureau();
    const visit = await visitIn(bureau);
    const sweep = forceSubstitutions(bureau.deps);
    expect(await sweep(at)).toBe(0);
    await retire(bureau, visit.member, over);
    const visits = await visitsOf(bureau, visit.member);
    expect(await sweep('2026-09-08T23:00:00.000Z')).toBe(0);
    expect(await sweep(at)).toBe(visits.length);
    expect(await sweep(at)).toBe(0);
    const asked = await facts(bureau, 'SubstitutionRequested');
    expect(asked.map(({ inspection }) => inspection as string).toSorted()).toEqual([...visits].toSorted());
    expect(asked.every((fact) => fact.by === null && fact.reason === 'other' && fact.forced === forced && fact.detail === null)).toBe(true);
    expect(asked.every(({ approver }) => approver === asked[0]?.approver)).toBe(true);
  });

  test('consent is the own deputy\'s as ever; whoever lapsed himself is no candidate; refused, it is asked again the next day while the roster says so', async () => {
    const bureau = await openBureau();
    const visit = await visitIn(bureau);
    await retire(bureau, visit.member, { certificateUntil: '2026-09-10' });
    await forceSubstitutions(bureau.deps)(at);
    const open = (await bureau.deps.states.find('substitution', { inspection: visit.id }))[0]?.state.id;
    if (open == null) throw new Error('not asked');
    const { candidates } = await substitutes(bureau.deps)(open);
    const pick = candidates[0]?.inspector ?? null;
    await expect(approveSubstitution(bureau.deps)(bureau.by('王敏'), open, pick)).rejects.toMatchObject({ code: 'substitution.not-approver' });
    await expect(approveSubstitution(bureau.deps)(bureau.by('陈志远'), open, bureau.certificate(visit.member))).rejects.toMatchObject({ code: 'substitution.not-eligible' });
    await refuseSubstitution(bureau.deps)(bureau.by('陈志远'), open, '已换发新证，名录未更新');
    expect(await forceSubstitutions(bureau.deps)(at)).toBe(0);
    expect(await forceSubstitutions(bureau.deps)('2026-09-10T01:00:00.000Z')).toBe(1);
    const again = (await bureau.deps.states.find('substitution', { inspection: visit.id, phase: 'requested' }))[0]?.state.id;
    if (again == null) throw new Error('not asked again');
    await approveSubstitution(bureau.deps)(bureau.by('陈志远'), again, pick);
    const { state } = await bureau.deps.states.load('inspection', visit.id);
    expect(state.inspectors).toContain(pick);
    expect(await forceSubstitutions(bureau.deps)('2026-09-11T01:00:00.000Z')).toBe(0);
  });

  test('an interest registered after the draw: the service asks for recusal at once, for that visit alone; withdrawn, it asks no more', async () => {
    const bureau = await openBureau();
    const visit = await visitIn(bureau);
    const pair = { inspector: bureau.certificate(visit.member), target: visit.target as TargetCode };
    await registerInterest(bureau.deps)(bureau.by('王敏'), U1, { ...pair, text: '配偶任职' });
    expect(await forceSubstitutions(bureau.deps)(at)).toBe(1);
    expect(await facts(bureau, 'SubstitutionRequested')).toEqual([expect.objectContaining({ inspection: visit.id, inspector: pair.inspector, reason: 'recusal', forced: 'interest', by: null, detail: null })]);
    const open = (await bureau.deps.states.find('substitution', { inspection: visit.id }))[0]?.state.id;
    if (open == null) throw new Error('not asked');
    await refuseSubstitution(bureau.deps)(bureau.by('陈志远'), open, '登记有误，已请经办人撤销');
    await withdrawInterest(bureau.deps)(bureau.by('王敏'), U1, { ...pair, reason: '登记有误' });
    expect(await forceSubstitutions(bureau.deps)('2026-09-10T01:00:00.000Z')).toBe(0);
  });

  test('…of a check that is not to be announced nothing is asked before the team knows its target', async () => {
    const bureau = await openBureau();
    const task = await dispatchedTask(bureau, { noNotice: true });
    const [first] = await bureau.deps.states.find('inspection', { task });
    const [post, code] = [first?.state.posts[0], first?.state.target?.code];
    if (post === undefined || code === undefined) throw new Error('nothing dispatched');
    await registerInterest(bureau.deps)(bureau.by('王敏'), U1, { inspector: post.inspector, target: code, text: '' });
    const from = '2026-09-09';
    expect(first?.state.window?.from).toBe(from);
    expect(await forceSubstitutions(bureau.deps)('2026-09-08T01:00:00.000Z')).toBe(0);
    expect(await forceSubstitutions(bureau.deps)(`${from}T01:00:00.000Z`)).toBe(1);
  });

  test('unbound: he makes no more visits', async () => {
    const bureau = await openBureau();
    const visit = await visitIn(bureau);
    const gone = await personOf(bureau, visit.member);
    await unbindPerson(bureau.deps)(bureau.by('何涛'), U1, gone.id);
    expect(await forceSubstitutions(bureau.deps)(at)).toBe((await visitsOf(bureau, visit.member)).length);
    expect((await facts(bureau, 'SubstitutionRequested'))[0]).toMatchObject({ forced: 'left' });
  });

  test('unbound, and still on the roster: neither sent for somebody else nor drawn anew', async () => {
    const bureau = await openBureau();
    const visit = await visitIn(bureau);
    const request = await requested(bureau, visit);
    const [spare] = (await substitutes(bureau.deps)(request)).candidates;
    if (spare === undefined) throw new Error('nobody to spare');
    await unbindPerson(bureau.deps)(bureau.by('何涛'), U1, (await personOf(bureau, spare.name)).id);
    const { candidates, excluded } = await substitutes(bureau.deps)(request);
    expect(candidates.map(({ name }) => name)).not.toContain(spare.name);
    expect(excluded).toContainEqual({ inspector: spare.inspector, name: spare.name, reason: '已离岗（已解绑）' });
    const next = await dispatchedTask(bureau, { name: '第二次' });
    for (const { state } of await bureau.deps.states.find('inspection', { task: next })) expect(state.inspectors).not.toContain(spare.inspector);
  });

  test('nobody in the unit may consent: the operator hears of it, the other requests are made all the same', async () => {
    const bureau = await openBureau();
    const visit = await visitIn(bureau);
    await retire(bureau, visit.member, { certified: false });
    for (const name of ['陈志远', '周正']) await unbindPerson(bureau.deps)(bureau.by('何涛'), U1, (await personOf(bureau, name)).id);
    await expect(forceSubstitutions(bureau.deps)(at)).rejects.toThrow(/matters failed/);
    expect(await facts(bureau, 'SubstitutionRequested')).toEqual([]);
  });
});
