/**
 * For which unit somebody who works for several of them speaks in private (系统管理员、经办人 of a district). Stream 'seat/feishu:ou_1'.
 *
 * One account, one choice, kept until he makes another. In a group it is the group that says which unit is meant.
 */
import type { Fact } from '../events.ts';
import type { UnitId } from '../ids.ts';
import type { Role } from './roles.ts';

export interface SeatState { readonly unit: UnitId | null }
export const newSeat: SeatState = { unit: null };
export const evolveSeat = (state: SeatState, fact: Fact): SeatState => (fact.type === 'UnitChosen' ? { unit: fact.unit } : state);

/** Parts one account may have in several units: work for all of them, but none of their decisions, draws or visits. */
const SHARED: readonly Role[] = ['administrator', 'clerk'];
export const isShared = (roles: readonly Role[]): boolean => roles.every((role) => SHARED.includes(role));
