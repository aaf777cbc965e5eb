/**
 * Checkpoints: size and root of a log under the signature of its keeper, as a C2SP signed note (tlog-checkpoint), so that any
 * tool of the transparency world reads what a bureau printed or posted years ago.
 *
 * One key signs the log of each task and the unit's log of draws; the origin line says which log it is.
 */
import { sha256Hex } from '../canonical.ts';

/** Beginning of the first line of every checkpoint; the unit, or unit and task, follow after a slash. */
export const ORIGIN = 'yaohao/ssj-draw/v1';
/** What stands before the 32 bytes of an Ed25519 public key in its SPKI form. */
const SPKI_PREFIX_BYTES = 12;
const ED25519 = 1;
const KEY_ID_BYTES = 4;

/** Ed25519 over the checkpoint's bytes; the private key stays outside. */
export interface Signer {
  /** Public key, SPKI in base64. */
  readonly key: string;
  readonly sign: (data: Uint8Array) => Uint8Array;
}

export interface Checkpoint { readonly origin: string; readonly size: number; readonly root: string }
/** An old checkpoint somebody kept: its text and the raw signature under it. */
export interface SignedCheckpoint extends Checkpoint { readonly text: string; readonly sig: Uint8Array }

/** origin, size, root: the text that is signed. @param root 32 bytes */
export const checkpointText = (subject: string, size: number, root: Uint8Array): string => `${ORIGIN}/${subject}\n${String(size)}\n${Buffer.from(root).toString('base64')}\n`;

export const signText = (text: string, signer: Signer): string => Buffer.from(signer.sign(new TextEncoder().encode(text))).toString('base64');

/** @returns null when the text is not exactly three lines of a checkpoint */
export const readCheckpoint = (text: string): Checkpoint | null => {
  const found = /^(yaohao\/ssj-draw\/v1\/[^\n]+)\n(0|[1-9]\d{0,14})\n([A-Za-z0-9+/]{43}=)\n$/.exec(text);
  const [, origin, size, root] = found ?? [];
  return origin === undefined || size === undefined || root === undefined ? null : { origin, size: Number(size), root };
};

const rawKey = (spki: string): Buffer => Buffer.from(spki, 'base64').subarray(SPKI_PREFIX_BYTES);
const keyId = (name: string, spki: string): Buffer => Buffer.from(sha256Hex(Buffer.concat([Buffer.from(`${name}\n`), Buffer.of(ED25519), rawKey(spki)])), 'hex').subarray(0, KEY_ID_BYTES);

/** The signed note: text, an empty line, 「— name base64(key id ‖ signature)」. @param sig base64 of the raw signature */
export const noteOf = (text: string, sig: string, key: string): string => {
  const [origin = ''] = text.split('\n');
  return `${text}\n— ${origin} ${Buffer.concat([keyId(origin, key), Buffer.from(sig, 'base64')]).toString('base64')}\n`;
};

/** The verifier key of a log in the note format: name+id+base64(algorithm ‖ key). */
export const verifierKey = (subject: string, key: string): string => {
  const name = `${ORIGIN}/${subject}`;
  return `${name}+${keyId(name, key).toString('hex')}+${Buffer.concat([Buffer.of(ED25519), rawKey(key)]).toString('base64')}`;
};

/**
 * Reads a note as `noteOf` writes it; lines of other signers (witnesses) are passed over.
 * @param key whose signature is looked for, SPKI base64
 * @returns null when it is no note, or not signed under that key's name and id
 */
export const readNote = (note: string, key: string): SignedCheckpoint | null => {
  const end = note.indexOf('\n\n');
  const text = note.slice(0, end + 1);
  const point = end < 0 ? null : readCheckpoint(text);
  if (point === null || !note.endsWith('\n')) return null;
  const own = note.slice(end + 2, -1).split('\n').flatMap((line) => {
    const [, name, signature] = /^\u2014 (\S+) (\S+)$/.exec(line) ?? [];
    const bytes = Buffer.from(signature ?? '', 'base64');
    return name === point.origin && bytes.subarray(0, KEY_ID_BYTES).equals(keyId(name, key)) ? [bytes.subarray(KEY_ID_BYTES)] : [];
  });
  const [sig] = own;
  return sig === undefined ? null : { ...point, text, sig: new Uint8Array(sig) };
};
