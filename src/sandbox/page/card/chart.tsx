/**
 * The chart component, as far as bars go: one VChart specification of type bar, lying or standing, with one or several series.
 *
 * The real client draws every VChart specification; here anything but bars says that it cannot be shown.
 */
import type { JSX } from 'preact';
import type { ChartElement } from './model.ts';

interface Bar { readonly label: string; readonly kind: string; readonly figure: number }

const record = (value: unknown): Readonly<Record<string, unknown>> => (typeof value === 'object' && value !== null ? (value as Readonly<Record<string, unknown>>) : {});
const textOf = (value: unknown): string => (typeof value === 'string' ? value : typeof value === 'number' ? String(value) : '');
const nameOf = (value: unknown): string => textOf(Array.isArray(value) ? (value as readonly unknown[])[0] : value);

/** The bars of a specification; null when it is something else. */
const barsOf = (spec: Readonly<Record<string, unknown>>): readonly Bar[] | null => {
  const values = record(spec['data'])['values'];
  if (spec['type'] !== 'bar' || !Array.isArray(values)) return null;
  const lies = spec['direction'] === 'horizontal';
  const [length, place, series] = [nameOf(spec[lies ? 'xField' : 'yField']), nameOf(spec[lies ? 'yField' : 'xField']), nameOf(spec['seriesField'])];
  return (values as readonly unknown[]).map(record).map((value) => ({ label: textOf(value[place]), kind: textOf(value[series]), figure: Number(value[length] ?? 0) }));
};

const HUES = ['blue', 'orange', 'turquoise'] as const;
const hueAt = (at: number): string => HUES[at % HUES.length] ?? HUES[0];

export const BarChart = ({ element }: { readonly element: ChartElement }): JSX.Element => {
  const spec = record(element.chart_spec);
  const bars = barsOf(spec);
  if (bars === null) return <p class="unsupported">这个客户端还不能显示这种图表</p>;
  const kinds = [...new Set(bars.map(({ kind }) => kind))];
  const labels = [...new Set(bars.map(({ label }) => label))];
  const longest = Math.max(1e-9, ...bars.map(({ figure }) => figure));
  const title = textOf(record(spec['title'])['text']);
  return (
    <figure class="chart">
      {title !== '' && <figcaption>{title}</figcaption>}
      <div class="chart-rows">
        {labels.map((label) => (
          <div class="chart-row" key={label}>
            <span class="chart-label">{label}</span>
            <span class="chart-bars">
              {bars.filter((bar) => bar.label === label).map(({ kind, figure }) => (
                <span class="chart-line" key={kind} title={`${label} ${kind} ${String(figure)}`}>
                  <span class="chart-bar" data-hue={hueAt(kinds.indexOf(kind))} style={{ width: `${((figure / longest) * 86).toFixed(2)}%` }} />
                  <span class="chart-figure">{figure}</span>
                </span>
              ))}
            </span>
          </div>
        ))}
      </div>
      {record(spec['legends'])['visible'] === true && (
        <div class="chart-legend">{kinds.map((kind, at) => <span key={kind}><i data-hue={hueAt(at)} />{kind}</span>)}</div>
      )}
    </figure>
  );
};
