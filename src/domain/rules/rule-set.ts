/**
 * The rule set of a bureau: one engine, five presets, every value with the clause it comes from.
 *
 * A task freezes the version it was created under. Values that no clause of the bureau's own rules demands carry the
 * clause 「预设缺省」, so that staff can always answer 依据是什么.
 */
import type { Role } from '../people/roles.ts';

export const PRESET_IDS = ['fuzhou-gx', 'nantong-tz', 'weihai-lg', 'xiping', 'baofeng'] as const;
export type PresetId = (typeof PRESET_IDS)[number];

/** A value and where it comes from. */
export interface Ruled<T> {
  readonly value: T;
  readonly clause: string;
}

export interface RuleSet {
  readonly id: PresetId;
  readonly title: string;
  /** The document, as cited on cards: 「威海临港细则」. */
  readonly basis: string;
  /** 清单之外不得设立或实施抽查检查事项. */
  readonly items: { readonly listedOnly: Ruled<true> };
  readonly roster: { readonly confirmBeforeDraw: Ruled<boolean> };
  readonly ratio: { readonly min: Ruled<{ readonly num: number; readonly den: number } | null> };
  readonly objectCap: { readonly maxPerYear: Ruled<number | null> };
  readonly draw: {
    /** 威海 十二/十四: objects are drawn and locked before each section draws its inspectors. */
    readonly stages: Ruled<'together' | 'objectsThenInspectors'>;
    readonly witness: Ruled<'required'>;
    readonly witnessMinutes: Ruled<number>;
    /** 一经锁定不得更改. */
    readonly lockIsFinal: Ruled<true>;
  };
  readonly team: {
    readonly size: Ruled<number>;
    readonly minCertified: Ruled<number>;
    readonly leaderFrom: Ruled<'initiatingSection' | 'any'>;
  };
  readonly substitution: { readonly mode: Ruled<'appoint' | 'redraw'>; readonly approver: Ruled<Role> };
  /** 不宜告知的不得透露、不发放通知. */
  readonly notice: { readonly mayBeWithheld: Ruled<true> };
  readonly publish: { readonly days: Ruled<number>; readonly start: Ruled<'inspectionEnd' | 'taskEnd' | 'resultProduced'> };
}
