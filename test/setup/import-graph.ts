import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';

/** The addresses that a source file imports, statically, dynamically or by re-export. */
export function importsOf(file: string): string[] {
	const text = withoutComments(readFileSync(file, 'utf8'));
	const pattern = /(?:\bfrom\s*|\bimport\s*\(\s*|\bimport\s+)(['"])([^'"\n]+)\1/g;
	return [...text.matchAll(pattern)].map((match) => match[2] ?? '');
}

/** A file and everything of ours that it leads to. */
export function importClosure(entry: string): string[] {
	const found = new Set<string>();
	const visit = (file: string): void => {
		if (found.has(file) || !existsSync(file)) return;
		found.add(file);
		for (const address of importsOf(file)) if (address.startsWith('.')) visit(resolve(dirname(file), address));
	};
	visit(entry);
	return [...found].toSorted();
}

/** Every source file below a folder. */
export function sourceFiles(folder: string): string[] {
	return readdirSync(folder, { withFileTypes: true, recursive: true })
		.filter((entry) => entry.isFile() && /\.(ts|mts|mjs|vue)$/.test(entry.name))
		.map((entry) => join(entry.parentPath, entry.name))
		.filter((file) => !/[/\\](node_modules|dist)[/\\]/.test(file))
		.toSorted();
}

/** Comments may name what code must not; strings stay, because imports are among them. */
export function withoutComments(text: string): string {
	return text.replace(/\/\*[\s\S]*?\*\//g, '').replace(/(^|[\s;{}()])\/\/[^\n]*/g, '$1');
}
