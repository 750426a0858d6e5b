import type { z } from 'zod'
import { heldTogether } from '../domain/childrens-numbers/joined.ts'
import { holdsChildsNumber } from '../domain/childrens-numbers.ts'
import { arranged, type PlanFile, shapeRemarks } from './arranged.ts'
import { contradictions } from './contradictions.ts'
import { type Finding, type PlanDocument, readDocument } from './document.ts'
import type { Reading } from './names.ts'
import type { Path, Remark } from './places.ts'
import { openQuestions } from './questions.ts'
import { planFile } from './schema.ts'
import { placeName, quoted, sentenceOf } from './sentence.ts'
import { withTermDays } from './terms.ts'

export type PlanFileReading =
  | { readonly plan: PlanFile; readonly errors: readonly []; readonly questions: readonly Finding[] }
  | { readonly plan: null; readonly errors: readonly Finding[]; readonly questions: readonly Finding[] }

/**
 * Reads a plan file. Errors stop an import; questions are for a person to put to the plan's authors. Without the program's
 * verbs a short name is not compared with them.
 */
export function readPlanFile(yaml: string, reading: Reading = { verbs: [] }): PlanFileReading {
  const document = readDocument(yaml)
  if ('errors' in document) return { plan: null, errors: document.errors, questions: [] }
  const children = childrensNumbers(document.value).map((path) => document.at(path, SENTENCE))
  if (children.length > 0) return { plan: null, errors: inOrder(children), questions: [] }
  const { value, at } = document
  const parsed = planFile.safeParse(value, { reportInput: true })
  const found = ({ path, text, first }: Remark): Finding => {
    const before = first === undefined ? '' : ` (first on line ${at(first, '').line})`
    return at(path, `${placeName(value, path)}: ${text}${before}`)
  }
  if (!parsed.success) {
    const shape = isBlock(value) ? shapeRemarks(value).map(found) : []
    const errors = inOrder([...schemaErrors(parsed.error.issues, document), ...shape])
    return { plan: null, errors, questions: [] }
  }
  const dated = withTermDays(parsed.data)
  const { plan, remarks: misplaced } = arranged(dated.file)
  const remarks = [...dated.remarks, ...misplaced]
  const errors = (remarks.length > 0 ? remarks : contradictions(plan, reading)).map(found)
  const questions = inOrder(openQuestions(plan).map(({ path, text }) => at(path, text)))
  return errors.length > 0
    ? { plan: null, errors: inOrder(errors), questions }
    : { plan, errors: [], questions }
}

function isBlock(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** More than anyone fixes before checking again. */
const MOST_ERRORS = 200

function schemaErrors(issues: readonly z.core.$ZodIssue[], document: PlanDocument): readonly Finding[] {
  const shown = issues.slice(0, MOST_ERRORS).flatMap((issue) => findingsOf(issue, document))
  const next = issues[MOST_ERRORS]
  if (!next) return shown
  return [
    ...shown,
    document.at(next.path, `and ${issues.length - MOST_ERRORS} more mistakes: mend these first`),
  ]
}

/** A few unknown keys are enough to recognise the mistake. */
const MOST_UNKNOWN_KEYS = 5

function findingsOf(issue: z.core.$ZodIssue, { value, at }: PlanDocument): readonly Finding[] {
  if (issue.code !== 'unrecognized_keys') return [at(issue.path, sentenceOf(issue, value))]
  const place = placeName(value, issue.path)
  return issue.keys
    .slice(0, MOST_UNKNOWN_KEYS)
    .map((key) => at([...issue.path, key], `${place}: unknown key ${quoted(key)}: ${issue.message}`, 'key'))
}

function inOrder(findings: readonly Finding[]): readonly Finding[] {
  return [...findings].sort((one, other) => one.line - other.line || one.column - other.column)
}

/** Many people see a plan, so data about a child stops the import; the data is not repeated in the error. */
function childrensNumbers(value: unknown): readonly Path[] {
  const texts = textsOf(value)
  const together = heldTogether(texts.map(({ text }) => text))
  return texts
    .filter(({ path, text }, place) => {
      // A key may say what the value is: "dob: 2012-03-12".
      const key = String(path.findLast((each) => typeof each === 'string') ?? '')
      return (
        together.has(place) || [text, String(path.at(-1) ?? ''), `${key}: ${text}`].some(holdsChildsNumber)
      )
    })
    .map(({ path }) => path)
}

function textsOf(value: unknown, path: Path = []): readonly { readonly path: Path; readonly text: string }[] {
  if (value instanceof Date) return [{ path, text: value.toISOString() }]
  if (['string', 'number', 'bigint'].includes(typeof value)) return [{ path, text: String(value) }]
  if (typeof value !== 'object' || value === null) return []
  const members = Array.isArray(value) ? [...value.entries()] : Object.entries(value)
  return members.flatMap(([key, member]) => textsOf(member, [...path, key]))
}

const SENTENCE =
  'this looks like a child’s NHS number, pupil number or date of birth, or a child’s name with an age, which no plan may hold: take it out'
