/**
 * Keeping what was computed from things that do not change under their name – a version of a roster, a digest of a plan – so that
 * the next card need not compute it again. Never stale: whatever it depends on is in the key. Forgotten with the process.
 */

/**
 * @param most results kept for each owner; the one asked for longest ago goes first
 * @returns gives back what was computed under a key, or computes it; at the same moment asked twice it is computed once
 */
export const remembered = <T>(most: number): ((owner: object, key: string, compute: () => Promise<T>) => Promise<T>) => {
  const kept = new WeakMap<object, Map<string, Promise<T>>>();
  return (owner, key, compute) => {
    const own = kept.get(owner) ?? new Map<string, Promise<T>>();
    kept.set(owner, own);
    const known = own.get(key);
    own.delete(key);
    const result = known ?? compute();
    own.set(key, result);
    for (const oldest of own.keys()) {
      if (own.size <= most) break;
      own.delete(oldest);
    }
    // A failure is no result.
    result.catch(() => { if (own.get(key) === result) own.delete(key); });
    return result;
  };
};
