/**
 * Lets the embedded engine load on glibc 2.36 and 2.37 (Debian 12): re-targets its few imports of GLIBC_2.38 at their
 * older twins, in the ELF metadata of a private copy.
 *
 *   __isoc23_strto*@2.38 → strto*@base · __isoc23_*scanf@2.38 → __isoc99_*scanf@2.7 · fmod@2.38 → fmod@base
 *
 * They differ only in C23's binary literals and in errno of fmod, which the engine does not use. No code byte, no
 * relocation and no size changes. An import this table does not know is an error: an engine newer than this patch.
 *
 * Sources: System V gABI (dynamic section), LSB symbol versioning (Verneed), glibc 2.38 NEWS.
 */

interface Segment {
  readonly offset: number;
  readonly address: number;
  readonly size: number;
}
/** A needed version of a library: `at` is its Vernaux record in the file, `index` what symbols call it by. */
interface NeededVersion {
  readonly at: number;
  readonly index: number;
  readonly key: string;
  readonly version: string;
}

const PT_LOAD = 1;
const PT_DYNAMIC = 2;
const DT = { strtab: 5, symtab: 6, strsz: 10, gnuHash: 0x6ffffef5, versym: 0x6ffffff0, verneed: 0x6ffffffe, verneednum: 0x6fffffff } as const;
const SYMBOL_BYTES = 24;
const TOO_NEW = /^GLIBC_2\.(3[89]|[4-9]\d)$/;

/** The ELF string hash that Vernaux records carry. */
const elfHash = (name: string): number => {
  let hash = 0;
  for (const byte of Buffer.from(name, 'latin1')) {
    hash = ((hash << 4) + byte) >>> 0;
    const high = hash & 0xf0000000;
    if (high !== 0) hash ^= high >>> 24;
    hash = (hash & ~high) >>> 0;
  }
  return hash;
};

const segmentsOf = (file: Buffer): { readonly loads: readonly Segment[]; readonly dynamic: Segment } => {
  if (file.length < 64 || file.readUInt32BE(0) !== 0x7f454c46 || file[4] !== 2 || file[5] !== 1) throw new Error('not a 64-bit little-endian ELF file');
  const start = Number(file.readBigUInt64LE(32));
  const size = file.readUInt16LE(54);
  const all = Array.from({ length: file.readUInt16LE(56) }, (_, i) => start + i * size).map((at) => ({
    type: file.readUInt32LE(at),
    segment: { offset: Number(file.readBigUInt64LE(at + 8)), address: Number(file.readBigUInt64LE(at + 16)), size: Number(file.readBigUInt64LE(at + 32)) },
  }));
  const dynamic = all.find(({ type }) => type === PT_DYNAMIC);
  if (dynamic === undefined) throw new Error('ELF file without a dynamic section');
  return { loads: all.filter(({ type }) => type === PT_LOAD).map(({ segment }) => segment), dynamic: dynamic.segment };
};

const offsetIn = (loads: readonly Segment[], address: number): number => {
  const found = loads.find((load) => address >= load.address && address < load.address + load.size);
  if (found === undefined) throw new Error(`ELF address ${String(address)} is in no segment`);
  return address - found.address + found.offset;
};

/** Number of dynamic symbols, from the last chain of the GNU hash table. */
const symbolCount = (file: Buffer, table: number): number => {
  const buckets = file.readUInt32LE(table);
  const first = file.readUInt32LE(table + 4);
  const start = table + 16 + file.readUInt32LE(table + 8) * 8;
  let last = 0;
  for (let i = 0; i < buckets; i++) last = Math.max(last, file.readUInt32LE(start + 4 * i));
  if (last < first) return first;
  const chains = start + 4 * buckets;
  while ((file.readUInt32LE(chains + 4 * (last - first)) & 1) === 0) last++;
  return last + 1;
};

/**
 * Patches the file in place.
 * @param base the architecture's first glibc version: GLIBC_2.2.5 on x64, GLIBC_2.17 on arm64
 * @returns the re-targeted imports; empty when the file loads as it is
 * @throws Error when the file imports something newer that this patch does not know
 */
export const patchElf = (file: Buffer, base: 'GLIBC_2.2.5' | 'GLIBC_2.17'): readonly string[] => {
  const { loads, dynamic } = segmentsOf(file);
  const tags = new Map<number, number>();
  for (let at = dynamic.offset; ; at += 16) {
    const tag = Number(file.readBigUInt64LE(at));
    if (tag === 0) break;
    tags.set(tag, Number(file.readBigUInt64LE(at + 8)));
  }
  const tag = (wanted: number): number => {
    const value = tags.get(wanted);
    if (value === undefined) throw new Error(`ELF file without dynamic tag ${String(wanted)}`);
    return value;
  };
  const strings = offsetIn(loads, tag(DT.strtab));
  const symbols = offsetIn(loads, tag(DT.symtab));
  const versions = offsetIn(loads, tag(DT.versym));
  const text = (at: number): string => file.toString('latin1', strings + at, file.indexOf(0, strings + at));

  const needed: NeededVersion[] = [];
  let library = offsetIn(loads, tag(DT.verneed));
  for (let left = tag(DT.verneednum); left > 0; left--) {
    const name = text(file.readUInt32LE(library + 4));
    let at = library + file.readUInt32LE(library + 8);
    for (let count = file.readUInt16LE(library + 2); count > 0; count--) {
      const version = text(file.readUInt32LE(at + 8));
      needed.push({ at, index: file.readUInt16LE(at + 6), key: `${name}:${version}`, version });
      at += file.readUInt32LE(at + 12);
    }
    library += file.readUInt32LE(library + 12);
  }
  const tooNew = needed.filter(({ version }) => TOO_NEW.test(version));
  if (tooNew.length === 0) return [];

  const baseAt = file.indexOf(Buffer.from(`\0${base}\0`, 'latin1'), strings) + 1 - strings;
  if (baseAt < 1 || baseAt > tag(DT.strsz)) throw new Error(`${base} is not named by the ELF file`);
  const indexOf = (key: string): number => {
    const found = needed.find((each) => each.key === key);
    if (found === undefined) throw new Error(`the ELF file needs no ${key}`);
    return found.index;
  };

  const done: string[] = [];
  const count = symbolCount(file, offsetIn(loads, tag(DT.gnuHash)));
  for (let i = 1; i < count; i++) {
    const versionAt = versions + 2 * i;
    const version = tooNew.find(({ index }) => index === (file.readUInt16LE(versionAt) & 0x7fff));
    if (version === undefined) continue;
    const symbolAt = symbols + SYMBOL_BYTES * i;
    const nameAt = file.readUInt32LE(symbolAt);
    const name = text(nameAt);
    if (/^__isoc23_strto(l|ul|ll|ull)$/.test(name)) {
      file.writeUInt32LE(nameAt + '__isoc23_'.length, symbolAt);
      file.writeUInt16LE(indexOf(`libc.so.6:${base}`), versionAt);
    } else if (/^__isoc23_v?[fs]?scanf$/.test(name)) {
      file.write('99', strings + nameAt + '__isoc'.length, 'latin1');
      file.writeUInt16LE(indexOf(`libc.so.6:${base === 'GLIBC_2.2.5' ? 'GLIBC_2.7' : base}`), versionAt);
    } else if (name === 'fmod') {
      file.writeUInt16LE(indexOf(`libm.so.6:${base}`), versionAt);
    } else {
      throw new Error(`unknown import ${name}@${version.version}: the engine is newer than this patch`);
    }
    done.push(`${name}@${version.version}`);
  }
  for (const { at } of tooNew) {
    file.writeUInt32LE(elfHash(base), at);
    file.writeUInt32LE(baseAt, at + 8);
  }
  return done;
};
