import { readFileSync } from 'node:fs'
import { SetupError, UserError } from '../../errors.ts'
import { readSettings } from '../../settings.ts'
import { isTerminal } from '../import/ask.ts'
import { type Machine, settingsFile } from '../session.ts'
import { type Given, QUESTIONS, type Question } from './questions.ts'

/** Somebody left in the middle: nothing is written. */
export const CANCELLED = Symbol('cancelled')

interface Asking {
  readonly flags: Given
  /** Called when it is known how Slack reaches the service, and before its tokens are asked for. */
  readonly beforeTokens: (given: Given) => void
}

/**
 * The answers to all questions: from flags, or asked for in a terminal. Without one, what is in `.env` already need not be given.
 * @throws UserError that lists the flags that are missing
 */
export async function answersTo(
  machine: Machine,
  { flags, beforeTokens }: Asking,
): Promise<Given | typeof CANCELLED> {
  const file = settingsFile()
  const ask = isTerminal(machine) ? await createAsk(machine, file) : undefined
  const missing: Question[] = []
  let given: Given = {}
  for (const question of QUESTIONS) {
    if (question.isAsked && !question.isAsked(given)) continue
    if (question.flag === 'slack-bot-token') beforeTokens(given)
    const flag = flags[question.flag]
    const answer = flag === undefined ? await ask?.(question) : checked(question, fromFile(flag))
    if (answer === CANCELLED) return CANCELLED
    const known = answer || (question.setting === undefined ? undefined : file[question.setting])
    if (!known && !question.isOptional) missing.push(question)
    given = { ...given, [question.flag]: known || undefined }
  }
  if (missing.length === 0) return given
  const list = missing.map(({ flag, what }) => `  --${flag} <${what}>`).join('\n')
  throw new UserError(
    'invalid',
    `Nothing was written. Without a terminal to ask in, these are missing:\n${list}`,
  )
}

/** A secret in a flag can be seen by whoever lists the processes; `@` names a file that holds it. */
function fromFile(value: string): string {
  if (!value.startsWith('@')) return value
  try {
    return readFileSync(value.slice(1), 'utf8').trim()
  } catch (error) {
    throw new SetupError(
      'A flag begins with @ and names no file that can be read. Nothing was written. Correct its path.',
      { cause: error },
    )
  }
}

/** @throws UserError for an answer that is none, without repeating it */
function checked(question: Question, value: string): string {
  const problem = problemOf(question, value)
  if (problem === undefined) return value
  throw new UserError('invalid', `--${question.flag}: ${problem} Nothing was written.`)
}

function problemOf({ setting, choices }: Question, value: string): string | undefined {
  if (choices && !choices.includes(value)) return `expected ${choices.join(' or ')}.`
  if (setting === undefined || value === '') return undefined
  try {
    readSettings({ [setting]: value })
    return undefined
  } catch (error) {
    if (!(error instanceof SetupError)) throw error
    // What else is missing comes with other questions.
    return error.message.split('\n').find((line) => line.startsWith(`${setting} is not right`))
  }
}

type Ask = (question: Question) => Promise<string | typeof CANCELLED | undefined>

async function createAsk({ input, output }: Machine, file: Given): Promise<Ask> {
  const prompts = await import('@clack/prompts')
  return async (question) => {
    const { text: message, choices, setting, isSecret, isOptional, usual } = question
    const here = { message, input, output }
    const validate = (value: string | undefined) => {
      if (!value && !isOptional) return 'This cannot be left open.'
      return problemOf(question, value ?? '')
    }
    const before = setting === undefined ? undefined : file[setting]
    const initial = before || usual
    const answer = choices
      ? await prompts.select({
          ...here,
          options: choices.map((value) => ({ value, label: value })),
          ...(before === undefined ? {} : { initialValue: before }),
        })
      : isSecret
        ? await prompts.password({ ...here, validate })
        : await prompts.text({
            ...here,
            validate,
            ...(initial === undefined ? {} : { initialValue: initial }),
          })
    return prompts.isCancel(answer) ? CANCELLED : answer
  }
}

/** Whether somebody agrees; without a terminal `--yes` has said so. */
export async function agrees({ input, output }: Machine, message: string): Promise<boolean> {
  const prompts = await import('@clack/prompts')
  return (await prompts.confirm({ message, input, output })) === true
}
