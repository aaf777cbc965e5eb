/** The sheets that leave the house, and their editions. */
export const SHEET_KINDS = ['items', 'targets', 'inspectors', 'interests', 'plan', 'task', 'confirmation', 'result', 'monthly', 'fairness'] as const;
export type SheetKind = (typeof SHEET_KINDS)[number];
/** full: for the unit's own files; public: built from the white list. */
export type Edition = 'full' | 'public';
