import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { escapeMarkdown, withoutUnseen } from './plain-text.ts';

describe('escapeMarkdown', () => {
	it.each([
		['[请点此重新登录](https://evil.example)', '\\[请点此重新登录\\](https\\://evil.example)'],
		['https://evil.example', 'https\\://evil.example'],
		['www.evil.example', 'www\\.evil.example'],
		['a@evil.example', 'a\\@evil.example'],
		['<img src=x>', '\\<img src=x\\>'],
		['![x][1]', '\\!\\[x\\]\\[1\\]'],
		['a\\[b', 'a\\\\\\[b'],
		['&#91;', '\\&\\#91;'],
		['- 3-2-1 单元（201）：2 人', '- 3-2-1 单元（201）：2 人'],
	])('%s', (text, escaped) => expect(escapeMarkdown(text)).toBe(escaped));

	it('leaves no mark that is not escaped, and loses nothing', () => {
		fc.assert(
			fc.property(fc.string({ unit: 'grapheme' }), (text) => {
				const escaped = escapeMarkdown(text);
				expect(escaped.replace(/\\([^\p{L}\p{N}])/gu, '$1')).toBe(text);
				expect(escaped.replace(/\\./gu, '')).not.toMatch(/[`*_[\]<>#!|~&@]|:\/\//);
			}),
		);
	});
});

describe('withoutUnseen', () => {
	it('leaves out control characters and turns of direction, and keeps tabs, lines and other scripts', () => {
		expect(withoutUnseen('a\0b\u0007\u001b[31m\u202egnp\u202c\u2066x\u2069\u007f')).toBe('ab[31mgnpx');
		const kept = '欧阳𠮷\t一\r\n二 مرحبا \u200d👩‍🎓';
		expect(withoutUnseen(kept)).toBe(kept);
	});
});
