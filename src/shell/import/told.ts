import type { ImportPreview } from '../../../data/import/import.ts'
import type { ImportQuestion } from '../../../data/import/questions.ts'
import { byKind, type ImportChange, type ToldTogether } from '../../../data/import/told.ts'
import { count } from '../../domain/format.ts'

/** What an import changes, by kind. */
export function announced({ changes, questions, isNew }: ImportPreview, isDryRun: boolean): string {
  const isSure = questions.length === 0
  if (changes.length === 0) return isSure ? 'The database agrees with the file; nothing to do.\n' : ''
  if (isNew)
    return `This ${isDryRun ? 'would' : 'will'}:\n${changes.map(({ text }) => `- ${text}\n`).join('')}`
  const does = isDryRun ? 'The file would change' : 'The file changes'
  const head = isSure ? does : 'The file changes, whatever the answers'
  return `${head}:\n${byKind(changes).map(kindText).join('')}`
}

function kindText({ kind, called, changes }: ToldTogether): string {
  const [only, ...others] = changes
  if (kind === 'plan') return changes.map(({ text }) => `- ${text}\n`).join('')
  const head = `- ${called} ${changes.length}:`
  if (kind === 'exactness' || kind === 'reordered') return `${head} ${refsOf(changes)}\n`
  if (only && others.length === 0) return `${head} ${only.text}\n`
  return `${head}\n${changes.map(({ text }) => `    ${text}\n`).join('')}`
}

const MOST_REFS = 12

function refsOf(changes: readonly ImportChange[]): string {
  const refs = changes.map(({ ref }) => ref ?? '')
  const more = refs.length - MOST_REFS
  return `${refs.slice(0, MOST_REFS).join(', ')}${more > 0 ? ` and ${more} more` : ''}`
}

/** The open questions with their answers, and how they are given. */
export function questionsText(questions: readonly ImportQuestion[], path: string): string {
  const each = questions.map((question, index) => `${index + 1}. ${questionText(question)}`).join('')
  const isMissing = questions.some(({ key }) => key.startsWith('missing '))
  const missing = isMissing
    ? 'For all that are not in the file: --missing stay, or --missing "left:<reason>".\n'
    : ''
  const open = questions.length === 1 ? 'A question has' : `${count(questions.length, 'question')} have`
  return `${open} to be answered first. Nothing was imported.\n${each}${missing}Each by itself: --answers <file>. A file to fill in is written by: wsoa import ${path} --plan-questions <file>\n`
}

export function questionText({ key, text, answers }: ImportQuestion): string {
  return `${key}: ${text}\n${answers.map(({ answer, means }) => `   ${answer}${means === '' ? '' : ` – ${means}`}\n`).join('')}`
}
