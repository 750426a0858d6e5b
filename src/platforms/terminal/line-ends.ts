import { Transform } from 'node:stream'
import { StringDecoder } from 'node:string_decoder'
import type { Input } from './lines.ts'

/** The line and the paragraph separator of Unicode, as word processors paste them. */
const SEPARATORS = /[\u2028\u2029]/g

/**
 * The input with blanks for the separators within what is pasted. From version 24 on Node's readline takes them for Enter, so
 * that the rest of a note would run as a command.
 */
export function withoutSeparators(input: Input): Input & { readonly detach: () => void } {
  const decoder = new StringDecoder('utf8')
  const plain = (text: string) => text.replace(SEPARATORS, ' ')
  const read = new Transform({
    transform: (chunk: Buffer, _, done) => done(null, plain(decoder.write(chunk))),
    flush: (done) => done(null, plain(decoder.end())),
  })
  input.pipe(read)
  return Object.assign(read, {
    isTTY: input.isTTY ?? false,
    setRawMode: (isRaw: boolean) => input.setRawMode?.(isRaw),
    detach: () => {
      input.unpipe(read)
      input.pause()
    },
  })
}
