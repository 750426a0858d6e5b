import { z } from 'zod'
import { splitConversation } from './message-id.ts'

/** Teams has no longer ids. */
const id = z.string().min(1).max(1_000)
const words = z.string().max(1_000).nullish()

const account = z.object({
  id,
  name: words,
  /** The person's key in their tenant. Bots have none. */
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
      channel: z.object({ id: id.nullish(), name: words, type: words }).nullish(),
      team: z.object({ id: id.nullish(), name: words }).nullish(),
      /** `editMessage`, where a message changed. */
      eventType: words,
    })
    .nullish(),
  text: z.string().nullish(),
  timestamp: words,
  /** What a card or a form sends; card-data.ts reads it. */
  value: z.unknown().optional(),
  /** The kind of an invoke. */
  name: words,
  /** `add` or `remove`, for an installation. */
  action: words,
  /** Who came to the conversation, and who left it. */
  membersAdded: z.array(z.object({ id })).max(1_000).nullish(),
  membersRemoved: z.array(z.object({ id })).max(1_000).nullish(),
  replyToId: id.nullish(),
  /** Files, and the message itself as HTML; files.ts reads them. */
  attachments: z.array(z.unknown()).max(50).nullish(),
  /** Only mentions are used; other entities may be anything. */
  entities: z.array(z.unknown()).max(500).nullish(),
})

type Mention = z.output<typeof mention>

/** The fields of an activity that are used. All others are dropped before the SDK sees them. */
export type Activity = Omit<z.output<typeof schema>, 'entities'> & { readonly entities: Mention[] }

/** Undefined when the JSON is not an activity of Teams in the shape that we rely on. */
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

/** The id of the channel or chat, without the thread. */
export function placeIn({ conversation }: Activity): string {
  return splitConversation(conversation.id).place
}

/** How a line begins anywhere but in a person's own chat, so that Teams passes it on. */
export const ADDRESS = '@WSoA'

export function isPersonal({ conversation }: Activity): boolean {
  return conversation.conversationType === 'personal'
}
