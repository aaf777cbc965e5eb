#!/usr/bin/env python3
"""Independent verifier of a draw (ssj-draw/v1) for auditors: Python 3.8+, standard library only, no network.

    python3 verify.py bundle.json roster.jsonl inspectors.jsonl recusals.jsonl teams.jsonl [--key BASE64] [--plan HASH] [--checkpoint OLD.txt] [--code ID]

Written from the specification (docs/the-draw.md) alone; shares nothing with the program that makes draws or with the other verifiers.
"""
import base64, hashlib, hmac, json, math, re, sys, unicodedata
from datetime import datetime, timedelta
from fractions import Fraction


class Fault(Exception):
    pass


def need(condition, message):
    if not condition:
        raise Fault(message)


def utf16(text):
    return text.encode("utf-16-be", "surrogatepass")


def jcs(v):
    """RFC 8785 for integers, strings, booleans, null, lists and objects."""
    if v is None or v is True or v is False:
        return {None: "null", True: "true", False: "false"}[v]
    if isinstance(v, int):
        need(abs(v) < 2 ** 53, "整数过大")
        return str(v)
    if isinstance(v, str):
        v.encode("utf-8")
        return json.dumps(v, ensure_ascii=False)
    if isinstance(v, list):
        return "[" + ",".join(map(jcs, v)) + "]"
    need(isinstance(v, dict), "不是 JSON 整数、文本、列表或对象")
    return "{" + ",".join(jcs(k) + ":" + jcs(v[k]) for k in sorted(v, key=utf16)) + "}"


def strict(raw, what):
    """Parses bytes that must be exactly the canonical form of what they say."""
    try:
        text = raw.decode("utf-8")
        value = json.loads(text)
        ok = jcs(value) == text
    except (ValueError, RecursionError):
        ok = False
    need(ok, what + "不是规范 JSON（RFC 8785），可能被改动过")
    return value


def sha(data):
    return hashlib.sha256(data if isinstance(data, bytes) else data.encode("utf-8")).hexdigest()


def leaf(data):
    return hashlib.sha256(b"\0" + data).digest()


def root(leaves):
    """RFC 9162: the left subtree holds the largest power of two smaller than the number of leaves."""
    if len(leaves) < 2:
        return leaves[0] if leaves else hashlib.sha256().digest()
    k = 1 << (len(leaves) - 1).bit_length() - 1
    return hashlib.sha256(b"\1" + root(leaves[:k]) + root(leaves[k:])).digest()


# ---- Ed25519 (RFC 8032), verification only
P = 2 ** 255 - 19
Q = 2 ** 252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, P - 2, P) % P


def point(data):
    y = int.from_bytes(data, "little")
    sign, y = y >> 255, y & (1 << 255) - 1
    if y >= P:
        return None
    xx = (y * y - 1) * pow(D * y * y + 1, P - 2, P) % P
    x = pow(xx, (P + 3) // 8, P)
    if (x * x - xx) % P:
        x = x * pow(2, (P - 1) // 4, P) % P
    if (x * x - xx) % P or (x == 0 and sign):
        return None
    x = P - x if x & 1 != sign else x
    return x, y, 1, x * y % P


def plus(p, q):
    a, b = (p[1] - p[0]) * (q[1] - q[0]) % P, (p[1] + p[0]) * (q[1] + q[0]) % P
    c, d = 2 * p[3] * q[3] * D % P, 2 * p[2] * q[2] % P
    e, f, g, h = b - a, d - c, d + c, b + a
    return e * f % P, g * h % P, f * g % P, e * h % P


def times(n, p):
    total = (0, 1, 1, 0)
    while n:
        total = plus(total, p) if n & 1 else total
        p, n = plus(p, p), n >> 1
    return total


def signed(key, message, sig):
    prefix = bytes.fromhex("302a300506032b6570032100")
    if len(key) != 44 or key[:12] != prefix or len(sig) != 64:
        return False
    a, r, s = point(key[12:]), point(sig[:32]), int.from_bytes(sig[32:], "little")
    if a is None or r is None or s >= Q:
        return False
    h = int.from_bytes(hashlib.sha512(sig[:32] + key[12:] + message).digest(), "little") % Q
    base = point((4 * pow(5, P - 2, P) % P).to_bytes(32, "little"))
    left, right = times(s, base), plus(r, times(h, a))
    return (left[0] * right[2] - right[0] * left[2]) % P == 0 and (left[1] * right[2] - right[1] * left[2]) % P == 0


def b64(text, what):
    try:
        raw = base64.b64decode(text, validate=True)
    except (ValueError, TypeError):
        raise Fault(what + "不是 base64")
    need(base64.b64encode(raw).decode() == text, what + "不是规范的 base64")
    return raw


# ---- bundle: form, chain, root, signature, order of events
BODY = {
    "contribution": "attempt by round seq text", "closed": "attempt by round", "reveal": "attempt otp round seed", "declined": "attempt by reason",
    "abandoned": "attempt reason", "attested": "attempt by", "objection": "attempt by reason", "objection-decided": "attempt by reason upheld",
    "void": "attempt by reason", "locked": "attempt by stage", "substitution-request": "by evidence id no old reason salt",
    "substitution-refused": "by id salt", "approval": "by id salt", "appointed": "by candidates exclusions id lot new no old salt", "appointed-outside": "by changes id no salt way",
    "public": "attempt by confirmed round value", "round": "by candidates closeAt closer exclusions id no old public round salt",
    "round-contribution": "by id round salt text", "round-public": "by confirmed id round salt value", "round-abandoned": "id reason round salt",
    "plan": "attempt capState closeAt closer conflicts contributors drawId engine inspectors lockedTargets logSize otp prevDraw public quorum roster rules sizes stage task unit v",
}
NEXT = {
    "start": ["plan"], "plan": ["contribution", "closed", "declined", "abandoned"], "closed": ["reveal", "public", "void"], "public": ["reveal", "void"], "reveal": ["result", "abandoned"],
    "result": ["attested", "objection", "void", "locked"], "objection": ["objection-decided", "void"],
    "locked": ["plan", "substitution-request", "substitution-refused", "approval", "round", "round-contribution", "round-public", "round-abandoned", "appointed", "appointed-outside"],
}
LATER = tuple(NEXT["locked"][1:])
# Per request: what may follow what.
STEPS = {
    "": {"substitution-request": "asked"}, "asked": {"substitution-refused": "end", "approval": "agreed"}, "agreed": {"appointed": "end", "appointed-outside": "end", "round": "open"},
    "open": {"round-contribution": "typed", "round-abandoned": "agreed"}, "typed": {"round-public": "known", "round-abandoned": "agreed", "appointed": "end"}, "known": {"appointed": "end"}, "end": {},
}

# ---- public values (公开数)
LOTTERIES = {"双色球": ("ssq/v1", "T13:15:00.000Z", ((6, 33), (1, 16))), "大乐透": ("dlt/v1", "T13:25:00.000Z", ((5, 35), (2, 12)))}
BEACONS = {"quicknet": (1692803367, 3, 48, False), "default": (1595431050, 30, 96, True)}


def is_date(text):
    try:
        return re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", text) is not None and bool(datetime.strptime(text, "%Y-%m-%d"))
    except ValueError:
        return False


def check_awaited(p, close_at, what):
    """What a plan may ask for: a known source of at least 2^24 values, later than the latest close."""
    if p == {"kind": "none"}:
        return
    need(isinstance(p, dict) and isinstance(p.get("notBefore"), str) and p["notBefore"] > close_at, what + "公开数不晚于封口时限")
    if p["kind"] == "drand":
        members(p, "encode kind notBefore round source", what + "公开数")
        need(p["source"] in BEACONS and p["encode"] == "drand/v1" and type(p["round"]) is int and p["round"] > 0, what + "信标或轮次不对")
        genesis, period = BEACONS[p["source"]][:2]
        at = datetime(1970, 1, 1) + timedelta(seconds=genesis + (p["round"] - 1) * period)
        return need(p["notBefore"] == at.strftime("%Y-%m-%dT%H:%M:%S.000Z"), what + "信标的轮次与时间不符")
    members(p, "encode issue kind notBefore source", what + "公开数")
    if p["kind"] == "index":
        return need(len(set(p["source"].split("、"))) >= 3 and p["encode"] == "closes/v1" and is_date(p["issue"]) and p["notBefore"] == p["issue"] + "T07:00:00.000Z", what + "收盘价的指数不足三个，或日期不对")
    need(p["kind"] == "lottery" and p["source"] in LOTTERIES, what + "公开数不认识或可能值不足")
    encode, at, pools = LOTTERIES[p["source"]]
    need(math.prod(math.factorial(of) // math.factorial(k) // math.factorial(of - k) for k, of in pools) >= 2 ** 24, what + "公开数的可能值不足")
    need(p["encode"] == encode and re.fullmatch("[0-9]{5,7}", p["issue"]) and is_date(p["notBefore"][:10]) and p["notBefore"][10:] == at, what + "期号或开奖时间不对")


def check_value(p, body, closer, at, what):
    v, by, second = body["value"], body["by"], body["confirmed"]
    need(p["kind"] != "none", what + "方案没有要求公开数")
    need(at >= p["notBefore"], what + "公开数录入早于它公布的时间")
    if p["kind"] == "drand":
        size, chained = BEACONS[p["source"]][2:]
        members(v, "kind previous round signature source value" if chained else "kind round signature source value", what + "信标")
        hexes = [(v["signature"], [size])] + ([(v["previous"], [size] + ([32] if v["round"] == 1 else []))] if chained else [])
        need(second is None and (v["kind"], v["source"], v["round"]) == ("drand", p["source"], p["round"]) and type(v["round"]) is int
             and all(isinstance(h, str) and re.fullmatch("[0-9a-f]+", h) and len(h) in [2 * n for n in sizes] for h, sizes in hexes), what + "信标不是方案写定的那一轮")
        return need(v["value"] == sha(bytes.fromhex(v["signature"])), what + "信标的值不是其签名的 SHA-256")
    need(isinstance(second, str) and second != by and closer in (by, second), what + "公开数没有经两人核对，或其中没有见证人")
    members(v, "issue kind source value", what + "公开数")
    need((v["kind"], v["source"], v["issue"]) == (p["kind"], p["source"], p["issue"]) and isinstance(v["value"], str), what + "公开数不是方案写定的那一期")
    parts = v["value"].split("+")
    if p["kind"] == "index":
        return need(len(parts) == len(p["source"].split("、")) and all(re.fullmatch(r"[1-9][0-9]{0,6}\.[0-9]{2}", x) for x in parts), what + "收盘价不是规范的写法")
    pools = LOTTERIES[p["source"]][2]
    need(len(parts) == len(pools), what + "彩票号码不是规范的写法")
    for part, (k, of) in zip(parts, pools):
        balls = part.split(",")
        need(len(balls) == k and all(re.fullmatch("[0-9]{2}", x) and 1 <= int(x) <= of for x in balls) and sorted(set(balls)) == balls, what + "彩票号码不是规范的写法")


def say_value(label, v, say):
    if v is not None and v["kind"] == "drand":
        say("%s：drand %s 第 %d 轮的值是签名的 SHA-256；本程序不能验证签名本身，请用命令行（yaohao verify）验证签名" % (label, v["source"], v["round"]), False)
    elif v is not None:
        say("%s：公开数 %s %s：%s，请与发布单位公布的核对" % (label, v["source"], v["issue"], v["value"]), False)


def rounds_of(events, plan):
    """The witnessed rounds that filled a post, by request; refuses the first event out of order."""
    step, rounds, used, by_lot = {}, {}, set(), set()
    for e in events:
        what, kind, b = "第 %d 个事件：" % e["seq"], e["type"], e["body"]
        before = step.get(b["id"], "")
        need(kind in STEPS[before], what + "次序不对")
        step[b["id"]] = STEPS[before][kind]
        now = rounds.get(b["id"])
        if kind == "substitution-request" and plan.get("rounds") in ("all", "recusal" if b["reason"] == "recusal" else "others"):
            by_lot.add(b["id"])
        if kind == "round":
            need(b["id"] in by_lot and type(b["round"]) is int and b["round"] >= 2 and b["round"] not in used and isinstance(b["closer"], str) and isinstance(b["closeAt"], str), what + "方案没有规定递补抽取，或轮次不对")
            used.add(b["round"])
            check_awaited(b["public"], b["closeAt"], what)
            rounds[b["id"]] = {"plan": b, "texts": [], "value": None}
        elif kind.startswith("round-"):
            need(b["round"] == now["plan"]["round"], what + "不属于当前递补轮次")
            if kind == "round-contribution":
                need(b["by"] == now["plan"]["closer"] and isinstance(b["text"], str) and e["at"] <= now["plan"]["closeAt"], what + "递补的投入者不是见证人，或晚于时限")
                now["texts"].append({"by": b["by"], "seq": 1, "text": b["text"]})
            elif kind == "round-public":
                check_value(now["plan"]["public"], b, now["plan"]["closer"], e["at"], what)
                now["value"] = b["value"]
            else:
                need(before != "typed" or now["plan"]["public"] != {"kind": "none"}, what + "已经封口的递补轮次不能放弃")
                del rounds[b["id"]]
        elif kind == "appointed":
            need("rounds" not in plan or b["id"] in by_lot or b["lot"] is None, what + "方案规定由分管负责人选派，人选却出自递补")
            need(b["id"] not in by_lot or (now is not None and before != "agreed" and b["lot"] is not None), what + "方案规定递补抽取，人选却没有经过见证的一轮")
            need(before != "typed" or now["plan"]["public"] == {"kind": "none"}, what + "公开数公布之前开出了递补人选")
    return rounds


def members(value, names, what, optional=""):
    need(isinstance(value, dict) and sorted(k for k in value if k not in optional.split()) == sorted(names.split()), what + "的字段不对")
    return value


def point_of(text, what):
    """A checkpoint: origin, size, root."""
    m = re.fullmatch(r"(yaohao/ssj-draw/v1/[^\n]+)\n(0|[1-9][0-9]{0,14})\n([A-Za-z0-9+/]{43}=)\n", text)
    need(m, what + "不合格式")
    return m[1], int(m[2]), m[3]


def root64(leaves):
    return base64.b64encode(root(leaves)).decode()


def open_bundle(raw, key, plan, checkpoint, say):
    b = members(strict(raw, "复核包"), "v log checkpoint", "复核包", "unitLog")
    need(b["v"] == "ssj-bundle/v1" and isinstance(b["log"], list) and b["log"], "复核包版本或事件不对")
    prev, leaves = None, []
    for n, event in enumerate(b["log"]):
        what = "第 %d 个事件" % n
        need(isinstance(event, dict) and type(event.get("seq")) is int and event["seq"] == n, what + "序号不对")
        if "withheld" in event:
            w = members(members(event, "seq withheld", what)["withheld"], "leaf hash", what)
            need(all(isinstance(x, str) and re.fullmatch("[0-9a-f]{64}", x) for x in w.values()), what + "保留标记不对")
            leaves.append(bytes.fromhex(w["leaf"]))
            prev = w["hash"]
            continue
        members(event, "seq type at prev body", what)
        need(event["prev"] == prev, what + "与前一事件接不上")
        need(isinstance(event["at"], str) and re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}\.[0-9]{3}Z", event["at"]), what + "时间不对")
        need(event["type"] == "result" or event["type"] in BODY, what + "类型未知")
        if event["type"] != "result":
            members(event["body"], BODY[event["type"]], what, "unitLog rounds" if event["type"] == "plan" else "")
            if "unitLog" in event["body"]:
                members(event["body"]["unitLog"], "drawNo prev root", what)
        line = jcs(event).encode("utf-8")
        prev = sha(line)
        leaves.append(leaf(line))
    c = members(b["checkpoint"], "text sig key", "检查点")
    _, size, top = point_of(c["text"], "检查点")
    need(size == len(leaves) and top == root64(leaves), "事件的数目或根与检查点不一致")
    need(key is None or c["key"] == key, "签名公钥不是本单位公布的公钥")
    need(signed(b64(c["key"], "公钥"), c["text"].encode("utf-8"), b64(c["sig"], "签名")), "检查点签名无效")
    need(plan is None or any(e.get("type") == "plan" and sha(jcs(e["body"])) == plan for e in b["log"]), "复核包中没有您记下的方案校验码")
    say("事件 %d 个，首尾相接，签名有效" % len(b["log"]))
    check_tree(b, checkpoint, say)
    return b["log"]


# ---- the unit's tree of draws
def own_leaf(event, plan):
    kind = event["type"]
    if kind not in ("plan", "result", "declined", "abandoned", "void", "locked") and not (kind == "objection-decided" and event["body"]["upheld"] is True):
        return None
    digest = sha(jcs(event["body"])) if kind in ("plan", "result") else None
    return leaf(jcs({"at": event["at"], "attempt": plan["attempt"], "hash": digest, "task": plan["task"], "type": kind}).encode("utf-8"))


def old_point(note, key):
    """A C2SP signed note under the same key: origin, size, root, the text and its signature."""
    text, cut, lines = note.partition("\n\n")
    point = point_of(text + "\n", "旧检查点")
    name = hashlib.sha256(point[0].encode("utf-8") + b"\n\1" + key[12:]).digest()[:4]
    for line in lines[:-1].split("\n") if lines.endswith("\n") else []:
        m = re.fullmatch("\u2014 ([^ ]+) ([A-Za-z0-9+/=]+)", line)
        if m and m[1] == point[0] and base64.b64decode(m[2])[:4] == name:
            return point + (text + "\n", base64.b64decode(m[2])[4:])
    raise Fault("旧检查点不合格式，或不是同一把公钥签署")


def check_tree(b, old, say):
    positioned = any(e.get("type") == "plan" and "unitLog" in e["body"] for e in b["log"])
    if "unitLog" not in b:
        need(not positioned, "复核包缺少方案所依据的抽取日志")
        return need(old is None, "复核包没有抽取日志，无法与旧检查点比对")
    t, key = members(b["unitLog"], "text sig leaves", "抽取日志"), b64(b["checkpoint"]["key"], "公钥")
    origin, size, top = point_of(t["text"], "抽取日志的检查点")
    raw = b64(t["leaves"], "抽取日志")
    leaves = [raw[i:i + 32] for i in range(0, len(raw), 32)]
    need(len(raw) % 32 == 0 and size == len(leaves) and top == root64(leaves), "抽取日志的叶数或根与检查点不一致")
    need(b["checkpoint"]["text"].startswith(origin + "/"), "抽取日志不属于本任务的单位")
    need(signed(key, t["text"].encode("utf-8"), b64(t["sig"], "抽取日志签名")), "抽取日志的签名无效")
    plan, last, number, found = None, -1, 0, 0
    for e in b["log"]:
        if "withheld" in e:
            continue
        plan = e["body"] if e["type"] == "plan" else plan
        if plan is None or "unitLog" not in plan:
            continue
        if e["type"] == "plan":
            mine = plan["unitLog"]
            need(mine["drawNo"] > number and (mine["prev"] is None) == (mine["drawNo"] == 1), "第 %d 次抽取的编号没有递增" % plan["attempt"])
            number = mine["drawNo"]
            need(plan["logSize"] <= size and root(leaves[:plan["logSize"]]).hex() == mine["root"], "第 %d 次抽取：抽取日志在方案之前的部分与方案不一致" % plan["attempt"])
        own = own_leaf(e, plan)
        if own is None:
            continue
        places = [plan["logSize"]] if e["type"] == "plan" else range(last + 1, size)
        last = next((i for i in places if last < i < size and leaves[i] == own), None)
        need(last is not None, "第 %d 个事件不在抽取日志中" % e["seq"])
        found += 1
    say("抽取日志 %d 条，本任务 %d 条均在其中，签名有效" % (size, found))
    if old is None:
        return
    was, before, peak, text, sig = old_point(old, key)
    need(signed(key, text.encode("utf-8"), sig), "旧检查点的签名无效")
    need(was == origin, "旧检查点属于另一本抽取日志")
    need(before <= size, "旧检查点有 %d 条，现在只有 %d 条：抽取日志被截短" % (before, size))
    need(root64(leaves[:before]) == peak, "抽取日志的前 %d 条与旧检查点不一致：历史被改写" % before)
    say("与旧检查点（%d 条）一致：此前的记录没有改动" % before)


def attempts_of(log):
    attempts, later, state, clock = [], [], "start", ""
    for e in log:
        what = "第 %d 个事件：" % e["seq"]
        if "withheld" in e:
            need(state == "locked", what + "锁定之前的事件不得保留")
            later.append(e)
            continue
        kind, body = e["type"], e["body"]
        need(e["at"] >= clock, what + "时间早于前一事件")
        need(kind in NEXT[state], what + "次序不对")
        clock = e["at"]
        if kind == "plan":
            need(body["v"] == "ssj-plan/v1" and body["engine"] == "ssj-draw/v1" and body["attempt"] == len(attempts) + 1
                 and body["drawId"] == "%s/%d" % (body["task"], body["attempt"]), what + "方案版本或次序不对")
            need(body["prevDraw"] == (sha(jcs(attempts[-1]["plan"])) if attempts else body["prevDraw"]), what + "没有接上前一次的方案")
            need(body.get("rounds", "all") in ("all", "recusal", "others"), what + "方案的递补规则未知")
            check_awaited(body["public"], body["closeAt"], what)
            attempts.append({"plan": body, "texts": [], "end": "open", "reveal": None, "result": None, "value": None})
            state = "plan"
            continue
        if kind in LATER:
            later.append(e)
            continue
        now = attempts[-1]
        plan, texts = now["plan"], now["texts"]
        need(body.get("attempt") == plan["attempt"], what + "不属于当前这次抽取")
        need(kind not in ("contribution", "closed", "public", "reveal") or body["round"] == 1, what + "轮次不对")
        if kind == "contribution":
            need(body["seq"] == len(texts) + 1 and body["by"] not in [t["by"] for t in texts] and plan["closer"] not in [t["by"] for t in texts]
                 and (body["by"] == plan["closer"] or plan["contributors"] is None or body["by"] in plan["contributors"]) and e["at"] <= plan["closeAt"], what + "投入不合规则")
            texts.append({"by": body["by"], "seq": body["seq"], "text": body["text"]})
        elif kind == "closed":
            need(body["by"] == plan["closer"] and texts and texts[-1]["by"] == plan["closer"], what + "封口的不是见证人")
            state = kind
        elif kind == "public":
            check_value(plan["public"], body, plan["closer"], e["at"], what)
            now["value"], state = body["value"], kind
        elif kind == "reveal":
            need(plan["public"] == {"kind": "none"} or now["value"] is not None, what + "公开数公布之前揭示了密钥")
            now["reveal"], state = body, kind
        elif kind == "result":
            now["result"], state = body, kind
        elif kind == "attested":
            need(body["by"] == plan["closer"] and not now.get("attested"), what + "确认结果的不是见证人，或重复确认")
            now["attested"] = True
        elif kind == "locked":
            need(body["stage"] == plan["stage"] and now.get("attested"), what + "锁定的阶段不对，或见证人还没有确认结果")
            now["end"], state = "locked", "locked"
        elif kind == "objection":
            state = kind
        elif kind == "objection-decided":
            need(body["upheld"] is True or body["upheld"] is False, what + "裁定不合格式")
            state = "start" if body["upheld"] else "result"
            now["end"] = "void" if body["upheld"] else now["end"]
        else:
            now["end"], state = kind, "start"
    return attempts, later


# ---- lists
FIELDS = {
    "target": "id name section kind industry region scale credit key excluded", "person": "id name section certified mayLead specialties away load", "pair": "id inspector target",
    "team": "id no members singleCandidatePosts salt",
}
STAND = re.compile(rb'\{"withheld":"([0-9a-f]{64})"\}\n')


def list_root(raw, block):
    lines = raw.splitlines(keepends=True) if b"\r" not in raw else [x + b"\n" for x in raw.split(b"\n")[:-1]]
    if block == 1:
        leaves = [bytes.fromhex(STAND.fullmatch(x)[1].decode()) if STAND.fullmatch(x) else leaf(x) for x in lines]
    else:
        leaves = [leaf(b"".join(lines[i:i + block])) for i in range(0, len(lines), block)]
    return root(leaves).hex()


def find(files, wanted):
    for raw in sorted(files, key=len):
        if (raw == b"" or raw.endswith(b"\n")) and list_root(raw, wanted["block"]) == wanted["root"]:
            return raw
    return None


def rows(raw, kind):
    """Rows of a list in strict form; None for a withheld one."""
    result, before = [], b""
    for n, line in enumerate(raw.split(b"\n")[:-1], 1):
        if STAND.fullmatch(line + b"\n"):
            result.append(None)
            continue
        what = "名单第 %d 行" % n
        row = strict(line, what)
        members(row, FIELDS[kind], what, {"person": "salt last", "pair": "salt", "team": "sameAsLast"}.get(kind, ""))
        for v in list(row.values()) + row.get("specialties", []) + row.get("last", []):
            if isinstance(v, str):
                need(unicodedata.normalize("NFC", v) == v and not any(unicodedata.category(c) in ("Cc", "Zl", "Zp") for c in v), what + "文本不规范")
        code = row["id"].encode("utf-8")
        need(1 <= len(code) <= 200 and code > before, what + "编号没有升序、重复或过长")
        before = code
        result.append(row)
    return result


# ---- seed, tickets, objects
def key_of(seed, label):
    return sha("ssj-draw/v1/key\0%s\0%s" % (label, seed))


def ticket(key, name):
    return hashlib.sha256((key + name).encode("utf-8")).hexdigest()


def order(one):
    return one["ticket"], one["id"].encode("utf-8")


def seed_of(plan, number, texts, otp, prev, value=None):
    transcript = jcs({"v": "ssj-draw/v1", "plan": sha(jcs(plan)), "round": number, "contributions": texts, "beacon": value, "prev": prev})
    return hmac.new(bytes.fromhex(otp), ("ssj-draw/v1/seed\0" + sha(transcript)).encode(), hashlib.sha256).hexdigest()


def opens(otp, number, top):
    code = bytes.fromhex(otp)
    for _ in range(number):
        code = hashlib.sha256(code).digest()
    return code.hex() == top


def inside(row, filters):
    for f in filters:
        label = row[f["field"]]
        label = ("true" if label else "false") if isinstance(label, bool) else label
        if "anyOf" in f:
            ok = label in f["anyOf"]
        elif "prefix" in f:
            ok = label.startswith(f["prefix"])
        else:
            ok = re.fullmatch(r"-?[0-9]{1,15}", label) is not None and f["from"] <= int(label) <= f["to"]
        if not ok:
            return False
    return True


def draw(roster, rules, seed):
    """Per stratum: its figures, and everybody eligible in order with ticket, rank and whether drawn."""
    k, ks = key_of(seed, "objects"), key_of(seed, "strata")
    gone, mode = set(rules.get("alreadyDrawn", [])), rules["mode"]
    groups = [{"s": s, "all": 0, "rows": []} for s in rules["strata"]]
    for row in roster:
        if row["id"] in gone:
            continue
        for g in groups:
            if inside(row, g["s"]["where"]):
                g["all"] += 1
                if row["excluded"] is None:
                    if "weights" in g["s"]:
                        w = next((x["weight"] for x in g["s"]["weights"] if inside(row, x["where"])), 1)
                        t = min(ticket(k, "%s#%d" % (row["id"], j)) for j in range(w))
                    else:
                        t = ticket(k, row["id"])
                    g["rows"].append({"id": row["id"], "row": row, "ticket": t, "stratum": g["s"]["name"]})
                if mode != "joint":
                    break
    base = [len(g["rows"]) if g["s"].get("base") == "eligible" else g["all"] for g in groups]
    share = [Fraction(g["s"]["num"] * n, g["s"]["den"]) for g, n in zip(groups, base)]
    if mode == "budget":
        quota = [rules["budget"] * x / sum(share) if sum(share) else Fraction(0) for x in share]
        sizes = [int(q) for q in quota]
        rest = sorted(range(len(groups)), key=lambda i: (sizes[i] - quota[i], ticket(ks, groups[i]["s"]["name"])))
        for i in rest[:(rules["budget"] if sum(share) else 0) - sum(sizes)]:
            sizes[i] += 1
    else:
        sizes = [-int(-x // 1) for x in share]
    for g, size in zip(groups, sizes):
        wanted = min(max(size, g["s"].get("min", 0)), g["s"].get("max", 10 ** 7))
        total, n = len(g["rows"]), min(wanted, len(g["rows"]))
        g["figures"] = {"name": g["s"]["name"], "onRoster": g["all"], "excluded": g["all"] - total, "eligible": total, "wanted": wanted, "drawn": n, "shortfall": wanted - n}
        g["rows"].sort(key=order)
        if mode == "systematic" and total:
            def path(one):
                labels = [one["row"][f] if f != "key" else ("true" if one["row"]["key"] else "false") for f in rules["cells"]]
                return [ticket(ks, "cell|" + json.dumps(labels[:i + 1], ensure_ascii=False, separators=(",", ":"))) for i in range(len(labels))]
            g["rows"].sort(key=lambda one: (path(one), order(one)))
            tries, top = 0, 2 ** 64 - 2 ** 64 % total
            while True:
                u = int(sha("%sstart|%s|%d" % (ks, g["s"]["name"], tries))[:16], 16)
                if u < top:
                    break
                tries += 1
            for i, one in enumerate(g["rows"]):
                one["drawn"] = (n * (i + 1) + u % total) // total > (n * i + u % total) // total
        else:
            for i, one in enumerate(g["rows"]):
                one["drawn"] = i < n
        for i, one in enumerate(g["rows"]):
            one["rank"] = i + 1
    return groups


def listed(chosen):
    return [{"no": i, "code": o["id"], "name": o["row"]["name"], "section": o["row"]["section"], "stratum": o["stratum"], "ticket": o["ticket"], "rank": o["rank"]} for i, o in enumerate(chosen, 1)]


def selection(groups, rules):
    drawn = [sorted((o for o in g["rows"] if o["drawn"]), key=order) for g in groups]
    if rules["mode"] == "joint":
        union = {}
        for one in sum(drawn, []):
            old = union.get(one["id"])
            union[one["id"]] = one if old is None else dict(old, stratum=old["stratum"] + "、" + one["stratum"], rank=min(old["rank"], one["rank"]))
        return {"selected": listed(sorted(union.values(), key=order))}
    result = {"selected": listed(sum(drawn, []))}
    if any("reserve" in s for s in rules["strata"]):
        result["reserve"] = listed([o for g in groups for o in sorted((x for x in g["rows"] if not x["drawn"]), key=order)[:g["s"].get("reserve", 0)]])
    return result


# ---- teams
def unfit(person, post, visit, team, barred):
    special = (team.get("specialties") or [""] * team["size"])[post - 1:post] if post else []
    return (person["away"] != "" or (person["id"], visit["code"]) in barred
            or post < max(1, team["minCertified"]) and not person["certified"]
            or post == 0 and (not person["mayLead"] or team["leaderSection"] not in (None, person["section"]))
            or post > 0 and (team.get("crossCheck") is True and person["section"] == visit["section"] or any(s and s not in person["specialties"] for s in special)))


class Seats:
    """Posts and people: post -> person, nobody twice in a visit, nobody above his cap; filled by augmenting paths."""

    def __init__(self, allowed, width, caps):
        self.allowed, self.width, self.caps, self.at, self.by = [list(a) for a in allowed], width, caps, {}, [set() for _ in caps]

    def sit(self, post, person):
        if post in self.at:
            self.by[self.at[post]].discard(post)
        if person is None:
            self.at.pop(post, None)
        else:
            self.at[post] = person
            self.by[person].add(post)

    def seat(self, start):
        came, queue, seen = {start: None}, [start], set()
        for post in queue:
            team = range(post - post % self.width, post - post % self.width + self.width)
            for person in self.allowed[post]:
                own = next((q for q in team if self.at.get(q) == person), None)
                if own is None and person not in seen:
                    seen.add(person)
                    if len(self.by[person]) < self.caps[person]:
                        while post is not None:
                            freed = self.at.get(post)
                            self.sit(post, person)
                            post, person = came[post], freed
                        return True
                    moves = self.by[person]
                else:
                    moves = [] if own is None else [own]
                for other in sorted(moves):
                    if other not in came:
                        came[other] = post
                        queue.append(other)
        return False


def teams_of(selected, people, pairs, team, seed):
    people = sorted(people, key=lambda p: p["id"].encode("utf-8"))
    barred = {(p["inspector"], p["target"]) for p in pairs}
    width, k = team["size"], key_of(seed, "inspectors")
    cands = [[i for i, p in enumerate(people) if not unfit(p, post, v, team, barred)] for v in selected for post in range(width)]
    loads = [p["load"] for p in people]
    here = [p["load"] for p in people if p["away"] == ""]
    if team.get("catchUp") is not None and here:
        loads = [max(x, sum(here) // len(here) - team["catchUp"]) for x in loads]
    most = min(len(selected), team["maxPerInspector"]) if team.get("maxPerInspector") is not None else len(selected)

    def at(level):
        seats = Seats(cands, width, [max(0, min(most, level - x)) for x in loads])
        return seats if all(seats.seat(post) for post in range(len(cands))) else None
    low, high = min(loads, default=0), max(loads, default=0) + most
    need(at(high), "检查组无法按规则组成")
    while low < high:
        middle = (low + high) // 2
        low, high = (low, middle) if at(middle) else (middle + 1, high)
    seats, total = at(high), list(loads)
    again = [(v, i) for v, t in enumerate(selected) for i, p in enumerate(people) if t["code"] in p.get("last", []) and any(i in cands[v * width + post] for post in range(width))]
    names = {(v, i): "last|%s|%s" % (selected[v]["code"], people[i]["id"]) for v, i in again}
    for v, i in sorted(again, key=lambda pair: order(dict(id=names[pair], ticket=ticket(k, names[pair])))):
        posts = range(v * width, v * width + width)
        before, held = [seats.allowed[p] for p in posts], next((p for p in posts if seats.at.get(p) == i), None)
        for p in posts:
            seats.allowed[p] = [j for j in seats.allowed[p] if j != i]
        if held is not None:
            seats.sit(held, None)
            if not seats.seat(held):
                seats.sit(held, i)
                for p, allowed in zip(posts, before):
                    seats.allowed[p] = allowed
    for post in sorted(range(len(cands)), key=lambda p: order(dict(id="slot|%s|%d" % (selected[p // width]["code"], p % width), ticket=ticket(k, "slot|%s|%d" % (selected[p // width]["code"], p % width))))):
        name = "pair|%s|%d|" % (selected[post // width]["code"], post % width)
        for i in sorted(seats.allowed[post], key=lambda i: (total[i], ticket(k, name + people[i]["id"]))):
            before = dict(seats.at)
            seats.allowed[post] = [i]
            if seats.at[post] != i:
                seats.sit(post, None)
                if not seats.seat(post):
                    for p, person in before.items():
                        seats.sit(p, None)
                    for p, person in before.items():
                        seats.sit(p, person)
                    continue
            total[i] += 1
            break
    shown = []
    for v, target in enumerate(selected):
        posts = range(v * width, v * width + width)
        shown.append({"no": target["no"], "members": [{"inspector": people[seats.at[p]]["id"], "name": people[seats.at[p]]["name"], "section": people[seats.at[p]]["section"], "leader": p % width == 0} for p in posts],
                      "singleCandidatePosts": sum(len(cands[p]) == 1 for p in posts)})
        same = sum(target["code"] in people[seats.at[p]].get("last", []) for p in posts)
        shown[-1].update({"sameAsLast": same} if same else {})
    return shown


# ---- the report
def people_of(plan, files):
    found = [find(files, plan["inspectors"]), find(files, plan["conflicts"])]
    if None in found:
        return None
    people, pairs = rows(found[0], "person"), rows(found[1], "pair")
    return None if None in people or None in pairs else (people, pairs)


def teams_in(result, files, what):
    """The teams of a result: in the result itself or from the list it pins; None where lines are withheld."""
    t = result["teams"]
    if t is None or isinstance(t, list):
        return t
    members(t, "root rows block", what + "检查组名单指纹")
    need(t["block"] == 1 and t["rows"] == len(result["selected"]), what + "检查组名单的行数与抽中户数不同")
    raw = find(files, t)
    lines = [None] if raw is None else rows(raw, "team")
    return None if None in lines else [{k: v for k, v in x.items() if k not in ("id", "salt")} for x in lines]


def same(expected, said, what):
    if jcs(expected) == jcs(said):
        return
    if isinstance(expected, list) and isinstance(said, list):
        for n, (a, b) in enumerate(zip(expected, said), 1):
            need(jcs(a) == jcs(b), "%s第 %d 行应为 %s，写的是 %s" % (what, n, jcs(a), jcs(b)))
        raise Fault("%s应有 %d 行，写了 %d 行" % (what, len(expected), len(said)))
    raise Fault("%s应为 %s，写的是 %s" % (what, jcs(expected), jcs(said)))


def check(a, files, locked, say):
    plan, result, label = a["plan"], a["result"], "第 %d 次抽取" % a["plan"]["attempt"]
    if a["reveal"] is None or result is None:
        return say("%s：没有结果（%s）" % (label, a["end"]))
    raw = find(files, plan["roster"])
    need(raw is not None, label + "：没有提供与方案指纹一致的检查对象名单")
    roster = rows(raw, "target")
    need(len(roster) == plan["roster"]["rows"], label + "：名单行数不对")
    say("%s：检查对象名单 %d 户，指纹一致" % (label, len(roster)))
    if plan["stage"] == "inspectors":
        given = plan["lockedTargets"] or []
        need(len(set(given)) == len(given) and set(given) <= locked, label + "的对象不是已锁定的对象")
    need(opens(a["reveal"]["otp"], 1, plan["otp"]["top"]), label + "：揭示的密钥打不开承诺")
    say_value(label, a["value"], say)
    seed = seed_of(plan, 1, a["texts"], a["reveal"]["otp"], None, a["value"])
    need(seed == a["reveal"]["seed"], label + "：种子应为 " + seed)
    expected = {"v": "ssj-result/v1", "task": plan["task"], "attempt": plan["attempt"], "stage": plan["stage"], "planHash": sha(jcs(plan)), "seed": seed, "strata": []}
    if plan["stage"] == "inspectors":
        known = {r["id"]: r for r in roster}
        need(all(c in known for c in given), label + "：已锁定的对象不在名单中")
        expected["selected"] = []
        for n, code in enumerate(given, 1):
            names = [s["name"] for s in plan["rules"]["strata"] if inside(known[code], s["where"])]
            names = names if plan["rules"]["mode"] == "joint" else names[:1]
            expected["selected"].append({"no": n, "code": code, "name": known[code]["name"], "section": known[code]["section"], "stratum": "、".join(names), "ticket": "", "rank": 0})
    else:
        groups = draw(roster, plan["rules"], seed)
        expected["strata"] = [g["figures"] for g in groups]
        expected.update(selection(groups, plan["rules"]))
        for size, g in zip(plan["sizes"], groups):
            need(g["figures"]["drawn"] - size["n"] in ((0, 1) if plan["rules"]["mode"] == "budget" else (0,)), label + "：抽取数与方案不同")
    need(isinstance(result, dict) and sorted(result) == sorted(list(expected) + ["teams"]), label + "：结果的字段不对")
    for name, value in expected.items():
        same(value, result[name], "%s %s " % (label, name))
    say("%s：承诺、投入、种子一致；逐户重抽 %d 户一致" % (label, len(expected["selected"])))
    if plan["stage"] == "objects":
        return need(result["teams"] is None, label + "：此阶段不应有检查组")
    lists, teams = people_of(plan, files), teams_in(result, files, label)
    if lists is None or teams is None:
        return say(label + "：人员名单有不公开的行，检查组未能逐组重排", False)
    same(teams_of(expected["selected"], lists[0], lists[1], plan["rules"]["team"], seed), teams, label + " 检查组 ")
    say("%s：检查组 %d 个，逐岗重排一致" % (label, len(teams)))


def check_later(attempts, later, files, say):
    if any("withheld" in e for e in later):
        say("人员更换事件不公开，只核对了指纹", False)
    shown = [e for e in later if "withheld" not in e]
    done = [e for e in shown if e["type"] in ("appointed", "appointed-outside")]
    last = next((a for a in reversed(attempts) if a["plan"]["stage"] != "objects" and a["end"] == "locked"), None)
    if not shown:
        return
    need(last is not None, "人员更换发生在锁定之前")
    told = rounds_of(shown, last["plan"])
    if not done:
        return
    for name, one in told.items():
        say_value("「%s」递补" % name, one["value"], say)
    plan, lists, rounds = last["plan"], people_of(last["plan"], files), set()
    if lists is None:
        return say("人员名单有不公开的行，未能核对更换的候选人", False)
    barred, drawn = {(p["inspector"], p["target"]) for p in lists[1]}, teams_in(last["result"], files, "")
    if drawn is None:
        return say("检查组名单有不公开的行，未能核对更换", False)
    teams, outside = {t["no"]: [m["inspector"] for m in t["members"]] for t in drawn}, set()
    for e in done:
        b, what = e["body"], "第 %d 个事件：" % e["seq"]
        earlier = [x for x in shown if x["seq"] < e["seq"] and x["body"]["id"] == b["id"]]
        kinds = [x["type"] for x in earlier]
        request = next((x["body"] for x in earlier if x["type"] == "substitution-request"), {})
        changes = b["changes"] if e["type"] == "appointed-outside" else [{"old": b["old"], "new": b["new"]}]
        need(isinstance(changes, list) and changes and request.get("no") == b["no"] and any(c["old"] == request.get("old") for c in changes) and "approval" in kinds and not {"appointed", "appointed-outside", "substitution-refused"} & set(kinds), what + "申请与批准不一致")
        need(b["no"] in teams, what + "没有这个检查组")
        team, target = teams[b["no"]], next(t for t in last["result"]["selected"] if t["no"] == b["no"])
        if e["type"] == "appointed-outside":
            # Nobody of the lists was left (出路).
            need(b["way"] in ("borrow", "reassign"), what + "人员变动不合格式")
            for c in changes:
                need(c["old"] in team, what + "被更换的人不在这个检查组")
                need(c["new"] not in team and (c["new"], target["code"]) not in barred, what + "来的人已在本组或应当回避")
                team[team.index(c["old"])] = c["new"]
            outside.add(b["no"])
            say("「%s」没有合格人员，经批准%s，不在抽取的名单之内，只核对了手续" % (b["id"], "借调人员" if b["way"] == "borrow" else "改由其他科室承办"), False)
            continue
        need(b["old"] in team, what + "被更换的人不在这个检查组")
        post = team.index(b["old"])
        known = b["no"] not in outside
        need(not known or not any(c in team or (c, target["code"]) in barred for c in b["candidates"]), what + "候选人已在本组或应当回避")
        need(b["new"] in b["candidates"], what + "人选不在候选人之中")
        fit = [p["id"] for p in lists[0] if p["id"] not in team and not unfit(p, post, target, plan["rules"]["team"], barred)]
        named = b["candidates"] + [x["inspector"] for x in b["exclusions"]]
        need(not known or all(p in named for p in fit), what + "有合格者既不是候选人、也没有写明排除理由")
        if known and any(c not in fit for c in b["candidates"]):
            say("有候选人的资格在抽取之后才取得，名单快照不能证明", False)
        if b["lot"] is not None:
            lot = members(b["lot"], "round otp seed", what)
            need(lot["round"] >= 2 and lot["round"] not in rounds and opens(lot["otp"], lot["round"], plan["otp"]["top"]), what + "递补的密钥打不开承诺")
            rounds.add(lot["round"])
            cause, one = {"substitution": b["id"], "inspection": "%s-%02d" % (plan["task"], b["no"]), "inspector": b["old"]}, told.get(b["id"])
            if one is not None:
                pinned = one["plan"]
                need(all(jcs(pinned[x]) == jcs(b[x]) for x in ("no", "old", "candidates", "exclusions")) and pinned["round"] == lot["round"], what + "人选、候选人或轮次与事先写定的递补方案不同")
                cause.update({x: pinned[x] for x in ("round", "candidates", "exclusions", "closer", "closeAt", "public")})
            texts, value = ([], None) if one is None else (one["texts"], one["value"])
            need(seed_of(plan, lot["round"], texts, lot["otp"], sha(jcs(cause)), value) == lot["seed"], what + "递补的种子不一致")
            k = key_of(lot["seed"], "sub/%d" % lot["round"])
            need(min(b["candidates"], key=lambda c: ticket(k, c)) == b["new"], what + "递补的不是票号最小者")
        team[post] = b["new"]
    say("人员更换 %d 次：申请、批准、候选人与人选均符合规则" % len(done))


def why(attempts, files, code):
    a = next(x for x in reversed(attempts) if x["plan"]["stage"] != "inspectors" and x["result"])
    roster = rows(find(files, a["plan"]["roster"]), "target")
    row = next((r for r in roster if r["id"] == code), None)
    if row is None or row["excluded"] is not None:
        return [code + ("：不在冻结的名单中" if row is None else "：被排除（%s）" % row["excluded"])]
    found = [(g, o) for g in draw(roster, a["plan"]["rules"], a["reveal"]["seed"]) for o in g["rows"] if o["id"] == code]
    return ["%s（层：%s）%s 票号 %s 分界线 %s" % (row["name"], o["stratum"], "抽中" if o["drawn"] else "未抽中", o["ticket"], max([x["ticket"] for x in g["rows"] if x["drawn"]], default="")) for g, o in found] or [code + "：不在任何层的范围内"]


def verify(bundle, files, key=None, plan=None, code=None, checkpoint=None):
    """Returns (ok, lines of the report)."""
    lines = []

    def say(text, checked=True):
        lines.append(("✓ " if checked else "– ") + text)
    try:
        log = open_bundle(bundle, key, plan, checkpoint, say)
        if key is None and plan is None and checkpoint is None:
            say("没有给出公布的公钥或记下的方案校验码：无法排除整包重做", False)
        attempts, later = attempts_of(log)
        locked = {t["code"] for a in attempts if a["plan"]["stage"] == "objects" and a["end"] == "locked" for t in a["result"]["selected"]}
        for a in attempts:
            check(a, list(files) + [b""], locked, say)
        check_later(attempts, later, list(files) + [b""], say)
        say("共 %d 次抽取，其中作废或放弃 %d 次" % (len(attempts), sum(a["end"] not in ("locked", "open") for a in attempts)))
        return True, lines + (why(attempts, files, code) if code else [])
    except Fault as fault:
        return False, lines + ["✗ %s" % fault]
    except (KeyError, TypeError, ValueError, IndexError, AttributeError) as error:
        return False, lines + ["✗ 复核包的内容不合格式（%r）" % error]


def main(argv):
    options, paths = {}, []
    while argv:
        word = argv.pop(0)
        if word in ("--key", "--plan", "--code", "--checkpoint") and argv:
            options[word[2:]] = argv.pop(0)
        else:
            paths.append(word)
    if len(paths) < 2:
        print(__doc__)
        return 2
    raw = []
    for path in paths:
        with open(path, "rb") as file:
            raw.append(file.read())
    if "checkpoint" in options:
        with open(options["checkpoint"], encoding="utf-8", newline="") as file:
            options["checkpoint"] = file.read()
    ok, lines = verify(raw[0], raw[1:], **options)
    left = sum(line.startswith("– ") for line in lines)
    print("\n".join(lines + ["复核不通过" if not ok else "复核通过" + ("（%d 项未能核对，见上）" % left if left else "")]))
    return 0 if ok else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
