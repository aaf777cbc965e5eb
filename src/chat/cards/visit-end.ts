/** Cards of a visit's end: the form, what is left of it, the question which visit a photo belongs to. */
import type { InspectionState } from '../../domain/inspection/inspection.ts';
import { OUTCOMES, outcomesText } from '../../domain/inspection/outcomes.ts';
import type { Finish } from '../../domain/inspection/inspection.ts';
import type { BlobRef, LocalDate } from '../../domain/values.ts';
import { dayWords } from '../day-words.ts';
import { plain } from '../markdown.ts';
import type { Card, FileHandle } from '../platform.ts';

export interface FinishFormView {
  readonly visit: InspectionState;
  /** As the leader may know it today. */
  readonly target: string;
  readonly today: LocalDate;
  /** The rules count from the day the result exists, which may be later. */
  readonly asksResultDay: boolean;
  readonly subject: string;
}

export const finishFormCard = ({ visit, target, today, asksResultDay, subject }: FinishFormView): Card => ({
  title: `检查结束 · ${visit.id ?? ''}`,
  tone: 'info',
  summary: '请登记检查结束日期和结果',
  body: `**${plain(target)}**\u3000已归入证据 ${String(visit.evidence?.length ?? 0)} 个。公示期限从检查结束起算。`,
  form: {
    fields: [
      { name: 'on', label: '检查结束日期', type: 'date', required: true, initial: today },
      { name: 'outcomes', label: '检查结果（可多选；「未发现问题」只能单选）', type: 'multiselect', required: true, options: Object.entries(OUTCOMES).map(([value, text]) => ({ value, text: `${value} ${text}` })) },
      ...(asksResultDay ? [{ name: 'resultOn', label: '检查结果产生日期（当日即有的不填）', type: 'date' as const }] : []),
      { name: 'text', label: '情况说明（无法联系、注销、迁出、其他情形必填）', type: 'textarea' },
    ],
    submit: { id: 'visit.finish', label: '登记结束', style: 'primary', value: { inspection: visit.id ?? '', form: subject } },
  },
  note: `打字也可以：结束 ${visit.id ?? ''} 日期=9.16 结果=01。照片、PDF 请作为文件私聊发给我，自动归入本户。`,
});

export const finishedCard = (inspection: string, { on, outcomes }: Pick<Finish, 'on' | 'outcomes'>, deadline: string): Card => ({
  title: `检查结束 · ${inspection}（已登记）`, tone: 'ok', summary: `${inspection} 已登记检查结束`, body: [`${dayWords(on)}结束\u3000结果 ${plain(outcomesText(outcomes))}`, plain(deadline)].join('\n'), note: `登记有误且还没有公示的，组长可撤销：结束 撤销 ${inspection} 理由`,
});

/** A paper that may be confidential is not kept before somebody has said what it is for: the buttons carry where it can be fetched. */
export const evidenceChoiceCard = (file: FileHandle, requests: readonly { readonly id: string; readonly about: string }[], visits: readonly { readonly inspection: string; readonly target: string }[]): Card => {
  const carried = { token: file.token, name: file.name, bytes: String(file.bytes ?? '') };
  return {
    title: '这个文件作什么用', tone: 'info', summary: `收到 ${file.name}，请选择`,
    body: `收到 **${plain(file.name)}**。作为更换申请的证明，只有审批人可以看；作为检查的证据，归入该户。`,
    actions: [
      ...requests.slice(0, 5).map(({ id, about }) => ({ id: 'evidence.attach', label: `证明 ${id} ${about}`, style: 'primary' as const, value: { ...carried, to: id } })),
      ...visits.slice(0, 8).map(({ inspection, target }) => ({ id: 'evidence.attach', label: `证据 ${inspection} ${target}`, value: { ...carried, to: inspection } })),
    ],
    note: '没有选择以前，文件不会保存。',
  };
};

export const evidenceCard = (file: BlobRef, visits: readonly { readonly inspection: string; readonly target: string }[], proposals: readonly { readonly code: string; readonly name: string }[]): Card => ({
  title: visits.length === 0 ? '这个文件作为谁的证据' : '这个文件归入哪一户',
  tone: 'info',
  summary: `收到 ${file.name}，请选择归入哪一户`,
  body: `收到 **${plain(file.name)}**（${String(Math.ceil(file.bytes / 1024))} KB）。`,
  actions: [
    ...visits.slice(0, 8).map(({ inspection, target }) => ({ id: 'evidence.file', label: `${inspection} ${target}`, value: { inspection, sha256: file.sha256, bytes: String(file.bytes), name: file.name } })),
    ...proposals.slice(0, 4).map(({ code, name }) => ({ id: 'key.evidence', label: `重点对象 ${name}`, value: { target: code, sha256: file.sha256, bytes: String(file.bytes), name: file.name } })),
  ],
  note: '只列您已接受、尚未结束的检查，和您提出、尚未审批的重点对象变更。',
});
