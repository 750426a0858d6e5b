import { capitalised } from '../domain/format.ts'
import type { ItemDetails } from '../domain/plan.ts'
import { type Block, paragraph, strong } from '../message.ts'

/** What the plan says of an item besides, in the order in which it is read. */
const SAID = [
  ['aims', 'Aims'],
  ['outcomes', 'Outcomes'],
  ['indicators', 'How it is seen to work'],
  ['progress', 'Progress that the plan reports'],
] as const satisfies readonly (readonly [keyof ItemDetails, string])[]

type Said = { readonly details: Partial<ItemDetails> }

/** What an item is to bring about and how that is judged, as the plan says it. */
export function saidBlocks({ details }: Said): readonly Block[] {
  return [
    ...saidTexts(details).flatMap(({ title, texts }): readonly Block[] => [
      paragraph(strong(`${title}:`)),
      { kind: 'list', items: texts },
    ]),
    ...methodBlock(details),
  ]
}

/** The same in a paragraph each, for a page that has it of every item. */
export function saidParagraphs({ details }: Said): readonly Block[] {
  return [
    ...saidTexts(details).map(({ title, texts }) =>
      paragraph(strong(`${title}: `), `${texts.join('; ').replace(/\.$/, '')}.`),
    ),
    ...methodBlock(details),
  ]
}

function saidTexts(details: Partial<ItemDetails>) {
  return SAID.flatMap(([kind, title]) => {
    const texts = (details[kind] ?? []).map((text) => capitalised(text))
    return texts.length === 0 ? [] : [{ title, texts }]
  })
}

function methodBlock({ method }: Partial<ItemDetails>): readonly Block[] {
  return method ? [paragraph(strong('How it is judged: '), method)] : []
}
