/** The server's clock less this phone's, in milliseconds; the answer was made about half-way between asking and hearing. */
export function clockOffset(serverNow: string, sentAt: number, receivedAt: number): number {
	return Date.parse(serverNow) - (sentAt + receivedAt) / 2;
}
