/**
 * The rule set of a bureau: one engine, five presets, every value with the clause it comes from.
 *
 * A value is here because some behaviour reads it and a bureau may set it; what can only be so is a clause (`clauses`),
 * cited by refusals and never changed. Values that no clause of the bureau's own rules demands carry 「预设缺省」, so that
 * staff can always answer 依据是什么. How each value is called, bounded and compared stands in shapes.ts.
 */
export const PRESET_IDS = ['fuzhou-gx', 'nantong-tz', 'weihai-lg', 'xiping', 'baofeng'] as const;
export type PresetId = (typeof PRESET_IDS)[number];

/** A value and where it comes from. */
export interface Ruled<T> {
  readonly value: T;
  readonly clause: string;
  /** What would hold without the approved change or the overlay. */
  readonly insteadOf?: { readonly value: T; readonly clause: string };
}

/** Who hears of a deadline; 'team-leader' is the 组长 of each visit concerned, the others are those of the task's section. */
export type ReminderRole = 'clerk' | 'team-leader' | 'section-head' | 'deputy' | 'leader' | 'supervisor';

export interface Ratio { readonly num: number; readonly den: number }

/** Why an object may be drawn beyond its yearly cap: a case to look into, not a routine draw (宝丰方案 2(六), 通州意见 三(二)4). */
export type CapException = 'complaint' | 'assigned' | 'big-data' | 'special-field';

/** Where results are published (X12). */
export type PublishChannel = 'portal' | 'province-platform' | 'collaboration-platform' | 'enterprise-credit' | 'credit-china';

/** What makes an object a key one (重点检查对象). */
export type KeyTrigger =
  | 'complaints' | 'complaints-verified' | 'abnormal-list' | 'abnormal-mark' | 'blacklist' | 'attention-list' | 'serious-violation' | 'serious-dishonesty' | 'special-field' | 'social-attention' | 'penalties';

export interface RuleSet {
  readonly id: PresetId;
  readonly title: string;
  /** The document, as cited on cards: 「威海临港细则」. */
  readonly basis: string;
  /** What can only be so, and the clause that says it. */
  readonly clauses: {
    /** 清单之外不得设立或实施抽查检查事项. */
    readonly listedOnly: string;
    /** Every draw has a witness who is not the drawer. */
    readonly witness: string;
    /** 一经锁定不得更改. */
    readonly lockIsFinal: string;
    /** 不宜告知的不得透露、不发放通知. */
    readonly withheldNotice: string;
    /** 更换须经本部门分管负责人同意. */
    readonly substitutionConsent: string;
  };
  readonly roster: {
    readonly confirmBeforeDraw: Ruled<boolean>;
    /** Whether people without a certificate may fill the posts of a team beyond those that demand one (协助). */
    readonly allowUncertifiedMembers: Ruled<boolean>;
    /** An import that writes more rows than this is confirmed by a second person; null = never for that reason. */
    readonly reviewRows: Ruled<number | null>;
    /** So is one that changes or takes out more than this part, in percent, of the rows in force. */
    readonly reviewPercent: Ruled<number | null>;
  };
  readonly ratio: { readonly min: Ruled<Ratio | null> };
  readonly objectCap: {
    /** Visits an object may have in a year (X1); a joint visit counts once. */
    readonly maxPerYear: Ruled<number | null>;
    /** X3: 重点检查对象 are drawn beyond the cap. */
    readonly keyObjectsExempt: Ruled<boolean>;
    /** X3: reasons, recorded with the task, for which the cap does not bind. */
    readonly exceptions: Ruled<readonly CapException[]>;
  };
  readonly keyObject: {
    readonly triggers: Ruled<readonly KeyTrigger[]>;
    /** 「多次查处过」 from this many on, this number included. */
    readonly penaltiesAtLeast: Ruled<number | null>;
  };
  readonly draw: {
    /** 威海 十二/十四: objects are drawn and locked before each section draws its inspectors. */
    readonly stages: Ruled<'together' | 'objectsThenInspectors'>;
    readonly witnessMinutes: Ruled<number>;
    /** A value fixed by the outside world after the commitment, mixed into the seed. */
    readonly publicValue: Ruled<'none' | 'lottery' | 'drand' | 'index'>;
  };
  readonly team: {
    readonly size: Ruled<number>;
    readonly minCertified: Ruled<number>;
    readonly leaderFrom: Ruled<'initiatingSection' | 'any'>;
    /** 西平 一(三): the roster is so small that whoever is there makes the team. */
    readonly rosterTooSmall: Ruled<'block' | 'fixedTeamWithNotice'>;
    /** 通州 三(一)3: whoever has items named in the roster, and none of the task's, is neither drawn nor sent. */
    readonly requireSpecialityMatch: Ruled<boolean>;
  };
  readonly substitution: { readonly mode: Ruled<'appoint' | 'redraw'> };
  /** How a post is filled when somebody steps back for an interest (回避情形). */
  readonly recusal: { readonly refill: Ruled<'appoint' | 'redraw'> };
  /** X8: an object that dropped out after the lock is closed with a result code, or followed by the reserve order. */
  readonly objectReplacement: { readonly mode: Ruled<'never' | 'reserve'> };
  /** Prior approval of every check by the deputy in charge (国办发〔2024〕54号). */
  readonly check: { readonly priorApproval: Ruled<boolean> };
  /** 年度抽查计划. */
  readonly plan: {
    /** Every item of the list has a line in the plan (威海 六 「全覆盖」). */
    readonly mustCoverAllItems: Ruled<boolean>;
    /** Who signs last. */
    readonly approval: Ruled<'deputy' | 'leader'>;
    /** X6: who the approved plan is filed with. */
    readonly filingTo: Ruled<'none' | 'market-regulator' | 'joint-office' | 'justice-bureau'>;
    /** X5: adjusted at the bureau's own judgement, or only after the joint-meeting office has reviewed it. */
    readonly adjust: Ruled<'free' | 'externalFiling'>;
  };
  /** X2: how often an item is drawn in a year; not how often an object is visited. */
  readonly campaigns: { readonly minPerItemPerYear: Ruled<number | null> };
  /** X13: joint draws started or taken part in, in a year. */
  readonly joint: { readonly minPerYear: Ruled<number | null> };
  readonly publish: {
    /** Working days. */
    readonly days: Ruled<number>;
    readonly start: Ruled<'inspectionEnd' | 'taskEnd' | 'resultProduced'>;
    /** X12: on each of them, before the clock stops. */
    readonly channels: Ruled<readonly PublishChannel[]>;
    /** 宝丰 2(五): objects that are no market subjects are published elsewhere; none = as the others. */
    readonly othersChannels: Ruled<readonly PublishChannel[]>;
  };
  /** What stands on the bureau's papers; '' = not set. Values of the bureau itself: another preset does not take them away. */
  readonly documents: {
    /** 落款机关, where it is not the unit's own name. */
    readonly organ: Ruled<string>;
    /** 投诉电话 printed on the notice. */
    readonly complaintPhone: Ruled<string>;
    /** 联系人 and telephone of the bureau, where it is not the leader of the visit. */
    readonly contact: Ruled<string>;
    /** 文号 of notices, with {年} and {序号}: one running number per unit and year. */
    readonly noticeNumber: Ruled<string>;
  };
  readonly reminders: {
    /** Working days before a deadline on which people are reminded. */
    readonly beforeDays: Ruled<readonly number[]>;
    /** Who hears of it before it is due: with each step the next of them joins in (domain/disclosure/ladder.ts). */
    readonly escalateTo: Ruled<readonly ReminderRole[]>;
  };
}

/** The groups of values; the rest of a rule set says whose it is. */
export type RuleGroups = Omit<RuleSet, 'id' | 'title' | 'basis' | 'clauses'>;

/** Every value by its path: 'team.minCertified'. */
export type RulePath = { readonly [G in keyof RuleGroups]: `${G}.${keyof RuleGroups[G] & string}` }[keyof RuleGroups];

/** The type of the value at a path. */
export type RuleValueAt<P extends RulePath> = P extends `${infer G extends keyof RuleGroups}.${infer M}` ? (M extends keyof RuleGroups[G] ? (RuleGroups[G][M] extends Ruled<infer T> ? T : never) : never) : never;

/** Whatever a value may be; plain data, because approved changes stand in the journal. */
export type RuleValue = boolean | number | string | Ratio | readonly string[] | readonly number[] | null;
