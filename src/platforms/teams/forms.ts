import { holdsChildsNumber } from '../../domain/childrens-numbers.ts'
import type { Form } from '../../message.ts'
import type { Reply } from '../../platform.ts'
import type { TeamsPage } from '../../render/teams/plainer.ts'
import { renderDialog } from '../../render/teams.ts'
import { type Answer, sayAfter } from './answers.ts'
import { type CardData, type FilledForm, openingBy, saidBy } from './card-data.ts'
import type { Cards, Refilled } from './cards.ts'
import { closingAnswer, dialogAnswer, NOT_OURS } from './invoke-answers.ts'
import type { Services, Turn } from './services.ts'

/** A button that opens a form: its line is said, and the form in the reply is shown as a dialog. */
export async function openDialog(
  turn: Turn,
  data: CardData | undefined,
  { handOn }: Services,
): Promise<Answer> {
  if (!data) return closingAnswer(NOT_OURS)
  const reply = await handOn(turn, { ...openingBy(data), opensForm: true })
  const form = formIn(reply)
  return form ? dialogAnswer(renderDialog(form)) : closingAnswer(reply.error?.text ?? reply.message.summary)
}

/** A dialog that was submitted. */
export async function submitDialog(
  turn: Turn,
  data: CardData | undefined,
  services: Services,
): Promise<Answer> {
  if (data?.kind !== 'form') return closingAnswer(NOT_OURS)
  const reply = await services.handOn(turn, saidBy(data))
  const again = await formAgain(turn, { data, reply }, services)
  if (again) return dialogAnswer(renderDialog(again.form, again.refilled))
  if (reply.error) return closingAnswer(reply.error.text)
  const asked = reply.waits ? formIn(reply) : undefined
  if (asked)
    return dialogAnswer(
      renderDialog(asked, { toRead: reply.message.blocks.filter((block) => block !== asked) }),
    )
  return sayAfter(turn, services, { reply, response: closingAnswer(reply.message.summary) })
}

/** A form that was not accepted, with the error and what was typed. */
interface FormAgain {
  readonly form: Form
  readonly refilled: Refilled
}

/** Correcting the form would not help against these errors. */
const FINAL: readonly string[] = ['refused', 'conflict', 'setup']

/** The form to be shown again. Undefined when it was accepted, cannot be corrected, or is no longer to be had. */
export async function formAgain(
  turn: Turn,
  { data, reply }: { data: CardData; reply: Reply },
  { handOn }: Services,
): Promise<FormAgain | undefined> {
  if (data.kind !== 'form' || !reply.error || FINAL.includes(reply.error.code)) return undefined
  const form = formIn(await handOn(turn, { ...openingBy(data), key: null, opensForm: true }))
  const { text, field } = reply.error
  if (!form) return undefined
  // What the person had been shown stays what they saw when they opened it.
  const opened = { ...form, adds: { ...form.adds, ...data.adds } }
  return { form: opened, refilled: { error: { text, field }, values: withoutChildren(data.values) } }
}

/** What was typed, without what identifies a child: that is shown to nobody, and has to be typed anew. */
function withoutChildren(values: FilledForm['values']): FilledForm['values'] {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => !holdsChildsNumber(value)))
}

/** The form alone, as a message. */
export function pagesOfForm({ form, refilled }: FormAgain, cards: Cards): Promise<readonly TeamsPage[]> {
  return cards.pages({ summary: form.title, blocks: [form] }, refilled)
}

function formIn({ message }: Reply): Form | undefined {
  return message.blocks.find((block) => block.kind === 'form')
}
