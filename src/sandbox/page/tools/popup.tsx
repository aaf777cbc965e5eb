/**
 * Something that hangs below (or above) its anchor, in the browser's top layer; closes on Escape, outside press or scrolling.
 */
import type { ComponentChildren, JSX, RefObject } from 'preact';
import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';

interface Place { readonly left: number; readonly top: number; readonly minWidth: number; readonly maxHeight: number }
interface Props { readonly anchor: RefObject<HTMLElement>; readonly onClose: () => void; readonly children: ComponentChildren; readonly fit?: boolean }

const GAP_PX = 4;
const EDGE_PX = 8;

export const Popup = ({ anchor, onClose, children, fit = false }: Props): JSX.Element => {
  const box = useRef<HTMLDivElement>(null);
  const [place, setPlace] = useState<Place | null>(null);

  useLayoutEffect(() => {
    const [from, own] = [anchor.current, box.current];
    if (from === null || own === null) return;
    if (!own.matches(':popover-open')) own.showPopover();
    const around = from.getBoundingClientRect();
    const below = window.innerHeight - around.bottom - GAP_PX - EDGE_PX;
    const above = around.top - GAP_PX - EDGE_PX;
    const isAbove = own.scrollHeight > below && above > below;
    const room = Math.max(120, isAbove ? above : below);
    const height = Math.min(own.scrollHeight, room);
    const width = fit ? around.width : Math.max(around.width, own.offsetWidth);
    setPlace({
      left: Math.max(EDGE_PX, Math.min(around.left, window.innerWidth - width - EDGE_PX)),
      top: isAbove ? around.top - GAP_PX - height : around.bottom + GAP_PX,
      minWidth: around.width,
      maxHeight: room,
    });
  }, [anchor, fit]);

  useEffect(() => {
    const isOutside = (target: EventTarget | null): boolean => target instanceof Node && box.current?.contains(target) !== true && anchor.current?.contains(target) !== true;
    const onDown = (event: Event): void => { if (isOutside(event.target)) onClose(); };
    const onKey = (event: KeyboardEvent): void => {
      if (event.key !== 'Escape') return;
      event.stopPropagation();
      onClose();
      anchor.current?.focus();
    };
    document.addEventListener('pointerdown', onDown, true);
    document.addEventListener('scroll', onDown, true);
    document.addEventListener('keydown', onKey, true);
    window.addEventListener('resize', onClose);
    return () => {
      document.removeEventListener('pointerdown', onDown, true);
      document.removeEventListener('scroll', onDown, true);
      document.removeEventListener('keydown', onKey, true);
      window.removeEventListener('resize', onClose);
    };
  }, [anchor, onClose]);

  const style = place === null
    ? { visibility: 'hidden' as const }
    : { left: `${String(place.left)}px`, top: `${String(place.top)}px`, minWidth: `${String(place.minWidth)}px`, maxHeight: `${String(place.maxHeight)}px`, ...(fit ? { width: `${String(place.minWidth)}px` } : {}) };
  return <div ref={box} class="popup" popover="manual" style={style}>{children}</div>;
};
