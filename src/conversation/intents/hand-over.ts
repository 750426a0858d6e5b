import type { Reading } from '../../domain/reading.ts'
import { asks, BECAUSE } from '../sentence/guards.ts'
import type { Line } from './line.ts'

const NOT_MINE =
  /\b(not|no longer|isn'?t|aren'?t|never was|never were)\s+(really\s+)?(mine|ours|my (action|item|area|job|responsibility|remit)|for me)\b/i
const HANDED_ON =
  /\b(handed|passed|given) (it|this|that|them|\S+) (over|on|to)\b|\bwrong person\b|\b(?:now )?(?:belongs|belong) to\b|\bnow (?:sits|lies|rests) with\b|\b(left|changed|moved on from) (this|the|that|my) (post|role|job|team)\b/i

/** "stop chasing me about B2(d)": the coordinator can hold reminders back. */
const LEAVE_ALONE =
  /\b(?:stop|quit|no more|enough of|give over|leave off|please don'?t keep|don'?t keep) (?:with )?(?:the )?(?:chasing|nagging|hassling|pestering|reminding|bothering|messaging|emailing|pinging|chasers|reminders|nudges|nudging)\b|\b(?:stop|quit) (?:sending|giving|emailing) (?:me )?(?:\w+ )?(?:reminders|chasers|nudges|messages|e-?mails)\b|\bleave me alone\b|\bstop asking(?: me)?\b/i
/** With a day, they are for the speaker to switch off. */
const UNTIL = /\b(?:until|till|for (?:a|the|two|three|\d+) )/i

/** "not mine any more, ask the post-16 lead": nothing changes, and the coordinator is told. */
export function readHandOver({ raw, recalled, sentences }: Line): Reading | undefined {
  const plain = raw.replace(/[‘’]/g, "'")
  const isPlain = NOT_MINE.test(plain)
  const isLeftAlone = LEAVE_ALONE.test(plain) && !UNTIL.test(plain)
  if (asks(raw) || (!isPlain && !isLeftAlone && !HANDED_ON.test(plain))) return undefined
  const isNamed = sentences.some((sentence) => sentence.some((piece) => piece.refs))
  const about = isNamed || recalled.lastRef === null ? '' : ` (about ${recalled.lastRef})`
  const text = `${raw.trim()}${about}`
  const line = `tell coordinator ${text}`
  if (isPlain) {
    return {
      certainty: 'sure',
      command: 'tell',
      args: { text },
      line,
      reason: 'somebody else has to answer for it: the coordinator is told',
    }
  }
  return {
    certainty: 'ask',
    command: 'tell',
    question: isLeftAlone
      ? 'Shall I tell the coordinator that you want no more reminders about that?'
      : 'Shall I pass that on to the coordinator, who assigns roles?',
    options: [{ label: 'Tell the coordinator', line }],
    isYesNo: true,
    reason: BECAUSE.unclear,
  }
}
