/**
 * How files become rosters in a unit: which layouts are known, what waits for a second person, what was imported last.
 * Stream 'intake/U1'.
 *
 * The bureau's own rules ask that lists be true and current (威海临港细则 第八条) and leave how to the bureau: that a large
 * change takes two people is 预设缺省 and may be changed (规则 大批导入复核, 大幅变更复核).
 */
import type { Fact, ImportAnswers, ImportCounts, RosterKind } from '../events.ts';
import type { Instant } from '../values.ts';
import type { Digest, ImportId, PersonId, UnitId } from '../ids.ts';
import { may } from '../people/permissions.ts';
import type { Operation } from '../people/permissions.ts';
import { impossible } from '../people/separation.ts';
import { withRole } from '../people/unit.ts';
import type { Person, UnitState } from '../people/unit.ts';
import { Refusal } from '../refusal.ts';
import { rulesInForce } from '../rules/adopted.ts';
import type { TaskState } from '../task/task.ts';
import { ROSTER_NAMES } from './rows.ts';

export interface Layout {
  readonly signature: Digest;
  /** The file it was learnt from. */
  readonly file: string;
  readonly answers: ImportAnswers;
  readonly by: PersonId;
  readonly at: Instant;
}
export interface Submission {
  readonly import: ImportId;
  readonly roster: RosterKind;
  readonly by: PersonId;
  readonly reviewers: readonly PersonId[];
}
/** The version of a roster written last, and by what. */
export interface LastImport {
  readonly import: ImportId;
  readonly version: number;
  readonly at: Instant;
  /** Null in early entries. */
  readonly by: PersonId | null;
  readonly reviewedBy: PersonId | null;
  readonly counts: ImportCounts;
  readonly isUndo: boolean;
}
export interface IntakeState {
  readonly layouts: readonly Layout[];
  readonly waiting: readonly Submission[];
  readonly last: Readonly<Partial<Record<RosterKind, LastImport>>>;
}
export const newIntake: IntakeState = { layouts: [], waiting: [], last: {} };

export const evolveIntake = (state: IntakeState, fact: Fact, at: Instant): IntakeState => {
  const settled = (id: ImportId): readonly Submission[] => state.waiting.filter((each) => each.import !== id);
  switch (fact.type) {
    case 'RosterImported': {
      const { version, counts, by = null, reviewedBy = null, undoes } = fact;
      return { ...state, waiting: settled(fact.import), last: { ...state.last, [fact.roster]: { import: fact.import, version, at, by, reviewedBy, counts, isUndo: undoes !== undefined } } };
    }
    case 'ImportSubmitted': {
      const { roster, by, reviewers } = fact;
      return { ...state, waiting: [...settled(fact.import), { import: fact.import, roster, by, reviewers }] };
    }
    case 'ImportReturned':
      return { ...state, waiting: settled(fact.import) };
    case 'ImportLayoutRemembered': {
      const { signature, file, answers, by } = fact;
      return { ...state, layouts: [...state.layouts.filter((layout) => layout.signature !== signature), { signature, file, answers, by, at }] };
    }
    case 'ImportLayoutForgotten':
      return { ...state, layouts: state.layouts.filter(({ signature }) => signature !== fact.signature) };
    default:
      return state;
  }
};

// ---------------------------------------------------------------- two people

/** Fewer changed rows than this are nobody's large change, whatever their part of a short list. */
const CHANGED_ROWS_MIN = 10;

/**
 * Why an import takes a second person; null when it does not.
 * @param inForce rows of the roster before it
 */
export const reviewReason = (unit: UnitState, counts: ImportCounts, inForce: number): { readonly why: string; readonly clause: string } | null => {
  const { reviewRows, reviewPercent } = rulesInForce(unit.rules).roster;
  const touched = counts.changed + (counts.removed ?? 0);
  const written = counts.added + touched;
  if (reviewRows.value !== null && written > reviewRows.value) return { why: `一次写入 ${String(written)} 行，超过 ${String(reviewRows.value)} 行`, clause: reviewRows.clause };
  if (reviewPercent.value !== null && touched >= CHANGED_ROWS_MIN && touched * 100 > reviewPercent.value * inForce) {
    return { why: `变更在库 ${String(inForce)} 行中的 ${String(touched)} 行，超过 ${String(reviewPercent.value)}%`, clause: reviewPercent.clause };
  }
  return null;
};

const reviewOf = (roster: RosterKind): Operation => `roster.review-${roster}`;

/**
 * Who may be the second person: the heads of the sections whose rows change; where these have none, the unit's other heads,
 * and where it has none either, the deputies in charge.
 * @throws Refusal when nobody but who imports is left
 */
export const reviewersOf = (unit: UnitState, roster: RosterKind, touched: readonly string[], by: PersonId): readonly Person[] => {
  const others = (people: readonly Person[]): readonly Person[] => people.filter(({ id }) => id !== by);
  const heads = others(withRole(unit, 'section-head'));
  const own = heads.filter((person) => touched.some((section) => may(person, reviewOf(roster), section)));
  const reviewers = own.length > 0 ? own : heads.length > 0 ? heads : others(withRole(unit, 'deputy'));
  if (reviewers.length > 0) return reviewers;
  throw new Refusal('import.no-reviewer', '这次导入改动较大，须由第二人复核，但本单位没有可以复核的科室负责人', {
    next: '请系统管理员绑定责任科室负责人后再确认；或由分管负责人发送「规则」调整复核的数值', clause: rulesInForce(unit.rules).roster.reviewRows.clause,
  });
};

/**
 * Whoever was asked, and whoever's review the table allows for every section that changes.
 * @throws Refusal for whoever imported it himself, and for everybody else
 */
export const demandReviewer = (unit: UnitState, waiting: Submission, touched: readonly string[], person: Person): void => {
  const { clause } = rulesInForce(unit.rules).roster.reviewRows;
  if (person.id === waiting.by) throw impossible('import.own-review', 'import-review', person, unit.people.filter(({ id }) => waiting.reviewers.includes(id)), clause);
  if (waiting.reviewers.includes(person.id) || (touched.length > 0 && touched.every((section) => may(person, reviewOf(waiting.roster), section)))) return;
  const names = unit.people.filter(({ id }) => waiting.reviewers.includes(id)).map(({ name }) => name).join('、');
  throw new Refusal('import.not-reviewer', `这次导入由${names}复核`, { next: `请${names}点卡片上的“复核无误，写入”`, clause });
};

// ---------------------------------------------------------------- undo

const hasDrawnSince = (tasks: readonly TaskState[], at: Instant): TaskState | undefined =>
  tasks.find(({ attempts }) => attempts.some(({ phase, committedAt }) => phase !== 'void' && phase !== 'abandoned' && committedAt >= at));

/**
 * Whether the last import of a roster may be taken back.
 * @param now the roster's version, the import meant (null = the last one), and the tasks of the unit
 * @throws Refusal when there is none, when it was itself an undo, when a draw stands on it, or when it is not the person's to undo
 */
export const demandUndoable = (person: Person, roster: RosterKind, last: LastImport | undefined, now: { readonly version: number; readonly wanted: ImportId | null; readonly tasks: readonly TaskState[] }): LastImport => {
  const { version, wanted, tasks } = now;
  const name = ROSTER_NAMES[roster];
  if (last === undefined) throw new Refusal('import.undo-none', `${name}没有可以撤回的导入`, { next: '发送「名录 统计」查看各名录的版本' });
  if (wanted !== null && wanted !== last.import) {
    throw new Refusal('import.undo-later', `${wanted} 之后${name}又有过导入（${last.import}），不能越过它撤回`, { next: '请先撤回后一次导入，或把改正后的行重新导入' });
  }
  if (version !== last.version) throw new Refusal('import.undo-edited', `${name}在那次导入（第 ${String(last.version)} 版）之后又有改动，现为第 ${String(version)} 版，不能越过它撤回`, { next: '请把改正后的行重新导入，或用「名录 停用」「名录 启用」逐条更正' });
  if (last.isUndo) throw new Refusal('import.undo-twice', `${name}最近一次变动本身就是撤回`, { next: '需要恢复时请把原文件重新导入' });
  const drawn = hasDrawnSince(tasks, last.at);
  if (drawn !== undefined) {
    throw new Refusal('import.undo-drawn', `任务 ${drawn.id ?? ''} 的抽取已用到这一版${name}，不能撤回`, { next: '请把改正后的行重新导入；抽取有误的，由分管负责人作废该次抽取' });
  }
  if (last.by !== person.id && last.reviewedBy !== person.id && !person.roles.includes('section-head')) {
    throw new Refusal('import.undo-not-yours', '撤回导入由当时的导入人、复核人或科室负责人办理', { next: '请联系他们发送「撤回导入」', clause: '岗位权限表' });
  }
  return last;
};

export const layoutNamed = (state: IntakeState, text: string): Layout | undefined => {
  const nth = /^\d{1,3}$/.exec(text.trim());
  return nth === null ? state.layouts.find(({ signature, file }) => signature.startsWith(text.toLowerCase()) || file === text) : state.layouts[Number(nth[0]) - 1];
};

/** A unit's id as the stream knows it. */
export const intakeStream = (unit: UnitId): string => unit;
