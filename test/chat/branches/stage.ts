/** A bureau under a preset, brought to a point of its day the way a clerk would: by typed lines. All that is heard is kept. */
import type { PresetId } from '../../../src/domain/rules/rule-set.ts';
import type { TaskSettings } from '../../../src/domain/task/settings.ts';
import type { InspectionState } from '../../../src/domain/inspection/inspection.ts';
import type { InspectionId, TaskId } from '../../../src/domain/ids.ts';
import { nthInspection, taskId } from '../../../src/domain/ids.ts';
import { wishRules } from '../../../src/application/rules.ts';
import { openBureau, U1 } from '../../support/bureau.ts';
import type { Bureau } from '../../support/bureau.ts';
import { dispatchedTask } from '../../support/ceremony.ts';
import { openOffice, wordsOf } from '../../support/chat-office.ts';
import type { Delivered, Office } from '../../support/chat-office.ts';

const one = (): TaskId => taskId('T2026-001') ?? (() => { throw new Error('not an id'); })();
export const T1 = one();

export interface Stage {
  readonly office: Office;
  readonly bureau: Bureau;
  /** Says something in private; the words of everything that was sent because of it. */
  readonly say: (who: string, text: string) => Promise<string>;
  /** Presses a button on the newest card with that title which this person, or the group, has; the toast. */
  readonly press: (who: string, title: string, button: string, form?: Readonly<Record<string, string>>) => Promise<string>;
  /** Everything somebody has in private; of the group where no name is given. */
  readonly heard: (who?: string) => string;
  /** Does something outside the chat; the words of everything that was sent because of it. */
  readonly after: (work: () => Promise<unknown>) => Promise<string>;
  readonly visit: (n?: number) => Promise<InspectionState>;
}

const words = (office: Office, list: readonly Delivered[]): string => list.map((each) => wordsOf(each, office.platform)).join('\n');

const stageOf = (office: Office): Stage => ({
  office,
  bureau: office.bureau,
  say: async (who, text) => words(office, await office.say(who, text)),
  press: async (who, title, button, form = {}) => (await office.press(who, office.card([...office.inGroup(), ...office.inbox(who)], title), button, form)).text,
  heard: (who) => words(office, who === undefined ? office.inGroup() : office.inbox(who)),
  after: async (work) => {
    const before = office.platform.sent.length;
    await work();
    await office.settle();
    return words(office, office.platform.sent.slice(before));
  },
  visit: async (n = 1) => (await office.bureau.deps.states.load('inspection', nthInspection(T1, n))).state,
});

export interface Setting { readonly overlay?: boolean; readonly prepare?: (bureau: Bureau) => Promise<void>; readonly settings?: Partial<TaskSettings> }
const bureauFor = async (preset: PresetId, { overlay = false, prepare }: Setting): Promise<Bureau> => {
  const opened = await openBureau({ preset });
  // What a notice looks like on paper is tested where it is made; here somebody only gets one.
  const bureau = { ...opened, deps: { ...opened.deps, documentWriter: { fill: (model: unknown) => Promise.resolve(new TextEncoder().encode(JSON.stringify(model))) } } };
  if (overlay) await wishRules(bureau.deps)(bureau.by('周正'), U1, { kind: 'overlay', on: true });
  await prepare?.(bureau);
  return bureau;
};

/** A task as typed, its lists not yet confirmed. */
export const created = async (preset: PresetId, more = '', setting: Setting = {}): Promise<Stage> => {
  const stage = stageOf(await openOffice({ bureau: await bureauFor(preset, setting) }));
  await stage.say('王敏', `任务 新建 联合抽查 发起=教育科 配合=综合科 事项=A03 比例=10% 期限=9.9-9.30 来源=上级交办 ${more}`);
  return stage;
};
export const confirmed = async (preset: PresetId, more = '', setting: Setting = {}): Promise<Stage> => {
  const stage = await created(preset, more, setting);
  await stage.say('赵红', '确认名录 1');
  await stage.say('李建国', '确认名录 1');
  return stage;
};
export const committed = async (preset: PresetId, more = '', setting: Setting = {}): Promise<Stage> => {
  const stage = await confirmed(preset, more, setting);
  await stage.say('赵红', '抽取 1 @孙岩');
  return stage;
};
/** The first ceremony is over and waits to be attested: with teams, except in 威海. */
export const drawn = async (preset: PresetId, more = '', setting: Setting = {}): Promise<Stage> => {
  const stage = await committed(preset, more, setting);
  await stage.say('孙岩', '见证 1 3859');
  return stage;
};
/** All that has to be drawn is drawn and locked; the words of every ceremony. */
export const lockAll = async (stage: Stage): Promise<string> => {
  const said: string[] = [];
  for (let ceremony = 0; ceremony < 2; ceremony += 1) {
    said.push(await stage.say('孙岩', '确认结果 1'), await stage.say('赵红', '锁定 1'));
    if ((await stage.bureau.deps.states.load('task', T1)).state.phase !== 'drawing') break;
    said.push(await stage.say('赵红', '抽取 1 @孙岩'), await stage.say('孙岩', '见证 1 3859'));
  }
  return said.join('\n');
};

/** Dispatched, and somebody in the first visits who can be replaced. */
export interface Out extends Stage { readonly visitId: InspectionId; readonly number: string; readonly member: string; readonly leader: string; readonly spare: readonly string[] }
export const dispatched = async (preset: PresetId, setting: Setting = {}): Promise<Out> => {
  const bureau = await bureauFor(preset, setting);
  await dispatchedTask(bureau, setting.settings);
  const stage = stageOf(await openOffice({ bureau }));
  const visits = (await bureau.deps.states.find('inspection', { task: T1 })).map(({ state }) => state);
  // The member is of 教育科, whose deputy is 陈志远; so is the leader wherever one of its people leads.
  const visit = visits.find(({ posts }) => posts.some(({ leader, section }) => !leader && section === '教育科')) ?? visits[0];
  if (visit?.id == null) throw new Error('no visit');
  const [leader, member] = [visit.posts.find((post) => post.leader)?.name ?? '', visit.posts.find((post) => !post.leader)?.name ?? ''];
  const spare = ['张伟', '刘洋', '黄丽', '马超', '赵强', '李娜'].filter((name) => name !== leader && name !== member);
  return { ...stage, visitId: visit.id, number: `1-${String(Number(visit.id.slice(-2)))}`, member, leader, spare };
};
