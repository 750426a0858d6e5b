import { heldBack } from '../domain/held-back.ts'
import { SetupError } from '../errors.ts'
import { toYaml } from '../import/to-yaml.ts'
import { foundText, questionsCount, questionText } from '../import/told.ts'
import { type DocumentFlags, documentIn, planOf } from './document.ts'
import { readAnswers } from './import/answers-file.ts'
import { EXIT, type Machine } from './session.ts'

interface ReadFlags extends DocumentFlags {
  readonly json?: boolean
  /** A file of answers. */
  readonly answers?: string
}

/** Reads a plan from a Word, Excel or CSV file: the plan file on the output, what was found and asked on the errors. */
export async function read(machine: Machine, path: string, flags: ReadFlags): Promise<number> {
  const answers = flags.answers === undefined ? new Map() : await readAnswers(flags.answers)
  const found = await refusedAsJson(machine, flags, async () => {
    const sent = await documentIn(path)
    return { ...sent, mapped: planOf(sent, answers, flags) }
  })
  if (found === undefined) return EXIT.setup
  const { name, document, mapped } = found
  const { plan, questions, left, answered, notices } = mapped
  if (flags.json) {
    const written = document.written ?? {}
    machine.output.write(
      `${JSON.stringify(heldBack({ file: name, outcome: 'plan', ...written, ...plan, questions, left, answered, notices }))}\n`,
    )
    return questions.length > 0 ? EXIT.refused : EXIT.done
  }
  const yaml = toYaml(plan, { source: name, code: flags.plan, questions: [...questions, ...left], answered })
  machine.output.write(heldBack(yaml))
  machine.errors.write(heldBack(`${foundText(name, plan)} ${questionsCount(questions)}\n`))
  for (const notice of notices) machine.errors.write(heldBack(`${notice}\n`))
  for (const [at, question] of questions.entries())
    machine.errors.write(heldBack(`?${at + 1} ${question.key}\n   ${questionText(question)}\n`))
  if (questions.length > 0)
    machine.errors.write(
      `Answer them in a file, one line each such as "${questions[0]?.key}: ${questions[0]?.offers[0] ?? 'leave open'}", and give it with --answers.\n`,
    )
  return questions.length > 0 ? EXIT.refused : EXIT.done
}

/** A script reads why a file was not read as it reads the rest. */
async function refusedAsJson<Found>(
  machine: Machine,
  { json }: ReadFlags,
  work: () => Promise<Found>,
): Promise<Found | undefined> {
  try {
    return await work()
  } catch (error) {
    if (!json || !(error instanceof SetupError)) throw error
    const outcome = / a plan: /.test(error.message) ? 'not-a-plan' : 'refused'
    machine.output.write(`${JSON.stringify(heldBack({ outcome, sentence: error.message }))}\n`)
    return undefined
  }
}
