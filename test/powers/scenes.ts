/**
 * Bureaus prepared to the point at which one operation is due; each is built once, tries are made in copies.
 */
import { createSheetWriter } from '../../src/adapters/excel/writer.ts';
import { fetchCustodyCode } from '../../src/application/custody.ts';
import { delegate, proposeHandover } from '../../src/application/delegation.ts';
import { registerDisclosure } from '../../src/application/disclosure.ts';
import { contribute, openDraw, witnessDraw } from '../../src/application/draw.ts';
import { registerInterest, takeLeave } from '../../src/application/duty.ts';
import { finishVisit } from '../../src/application/finish.ts';
import { confirmImport } from '../../src/application/imports/confirm.ts';
import { stageImport } from '../../src/application/imports/stage.ts';
import { proposeKeyChange } from '../../src/application/key-objects.ts';
import { approvePlan, draftYear, submitPlan } from '../../src/application/plan.ts';
import { wishRules } from '../../src/application/rules.ts';
import { dispatchTask, lockDraw, attestDraw, objectToDraw } from '../../src/application/settle.ts';
import { requestBinding } from '../../src/application/set-up.ts';
import { acceptAssignment, requestSubstitution } from '../../src/application/substitution.ts';
import type { RosterKind } from '../../src/domain/events.ts';
import { inspectorCode, targetCode, taskId } from '../../src/domain/ids.ts';
import type { ImportId, TaskId } from '../../src/domain/ids.ts';
import { streamOf } from '../../src/domain/streams.ts';
import { account, personOf, U1 } from '../support/bureau.ts';
import type { Bureau } from '../support/bureau.ts';
import { confirmAll, drawIn, lockIn, newTaskIn } from '../support/ceremony.ts';
import { judgeHere } from '../support/judge-here.ts';
import { setRule } from '../support/rules.ts';
import { after, begin, TRIED } from './probing.ts';
import type { Act, Scene } from './probing.ts';

const must = <T>(value: T | null | undefined): T => {
  if (value == null) throw new Error('a scene is not what it should be');
  return value;
};
export const TASK: TaskId = must(taskId('T2026-001'));
export const VISIT = `${TASK}-01`;
export const TARGET = must(targetCode('QT-010'));
export const KINSHIP = '妻弟持股';
const LIU = must(inspectorCode('ZF0002'));
const ZHANG = must(inspectorCode('ZF0001'));

const made = new Map<string, Promise<Scene>>();
const scene = (name: string, from: (() => Promise<Scene>) | null, work: (bureau: Bureau) => Promise<unknown> = () => Promise.resolve()) => (): Promise<Scene> => {
  const known = made.get(name) ?? (from === null ? begin() : from()).then((before) => after(before, async (bureau) => { await work(bureau); }));
  made.set(name, known);
  return known;
};

export const base = scene('base', null);
export const unitOf = async ({ deps }: Bureau) => (await deps.states.load('unit', U1)).state;
/** What each office can pass on: to 王敏, until the 18th. */
export const delegation = async (bureau: Bureau): Promise<Act> => {
  const tried = (await unitOf(bureau)).people.find(({ name }) => name === TRIED);
  const { matter, word } = tried?.roles.some((role) => role === 'deputy' || role === 'leader') === true ? { matter: 'plan', word: '计划审批' } : { matter: 'roster', word: '名录确认' };
  const { id } = await personOf(bureau, '王敏');
  return { typed: `授权 王敏 ${word} 9.8-9.18`, press: { action: 'delegation.grant', form: { delegate: id, matter, from: '2026-09-08', to: '2026-09-18' } } };
};
/** Somebody asked to be bound. */
export const asking = scene('asking', base, (bureau) => requestBinding(bureau.deps)(bureau.by('新来'), U1, { account: account('新来'), name: '新来', section: '教育科', certificate: null }));
export const delegating = scene('delegating', base, async (bureau) =>
  delegate(bureau.deps)(bureau.by('赵红'), U1, { delegate: (await personOf(bureau, '王敏')).id, matter: 'roster', from: '2026-09-08', to: '2026-09-18' }));
export const handingOver = scene('handing over', base, async (bureau) => proposeHandover(bureau.deps)(bureau.by('王敏'), U1, (await personOf(bureau, '赵红')).id, (await personOf(bureau, '张伟')).id));
export const wished = scene('wished', base, (bureau) => wishRules(bureau.deps)(bureau.by('王敏'), U1, { kind: 'value', path: 'publish.days', value: 15 }, '本局细则（测试）'));
export const onLeave = scene('on leave', base, (bureau) => takeLeave(bureau.deps)(bureau.by('张伟'), U1, { inspector: ZHANG, from: '2026-09-14', to: '2026-09-18' }));
export const related = scene('related', base, (bureau) => registerInterest(bureau.deps)(bureau.by('刘洋'), U1, { inspector: LIU, target: TARGET, text: KINSHIP }));
export const keyProposed = scene('key proposed', base, (bureau) =>
  proposeKeyChange(bureau.deps)(bureau.by('王敏'), U1, { target: TARGET, change: 'list', trigger: 'complaints', reason: '9月两次投诉均查实', evidence: null, evidenceOn: null }));

// ---- lists
const rowsOf = (count: number): Readonly<Record<RosterKind, readonly (readonly string[])[]>> => ({
  targets: [['对象名称', '对象类型', '统一社会信用代码', '监管科室', '存续状态'], ...Array.from({ length: count }, (_, n) => [`新办培训机构${String(n + 1)}`, '企业', `QT-${String(n + 1).padStart(3, '0')}`, '教育科', '存续'])],
  inspectors: [['姓名', '科室', '执法证号', '证件有效期至', '是否具备执法资格', '业务专长'], ...Array.from({ length: count }, (_, n) => [`新进${String(n + 1)}`, '教育科', `ZF01${String(n + 1).padStart(2, '0')}`, '2028-12-31', '是', '教育'])],
  items: [['事项编码', '抽查领域', '抽查事项名称', '事项类别', '抽查依据', '责任科室'], ...Array.from({ length: count }, (_, n) => [`B${String(n + 1).padStart(2, '0')}`, '教育', `新增事项${String(n + 1)}`, '一般', '民办教育促进法', '教育科'])],
});
export const judging = (bureau: Bureau, roster: RosterKind, count: number): Bureau['deps'] => ({
  ...bureau.deps,
  sheetJudge: judgeHere([{ name: 'Sheet1', hidden: false, merges: [], rows: rowsOf(count)[roster].map((cells, index) => ({ number: index + 1, cells: cells.map((value) => ({ kind: 'text' as const, value })) })) }]),
});
/** Imports that wait, by roster and number of rows. */
const staged = new Map<string, ImportId>();
export const SMALL = 3;
export const LARGE = 14;
export const stagedImport = (roster: RosterKind, count: number): ImportId => must(staged.get(`${roster}/${String(count)}`));
const stagedBy = async (bureau: Bureau, roster: RosterKind, count: number): Promise<void> => {
  const { id } = await stageImport(judging(bureau, roster, count))(bureau.by('王敏'), U1, { name: '名录.xlsx', data: new TextEncoder().encode(roster), roster });
  staged.set(`${roster}/${String(count)}`, id);
};
const listing = (roster: RosterKind) => scene(`staged ${roster}`, base, (bureau) => stagedBy(bureau, roster, SMALL));
export const stagedTargets = listing('targets');
export const stagedInspectors = listing('inspectors');
export const stagedItems = listing('items');
/** A large change, which takes a second person; who that may be is asked when the import is confirmed. */
const reviewed = (roster: RosterKind) => scene(`large ${roster}`, scene('cautious', base, (bureau) => setRule(bureau, 'roster.reviewRows', 10)), (bureau) => stagedBy(bureau, roster, LARGE));
export const largeTargets = reviewed('targets');
export const largeInspectors = reviewed('inspectors');
export const largeItems = reviewed('items');
export const submitImport = (roster: RosterKind) => async (bureau: Bureau): Promise<void> => { await confirmImport(bureau.deps)(bureau.by('王敏'), stagedImport(roster, LARGE)); };
export const ownForm = scene('own form', base, async (bureau) => {
  const template = await bureau.deps.blobs.put('表样.xlsx', await createSheetWriter().builtIn('result', 'full'));
  const { version } = await bureau.deps.states.load('sheets', U1);
  await bureau.deps.journal.append({
    ...bureau.by('王敏'), unit: U1, touches: [{ stream: streamOf('sheets', U1), version: version + 1 }], blobs: [template],
    events: [{ type: 'SheetTemplateSet', unit: U1, sheet: 'result', edition: 'full', template, version: 1, by: (await personOf(bureau, '王敏')).id }],
  });
});

// ---- the plan
const drafting = (name: string, from: () => Promise<Scene>, work: (bureau: Bureau) => Promise<unknown>) => scene(name, from, work);
export const drafted = drafting('drafted', base, (bureau) => draftYear(bureau.deps)(bureau.by('王敏'), U1, 2027));
export const submitted = drafting('submitted', drafted, (bureau) => submitPlan(bureau.deps)(bureau.by('王敏'), U1, 2027, '按上级要求'));
export const headApproved = drafting('head approved', submitted, (bureau) => approvePlan(bureau.deps)(bureau.by('赵红'), U1, 2027));
const leaderSigns = scene('leader signs', base, (bureau) => setRule(bureau, 'plan.approval', 'leader'));
export const deputyApproved = drafting('deputy approved', leaderSigns, async (bureau) => {
  await draftYear(bureau.deps)(bureau.by('王敏'), U1, 2027);
  await submitPlan(bureau.deps)(bureau.by('王敏'), U1, 2027, '按上级要求');
  await approvePlan(bureau.deps)(bureau.by('赵红'), U1, 2027);
  await approvePlan(bureau.deps)(bureau.by('陈志远'), U1, 2027);
});

// ---- a task from its making to its publication
export const created = scene('created', base, (bureau) => newTaskIn(bureau));
export const confirmed = scene('confirmed', created, (bureau) => confirmAll(bureau, TASK));
export const opened = scene('opened', confirmed, async (bureau) => openDraw(bureau.deps)(bureau.by('赵红'), TASK, (await personOf(bureau, '孙岩')).id));
/** Whoever is there is asked to witness; who may not be asked leaves it to 孙岩. */
export const openFor = async (bureau: Bureau): Promise<void> => {
  const open = openDraw(bureau.deps);
  const tried = (await unitOf(bureau)).people.find(({ name }) => name === TRIED);
  const isOpen = tried !== undefined && (await open(bureau.by('赵红'), TASK, tried.id).then(() => true, () => false));
  if (!isOpen) await open(bureau.by('赵红'), TASK, (await personOf(bureau, '孙岩')).id);
};
export const drawn = scene('drawn', opened, async (bureau) => {
  await contribute(bureau.deps)(bureau.by('王敏'), TASK, '今日车牌 88');
  await witnessDraw(bureau.deps)(bureau.by('孙岩'), TASK, '3859');
});
export const disputed = scene('disputed', drawn, (bureau) => objectToDraw(bureau.deps)(bureau.by('张伟'), TASK, '大屏与名单不一致'));
export const attested = scene('attested', drawn, (bureau) => attestDraw(bureau.deps)(bureau.by('孙岩'), TASK));
export const locked = scene('locked', attested, (bureau) => lockDraw(bureau.deps)(bureau.by('王敏'), TASK));
export const awaiting = scene('awaiting approval', base, async (bureau) => {
  await wishRules(bureau.deps)(bureau.by('周正'), U1, { kind: 'overlay', on: true });
  await newTaskIn(bureau);
  await confirmAll(bureau, TASK);
  await drawIn(bureau, TASK);
  await lockIn(bureau, TASK);
});
export const dispatched = scene('dispatched', locked, (bureau) => dispatchTask(bureau.deps)(bureau.by('王敏'), TASK));
const postsOf = async ({ deps }: Bureau) => (await deps.states.load('inspection', VISIT)).state.posts;
/** The leader of the first visit, of 教育科. */
export const leaderIn = async (bureau: Bureau): Promise<string> => must((await postsOf(bureau)).find(({ leader }) => leader)).name;
/** Somebody of 教育科 in the team of the first visit. */
export const memberIn = async (bureau: Bureau): Promise<string> => must((await postsOf(bureau)).find(({ section }) => section === '教育科')).name;
export const requested = scene('requested', dispatched, async (bureau) => {
  const { inspector, name } = must((await postsOf(bureau)).find(({ section }) => section === '教育科'));
  await requestSubstitution(bureau.deps)(bureau.by(name), must((await bureau.deps.states.load('inspection', VISIT)).state.id), inspector, 'work-conflict', '出差');
});
const visitsOf = async ({ deps }: Bureau) => (await deps.states.find('inspection', { task: TASK })).map(({ state }) => state);
export const accepted = scene('accepted', dispatched, async (bureau) => {
  for (const visit of await visitsOf(bureau)) for (const { name } of visit.posts) await acceptAssignment(bureau.deps)(bureau.by(name), must(visit.id));
  bureau.setTime('2026-09-10T01:00:00.000Z');
});
export const finished = scene('finished', accepted, async (bureau) => {
  for (const visit of await visitsOf(bureau)) {
    const leader = must(visit.posts.find((post) => post.leader));
    await finishVisit(bureau.deps)(bureau.by(leader.name), must(visit.id), { on: '2026-09-10', resultOn: null, outcomes: ['01'], text: '' });
  }
});
export const published = scene('published', finished, (bureau) => registerDisclosure(bureau.deps)(bureau.by('王敏'), TASK, { inspection: null, on: '2026-09-10', url: 'https://www.example.gov.cn/1.html', overdueReason: '' }));
/** Not to be told beforehand: drawn and locked. */
export const unannounced = scene('unannounced', base, async (bureau) => {
  await newTaskIn(bureau, { noNotice: true });
  await confirmAll(bureau, TASK);
  await drawIn(bureau, TASK);
  await lockIn(bureau, TASK);
});

// ---- a draw that waits for something from outside
const LOTTERY = { source: '双色球', issue: '2026104', date: '2026-09-08' };
export const waiting = scene('waiting for the number', base, async (bureau) => {
  await setRule(bureau, 'draw.publicValue', 'lottery');
  await newTaskIn(bureau);
  await confirmAll(bureau, TASK);
  await openDraw(bureau.deps)(bureau.by('赵红'), TASK, (await personOf(bureau, '孙岩')).id, '', LOTTERY);
  await witnessDraw(bureau.deps)(bureau.by('孙岩'), TASK, '3859');
  bureau.setTime('2026-09-08T13:16:00.000Z');
});
export let openingCode = '';
/** Closed, and the service has lost the secret. */
export const stranded = scene('stranded', opened, async (bureau) => {
  openingCode = (await fetchCustodyCode(bureau.deps)(bureau.by('周正'), U1, false)).code;
  const secrets = { ...bureau.deps.secrets, get: (id: string) => (/^T.*\/\d+$/.test(id) ? Promise.resolve(null) : bureau.deps.secrets.get(id)) };
  await witnessDraw({ ...bureau.deps, secrets })(bureau.by('孙岩'), TASK, '3859').catch(() => undefined);
  await bureau.deps.secrets.erase(`${TASK}/1`);
});
