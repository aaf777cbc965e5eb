/**
 * 授权与交接: one person acts for another in one matter for some days, signed 「代」; no rule that keeps two parts apart is passed.
 */
import fc from 'fast-check';

import { wishRules } from '../../src/application/rules.ts';
import { bindPerson } from '../../src/application/set-up.ts';
import { instantOf } from '../../src/domain/calendar/working-days.ts';
import { inspectorCode } from '../../src/domain/ids.ts';
import { mayToday, OPERATIONS, PERSONAL, principalsOf, standingFor } from '../../src/domain/people/delegation.ts';
import { MATTERS } from '../../src/domain/people/matters.ts';
import { MATRIX, TITLES } from '../../src/domain/people/permissions.ts';
import type { Operation } from '../../src/domain/people/permissions.ts';
import type { Delegation, UnitState } from '../../src/domain/people/unit.ts';
import { Refusal } from '../../src/domain/refusal.ts';
import { account, openBureau, personOf, U1 } from '../support/bureau.ts';
import { confirmAll, dispatchedTask, drawIn, lockIn, newTaskIn } from '../support/ceremony.ts';
import { openOffice, wordsOf } from '../support/chat-office.ts';
import type { Delivered, Office } from '../support/chat-office.ts';

const words = (office: Office, list: readonly Delivered[]): string => list.map((each) => wordsOf(each, office.platform)).join('\n');
const at = (office: Office, day: string): void => office.bureau.setTime(instantOf(day, '10:00'));

/** A dispatched task; 张伟's neighbour in the team asks to be replaced. */
const asked = async (): Promise<{ readonly office: Office; readonly visit: string; readonly who: string; readonly spare: string }> => {
  const bureau = await openBureau();
  const office = await openOffice({ bureau });
  await dispatchedTask(bureau);
  await office.settle();
  const { state } = await bureau.deps.states.load('inspection', 'T2026-001-01');
  const inTeam = state.posts.map(({ name }) => name);
  const who = state.posts.find(({ section }) => section === '教育科')?.name ?? '';
  const spare = ['张伟', '刘洋', '黄丽', '马超'].find((name) => !inTeam.includes(name)) ?? '';
  return { office, visit: 'T2026-001-01', who, spare };
};

describe('a leader names who acts for him', () => {
  test('李建国 approves a substitution for 陈志远: he gets the card, card, trail, group and sheet say 「代」', async () => {
    const { office, visit, who, spare } = await asked();
    expect(words(office, await office.say('陈志远', '授权 李建国 更换审批 9.8-9.18'))).toContain('授权生效：陈志远 授权 李建国 代办更换审批');
    expect(words(office, office.inbox('李建国'))).toContain('授权生效');
    expect(words(office, office.inbox('孙岩'))).toContain('陈志远 授权 李建国');
    await office.say(who, `更换 ${visit} 健康 住院`);
    expect(words(office, await office.say('李建国', '我的'))).toContain('审批更换');
    const card = office.card(office.inbox('李建国'), '更换申请');
    expect(office.card(office.inbox('陈志远'), '更换申请').card.title).toContain('更换申请');
    const pick = card.card.form?.fields[0];
    const option = pick?.type === 'select' ? pick.options.find(({ text }) => text.startsWith(spare)) : undefined;
    expect(await office.press('李建国', card, '同意并选派', { pick: option?.value ?? '' })).toMatchObject({ tone: 'ok' });
    expect(office.card(office.inbox('陈志远'), '已处理').card.note).toContain('李建国（代陈志远）');
    expect(words(office, office.inbox(who))).toContain('已经 李建国（代陈志远） 同意');
    expect(words(office, await office.say('王敏', '日志 SUB2026-001'))).toContain('李建国（代陈志远）');
    const [entry] = (await office.bureau.deps.journal.ofStream('substitution/SUB2026-001')).slice(-1);
    const [chen, li] = [await personOf(office.bureau, '陈志远'), await personOf(office.bureau, '李建国')];
    expect(entry?.events.find(({ type }) => type === 'SubstitutionApproved')).toMatchObject({ by: li.id, for: chen.id });
    expect(words(office, office.inGroup())).not.toContain('（代');
  });

  test('before its first day, after its last, in another matter, and once withdrawn he may not', async () => {
    const { office, visit, who, spare } = await asked();
    await office.say(who, `更换 ${visit} 健康 住院`);
    await office.say('陈志远', '授权 李建国 更换审批 9.10-9.11');
    expect(words(office, await office.say('李建国', `同意更换 SUB2026-001 ${spare}`))).toContain('不能审批更换');
    at(office, '2026-09-14');
    expect(words(office, await office.say('李建国', `同意更换 SUB2026-001 ${spare}`))).toContain('不能审批更换');
    await office.say('陈志远', '授权 李建国 检查审批 9.14-9.18');
    expect(words(office, await office.say('李建国', `同意更换 SUB2026-001 ${spare}`))).toContain('不能审批更换');
    await office.say('陈志远', '授权 李建国 更换审批 9.14-9.18');
    expect(words(office, await office.say('陈志远', '授权 撤回 3'))).toContain('已撤回第 3 号授权');
    expect(words(office, await office.say('李建国', `同意更换 SUB2026-001 ${spare}`))).toContain('不能审批更换');
    expect((await office.bureau.deps.states.load('substitution', 'SUB2026-001')).state.phase).toBe('requested');
  });

  test('a delegate in the team decides nothing about it; a deputy in the team is what the written delegate is for', async () => {
    const { office, visit, who, spare } = await asked();
    const { state } = await office.bureau.deps.states.load('inspection', visit);
    const mate = state.posts.find(({ name }) => name !== who)?.name ?? '';
    await office.say('陈志远', `授权 ${mate} 更换审批 9.8-9.18`);
    await office.say(who, `更换 ${visit} 健康 住院`);
    expect(words(office, await office.say(mate, `同意更换 SUB2026-001 ${spare}`))).toContain('既是本检查组成员又是本组更换的审批人');
    expect(words(office, await office.say(who, '授权 李建国 更换审批 9.8-9.18'))).toContain('没有更换审批的权限');
    // 陈志远 himself gets the certificate of somebody in the team.
    const chen = state.posts.find(({ name }) => name === mate);
    const { bureau } = office;
    const { state: unit } = await bureau.deps.states.load('unit', U1);
    const away = unit.people.find(({ certificate }) => certificate === chen?.inspector);
    await office.say('何涛', `解绑 ${away?.name ?? ''} 确认`);
    await bindPerson(bureau.deps)(bureau.by('何涛'), U1, { account: account('陈志远'), name: '陈志远', section: '局领导', roles: ['deputy', 'inspector'], certificate: inspectorCode(chen?.inspector ?? ''), inCharge: ['教育科', '综合科'] });
    expect(words(office, await office.say('陈志远', `同意更换 SUB2026-001 ${spare}`))).toContain('既是本检查组成员又是本组更换的审批人');
    await office.say('陈志远', '授权 撤回 1');
    await office.say('陈志远', '授权 李建国 更换审批 9.8-9.18');
    expect(words(office, await office.say('李建国', `同意更换 SUB2026-001 ${spare}`))).toContain('已同意');
  });

  test('what the deputy asked for himself nobody approves in his name', async () => {
    const { office, visit, who } = await asked();
    const { bureau } = office;
    await bindPerson(bureau.deps)(bureau.by('何涛'), U1, { account: account('陈志远'), name: '陈志远', section: '局领导', roles: ['deputy', 'clerk'], certificate: null, inCharge: ['教育科', '综合科'] }).catch(() => undefined);
    const { state: unit } = await bureau.deps.states.load('unit', U1);
    expect(unit.people.find(({ name }) => name === '陈志远')?.roles).toContain('clerk');
    await office.say('陈志远', '授权 李建国 更换审批 9.8-9.18');
    expect(words(office, await office.say('陈志远', `更换 ${visit} ${who} 健康 住院`))).toContain('已提交更换申请');
    expect(words(office, await office.say('李建国', `同意更换 SUB2026-001 张伟`))).toContain('陈志远本人不能办理这件事');
    expect((await bureau.deps.states.load('substitution', 'SUB2026-001')).state.phase).toBe('requested');
  });

  test('one matter, one delegate on a day; not to oneself, not to the supervisor, not backwards, not for ever', async () => {
    const office = await openOffice();
    const said = async (line: string): Promise<string> => words(office, await office.say('陈志远', line));
    await said('授权 李建国 更换审批 9.10-9.18');
    expect(await said('授权 赵红 更换审批 9.18-9.20')).toContain('同一事项同一时间只能授权一人');
    expect(await said('授权 赵红 更换审批 9.19-9.20')).toContain('授权生效');
    expect(await said('授权 陈志远 更换审批 9.21-9.22')).toContain('不能授权给自己');
    expect(await said('授权 孙岩 更换审批 9.21-9.22')).toContain('监督员须独立监督');
    expect(await said('授权 何涛 更换审批 9.21-9.22')).toContain('只是系统管理员');
    expect(await said('授权 李建国 更换审批 2026-10-01至2027-03-01')).toContain('超过 92 天');
    expect(await said('授权 李建国 更换审批')).toContain('没有写从哪天到哪天');
    expect(await said('授权 李建国 9.21-9.22')).toContain('没有写授权什么事项');
    expect(await said('授权 李建国 名录确认 9.21-9.22')).toContain('没有名录确认的权限');
    expect(await said('授权 李建国 更换审批 9.1-9.3')).toContain('授权不能追溯');
  });

  test('the same by form, and the list says what is in force', async () => {
    const office = await openOffice();
    await office.say('陈志远', '授权');
    const form = office.card(office.inbox('陈志远'), '授权他人代办');
    const li = await personOf(office.bureau, '李建国');
    const named = form.card.form?.fields[0];
    // Neither the supervisor nor the administrator is offered: they would be refused.
    expect(named?.type === 'select' ? named.options.map(({ text }) => text).join() : '').not.toMatch(/孙岩|何涛|陈志远/);
    expect(await office.press('陈志远', form, '授权', { delegate: li.id, matter: 'check', from: '2026-09-14', to: '2026-09-18' })).toMatchObject({ tone: 'ok' });
    expect(words(office, await office.say('李建国', '授权'))).toContain('检查审批');
    const list = office.card(await office.say('陈志远', '授权'), '授权与交接');
    expect(list.card.table?.rows).toEqual([['1', '陈志远', '李建国', '检查审批', expect.stringContaining('9月14日'), '未开始']]);
    await office.press('陈志远', list, '撤回第 1 号');
    expect(words(office, office.inbox('李建国'))).toContain('授权已由 陈志远 撤回');
  });
});

describe('a head of a section', () => {
  test('names who confirms his lists, and the deputy in charge consents; the confirmation is signed 「代」', async () => {
    const office = await openOffice();
    await newTaskIn(office.bureau);
    await office.settle();
    expect(words(office, await office.say('赵红', '授权 张伟 名录确认 9.8-9.10'))).toContain('待分管负责人同意');
    expect(words(office, await office.say('张伟', '确认名录 1'))).toContain('不能确认名录');
    const card = office.card(office.inbox('陈志远'), '授权 · 第 1 号');
    expect(await office.press('张伟', { ...card, to: { kind: 'person', user: account('张伟').id } }, '同意')).toMatchObject({ tone: 'warn' });
    expect(await office.press('陈志远', card, '同意')).toMatchObject({ tone: 'ok' });
    expect(words(office, office.inbox('赵红'))).toContain('授权生效');
    expect(words(office, await office.say('张伟', '确认名录 1'))).toContain('已确认：教育科检查对象名录、教育科执法检查人员名录');
    expect(words(office, await office.say('王敏', '日志 1'))).toContain('张伟（代赵红）');
  });
});

describe('check approval, objections and rules in somebody\'s place', () => {
  test('each is signed 「代」, and the drawer approves nothing he drew even in another\'s place', async () => {
    const bureau = await openBureau();
    await wishRules(bureau.deps)(bureau.by('周正'), U1, { kind: 'overlay', on: true });
    const office = await openOffice({ bureau });
    await office.say('陈志远', '授权 赵红 检查审批 9.8-9.18');
    const task = await newTaskIn(bureau);
    await confirmAll(bureau, task);
    await drawIn(bureau, task);
    await lockIn(bureau, task);
    await office.settle();
    expect(words(office, await office.say('赵红', '审批 1 同意'))).toContain('既是抽取人又是检查审批人');
    await office.say('陈志远', '授权 撤回 1');
    await office.say('陈志远', '授权 李建国 检查审批 9.8-9.18');
    expect(words(office, await office.say('李建国', '审批 1 同意'))).toContain('已批准');
    expect(words(office, await office.say('王敏', '审批 1'))).toContain('不能审批检查');
    expect(office.card(office.inbox('陈志远'), '已批准').card.fields).toEqual(expect.arrayContaining([{ label: '审批结果', value: expect.stringMatching(/^同意，李建国（代陈志远） /) }]));
    expect(words(office, await office.say('李建国', '派发 1'))).toContain('不能派发任务');

    await office.say('周正', '授权 李建国 规则审批 9.8-9.18');
    await office.say('王敏', '规则 修改 每组人数=3 依据=本局细则第七条');
    expect(words(office, await office.say('李建国', '规则 同意 1'))).toContain('同意');
    expect(words(office, office.inbox('孙岩'))).toContain('李建国（代周正） 批准');
  });

  test('an objection is decided in the deputy\'s place, not by who drew', async () => {
    const bureau = await openBureau();
    const office = await openOffice({ bureau });
    const task = await newTaskIn(bureau);
    await confirmAll(bureau, task);
    await drawIn(bureau, task);
    await office.settle();
    await office.say('陈志远', '授权 赵红 异议裁定 9.8-9.18');
    await office.say('黄丽', '异议 1 大屏显示与名单不一致');
    expect(words(office, await office.say('赵红', '裁定 1 维持 已核对'))).toContain('既是抽取人又是异议裁定人');
    await office.say('陈志远', '授权 撤回 1');
    await office.say('陈志远', '授权 李建国 异议裁定 9.8-9.18');
    await office.say('李建国', '裁定 1 维持 已核对');
    expect(words(office, office.inbox('孙岩'))).toContain('异议已由 李建国（代陈志远） 裁定');
  });
});

describe('key objects and leave in somebody\'s place', () => {
  test('a key object is decided for the deputy: the delegate gets the card and finds it in 我的; who proposed it decides in nobody\'s place', async () => {
    const office = await openOffice();
    await office.say('陈志远', '授权 李建国 重点对象审批 9.8-9.18');
    await office.say('王敏', '重点对象 加入 QT-010 原因=投诉查实 依据=9月两次投诉均查实');
    expect(words(office, await office.say('李建国', '我的'))).toContain('重点对象');
    expect(await office.press('李建国', office.card(office.inbox('李建国'), '重点对象列入审批'), '同意')).toMatchObject({ tone: 'ok' });
    expect(words(office, office.inbox('孙岩'))).toContain('李建国（代陈志远） 已同意');
    const [decided] = (await office.bureau.deps.journal.ofStream(`keyObject/${U1}/QT-010`)).slice(-1);
    expect(decided?.events).toEqual([expect.objectContaining({ type: 'KeyChangeDecided', for: (await personOf(office.bureau, '陈志远')).id })]);
    await office.say('陈志远', '授权 撤回 1');
    await office.say('陈志远', '授权 赵红 重点对象审批 9.8-9.18');
    await office.say('赵红', '重点对象 加入 QT-011 原因=投诉查实 依据=9月两次投诉均查实');
    expect(words(office, await office.say('赵红', '重点对象 同意 QT-011'))).toContain('既是重点对象变更提出人又是审批人');
  });

  test('a head on a trip has his people\'s leave decided by the one he named; nobody decides on his own', async () => {
    const office = await openOffice();
    await office.say('赵红', '授权 张伟 请假审批 9.8-9.18');
    await office.say('陈志远', '授权 同意 1');
    await office.say('黄丽', '请假 9.14-9.15');
    expect(words(office, await office.say('张伟', '请假 同意 黄丽'))).toContain('已同意 黄丽 的请假');
    expect(words(office, office.inbox('黄丽'))).toContain('张伟（代赵红） 已同意');
    await office.say('张伟', '请假 9.16-9.17');
    expect(words(office, await office.say('张伟', '请假 同意 张伟'))).toContain('既是请假人又是请假审批人');
    expect(words(office, await office.say('马超', '请假 同意 张伟'))).toContain('不能审批请假');
  });

  test('what an office holder must sign himself cannot be given away, and the refusal says why', async () => {
    const office = await openOffice();
    expect(words(office, await office.say('周正', '授权 李建国 整任务作废 9.14-9.18'))).toContain('整任务作废须本人办理，不能授权他人');
    expect(words(office, await office.say('周正', '授权 李建国 批准授权 9.14-9.18'))).toContain('受托人不得转授权');
    const lent = Object.values(OPERATIONS).flat();
    const approvals = (Object.keys(MATRIX) as Operation[]).filter((operation) => /审批|批准|裁定|作废|复核.*导入|口令|见证/.test(TITLES[operation]));
    for (const operation of approvals) expect([operation, lent.includes(operation) !== (PERSONAL[operation] !== undefined)]).toEqual([operation, true]);
  });
});

describe('whatever is delegated', () => {
  test('a delegate gains the operations of his matters and no others, on the days of the delegation and no others', async () => {
    const bureau = await openBureau();
    const { state: unit } = await bureau.deps.states.load('unit', U1);
    const people = unit.people;
    const person = fc.integer({ min: 0, max: people.length - 1 });
    const day = fc.integer({ min: 1, max: 28 }).map((n) => `2026-09-${String(n).padStart(2, '0')}`);
    const delegation = fc.record({ principal: person, delegate: person, matter: fc.constantFrom(...MATTERS), a: day, b: day, phase: fc.constantFrom('proposed' as const, 'granted' as const, 'refused' as const, 'withdrawn' as const) });
    const operations = Object.keys(MATRIX) as Operation[];
    const delegable = ['substitution.approve', 'check.approve', 'plan.approve', 'rules.adopt', 'draw.decide-objection', 'draw.void', 'roster.confirm', 'key.approve', 'leave.approve'];
    fc.assert(fc.property(fc.array(delegation, { maxLength: 6 }), day, person, (list, today, who) => {
      const delegations = list.flatMap(({ principal, delegate, matter, a, b, phase }, n): Delegation[] => {
        const [giver, taker] = [people[principal], people[delegate]];
        return giver === undefined || taker === undefined ? [] : [{ number: n + 1, principal: giver.id, delegate: taker.id, matter, from: a < b ? a : b, to: a < b ? b : a, phase, by: giver.id }];
      });
      const state: UnitState = { ...unit, delegations };
      const self = people[who];
      if (self === undefined) return;
      const covered = (state.delegations ?? []).filter((each) => each.phase === 'granted' && each.delegate === self.id && each.from <= today && today <= each.to);
      for (const operation of operations) {
        const own = mayToday({ ...state, delegations: [] }, self, operation, today);
        const now = mayToday(state, self, operation, today);
        if (now && !own) {
          expect(delegable).toContain(operation);
          expect(covered.length).toBeGreaterThan(0);
        }
      }
      for (const matter of MATTERS) expect(principalsOf(state, self.id, matter, today)).toHaveLength(covered.filter((each) => each.matter === matter).length);
    }), { numRuns: 300, seed: 7 });
  });

  test('who is refused in every standing hears the refusal of the last, and a fault is no refusal', async () => {
    const bureau = await openBureau();
    const { state: unit } = await bureau.deps.states.load('unit', U1);
    const li = await personOf(bureau, '李建国');
    const refuse = (): never => { throw new Refusal('x', '不行', { next: '…' }); };
    expect(() => standingFor(unit, li, 'check', '2026-09-08', refuse)).toThrow('不行');
    expect(() => standingFor(unit, li, 'check', '2026-09-08', () => { throw new TypeError('broken'); })).toThrow(TypeError);
  });
});

describe('a clerk leaves', () => {
  test('his part passes to his successor by approval, and the one who proposed it has no say', async () => {
    const office = await openOffice();
    await newTaskIn(office.bureau);
    await office.settle();
    expect(words(office, await office.say('王敏', '交接 王敏 赵强'))).toContain('已提出交接：王敏 → 赵强');
    expect(words(office, await office.say('赵强', '任务 新建 名称=第二批'))).toContain('不能新建抽查任务');
    const card = office.card(office.inbox('陈志远'), '交接 · 第 1 号');
    expect(words(office, await office.say('王敏', '交接 同意 1'))).toContain('不能批准交接');
    expect(await office.press('陈志远', card, '同意交接')).toMatchObject({ tone: 'ok' });
    expect(words(office, office.inbox('赵强'))).toContain('由 赵强 接手');
    expect(words(office, office.inbox('何涛'))).toContain('解绑 王敏');
    const { state } = await office.bureau.deps.states.load('unit', U1);
    expect(state.people.find(({ name }) => name === '王敏')?.roles).toEqual([]);
    expect(state.people.find(({ name }) => name === '赵强')?.roles).toEqual(['inspector', 'clerk']);
    expect(words(office, await office.say('王敏', '任务 新建 名称=第二批'))).toContain('不能新建抽查任务');
    expect(words(office, await office.say('陈志远', '交接 同意 1'))).toContain('已经批准');
  });

  test('a head passes his part only within his section; an inspector\'s visits go the way of substitutions, never by hand', async () => {
    const { office, who } = await asked();
    expect(words(office, await office.say('赵红', '交接 我 李建国'))).toContain('不能接任教育科');
    const answer = words(office, await office.say('王敏', `交接 ${who} 赵强`));
    expect(answer).toMatch(/已就 \d+ 户未完成的检查提出更换申请（岗位调整）/);
    expect(words(office, office.inbox('陈志远'))).toContain('更换申请');
    const { state } = await office.bureau.deps.states.load('inspection', 'T2026-001-01');
    expect(state.posts.map(({ name }) => name)).toContain(who);
    expect(words(office, await office.say('王敏', `交接 ${who} 赵强`))).toContain('没有需要交接');
  });
});
