import { createHmac } from 'node:crypto'

export const SIGNING_SECRET = '8f742231b10e8888abcd99yyyzzz85a5'.replace(/[^0-9a-f]/g, '0')

export interface SignedOptions {
  readonly secret?: string
  /** The time at which Slack signed the request. */
  readonly at?: Date
  readonly headers?: Readonly<Record<string, string>>
  /** Hangs up when it fires. */
  readonly signal?: AbortSignal
}

export interface Answered {
  readonly status: number
  readonly headers: Headers
  readonly text: string
  /** The body as JSON; an empty object if there was none. */
  readonly json: Readonly<Record<string, unknown>>
}

/** Posts as Slack does, signed over the bytes and with Slack's exact content types. */
export async function post(
  url: string,
  { body, type }: { body: string | Uint8Array; type: string },
  { secret = SIGNING_SECRET, at = new Date(), headers = {}, signal }: SignedOptions = {},
): Promise<Answered> {
  const stamp = Math.floor(at.getTime() / 1_000)
  // fetch would add a charset to the content type of a string.
  const bytes = typeof body === 'string' ? new TextEncoder().encode(body) : body
  const signature = createHmac('sha256', secret).update(`v0:${stamp}:`).update(bytes).digest('hex')
  const response = await fetch(url, {
    method: 'POST',
    headers: {
      'content-type': type,
      'x-slack-request-timestamp': String(stamp),
      'x-slack-signature': `v0=${signature}`,
      ...headers,
    },
    body: bytes,
    ...(signal === undefined ? {} : { signal }),
  })
  const text = await response.text()
  return {
    status: response.status,
    headers: response.headers,
    text,
    json: text.startsWith('{') ? (JSON.parse(text) as Answered['json']) : {},
  }
}

export function form(fields: Readonly<Record<string, string>>): { body: string; type: string } {
  return { body: new URLSearchParams(fields).toString(), type: 'application/x-www-form-urlencoded' }
}

export function json(value: unknown): { body: string; type: string } {
  return { body: JSON.stringify(value), type: 'application/json' }
}
