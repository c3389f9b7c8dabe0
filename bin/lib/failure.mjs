/** Something that a person can mend: what was wrong, and what to do. Printed without a stack. */
export class Failure extends Error {
	constructor(message, advice = '', exitCode = 1) {
		super(message);
		this.advice = advice;
		this.exitCode = exitCode;
	}
}
