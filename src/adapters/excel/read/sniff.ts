/**
 * What kind of file this really is, by its bytes; the name only helps to say it.
 *
 * Everything that is not a readable list is refused here with what the clerk can do about it, before any parser sees it.
 */
import { Refusal } from '../../../domain/refusal.ts';
import { megabytes } from './limits.ts';
import type { ReadLimits } from './limits.ts';

const startsWith = (data: Uint8Array, bytes: readonly number[]): boolean => bytes.every((byte, index) => data[index] === byte);
const ZIP = [0x50, 0x4b, 0x03, 0x04] as const;
const EMPTY_ZIP = [0x50, 0x4b, 0x05, 0x06] as const;
/** Compound File Binary: .xls, .doc, and every encrypted .xlsx. */
const CFB = [0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1] as const;

const SAVE_AS = '请用 Excel 或 WPS 打开，点“文件—另存为”，类型选“Excel 工作簿（*.xlsx）”，再把新文件发来';

const PDF = [0x25, 0x50, 0x44, 0x46] as const;
const KNOWN: readonly { readonly magic: readonly number[]; readonly what: string }[] = [
  { magic: [0xff, 0xd8, 0xff], what: '图片' },
  { magic: [0x89, 0x50, 0x4e, 0x47], what: '图片' },
  { magic: [0x47, 0x49, 0x46, 0x38], what: '图片' },
  { magic: [0x52, 0x61, 0x72, 0x21], what: 'RAR 压缩包' },
  { magic: [0x37, 0x7a, 0xbc, 0xaf], what: '7z 压缩包' },
  { magic: [0x1f, 0x8b], what: 'gzip 压缩包' },
  { magic: [0x4d, 0x5a], what: '程序文件' },
];

const wrongType = (name: string, what: string): Refusal =>
  new Refusal('import.wrong-type', `“${name}”是${what}，不是表格`, { next: '请发 .xlsx 或 .csv 文件；可先发“模板 检查对象”取得模板' });

const hasUtf16 = (data: Uint8Array, text: string): boolean => Buffer.from(data.buffer, data.byteOffset, data.byteLength).includes(Buffer.from(text, 'utf16le'));

const refuseCompound = (name: string, data: Uint8Array): Refusal => {
  if (hasUtf16(data, 'EncryptedPackage')) {
    return new Refusal('import.encrypted', `“${name}”有打开密码，读不出来`, { next: '请在 Excel 或 WPS 中打开，点“文件—信息—保护工作簿—用密码进行加密”，清空密码后保存，再发一次' });
  }
  if (/\.et$/i.test(name)) return new Refusal('import.old-format', `“${name}”是 WPS 表格的 .et 格式，读不出来`, { next: SAVE_AS });
  if (/\.wps$/i.test(name)) return new Refusal('import.wrong-type', `“${name}”是 WPS 文字（.wps），不是表格`, { next: '请把里面的表格复制到 Excel 或 WPS 表格中，存为 .xlsx 再发' });
  if (hasUtf16(data, 'WordDocument')) return wrongType(name, 'Word 文档');
  return new Refusal('import.old-format', `“${name}”是旧格式 .xls，读不出来`, { next: SAVE_AS });
};

const looksLikeText = (data: Uint8Array): boolean => {
  const utf16 = startsWith(data, [0xff, 0xfe]) || startsWith(data, [0xfe, 0xff]);
  return utf16 || !data.subarray(0, 65_536).includes(0);
};

/**
 * @param data the file, or its first megabyte
 * @param size of the whole file
 * @returns 'xlsx' (a zip; whether it holds a workbook is seen later) or 'csv' (any delimited text)
 * @throws Refusal for everything else
 */
export const sniff = (name: string, data: Uint8Array, limits: ReadLimits, size: number = data.length): 'xlsx' | 'csv' => {
  if (data.length === 0) throw new Refusal('import.empty', `“${name}”是空文件（0 字节）`, { next: '请确认文件已保存并关闭后再发一次' });
  if (size > limits.fileBytes) {
    throw new Refusal('import.too-large', `“${name}”有 ${megabytes(size)}，超过 ${megabytes(limits.fileBytes)} 的上限`, {
      next: '请删去图片和多余的工作表，或按科室、镇街分成几个文件分别导入',
    });
  }
  if (startsWith(data, ZIP)) return 'xlsx';
  if (startsWith(data, EMPTY_ZIP)) throw new Refusal('import.damaged', `“${name}”里面什么都没有`, { next: SAVE_AS });
  if (startsWith(data, CFB)) throw refuseCompound(name, data);
  if (startsWith(data, PDF)) {
    throw new Refusal('import.wrong-type', `“${name}”是PDF 文件，不是表格`, { next: '请发当初生成它的 .xlsx；只有 PDF 的，用 WPS 打开，点“PDF 转 Excel”，核对无误后把 .xlsx 发来' });
  }
  const known = KNOWN.find(({ magic }) => startsWith(data, magic));
  if (known !== undefined) throw wrongType(name, known.what);
  const head = Buffer.from(data.subarray(0, 1024)).toString('latin1').trimStart().toLowerCase();
  if (/^(\u00ef\u00bb\u00bf)?\s*<(!doctype|html|table|\?xml|meta|style)/.test(head)) {
    throw new Refusal('import.web-page', `“${name}”其实是网页格式（有些平台导出的“.xls”就是这样）`, { next: SAVE_AS });
  }
  if (!looksLikeText(data)) throw wrongType(name, '认不出的二进制文件');
  if (/\.xls[xm]?$/i.test(name)) {
    throw new Refusal('import.not-a-workbook', `“${name}”名为表格，内容却不是`, { next: `文件可能没有下载完整，或只是改了扩展名。${SAVE_AS}` });
  }
  if (!/\.(csv|tsv|txt)$/i.test(name)) throw wrongType(name, '文本文件');
  return 'csv';
};
