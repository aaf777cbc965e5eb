/** @returns the canonical result where it is determined; never throws */
export function finish(files: { readonly envelope: Uint8Array; readonly bundle: Uint8Array; readonly lists: readonly Uint8Array[] }, code: string, options?: { readonly key?: string }): { readonly ok: boolean; readonly lines: readonly string[]; readonly result: string | undefined };
