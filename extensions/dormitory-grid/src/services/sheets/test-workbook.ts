import { crc32, deflateRawSync } from 'node:zlib';

/** Workbooks as anybody can make them, for the tests of what is read. */

export function text(content: string): Uint8Array {
	return new TextEncoder().encode(content);
}

/** A workbook of one sheet; `strings` are its shared strings, as XML. */
export function workbook(content: string, padding = 0, strings?: string): Uint8Array {
	const main = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main';
	const office = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';
	const relations = (list: string) =>
		text(`<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">${list}</Relationships>`);
	const sheet = Buffer.concat([
		text(`<worksheet xmlns="${main}">${content}`),
		Buffer.alloc(padding, ' '),
		text('</worksheet>'),
	]);
	return archive({
		'[Content_Types].xml': text('<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"></Types>'),
		'_rels/.rels': relations(`<Relationship Id="rId1" Type="${office}/officeDocument" Target="xl/workbook.xml"/>`),
		'xl/workbook.xml': text(
			`<workbook xmlns="${main}" xmlns:r="${office}"><sheets><sheet name="x" sheetId="1" r:id="rId1"/></sheets></workbook>`,
		),
		'xl/_rels/workbook.xml.rels': relations(
			`<Relationship Id="rId1" Type="${office}/worksheet" Target="worksheets/sheet1.xml"/>${
				strings === undefined
					? ''
					: `<Relationship Id="rId2" Type="${office}/sharedStrings" Target="sharedStrings.xml"/>`
			}`,
		),
		'xl/worksheets/sheet1.xml': sheet,
		...(strings === undefined ? {} : { 'xl/sharedStrings.xml': text(`<sst xmlns="${main}">${strings}</sst>`) }),
	});
}

/** A zip archive as anybody can make one. */
export function archive(files: Readonly<Record<string, Uint8Array>>): Uint8Array {
	const bodies: Buffer[] = [];
	const directory: Buffer[] = [];
	let offset = 0;
	for (const [name, content] of Object.entries(files)) {
		const packed = deflateRawSync(content);
		const fields = Buffer.alloc(26);
		fields.writeUInt16LE(20, 0);
		fields.writeUInt16LE(8, 4);
		fields.writeUInt32LE(crc32(content), 10);
		fields.writeUInt32LE(packed.length, 14);
		fields.writeUInt32LE(content.length, 18);
		fields.writeUInt16LE(Buffer.byteLength(name), 22);
		bodies.push(Buffer.from('PK\x03\x04'), fields, Buffer.from(name), packed);
		const place = Buffer.alloc(14);
		place.writeUInt32LE(offset, 10);
		directory.push(Buffer.from('PK\x01\x02\x14\x00'), fields, place, Buffer.from(name));
		offset += 30 + Buffer.byteLength(name) + packed.length;
	}
	const listed = Buffer.concat(directory);
	const end = Buffer.alloc(22);
	end.write('PK\x05\x06', 'latin1');
	end.writeUInt16LE(Object.keys(files).length, 8);
	end.writeUInt16LE(Object.keys(files).length, 10);
	end.writeUInt32LE(listed.length, 12);
	end.writeUInt32LE(offset, 16);
	return new Uint8Array(Buffer.concat([...bodies, listed, end]));
}

/** The same archive, whose directory lies about the size of a file. */
export function declare(bytes: Uint8Array, name: string, size: number): Uint8Array {
	const lying = Buffer.from(bytes);
	const entry = lying.lastIndexOf(name) - 46;
	lying.writeUInt32LE(size, entry + 24);
	return new Uint8Array(lying);
}
