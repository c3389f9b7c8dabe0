/**
 * Takes away what prototype pollution writes to. `set({}, ['toString', 'call'], …)` walks from a plain object into the
 * functions of Object.prototype, and from an array (`set({}, ['a', '0'], …)` makes one) into those of Array.prototype;
 * there it overwrote `call` for the whole process. The functions are frozen, not the prototypes: libraries may still add to those.
 */
export function freezeBuiltins(): number {
	let frozen = 0;
	for (const prototype of [Object.prototype, Array.prototype, String.prototype, Number.prototype, Function.prototype]) {
		for (const [name, descriptor] of Object.entries(Object.getOwnPropertyDescriptors(prototype))) {
			// Constructors stay open: lodash refuses to walk into `constructor`, and libraries do add to Object and Array.
			if (name === 'constructor' || typeof descriptor.value !== 'function' || Object.isFrozen(descriptor.value))
				continue;
			Object.freeze(descriptor.value);
			frozen += 1;
		}
	}
	return frozen;
}
