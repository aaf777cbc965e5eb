/**
 * 抽取前确认两库 (威海临港细则 第八条): nobody draws from lists that the responsible people have not just confirmed.
 */
import type { Fact } from '../events.ts';
import { demand, may } from '../people/permissions.ts';
import type { Person } from '../people/unit.ts';
import { Refusal } from '../refusal.ts';
import { rulesInForce } from '../rules/adopted.ts';
import { requireStanding, requireTask, rulesOfTask } from './require.ts';
import { lastAttempt } from './task.ts';
import type { TaskState } from './task.ts';

export type ConfirmedRoster = 'targets' | 'inspectors';
export interface RosterVersions { readonly targets: number; readonly inspectors: number }

export const ROSTER_WORDS: Readonly<Record<ConfirmedRoster, string>> = { targets: '检查对象名录', inspectors: '执法检查人员名录' };

/** Who has to confirm what: the initiating section its targets, every section taking part its inspectors. */
export const requiredConfirmations = (task: TaskState): readonly { readonly roster: ConfirmedRoster; readonly section: string }[] => {
  const { settings } = requireTask(task);
  const sections = [settings.section, ...settings.cooperating];
  return [{ roster: 'targets', section: settings.section }, ...sections.map((section) => ({ roster: 'inspectors' as const, section }))];
};

/** Confirmations still missing at these roster versions; a confirmation of an older version no longer counts. */
export const missingConfirmations = (task: TaskState, versions: RosterVersions): readonly { readonly roster: ConfirmedRoster; readonly section: string }[] => {
  const { rules } = requireTask(task);
  if (!rulesInForce(rules).roster.confirmBeforeDraw.value) return [];
  return requiredConfirmations(task).filter(
    ({ roster, section }) => !task.confirmations.some((done) => done.roster === roster && done.section === section && done.rosterVersion === versions[roster]),
  );
};

/** A list may still be confirmed: no draw of this task is running or finished. */
const requireConfirming = (task: TaskState): void => {
  requireStanding(task);
  const phase = lastAttempt(task)?.phase;
  if (phase === undefined || phase === 'abandoned' || phase === 'void') return;
  // Between the two stages of 威海 the inspectors' list may change and is confirmed again.
  if (phase === 'locked' && task.phase === 'drawing') return;
  throw new Refusal('roster.draw-running', '本任务的名单已经冻结，名录确认环节已过', { next: '发送「任务」查看进度', clause: rulesOfTask(task).roster.confirmBeforeDraw.clause });
};

export const decideConfirmation = (task: TaskState, by: Person, roster: ConfirmedRoster, section: string, versions: RosterVersions): readonly Fact[] => {
  const { id } = requireTask(task);
  requireConfirming(task);
  if (!requiredConfirmations(task).some((each) => each.roster === roster && each.section === section)) {
    throw new Refusal('roster.not-asked', `本任务不需要${section}确认${ROSTER_WORDS[roster]}`, { next: '发送「确认名录 任务编号」查看还差谁确认' });
  }
  demand(by, 'roster.confirm', section);
  if (versions[roster] === 0) {
    throw new Refusal('roster.empty', `${ROSTER_WORDS[roster]}还没有导入，无法确认`, { next: '请经办人把名录 .xlsx 私聊发给机器人导入（发送「模板」可取空表）', clause: rulesOfTask(task).roster.confirmBeforeDraw.clause });
  }
  if (!missingConfirmations(task, versions).some((each) => each.roster === roster && each.section === section)) {
    throw new Refusal('roster.already-confirmed', `${section}已确认过当前版本的${ROSTER_WORDS[roster]}`, { next: '无需重复确认' });
  }
  return [{ type: 'RosterConfirmed', task: id, roster, section, rosterVersion: versions[roster], by: by.id }];
};

export const decideQuestion = (task: TaskState, by: Person, roster: ConfirmedRoster, section: string, what: string): readonly Fact[] => {
  const { id } = requireTask(task);
  requireConfirming(task);
  demand(by, 'roster.confirm', section);
  const text = what.trim();
  if (text === '') throw new Refusal('roster.question-empty', '没有写明名录的问题', { next: '请写一句话，例如：第17行已注销' });
  return [{ type: 'RosterQuestioned', task: id, roster, section, by: by.id, what: text.slice(0, 500) }];
};

/** The next thing this person can confirm, for one-tap confirmation. */
export const confirmableBy = (task: TaskState, by: Person, versions: RosterVersions): readonly { readonly roster: ConfirmedRoster; readonly section: string }[] =>
  missingConfirmations(task, versions).filter(({ section }) => may(by, 'roster.confirm', section));
