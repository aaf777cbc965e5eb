/** The sheets that leave the house, and their editions. */
export const SHEET_KINDS = ['items', 'targets', 'inspectors', 'interests', 'plan', 'task', 'confirmation', 'result', 'monthly', 'fairness'] as const;
export type SheetKind = (typeof SHEET_KINDS)[number];
/** Sheets that are filled in and come back: with 填写说明 and 字典. */
export const FORM_KINDS = ['items', 'targets', 'inspectors', 'interests', 'plan'] as const satisfies readonly SheetKind[];
export type FormKind = (typeof FORM_KINDS)[number];
/** full: for the unit's own files; public: built from the white list. */
export type Edition = 'full' | 'public';
