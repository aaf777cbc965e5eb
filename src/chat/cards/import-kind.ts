/** 「这是什么表」: a file that could be several things, with a button for each. */
import { importable } from '../../domain/importable.ts';
import type { ImportKind } from '../../domain/importable.ts';
import type { BlobRef } from '../../domain/values.ts';
import { plain } from '../markdown.ts';
import type { Card } from '../platform.ts';

export const kindSubject = (source: string): string => `import/kind/${source}`;

/** @param kinds the likeliest first */
export const whichKindCard = ({ name, sha256 }: BlobRef, kinds: readonly ImportKind[]): Card => ({
  title: '导入提问 · 这是什么表',
  tone: 'warn',
  summary: `${name} 拿不准是哪一种表`,
  body: `文件 ${plain(name)}\n表头和文件名对不上一种表，请点它是什么；点之前什么也不读入。`,
  actions: kinds.map((kind, at) => ({ id: 'import.as', label: importable(kind).title, ...(at === 0 ? { style: 'primary' as const } : {}), value: { kind: importable(kind).title, source: sha256, name } })),
  note: `都不是？请把表头改清楚后再发，或发送「模板」取空表。打字也可以：导入 认作 ${importable(kinds[0] ?? 'targets').title} ${sha256} ${name}`,
});
export const toldKindCard = (name: string, title: string): Card => ({ title: '导入提问 · 这是什么表（已回答）', tone: 'muted', summary: `按${title}读取`, body: `文件 ${plain(name)}\n按${title}读取，见新的卡片。` });
