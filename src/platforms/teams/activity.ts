import { z } from 'zod'
import { splitConversation } from './message-id.ts'

/** An id as Teams writes them; longer ones are nobody's. */
const id = z.string().min(1).max(1_000)
const words = z.string().max(1_000).nullish()

const account = z.object({
  id,
  name: words,
  /** The person's key in their tenant; a bot has none. */
  aadObjectId: id.nullish(),
  userRole: words,
})

const mention = z.object({
  type: z.literal('mention'),
  text: z.string().max(1_000),
  mentioned: z.object({ id, name: words }),
})

const schema = z.object({
  type: id,
  id,
  channelId: z.literal('msteams'),
  serviceUrl: z.url({ protocol: /^https?$/ }).max(1_000),
  from: account,
  recipient: z.object({ id, name: words }),
  conversation: z.object({ id, name: words, conversationType: words, tenantId: id.nullish() }),
  channelData: z
    .object({
      tenant: z.object({ id: id.nullish() }).nullish(),
      channel: z.object({ id: id.nullish(), name: words }).nullish(),
      team: z.object({ id: id.nullish(), name: words }).nullish(),
    })
    .nullish(),
  text: z.string().nullish(),
  /** What a card or a form sends; read where it is known which of the two it is. */
  value: z.unknown().optional(),
  /** Of an invoke: which one. */
  name: words,
  /** Of an installation: `add` or `remove`. */
  action: words,
  replyToId: id.nullish(),
  /** Only mentions are of use; anything else may stand there. */
  entities: z.array(z.unknown()).max(500).nullish(),
})

export type Mention = z.output<typeof mention>

/** What is read of an activity; every other field is dropped before the SDK sees it. */
export type Activity = Omit<z.output<typeof schema>, 'entities'> & { readonly entities: Mention[] }

/** An activity of Teams in the shape that we rely on, or nothing. */
export function activityIn(json: unknown): Activity | undefined {
  const parsed = schema.safeParse(json)
  if (!parsed.success) return undefined
  const { entities, ...activity } = parsed.data
  const mentions = (entities ?? []).flatMap((entity) => {
    const found = mention.safeParse(entity)
    return found.success ? [found.data] : []
  })
  return { ...activity, entities: mentions }
}

/** The channel's or the chat's id, without a thread. */
export function placeIn({ conversation }: Activity): string {
  return splitConversation(conversation.id).place
}

export function isPersonal({ conversation }: Activity): boolean {
  return conversation.conversationType === 'personal'
}
