import { LineCounter, parseDocument } from 'yaml'
import type { z } from 'zod'
import { contradictions } from './contradictions.ts'
import type { Path } from './places.ts'
import { openQuestions } from './questions.ts'
import { type PlanFile, planFile } from './schema.ts'

/** Something about a plan file, at its line and column (both from 1). */
export interface Finding {
  readonly line: number
  readonly column: number
  readonly text: string
}

export type PlanFileReading =
  | { readonly plan: PlanFile; readonly errors: readonly []; readonly questions: readonly Finding[] }
  | { readonly plan: null; readonly errors: readonly Finding[]; readonly questions: readonly Finding[] }

/** Reads a plan file. Errors stop an import; questions are for a person to answer with the plan's authors. */
export function readPlanFile(yaml: string): PlanFileReading {
  const lines = new LineCounter()
  const document = parseDocument(yaml, { lineCounter: lines, prettyErrors: false })
  const at = (path: Path, message: string): Finding => {
    const { line, col } = lines.linePos(offsetOf(document, path))
    return { line, column: col, text: message }
  }
  const syntax = document.errors.map((error) => {
    const { line, col } = lines.linePos(error.pos[0])
    return { line, column: col, text: error.message }
  })
  if (syntax.length > 0) return { plan: null, errors: syntax, questions: [] }
  const parsed = planFile.safeParse(document.toJS())
  if (!parsed.success) {
    const errors = parsed.error.issues.map((issue) => at(issue.path, sentenceOf(issue)))
    return { plan: null, errors, questions: [] }
  }
  const errors = contradictions(parsed.data).map(({ path, text }) => at(path, text))
  const questions = openQuestions(parsed.data).map(({ path, text }) => at(path, text))
  return errors.length > 0 ? { plan: null, errors, questions } : { plan: parsed.data, errors: [], questions }
}

function sentenceOf(issue: z.core.$ZodIssue): string {
  const where = issue.path.map(String).join('.')
  if (issue.code === 'unrecognized_keys') return `${where || 'the file'}: unknown ${issue.keys.join(', ')}`
  return where === '' ? issue.message : `${where}: ${issue.message}`
}

/** The place of a path in the document; of its nearest parent when the thing itself is missing. */
function offsetOf(document: ReturnType<typeof parseDocument>, path: Path): number {
  for (let length = path.length; length >= 0; length -= 1) {
    const node = length === 0 ? document.contents : document.getIn(path.slice(0, length), true)
    const range = (node as { range?: [number, number, number] } | null | undefined)?.range
    if (range) return range[0]
  }
  return 0
}
