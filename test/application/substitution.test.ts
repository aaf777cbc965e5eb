/**
 * Accepting and being replaced: three steps, the right approver, the right colleague, nothing about illness in the record.
 */
import { registerInterest, takeLeave } from '../../src/application/duty.ts';
import { mine } from '../../src/application/queries/people.ts';
import { resultModel } from '../../src/application/queries/result-sheet.ts';
import { substitutes } from '../../src/application/queries/substitutes.ts';
import { sweepAcceptances } from '../../src/application/reminders/acceptance.ts';
import { witnessRound } from '../../src/application/rounds.ts';
import { wishRules } from '../../src/application/rules.ts';
import { acceptAssignment, approveSubstitution, refuseSubstitution, requestSubstitution } from '../../src/application/substitution.ts';
import { bindPerson } from '../../src/application/set-up.ts';
import { inspectionId, inspectorCode, substitutionId, taskOf } from '../../src/domain/ids.ts';
import type { InspectionId, SubstitutionId } from '../../src/domain/ids.ts';
import { personByAccount } from '../../src/domain/people/unit.ts';
import { account, openBureau, STAFF, U1 } from '../support/bureau.ts';
import type { Bureau } from '../support/bureau.ts';
import { dispatchedTask } from '../support/ceremony.ts';

const nothing = (): never => {
  throw new Error('nothing there');
};
const nameOf = (code: string): string => STAFF.find(({ certificate }) => certificate === code)?.name ?? '';

/** A dispatched inspection whose member (not the leader) is of 教育科, whose deputy is 陈志远. */
const visitIn = async (bureau: Bureau): Promise<{ id: InspectionId; member: string; leader: string }> => {
  const task = await dispatchedTask(bureau);
  for (const { state } of await bureau.deps.states.find('inspection', { task })) {
    const member = state.posts.find(({ leader, section }) => !leader && section === '教育科');
    const leader = state.posts.find((post) => post.leader);
    if (member !== undefined && leader !== undefined && state.id !== null) return { id: state.id, member: member.name, leader: leader.name };
  }
  throw new Error('no such visit in this seed');
};

const requested = async (bureau: Bureau, visit: { id: InspectionId; member: string }, text = '阑尾炎住院至 9/20'): Promise<SubstitutionId> => {
  const entry = await requestSubstitution(bureau.deps)(bureau.by(visit.member), visit.id, bureau.certificate(visit.member), 'health', text);
  const fact = entry.events.find(({ type }) => type === 'SubstitutionRequested');
  const id = substitutionId(fact?.type === 'SubstitutionRequested' ? fact.substitution : '');
  if (id === null) throw new Error('not requested');
  return id;
};

describe('更换', () => {
  test('requested, approved by the own deputy with a colleague of his choice, who then accepts', async () => {
    const bureau = await openBureau();
    const visit = await visitIn(bureau);
    const id = await requested(bureau, visit);
    const { candidates, byLot } = await substitutes(bureau.deps)(id);
    expect(byLot).toBe(false);
    expect(candidates.map(({ name }) => name)).not.toContain(visit.leader);
    const pick = candidates[0];
    await approveSubstitution(bureau.deps)(bureau.by('陈志远'), id, pick?.inspector ?? null);
    const { state } = await bureau.deps.states.load('inspection', visit.id);
    expect(state.inspectors).toContain(pick?.inspector);
    expect(state.inspectors).not.toContain(bureau.certificate(visit.member));
    await acceptAssignment(bureau.deps)(bureau.by(nameOf(pick?.inspector ?? '')), visit.id);
    await expect(acceptAssignment(bureau.deps)(bureau.by(visit.member), visit.id)).rejects.toMatchObject({ code: 'inspection.not-in-team' });
    const model = await resultModel(bureau.deps)(state.task ?? ('' as never), 'full');
    expect(model.substitutions).toEqual([expect.objectContaining({ reason: '健康状况', approver: '陈志远' })]);
    const open = (await resultModel(bureau.deps)(taskOf(visit.id), 'public')).substitutions;
    expect(open).toEqual([expect.objectContaining({ old: visit.member, new: pick?.name })]);
    expect(JSON.stringify(open)).not.toMatch(/ZF\d/);
  });

  test('what the illness is stands nowhere in the journal', async () => {
    const bureau = await openBureau();
    const visit = await visitIn(bureau);
    await requested(bureau, visit);
    const entries = await bureau.deps.journal.read(0, 10_000);
    expect(JSON.stringify(entries)).not.toContain('阑尾炎');
    const fact = entries.at(-1)?.events[0];
    const detail = fact?.type === 'SubstitutionRequested' ? fact.detail : null;
    expect(detail === null ? null : await bureau.deps.confidential.get(detail)).toBe('阑尾炎住院至 9/20');
  });

  test('only the own deputy decides: not another one, not the clerk, not a team member, not the requester himself', async () => {
    const bureau = await openBureau();
    await bindPerson(bureau.deps)(bureau.by('何涛'), U1, { account: account('林副'), name: '林副', section: '局领导', roles: ['deputy'], certificate: null, inCharge: ['卫健科'] });
    const visit = await visitIn(bureau);
    const id = await requested(bureau, visit);
    const pick = (await substitutes(bureau.deps)(id)).candidates[0]?.inspector ?? null;
    for (const name of ['林副', '王敏', '周正', visit.leader]) {
      await expect(approveSubstitution(bureau.deps)(bureau.by(name), id, pick)).rejects.toMatchObject({ code: expect.stringMatching(/substitution\.(not-approver|own-team)/) });
    }
    await expect(approveSubstitution(bureau.deps)(bureau.by(visit.member), id, pick)).rejects.toMatchObject({ code: 'substitution.own' });
  });

  test('the bureau adopts other rules after dispatch: refusals still cite the rules the task was made under', async () => {
    const bureau = await openBureau({ preset: 'weihai-lg' });
    const visit = await visitIn(bureau);
    const id = await requested(bureau, visit);
    await wishRules(bureau.deps)(bureau.by('周正'), U1, { kind: 'preset', preset: 'fuzhou-gx' });
    await expect(approveSubstitution(bureau.deps)(bureau.by('王敏'), id, null)).rejects.toMatchObject({ code: 'substitution.not-approver', clause: '威海临港细则 第十三条' });
    await expect(approveSubstitution(bureau.deps)(bureau.by('陈志远'), id, null)).rejects.toMatchObject({ code: 'substitution.no-pick', clause: '威海临港细则 第十三条' });
  });

  test('two approvers click at once: one decides, the other hears who did and when', async () => {
    const bureau = await openBureau();
    await bindPerson(bureau.deps)(bureau.by('何涛'), U1, { account: account('林副'), name: '林副', section: '局领导', roles: ['deputy'], certificate: null, inCharge: [] });
    const visit = await visitIn(bureau);
    const id = await requested(bureau, visit);
    const pick = (await substitutes(bureau.deps)(id)).candidates[0]?.inspector ?? null;
    const outcomes = await Promise.allSettled([approveSubstitution(bureau.deps)(bureau.by('陈志远'), id, pick), refuseSubstitution(bureau.deps)(bureau.by('林副'), id, '人手够')]);
    expect(outcomes.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    const refused = outcomes.find(({ status }) => status === 'rejected');
    expect(refused).toMatchObject({ reason: { code: 'substitution.already-decided', message: expect.stringMatching(/已由(陈志远|林副)于 09-08 09:00/) } });
  });

  test('somebody with an interest, on leave, or in the team already cannot be sent; the refusal says why', async () => {
    const bureau = await openBureau();
    const visit = await visitIn(bureau);
    const { state } = await bureau.deps.states.load('inspection', visit.id);
    const id = await requested(bureau, visit);
    const [first, second] = (await substitutes(bureau.deps)(id)).candidates;
    if (first === undefined || second === undefined || state.target === null) throw new Error('too few candidates');
    await registerInterest(bureau.deps)(bureau.by('王敏'), U1, { inspector: first.inspector, target: state.target.code, text: '配偶任职' });
    await takeLeave(bureau.deps)(bureau.by(second.name), U1, { inspector: second.inspector, from: '2026-09-14', to: '2026-09-18' });
    await expect(approveSubstitution(bureau.deps)(bureau.by('陈志远'), id, first.inspector)).rejects.toMatchObject({ code: 'substitution.not-eligible', message: expect.stringContaining('回避') });
    await expect(approveSubstitution(bureau.deps)(bureau.by('陈志远'), id, second.inspector)).rejects.toMatchObject({ message: expect.stringContaining('请假') });
    await expect(approveSubstitution(bureau.deps)(bureau.by('陈志远'), id, bureau.certificate(visit.leader))).rejects.toMatchObject({ message: expect.stringContaining('已是本组成员') });
  });

  test('the reason 其他特殊情况 needs a word; one open request a post; a stranger cannot ask for somebody', async () => {
    const bureau = await openBureau();
    const visit = await visitIn(bureau);
    const ask = requestSubstitution(bureau.deps);
    await expect(ask(bureau.by(visit.member), visit.id, bureau.certificate(visit.member), 'other', ' ')).rejects.toMatchObject({ code: 'substitution.no-detail' });
    await expect(ask(bureau.by('孙岩'), visit.id, bureau.certificate(visit.member), 'health', '')).rejects.toMatchObject({ code: 'substitution.not-yours' });
    await requested(bureau, visit);
    await expect(ask(bureau.by('王敏'), visit.id, bureau.certificate(visit.member), 'health', '')).rejects.toMatchObject({ code: 'substitution.open' });
    await expect(acceptAssignment(bureau.deps)(bureau.by(visit.member), visit.id)).rejects.toMatchObject({ code: 'inspection.in-substitution' });
  });

  test('福州: the post is filled by a fresh round, not by choice', async () => {
    const bureau = await openBureau({ preset: 'fuzhou-gx' });
    const visit = await visitIn(bureau);
    const id = await requested(bureau, visit);
    const { candidates, byLot } = await substitutes(bureau.deps)(id);
    expect(byLot).toBe(true);
    // Whom the approver would like is of no account, and nobody is sent before the witness has typed.
    await approveSubstitution(bureau.deps)(bureau.by('陈志远'), id, candidates[0]?.inspector ?? null);
    const before = await bureau.deps.states.load('inspection', visit.id);
    expect(before.state.inspectors).toContain(bureau.certificate(visit.member));
    await witnessRound(bureau.deps)(bureau.by('孙岩'), id, 'AB12345678');
    const { state } = await bureau.deps.states.load('inspection', visit.id);
    expect(state.inspectors).not.toContain(bureau.certificate(visit.member));
    expect(candidates.map(({ inspector }) => inspector as string)).toEqual(expect.arrayContaining(state.inspectors.filter((code) => code !== bureau.certificate(visit.leader))));
    // Approved once more, it is said to be settled, not that nobody is left.
    await expect(approveSubstitution(bureau.deps)(bureau.by('陈志远'), id, null)).rejects.toMatchObject({ code: 'substitution.already-decided' });
  });

  test('福州: two posts approved at the same moment are filled by two rounds, never by one code twice', async () => {
    const bureau = await openBureau({ preset: 'fuzhou-gx' });
    const task = await dispatchedTask(bureau);
    const posts = (await bureau.deps.states.find('inspection', { task })).flatMap(({ id, state }) => state.posts.filter(({ section }) => section === '教育科').map(({ name }) => ({ id, name })));
    const [one, other] = [posts[0], posts.find(({ id }) => id !== posts[0]?.id)];
    const ids = await Promise.all([one, other].map(async (post) => requested(bureau, { id: inspectionId(post?.id ?? '') ?? nothing(), member: post?.name ?? '' })));
    const approve = approveSubstitution(bureau.deps);
    let isInterrupted = false;
    const states: typeof bureau.deps.states = {
      ...bureau.deps.states,
      load: async (kind, id) => {
        // The other approval comes through while this one has looked up its round and not yet decided.
        if (kind === 'task' && !isInterrupted && id === task && lookups++ > 0) {
          isInterrupted = true;
          await approve(bureau.by('陈志远'), ids[1] ?? nothing(), null);
        }
        return bureau.deps.states.load(kind, id);
      },
    };
    let lookups = 0;
    await approveSubstitution({ ...bureau.deps, states })(bureau.by('陈志远'), ids[0] ?? nothing(), null);
    for (const id of ids) await witnessRound(bureau.deps)(bureau.by('孙岩'), id, '3859');
    const rounds = (await bureau.deps.journal.read(0, 1000)).flatMap(({ events }) => events.flatMap((fact) => (fact.type === 'SubstitutionApproved' ? [fact.lot?.round] : [])));
    expect(isInterrupted).toBe(true);
    expect([...rounds].sort()).toEqual([2, 3]);
  });
});

describe('我的', () => {
  test('an inspector sees what to accept, the deputy what to approve, a stranger nothing', async () => {
    const bureau = await openBureau();
    const visit = await visitIn(bureau);
    const dueOf = async (name: string) => {
      const { state } = await bureau.deps.states.load('unit', U1);
      const person = personByAccount(state, account(name));
      return person === null ? null : (await mine(bureau.deps)({ unit: U1, state, person })).due;
    };
    expect(await dueOf(visit.member)).toContainEqual(expect.objectContaining({ kind: 'accept', inspection: visit.id }));
    await requested(bureau, visit);
    expect(await dueOf('陈志远')).toContainEqual(expect.objectContaining({ kind: 'approve-substitution', inspector: visit.member }));
    expect(await dueOf('路人')).toBeNull();
  });
});

describe('催接受', () => {
  test('after one working day the inspector hears of it, after two the section head too; each once', async () => {
    const bureau = await openBureau();
    const visit = await visitIn(bureau);
    const sweep = sweepAcceptances(bureau.deps);
    expect(await sweep('2026-09-08T08:00:00.000Z')).toBe(0);
    // 2026-09-09 is a working day; at 23:00 nobody is disturbed.
    expect(await sweep('2026-09-09T15:00:00.000Z')).toBe(0);
    const first = await sweep('2026-09-09T02:00:00.000Z');
    expect(first).toBe(16);
    expect(await sweep('2026-09-09T02:05:00.000Z')).toBe(0);
    await acceptAssignment(bureau.deps)(bureau.by(visit.member), visit.id);
    expect(await sweep('2026-09-10T02:00:00.000Z')).toBe(15);
    const reminders = (await bureau.deps.journal.read(0, 10_000)).flatMap(({ events }) => events).filter((fact) => fact.type === 'ReminderDue');
    expect(reminders.filter(({ kind }) => kind === 'acceptance-escalated').every(({ to }) => to.length === 2)).toBe(true);
  });

  test('the holiday does not count: dispatched on the eve of National Day, reminded on the first day back', async () => {
    const bureau = await openBureau();
    bureau.setTime('2026-09-30T02:00:00.000Z');
    await dispatchedTask(bureau, { window: { from: '2026-09-30', to: '2026-10-30' } });
    const sweep = sweepAcceptances(bureau.deps);
    expect(await sweep('2026-10-05T02:00:00.000Z')).toBe(0);
    expect(await sweep('2026-10-08T01:00:00.000Z')).toBe(0);
    expect(await sweep('2026-10-08T02:00:00.000Z')).toBe(16);
  });
});

test('an inspector code that nobody has is refused by name', () => { expect(inspectorCode('')).toBeNull(); });
