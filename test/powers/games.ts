/**
 * Tiny bureaus that act: people with drawn parts try every step of a matter, in drawn order, until somebody may; now and then
 * somebody is bound anew in between. What they hold afterwards is for both-sides.ts to say.
 */
import { fetchCustodyCode } from '../../src/application/custody.ts';
import { openDraw, witnessDraw } from '../../src/application/draw.ts';
import { decideLeave, takeLeave } from '../../src/application/duty.ts';
import { confirmImport, reviewImport } from '../../src/application/imports/confirm.ts';
import { stageImport } from '../../src/application/imports/stage.ts';
import { decideKeyChange, proposeKeyChange } from '../../src/application/key-objects.ts';
import { approvePlan, draftYear, submitPlan } from '../../src/application/plan.ts';
import type { Entry } from '../../src/application/ports.ts';
import { confirmPublicValue, enterPublicValue } from '../../src/application/public-value.ts';
import { substitutes } from '../../src/application/queries/substitutes.ts';
import { approveRules, wishRules } from '../../src/application/rules.ts';
import { approveCheck, attestDraw, decideDrawObjection, dispatchTask, lockDraw, objectToDraw, voidAttempt } from '../../src/application/settle.ts';
import { bindPerson, unbindPerson } from '../../src/application/set-up.ts';
import { approveSubstitution, requestSubstitution } from '../../src/application/substitution.ts';
import { createTask } from '../../src/application/task.ts';
import type { Fact } from '../../src/domain/events.ts';
import { inspectorCode, substitutionId } from '../../src/domain/ids.ts';
import type { ImportId, InspectorCode } from '../../src/domain/ids.ts';
import { ROLES } from '../../src/domain/people/roles.ts';
import type { Role } from '../../src/domain/people/roles.ts';
import { Refusal } from '../../src/domain/refusal.ts';
import { account, settings, STAFF, targetRow, U1 } from '../support/bureau.ts';
import type { Bureau } from '../support/bureau.ts';
import { setRule } from '../support/rules.ts';
import type { Moment } from './both-sides.ts';
import { after, begin, copyOf } from './probing.ts';
import type { Scene } from './probing.ts';
import { judging, TARGET, TASK } from './scenes.ts';

/** Numbers below one from a seed (mulberry32): the same game every time. */
const dice = (seed: number): (() => number) => {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
};

const NAMES = ['甲', '乙', '丙', '丁', '戊', '己'] as const;
const CERTIFICATES = ['ZF0001', 'ZF0002', 'ZF0003', 'ZF0004', 'ZF0005', 'ZF0006'] as const;
const SECTIONS = ['教育科', '综合科'] as const;
const NUMBERS = '01 05 12 18 22 31 + 07';

/** A bureau of which only the administrator is left, with few objects and rules that bring every separation into play. */
export const emptied = async (): Promise<Scene> => after(await begin(), async (bureau) => {
  await bureau.roster('targets', Array.from({ length: 46 }, (_, n) => targetRow(`QT-${String(n + 1).padStart(3, '0')}`, { status: n < 2 || n === 9 ? '存续' : '注销' })));
  await setRule(bureau, 'roster.confirmBeforeDraw', false);
  await setRule(bureau, 'roster.reviewRows', 10);
  await setRule(bureau, 'check.priorApproval', true);
  await setRule(bureau, 'team.leaderFrom', 'any');
  const { people } = (await bureau.deps.states.load('unit', U1)).state;
  for (const { id, roles } of people) if (!roles.includes('administrator')) await unbindPerson(bureau.deps)(bureau.by('何涛'), U1, id);
});
/** The same where a draw waits for a public value. */
export const emptiedWithValue = async (): Promise<Scene> => after(await begin(), async (bureau) => {
  await bureau.roster('targets', [targetRow('QT-001')]);
  await setRule(bureau, 'roster.confirmBeforeDraw', false);
  await setRule(bureau, 'draw.publicValue', 'lottery');
  const { people } = (await bureau.deps.states.load('unit', U1)).state;
  for (const { id, roles } of people) if (!roles.includes('administrator')) await unbindPerson(bureau.deps)(bureau.by('何涛'), U1, id);
});

export interface Told { readonly who: string; readonly refusal: Refusal }
export interface Played { readonly moments: readonly Moment[]; readonly told: readonly Told[] }
type Attempt = (bureau: Bureau, who: string) => Promise<Entry>;

const TEMPTING: readonly Role[] = ['clerk', 'section-head', 'deputy', 'supervisor'];

/** One game. */
export const play = async (scene: Scene, seed: number, game: (table: Table) => Promise<void>): Promise<Played> => {
  const { bureau } = copyOf(scene);
  const random = dice(seed);
  const pick = <T>(list: readonly T[]): T | undefined => list[Math.floor(random() * list.length)];
  const moments: Moment[] = [];
  const told: Told[] = [];
  const people = NAMES.slice(0, 2 + Math.floor(random() * 5));
  const facts: Fact[] = [];
  let lastActor: string | null = null;
  const bind = async (name: string, given: readonly Role[] = []): Promise<void> => {
    const roles = new Set<Role>([...given, ...Array.from({ length: given.length > 0 ? 0 : 1 + Math.floor(random() * 4) }, () => pick(ROLES) ?? 'clerk')]);
    const place = NAMES.indexOf(name as (typeof NAMES)[number]);
    const certificate = roles.has('inspector') ? inspectorCode(CERTIFICATES[place] ?? '') : null;
    const section = pick(SECTIONS) ?? '教育科';
    await bindPerson(bureau.deps)(bureau.by('何涛'), U1, { account: account(name), name, section, roles: [...roles], certificate, inCharge: random() < 0.5 ? [] : [pick(SECTIONS) ?? '教育科'] });
  };
  for (const name of people) await bind(name);
  const shuffled = (): readonly string[] => people.map((name) => ({ name, at: random() })).toSorted((a, b) => a.at - b.at).map(({ name }) => name);

  const moment = async (work: () => Promise<Entry>): Promise<boolean> => {
    const [{ state: unit }, visits, head] = await Promise.all([bureau.deps.states.load('unit', U1), bureau.deps.states.find('inspection', { task: TASK }), bureau.deps.journal.head()]);
    await work();
    const fresh = (await bureau.deps.journal.read(head.seq, 100)).flatMap(({ events }) => events);
    facts.push(...fresh);
    moments.push({ fresh, all: [...facts], unit, teams: new Map(visits.map(({ id, state }) => [id, state.inspectors])), listed: new Set(STAFF.flatMap(({ certificate }) => certificate ?? [])) });
    return true;
  };
  const table: Table = {
    bureau, people, random, bind,
    someone: async (attempt, times = 1) => {
      if (random() < 0.2) await bind(pick(people) ?? '甲');
      // Whoever has just done something is given the parts that come next: now he may do both, if anything lets him.
      if (lastActor !== null && random() < 0.4) await bind(lastActor, TEMPTING);
      let done: string | null = null;
      let left = times;
      for (const who of shuffled()) {
        try {
          await moment(() => attempt(bureau, who));
          done = who;
          lastActor = who;
          left -= 1;
          if (left === 0) break;
        } catch (error) {
          if (!(error instanceof Refusal)) throw error;
          told.push({ who, refusal: error });
        }
      }
      return done;
    },
  };
  await game(table);
  return { moments, told };
};

export interface Table {
  readonly bureau: Bureau;
  readonly people: readonly string[];
  readonly random: () => number;
  /** Binds one of the people anew, with drawn parts or these. */
  readonly bind: (name: string, roles?: readonly Role[]) => Promise<void>;
  /** Everybody tries in drawn order until one succeeds. @returns who did */
  readonly someone: (attempt: Attempt, times?: number) => Promise<string | null>;
}

const idOf = async (bureau: Bureau, name: string) => {
  const found = (await bureau.deps.states.load('unit', U1)).state.people.find((person) => person.name === name);
  if (found === undefined) throw new Refusal('people.unknown', '没有这个人', { next: '请先绑定' });
  return found.id;
};
const YES = '核对无误';
const LOTTERY = { source: '双色球', issue: '2026104', date: '2026-09-08' };

/** Somebody opens a draw, trying everybody as the witness; the witness closes it. */
const drawn = async ({ bureau, people, someone }: Table, wish = { source: '', issue: '', date: '' }): Promise<boolean> => {
  // Trying everybody as the witness of everybody would be most of the game.
  for (const witness of people.slice(0, 4)) {
    const opened = await someone(async ({ deps, by }, who) => openDraw(deps)(by(who), TASK, await idOf(bureau, witness), '', wish));
    if (opened === null) continue;
    return (await someone(({ deps, by }, who) => witnessDraw(deps)(by(who), TASK, '3859'))) !== null;
  }
  return false;
};
const taskMade = ({ someone }: Table): Promise<string | null> => someone(({ deps, by }, who) => createTask(deps)(by(who), U1, settings({ strata: [{ name: '全部', where: [], ratio: { num: 1, den: 1 } }], cooperating: ['综合科'] })));

/** From the task to the substitution. */
export const drawGame = async (table: Table): Promise<void> => {
  const { bureau, someone, random } = table;
  if ((await taskMade(table)) === null || !(await drawn(table))) return;
  if (random() < 0.5) {
    await someone(({ deps, by }, who) => objectToDraw(deps)(by(who), TASK, '大屏与名单不一致'));
    if (random() < 0.5) await someone(({ deps, by }, who) => voidAttempt(deps)(by(who), TASK, '名单有误'));
    else await someone(({ deps, by }, who) => decideDrawObjection(deps)(by(who), TASK, random() < 0.5, YES));
  } else if (random() < 0.3) await someone(({ deps, by }, who) => voidAttempt(deps)(by(who), TASK, '名单有误'));
  await someone(({ deps, by }, who) => attestDraw(deps)(by(who), TASK));
  await someone(({ deps, by }, who) => lockDraw(deps)(by(who), TASK));
  await someone(({ deps, by }, who) => approveCheck(deps)(by(who), TASK));
  await someone(({ deps, by }, who) => dispatchTask(deps)(by(who), TASK));
  const [visit] = (await bureau.deps.states.find('inspection', { task: TASK })).map(({ state }) => state);
  const post = visit?.posts[Math.floor(random() * (visit.posts.length || 1))];
  if (visit?.id == null || post === undefined) return;
  const { id } = visit;
  const seen = (await bureau.deps.states.load('task', TASK)).state.attempts.find(({ phase }) => phase === 'locked')?.witness;
  const witness = (await bureau.deps.states.load('unit', U1)).state.people.find((person) => person.id === seen)?.name;
  if (witness !== undefined && random() < 0.5) await table.bind(witness, ['supervisor', 'inspector']);
  await someone(({ deps, by }, who) => requestSubstitution(deps)(by(who), id, post.inspector, 'work-conflict', '出差'));
  const asked = substitutionId('SUB2026-001');
  if (asked === null) return;
  const choice = await substitutes(bureau.deps)(asked).catch(() => ({ candidates: [] as readonly { readonly inspector: InspectorCode }[] }));
  await someone(async ({ deps, by }, who) => {
    const { state } = await deps.states.load('unit', U1);
    const own = state.people.find((person) => person.name === who)?.certificate ?? null;
    // Whoever may approve is tempted to send himself, or the witness.
    const ofWitness = state.people.find(({ name }) => name === witness)?.certificate ?? null;
    const picks = [own, ofWitness, choice.candidates[0]?.inspector ?? null].filter((each) => each !== null);
    return approveSubstitution(deps)(by(who), asked, (random() < 0.6 ? own : null) ?? picks[Math.floor(random() * picks.length)] ?? null);
  });
};

export const valueGame = async (table: Table): Promise<void> => {
  const { bureau, someone } = table;
  await someone(async ({ deps, by }, who) => {
    await fetchCustodyCode(deps)(by(who), U1, false);
    return (await deps.journal.ofStream(`unit/${U1}`)).at(-1) ?? Promise.reject(new Error('nothing was recorded'));
  });
  if ((await taskMade(table)) === null || !(await drawn(table, LOTTERY))) return;
  bureau.setTime('2026-09-08T13:16:00.000Z');
  await someone(({ deps, by }, who) => enterPublicValue(deps)(by(who), TASK, LOTTERY.issue, NUMBERS));
  await someone(({ deps, by }, who) => confirmPublicValue(deps)(by(who), TASK));
};

/** Lists, rules, plan and leave: matters that need no draw. */
export const paperGame = async (table: Table): Promise<void> => {
  const { bureau, someone } = table;
  await someone(({ deps, by }, who) => wishRules(deps)(by(who), U1, { kind: 'value', path: 'publish.days', value: 15 }, '本局细则'));
  const { proposals } = (await bureau.deps.states.load('rules', U1)).state;
  await someone(({ deps, by }, who) => approveRules(deps)(by(who), U1, proposals.length));
  await someone(({ deps, by }, who) => proposeKeyChange(deps)(by(who), U1, { target: TARGET, change: 'list', trigger: 'complaints', reason: '9月两次投诉均查实', evidence: null, evidenceOn: null }));
  await someone(({ deps, by }, who) => decideKeyChange(deps)(by(who), U1, { target: TARGET, approved: true, reason: '' }));
  for (const { name, certificate: inspector } of (await bureau.deps.states.load('unit', U1)).state.people) {
    if (inspector === null || table.random() < 0.6) continue;
    await table.bind(name, ['inspector']);
    await someone(({ deps, by }, who) => takeLeave(deps)(by(who), U1, { inspector, from: '2026-09-14', to: '2026-09-18' }));
    await table.bind(name, ['inspector', 'section-head', 'deputy']);
    await someone(({ deps, by }, who) => decideLeave(deps)(by(who), U1, { inspector, from: null, approved: true, reason: '' }));
  }
  await someone(({ deps, by }, who) => draftYear(deps)(by(who), U1, 2027));
  await someone(({ deps, by }, who) => submitPlan(deps)(by(who), U1, 2027, '按上级要求'));
  for (let step = 1; step <= 3; step += 1) await someone(({ deps, by }, who) => approvePlan(deps)(by(who), U1, 2027));
  if (table.random() < 0.6) return;
  const large = judging(bureau, 'targets', 14);
  const sent: ImportId[] = [];
  await someone(async ({ deps, by }, who) => {
    const { id } = await stageImport(large)(by(who), U1, { name: '名录.xlsx', data: new TextEncoder().encode(who), roster: 'targets' });
    sent.push(id);
    return confirmImport(deps)(by(who), id);
  });
  const last = sent.at(-1);
  if (last !== undefined) await someone(({ deps, by }, who) => reviewImport(deps)(by(who), last));
};
