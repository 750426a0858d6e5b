import {
  AlignmentType,
  Document,
  Footer,
  Header,
  HeadingLevel,
  LevelFormat,
  Packer,
  PageNumber,
  Paragraph,
  type Table,
  TextRun,
} from 'docx'
import { strFromU8, strToU8, unzipSync, zipSync } from 'fflate'
import { pngOf } from '../picture/palette-png.ts'
import { MUTED } from '../picture/tones.ts'
import { picturesIn } from '../render/in-chat.ts'
import type { Paper } from './blocks.ts'
import { blocksOf, NUMBERING, type Pictures } from './docx-blocks.ts'
import { clean } from './docx-runs.ts'
import { tableOf } from './docx-table.ts'

/** Pixels per point of a drawing: sharp in print. */
const PRINT = 2

/** A paper as a .docx file; the same paper gives the same bytes. */
export async function docxOf(paper: Paper): Promise<Buffer> {
  const pictures = await drawn(paper)
  const file = await Packer.toBuffer(
    new Document({
      creator: 'wsoa',
      lastModifiedBy: 'wsoa',
      title: clean(`${paper.title}, ${paper.footer}`),
      numbering: NUMBERED,
      styles: STYLES,
      sections: [
        {
          properties: {
            page: {
              size: { width: 11_906, height: 16_838 },
              margin: { top: 1134, bottom: 1134, left: 1134, right: 1134, header: 567, footer: 567 },
            },
          },
          ...(paper.mark === null
            ? {}
            : { headers: { default: new Header({ children: [mark(paper.mark)] }) } }),
          footers: { default: new Footer({ children: [footer(paper)] }) },
          children: [
            ...titleBlock(paper),
            ...paper.parts.flatMap((part) => [heading(part.heading), ...blocksOf(part.blocks, pictures)]),
          ],
        },
      ],
    }),
  )
  return repacked(file, paper.asAt)
}

async function drawn({ parts }: Paper): Promise<Pictures> {
  const all = parts.flatMap(({ blocks }) => picturesIn(blocks))
  const pairs = all.map(async (picture) => [picture, await pngOf(picture, PRINT)] as const)
  return new Map(await Promise.all(pairs))
}

function titleBlock({ body, title, facts }: Paper): readonly (Paragraph | Table)[] {
  return [
    new Paragraph({ style: 'Body', children: [new TextRun({ text: clean(body), bold: true })] }),
    new Paragraph({ heading: HeadingLevel.TITLE, children: [new TextRun(clean(title))] }),
    tableOf({ rows: facts.map(({ label, value }) => [{ kind: 'strong', text: label }, value]) }),
  ]
}

function heading(text: string): Paragraph {
  return new Paragraph({
    heading: HeadingLevel.HEADING_1,
    numbering: { reference: NUMBERING, level: 0 },
    children: [new TextRun(clean(text))],
  })
}

function mark(text: string): Paragraph {
  return new Paragraph({ alignment: AlignmentType.RIGHT, children: [new TextRun({ text, bold: true })] })
}

function footer({ footer: text }: Paper): Paragraph {
  return new Paragraph({
    style: 'SmallPrint',
    tabStops: [{ type: 'right', position: 9_638 }],
    children: [
      new TextRun(clean(text)),
      new TextRun('\tPage '),
      new TextRun({ children: [PageNumber.CURRENT] }),
      new TextRun(' of '),
      new TextRun({ children: [PageNumber.TOTAL_PAGES] }),
    ],
  })
}

const NUMBERED = {
  config: [
    {
      reference: NUMBERING,
      levels: [
        {
          level: 0,
          format: LevelFormat.DECIMAL,
          text: '%1.',
          alignment: AlignmentType.START,
          style: { paragraph: { indent: { left: 567, hanging: 567 } } },
        },
        {
          level: 1,
          format: LevelFormat.DECIMAL,
          text: '%1.%2',
          alignment: AlignmentType.START,
          style: { paragraph: { indent: { left: 567, hanging: 567 } } },
        },
      ],
    },
  ],
}

const FONT = 'Arial'

const STYLES = {
  default: {
    document: {
      run: { font: FONT, size: 22, language: { value: 'en-GB' } },
      paragraph: { spacing: { after: 120, line: 264, lineRule: 'auto' } },
    },
    title: {
      run: { font: FONT, size: 40, bold: true, color: '0B0C0C' },
      paragraph: { spacing: { before: 60, after: 200 } },
    },
    heading1: {
      run: { font: FONT, size: 30, bold: true, color: '0B0C0C' },
      paragraph: { spacing: { before: 400, after: 140 }, keepNext: true },
    },
    heading2: {
      run: { font: FONT, size: 25, bold: true, color: '0B0C0C' },
      paragraph: { spacing: { before: 280, after: 100 }, keepNext: true },
    },
    heading3: {
      run: { font: FONT, size: 22, bold: true, color: '0B0C0C' },
      paragraph: { spacing: { before: 220, after: 80 }, keepNext: true },
    },
  },
  paragraphStyles: [
    {
      id: 'Body',
      name: 'Body',
      basedOn: 'Normal',
      quickFormat: true,
      paragraph: { spacing: { before: 80, after: 80, line: 264, lineRule: 'auto' } },
    },
    {
      id: 'SmallPrint',
      name: 'Small print',
      basedOn: 'Normal',
      quickFormat: true,
      run: { size: 19, color: MUTED.slice(1) },
    },
    {
      id: 'TableText',
      name: 'Table text',
      basedOn: 'Normal',
      quickFormat: true,
      run: { size: 19 },
      paragraph: { spacing: { before: 30, after: 30, line: 240, lineRule: 'auto' } },
    },
  ],
} as const

/** The date of every file in the archive, so that the same paper always gives the same bytes. */
const ARCHIVED = new Date(1980, 0, 1)

/** The archive with the instant of its figures instead of the machine's clock. */
function repacked(file: Buffer, asAt: string): Buffer {
  const entries = Object.entries(unzipSync(file)).filter(([name]) => !name.endsWith('/'))
  const fixed = entries.map(([name, bytes]) => [name, name === CORE ? dated(bytes, asAt) : bytes] as const)
  const packed = zipSync(Object.fromEntries([...fixed].sort(contentTypesFirst)), { mtime: ARCHIVED })
  return Buffer.from(packed)
}

const CORE = 'docProps/core.xml'
const TYPES = '[Content_Types].xml'

function dated(bytes: Uint8Array, asAt: string): Uint8Array {
  return strToU8(strFromU8(bytes).replace(/(<dcterms:(?:created|modified)[^>]*>)[^<]*/g, `$1${asAt}`))
}

/** Readers expect the content types first. */
function contentTypesFirst(
  [one]: readonly [string, Uint8Array],
  [other]: readonly [string, Uint8Array],
): number {
  return Number(other === TYPES) - Number(one === TYPES)
}
