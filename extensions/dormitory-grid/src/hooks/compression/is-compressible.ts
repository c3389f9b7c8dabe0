/** Answers that carry tokens are left as they are: their compressed length would tell about them (BREACH). */
export function isCompressible(path: string): boolean {
	return !/^\/(auth|users\/me\/tfa|utils\/random|utils\/hash)(\/|$)/i.test(path);
}
