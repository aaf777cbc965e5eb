/**
 * Cards that grow old while they wait: the platform changes a card for 14 days and passes on no click after that (P31), so what still
 * asks something of its reader after 13 days is sent anew, as it is today.
 *
 * A row says who is asked about a subject now, with which card; whoever is not among them any more, or has answered, gets nothing.
 * Private cards only: what a group is shown is shown at its hour. The key is the old card's with its generation, so that looking
 * twice, or in two processes, sends once; nobody gets one on a day off or on leave.
 */
import { momentOf, sumOver } from '../../application/reminders/give.ts';
import { inspectionId, inspectorCode, substitutionId, targetCode, taskId, unitId } from '../../domain/ids.ts';
import type { UnitId } from '../../domain/ids.ts';
import { isOnLeave } from '../../domain/people/hearer.ts';
import type { Instant } from '../../domain/values.ts';
import { CHANGEABLE_MS } from '../outbox.ts';
import { laneOf } from '../ports.ts';
import type { AgeingCard, OutboxItem, OutboxStore } from '../ports.ts';
import { substitutionView } from '../views/substitution.ts';
import { askInspector, askInspectorOfAll } from './assignments.ts';
import { askConsent, askHandover } from './delegation.ts';
import type { HearingDeps } from './hearing.ts';
import type { Note } from './note.ts';
import { markedFor } from './marked-for.ts';
import { askAdministrator } from './people.ts';
import { askApprover } from './plans.ts';
import { askHead, askKeyDecider } from './rosters.ts';
import { askRuleApprovers } from './rules.ts';
import { askCheckApprovers } from './tasks.ts';
import { askDecider } from './visits.ts';

interface Asked {
  readonly unit: UnitId;
  readonly notes: readonly Note[];
}
/** What a subject's parts ask at an instant; null for what is not known. */
type Look = (deps: HearingDeps, at: Instant, first: string, second: string, third: string) => Promise<Asked | null>;

/** Subjects that name their unit first. */
const ofUnit = (ask: (deps: HearingDeps, at: Instant, unit: UnitId, second: string, third: string) => Promise<readonly Note[]>): Look => async (deps, at, first, second, third) => {
  const unit = unitId(first);
  return unit === null ? null : { unit, notes: await ask(deps, at, unit, second, third) };
};

const ROWS: readonly (readonly [subject: RegExp, look: Look])[] = [
  [/^plan\/([^/]+)\/(\d+)\/draft\//, ofUnit((deps, at, unit, year) => askApprover(deps, at, unit, Number(year)))],
  [/^rules\/([^/]+)\/(\d+)$/, ofUnit((deps, at, unit, change) => askRuleApprovers(deps, unit, Number(change), at))],
  [/^binding\/([^/]+)\/(.+)$/, ofUnit((deps, _, unit, request) => askAdministrator(deps, unit, request))],
  [/^delegation\/([^/]+)\/(\d+)$/, ofUnit((deps, _, unit, number) => askConsent(deps, unit, Number(number)))],
  [/^handover\/([^/]+)\/(\d+)$/, ofUnit((deps, _, unit, number) => askHandover(deps, unit, Number(number)))],
  [/^key\/([^/]+)\/([^/]+)$/, ofUnit(async (deps, at, unit, code) => {
    const target = targetCode(code);
    return target === null ? [] : askKeyDecider(deps, unit, target, at);
  })],
  [/^leave\/([^/]+)\/([^/]+)\/([^/]+)$/, ofUnit(async (deps, at, unit, code, from) => {
    const { state: duty } = await deps.states.load('duty', unit);
    const leave = duty.leaves.find((each) => each.inspector === code && each.from === from && each.awaits === true);
    return leave === undefined ? [] : askHead(deps, { unit, ...leave }, at);
  })],
  [/^substitution\/([^/]+)$/, async (deps, at, first) => {
    const id = substitutionId(first);
    const view = id === null ? null : await substitutionView(deps, id);
    return view?.unit.id == null ? null : { unit: view.unit.id, notes: askDecider(view, at) };
  }],
  [/^inspection\/([^/]+)\/([^/]+)$/, async (deps, at, first, second) => {
    const [id, code] = [inspectionId(first), inspectorCode(second)];
    const unit = id === null ? null : (await deps.states.load('inspection', id)).state.unit;
    if (id === null || code === null || unit === null) return null;
    return { unit, notes: await askInspector(deps, at, (await deps.states.load('unit', unit)).state, id, code) };
  }],
  [/^task\/([^/]+)\/(approval|inspector)(?:\/([^/]+))?$/, async (deps, at, first, what, third) => {
    const [id, code] = [taskId(first), inspectorCode(third)];
    if (id === null) return null;
    const { state } = await deps.states.load('task', id);
    if (state.unit === null) return null;
    const { state: unit } = await deps.states.load('unit', state.unit);
    if (what === 'approval') return { unit: state.unit, notes: await askCheckApprovers(deps, { state, unit }, at) };
    return { unit: state.unit, notes: code === null ? [] : await askInspectorOfAll(deps, at, unit, id, code) };
  }],
];

const lookAt = async (deps: HearingDeps, at: Instant, subject: string): Promise<Asked | null> => {
  for (const [pattern, look] of ROWS) {
    const [, first, second = '', third = ''] = pattern.exec(subject) ?? [];
    if (first !== undefined) return look(deps, at, first, second, third);
  }
  return null;
};

/** The key of a card's next generation. */
const againKey = (key: string): string => {
  const [, first = key, generation = '0'] = /^(.*)\/again\/(\d+)$/.exec(key) ?? [];
  return `${first}/again/${String(Number(generation) + 1)}`;
};

export interface ResendingDeps extends Omit<HearingDeps, 'outbox'> {
  readonly outbox: Pick<OutboxStore, 'cards' | 'ageing'>;
  readonly put: (items: readonly OutboxItem[]) => Promise<void>;
}

/** @returns a sweep that says how many cards it sent anew; one that fails keeps no other waiting (SweepFailure at the end) */
export const resending = (deps: ResendingDeps) => async (now: Instant): Promise<number> => {
  const anew = async ({ key, platform, to, subject }: AgeingCard): Promise<number> => {
    if (to.kind !== 'person') return 0;
    const asked = await lookAt(deps, now, subject);
    const note = asked?.notes.find((each) => each.subject === subject && laneOf(each.platform, each.to) === laneOf(platform, to));
    if (asked === null || note === undefined) return 0;
    const at = await momentOf(deps, asked.unit, now);
    const reader = at.state.people.find(({ account }) => account.platform === platform && account.id === to.user);
    if (!at.isOffice || reader === undefined || isOnLeave(at.duty, reader, at.today)) return 0;
    const sent = await markedFor(deps, asked.unit, [note]);
    await deps.put(sent.map(({ message }) => ({ key: againKey(key), platform, to, message, subject, notBefore: now })));
    return sent.length;
  };
  return sumOver(await deps.outbox.ageing(new Date(Date.parse(now) - CHANGEABLE_MS).toISOString()), anew, ({ subject }) => subject);
};
