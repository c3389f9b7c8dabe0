import type { Language } from '../constants/languages.ts';
import { type QrCode, qrCode } from '../domain/qr-code.ts';

/** A card to be cut out and put up: what hangs on a door or stands on a facility. All of it plain text. */
export interface Card {
	title: string;
	line: string;
	/** What its QR code holds. */
	address: string;
	/** What a scan is for; whoever stands before it may read either language. */
	purpose: readonly [zh: string, en: string];
	small: string;
}

/**
 * Cards as a document to be printed and cut, eight a page. It holds no script and asks for nothing from elsewhere.
 * @param hint said above the cards on the screen, not on paper
 */
export function printCards(
	{ title, hint, cards }: { title: string; hint: string; cards: readonly Card[] },
	language: Language,
): string {
	return `<!doctype html>
<html lang="${language}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>${escape(title)}</title>
<style>${STYLE}</style></head><body>
<p class="hint">${escape(hint)}</p>
<ul>
${cards.map(printCard).join('\n')}
</ul></body></html>`;
}

function printCard({ title, line, address, purpose: [zh, en], small }: Card): string {
	const qr = qrCode(address);
	return `<li><h2>${escape(title)}</h2><p>${escape(line)}</p>
${qr ? svg(qr) : `<p>${escape(address)}</p>`}
<p><b>${escape(zh)}</b><br>${escape(en)}</p>
<p class="small">${escape(small)}</p></li>`;
}

const STYLE = `@page{size:A4;margin:10mm}
body{margin:0 auto;max-width:190mm;font:11pt/1.4 system-ui,'Noto Sans SC','Microsoft YaHei',sans-serif;color:#000;background:#fff}
ul{display:grid;grid-template-columns:1fr 1fr;gap:0;margin:0;padding:0;list-style:none}
li{height:68mm;padding:3mm;border:1px dashed #888;text-align:center;break-inside:avoid;overflow:hidden;box-sizing:border-box}
h2{margin:0;font-size:16pt;line-height:1.2}p{margin:0;font-size:9pt}.small{font-size:8pt;color:#444}
svg{width:34mm;height:34mm;margin:.5mm}
.hint{margin:16px;font-size:11pt}@media print{.hint{display:none}}`;

/** With the quiet zone that readers need around it. */
function svg(code: QrCode): string {
	const size = code.length + 8;
	const dark = code.flatMap((row, y) => row.flatMap((is, x) => (is ? [`M${x + 4} ${y + 4}h1v1h-1z`] : [])));
	return `<svg viewBox="0 0 ${size} ${size}" role="img" aria-label="QR"><path d="${dark.join('')}"/></svg>`;
}

function escape(text: string): string {
	return text.replace(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`);
}
