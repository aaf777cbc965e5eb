/**
 * What makes a row an inspector (执法检查人员): a certificate that holds, or a staff number and no claim to one.
 */
import { inspectorCode } from '../ids.ts';
import type { InspectorCode } from '../ids.ts';
import { dateOf, flagOf, listOf, textOf, wordOf } from './drafts.ts';
import type { Draft, RowJudge, Voice } from './drafts.ts';
import type { CellValue } from './read-cell.ts';
import { INSPECTOR_STATUSES } from './rows.ts';
import type { InspectorRow } from './rows.ts';

const textValue = (values: ReadonlyMap<string, CellValue>, field: string): string => {
  const value = values.get(field);
  return typeof value === 'string' ? value : '';
};

/** 18 characters of an identity card where a certificate number belongs. */
const IDENTITY_CARD = /^\d{6}(19|20)\d{2}(0[1-9]|1[0-2])([0-2]\d|3[01])\d{3}[\dX]$/;

const identify = (values: ReadonlyMap<string, CellValue>, voice: Voice): string | null => {
  const certificate = textValue(values, 'certificate');
  const code = certificate === '' ? textValue(values, 'staffNumber') : certificate;
  if (code === '') {
    voice.reject('certificate', '没有填；没有执法证的人员请填“人员编号”，只作协助人员');
    return null;
  }
  if (IDENTITY_CARD.test(code)) {
    voice.reject('certificate', '填的是身份证号；本系统不收集身份证号，请填执法证号');
    return null;
  }
  if (!/^[0-9A-Z\p{Script=Han}\-_.()（）/]{2,40}$/u.test(code) || inspectorCode(code) === null) {
    voice.reject('certificate', `“${code.slice(0, 40)}”不是证号`);
    return null;
  }
  return code;
};

const isCertified = ({ values, filled }: Draft, voice: Voice): boolean => {
  const certificate = textOf(values, 'certificate');
  if (!filled.has('certified')) return certificate !== '';
  const certified = flagOf(values, 'certified');
  if (certified && certificate === '') voice.reject('certified', '填了“是”，但没有执法证号');
  return certified;
};

const complete = (code: string, draft: Draft, voice: Voice, today: string): Readonly<Record<string, unknown>> => {
  const { values, filled, fill } = draft;
  const certified = isCertified(draft, voice);
  const certificateUntil = dateOf(values, 'certificateUntil');
  if (certified && certificateUntil === null && fill['certificateUntil'] === undefined) voice.reject('certificateUntil', '具备执法资格的人员要填证件有效期');
  if (certified && certificateUntil !== null && certificateUntil < today) voice.note('certificateUntil', `执法证 ${certificateUntil} 已到期，换证前不参与抽取`);
  const leaveFrom = dateOf(values, 'leaveFrom');
  const leaveTo = dateOf(values, 'leaveTo');
  if (leaveFrom !== null && leaveTo !== null && leaveTo < leaveFrom) voice.reject('leaveTo', `请假止 ${leaveTo} 早于请假起 ${leaveFrom}`);
  const mayLead = certified && (filled.has('mayLead') ? flagOf(values, 'mayLead') : true);
  if (filled.has('mayLead') && flagOf(values, 'mayLead') && !certified) voice.note('mayLead', '不具备执法资格，不能任组长');
  const row: InspectorRow = {
    code: code as InspectorCode,
    name: textOf(values, 'name'),
    gender: textOf(values, 'gender'),
    unit: textOf(values, 'unit'),
    section: textOf(values, 'section'),
    position: textOf(values, 'position'),
    certificate: textOf(values, 'certificate'),
    staffNumber: textOf(values, 'staffNumber'),
    issuer: textOf(values, 'issuer'),
    certificateUntil,
    certified,
    category: textOf(values, 'category'),
    specialties: listOf(values, 'specialties'),
    items: listOf(values, 'items'),
    duties: textOf(values, 'duties'),
    expert: flagOf(values, 'expert'),
    mayLead,
    phone: textOf(values, 'phone'),
    account: textOf(values, 'account'),
    status: wordOf(values, 'status', INSPECTOR_STATUSES, '在岗'),
    leaveFrom,
    leaveTo,
    updatedOn: dateOf(values, 'updatedOn'),
    note: textOf(values, 'note'),
  };
  return { ...row };
};

/** @param today for certificates that have run out (a notice, never a rejection) */
export const judgeInspectors = (today: string): RowJudge => ({ identify, complete: (code, draft, voice) => complete(code, draft, voice, today) });
