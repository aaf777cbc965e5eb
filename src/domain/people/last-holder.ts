/**
 * What stops when somebody leaves a part that nobody else has: said before it is done, because nobody misses a 监督员 until
 * the morning of a draw.
 *
 * Only the administrator himself may not leave without a successor (decide.ts); everything else is allowed, knowingly.
 */
import { rulesInForce } from '../rules/adopted.ts';

import type { Role } from './roles.ts';
import type { Person, UnitState } from './unit.ts';

type Others = (role: Role, section?: string) => boolean;

const sectionsLeft = (unit: UnitState, person: Person): readonly string[] => {
  const deputies = unit.people.filter(({ id, roles }) => id !== person.id && roles.includes('deputy'));
  const covered = (section: string): boolean => deputies.some(({ inCharge }) => inCharge.length === 0 || inCharge.includes(section));
  return (person.inCharge.length === 0 ? unit.sections : person.inCharge).filter((section) => !covered(section));
};

const deputyStops = (unit: UnitState, person: Person, has: Others): string | null => {
  const then = has('leader') ? '只能由主要负责人代为办理' : '没有人可以办理';
  if (!has('deputy')) return `本单位再没有分管负责人：更换和检查审批、异议裁定、作废抽取${then}`;
  const left = sectionsLeft(unit, person);
  return left.length === 0 ? null : `${left.join('、')}再没有分管的人：人员更换的审批${then}`;
};

const stop = (unit: UnitState, person: Person, role: Role, has: Others): string | null => {
  const { section } = person;
  switch (role) {
    case 'administrator': return null;
    case 'clerk': return has('clerk') ? null : '本单位再没有经办人：导入名录、提交和公开计划、安排日历没有人可以办理，到期提醒也没有人收';
    case 'section-head': return has('section-head', section) ? null : `${section}再没有科室负责人：名录确认和核查${has('liaison', section) ? '只剩联络员办理' : '没有人可以办理，涉及该科室的抽取开始不了'}`;
    case 'deputy': return deputyStops(unit, person, has);
    case 'leader': return has('leader') ? null : `本单位再没有主要负责人：整任务作废、领取开封口令没有人可以办理${has('deputy') ? '' : '，更换等审批也没有人代为办理'}`;
    case 'supervisor': return has('supervisor') ? null : '本单位再没有监督员：没有人可以见证，任何抽取都开始不了';
    case 'liaison': return has('liaison', section) || has('section-head', section) ? null : `${section}再没有联络员：该部门的名录没有人确认`;
    case 'inspector': {
      const left = unit.people.filter(({ id, roles }) => id !== person.id && roles.includes('inspector')).length;
      const { value } = rulesInForce(unit.rules).team.minCertified;
      return left >= value ? null : `绑定的执法检查人员只剩 ${String(left)} 人，不足 ${String(value)} 人，组不成检查组`;
    }
  }
};

/** Sentences about what stops; none where somebody else has each part. @param kept roles he keeps */
export const whatStops = (unit: UnitState, person: Person, kept: readonly Role[] = []): readonly string[] => {
  const has: Others = (role, section) => unit.people.some((other) => other.id !== person.id && other.roles.includes(role) && (section === undefined || other.section === section));
  return person.roles.filter((role) => !kept.includes(role)).flatMap((role) => stop(unit, person, role, has) ?? []);
};

