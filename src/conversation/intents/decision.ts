import { listed, shortDay, shownWithWeekday } from '../../domain/format.ts'
import type { Day, GivenDay } from '../../domain/plan.ts'
import type { Choice, None, Reading } from '../../domain/reading.ts'
import { plainReference } from '../../domain/reference.ts'
import { textBetween, type Words, wordsOf } from '../../domain/text.ts'
import type { RecalledRequest, Vocabulary } from '../../domain/vocabulary.ts'
import { SLOTS } from '../command/slots.ts'
import { requestNumbersIn } from '../request-name.ts'
import { asks, beginsAsQuestion } from '../sentence/guards.ts'
import { bit } from '../sentence/lexicon.ts'
import { is } from '../sentence/patterns.ts'
import { type DayEntity, findDays } from './entities.ts'
import type { Line } from './line.ts'
import { findRole } from './role-entity.ts'

/**
 * What a body decided, or what its chair says about open requests, in somebody's own words. It always has to be
 * confirmed; people who may not record decisions can pass it to the coordinator.
 */
export function readDecision(line: Line): Reading | undefined {
  if (asks(line.raw) || line.sentences.some((sentence) => beginsAsQuestion(sentence))) return undefined
  if (line.sentences.flat().some((piece) => is(piece, bit('if')))) return undefined
  return readApprovals(line) ?? readOtherDay(line) ?? readBodyDecision(line)
}

const AGREES = /\b(approve|agree|yes to|ok(?:ay)? to|happy (?:to (?:approve|agree)|with)|fine with|accept)\b/i
/** "R1 approved" of named requests; "agreed by all" belongs in a minute. */
const AGREED = /\b(approved|agreed)\b/i
const ALL = /\b(all|everything|every one|the lot|both|all of (?:them|those))\b/i
/** "happy with that date": of the request that was spoken of, or of all that are open. */
const THAT_DATE = /\b(?:that|this|the|these|those) (?:new )?(?:dates?|requests?|extensions?)\b/i
const DENIES = /\b(not|don'?t|never|won'?t|can'?t|except|but not)\b/i

/** "approve all except R4", "yes to the lot", "happy to agree R1 and R2". */
function readApprovals({ raw, recalled, vocabulary }: Line): Reading | undefined {
  const [, head = raw, exception = ''] =
    raw.match(/^(.*?)\b(?:except(?: for)?|but not|apart from|bar|other than|without)\b(.*)$/is) ?? []
  const named = requestNumbersIn(head, vocabulary.references)
  const isAll = ALL.test(head) && named.length === 0
  const agrees = AGREES.test(head) || (named.length > 0 && AGREED.test(head))
  const isThat = named.length === 0 && THAT_DATE.test(head) && !/\d/.test(head)
  if (!agrees || DENIES.test(head) || (!isAll && !isThat && named.length === 0)) return undefined
  // A single request with a body's name is a decision of that body, with its day and minute.
  if (!isAll && named.length === 1 && bodyIn(wordsOf(raw), vocabulary)) return undefined
  const excepted = new Set(requestNumbersIn(exception, vocabulary.references))
  const role = roleIn(wordsOf(head), vocabulary)
  const meant = recalled.requests
    .filter(({ number }) => (isAll || isThat || named.includes(number)) && !excepted.has(number))
    .filter(({ ref }) => !isThat || recalled.lastRef === null || recalled.lastRef === ref)
    .filter(
      ({ ref }) =>
        role === undefined || vocabulary.references.get(plainReference(ref))?.owners.includes(role),
    )
  const [mine, others] = [
    meant.filter(({ mayDecide }) => mayDecide),
    meant.filter(({ mayDecide }) => !mayDecide),
  ]
  const without = [
    ...remark(
      [...named, ...excepted].filter((number) => !recalled.requests.some((each) => each.number === number)),
      'Not open:',
    ),
    ...remark(
      others.map(({ number }) => number),
      'You may not decide',
    ),
  ].join('')
  if (mine.length === 0) return noneOpen(`${without}${others.length > 0 ? atMeeting(vocabulary) : ''}`)
  const text = `Approve ${listed(mine.map(requestWords))}?${without}`
  return {
    certainty: 'ask',
    command: 'approve',
    args: { requests: mine.map(({ number }) => number) },
    question: text,
    options: [
      {
        label: `Approve ${listed(mine.map(({ number }) => `R${number}`))}`,
        line: `approve ${mine.map(({ number }) => `R${number}`).join(', ')}`,
      },
    ],
    reason: 'several requests are listed and confirmed first',
  }
}

function noneOpen(remarks: string): None {
  return {
    certainty: 'none',
    command: 'approve',
    isSlip: false,
    reason: `There is no open request that you may decide.${remarks}`,
    suggestions: ['requests'],
  }
}

function atMeeting({ bodies, decides }: Vocabulary): string {
  const body = bodies.find(({ code }) => code === decides)
  return body ? ` The ${body.name} decides at its meeting, and the coordinator records it.` : ''
}

/** " You may not decide R2 and R3.", if there are any. */
function remark(numbers: readonly number[], words: string): readonly string[] {
  return numbers.length === 0 ? [] : [` ${words} ${listed(numbers.map((number) => `R${number}`))}.`]
}

function roleIn(words: Words, { roles }: Vocabulary): string | undefined {
  for (let at = 0; at < words.list.length; at += 1) {
    const word = words.list[at]?.plain ?? ''
    const code =
      roles.find((role) => role.kind === 'officer' && role.code.toLowerCase() === word)?.code ??
      findRole(words, at, roles)?.code
    if (code !== undefined) return code
  }
  return undefined
}

function requestWords({ number, ref, kind, toDay }: RecalledRequest): string {
  return `R${number} (${ref}, ${kind === 'sign-off' || !toDay ? 'sign-off' : shortDay(toDay)})`
}

/** "ok but February not March": approves the request for March with another date. */
function readOtherDay({ raw, recalled, vocabulary }: Line): Reading | undefined {
  if (
    !/^\s*(?:ok(?:ay)?|yes|fine|agreed?|approved?|happy|alright)\b.*\b(?:but|with|only|make it|if it is)\b/i.test(
      raw,
    )
  )
    return undefined
  const words = wordsOf(raw)
  const days = findDays(words, vocabulary.today)
  const denied = days.find(
    ({ from }) =>
      /^(not|than)$/.test(words.list[from - 1]?.plain ?? '') ||
      /^of$/.test(words.list[from - 1]?.plain ?? ''),
  )
  const meant = days.find((day) => day !== denied)
  const open = recalled.requests.filter(({ kind }) => kind === 'date')
  const named = requestNumbersIn(raw, vocabulary.references)
  const fitting = open.filter(({ number, toDay }) =>
    named.length > 0 ? named.includes(number) : !denied || toDay?.slice(0, 7) === denied.given.on.slice(0, 7),
  )
  const [request] = fitting
  if (!meant || !request) return undefined
  return {
    certainty: 'ask',
    command: 'approve',
    args: { date: meant.given },
    question:
      fitting.length === 1
        ? `Approve R${request.number} for ${request.ref}, with ${shownWithWeekday(meant.given)}?`
        : 'Which request do you mean?',
    options: fitting.map(({ number, ref }) => ({
      label: `R${number} for ${ref} with ${shortDay(meant.given.on)}`,
      line: `approve R${number} with ${meant.given.on}`,
    })),
    reason: 'it approves a request with another date',
  }
}

const OUTCOMES = [
  [
    'decline',
    /\b(declined?|rejected?|refused?|turned? (?:it )?down|said no|say no|says no|not agree|did(?:n't| not) agree|threw out)\b/i,
  ],
  ['defer', /\b(deferred?|put off|postponed|held over|carried over|adjourned)\b/i],
  ['sign off', /\b(signed? (?:it )?off|sign-off agreed)\b/i],
  [
    'approve',
    /\b(agreed?|approved?|accepted?|granted|endorsed|decided|happy with|fine with|ok(?:ay)? with|said yes|says yes|content with|gave|allowed|ratified|recommended?)\b/i,
  ],
] as const

/** "board didn't actually approve R1" is no decision. */
const DENIED =
  /\b(didn'?t|did not|hasn'?t|has not|never|not yet|won'?t) (\w+ )?(approve|agree|accept|sign|decide|grant|endorse)/i

/** "Board agreed March for B2(a) on Tuesday". */
function readBodyDecision(line: Line): Reading | undefined {
  const { raw, sentences, vocabulary, recalled } = line
  const words = wordsOf(raw)
  const body = bodyIn(words, vocabulary)
  const outcome = OUTCOMES.find(([, said]) => said.test(raw))?.[0]
  if (!body || !outcome || DENIED.test(raw)) return undefined
  const refs = sentences.flat().flatMap((piece) => piece.refs ?? [])
  const numbers = requestNumbersIn(raw, vocabulary.references)
  const request = recalled.requests.find((each) => numbers.includes(each.number) || refs.includes(each.ref))
  const ref = refs[0] ?? request?.ref
  if (ref === undefined)
    return numbers.length > 0 ? noneOpen(remark(numbers, 'Not open:').join('')) : undefined
  const { date, sat } = daysOf(words, vocabulary.today)
  const record = recordLine({
    outcome,
    request,
    ref,
    date,
    sat,
    body: body.isOther ? body.code : undefined,
    minute: raw.match(/\bminute\b.*$/i)?.[0],
  })
  const tell: Choice = { label: 'Ask the coordinator to record it', line: `tell coordinator ${raw.trim()}` }
  const note: Choice = { label: `A note on ${ref}`, line: `update ${ref} note ${raw.trim()}` }
  const what = `${ref}${date ? `, ${shownWithWeekday(date)}` : ''}`
  const options =
    recalled.isCoordinator && record !== undefined
      ? [{ label: `Record it: ${outcome} ${what}`, line: record }, note]
      : [...(recalled.isCoordinator ? [] : [tell]), note]
  return {
    certainty: 'ask',
    command: outcome.replace(' ', '-'),
    args: { ref, ...(date ? { date } : {}) },
    question:
      recalled.isCoordinator && record !== undefined
        ? `Shall I record it as a decision of the ${body.name}?`
        : `The coordinator records what the ${body.name} decides. Shall I pass it on?`,
    options,
    isYesNo: true,
    reason: 'what a body decided is recorded by the coordinator, and confirmed first',
    isNote: true,
  }
}

interface Resolution {
  readonly outcome: (typeof OUTCOMES)[number][0]
  readonly request: RecalledRequest | undefined
  readonly ref: string
  readonly date: GivenDay | undefined
  readonly sat: GivenDay | undefined
  readonly body: string | undefined
  readonly minute: string | undefined
}

function recordLine({ outcome, request, ref, date, sat, body, minute }: Resolution): string | undefined {
  const ending = [body ? `for ${body}` : '', sat ? `of ${sat.on}` : '', minute ?? '']
    .filter((part) => part !== '')
    .join(' ')
  if (outcome === 'sign off') return `sign off ${ref} ${ending}`.trim()
  if (outcome === 'approve' && date)
    return `approve ${request ? `R${request.number}` : ref} with ${date.on} ${ending}`.trim()
  return request ? `${outcome} R${request.number} ${ending}`.trim() : undefined
}

/** The day that was decided, and the day of the sitting, which is in the past. */
function daysOf(words: Words, today: Day): { date: GivenDay | undefined; sat: GivenDay | undefined } {
  const ahead = findDays(words, today)
  const behind = findDays(words, today, { past: true })
  const isSitting = (day: DayEntity) =>
    /^(on|at)$/.test(day.lead) ||
    textBetween(words, day.from - 2, day.from)
      .toLowerCase()
      .endsWith('on the')
  const sitting = behind.find((day) => isSitting(day) && day.given.on <= today)
  const date = ahead.find((day) => day.from !== sitting?.from && day.given.on > today && !isSitting(day))
  return { date: date?.given, sat: sitting?.given }
}

function bodyIn(
  words: Words,
  vocabulary: Vocabulary,
): { code: string; name: string; isOther: boolean } | undefined {
  for (let at = 0; at < words.list.length; at += 1) {
    for (const { value } of SLOTS.body?.candidates(words, at, vocabulary) ?? []) {
      const body = vocabulary.bodies.find(({ code }) => code === value)
      if (body) return { code: body.code, name: body.name, isOther: body.code !== vocabulary.decides }
    }
  }
  const isChair = words.list.some(({ plain }) => plain === 'chair' || plain === "chair's")
  const board = vocabulary.bodies.find(({ code }) => code === vocabulary.decides)
  const isBoard = isChair || words.list.some(({ plain }) => plain === 'board')
  return isBoard && board ? { code: board.code, name: board.name, isOther: false } : undefined
}
