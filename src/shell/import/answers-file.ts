import { readFile, writeFile } from 'node:fs/promises'
import { parse, stringify } from 'yaml'
import type { Answers, ImportQuestion } from '../../../data/import/questions.ts'
import { holdsChild } from '../../domain/held-back.ts'
import { SetupError } from '../../errors.ts'

/**
 * The answers in a file, by the keys of their questions; none are those that are blank.
 * @throws SetupError if it cannot be read
 */
export async function readAnswers(path: string, { mayBeAbsent = false } = {}): Promise<Answers> {
  const text = await textOf(path, { mayBeAbsent })
  const read = parsed(path, text)
  if (read === null || read === undefined) return new Map()
  if (typeof read !== 'object' || Array.isArray(read)) throw new SetupError(notAnswers(path))
  if (holdsChild(read)) throw new SetupError(`${path} names a child: take that out. Nothing was imported.`)
  return new Map(
    Object.entries(read).map(([key, answer]) => {
      if (answer === null) return [key, '']
      if (typeof answer === 'string' || typeof answer === 'number') return [key, String(answer)]
      throw new SetupError(notAnswers(path))
    }),
  )
}

/** Writes a file in which the questions wait for their answers, beside those that are given already. */
export async function writeQuestions(
  path: string,
  questions: readonly ImportQuestion[],
  answers: Answers,
): Promise<void> {
  const given = [...answers].filter(
    ([key, answer]) => answer !== '' && !questions.some((each) => each.key === key),
  )
  const blanks = questions.map(({ key, text, answers: possible }, index) => {
    const choices = possible
      .map(({ answer, means }) => `#    ${answer}${means === '' ? '' : `  (${means})`}\n`)
      .join('')
    return `# ${index + 1}. ${text.replaceAll('\n', '\n# ')}\n${choices}${stringify(key, { lineWidth: 0 }).trim()}:\n`
  })
  const known = given.length > 0 ? [stringify(Object.fromEntries(given), { lineWidth: 0 })] : []
  const head = '# Answers for wsoa import --answers. Write one of those listed after each colon.\n'
  await writeFile(path, [head, ...blanks, ...known].join('\n'))
}

function parsed(path: string, text: string): unknown {
  // "missing A1: left: no longer required" is plain to a person, and no YAML without quotes.
  const plain = text.replace(
    /^(\S.*?:[ \t]+)(left[ \t]*:.*)$/gim,
    (_, key: string, answer: string) => `${key}${JSON.stringify(answer.trim())}`,
  )
  try {
    return parse(plain)
  } catch (error) {
    throw new SetupError(notAnswers(path), { cause: error })
  }
}

function notAnswers(path: string): string {
  return `${path} holds no answers: expected a line such as "missing A1(c): stay" for each question. A file to fill in is written with --plan-questions.`
}

async function textOf(path: string, { mayBeAbsent }: { mayBeAbsent: boolean }): Promise<string> {
  try {
    return await readFile(path, 'utf8')
  } catch (error) {
    const isAbsent = (error as NodeJS.ErrnoException).code === 'ENOENT'
    if (isAbsent && mayBeAbsent) return ''
    const why = isAbsent ? 'there is no such file' : 'check that it is a text file you may read'
    throw new SetupError(`${path} cannot be read: ${why}.`, { cause: error })
  }
}
