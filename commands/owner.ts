import { z } from 'zod'
import { type Context, defineCommand, type Outcome } from '../src/command.ts'
import { answerable, isShared } from '../src/domain/authority.ts'
import { count, listed } from '../src/domain/format.ts'
import { partsOf, wordFor } from '../src/domain/hierarchy.ts'
import { organisationText } from '../src/domain/organisations.ts'
import type { Item } from '../src/domain/plan.ts'
import { itemsOf } from '../src/lookup/items.ts'
import { type Block, columns, paragraph, sentence, context as smallPrint, strong } from '../src/message.ts'
import { heldBy, NOBODY_YET } from '../src/people/holders.ts'
import { ownersText } from '../src/status/item-text.ts'

export default defineCommand({
  summary: 'Say who answers for an item',
  topics: 'who responsible lead accountable contact chase',
  readsRestricted: true,
  forms: ['<ref>', '<refs>'],
  questions: [
    'who',
    'who got',
    'person for|on',
    'name of|for person',
    'name of person',
    'who owns|own|leads|lead|holds|has|does|runs|manages',
    'whose',
    'who is responsible|accountable|leading|doing|dealing|looking|on',
    'responsible|accountable for',
    'in charge',
    'owner|owners',
    'lead for|on',
    'who do|should|would|can i|we ask|chase|contact|speak|talk|ring|email|nag|call',
    'who to ask|chase|contact|speak|talk',
  ],
  examples: ({ references }) => [`owner ${[...references.values()][1]?.ref ?? 'A1'}`],
  arguments: z.object({ ref: z.string().optional(), refs: z.array(z.string()).optional() }),
  async run(context, { refs = [], ref = refs[0] ?? '' }) {
    const { items, roles, plan } = context.model
    if (refs.length > 1) return ownersOf(context, itemsOf(context, refs))
    const [item] = itemsOf(context, [ref])
    if (!item) throw new Error('no item')
    const owners = answerable(item, items)
    const facts = owners.map((code) => {
      const role = roles.find((each) => each.code === code)
      const told = [role && role.title !== code ? role.title : '', organisationText(code, plan)]
      const title = ` (${told.filter((text) => text !== '').join('; ')})`.replace(' ()', '')
      return { label: code, value: `${heldBy(context, code) || NOBODY_YET}${title}` }
    })
    const basis = roles.filter((role) => owners.includes(role.code) && role.titleBasis !== null)
    const shared = isShared(item)
      ? `${ref} has no lead; it is shared by the owners of its ${wordFor(partsOf(item, items), plan).plural}: ${ownersText(item, items)}.`
      : owners.length === 0
        ? `Nobody answers for ${ref}: the plan names no owner.`
        : `${ref} is answered for by ${listed(owners)}.`
    const small: readonly Block[] = basis.map((role) =>
      smallPrint(`The title of ${role.code} is ${role.titleBasis}.`),
    )
    return {
      message: sentence(shared, paragraph(strong(ref), ' ', item.title), { kind: 'facts', facts }, ...small),
      items: [],
      itemId: item.id,
    }
  },
})

/** Several items with their owners: "who owns them". */
function ownersOf({ model: { items } }: Context, wanted: readonly Item[]): Outcome {
  const text = `${count(wanted.length, 'item')} with who answers for each.`
  return {
    message: sentence(text, {
      kind: 'table',
      caption: 'Who answers for them',
      columns: columns('Item', 'What', 'Owner'),
      rows: wanted.map((item) => [item.ref, item.title, ownersText(item, items)]),
    }),
  }
}
