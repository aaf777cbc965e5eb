/** What a verifier can say of a public value beyond its form: a beacon proves itself, anything else is looked up. */
import { BundleFault } from './bundle.ts';
import { sourceWords } from './public.ts';
import type { BeaconCheck } from './public.ts';
import type { PublicPlan, PublicValue } from './public-value.ts';

/** @throws BundleFault when a beacon's signature is not genuine */
export const checkPublished = (label: string, awaited: PublicPlan, value: PublicValue | null, checkBeacon: BeaconCheck | undefined, checked: string[], unchecked: string[]): void => {
  if (awaited.kind === 'none' || value === null) return;
  if (value.kind !== 'drand') unchecked.push(`${label}：公开数 ${value.value} 请与发布单位公布的${sourceWords(awaited)}核对`);
  else if (checkBeacon === undefined) unchecked.push(`${label}：公开数是签名的 SHA-256；签名本身没有核对`);
  else if (checkBeacon(value)) checked.push(`${label}：公开数 ${sourceWords(awaited)} 的签名有效`);
  else throw new BundleFault(`${label}：公开数 ${sourceWords(awaited)} 的签名无效`);
};
