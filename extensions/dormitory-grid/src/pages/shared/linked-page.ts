/** Pages that others lead to from their header: `nav.<name>` names each. */
export type LinkedPage = 'tonight' | 'patrol' | 'issues' | 'measures' | 'activities' | 'desk' | 'counsellor';
