/**
 * Long imports: judged one after the other beside the chat, which goes on answering; how far they are is told on the way.
 *
 * What has been begun is a staged import in state `running`; a restart begins those anew from their source, which is all
 * they need. Giving one up ends its child process.
 */
import type { ImportId } from '../../domain/ids.ts';
import type { Deps } from '../deps.ts';
import type { LongImports, StagedImport } from './ports.ts';
import { runImport } from './stage.ts';

/** Somebody who is told: the chat. `step` distinguishes the messages of one import; the same step is told once. */
export type ImportHeard = (staged: StagedImport, step: string) => Promise<void>;

export interface LongImportRuns extends LongImports {
  /** Takes up what a stop interrupted. */
  resume(): Promise<void>;
  /** Interrupts what runs; it is taken up again by the next resume. */
  stop(): Promise<void>;
  /** Until nothing runs; for tests. */
  idle(): Promise<void>;
}

export const longImports = (deps: Omit<Deps, 'longImports'>, heard: ImportHeard, failed: (id: ImportId, error: unknown) => void): LongImportRuns => {
  const running = new Map<ImportId, AbortController>();
  let work: Promise<void> = Promise.resolve();
  const stopping = new AbortController();

  const run = async (id: ImportId, { signal }: AbortController): Promise<void> => {
    const staged = await deps.imports.get(id);
    if (staged?.state !== 'running' || stopping.signal.aborted) return;
    let steps = 0;
    let telling: Promise<void> = Promise.resolve();
    const progress = (how: NonNullable<StagedImport['progress']>): void => {
      steps += 1;
      const step = `progress/${String(steps)}`;
      telling = telling.then(async () => {
        await deps.imports.progress(id, how);
        if (!signal.aborted) await heard({ ...staged, progress: how }, step);
      });
    };
    const done = await runImport(deps, staged, { progress, signal }).finally(() => telling);
    if (done !== null) await heard(done, 'done');
  };

  const begin = (id: ImportId): void => {
    if (running.has(id)) return;
    const controller = new AbortController();
    running.set(id, controller);
    work = work.then(() => run(id, controller)).catch((error: unknown) => failed(id, error)).finally(() => running.delete(id));
  };

  return {
    begin,
    cancel: (id) => running.get(id)?.abort(),
    resume: async () => {
      for (const { id } of await deps.imports.running()) begin(id);
    },
    stop: async () => {
      stopping.abort();
      for (const controller of running.values()) controller.abort();
      await work;
    },
    idle: () => work,
  };
};
