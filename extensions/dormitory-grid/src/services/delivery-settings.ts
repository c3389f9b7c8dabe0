/** What an installation has set about the ways out of it; read once at the start (hooks/night-clock). */
export interface DeliverySettings {
	/** Whether mail can leave: a sender's address of its own is set. */
	mails: boolean;
	/** Whether rehearsals send mails and robot messages, too; a group chat must not be alarmed by practice. */
	rehearsals: boolean;
	/** `host` or `host:port` of robots that are no platform's own; they may be plain HTTP. */
	robotHosts: readonly string[];
	/** Where people reach this installation, for the link at the end of a mail. */
	address: string | null;
}

/** What Directus writes from when nobody has set anything. */
const NO_SENDER = 'no-reply@example.com';

let settings: DeliverySettings = { mails: false, rehearsals: false, robotHosts: [], address: null };

/** @param env Directus's environment, in which `.env` has its say */
export function readDeliverySettings(env: Readonly<Record<string, unknown>>): DeliverySettings {
	const text = (name: string) => {
		const value = env[name];
		return typeof value === 'string' || typeof value === 'boolean' ? String(value).trim() : '';
	};
	const address = text('PUBLIC_URL').replace(/\/+$/, '');
	return {
		mails: !['', NO_SENDER].includes(text('EMAIL_FROM')),
		rehearsals: text('GRID_REHEARSAL_SENDS') === 'true',
		robotHosts: text('GRID_ROBOT_HOSTS')
			.split(',')
			.map((host) => host.trim().toLowerCase())
			.filter(Boolean),
		address: /^https?:/.test(address) ? address : null,
	};
}

export function setDeliverySettings(next: DeliverySettings): void {
	settings = next;
}

export function deliverySettings(): DeliverySettings {
	return settings;
}
