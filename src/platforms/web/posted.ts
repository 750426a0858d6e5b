import { createHash } from 'node:crypto'
import { z } from 'zod'
import type { Incoming } from '../../platform.ts'
import { AS_IT_IS } from '../../render/choices.ts'
import { isPage } from './pages.ts'
import type { Visitor } from './session.ts'

export type Body = Readonly<Record<string, string>>

/** Each field once: whoever repeats one sends a form that is none of ours. */
export function bodyOf(body: unknown): Body {
  const parsed = z.record(z.string(), z.string()).safeParse(body ?? {})
  return parsed.success ? parsed.data : {}
}

const pressed = z.object({ line: z.string(), seen: z.string().optional() })
const filled = z.object({
  command: z.string(),
  settled: z.record(z.string(), z.unknown()),
  adds: z.record(z.string(), z.unknown()).optional(),
})

export type Posted =
  | { readonly kind: 'line'; readonly line: string; readonly seen: string | undefined }
  | {
      readonly kind: 'form'
      readonly command: string
      readonly settled: Readonly<Record<string, unknown>>
      readonly adds: Readonly<Record<string, unknown>>
      readonly values: Readonly<Record<string, string>>
    }

/** What a button or a form posted; undefined if we never gave out such a thing. */
export function postedIn(body: Body): Posted | undefined {
  const post = jsonOf(body.post ?? '')
  const button = pressed.safeParse(post)
  if (button.success) return { kind: 'line', line: button.data.line, seen: button.data.seen }
  const form = filled.safeParse(post)
  if (!form.success) return undefined
  const { command, settled, adds = {} } = form.data
  return { kind: 'form', command, settled, adds, values: valuesIn(body) }
}

function valuesIn(body: Body): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(body).flatMap(([name, value]) =>
      name.startsWith('field-') ? [[name.slice('field-'.length), value.replace(/\r\n/g, '\n')]] : [],
    ),
  )
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

type FromPage = Pick<
  Incoming,
  'platform' | 'tenant' | 'userId' | 'profile' | 'isGuest' | 'conversation' | 'isPrivate' | 'via'
>

/** The web is one conversation for each person, on the phone and at the desk. */
export function fromPage({ account }: Visitor): FromPage {
  return { ...account, conversation: 'web', isPrivate: true, via: 'web' }
}

/** Words of the box. The same words from the same page count once; others are said besides. */
export function saidInBox(
  visitor: Visitor,
  {
    line,
    nonce,
    about,
  }: { readonly line: string; readonly nonce: string; readonly about: string | undefined },
): Incoming {
  return {
    ...fromPage(visitor),
    key: `web:${nonce}:${hashOf(line)}`,
    ...(about === undefined ? {} : { about }),
    said: line,
  }
}

export function saidByForm(visitor: Visitor, post: Posted, nonce: string): Incoming {
  const said =
    post.kind === 'line'
      ? post.line
      : { command: post.command, arguments: { ...post.settled, ...post.adds, ...given(post.values) } }
  return {
    ...fromPage(visitor),
    key: `web:${nonce}:${hashOf(JSON.stringify(said))}`,
    nonce,
    ...(post.kind === 'line' && post.seen !== undefined ? { seen: post.seen } : {}),
    said,
  }
}

/** Without what was left as it is. */
function given(values: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(values).filter(([, value]) => value.trim() !== '' && value !== AS_IT_IS),
  )
}

function hashOf(text: string): string {
  return createHash('sha256').update(text).digest('base64url')
}

/** A page of ours, without what it showed last. Whoever sends another address comes back to the first page. */
export function backIn(body: Body): string {
  const { back = '/' } = body
  if (!/^\/(?![/\\])[^\s\\]*$/.test(back) || back.length > 2_000) return '/'
  const { pathname, searchParams, origin } = new URL(back, 'http://page.invalid')
  if (origin !== 'http://page.invalid' || !isPage(pathname)) return '/'
  searchParams.delete('note')
  const query = searchParams.toString()
  return query === '' ? pathname : `${pathname}?${query}`
}

export function withNote(path: string, name: string): string {
  return `${path}${path.includes('?') ? '&' : '?'}note=${encodeURIComponent(name)}`
}
