import type { RespondFn } from '@slack/bolt'
import type { z } from 'zod'
import type { Reply } from '../../platform.ts'
import type { SlackPage } from '../../render/slack/plainer.ts'
import { isDirect, isElsewhere, pagesOf, respondWith, shown, type Where } from './answers.ts'
import type { buttonPress, buttonValue } from './payloads.ts'
import type { Services } from './services.ts'

interface Pressed {
  readonly press: z.output<typeof buttonPress>
  readonly value: z.output<typeof buttonValue>
  readonly where: Where
  readonly respond: RespondFn
}

/** Shows the reply to a press, in the place of the pressed message if it is used up. */
export async function showReply(reply: Reply, pressed: Pressed, services: Services): Promise<void> {
  const pages = pagesOf(reply)
  if (reply.shared) return share(pages, pressed, services)
  const { press, value, where } = pressed
  const { container } = press
  const isReceipt = value.nonce !== undefined && (reply.ok || reply.waits)
  if (isReceipt && isUsedUp(pressed)) return replace(pages, pressed, services)
  if (container.is_ephemeral) return showPrivately(pages, pressed, services)
  const thread = isReceipt && isDirect(where) ? (container.message_ts ?? null) : null
  await services.answers.toAsker({ ...where, thread: where.thread ?? thread }, pages)
}

/** Whether nothing is left to press or to read in a message that only this person sees. */
function isUsedUp({ press, where }: Pressed): boolean {
  return press.container.is_ephemeral === true || (isDirect(where) && !saysMore(press))
}

/** Whether the message holds more than words and one row of buttons. */
function saysMore({ message }: Pressed['press']): boolean {
  const types = (message?.blocks ?? []).map(({ type }) => type)
  const rows = types.filter((type) => type === 'actions').length
  return rows > 1 || types.includes('table') || types.includes('image') || types.includes('header')
}

async function replace(
  [first, ...more]: readonly SlackPage[],
  pressed: Pressed,
  services: Services,
): Promise<void> {
  const { press, where, respond } = pressed
  const { is_ephemeral: isEphemeral, message_ts: pressedMessage = null } = press.container
  if (first) await respond({ replace_original: true, ...shown(first) })
  if (more.length === 0) return
  if (isEphemeral) return showPrivately(more, pressed, services)
  await services.answers.toEveryone({ ...where, thread: where.thread ?? pressedMessage }, more)
}

async function showPrivately(
  pages: readonly SlackPage[],
  { where, respond }: Pressed,
  { answers, failed }: Services,
): Promise<void> {
  const rest = (more: readonly SlackPage[]) => answers.toAsker(where, more)
  await respondWith(pages, { respond, to: 'ephemeral', rest, failed })
}

/** Posts for everyone what the asker alone was shown. A second press in the meantime does nothing. */
async function share(pages: readonly SlackPage[], pressed: Pressed, services: Services): Promise<void> {
  const { press, where, respond } = pressed
  const { container } = press
  const key = `share:${where.channel}:${where.userId}:${container.message_ts}`
  const shared = await services.seen.once(key, async () => {
    await shareOnce(pages, pressed, services)
    return true
  })
  if (shared && container.is_ephemeral) await respond({ delete_original: true })
}

async function shareOnce(
  pages: readonly SlackPage[],
  { where, respond }: Pressed,
  { answers, failed }: Services,
): Promise<void> {
  try {
    await answers.toEveryone(where, pages)
  } catch (error) {
    if (!isElsewhere(error)) throw error
    const rest = (more: readonly SlackPage[]) => answers.toAsker(where, more)
    await respondWith(pages, { respond, to: 'in_channel', rest, failed })
  }
}
