import type { EntryKind } from '../types/api.ts';

/** The words of a pasted list (domain/paste.ts), as students write them in a group chat. */

export type PastedKind = 'in' | EntryKind;

/** Longest first within a kind; "不在" must be tried before "在". */
const KIND_WORDS: readonly [PastedKind, RegExp][] = [
	['late_return', /^(?:晚归|迟归|晚回|晚到|late\s+return(?:ed)?|late)/i],
	[
		'not_returned',
		/^(?:夜不归宿|还没(?:有)?回来?|没(?:有)?回来?|尚?未(?:归|回|到)(?:寝|校)?|不归|不在(?:寝室|寝|宿舍)?|缺寝|not\s+(?:returned|back|in)|absent|missing)/i,
	],
	['on_leave', /^(?:已?请假|已?准假|事假|病假|公假|on\s+leave|leave)/i],
	[
		'in',
		/^(?:(?:全部?|都|均|已)?(?:在寝室?|到齐|归寝|到寝)|(?:全|都)(?:员)?(?:到齐?|在|齐)|已(?:归|回|到)|到齐|齐|满员|无异常|(?:一切)?正常|√|✓|✔|present|in)/i,
	],
];
/** A single character says it only where it stands alone. */
const LONE_IN = /^[在到](?![\p{Script=Han}])/u;

/** Whoever has not been named: 其余在寝, 全寝在寝. */
const REST = /^(?:其余|其他|其它|余下|剩余|剩下|全体|所有|全寝)(?:的)?(?:人员|同学|人)?/;
const NEGATION = /^(?:没有|没|未|无|不|非|零|0\s*(?:人|个)?)\s*(?:人)?\s*/;
/** After a kind: nobody. */
const NOBODY =
	/^[\s:,、-]*(?:(?:人数)?[\s:]*(?:0|零|没有|无)(?:人|名|个)?|none|nobody|nil)(?=$|[\s,;.。、)]|[\p{Script=Han}])/iu;

/** Words that name nobody and give no reason. */
const NOISE =
	/^(?:名单|人员|情况|同学们?|学生|寝室长|室长|室友|寝室|宿舍|房间|如下|统计|\d+\s*(?:人|名|个|位)|共|有|今晚|今天|今日|目前|是|的|了|都|均|也|和|与|及|跟|以及|还有|等|两人|三人|[寝室房号人])+$/;
/** What may follow a name without a space and is no part of it. */
const AFTER_NAME =
	/^(?:同学|今晚|今天|今日|目前|因|由于|已|还|尚|暂|正|也|都|均|和|与|及|跟|以及|等|是|有|在|去|回家|回校|生病|发烧|实习|加班|打工|外出|家里|身体|的|了|等)/;
const BEFORE_NAME =
	/(?:同学|室友|寝室长|室长|学生|寝室?|室|房|宿舍|号|人|有|是|和|与|及|跟|以及|还有|名单|人员|[\d.])$/;

/** One form for what looks alike: full width, spaces of all sorts, dots inside names, dashes. Never changes a line's sense. */
export function normalise(text: string): string {
	return text
		.normalize('NFKC')
		.replace(/\u200B|\u200C|\u200D|\u2060|\uFEFF|\uFE0E|\uFE0F/g, '')
		.replace(/[•・‧∙⋅]/g, '·')
		.replace(/[‐‑‒–—―−─]+|-{2,}/g, '-')
		.replace(/[【[〔〖{<《「]/g, '(')
		.replace(/[】\]〕〗}>》」]/g, ')')
		.replace(/[ \t\r\f\v]+/g, ' ')
		.trim();
}

export type KindFound = { kind: PastedKind; length: number } | { kind: 'negated'; length: number } | null;

/** A kind at the beginning of a text; `negated` is one of which it is said that nobody is: 无晚归, 晚归 0 人. */
export function findKind(text: string): KindFound {
	const plain = findWord(text);
	if (plain !== null) {
		const nobody = plain.kind === 'in' ? null : NOBODY.exec(text.slice(plain.length));
		return nobody ? { kind: 'negated', length: plain.length + nobody[0].length } : plain;
	}
	const negation = NEGATION.exec(text);
	const denied = negation && findWord(text.slice(negation[0].length));
	return negation && denied ? { kind: 'negated', length: negation[0].length + denied.length } : null;
}

/** @returns how many characters speak of "the others", before what is said of them */
export function skipRest(text: string): number {
	return REST.exec(text)?.[0].length ?? 0;
}

function findWord(text: string): { kind: PastedKind; length: number } | null {
	for (const [kind, pattern] of KIND_WORDS) {
		const found = pattern.exec(text)?.[0];
		if (found !== undefined && !(isLatin(found) && /^\w/.test(text.slice(found.length))))
			return { kind, length: found.length };
	}
	return LONE_IN.test(text) ? { kind: 'in', length: 1 } : null;
}

/** Latin words end where a letter does not follow; 'in' is no part of 'Ming'. */
function isLatin(word: string): boolean {
	return /^[a-z]/i.test(word);
}

export function isNoise(text: string): boolean {
	const bare = text.replace(/[\s:,;.。、#/|!~*]+/g, '');
	return bare === '' || NOISE.test(bare);
}

/** Whether what stands right beside a name could be a part of another, longer one (李明 in 李明华). */
export function touchesName(before: string, after: string): boolean {
	const touched = (text: string) => /[\p{L}\p{N}·]/u.test(text);
	return (
		(touched(before.slice(-1)) && !BEFORE_NAME.test(before)) || (touched(after.slice(0, 1)) && !AFTER_NAME.test(after))
	);
}

/** 'HH:MM' of a clock at the beginning of a text: 23:10, 23点10分, 23点半, 23点. */
export function findTime(text: string): { time: string; length: number } | null {
	const found =
		/^([01]?\d|2[0-3])\s*(?::\s*([0-5]\d)(?!\d)|[点时]\s*(?:(半)|([0-5]?\d)\s*分?(?!\d))?)\s*(?:左右)?/.exec(text);
	if (!found) return null;
	const minute = found[3] ? '30' : (found[2] ?? found[4] ?? '0');
	return { time: `${(found[1] ?? '').padStart(2, '0')}:${minute.padStart(2, '0')}`, length: found[0].length };
}
