/**
 * Who sees which entry of the registry of interests (利害关系登记, P40): it concerns persons, so it is not for everybody.
 */
import { may } from '../people/permissions.ts';
import type { Person } from '../people/unit.ts';

/** @param section of the inspector the entry is about; an inspector sees what concerns himself, and of colleagues nothing */
export const maySeeInterest = (person: Person, inspector: string, section: string): boolean =>
  person.certificate === inspector || may({ ...person, roles: person.roles.filter((role) => role !== 'inspector') }, 'interest.see', section);
