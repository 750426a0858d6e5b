import { z } from 'zod'
import { boundedMap } from '../../domain/bounded-map.ts'
import type { References } from '../../platform.ts'
import { type Activity, isPersonal, placeIn } from './activity.ts'

const schema = z.object({
  /** The service address changes at times; the newest one counts. */
  serviceUrl: z.string(),
  tenant: z.string(),
  bot: z.object({ id: z.string(), name: z.string() }),
  /** Null for a person who was met only in a channel. Their chat is created when it is needed. */
  conversation: z.string().nullable(),
  /** `channel`, `groupChat`, `personal`. */
  kind: z.string(),
  /** The person's id for this bot, `29:…`. */
  userId: z.string().nullable(),
  /** Who Teams says the person is. It is asked once. */
  profile: z.object({ name: z.string(), email: z.string().nullable() }).nullable(),
  /** A person or a channel is welcomed once, however often the app is installed. */
  isWelcomed: z.boolean(),
})

/** What must be known of a channel or a person to write to them first. */
export type Known = z.output<typeof schema>

export interface Memory {
  readonly find: (tenant: string, place: string) => Promise<Known | undefined>
  /** Changes what is known of a place. The changes of one place run one after another. */
  readonly renew: (
    tenant: string,
    place: string,
    change: (before: Known | undefined) => Known | Promise<Known>,
  ) => Promise<Known>
  /** Whether an activity came from there after an instant of the machine's clock, as far as this process knows. */
  readonly hasHeardSince: (tenant: string, place: string, since: Date | null) => boolean
}

/** Everything is on disk too, so forgetting costs one read. */
const MOST_REMEMBERED = 5_000

/** Keeps references on disk and in memory, and writes only those that changed. */
export function createMemory(references: References, machineNow: () => Date): Memory {
  const remembered = boundedMap<string, string>(MOST_REMEMBERED)
  const heard = boundedMap<string, Date>(MOST_REMEMBERED)
  const queues = new Map<string, Promise<unknown>>()

  async function textOf(tenant: string, place: string): Promise<string | undefined> {
    const key = `${tenant} ${place}`
    const known = remembered.get(key)
    if (known !== undefined) return known
    const found = await references.find({ platform: 'teams', tenant, place })
    if (found !== undefined) remembered.set(key, found)
    return found
  }

  async function changeNow(
    { tenant, place }: { tenant: string; place: string },
    change: Parameters<Memory['renew']>[2],
  ): Promise<Known> {
    const before = await textOf(tenant, place)
    const known = await change(read(before))
    const text = JSON.stringify(known)
    if (text !== before) {
      await references.save({ platform: 'teams', tenant, place, reference: text })
      remembered.set(`${tenant} ${place}`, text)
    }
    return known
  }

  return {
    find: async (tenant, place) => read(await textOf(tenant, place)),
    renew: async (tenant, place, change) => {
      const key = `${tenant} ${place}`
      heard.set(key, machineNow())
      const work = () => changeNow({ tenant, place }, change)
      const queued = queues.get(key)?.then(work, work) ?? work()
      queues.set(key, queued)
      try {
        return await queued
      } finally {
        if (queues.get(key) === queued) queues.delete(key)
      }
    },
    hasHeardSince: (tenant, place, since) => {
      const at = heard.get(`${tenant} ${place}`)
      return at !== undefined && since !== null && at > since
    },
  }
}

function read(text: string | undefined): Known | undefined {
  return text === undefined ? undefined : schema.parse(JSON.parse(text))
}

/** What an activity tells about its channel or group chat. */
export function channelFrom(activity: Activity, tenant: string, isWelcomed: boolean): Known {
  return {
    ...common(activity, tenant),
    conversation: placeIn(activity),
    kind: activity.conversation.conversationType ?? 'channel',
    userId: null,
    profile: null,
    isWelcomed,
  }
}

/** What an activity tells about the person. Their own chat, once known, stays known. */
export function personFrom(activity: Activity, tenant: string, before: Known | undefined): Known {
  return {
    ...common(activity, tenant),
    conversation: isPersonal(activity) ? placeIn(activity) : (before?.conversation ?? null),
    kind: 'personal',
    userId: activity.from.id,
    profile: before?.profile ?? null,
    isWelcomed: before?.isWelcomed ?? false,
  }
}

function common({ serviceUrl, recipient }: Activity, tenant: string) {
  return { serviceUrl, tenant, bot: { id: recipient.id, name: recipient.name ?? '' } }
}
