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

/** What an item is to bring about and how that is judged, as the plan says it. */
export function saidBlocks({ details }: { readonly details: Partial<ItemDetails> }): readonly Block[] {
  return [
    ...SAID.flatMap(([kind, title]): readonly Block[] => {
      const texts = details[kind] ?? []
      return texts.length === 0
        ? []
        : [paragraph(strong(`${title}:`)), { kind: 'list', items: texts.map((text) => capitalised(text)) }]
    }),
    ...(details.method ? [paragraph(strong('How it is judged: '), details.method)] : []),
  ]
}
