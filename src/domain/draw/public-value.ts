/**
 * The public value of a draw: what the plan asks for, and what was published. The rules are in `public.ts`.
 */
export const PUBLIC_KINDS = ['none', 'lottery', 'drand', 'index'] as const;
export type PublicKind = (typeof PUBLIC_KINDS)[number];

/** The drand networks a plan may name. */
export type BeaconName = 'quicknet' | 'default';

/** What the plan pins; `notBefore` (UTC instant) is when the value comes into being at the earliest. */
export type PublicPlan =
  | { readonly kind: 'none' }
  | { readonly kind: 'lottery' | 'index'; readonly source: string; readonly issue: string; readonly encode: string; readonly notBefore: string }
  | { readonly kind: 'drand'; readonly source: BeaconName; readonly round: number; readonly encode: string; readonly notBefore: string };
export type AwaitedPublic = Exclude<PublicPlan, { readonly kind: 'none' }>;

/** As it enters the transcript; `value` is canonical text, of a beacon the SHA-256 of its signature. */
export type PublicValue =
  | { readonly kind: 'lottery' | 'index'; readonly source: string; readonly issue: string; readonly value: string }
  | { readonly kind: 'drand'; readonly source: BeaconName; readonly round: number; readonly signature: string; readonly previous?: string; readonly value: string };
