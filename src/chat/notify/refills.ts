/** Who hears of 递补对象: the team its assignments, head and supervisor a line; the group one line without the name of an object. */
import { refillWords } from '../../domain/inspection/refill.ts';
import { withRole } from '../../domain/people/unit.ts';
import { requireTask } from '../../domain/task/require.ts';
import { assignmentSubject } from '../cards/assignment.ts';
import { newAssignment } from './assignments.ts';
import type { Hearing } from './hearing.ts';
import { ownGroups, tellAll, toGroup, without } from './note.ts';

export const REFILL_HEARING: Hearing<'TargetRefilled'> = {
  TargetRefilled: async (fact, heard) => {
    const { state: unit } = await heard.deps.states.load('unit', fact.unit);
    const { settings } = requireTask((await heard.deps.states.load('task', fact.task)).state);
    const words = refillWords(fact);
    const passed = fact.passed.length === 0 ? '' : `。在它之前的 ${String(fact.passed.length)} 户已不能检查（非存续或已达年度上限）`;
    const told = without([...withRole(unit, 'clerk'), ...withRole(unit, 'section-head', settings.section), ...withRole(unit, 'supervisor')], fact.by);
    return [
      ...(await Promise.all(fact.posts.map(({ inspector }) => newAssignment(heard, unit, fact.inspection, inspector, assignmentSubject(fact.inspection, inspector))))).flat(),
      ...tellAll(told, 'refill', `${words}${passed}。`),
      ...ownGroups(unit).map((group) => toGroup(group, 'refill', { kind: 'text', text: `${words}。` })),
    ];
  },
};
