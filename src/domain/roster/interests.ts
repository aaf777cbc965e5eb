/**
 * Who sees which entry of the registry of interests (利害关系登记, P40): it concerns persons, so it is not for everybody.
 */
import type { InspectorCode, TargetCode } from '../ids.ts';
import { may } from '../people/permissions.ts';
import type { Person } from '../people/unit.ts';
import type { LocalDate } from '../values.ts';
import type { Interest } from './roster.ts';

/** What a sheet prints where it does not print the relation; read back, it says nothing of the relation. */
export const RELATION_UNSAID = { secret: '（保密）', none: '未写明', erased: '（已删除）' } as const;
export const isUnsaid = (relation: string): boolean => relation === '' || Object.values<string>(RELATION_UNSAID).includes(relation);

/** Whether it keeps the two apart on a day: 曾任职 lapses after its years, kinship does not. */
export const isBinding = ({ until }: Pick<Interest, 'until'>, day: LocalDate): boolean => until === undefined || until >= day;

/** 依法回避: whether a registered interest keeps somebody from a target on a day. */
export const isKeptApart = (interests: readonly Interest[], inspector: InspectorCode, target: TargetCode | undefined, day: LocalDate): boolean =>
  interests.some((pair) => pair.inspector === inspector && pair.target === target && isBinding(pair, day));

/** @param section of the inspector the entry is about; an inspector sees what concerns himself, and of colleagues nothing */
export const maySeeInterest = (person: Person, inspector: string, section: string): boolean =>
  person.certificate === inspector || may({ ...person, roles: person.roles.filter((role) => role !== 'inspector') }, 'interest.see', section);
