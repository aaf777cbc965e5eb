/**
 * What the processes that read strangers' files have in common: how they are started, and that only a few run at once.
 */
import { createRequire } from 'node:module';
import { fileURLToPath, pathToFileURL } from 'node:url';

/**
 * From sources (.ts) a child needs the loader that we run under; from the build it needs nothing.
 * @param script module beside this one, without its ending: './judge/child'
 * @param flags  for node itself
 */
export const childArguments = (script: string, flags: readonly string[]): readonly string[] => {
  const isTypescript = import.meta.url.endsWith('.ts');
  const path = fileURLToPath(new URL(`${script}${isTypescript ? '.ts' : '.js'}`, import.meta.url));
  const loader = isTypescript ? ['--import', pathToFileURL(createRequire(import.meta.url).resolve('tsx')).href] : [];
  return [...flags, ...loader, path];
};

/** At most `atOnce` pieces of work at a time; the others wait their turn. */
export const createTurns = (atOnce: number): (<T>(work: () => Promise<T>) => Promise<T>) => {
  let running = 0;
  const waiting: (() => void)[] = [];
  return async (work) => {
    if (running >= atOnce) await new Promise<void>((resolve) => waiting.push(resolve));
    running += 1;
    try {
      return await work();
    } finally {
      running -= 1;
      waiting.shift()?.();
    }
  };
};
