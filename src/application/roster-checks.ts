/**
 * 定期核查 (宝丰方案 2(二), 威海临港细则 第八条): once a quarter the sections are asked to verify their part of the rosters; certificates
 * that run out and key objects whose reason is a year old are brought to mind in time.
 *
 * The sweep may run as often as it likes: each asking is a fact, once per quarter, per certificate and its last day, per month.
 */
import { isOfficeTime, localDate } from '../domain/calendar/working-days.ts';
import type { Fact } from '../domain/events.ts';
import type { Instant, LocalDate } from '../domain/values.ts';
import type { PersonId, UnitId } from '../domain/ids.ts';
import { actingPerson } from '../domain/people/decide.ts';
import { demand } from '../domain/people/permissions.ts';
import { personOfInspector, withRole } from '../domain/people/unit.ts';
import type { Person, UnitState } from '../domain/people/unit.ts';
import { Refusal } from '../domain/refusal.ts';
import { inspectorCode } from '../domain/ids.ts';
import { calendarFor } from './calendar.ts';
import type { By, Deps } from './deps.ts';
import { record } from './decision.ts';
import type { Desk } from './decision.ts';
import { SERVICE } from './ports.ts';
import type { Entry } from './ports.ts';
import { sumOver } from './reminders/give.ts';
import { expiringCertificates } from './queries/coverage.ts';
import { keyList } from './queries/key-objects.ts';
import { DEPLOYMENT } from './set-up.ts';
import { rosterVersions } from './task.ts';

/** Days before its last day that a certificate is brought to mind. */
export const CERTIFICATE_NOTICE_DAYS = 60;

/** '2026Q4'. */
export const quarterOf = (day: LocalDate): string => `${day.slice(0, 4)}Q${String(Math.ceil(Number(day.slice(5, 7)) / 3))}`;

const ids = (people: readonly Person[]): readonly PersonId[] => [...new Set(people.map(({ id }) => id))];

/** @returns whether it was recorded now */
const once = async (deps: Deps, unit: UnitId, cause: string, take: (desk: Desk) => Promise<unknown>, fact: Fact): Promise<boolean> => {
  if ((await deps.journal.byCause(cause)) !== null) return false;
  const by: By = { actor: SERVICE, via: 'job', cause, unit };
  await record(deps, by, async (desk) => {
    await take(desk);
    return { unit, events: [fact] };
  });
  return true;
};

const askSections = async (deps: Deps, unit: UnitId, state: UnitState, today: LocalDate): Promise<number> => {
  const { targets, inspectors } = await rosterVersions(deps, unit);
  if (targets === 0 && inspectors === 0) return 0;
  const quarter = quarterOf(today);
  const responsible = state.sections.flatMap((section) => [...withRole(state, 'section-head', section), ...withRole(state, 'liaison', section)].map((person) => ({ section, person })));
  if (responsible.length === 0) return 0;
  const fact: Fact = { type: 'RosterCheckAsked', unit, quarter, sections: [...new Set(responsible.map(({ section }) => section))], to: ids(responsible.map(({ person }) => person)) };
  return (await once(deps, unit, `roster-check/${unit}/${quarter}`, (desk) => desk.take('rosterCheck', `${unit}/${quarter}`), fact)) ? 1 : 0;
};

const certificates = async (deps: Deps, unit: UnitId, state: UnitState): Promise<number> => {
  const expiring = await expiringCertificates(deps)(unit, CERTIFICATE_NOTICE_DAYS);
  return sumOver(expiring, async ({ code, until }) => {
    const inspector = inspectorCode(code);
    if (inspector === null) return 0;
    const self = personOfInspector(state, inspector);
    const to = ids([...(self === null ? [] : [self]), ...withRole(state, 'clerk')]);
    if (to.length === 0) return 0;
    const subject = `certificate/${unit}/${code}/${until}`;
    return (await once(deps, unit, subject, (desk) => desk.take('reminder', subject), { type: 'CertificateExpiring', unit, inspector, until, to })) ? 1 : 0;
  }, ({ code }) => `certificate/${code}`);
};

const keyReviews = async (deps: Deps, unit: UnitId, state: UnitState, today: LocalDate): Promise<number> => {
  const due = (await keyList(deps)(unit)).listed.filter(({ reviewDue }) => reviewDue !== null && reviewDue <= today);
  const sections = new Set(due.map(({ section }) => section));
  const to = ids([...withRole(state, 'clerk'), ...[...sections].flatMap((section) => withRole(state, 'section-head', section))]);
  if (due.length === 0 || to.length === 0) return 0;
  const subject = `key-review/${unit}/${today.slice(0, 7)}`;
  const targets = due.flatMap(({ state: { target } }) => (target === null ? [] : [target]));
  return (await once(deps, unit, subject, (desk) => desk.take('reminder', subject), { type: 'KeyReviewDue', unit, due: today, targets, to })) ? 1 : 0;
};

/** @returns how many askings were recorded */
export const sweepRosterChecks = (deps: Deps) => async (now: Instant): Promise<number> => {
  const today = localDate(now);
  const { state: deployment } = await deps.states.load('deployment', DEPLOYMENT);
  return sumOver(deployment.units, async (unit) => {
    if (!isOfficeTime(await calendarFor(deps.states, unit), now)) return 0;
    const { state } = await deps.states.load('unit', unit);
    return sumOver([askSections, certificates, keyReviews], (ask) => ask(deps, unit, state, today), (ask) => `${unit}/${ask.name}`);
  });
};

/** 核查无误: a section head says that his section's part of both rosters is true, complete and up to date. */
export const verifyRosterPart = (deps: Deps) => (by: By, unit: UnitId, section: string): Promise<Entry> =>
  record(deps, by, async (desk) => {
    const state = await desk.read('unit', unit);
    const person = actingPerson(state, by.actor.account);
    if (!state.sections.includes(section)) throw new Refusal('unit.unknown-section', `${state.name}没有科室「${section}」`, { next: `现有科室：${state.sections.join('、')}` });
    demand(person, 'roster.verify', section);
    const quarter = quarterOf(localDate(deps.clock()));
    const check = await desk.take('rosterCheck', `${unit}/${quarter}`);
    if (check.verified.some((done) => done.section === section)) throw new Refusal('roster.verified', `${section}本季度（${quarter}）已核查过名录`, { next: '名录有变化请直接更新；下季度再核查' });
    const versions = await rosterVersions(deps, unit);
    if (versions.targets === 0) throw new Refusal('roster.empty', '检查对象名录库还没有导入，无从核查', { next: '请经办人把名录 .xlsx 私聊发给机器人导入' });
    return { unit, events: [{ type: 'RosterPartVerified', unit, quarter, section, versions, by: person.id }] };
  });
