import { z } from 'zod'
import { type Context, defineCommand } from '../src/command.ts'
import { answerable } from '../src/domain/authority.ts'
import { listed } from '../src/domain/format.ts'
import type { Role } from '../src/domain/plan.ts'
import { itemRefs } from '../src/lookup/items.ts'
import { type Fact, sentence, context as smallPrint } from '../src/message.ts'
import { heldBy, NOBODY_YET } from '../src/people/holders.ts'

export default defineCommand({
  summary: 'Say what a role is called, who holds it, and what it answers for',
  over: 'organisation',
  topics: 'role title name person holder covering cover stands for abbreviation code',
  forms: ['<role>', 'me'],
  questions: [
    'who is|are',
    'what does stand|stands for',
    'what stands|stand for',
    'who am i',
    'who is|are covering|standing|deputising for|in',
    'covers|covering for',
    'short for',
    'who holds|hold',
  ],
  examples: ({ roles }) => [`role ${roles[0]?.code}`, 'role me'],
  arguments: z.object({ role: z.string().optional(), me: z.literal(true).optional() }),
  async run(context, { role: code, me }) {
    const { roles } = context.model
    const own = roles.filter((each) => (me ? context.speaker.roles.includes(each.code) : each.code === code))
    const held = own.map((role) => `${titled(role)}, ${whoHolds(context, role)}`)
    const text = me
      ? `You are ${context.speaker.name}${own.length > 0 ? `, and hold ${listed(own.map(titled))}` : ''}.`
      : `${held.join('; ')}.`
    const facts: readonly Fact[] = own.flatMap((role) => {
      const { items } = context.model
      const owned = items.filter(
        (item) => item.place === 'counted' && answerable(item, items).includes(role.code),
      )
      return [
        ...(me
          ? [{ label: `${role.code} is held by`, value: heldBy(context, role.code) || NOBODY_YET }]
          : []),
        ...(owned.length > 0 ? [{ label: `${role.code} answers for`, value: itemRefs(owned, items) }] : []),
      ]
    })
    const remarks = own.flatMap(({ code: each, titleBasis }) =>
      titleBasis === null ? [] : [smallPrint(`The title of ${each} is ${titleBasis}.`)],
    )
    return {
      message: sentence(text, ...(facts.length > 0 ? [{ kind: 'facts' as const, facts }] : []), ...remarks),
    }
  },
})

function whoHolds(context: Context, { code }: Role): string {
  const names = heldBy(context, code)
  return names === '' ? NOBODY_YET : `held by ${names}`
}

function titled({ code, title }: Role): string {
  return title === code ? code : `${code} (${title})`
}
