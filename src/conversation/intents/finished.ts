import { listed, longDay } from '../../domain/format.ts'
import type { Ask, Choice, Reading } from '../../domain/reading.ts'
import { completionTime, pastDayIn } from '../day-phrase.ts'
import { asks, beginsAsQuestion } from '../sentence/guards.ts'
import { askCompletionDay } from './completion-day.ts'
import type { Line } from './line.ts'
import { noteOn } from './offers.ts'

/** What may stand before the word: a bid, or how it stands. */
const BEFORE =
  /^(?:(?:please|pls|plz|hi|ok|and|so|then|now|also|can|could|would|will|you|u|we|i|i've|we've|have|has|had|is|are|was|were|been|be|it|it's|that|that's|to|all|both|fully|finally|officially|just|may|ready|for|closing|off)[\s,:;–—-]+)*$/i
/** Everyday words for complete, which are none of the scale's. */
const FINISHED =
  /\b(?:clos(?:ed?|ing)(?: (?:off|down|out|it|this|that))*|tick(?:ed)?(?: (?:it|this|that))?(?: off)?|cross(?:ed)? off|signed off|(?:done|finished|completed) with|wrapped up|wound up|finali[sz]ed|concluded|put to bed|sorted(?: out)?|squared away|over the line|in the bag|fully (?:delivered|implemented)|100 ?%|(?:all )?done and dusted)(?![\p{L}\p{N}])/iu
/** It leaves the plan, or it is closed for a while. */
const OTHERWISE =
  /\b(?:no longer|duplicate|not carried|obsolete|superseded|not (?:required|needed)|until|till|again|reopen\w*|not|isn't|aren't|never|can't|cannot|won't|if|once|when|after|unless|except|apart|nearly|almost|should|could be|hope|hoping|want|planning|aim|will be)\b|\bby (?:\d|the end|end|next|then|tomorrow|jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec|mon|tue|wed|thu|fri|sat|sun|christmas|easter|spring|summer|autumn)/i
/** Nothing but courtesy, a pause, or who did it may follow. */
const AFTER =
  /^(?:$|[\s]*[,;.:!()–—-]|\s+(?:now|please|pls|plz|thanks|thx|ta|too|as well|and|by|at|with|in full)\b)/i

/** "close B4(a) off please", "tick off C2(b)", "B4(a) wrapped up last week": said back as complete, with its day. */
export function readFinished(line: Line): Reading | undefined {
  const { raw, sentences, vocabulary, recalled } = line
  const pieces = sentences.flat()
  const [item, ...others] = pieces.filter((piece) => piece.refs)
  if (!item?.refs || others.length > 0 || raw.length > LONGEST) return undefined
  if (pieces.some(({ said }) => said && !('state' in said && said.state === 'complete'))) return undefined
  const rest = `${raw.slice(0, item.start)}${raw.slice(item.end)}`
    .replace(/[‘’]/g, "'")
    .replace(/^[\s,:;–—-]+|[\s?]+$/g, '')
    .replace(/ {2,}/g, ' ')
  const isBid = /^\W*(?:please |pls |hi,? )*(?:can|could|would|will) (?:you|u)\b/i.test(raw)
  if (!isBid && (asks(raw) || sentences.some(beginsAsQuestion))) return undefined
  const found = FINISHED.exec(rest)
  if (!found || !BEFORE.test(rest.slice(0, found.index)) || OTHERWISE.test(rest)) return undefined
  // The coordinator's "close B4(a)" takes it out of the plan.
  if (recalled.isCoordinator && /^close(?: down)?$/i.test(found[0])) return undefined
  const behind = rest.slice(found.index + found[0].length)
  const time = completionTime(behind, vocabulary)
  if (!time && !AFTER.test(behind)) return undefined
  if (time && !time.on)
    return askCompletionDay(
      item.refs,
      behind.slice(time.start, time.end).trim(),
      `update ${item.refs.join(', ')} complete on {answer}`,
    )
  return askComplete(
    line,
    item.refs,
    time?.on?.on ?? pastDayIn(behind, vocabulary)?.on,
    behind.slice(time?.end ?? 0),
  )
}

const LONGEST = 200

function askComplete(line: Line, refs: readonly string[], on: string | undefined, behind: string): Ask {
  const note = behind.replace(IDLE, '').trim()
  const target = refs.join(', ')
  const complete: Choice = {
    label: `${target}: complete${on === undefined ? '' : ` on ${longDay(on)}`}`,
    line: `update ${target} complete${on === undefined ? '' : ` on ${on}`}${note === '' ? '' : ` note ${note}`}`,
  }
  return {
    certainty: 'ask',
    command: 'update',
    args: { refs },
    question: `Shall I record that ${listed(refs)} ${refs.length > 1 ? 'are' : 'is'} complete${on === undefined ? '' : ` since ${longDay(on)}`}?`,
    options: [complete, noteOn(line, refs)],
    isYesNo: true,
    isNote: true,
    reason: 'it says in other words that it is complete',
  }
}

/** Courtesies and marks around a note; "it's finished" says nothing more. */
const IDLE =
  /^(?:[\s,;.:!?()–—-]|(?:now|please|pls|plz|thanks|thx|ta|too|as well|and|for me)\b|(?:as |because )?it(?:'s| is) (?:all )?(?:done|finished|complete|completed)\b)+/i
