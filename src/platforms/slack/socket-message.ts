import { z } from 'zod'

/** What Slack sends over a Socket Mode connection. */
export type SocketMessage =
  /** The connection may be used. `connections` counts all that the app has at the moment, also of other processes. */
  | { readonly kind: 'hello'; readonly connections: number }
  /** The connection is about to be closed. */
  | { readonly kind: 'disconnect'; readonly reason: string }
  | {
      readonly kind: 'envelope'
      readonly id: string
      readonly body: Readonly<Record<string, unknown>>
      /** Whether the acknowledgement may carry an answer. */
      readonly takesAnswer: boolean
      readonly retryNum: number | undefined
      readonly retryReason: string | undefined
    }

const hello = z.object({ type: z.literal('hello'), num_connections: z.number().catch(1) })
const disconnect = z.object({ type: z.literal('disconnect'), reason: z.unknown() })
const envelope = z.object({
  envelope_id: z.string().min(1).max(255),
  payload: z.record(z.string(), z.unknown()),
  accepts_response_payload: z.boolean().catch(true),
  retry_attempt: z.number().optional().catch(undefined),
  retry_reason: z.string().optional().catch(undefined),
})

/** Undefined if it is nothing that Slack would send. */
export function socketMessage(text: string): SocketMessage | undefined {
  const value = jsonIn(text)
  const greeting = hello.safeParse(value).data
  if (greeting) return { kind: 'hello', connections: greeting.num_connections }
  const notice = disconnect.safeParse(value).data
  if (notice) return { kind: 'disconnect', reason: reasonIn(notice.reason) }
  const brought = envelope.safeParse(value).data
  if (!brought) return undefined
  return {
    kind: 'envelope',
    id: brought.envelope_id,
    body: brought.payload,
    takesAnswer: brought.accepts_response_payload,
    retryNum: brought.retry_attempt,
    retryReason: brought.retry_reason,
  }
}

/** One word for the log. */
function reasonIn(reason: unknown): string {
  return typeof reason === 'string' && /^[a-z_]{1,60}$/.test(reason) ? reason : 'unclear'
}

function jsonIn(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
