/**
 * The simulated world as the page knows it: people, chats, the clock, and the live line that says what changed.
 *
 * One event source serves all seats. When the line was lost and comes back, everything is read again, so nothing that
 * happened in between is missed. Promises: `state` is never older than the last 'world' event heard.
 */
import { useCallback, useEffect, useMemo, useRef, useState } from 'preact/hooks';
import type { PageEvent, State } from '../control-api.ts';
import { api, sentenceOf } from './api.ts';

export type Link = 'connecting' | 'live' | 'lost';
/** 'again': the line was interrupted, read everything anew. */
export type Heard = PageEvent | { readonly type: 'again' };
export type Listen = (listener: (event: Heard) => void) => () => void;

export interface World {
  readonly state: State | null;
  readonly link: Link;
  readonly problem: string | null;
  readonly listen: Listen;
  readonly refresh: () => void;
  /** The sandbox's time now, in milliseconds since the epoch. */
  readonly now: () => number;
}

const RETRY_MS = 2000;

export const useWorld = (): World => {
  const [state, setState] = useState<State | null>(null);
  const [link, setLink] = useState<Link>('connecting');
  const [problem, setProblem] = useState<string | null>(null);
  const listeners = useRef(new Set<(event: Heard) => void>());
  const readAt = useRef(0);

  const refresh = useCallback((): void => {
    api.state().then(
      (fresh) => {
        readAt.current = performance.now();
        setState(fresh);
        setProblem(null);
      },
      (error: unknown) => { setProblem(sentenceOf(error)); },
    );
  }, []);

  useEffect(() => {
    const tell = (event: Heard): void => { for (const listener of listeners.current) listener(event); };
    let source: EventSource | null = null;
    let retry: number | undefined;
    let wasLost = false;
    const connect = (): void => {
      source = new EventSource('/control/events');
      source.onopen = () => {
        setLink('live');
        refresh();
        if (wasLost) tell({ type: 'again' });
        wasLost = false;
      };
      source.onmessage = (message: MessageEvent<string>) => {
        const event = JSON.parse(message.data) as PageEvent;
        if (event.type === 'world') refresh();
        tell(event);
      };
      source.onerror = () => {
        wasLost = true;
        setLink('lost');
        source?.close();
        retry = window.setTimeout(connect, RETRY_MS);
      };
    };
    refresh();
    connect();
    return () => {
      source?.close();
      window.clearTimeout(retry);
    };
  }, [refresh]);

  const listen = useCallback<Listen>((listener) => {
    listeners.current.add(listener);
    return () => { listeners.current.delete(listener); };
  }, []);

  return useMemo(() => ({
    state, link, problem, listen, refresh,
    now: () => (state === null ? Date.now() : Date.parse(state.now) + (state.clock === 'real' ? performance.now() - readAt.current : 0)),
  }), [state, link, problem, listen, refresh]);
};
