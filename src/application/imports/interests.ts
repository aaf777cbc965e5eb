/**
 * 利害关系登记表 dropped as a file: shown first, registered when confirmed, all pairs in one entry.
 *
 * The file itself is no part of the record, because it says what lies between two people; each such text goes where few may
 * read it and where it can be erased (P40). The button names the file by its digest and it is judged again when pressed.
 */
import type { Fact } from '../../domain/events.ts';
import { digest, inspectorCode, targetCode } from '../../domain/ids.ts';
import type { UnitId } from '../../domain/ids.ts';
import { actingPerson } from '../../domain/people/decide.ts';
import { demand } from '../../domain/people/permissions.ts';
import { Refusal } from '../../domain/refusal.ts';
import { judgeInterests, readInterestList } from '../../domain/roster/interest-list.ts';
import type { InterestJudgement, InterestLine } from '../../domain/roster/interest-list.ts';
import { isUnsaid } from '../../domain/roster/interests.ts';
import type { Sheet } from '../../domain/roster/sheet.ts';
import type { BlobRef } from '../../domain/values.ts';
import { nameKey } from '../../domain/roster/normalise.ts';
import { rosterStream } from '../../domain/roster/roster.ts';
import type { DutyState } from '../../domain/roster/roster.ts';
import type { By, Deps } from '../deps.ts';
import { record } from '../decision.ts';
import type { Entry } from '../ports.ts';

/** Pairs of one file; more than any bureau has, and few enough for one entry. */
const PAIRS_MAX = 2_000;
const RELATION_CHARS = 500;

/** Codes of a roster by code and by name, of those the list names. */
const namesOf = async <Code>(deps: Deps, unit: UnitId, roster: 'targets' | 'inspectors', parse: (raw: string) => Code | null, wanted: ReadonlySet<string>): Promise<(code: string, name: string) => readonly Code[]> => {
  const { state } = await deps.states.load('roster', rosterStream(unit, roster));
  const byCode = new Set<string>();
  const byName = new Map<string, string[]>();
  if (state.version > 0) {
    for await (const { code, row } of deps.rosters.rows(unit, roster, state.version)) {
      const name = nameKey(typeof row['name'] === 'string' ? row['name'] : '');
      if (wanted.has(code)) byCode.add(code);
      if (wanted.has(name)) byName.set(name, [...(byName.get(name) ?? []), code]);
    }
  }
  return (code, name) => (code !== '' ? (byCode.has(code) ? [code] : []) : (byName.get(nameKey(name)) ?? [])).flatMap((found) => parse(found) ?? []);
};

const judged = async (deps: Deps, unit: UnitId, lines: readonly InterestLine[], duty: DutyState): Promise<InterestJudgement> => {
  if (lines.length > PAIRS_MAX) throw new Refusal('interest.too-many', `这份表有 ${String(lines.length)} 条，超过 ${String(PAIRS_MAX)} 条`, { next: '请分成几份导入' });
  const wanted = new Set(lines.flatMap(({ certificate, person, code, target }) => [certificate, nameKey(person), code, nameKey(target)]));
  const inspectors = await namesOf(deps, unit, 'inspectors', inspectorCode, wanted);
  const targets = await namesOf(deps, unit, 'targets', targetCode, wanted);
  const known = new Map(duty.interests.map(({ inspector, target, until = null }) => [`${inspector} ${target}`, until]));
  return judgeInterests(lines, {
    inspectors: ({ certificate, person }) => inspectors(certificate, person),
    targets: ({ code, target }) => targets(code, target),
    isKnown: (inspector, target, until) => known.get(`${inspector} ${target}`) === until,
  });
};

export interface InterestPreview extends InterestJudgement {
  /** Digest of the file, named by the confirmation. */
  readonly source: string;
}

/**
 * @param source the file, kept; who drops it may import interests
 * @throws Refusal when no sheet says what lies between whom
 */
export const previewInterests = (deps: Deps) => async (unit: UnitId, source: BlobRef, sheets: readonly Sheet[]): Promise<InterestPreview> => {
  const lines = readInterestList(sheets);
  if (lines === null) throw new Refusal('interest.no-header', `“${source.name}”里没有利害关系登记表的表头`, { next: '表头要有：人员或执法证号、对象名称或代码、关系类型；也可以发送「模板 利害关系」取空表' });
  return { ...(await judged(deps, unit, lines, (await deps.states.load('duty', unit)).state)), source: source.sha256 };
};

/** @param source digest of a previewed file */
export const importInterests = (deps: Deps) => (by: By, unit: UnitId, source: string): Promise<Entry> =>
  record(deps, by, async (desk) => {
    demand(actingPerson(await desk.read('unit', unit), by.actor.account), 'interest.import');
    const sha256 = digest(source);
    const data = sha256 === null ? null : await deps.blobs.get(sha256).catch(() => null);
    const lines = data === null ? null : readInterestList(await deps.sheetReader.read('利害关系登记表.xlsx', data).catch(() => deps.sheetReader.read('利害关系登记表.csv', data)));
    if (lines === null) throw new Refusal('import.unknown', '这份利害关系登记表已过期或不存在', { next: '请重新把文件发给机器人' });
    const duty = await desk.take('duty', unit);
    const { added } = await judged(deps, unit, lines, duty);
    if (added.length === 0) throw new Refusal('interest.known', '表里的利害关系都已登记', { next: '抽取时会自动回避，无需重复登记' });
    const events: Fact[] = [];
    for (const { inspector, target, relation, until } of added) {
      const kept = duty.interests.find((pair) => pair.inspector === inspector && pair.target === target)?.detail ?? null;
      events.push({ type: 'InterestRegistered', unit, inspector, target, detail: isUnsaid(relation) ? kept : await deps.confidential.put(unit, relation.slice(0, RELATION_CHARS)), ...(until === null ? {} : { until }) });
    }
    return { unit, events };
  });
