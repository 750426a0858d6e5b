import type { RespondFn } from '@slack/bolt'
import type { z } from 'zod'
import type { Kept, Reply } from '../../platform.ts'
import { pagesOf, responded, respondWith, shown } from './answers.ts'
import type { buttonPress, buttonValue } from './payloads.ts'
import { isOwn, type Where } from './places.ts'
import type { Services } from './services.ts'

interface Pressed {
  readonly press: z.output<typeof buttonPress>
  readonly value: z.output<typeof buttonValue>
  readonly where: Where
}

interface Showing extends Pressed {
  readonly respond: RespondFn
  /** The reply, to be delivered where it cannot be shown otherwise. */
  readonly kept: Kept
}

/** Where the reply to a press goes as a message: a receipt, or what is left of it, below the message that was pressed. */
export function placeFor(reply: Reply, { press, value, where }: Pressed): Where {
  const { container } = press
  const isBelow = isReceipt(reply, value) && isOwn(where) && container.is_ephemeral !== true
  return isBelow ? { ...where, thread: where.thread ?? container.message_ts ?? null } : where
}

/** Shows the reply to a press, in the place of the pressed message if it is used up. */
export async function showReply(reply: Reply, showing: Showing, services: Services): Promise<void> {
  if (reply.shared) return share(reply, showing, services)
  const { press, value, respond, kept } = showing
  const { failed } = services
  if (isReceipt(reply, value) && isUsedUp(showing)) return replace(reply, showing, services)
  if (press.container.is_ephemeral)
    return respondWith(pagesOf(reply), { respond, to: 'ephemeral', kept, failed })
  await kept.deliver()
}

function isReceipt(reply: Reply, { nonce }: Pressed['value']): boolean {
  return nonce !== undefined && (reply.ok || reply.waits)
}

/** Whether nothing is left to press or to read in a message that only this person sees. */
function isUsedUp({ press, where }: Pressed): boolean {
  return press.container.is_ephemeral === true || (isOwn(where) && !saysMore(press))
}

/** Whether the message holds more than words and one row of buttons. */
function saysMore({ message }: Pressed['press']): boolean {
  const types = (message?.blocks ?? []).map(({ type }) => type)
  const rows = types.filter((type) => type === 'actions').length
  return rows > 1 || types.includes('table') || types.includes('image') || types.includes('header')
}

async function replace(reply: Reply, { press, respond, kept }: Showing, { failed }: Services): Promise<void> {
  const pages = pagesOf(reply)
  const [first] = pages
  if (first) await responded(respond, { replace_original: true, ...shown(first) })
  if (press.container.is_ephemeral)
    return respondWith(pages, { respond, to: 'ephemeral', kept, told: 1, failed })
  if (pages.length <= 1) return kept.arrived()
  await kept.arrived(1)
  await kept.deliver()
}

/** Posts for everyone what the asker alone was shown. A second press in the meantime does nothing. */
async function share(
  reply: Reply,
  { press, where, respond, kept }: Showing,
  { seen, failed }: Services,
): Promise<void> {
  const { container } = press
  const key = `share:${where.channel}:${where.userId}:${container.message_ts}`
  const shared = await seen.once(key, async () => {
    // Where the bot is not, its answer to a request can still be shown.
    if (where.kind === 'others' || !(await kept.deliver()))
      await respondWith(pagesOf(reply), { respond, to: 'in_channel', kept, failed })
    return true
  })
  if (!shared) return kept.arrived()
  if (container.is_ephemeral) await respond({ delete_original: true })
}
