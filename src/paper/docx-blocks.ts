import { HeadingLevel, ImageRun, Paragraph, type Table } from 'docx'
import { type Fact, inlines, type Picture, strong, type Text } from '../message.ts'
import { chatBlocks, headingText, isOnPages, type OnPages } from '../render/in-chat.ts'
import type { PaperBlock } from './blocks.ts'
import { clean, runsOf } from './docx-runs.ts'
import { tableOf } from './docx-table.ts'

/** The list that numbers headings and recommendations. */
export const NUMBERING = 'parts'

export type Pictures = ReadonlyMap<Picture, Buffer>

/** Space within the margins below a heading, in pixels at 96 per inch. */
const ROOM = { width: 642, height: 890 } as const

/** A paragraph before a table or a subheading stays on the same page. */
export function blocksOf(blocks: readonly PaperBlock[], pictures: Pictures): readonly (Paragraph | Table)[] {
  const shown = blocks.flatMap((block): readonly Exclude<PaperBlock, OnPages>[] =>
    isOnPages(block) ? chatBlocks([block]) : [block],
  )
  return shown.flatMap((block, index) => {
    const next = shown[index + 1]?.kind
    return blockOf(block, { pictures, keepNext: next === 'table' || next === 'subheading' })
  })
}

function blockOf(
  block: Exclude<PaperBlock, OnPages>,
  { pictures, keepNext }: { pictures: Pictures; keepNext: boolean },
): readonly (Paragraph | Table)[] {
  switch (block.kind) {
    case 'heading':
      return [new Paragraph({ heading: HeadingLevel.HEADING_2, children: runsOf(headingText(block)) })]
    case 'subheading':
      return [new Paragraph({ heading: HeadingLevel.HEADING_3, children: runsOf(block.text) })]
    case 'paragraph':
      return paragraph(block.text, { keepNext })
    case 'context':
      return paragraph(block.text, { style: 'SmallPrint', keepNext })
    case 'quote':
      return paragraph([{ kind: 'said', text: block.text }, ` (${block.by})`])
    case 'list':
      return block.items.map((item) => new Paragraph({ bullet: { level: 0 }, children: runsOf(item) }))
    case 'numbered':
      return block.items.map(
        (item) => new Paragraph({ numbering: { reference: NUMBERING, level: 1 }, children: runsOf(item) }),
      )
    case 'facts':
      return block.facts.flatMap(fact)
    case 'table':
      return [tableOf(block)]
    case 'picture':
      return picture(block, pictures)
    case 'buttons':
    case 'choices':
    case 'form':
    case 'paper':
      return []
  }
}

function paragraph(
  text: Text,
  { style = 'Body', keepNext = false }: { style?: string; keepNext?: boolean } = {},
): readonly Paragraph[] {
  const children = runsOf(text)
  return children.length === 0 ? [] : [new Paragraph({ style, keepNext, children })]
}

function fact({ label, value }: Fact): readonly Paragraph[] {
  return paragraph([strong(`${label}: `), ...inlines(value)])
}

function picture(block: Picture, pictures: Pictures): readonly Paragraph[] {
  const data = pictures.get(block)
  if (!data) throw new Error('a picture was not drawn')
  const scale = Math.min(ROOM.width / block.width, ROOM.height / block.height)
  return [
    new Paragraph({
      children: [
        new ImageRun({
          type: 'png',
          data,
          transformation: {
            width: Math.floor(block.width * scale),
            height: Math.floor(block.height * scale),
          },
          altText: { name: clean(block.title), title: clean(block.title), description: clean(block.alt) },
        }),
      ],
    }),
  ]
}
