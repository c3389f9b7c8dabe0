/** What people write, made safe to show to others. */

/** Control characters but tab and line breaks, and marks that turn the direction of what follows (Trojan Source). */
// oxlint-disable-next-line no-control-regex
const UNSEEN = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f\u202a-\u202e\u2066-\u2069]/g;

export function withoutUnseen(text: string): string {
	return text.replace(UNSEEN, '');
}

/** Marks of Markdown and HTML wherever they stand, and what makes an address of a text by itself. */
const MARKS = /[\\`*_[\]<>#!|~&@]|:(?=\/\/)|(?<=www)\./gi;

/** A text as Markdown that shows it as it stands. A line may still begin with a hyphen: our own lists do. */
export function escapeMarkdown(text: string): string {
	return text.replace(MARKS, '\\$&');
}
