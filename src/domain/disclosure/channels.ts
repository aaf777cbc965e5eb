/**
 * 公示渠道 (X12): where a result has to be published, and what is still missing of it.
 *
 * A registration names the channels it was made on; one that names none covers all the rules ask for. A visit is public when
 * the registrations that cover it – its own and those of the whole task – leave no channel out; only then its clock stops.
 */
import type { InspectionId, TargetCode } from '../ids.ts';
import type { PublishChannel, RuleSet } from '../rules/rule-set.ts';
import type { Disclosure, TaskState } from '../task/task.ts';

/** 市场主体 by its code: registered by the market regulator (GB 32100-2015, first character 9), or an old 15-digit number. */
export const isMarketSubject = (code: string): boolean => /^(?:9[0-9A-Z]{17}|\d{15})$/.test(code);

/** @param code of the target; '' = not known, as a market subject */
export const requiredChannels = ({ publish }: Pick<RuleSet, 'publish'>, code: string): readonly PublishChannel[] => {
  const others = publish.othersChannels.value;
  return others.length > 0 && code !== '' && !isMarketSubject(code) ? others : publish.channels.value;
};

/** What of a visit decides where it is published. */
export interface PublishedVisit {
  readonly id: InspectionId | null;
  readonly target: { readonly code: TargetCode } | null;
}

/** The registrations that cover a visit, in order. */
export const registrationsOf = ({ disclosures = [] }: Pick<TaskState, 'disclosures'>, id: InspectionId | null): readonly Disclosure[] => disclosures.filter(({ inspection }) => inspection === null || inspection === id);

/** Channels the rules ask for and no registration names. */
export const missingChannels = (registrations: readonly Pick<Disclosure, 'channels'>[], required: readonly PublishChannel[]): readonly PublishChannel[] => {
  if (registrations.some(({ channels }) => channels === undefined)) return [];
  const named = new Set(registrations.flatMap(({ channels = [] }) => channels));
  return required.filter((channel) => !named.has(channel));
};

/** The registration that made a visit public; null while it is not, or not everywhere. */
export const disclosureOf = (task: Pick<TaskState, 'disclosures'>, rules: Pick<RuleSet, 'publish'>, visit: PublishedVisit): Disclosure | null => {
  const own = registrationsOf(task, visit.id);
  return missingChannels(own, requiredChannels(rules, visit.target?.code ?? '')).length === 0 ? (own.at(-1) ?? null) : null;
};
