/** @returns what was found, the fault last; never throws */
export function verify(files: { readonly bundle: Uint8Array; readonly lists: readonly Uint8Array[] }, options?: { readonly key?: string; readonly plan?: string; readonly checkpoint?: string; readonly code?: string; readonly bls?: object }): { readonly ok: boolean; readonly lines: readonly string[] };
