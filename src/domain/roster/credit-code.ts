/**
 * 统一社会信用代码 and the codes before it: check digits, and what a wrong one was probably meant to be.
 *
 * A credit code carries two check digits: its own (GB 32100-2015, mod 31) and, inside it, that of the organisation code
 * (positions 9–17, GB 11714, mod 11). Together they often point at the one wrong character; the rules only ever propose
 * it, a clerk decides. Registration numbers of 15 digits end in an ISO 7064 MOD 11,10 digit (工商行政管理市场主体注册号编制规则).
 */
const ALPHABET = '0123456789ABCDEFGHJKLMNPQRTUWXY';
const WEIGHTS = [1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28] as const;
const ORGANISATION_WEIGHTS = [3, 7, 9, 10, 5, 8, 4, 2] as const;
const SHAPE = /^[0-9A-HJ-NP-RTUWXY]{18}$/;
/** Letters that the alphabet leaves out because they look like digits, and what they look like. */
const LOOKALIKES: Readonly<Record<string, string>> = { O: '0', I: '1', Z: '2', S: '5' };

const valueOf = (character: string): number => ALPHABET.indexOf(character);

/** The 18th character for the first 17; null when one of them cannot occur in a code. */
export const checkCharacter = (first17: string): string | null => {
  let sum = 0;
  for (const [index, weight] of WEIGHTS.entries()) {
    const value = valueOf(first17.charAt(index));
    if (first17.charAt(index) === '' || value < 0) return null;
    sum += value * weight;
  }
  return ALPHABET.charAt((31 - (sum % 31)) % 31);
};

/** The 9th character of an organisation code (组织机构代码, GB 11714) for its first 8; letters count A = 10 … Z = 35. */
export const organisationCheck = (first8: string): string | null => {
  if (!/^[0-9A-Z]{8}$/.test(first8)) return null;
  const sum = ORGANISATION_WEIGHTS.reduce((total, weight, index) => total + Number.parseInt(first8.charAt(index), 36) * weight, 0);
  const check = 11 - (sum % 11);
  return check === 11 ? '0' : check === 10 ? 'X' : String(check);
};

const organisationPartHolds = (code: string): boolean => organisationCheck(code.slice(8, 16)) === code.charAt(16);

export const isCreditCode = (code: string): boolean => SHAPE.test(code) && checkCharacter(code) === code.charAt(17);

/** 15 digits, the last one by ISO 7064 MOD 11,10. */
export const isRegistrationNumber = (code: string): boolean => {
  if (!/^\d{15}$/.test(code)) return false;
  let rest = 10;
  for (const digit of code.slice(0, 14)) rest = (((rest + Number(digit)) % 10 || 10) * 2) % 11;
  return (rest + Number(code.charAt(14))) % 10 === 1;
};

/** 9 characters, a dash before the last allowed. */
export const isOrganisationCode = (code: string): boolean => {
  const plain = code.replace('-', '');
  return plain.length === 9 && organisationCheck(plain.slice(0, 8)) === plain.charAt(8);
};

/** O for 0, I for 1 … where the alphabet has no such letter; unchanged when the result is no valid code. */
export const withoutLookalikes = (code: string): string => {
  const repaired = code.replace(/[OIZS]/g, (letter) => LOOKALIKES[letter] ?? letter);
  return isCreditCode(repaired) ? repaired : code;
};

const sameLengthFixes = (code: string): readonly string[] => {
  const fixes: string[] = [];
  for (let position = 2; position < 17; position += 1) {
    for (const character of ALPHABET) {
      if (character === code.charAt(position)) continue;
      // The region (3–8) is digits only; so is most of what people mistype there.
      if (position < 8 && character > '9') continue;
      const fixed = code.slice(0, position) + character + code.slice(position + 1);
      if (checkCharacter(fixed) === fixed.charAt(17) && organisationPartHolds(fixed)) fixes.push(fixed);
    }
  }
  return fixes;
};

const swaps = (code: string): readonly string[] => {
  const fixes: string[] = [];
  for (let position = 2; position < 17; position += 1) {
    const fixed = code.slice(0, position) + code.charAt(position + 1) + code.charAt(position) + code.slice(position + 2);
    if (fixed !== code && isCreditCode(fixed) && organisationPartHolds(fixed)) fixes.push(fixed);
  }
  return fixes;
};

/**
 * Why 18 characters are no credit code, as the second half of a Chinese sentence; null when they are one.
 * The expected last character is named when the inner check digit speaks for the other seventeen.
 */
export const creditCodeFault = (code: string): string | null => {
  if (code.length !== 18) return `应为 18 位，实为 ${code.length} 位`;
  const expected = checkCharacter(code.slice(0, 17));
  if (!SHAPE.test(code) && expected !== null) return `校验位错，应为 ${expected}`;
  if (!SHAPE.test(code)) {
    const at = [...code].findIndex((character) => !ALPHABET.includes(character));
    return `第 ${at + 1} 位“${code.charAt(at)}”不会出现在代码里（不用 I、O、S、V、Z）`;
  }
  if (expected === code.charAt(17) || expected === null) return null;
  if (organisationPartHolds(code)) return `校验位错，应为 ${expected}`;
  const swapped = swaps(code);
  const [swap] = swapped;
  if (swapped.length === 1 && swap !== undefined) return `校验位错，可能有两位写颠倒：应为 ${swap}`;
  const fixes = sameLengthFixes(code);
  const [fix] = fixes;
  if (fixes.length === 1 && fix !== undefined) {
    const at = [...fix].findIndex((character, index) => character !== code.charAt(index));
    return `校验位错，可能是第 ${at + 1} 位“${code.charAt(at)}”应为“${fix.charAt(at)}”`;
  }
  return `校验位错（按前 17 位末位应为 ${expected}，但前 17 位里也有错），请对照营业执照核对`;
};

/** What kind of body the registering authority (characters 1–2) says it is; '' when it does not say. */
export const kindByCreditCode = (code: string): '企业' | '个体' | '合作社' | '事业单位' | '社会组织' | '' => {
  if (!SHAPE.test(code)) return '';
  if (code.startsWith('91')) return '企业';
  if (code.startsWith('92')) return '个体';
  if (code.startsWith('93')) return '合作社';
  if (code.startsWith('12')) return '事业单位';
  return code.startsWith('5') ? '社会组织' : '';
};
