import type { Application } from 'express';

/**
 * Behind a proxy that is not trusted every request comes from one address, the proxy's: all stand in one line at the
 * log-in, and every log names the wrong place. Said once; anybody can write that header, so no more follows from it.
 */
export function watchProxy(app: Application, tell: (message: string) => void): void {
	let told = false;
	app.use((req, _res, next) => {
		if (!told && req.headers['x-forwarded-for'] !== undefined && app.get('trust proxy') === false) {
			told = true;
			tell(PROXY_NOT_TRUSTED);
		}
		next();
	});
}

const PROXY_NOT_TRUSTED =
	'[grid] IP_TRUST_PROXY=false，但请求经过了反向代理：所有人被视为同一地址，登录限速会互相影响；请填写代理的层数或地址 / requests come through a proxy that is not trusted: everybody counts as one address, and the log-in delay holds all of them; write its address or their number';
