/**
 * The card of the log key: what anybody notes once to tell a true proof bundle from one made anew.
 */
import type { LogKey } from '../../application/queries/log-key.ts';
import { plain } from '../markdown.ts';
import type { Card } from '../platform.ts';

export const logKeyCard = (unit: string, { key, verifierKey, former, draws, leaves }: LogKey): Card => ({
  title: '抽取日志 · 复核公钥',
  tone: 'info',
  summary: `${unit}的复核公钥`,
  body: [
    `${plain(unit)}的复核包和抽取日志检查点都用这一把密钥签名。请记下公钥（或拍照留存、印在公告上），复核时填入：`,
    `**公钥** ${plain(key)}`,
    `**签注格式** ${plain(verifierKey)}`,
    ...former.map((each) => `**换钥之前的公钥**（只用于核对换钥之前的复核包和检查点） ${plain(each)}`),
    `抽取日志现有 **${String(draws)}** 次抽取、${String(leaves)} 条记录，检查点文件附后。以后复核时带上这个文件，可证明此前的记录没有被改写或删去。`,
  ].join('\n'),
  note: '公钥只在更换密钥文件后才会改变。公钥变了而没有公告，请报告监督员。',
});
