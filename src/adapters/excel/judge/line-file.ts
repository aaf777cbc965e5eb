/**
 * A file of lines, written once and read by place: what a judge remembers of a million rows without holding them.
 */
import { closeSync, fstatSync, openSync, readSync, writeSync } from 'node:fs';

const BUFFER_BYTES = 1024 * 1024;
const LINE_BYTES = 1024;
const NEWLINE = 10;

export interface LineFile {
  /** @param line without its line break @returns its place */
  append(line: string): number;
  /** The line at a place. */
  at(place: number): string;
  /** All lines with their places, in order. */
  lines(): Iterable<readonly [place: number, line: string]>;
  close(): void;
}

/** @param path created when it does not exist, otherwise read as it is */
export const lineFile = (path: string): LineFile => {
  const file = openSync(path, 'a+');
  let flushed = fstatSync(file).size;
  const waiting = Buffer.allocUnsafe(BUFFER_BYTES);
  let used = 0;
  let window = Buffer.allocUnsafe(LINE_BYTES);

  const flush = (): void => {
    for (let done = 0; done < used; ) done += writeSync(file, waiting, done, used - done);
    flushed += used;
    used = 0;
  };

  return {
    append: (line) => {
      const bytes = Buffer.byteLength(line) + 1;
      if (used + bytes > BUFFER_BYTES) flush();
      const place = flushed + used;
      if (bytes > BUFFER_BYTES) {
        writeSync(file, `${line}\n`);
        flushed += bytes;
        return place;
      }
      used += waiting.write(line, used);
      waiting[used] = NEWLINE;
      used += 1;
      return place;
    },
    at: (place) => {
      if (place >= flushed) flush();
      for (;;) {
        const read = readSync(file, window, 0, window.length, place);
        const end = window.subarray(0, read).indexOf(NEWLINE);
        if (end >= 0) return window.toString('utf8', 0, end);
        if (read < window.length) return window.toString('utf8', 0, read);
        window = Buffer.allocUnsafe(window.length * 4);
      }
    },
    lines: function* () {
      flush();
      const chunk = Buffer.allocUnsafe(BUFFER_BYTES);
      let rest = Buffer.alloc(0);
      let place = 0;
      for (let from = 0; ; ) {
        const read = readSync(file, chunk, 0, chunk.length, from);
        if (read === 0) break;
        from += read;
        const text = rest.length === 0 ? chunk.subarray(0, read) : Buffer.concat([rest, chunk.subarray(0, read)]);
        let begin = 0;
        for (let end = text.indexOf(NEWLINE, begin); end >= 0; end = text.indexOf(NEWLINE, begin)) {
          yield [place, text.toString('utf8', begin, end)];
          place += end + 1 - begin;
          begin = end + 1;
        }
        rest = Buffer.from(text.subarray(begin));
      }
      if (rest.length > 0) yield [place, rest.toString('utf8')];
    },
    close: () => {
      flush();
      closeSync(file);
    },
  };
};
