import type { Language } from '../../constants/languages.ts';
import { ROUTES } from '../../constants/routes.ts';
import { type QrCode, qrCode } from '../../domain/qr-code.ts';
import { say } from '../../lang/say.ts';
import type { PublicPlacesAnswer } from '../../types/api-public.ts';

/**
 * A building's codes as a document to be printed and cut: a card a door, eight a page. It holds no script and asks for
 * nothing from elsewhere.
 * @param base the installation's address, as students reach it
 */
export function printPlaces(answer: PublicPlacesAnswer, base: string, language: Language): string {
	const cards = answer.places.map(({ code, name, room }) => {
		const address = `${base.replace(/\/$/, '')}${ROUTES.door}/${code}`;
		const qr = qrCode(address);
		return `<li><h2>${escape(name)}</h2><p>${escape(room ? `${answer.building} · ${answer.college}` : answer.college)}</p>
${qr ? svg(qr) : `<p>${escape(address)}</p>`}
<p><b>扫码反映问题，无需登录</b><br>Scan to report a problem; no log-in</p>
<p class="small">${code.replace(/(.{4})(?=.)/g, '$1 ')}${answer.phone ? ` · ${escape(answer.phone)}` : ''}</p></li>`;
	});
	return `<!doctype html>
<html lang="${language}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>${escape(say(language, 'public.print.title', { building: answer.building }))}</title>
<style>${STYLE}</style></head><body>
<p class="hint">${escape(say(language, 'public.print.hint'))}</p>
<ul>
${cards.join('\n')}
</ul></body></html>`;
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
