/** A ratio as staff read it. */
import type { Ratio } from './rule-set.ts';

/** '5%', '12.5%', '全部', '3/7'. */
export const ratioText = ({ num, den }: Ratio): string => {
  if (num === den) return '全部';
  const perTenThousand = (num * 10_000) / den;
  return Number.isInteger(perTenThousand) ? `${String(perTenThousand / 100)}%` : `${String(num)}/${String(den)}`;
};
