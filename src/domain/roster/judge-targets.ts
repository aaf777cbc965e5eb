/**
 * What makes a row a target (检查对象): a code it keeps for good, and a state that says whether it may be drawn.
 *
 * The code is the key of the draw, so a wrong one is rejected with what it should be. Old registration numbers and the
 * bureau's own codes are kinds of their own (P1–P3).
 */
import { targetCode } from '../ids.ts';
import type { TargetCode } from '../ids.ts';
import { checkCharacter, creditCodeFault, isCreditCode, isOrganisationCode, isRegistrationNumber, kindByCreditCode, withoutLookalikes } from './credit-code.ts';
import { countOf, dateOf, flagOf, listOf, textOf, wordOf } from './drafts.ts';
import type { Draft, RowJudge, Voice } from './drafts.ts';
import type { CellValue } from './read-cell.ts';
import { TARGET_KINDS, TARGET_STATUSES } from './rows.ts';
import type { CodeType, TargetKind, TargetRow } from './rows.ts';

/** An own code says so by a dash or a Chinese character: QT-371082-0001, 村卫生室012. */
const OWN = /^(?=.*[-\p{Script=Han}])[0-9A-Z\p{Script=Han}\-_.#/（）()]{2,60}$/u;

/** What kind of code a text is; null when it is none. */
export const codeTypeOf = (code: string, ownColumn: boolean): CodeType | null => {
  if (isCreditCode(code)) return 'uscc';
  if (/^\d{15}$|^\d{13}$/.test(code)) return 'registration';
  if (isOrganisationCode(code)) return 'organisation';
  if (ownColumn && /^\S{1,60}$/u.test(code)) return 'own';
  return OWN.test(code) ? 'own' : null;
};

const textValue = (values: ReadonlyMap<string, CellValue>, field: string): string => {
  const value = values.get(field);
  return typeof value === 'string' ? value : '';
};

const rejectCode = (code: string, voice: Voice): null => {
  const shaped = /^[0-9A-Z]+$/.test(code);
  const seventeen = code.length === 17 ? checkCharacter(code) : null;
  if (seventeen !== null) voice.reject('code', `“${code}”只有 17 位，若缺的是末位，应为 ${seventeen}`);
  else if (shaped && code.length === 18) voice.reject('code', `“${code}”${creditCodeFault(code) ?? '校验位错'}`);
  else if (shaped) voice.reject('code', `“${code}”有 ${code.length} 位；统一社会信用代码 18 位，注册号 15 位（早年 13 位），自编代码请填到“其他代码”列`);
  else voice.reject('code', `“${code.slice(0, 40)}”不是代码；没有代码的对象请在“其他代码”列自编一个，如 QT-0001`);
  return null;
};

const identify = (values: ReadonlyMap<string, CellValue>, voice: Voice): string | null => {
  const typed = textValue(values, 'code');
  const own = textValue(values, 'ownCode');
  if (typed === '' && own === '') {
    voice.reject('code', '没有填；没有统一社会信用代码的对象请在“其他代码”列自编一个，如 QT-0001');
    return null;
  }
  const repaired = typed.length === 18 ? withoutLookalikes(typed) : typed;
  const code = typed === '' ? own : repaired;
  if (codeTypeOf(code, typed === '') === null) return rejectCode(code, voice);
  if (repaired !== typed) voice.note('code', `“${typed}”里把数字写成了字母，已按 ${repaired} 读取（校验位相符）`);
  if (/^\d{15}$/.test(code) && !isRegistrationNumber(code)) voice.note('code', `注册号 ${code} 的校验位不符，请对照营业执照核对`);
  if (targetCode(code) === null) return rejectCode(code, voice);
  return code;
};

const kindByName = (name: string): TargetKind => {
  if (/合作社$/.test(name)) return '合作社';
  if (/(公司|厂|集团|企业|中心（有限合伙）|（有限合伙）|（普通合伙）)(.{0,8}(分公司|分厂|办事处|门店|分店))?$/.test(name)) return '企业';
  return /(店|商行|经营部|餐馆|超市|工作室|理发店|诊所)$/.test(name) ? '个体' : '其他';
};

const kindOf = (code: string, draft: Draft): TargetKind => {
  const { values, filled, fill } = draft;
  const said = TARGET_KINDS.find((kind) => kind === values['kind']);
  if (said !== undefined && (filled.has('kind') || fill['kind'] === undefined)) return said;
  const answered = TARGET_KINDS.find((kind) => kind === fill['kind']);
  return answered ?? (kindByCreditCode(code) || kindByName(textOf(values, 'name')));
};

const complete = (code: string, draft: Draft, voice: Voice): Readonly<Record<string, unknown>> => {
  const { values } = draft;
  const status = wordOf(values, 'status', TARGET_STATUSES, '存续');
  const key = flagOf(values, 'key');
  const keyTriggers = listOf(values, 'keyTriggers');
  const complaints = countOf(values, 'verifiedComplaints');
  if (key && keyTriggers.length === 0) voice.note('key', '列为重点对象，但没有写触发情形');
  if (key && dateOf(values, 'keySince') === null) voice.note('key', '列为重点对象，但没有写列入日期（满 12 个月须复核）');
  const row: TargetRow = {
    code: code as TargetCode,
    codeType: codeTypeOf(code, true) ?? 'own',
    name: textOf(values, 'name'),
    kind: kindOf(code, draft),
    legalRepresentative: textOf(values, 'legalRepresentative'),
    contact: textOf(values, 'contact'),
    phone: textOf(values, 'phone'),
    address: textOf(values, 'address'),
    town: textOf(values, 'town'),
    grid: textOf(values, 'grid'),
    industry: textOf(values, 'industry'),
    subjectType: textOf(values, 'subjectType'),
    scale: textOf(values, 'scale'),
    section: textOf(values, 'section'),
    items: listOf(values, 'items'),
    licenceName: textOf(values, 'licenceName'),
    licenceNumber: textOf(values, 'licenceNumber'),
    licenceUntil: dateOf(values, 'licenceUntil'),
    status,
    statusCheckedOn: dateOf(values, 'statusCheckedOn'),
    credit: textOf(values, 'credit'),
    key,
    keyTriggers,
    keySince: dateOf(values, 'keySince'),
    keyEvidence: textOf(values, 'keyEvidence'),
    complaints: countOf(values, 'complaints'),
    verifiedComplaints: complaints,
    penaltiesIn3Years: countOf(values, 'penaltiesIn3Years'),
    abnormal: flagOf(values, 'abnormal'),
    blacklisted: flagOf(values, 'blacklisted'),
    note: textOf(values, 'note'),
  };
  return { ...row };
};

export const judgeTargets: RowJudge = { identify, complete };
