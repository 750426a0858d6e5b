import type { Context, Outcome } from '../command.ts'
import { kindOf, powersOf } from '../domain/board-kinds.ts'
import { listed, longDay } from '../domain/format.ts'
import type { Body, GivenDay } from '../domain/plan.ts'
import { UserError } from '../errors.ts'
import { bodyCalled } from '../lookup/bodies.ts'
import { itemOf } from '../lookup/items.ts'
import { paragraph, said, sentence, context as smallPrint, typed } from '../message.ts'
import { keepEntry } from './keep-entry.ts'
import { referralNumber } from './referrals.ts'
import { type Sitting, sittingText } from './sitting.ts'

/** How each verb begins what somebody writes. */
const BEGINNINGS: Readonly<Record<string, RegExp>> = {
  agree: /^agree[ds]?\b/i,
  'not agree': /^(?:did not agree|not agreed?|disagreed)\b/i,
  defer: /^defer(?:red|s)?\b/i,
  note: /^note[ds]?\b/i,
  support: /^support(?:ed|s)?\b/i,
  'ask for': /^ask(?:ed|s)? (?:for|that)\b/i,
  recommend: /^recommend(?:ed|s)?\b/i,
  consider: /^consider(?:ed|s)?\b/i,
  'receive assurance': /^receive[ds]? assurance\b/i,
  'not receive assurance': /^(?:did not receive|not received?) assurance\b/i,
  resolve: /^resolve[ds]?\b/i,
  refer: /^refer(?:red|s)?\b/i,
  decide: /^decide[ds]?\b/i,
}

interface Resolving {
  readonly ref: string | undefined
  /** "noted that the backlog falls" */
  readonly words: string
}

/** Records what a board resolved in its own words, under the verb that its kind has for it. */
export async function resolve(
  context: Context,
  sitting: Sitting,
  { ref, words }: Resolving,
): Promise<Outcome> {
  const { body, meeting } = sitting
  const { policies } = context.model.plan
  const powers = powersOf(body, policies)
  const item = ref === undefined ? undefined : itemOf(context, ref)
  const verb = verbOf(body, context, words)
  if (meeting.met === 'inquorate' && DECIDING.includes(verb))
    throw new UserError(
      'refused',
      `${capital(sittingText(sitting))} was inquorate: it can note, ask for and recommend, and decides nothing. Nothing was recorded.`,
    )
  const parts = partsOf(words)
  if (powers.givesReasons && (parts.reasons === null || parts.options === null || parts.interests === null))
    throw new UserError(
      'invalid',
      'A decision under delegated powers is recorded with its reasons, options and interests. For example: decided to close the post; reasons: no applicant; options: wait or close; interests: none. Nothing was recorded.',
    )
  await keepEntry(context, sitting, { kind: 'resolution', item, details: { verb, ...parts } })
  return {
    message: sentence(
      `Recorded: ${sittingText(sitting)}${item ? `, on ${item.ref}` : ''}.`,
      paragraph('In its own words: ', said(words)),
      ...(verb === 'recommend' && kindOf(body, policies) === 'scrutiny'
        ? [
            smallPrint(
              'If somebody is to respond: ',
              typed(`refer ${body.aliases[0] ?? body.code} to <board> by <date> <what it recommends>`),
            ),
          ]
        : []),
    ),
    changes: [{ ref: item?.ref ?? body.code, field: verb, from: null, to: parts.words }],
  }
}

const DECIDING: readonly string[] = ['agree', 'not agree', 'resolve', 'decide']

/** @throws UserError if the board's kind has no such verb */
function verbOf(body: Body, { model }: Context, words: string): string {
  const powers = powersOf(body, model.plan.policies)
  const found = powers.verbs.find((verb) => BEGINNINGS[verb]?.test(words))
  if (found !== undefined) return found
  const other = Object.entries(BEGINNINGS).find(([, begins]) => begins.test(words))?.[0]
  if (powers.verbs.length === 0)
    throw new UserError(
      'invalid',
      `${body.name} is ${powers.name}: it judges, area by area. Record that with: judged ${body.code} <area> <its words>`,
    )
  const cannot = other === undefined ? 'Begin with what it did' : `${capital(powers.name)} does not ${other}`
  throw new UserError(
    'invalid',
    `${cannot}. The ${body.name} can ${listed(powers.verbs, 'or')}. Nothing was recorded.`,
  )
}

/** "decided …; reasons: …; options: …; interests: …" */
function partsOf(text: string): {
  words: string
  reasons: string | null
  options: string | null
  interests: string | null
} {
  const found: Record<string, string> = {}
  const [words = '', ...rest] = text.split(/[;.,]?\s*\b(?=(?:reasons|options|interests):)/i)
  for (const part of rest) {
    const [, name = '', value = ''] = part.match(/^(\w+):\s*(.*?)[;.,]?\s*$/s) ?? []
    found[name.toLowerCase()] = value
  }
  return {
    words: words.trim(),
    reasons: found.reasons ?? null,
    options: found.options ?? null,
    interests: found.interests ?? null,
  }
}

/** Refers something to another board, which owes an answer. */
export async function refer(
  context: Context,
  sitting: Sitting,
  { to, words, due, ref }: { to: string; words: string; due: GivenDay | undefined; ref: string | undefined },
): Promise<Outcome> {
  const target = bodyCalled(to, context.model)
  if (target.code === sitting.body.code)
    throw new UserError(
      'invalid',
      `The ${target.name} cannot refer something to itself. Nothing was recorded.`,
    )
  const item = ref === undefined ? undefined : itemOf(context, ref)
  await keepEntry(context, sitting, {
    kind: 'referral',
    item,
    details: { to: target.name, words, due: due?.on ?? null },
  })
  const number = await referralNumber(context)
  const by = due === undefined ? '' : ` An answer is due on ${longDay(due.on)}.`
  return {
    message: sentence(
      `Recorded: referral ${number}, from ${sittingText(sitting)} to the ${target.name}${item ? `, about ${item.ref}` : ''}.${by}`,
      paragraph('What: ', said(words)),
      smallPrint('Its answer: ', typed(`response ${number} accepted <reasons>`)),
    ),
    changes: [
      { ref: item?.ref ?? sitting.body.code, field: `referral ${number}`, from: null, to: target.code },
    ],
  }
}

function capital(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}`
}
