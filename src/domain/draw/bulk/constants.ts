/**
 * The constants of SHA-256 (FIPS 180-4, 4.2.2 and 5.3.3), from their definition: the first 32 bits of the fractional parts
 * of the cube roots of the first 64 primes, and of the square roots of the first eight.
 */
const primes: readonly number[] = Array.from({ length: 312 }, (_, i) => i).filter((n) => n > 1 && !Array.from({ length: n - 2 }, (_, i) => i + 2).some((d) => n % d === 0));

/** floor of the fractional part of the n-th root × 2^32, exactly. */
const rootBits = (prime: number, degree: 2n | 3n): number => {
  const target = BigInt(prime) << (32n * degree);
  let low = 0n;
  let high = 1n << 42n;
  while (low < high) {
    const middle = (low + high + 1n) >> 1n;
    if (middle ** degree <= target) low = middle;
    else high = middle - 1n;
  }
  return Number(low & 0xffffffffn);
};
export const ROUND_CONSTANTS: readonly number[] = primes.slice(0, 64).map((prime) => rootBits(prime, 3n));
export const INITIAL_STATE: readonly number[] = primes.slice(0, 8).map((prime) => rootBits(prime, 2n));
