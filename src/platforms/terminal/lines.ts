import { createInterface } from 'node:readline'
import { withoutSeparators } from './line-ends.ts'
import type { Output } from './screen.ts'

export interface Input extends NodeJS.ReadableStream {
  readonly isTTY?: boolean
  readonly setRawMode?: (isRaw: boolean) => unknown
}

/** The lines that are typed or piped in. */
export interface Lines extends AsyncIterable<string> {
  readonly prompt: (text: string) => void
  readonly isInterrupted: () => boolean
  readonly close: () => void
}

interface Options {
  readonly input: Input
  readonly output: Output
  readonly isInteractive: boolean
  readonly complete: (line: string) => Promise<readonly [readonly string[], string]>
}

export function openLines({ input, output, isInteractive, complete }: Options): Lines {
  let isOpen = true
  let isInterrupted = false
  const typed = withoutSeparators(input)
  const lines = createInterface({
    input: typed,
    output,
    terminal: isInteractive,
    historySize: 200,
    completer: (line: string, done: (error: Error | null, found: [string[], string]) => void) => {
      complete(line).then(
        ([words, begun]) => done(null, [[...words], begun]),
        (error: Error) => done(error, [[], line]),
      )
    },
  })
  lines.on('close', () => {
    isOpen = false
    typed.detach()
  })
  lines.on('SIGINT', () => {
    isInterrupted = true
    lines.close()
  })
  return {
    [Symbol.asyncIterator]: () => lines[Symbol.asyncIterator](),
    prompt: (text) => {
      // Prompting a closed interface would start to read the input again.
      if (!isInteractive || !isOpen) return
      lines.setPrompt(text)
      lines.prompt()
    },
    isInterrupted: () => isInterrupted,
    close: () => lines.close(),
  }
}
