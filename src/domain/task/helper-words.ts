/** Who comes along to a visit without inspecting, and what they are called. */
import type { InspectionId, InspectorCode } from '../ids.ts';

export const HELPER_NAMES = { assistant: '协助人员', expert: '专家' } as const;
export type HelperKind = keyof typeof HELPER_NAMES;

export interface Helper {
  /** Null: every visit of the task. */
  readonly inspection: InspectionId | null;
  readonly helper: InspectorCode;
  readonly as: HelperKind;
}
