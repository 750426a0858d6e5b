import { UserError } from '../errors.ts'

/** What a line after `import` asks for. */
export type Act =
  | { readonly kind: 'go-on' | 'stop' | 'take-over' | 'give-up' }
  | { readonly kind: 'back' }
  | { readonly kind: 'now'; readonly session: number | undefined }
  /** Without a mark, it answers the question that was asked last. */
  | { readonly kind: 'answer'; readonly mark: Mark | undefined; readonly words: string }
  | { readonly kind: 'change'; readonly mark: Mark }

export interface Mark {
  readonly session: number
  readonly key: string
}

const MARKED = /^(answer|change) (\d{1,9})-([0-9a-f]{8})(?: (.+))?$/is

/** The words of `import …`; anything that steers nothing is an answer. */
export function actIn(words: string | undefined): Act {
  const said = (words ?? '').trim()
  const plain = said.toLowerCase().replace(/[.!]$/, '')
  switch (plain) {
    case '':
    case 'go on':
      return { kind: 'go-on' }
    case 'back':
      return { kind: 'back' }
    case 'stop':
      return { kind: 'stop' }
    case 'take over':
      return { kind: 'take-over' }
    case 'give up':
      return { kind: 'give-up' }
    case 'now':
      return { kind: 'now', session: undefined }
  }
  const [, now] = plain.match(/^now (\d{1,9})$/) ?? []
  if (now !== undefined) return { kind: 'now', session: Number(now) }
  const [, verb = '', session = '', key = '', answer] = said.match(MARKED) ?? []
  if (verb === '') return { kind: 'answer', mark: undefined, words: said.replace(/^answer\s+/i, '') }
  const mark = { session: Number(session), key: key.toLowerCase() }
  if (verb.toLowerCase() === 'change') return { kind: 'change', mark }
  if (answer !== undefined) return { kind: 'answer', mark, words: answer }
  throw new UserError('invalid', 'That names a question and no answer. Press one, or say it in words.')
}
