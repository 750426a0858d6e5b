import type { Reading } from '../../domain/reading.ts'
import type { Line } from './line.ts'

/** "… as Excel", "… in a spreadsheet please" */
const AS_FILE =
  /^(.*?)[\s,]+(?:as|in|into|to|on) (?:an? |my )?(excel|xlsx?|spread ?sheets?|csv)(?: (?:file|sheet|format|workbook|table|form))?(?: please| thanks)?[?!.\s]*$/i
/** "an Excel of the overdue list", "the spreadsheet of that" */
const FILE_OF =
  /^(.*?)\b(?:an? |the )?(excel|xlsx|spread ?sheet|csv)(?: (?:file|sheet|version|copy))? of (.+?)[?!.\s]*$/i
const ASKS =
  /^(?:(?:please|pls|can|could|would|may|i|you|we|have|get|like|want|need|to|me|us|let|send|give|export|download|save|put|show|mail|make|the|a|an|all|see|with)(?:\s+|$))+/i
const POINTS =
  /^(?:that|this|it|them|those|these|the same|(?:the )?(?:list|answer|table)|(?:all )?of (?:that|this|them))$/i

/** What was asked, or was just answered, in a file: "send me that as Excel", "the overdue list in a spreadsheet". */
export function readAsFile(
  { raw, recalled }: Line,
  isQuestion: (raw: string) => boolean,
): Reading | undefined {
  const text = raw.trim()
  const [, plain, kind] = text.match(AS_FILE) ?? []
  const [, before, ofKind, of] = plain === undefined ? (text.match(FILE_OF) ?? []) : []
  const said = plain ?? (of === undefined || before?.replace(ASKS, '').trim() !== '' ? undefined : of)
  if (said === undefined) return undefined
  const asked = said.replace(ASKS, '').trim()
  const line = asked === '' || POINTS.test(asked) ? recalled.lastLine : asked
  const format: 'csv' | 'xlsx' = /csv/i.test(kind ?? ofKind ?? '') ? 'csv' : 'xlsx'
  if (line !== null && !isQuestion(line)) return undefined
  const bare = line === null ? 'export' : `export ${line}`
  return {
    certainty: 'sure',
    command: 'export',
    args: { ...(line === null ? {} : { line }), format },
    line: format === 'csv' ? `${bare} as csv` : bare,
    reason: 'it asks for a file of an answer',
  }
}
