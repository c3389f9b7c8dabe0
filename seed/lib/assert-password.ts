import { PASSWORD_LENGTH } from '../../extensions/dormitory-grid/src/constants/password-policy.ts';

/** The first accounts are written past Directus, which would refuse a short password. */
export function assertPassword(setting: string, password: string): void {
	if (password.length >= PASSWORD_LENGTH) return;
	throw new Error(
		`${setting}: 至少 ${PASSWORD_LENGTH} 个字符，请修改设置后重新启动 / at least ${PASSWORD_LENGTH} characters: change it and start again`,
	);
}
