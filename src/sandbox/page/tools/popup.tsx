/**
 * Something that hangs below (or above) its anchor, in the browser's top layer; it follows its anchor when things
 * scroll, and closes on Escape or a press outside.
 */
import type { ComponentChildren, JSX, RefObject } from 'preact';
import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';

interface Place { readonly left: number; readonly top: number; readonly minWidth: number; readonly maxHeight: number }
interface Props {
  readonly anchor: RefObject<HTMLElement>;
  readonly onClose: () => void;
  readonly children: ComponentChildren;
  /** At least as wide as the anchor, as a list of options is. */
  readonly isAsWide?: boolean;
}

const GAP_PX = 4;
const EDGE_PX = 8;
const LEAST_HEIGHT_PX = 120;

const placeOf = (anchor: HTMLElement, box: HTMLElement, isAsWide: boolean): Place => {
  const around = anchor.getBoundingClientRect();
  const below = window.innerHeight - around.bottom - GAP_PX - EDGE_PX;
  const above = around.top - GAP_PX - EDGE_PX;
  const isAbove = box.scrollHeight > below && above > below;
  const room = Math.max(LEAST_HEIGHT_PX, isAbove ? above : below);
  const minWidth = isAsWide ? around.width : 0;
  const width = Math.max(minWidth, box.offsetWidth);
  return {
    left: Math.max(EDGE_PX, Math.min(around.left, window.innerWidth - width - EDGE_PX)),
    top: isAbove ? around.top - GAP_PX - Math.min(box.scrollHeight + 2, room) : around.bottom + GAP_PX,
    minWidth,
    maxHeight: room,
  };
};

export const Popup = ({ anchor, onClose, children, isAsWide = false }: Props): JSX.Element => {
  const box = useRef<HTMLDivElement>(null);
  const [place, setPlace] = useState<Place | null>(null);
  // The newest one: what was chosen a moment ago must be in what closing sends.
  const close = useRef(onClose);
  close.current = onClose;

  useLayoutEffect(() => {
    const [from, own] = [anchor.current, box.current];
    if (from === null || own === null) return;
    const follow = (event?: Event): void => { if (!(event?.target instanceof Node && own.contains(event.target))) setPlace(placeOf(from, own, isAsWide)); };
    own.showPopover();
    follow();
    document.addEventListener('scroll', follow, true);
    window.addEventListener('resize', follow);
    return () => {
      document.removeEventListener('scroll', follow, true);
      window.removeEventListener('resize', follow);
    };
  }, [anchor, isAsWide]);

  useEffect(() => {
    const onDown = ({ target }: Event): void => {
      if (target instanceof Node && box.current?.contains(target) !== true && anchor.current?.contains(target) !== true) close.current();
    };
    const onKey = (event: KeyboardEvent): void => {
      if (event.key !== 'Escape') return;
      event.stopPropagation();
      close.current();
      anchor.current?.focus();
    };
    document.addEventListener('pointerdown', onDown, true);
    document.addEventListener('keydown', onKey, true);
    return () => {
      document.removeEventListener('pointerdown', onDown, true);
      document.removeEventListener('keydown', onKey, true);
    };
  }, [anchor]);

  const style = place === null
    ? { visibility: 'hidden' as const }
    : { left: `${String(place.left)}px`, top: `${String(place.top)}px`, minWidth: `${String(place.minWidth)}px`, maxHeight: `${String(place.maxHeight)}px` };
  return <div ref={box} class="popup" popover="manual" style={style}>{children}</div>;
};
