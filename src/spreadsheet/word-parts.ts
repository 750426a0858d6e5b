/** The names that a part of a Word document uses. */
export const WORD =
  'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'

export function part(xml: string): string {
  return `<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n${xml}`
}

/** A text as XML can hold it. */
export function escaped(text: string): string {
  return text
    .toWellFormed()
    .replace(/\r\n?/g, '\n')
    .replace(/[^\P{Cc}\n\t]|[\ufffe\uffff]/gu, '')
    .replace(/&/g, '&amp;')
    .replace(/</g, '&lt;')
    .replace(/>/g, '&gt;')
    .replace(/"/g, '&quot;')
}

const OFFICE = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships'
const PACKAGE = 'http://schemas.openxmlformats.org/package/2006'
const MAIN = 'application/vnd.openxmlformats-officedocument'

export const TYPES = part(
  `<Types xmlns="${PACKAGE}/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/word/document.xml" ContentType="${MAIN}.wordprocessingml.document.main+xml"/><Override PartName="/word/styles.xml" ContentType="${MAIN}.wordprocessingml.styles+xml"/><Override PartName="/word/footer1.xml" ContentType="${MAIN}.wordprocessingml.footer+xml"/><Override PartName="/docProps/core.xml" ContentType="application/vnd.openxmlformats-package.core-properties+xml"/><Override PartName="/docProps/custom.xml" ContentType="${MAIN}.custom-properties+xml"/></Types>`,
)

function relations(each: readonly (readonly [id: string, type: string, target: string])[]): string {
  const all = each.map(([id, type, target]) => `<Relationship Id="${id}" Type="${type}" Target="${target}"/>`)
  return part(`<Relationships xmlns="${PACKAGE}/relationships">${all.join('')}</Relationships>`)
}

export const RELATIONS = {
  package: relations([
    ['rId1', `${OFFICE}/officeDocument`, 'word/document.xml'],
    ['rId2', `${PACKAGE}/relationships/metadata/core-properties`, 'docProps/core.xml'],
    ['rId3', `${OFFICE}/custom-properties`, 'docProps/custom.xml'],
  ]),
  document: relations([
    ['rId1', `${OFFICE}/styles`, 'styles.xml'],
    ['rId2', `${OFFICE}/footer`, 'footer1.xml'],
  ]),
} as const

function style(
  id: string,
  { looks, space = '' }: { readonly looks: string; readonly space?: string },
): string {
  return `<w:style w:type="paragraph" w:styleId="${id}"><w:name w:val="${id}"/><w:basedOn w:val="Normal"/><w:pPr>${space}</w:pPr><w:rPr>${looks}</w:rPr></w:style>`
}

const CLOSE = '<w:spacing w:before="40" w:after="40"/>'

export const STYLES = part(
  `<w:styles ${WORD}><w:docDefaults><w:rPrDefault><w:rPr><w:rFonts w:ascii="Arial" w:hAnsi="Arial" w:cs="Arial"/><w:sz w:val="21"/><w:lang w:val="en-GB"/></w:rPr></w:rPrDefault></w:docDefaults><w:style w:type="paragraph" w:default="1" w:styleId="Normal"><w:name w:val="Normal"/><w:pPr><w:spacing w:after="120"/></w:pPr></w:style>${style('Title', { looks: '<w:b/><w:sz w:val="30"/>' })}${style('Cell', { looks: '', space: CLOSE })}${style('Label', { looks: '<w:b/>', space: CLOSE })}${style('Head', { looks: '<w:b/><w:sz w:val="17"/>', space: CLOSE })}${style('Narrow', { looks: '<w:sz w:val="17"/>', space: CLOSE })}${style('Small', { looks: '<w:color w:val="595959"/><w:sz w:val="14"/>', space: CLOSE })}<w:style w:type="character" w:styleId="Placeholder"><w:name w:val="Placeholder Text"/><w:rPr><w:color w:val="6B6B6B"/></w:rPr></w:style></w:styles>`,
)
