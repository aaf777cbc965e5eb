/**
 * multipart/form-data (RFC 7578) of whole, bounded bodies: what an upload consists of.
 */
export interface Part {
  readonly name: string;
  readonly fileName: string | null;
  readonly contentType: string | null;
  readonly bytes: Buffer;
}

/** @returns null when the body is not what its Content-Type says */
export const parseMultipart = (contentType: string, body: Buffer): readonly Part[] | null => {
  const found = /^multipart\/form-data\s*;.*?boundary=(?:"([^"]+)"|([^;\s]+))/i.exec(contentType);
  const boundary = found?.[1] ?? found?.[2];
  if (boundary === undefined) return null;
  const mark = Buffer.from(`\r\n--${boundary}`);
  const whole = Buffer.concat([Buffer.from('\r\n'), body]);
  const parts: Part[] = [];
  let from = whole.indexOf(mark);
  while (from >= 0) {
    const start = from + mark.length;
    if (whole.subarray(start, start + 2).toString('latin1') === '--') return parts;
    const next = whole.indexOf(mark, start);
    const head = whole.indexOf('\r\n\r\n', start);
    if (next < 0 || head < 0 || head > next) return null;
    const headers = whole.subarray(start, head).toString('utf8');
    const name = /content-disposition:[^\r\n]*?\bname="([^"]*)"/i.exec(headers)?.[1];
    if (name === undefined) return null;
    parts.push({
      name,
      fileName: /content-disposition:[^\r\n]*?\bfilename="([^"]*)"/i.exec(headers)?.[1] ?? null,
      contentType: /content-type:\s*([^\r\n]+)/i.exec(headers)?.[1] ?? null,
      bytes: whole.subarray(head + 4, next),
    });
    from = next;
  }
  return null;
};

export const textPart = (parts: readonly Part[], name: string): string | null => parts.find((part) => part.name === name && part.fileName === null)?.bytes.toString('utf8') ?? null;
