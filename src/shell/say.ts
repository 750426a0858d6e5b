import type { Reading } from '../domain/reading.ts'
import type { Message } from '../message.ts'
import type { Reply } from '../platform.ts'
import { renderHtml } from '../render/html.ts'
import { renderMarkdown } from '../render/markdown.ts'
import { renderTerminal } from '../render/terminal.ts'
import { writeAnswerFiles } from './answer-files.ts'
import type { FORMATS } from './formats.ts'
import { EXIT, type Machine, type Speaking, settingsOf, userIdFor, withSession } from './session.ts'

/** Every line of the shell belongs to one conversation, as in the chat. */
const TERMINAL = {
  platform: 'terminal',
  tenant: 'local',
  conversation: 'terminal',
  isPrivate: true,
} as const

/** Wide enough that no line of a script's answer is wrapped. */
const UNBROKEN = 10_000

export async function say(
  machine: Machine,
  line: string,
  options: Speaking & { format: (typeof FORMATS)[number] },
): Promise<number> {
  return withSession(machine, settingsOf(machine), options, async (session) => {
    const userId = await userIdFor(session, options.as)
    const reply = await session.app.handle({ ...TERMINAL, userId, key: null, said: line }, session.now())
    const files = await writeAnswerFiles(session, reply)
    if (files.length > 0 && !options.json) machine.output.write(`Written: ${files.join(', ')}\n`)
    machine.output.write(
      `${options.json ? JSON.stringify(replyJson(reply)) : rendered(reply, options.format, machine)}\n`,
    )
    return exitOf(reply)
  })
}

function replyJson({ ok, message, thread = [], changes, items, error }: Reply): object {
  return {
    ok,
    message: renderPages([message, ...thread], (page) =>
      renderTerminal(page, { width: UNBROKEN, colour: false }),
    ),
    changes,
    data: { items },
    error,
  }
}

function rendered(
  { message, thread = [] }: Reply,
  format: (typeof FORMATS)[number],
  machine: Machine,
): string {
  const pages = [message, ...thread]
  switch (format) {
    case 'md':
      return renderPages(pages, renderMarkdown)
    case 'html':
      return renderPages(pages, renderHtml)
    case 'text':
      return renderPages(pages, (page) => renderTerminal(page, screenOf(machine)))
  }
}

export function renderPages(pages: readonly Message[], render: (page: Message) => string): string {
  // A renderer may take more than the page; `map` would give it the page's place.
  return pages.map((page) => render(page)).join('\n\n')
}

export function screenOf({ output, environment }: Machine): { width: number; colour: boolean } {
  return { width: output.columns || 80, colour: Boolean(output.isTTY) && !environment.NO_COLOR }
}

function exitOf({ ok, error }: Reply): number {
  if (error?.code === 'storage' || error?.code === 'internal') return EXIT.internal
  if (error?.code === 'setup') return EXIT.setup
  return ok ? EXIT.done : EXIT.refused
}

export async function parse(machine: Machine, line: string, options: Speaking): Promise<number> {
  return withSession(machine, settingsOf(machine), options, async (session) => {
    const userId = await userIdFor(session, options.as)
    const reading = await session.app.read(line, session.now(), { ...TERMINAL, userId })
    const json = readingJson(reading)
    machine.output.write(`${options.json ? JSON.stringify(json) : readingText(reading)}\n`)
    return reading.certainty === 'sure' ? EXIT.done : EXIT.refused
  })
}

/** Arguments that several commands share, as `parse` prints them. */
interface Named {
  readonly ref?: string
  readonly refs?: readonly string[]
  readonly rating?: string
  readonly state?: string
  readonly note?: string
  readonly me?: true
  readonly role?: string
  readonly body?: string
  readonly since?: { readonly day?: { readonly on: string }; readonly body?: string }
  readonly when?: { readonly period: string; readonly until?: { readonly on: string } }
  readonly date?: { readonly on: string }
  readonly day?: { readonly on: string }
  readonly on?: { readonly on: string }
  /** What the same line says about other items. */
  readonly also?: readonly Named[]
}

function readingJson(reading: Reading): object {
  const args: Named = reading.certainty === 'none' ? {} : (reading.args ?? {})
  const { since, when } = args
  const plain = Object.entries(args).filter(
    ([name, value]) => name !== 'note' && ['string', 'number'].includes(typeof value),
  )
  const named = {
    ...Object.fromEntries(plain),
    ref: refsOf(args)[0],
    since: since?.day?.on ?? (since ? 'last-board' : undefined),
    body: args.body ?? (since?.body || undefined),
    when: when?.period,
    role: args.role ?? (args.me ? 'me' : undefined),
    date: (args.date ?? args.day ?? args.on ?? when?.until)?.on,
  }
  return {
    certainty: reading.certainty,
    command: reading.command,
    targets: [args, ...(args.also ?? [])].flatMap(targetsOf),
    note: args.note ?? null,
    args: Object.fromEntries(Object.entries(named).filter(([, value]) => value !== undefined)),
    options: reading.certainty === 'ask' ? reading.options.map((option) => option.line) : [],
    suggestions: reading.certainty === 'none' ? reading.suggestions : [],
    reason: reading.reason,
  }
}

function refsOf({ ref, refs = ref === undefined ? [] : [ref] }: Named): readonly string[] {
  return refs
}

/** Each item with its rating and state. */
function targetsOf(part: Named): readonly object[] {
  return refsOf(part).map((ref) => ({
    ref,
    rating: part.rating ?? null,
    ...(part.state === undefined ? {} : { state: part.state }),
  }))
}

function readingText(reading: Reading): string {
  switch (reading.certainty) {
    case 'sure':
      return `sure: ${reading.command} ${JSON.stringify(reading.args)}\n${reading.reason}`
    case 'ask':
      return [
        `ask: ${reading.question}`,
        ...reading.options.map((option) => `  ${option.line}`),
        reading.reason,
      ].join('\n')
    case 'none':
      return ['none', reading.reason, ...reading.suggestions.map((line) => `  ${line}`)].join('\n')
  }
}
