/** What the filter asks for; an empty text is no limit. */
export interface Asked {
	from: string;
	to: string;
	category: string;
	building: string;
	office: string;
}

export const NOTHING_ASKED: Asked = { from: '', to: '', category: '', building: '', office: '' };
