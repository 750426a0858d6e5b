import { type Message, paragraph, sentence } from '../../message.ts'
import { cellText } from '../../render/plain.ts'
import { renderTerminal } from '../../render/terminal.ts'

export interface Output extends NodeJS.WritableStream {
  readonly isTTY?: boolean
  readonly columns?: number
}

/** What is printed, rendered for the terminal as wide as it is at the time. */
export interface Screen {
  readonly print: (text: string) => void
  readonly show: (message: Message) => void
  /** Shows a sentence. */
  readonly tell: (text: string) => void
  /** Prints a line that was read from a pipe, so that it stands above its answer. */
  readonly echo: (line: string) => void
  readonly render: (message: Message, options?: { readonly indent?: string }) => string
}

const WIDEST = 120
/** Also for a terminal that does not know its size, and says 0. */
const USUAL = 80

export function createScreen(output: Output, { hasColour }: { hasColour: boolean }): Screen {
  const colour = hasColour && Boolean(output.isTTY)
  const width = () => Math.min(output.columns || USUAL, WIDEST)
  const print = (text: string) => void output.write(`${text}\n`)
  const render: Screen['render'] = (message, { indent = '' } = {}) =>
    renderTerminal(message, { width: width() - indent.length, colour }).replace(/^(?=.)/gm, indent)
  const show = (message: Message) => print(`${render(message)}\n`)
  return {
    print,
    show,
    render,
    tell: (text) => show(sentence(text)),
    echo: (line) => {
      const message = { summary: line, blocks: [paragraph(...cellText(line))] }
      print(renderTerminal(message, { width: width(), colour: false }))
    },
  }
}
