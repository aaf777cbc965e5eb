/**
 * A refusal: the one way the rules say no.
 *
 * It is thrown where the rule lives and caught once per front door, which shows it as a card, a toast or a page.
 * It always teaches: what happened (message), why (clause), what to do next (next); the code is for machines and tests.
 */
export interface RefusalHelp {
  /** What the reader can do now, one Chinese sentence. */
  readonly next: string;
  /** The clause that demands it, e.g. 「威海临港细则 第十三条」. */
  readonly clause?: string;
}

export class Refusal extends Error {
  override readonly name = 'Refusal';
  readonly code: string;
  readonly next: string;
  readonly clause: string | null;

  /**
   * @param code    stable, dotted, English: 'substitution.already-decided'
   * @param message the fact, in the staff's Chinese
   */
  constructor(code: string, message: string, help: RefusalHelp) {
    super(message);
    this.code = code;
    this.next = help.next;
    this.clause = help.clause ?? null;
  }
}
