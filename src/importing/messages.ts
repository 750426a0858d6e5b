import { byKind } from '../../data/import/told.ts'
import type { SaidAnswer } from '../../data/imports.ts'
import { dayIn } from '../domain/day.ts'
import { count, shortDay } from '../domain/format.ts'
import { saidBack, shortened } from '../domain/text.ts'
import { LEAVE_OPEN } from '../import/asking.ts'
import {
  type Block,
  type Button,
  buttons,
  type Message,
  paragraph,
  sentence,
  context as smallPrint,
  typed,
} from '../message.ts'
import { changeText } from '../tracker/words.ts'
import { type Asked, markOf, type Ready, type Stage } from './stage.ts'

const MOST_OFFERS = 4
const LONGEST_LABEL = 70
const MOST_LISTED = 12
/** Earlier answers that are said back one by one. */
const MOST_SAID_BACK = 8

interface Named {
  readonly id: number
  readonly name: string
}

/** What is next: a question, or what the import would do. `before` is said first. */
export function nextMessage(session: Named, stage: Stage, before: readonly Block[] = []): Message {
  const [question] = stage.questions
  if (question) {
    const { text, blocks } = questionBlocks(session, question, stage.questions.length)
    return { summary: text, blocks: [...before, ...blocks] }
  }
  if (!stage.ready) throw new Error('an import without a question was not ready')
  return readyMessage(session, stage.ready, before)
}

function questionBlocks(
  session: Named,
  { key, text, offers, mayStay }: Asked,
  open: number,
): { readonly text: string; readonly blocks: readonly Block[] } {
  const mark = `${session.id}-${markOf(key)}`
  // What has a part to be filled in is typed.
  const whole = offers.filter((offer) => !offer.includes('<'))
  const shown = whole.slice(0, MOST_OFFERS)
  const rest = offers.filter((offer) => !shown.includes(offer))
  const choices: readonly Button[] = [
    ...shown.map((offer) => ({
      label: shortened(offer, LONGEST_LABEL),
      line: `import answer ${mark} ${offers.indexOf(offer) + 1}`,
      about: text,
    })),
    ...(mayStay ? [{ label: 'Leave open', line: `import answer ${mark} 0`, about: text }] : []),
  ]
  const left = open === 1 ? 'The last question.' : `${count(open, 'question')} are open.`
  return {
    text,
    blocks: [
      paragraph(text),
      ...(rest.length > 0 ? [{ kind: 'list' as const, items: rest.map((offer) => `Or: ${offer}`) }] : []),
      ...(choices.length > 0 ? [buttons(...choices)] : []),
      smallPrint(
        `${left} Press an answer or say it in your own words. Also: `,
        typed('import back'),
        ', ',
        typed('import stop'),
        '.',
      ),
    ],
  }
}

function readyMessage({ id, name }: Named, ready: Ready, before: readonly Block[]): Message {
  const lines = linesOf(ready)
  const stop = { label: 'Stop', line: 'import stop' }
  if (lines.length === 0) {
    const text = `${name} says nothing that is not recorded already. There is nothing to import.`
    return { summary: text, blocks: [...before, paragraph(text)] }
  }
  const does = ready.kind === 'plan' && ready.preview.isNew ? 'Importing it will:' : 'Importing it changes:'
  const left = leftText(ready)
  return {
    summary: `${name} is ready to be imported.`,
    blocks: [
      ...before,
      paragraph(does),
      { kind: 'list', items: lines },
      ...(left === '' ? [] : [paragraph(left)]),
      buttons({ label: 'Import', line: `import now ${id}` }, stop),
      smallPrint('Nothing is changed until then. Also: ', typed('import back'), '.'),
    ],
  }
}

/** What it does, by kind; nothing, where there is nothing to do. */
function linesOf(ready: Ready): readonly string[] {
  if (ready.kind === 'updates')
    return shortList(
      ready.compared.rows
        .filter(({ questions }) => questions.length === 0)
        .flatMap(({ changes }) => changes.map(changeText)),
    )
  const { preview } = ready
  if (preview.isNew) return preview.changes.map(({ text }) => text)
  return byKind(preview.changes).flatMap(({ kind, called, changes: own }) =>
    kind === 'plan'
      ? shortList(own.map(({ text }) => text))
      : [`${called} ${own.length}: ${shortList(own.map(({ text }) => text)).join('; ')}`],
  )
}

function shortList(lines: readonly string[]): readonly string[] {
  const more = lines.length - MOST_LISTED
  return more > 0 ? [...lines.slice(0, MOST_LISTED), `and ${more} more`] : lines
}

function leftText(ready: Ready): string {
  const left =
    ready.kind === 'plan'
      ? ready.preview.questions.filter(({ key }) => ready.leaves.has(key)).map(({ ref }) => ref)
      : ready.compared.rows.filter(({ questions }) => questions.length > 0).map(({ place }) => place)
  if (left.length === 0) return ''
  const which = shortList([...new Set(left)]).join(', ')
  return `Left open, so as it was: ${which}.`
}

/** What a file holds, what was answered of it before, and how many questions there are. */
export function foundBlocks(
  session: Named,
  { found, notices, questions, answered }: Stage,
  { earlier, timeZone }: { readonly earlier: readonly SaidAnswer[]; readonly timeZone: string },
): readonly Block[] {
  const many = questions.length > 1 ? ', most important first' : ''
  const asks = questions.length === 0 ? 'No question.' : `${count(questions.length, 'question')}${many}.`
  const again = earlier.flatMap((said) => {
    const question = answered.find(({ key }) => key === said.key)
    return question ? [{ said, question }] : []
  })
  const shown = again.slice(0, MOST_SAID_BACK)
  const more = again.length - shown.length
  return [
    paragraph(`${found} ${asks}`),
    ...notices.map((notice) => paragraph(notice)),
    ...(shown.length === 0
      ? []
      : [
          {
            kind: 'list' as const,
            items: [
              ...shown.map(
                ({ said: { key, answer, saidAt, name } }) =>
                  `${subjectOf(key)} = ${saidBack(answer)}, as ${name} said on ${shortDay(dayIn(timeZone, new Date(saidAt)))}`,
              ),
              ...(more > 0 ? [`and ${count(more, 'earlier answer')} more`] : []),
            ],
          },
          buttons(
            ...shown.map(({ said: { key } }) => ({
              label: shortened(`Change ${subjectOf(key)}`, LONGEST_LABEL),
              line: `import change ${session.id}-${markOf(key)}`,
            })),
          ),
        ]),
  ]
}

/** "Colour F79646" of the key "colour F79646". */
function subjectOf(key: string): string {
  return `${key.charAt(0).toUpperCase()}${key.slice(1)}`
}

export function answeredText(answer: string): string {
  return answer === LEAVE_OPEN ? 'Left open.' : `Noted: ${saidBack(answer)}.`
}

/** Somebody else holds the import of the plan. */
export function heldByOther({ name }: Named, holder: string, since: string): Message {
  return sentence(
    `${holder} sent ${name} on ${since}, and it waits for their answers. You can take it over.`,
    buttons({ label: 'Take over', line: 'import take over' }),
  )
}
