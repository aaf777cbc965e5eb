/**
 * The rows of the three rosters (一单两库): what is known of a target, an inspector, an item; and the words their choices may take.
 *
 * Rows are flat and canonical (strings, booleans, integers, lists of strings), so that equal rows have equal digests.
 * How their sheet columns are called: columns.ts.
 */
import type { RosterKind } from '../events.ts';
import type { LocalDate } from '../values.ts';
import type { InspectorCode, ItemCode, TargetCode } from '../ids.ts';

/** What a target's code is: kinds of their own, none of them an error. */
export type CodeType = 'uscc' | 'registration' | 'organisation' | 'own';
export const TARGET_STATUSES = ['存续', '停业', '注销', '吊销', '迁出'] as const;
export type TargetStatus = (typeof TARGET_STATUSES)[number];
export const TARGET_KINDS = ['企业', '个体', '合作社', '事业单位', '社会组织', '项目', '场所', '其他'] as const;
export type TargetKind = (typeof TARGET_KINDS)[number];
export const CREDIT_LEVELS = ['A', 'B', 'C', 'D'] as const;
export const INSPECTOR_STATUSES = ['在岗', '请假', '借调', '停用'] as const;
export type InspectorStatus = (typeof INSPECTOR_STATUSES)[number];
export const INSPECTOR_CATEGORIES = ['执法公务员', '具资格人员', '日常监管人员'] as const;
export const ITEM_KINDS = ['一般', '重点'] as const;
export type ItemKind = (typeof ITEM_KINDS)[number];
export const ITEM_STATUSES = ['有效', '废止'] as const;
export type ItemStatus = (typeof ITEM_STATUSES)[number];

/** 检查对象. Texts are '' when not given, dates null, counts null. */
export interface TargetRow {
  readonly code: TargetCode;
  readonly codeType: CodeType;
  readonly name: string;
  readonly kind: TargetKind;
  readonly legalRepresentative: string;
  readonly contact: string;
  readonly phone: string;
  readonly address: string;
  /** 所在镇街; the draw's `region`. */
  readonly town: string;
  readonly grid: string;
  readonly industry: string;
  /** 主体类型 as registered, e.g. 有限责任公司. */
  readonly subjectType: string;
  readonly scale: string;
  /** 监管科室. */
  readonly section: string;
  readonly items: readonly string[];
  readonly licenceName: string;
  readonly licenceNumber: string;
  readonly licenceUntil: LocalDate | null;
  readonly status: TargetStatus;
  readonly statusCheckedOn: LocalDate | null;
  /** 'A'–'D', '' when unknown. */
  readonly credit: string;
  /** 重点对象. */
  readonly key: boolean;
  readonly keyTriggers: readonly string[];
  readonly keySince: LocalDate | null;
  readonly keyEvidence: string;
  /** Complaints, verified or not: never a reason by itself (P8). Absent in rows of earlier versions. */
  readonly complaints?: number | null;
  readonly verifiedComplaints: number | null;
  readonly penaltiesIn3Years: number | null;
  readonly abnormal: boolean;
  readonly blacklisted: boolean;
  readonly note: string;
}

/** 执法检查人员. `code` is the certificate number, or the bureau's own staff number when there is none. */
export interface InspectorRow {
  readonly code: InspectorCode;
  readonly name: string;
  readonly gender: string;
  readonly unit: string;
  readonly section: string;
  readonly position: string;
  /** 执法证号, '' for staff without one. */
  readonly certificate: string;
  readonly staffNumber: string;
  readonly issuer: string;
  readonly certificateUntil: LocalDate | null;
  /** 是否具备执法资格. */
  readonly certified: boolean;
  readonly category: string;
  readonly specialties: readonly string[];
  readonly items: readonly string[];
  readonly duties: string;
  readonly expert: boolean;
  readonly mayLead: boolean;
  readonly phone: string;
  readonly account: string;
  readonly status: InspectorStatus;
  readonly leaveFrom: LocalDate | null;
  readonly leaveTo: LocalDate | null;
  readonly updatedOn: LocalDate | null;
  readonly note: string;
}

/** 抽查事项. Ratio and frequency keep the words of the list; the numbers are what could be read from them. */
export interface ItemRow {
  readonly code: ItemCode;
  readonly field: string;
  readonly name: string;
  readonly kind: ItemKind;
  readonly powerCode: string;
  readonly basis: string;
  readonly enforcer: string;
  readonly subject: string;
  readonly content: string;
  readonly methods: readonly string[];
  readonly scope: string;
  readonly ratio: string;
  /** Basis points read from `ratio` (5% = 500), null when it is prose without a number. */
  readonly ratioBp: number | null;
  readonly frequency: string;
  /** Times per year read from `frequency`, null when it is prose. */
  readonly timesPerYear: number | null;
  readonly statutory: boolean;
  readonly staffing: string;
  readonly section: string;
  readonly cooperating: readonly string[];
  readonly level: string;
  readonly checklist: string;
  readonly joint: boolean;
  readonly published: string;
  readonly status: ItemStatus;
  readonly note: string;
}

export interface RowOf {
  readonly targets: TargetRow;
  readonly inspectors: InspectorRow;
  readonly items: ItemRow;
}
export type RosterRow = RowOf[RosterKind];

export const ROSTER_NAMES: Readonly<Record<RosterKind, string>> = {
  targets: '检查对象名录库',
  inspectors: '执法检查人员名录库',
  items: '随机抽查事项清单',
};
