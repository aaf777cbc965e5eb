/** Who hears of imports: whoever sent the file, the second person, the other clerks, and those whose confirmation lapses. */
import type { FactOf } from '../../domain/events.ts';
import type { UnitId } from '../../domain/ids.ts';
import { personById, withRole } from '../../domain/people/unit.ts';
import { ROSTER_NAMES } from '../../domain/roster/rows.ts';
import { importSettledCard, importSubject, reviewSubject } from '../cards/import.ts';
import { importReviewCard, reviewedCard } from '../cards/import-review.ts';
import { rostersCard } from '../cards/task.ts';
import { localMinute } from '../parse/dates.ts';
import { rostersSubject } from '../views/ceremony.ts';
import { rostersView } from '../views/task.ts';
import { silent } from './hearing.ts';
import type { Hearing, HearingDeps } from './hearing.ts';
import { peopleOf, refresh, tell, tellAll, toPerson } from './note.ts';
import type { Note } from './note.ts';

/** Tasks whose lists may have to be confirmed again. */
export const rostersChanged = async (deps: HearingDeps, unit: UnitId): Promise<readonly Note[]> => {
  const tasks = [...(await deps.states.find('task', { unit, phase: 'confirming' })), ...(await deps.states.find('task', { unit, phase: 'drawing' }))];
  const notes = await Promise.all(tasks.map(async ({ state }) => (state.id === null ? [] : refresh(deps, rostersSubject(state.id), rostersCard(await rostersView(deps, state))))));
  return notes.flat();
};

const sentence = (fact: FactOf<'RosterImported'>, by: string): string => {
  const { roster, version, counts, undoes } = fact;
  const name = `${ROSTER_NAMES[roster]}（第 ${String(version)} 版`;
  return undoes === undefined
    ? `${by} 更新了${name}，新增 ${String(counts.added)}、变更 ${String(counts.changed)}）`
    : `${by} 撤回了最近一次导入，${name}，移出 ${String(counts.removed ?? 0)}、恢复 ${String(counts.changed)}）；据前一版作出的名录确认已失效`;
};

export const IMPORT_HEARING: Hearing<'RosterImported' | 'ImportSubmitted' | 'ImportReturned' | 'ImportLayoutRemembered' | 'ImportLayoutForgotten'> = {
  RosterImported: async (fact, { deps, entry }) => {
    const [staged, { state: unit }] = await Promise.all([deps.imports.get(fact.import), deps.states.load('unit', fact.unit)]);
    const at = localMinute(entry.at);
    const by = entry.actor.name;
    const second = fact.reviewedBy === undefined ? '' : `${by}复核。`;
    const done = staged === null ? [] : await refresh(deps, importSubject(fact.import), importSettledCard(staged, fact.undoes === undefined ? 'confirmed' : 'undone', by, at, second));
    const reviewed = staged === null || fact.reviewedBy === undefined ? [] : await refresh(deps, reviewSubject(fact.import), reviewedCard(staged, 'written', by, at));
    const affected = fact.roster === 'items' ? [] : await rostersChanged(deps, fact.unit);
    const others = withRole(unit, 'clerk').filter(({ id }) => id !== entry.actor.person);
    const importer = peopleOf(unit, [fact.by ?? null]).filter(({ id }) => id !== entry.actor.person && !others.some((other) => other.id === id));
    return [...done, ...reviewed, ...affected, ...tellAll([...others, ...importer], 'imported', sentence(fact, by))];
  },
  ImportSubmitted: async (fact, { deps, entry }) => {
    const [staged, { state: unit }] = await Promise.all([deps.imports.get(fact.import), deps.states.load('unit', fact.unit)]);
    const reviewers = peopleOf(unit, fact.reviewers);
    const who = reviewers.map(({ name }) => name).join('、');
    const waiting = staged === null ? [] : await refresh(deps, importSubject(fact.import), importSettledCard(staged, 'submitted', entry.actor.name, localMinute(entry.at), `${fact.why}，待${who}复核。`));
    const card = importReviewCard(fact, personById(unit, fact.by)?.name ?? entry.actor.name);
    const annotated = staged?.annotated ?? null;
    return [
      ...waiting,
      ...reviewers.flatMap((person) => [
        toPerson(person, `review/${fact.import}`, { kind: 'card', card }, reviewSubject(fact.import)),
        ...(annotated === null ? [] : [toPerson(person, `review-sheet/${fact.import}`, { kind: 'file', name: annotated.name, blob: annotated.sha256 })]),
      ]),
    ];
  },
  ImportReturned: async (fact, { deps, entry }) => {
    const [staged, { state: unit }] = await Promise.all([deps.imports.get(fact.import), deps.states.load('unit', fact.unit)]);
    if (staged === null) return [];
    const at = localMinute(entry.at);
    const why = `退回原因：${fact.reason}`;
    return [
      ...(await refresh(deps, importSubject(fact.import), importSettledCard(staged, 'returned', entry.actor.name, at, why))),
      ...(await refresh(deps, reviewSubject(fact.import), reviewedCard(staged, 'returned', entry.actor.name, at))),
      ...peopleOf(unit, [staged.by]).map((person) => tell(person, 'returned', `${entry.actor.name} 退回了您导入的${ROSTER_NAMES[fact.roster]}：${fact.reason}`)),
    ];
  },
  ImportLayoutRemembered: silent,
  ImportLayoutForgotten: silent,
};
