/**
 * Checks a task's draws against the unit's tree of draws: every milestone is a leaf in order, every plan pins the tree as it
 * was, and the tree goes on from an older checkpoint somebody kept.
 */
import { BundleFault, strictBase64 } from './bundle.ts';
import type { Bundle, SignatureCheck } from './bundle.ts';
import { readCheckpoint, readNote } from './checkpoint.ts';
import { isWithheld } from './log.ts';
import { hexOf, treeRoot } from './merkle.ts';
import { readPlan } from './plan.ts';
import type { Plan } from './plan.ts';
import { leafOfEvent } from './unit-log.ts';

const HASH_BYTES = 32;
const fault = (what: string): never => { throw new BundleFault(what); };

const leavesOf = (text: string): readonly Uint8Array[] => {
  const bytes = strictBase64(text, '抽取日志');
  return Array.from({ length: bytes.length / HASH_BYTES }, (_, i) => bytes.subarray(i * HASH_BYTES, (i + 1) * HASH_BYTES));
};
const rootText = (leaves: readonly Uint8Array[]): string => Buffer.from(treeRoot(leaves)).toString('base64');

/** Plans stand exactly where they say, everything else after what came before it. */
const checkPlaces = ({ log }: Bundle, leaves: readonly Uint8Array[]): number => {
  const places = leaves.map(hexOf);
  let plan: Plan | null = null;
  let [last, drawNo, found] = [-1, 0, 0];
  for (const event of log) {
    if (isWithheld(event)) continue;
    if (event.type === 'plan') {
      plan = readPlan(event.body);
      const { unitLog, logSize } = plan;
      if (unitLog !== undefined) {
        if (unitLog.drawNo <= drawNo) fault(`第 ${String(plan.attempt)} 次抽取的编号没有递增`);
        drawNo = unitLog.drawNo;
        if (logSize > leaves.length || hexOf(treeRoot(leaves.slice(0, logSize))) !== unitLog.root) fault(`第 ${String(plan.attempt)} 次抽取：抽取日志在方案之前的部分与方案不一致`);
      }
    }
    const leaf = plan?.unitLog === undefined ? null : leafOfEvent(event, plan.task, plan.attempt);
    if (leaf === null || plan === null) continue;
    const at = event.type === 'plan' ? (places[plan.logSize] === hexOf(leaf) ? plan.logSize : -1) : places.indexOf(hexOf(leaf), last + 1);
    if (at <= last) fault(`第 ${String(event.seq)} 个事件不在抽取日志中`);
    last = at;
    found += 1;
  }
  return found;
};

export interface UnitLogChecks {
  readonly checkSignature: SignatureCheck;
  /** A signed note of the unit's tree that somebody kept. */
  readonly oldCheckpoint?: string;
}

/** @returns what was found right; @throws BundleFault naming what is not */
export const checkUnitLog = (bundle: Bundle, { checkSignature, oldCheckpoint }: UnitLogChecks): readonly string[] => {
  const { unitLog, checkpoint, log } = bundle;
  const isDemanded = log.some((event) => !isWithheld(event) && event.type === 'plan' && readPlan(event.body).unitLog !== undefined);
  if (unitLog === undefined) {
    if (isDemanded) fault('复核包缺少方案所依据的抽取日志');
    if (oldCheckpoint !== undefined) fault('复核包没有抽取日志，无法与旧检查点比对');
    return [];
  }
  const point = readCheckpoint(unitLog.text) ?? fault('抽取日志的检查点不合格式');
  const leaves = leavesOf(unitLog.leaves);
  if (!checkpoint.text.startsWith(`${point.origin}/`)) fault('抽取日志不属于本任务的单位');
  if (point.size !== leaves.length || point.root !== rootText(leaves)) fault('抽取日志的叶数或根与检查点不一致');
  const isSigned = (text: string, sig: Uint8Array): boolean => checkSignature(strictBase64(checkpoint.key, '检查点公钥'), new TextEncoder().encode(text), sig);
  if (!isSigned(unitLog.text, strictBase64(unitLog.sig, '抽取日志签名'))) fault('抽取日志的签名无效');
  const found = checkPlaces(bundle, leaves);
  const checked = [`抽取日志 ${String(leaves.length)} 条，本任务 ${String(found)} 条均在其中，签名有效`];
  if (oldCheckpoint === undefined) return checked;
  const old = readNote(oldCheckpoint, checkpoint.key) ?? fault('旧检查点不合格式，或不是同一把公钥签署');
  if (!isSigned(old.text, old.sig)) fault('旧检查点的签名无效');
  if (old.origin !== point.origin) fault('旧检查点属于另一本抽取日志');
  if (old.size > leaves.length) fault(`旧检查点有 ${String(old.size)} 条，现在只有 ${String(leaves.length)} 条：抽取日志被截短`);
  if (rootText(leaves.slice(0, old.size)) !== old.root) fault(`抽取日志的前 ${String(old.size)} 条与旧检查点不一致：历史被改写`);
  return [...checked, `与旧检查点（${String(old.size)} 条）一致：此前的记录没有改动`];
};
