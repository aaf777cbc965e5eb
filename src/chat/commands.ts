/**
 * The table of commands: one row a verb, split by topic in verbs/. 帮助 is generated from it, the parser reads its names,
 * and every button of a card (actions.ts) runs one of its rows.
 */
import { kindByEnding } from '../domain/importable.ts';
import type { Topic } from './help.ts';
import type { Verb } from './verb.ts';
import { ASSIGNMENT_VERBS } from './verbs/assignments.ts';
import { CALENDAR_VERBS } from './verbs/calendar.ts';
import { CEREMONY_VERBS } from './verbs/ceremony.ts';
import { CHECK_APPROVAL_VERBS } from './verbs/check-approval.ts';
import { DEADLINE_VERBS } from './verbs/deadlines.ts';
import { DELEGATION_VERBS } from './verbs/delegation.ts';
import { HELPER_VERBS } from './verbs/helpers.ts';
import { DOCUMENT_VERBS } from './verbs/documents.ts';
import { FAIRNESS_VERBS } from './verbs/fairness.ts';
import { IMPORT_VERBS } from './verbs/imports.ts';
import { MONTHLY_VERBS } from './verbs/monthly.ts';
import { NEVER_DELETED_VERBS } from './verbs/never-deleted.ts';
import { MERGE_VERBS } from './verbs/merges.ts';
import { NOTICE_VERBS } from './verbs/notices.ts';
import { PEOPLE_VERBS } from './verbs/people.ts';
import { PLAN_VERBS } from './verbs/plans.ts';
import { recordVerbs } from './verbs/records.ts';
import { PUBLIC_VALUE_VERBS } from './verbs/public-value.ts';
import { ROSTER_VERBS } from './verbs/rosters.ts';
import { SCHEDULE_VERBS } from './verbs/schedule.ts';
import { SCREEN_VERBS } from './verbs/screen.ts';
import { RULE_VERBS } from './verbs/rules.ts';
import { SET_UP_VERBS } from './verbs/set-up.ts';
import { SHEET_VERBS } from './verbs/sheets.ts';
import { TASK_VERBS } from './verbs/tasks.ts';
import { OBJECT_RECUSAL_VERBS } from './verbs/object-recusal.ts';
import { WAY_VERBS } from './verbs/ways.ts';
import { UNIT_VERBS } from './verbs/units.ts';
import { VISIT_END_VERBS } from './verbs/visit-end.ts';

/** By topic, as the staff manual lists them. A verb belongs to exactly one. */
export const TOPICS: readonly Topic[] = [
  { title: '随时可用', verbs: [...recordVerbs(() => TOPICS), ...NEVER_DELETED_VERBS] },
  { title: '年度计划', verbs: PLAN_VERBS },
  { title: '任务', verbs: [...TASK_VERBS, ...SCHEDULE_VERBS] },
  { title: '公开抽取', verbs: [...CEREMONY_VERBS, ...PUBLIC_VALUE_VERBS, ...SCREEN_VERBS, ...FAIRNESS_VERBS] },
  { title: '任务单与更换', verbs: [...CHECK_APPROVAL_VERBS, ...ASSIGNMENT_VERBS, ...OBJECT_RECUSAL_VERBS, ...WAY_VERBS, ...HELPER_VERBS] },
  { title: '通知检查对象', verbs: [...NOTICE_VERBS, ...MERGE_VERBS] },
  { title: '检查结束与公示', verbs: [...VISIT_END_VERBS, ...DEADLINE_VERBS] },
  { title: '授权与交接', verbs: DELEGATION_VERBS },
  { title: '日历', verbs: CALENDAR_VERBS },
  { title: '名录', verbs: [...IMPORT_VERBS, ...ROSTER_VERBS] },
  { title: '表格与表样', verbs: [...SHEET_VERBS, ...DOCUMENT_VERBS, ...MONTHLY_VERBS] },
  { title: '人员', verbs: [...PEOPLE_VERBS, ...UNIT_VERBS] },
  { title: '规则', verbs: RULE_VERBS },
  { title: '首次设置', verbs: SET_UP_VERBS },
];

export const VERBS: readonly Verb[] = TOPICS.flatMap(({ verbs }) => verbs);

const BY_NAME: ReadonlyMap<string, Verb> = new Map(VERBS.map((verb) => [verb.verb, verb]));

export const verbNamed = (verb: string): Verb | null => BY_NAME.get(verb) ?? null;

/** What a file dropped in private is for: photos and papers are filed, everything else is looked at. */
export const verbForFile = (name: string): string => (kindByEnding(name) === 'evidence' ? '证据' : '导入');
