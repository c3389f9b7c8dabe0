/** Fills the `{names}` of a text in; `{count|gap|gaps}` is the word for one or for several. What is unknown is left out. */
export function fill(text: string, values: Readonly<Record<string, string | number | null>>): string {
	return text.replace(/\{(\w+)(?:\|([^|}]*)\|([^}]*))?\}/g, (_, name: string, one?: string, several?: string) =>
		one === undefined ? String(values[name] ?? '') : ((Number(values[name]) === 1 ? one : several) ?? ''),
	);
}
