/**
 * Words about people: roles by any of their everyday names, certificate numbers, and what is left over as a name.
 */
import { ROLE_NAMES, ROLES } from '../../domain/people/roles.ts';
import type { Role } from '../../domain/people/roles.ts';

const OTHER_NAMES: Readonly<Record<Role, readonly string[]>> = {
  administrator: ['管理员'],
  clerk: ['经办', '综合岗'],
  'section-head': ['科长', '股长', '负责人', '科室领导'],
  deputy: ['分管', '分管副局长', '分管领导', '副局长', '分管局长'],
  leader: ['局长', '主任', '主要领导', '一把手'],
  inspector: ['执法人员', '检查人员', '检查员', '执法检查员', '执法'],
  supervisor: ['监督', '纪检', '见证人', '派驻纪检', '纪检监察'],
  liaison: ['配合部门联络员', '联系人'],
};

export const roleNamed = (word: string): Role | null => {
  const typed = word.normalize('NFKC').trim();
  return ROLES.find((role) => role === typed || ROLE_NAMES[role] === typed || OTHER_NAMES[role].includes(typed)) ?? null;
};

/** Codes have digits and no Chinese characters: 'ZF0001', '37100012345'. */
export const looksLikeCertificate = (word: string): boolean => /^(?=.*\d)[0-9A-Za-z-]{4,30}$/.test(word.normalize('NFKC'));

/** 'a,b、c' → ['a', 'b', 'c']; full-width marks too, written as escapes so that no editor halves them. */
export const listOf = (text: string): readonly string[] => text.split(/[,\uFF0C、;\uFF1B/\uFF0F\s]+/).map((part) => part.trim()).filter((part) => part !== '');

export interface PersonWords {
  readonly name: string | null;
  readonly section: string | null;
  readonly roles: readonly Role[];
  readonly certificate: string | null;
  readonly inCharge: readonly string[];
}

const OPTION = /^([\p{L}]{1,8})[=\uFF1D](.+)$/u;
const CERTIFICATE_KEYS = new Set(['执法证', '执法证号', '证号', '证', 'certificate']);
const CHARGE_KEYS = new Set(['分管', '分管科室', '分工']);

/**
 * Reads 「张伟 教育科 执法人员 ZF0001」 in any order.
 * @param sections the unit's sections: a word that is one of them is the section; otherwise the word after the name is
 */
export const personWords = (words: readonly string[], options: Readonly<Record<string, string>>, sections: readonly string[]): PersonWords => {
  const plain: string[] = [];
  const all: Record<string, string> = { ...options };
  for (const word of words) {
    const option = OPTION.exec(word);
    if (option === null) plain.push(...listOf(word));
    else all[option[1] ?? ''] = option[2] ?? '';
  }
  const optionOf = (keys: ReadonlySet<string>): string | undefined => Object.entries(all).find(([key]) => keys.has(key))?.[1];
  const roles = [...plain, ...listOf(all['角色'] ?? '')].flatMap((word) => roleNamed(word) ?? []);
  const certificate = optionOf(CERTIFICATE_KEYS) ?? plain.find((word) => looksLikeCertificate(word) && roleNamed(word) === null) ?? null;
  const left = plain.filter((word) => roleNamed(word) === null && word !== certificate);
  const section = all['科室'] ?? left.find((word) => sections.includes(word)) ?? null;
  const others = left.filter((word) => word !== section);
  return {
    name: all['姓名'] ?? others[0] ?? null,
    section: section ?? others[1] ?? null,
    roles: [...new Set(roles)],
    certificate: certificate === null ? null : certificate.normalize('NFKC'),
    inCharge: listOf(optionOf(CHARGE_KEYS) ?? ''),
  };
};
