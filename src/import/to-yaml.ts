import { isMap, isSeq, type YAMLMap, Document as Yaml } from 'yaml'
import type { Answered } from './asking.ts'
import { toneOf } from './colours.ts'
import type { Extracted, ExtractedItem, Question, ScaleRating, WrittenDate } from './extracted.ts'
import { lettersBetween } from './narrative.ts'
import { inOrder } from './order.ts'
import { isFinal, USUAL_WORDS } from './scale.ts'

export interface Writing {
  /** The name of the file that it was read from. */
  readonly source: string
  /** The plan's code; without it one is made of the title. */
  readonly code: string | undefined
  readonly questions: readonly Question[]
  readonly answered: readonly Answered[]
}

/** A plan file of what was read. What is open is left out and marked with the number of its question. */
export function toYaml(plan: Extracted, { source, code, questions, answered }: Writing): string {
  const open = inOrder(questions)
  const said: Said = {
    open,
    answered,
    plan,
    roles: rolesOf(plan),
    scale: scaleOf(plan, open, answered),
    references: new Map(),
  }
  const title = oneLine(plan.title ?? 'A plan without a name')
  const bodies = bodiesOf(plan)
  const levels = levelsOf(plan, said)
  const document = new Yaml({
    code: code ?? (slug(title) || 'plan'),
    title,
    version: '1',
    source: oneLine(source),
    levels: levels.words,
    ...(levels.words.length > 1 && { counts: levels.counts }),
    ...positionOf(plan),
    ...(said.scale && { scale: said.scale }),
    policies: { decidesDates: bodies[0]?.code, decidesSignOff: bodies[0]?.code },
    ...(plan.bodies.length === 0 && { draft: true }),
    roles:
      said.roles.length > 0
        ? said.roles.map(({ code: own, title: called }) => ({ code: own, title: called }))
        : [NOBODY],
    bodies,
    items: itemsIn(null, said),
  })
  mark(document, said)
  return document.toString({ lineWidth: 0 })
}

const NOBODY = { code: 'unnamed', title: 'No post is named in the document' }
const NO_BODY = {
  code: 'deciding-body',
  name: 'The deciding body',
  purpose: 'Not named in the document',
  byArrangement: true,
}

interface Said {
  readonly open: readonly Question[]
  readonly answered: readonly Answered[]
  readonly plan: Extracted
  readonly roles: readonly Role[]
  readonly scale: Scale | undefined
  /** The reference that each item has in the file. */
  readonly references: Map<ExtractedItem, string>
}

interface Role {
  readonly code: string
  readonly title: string
  readonly printed: string
}

function bodiesOf({ bodies }: Extracted): readonly { code: string; name: string }[] {
  if (bodies.length === 0) return [NO_BODY]
  return bodies.map((name) => ({ code: slug(name), name, byArrangement: true }))
}

function rolesOf({ items }: Extracted): readonly Role[] {
  const posts = [
    ...new Set(
      items.flatMap(({ owners, accountable }) => [...owners, ...(accountable ? [accountable] : [])]),
    ),
  ]
  const taken = new Set<string>(['coordinator', 'stranger', 'plan-file'])
  return posts.map((printed) => {
    const title = oneLine(printed)
    const base = /^[\p{L}\p{N}-]{1,20}$/u.test(title) ? title : slug(title) || 'post'
    let code = base
    for (let more = 2; taken.has(code.toLowerCase()); more += 1) code = `${base}-${more}`
    taken.add(code.toLowerCase())
    return { code, title, printed }
  })
}

function slug(text: string): string {
  return text
    .normalize('NFKD')
    .toLowerCase()
    .replace(/[’']/g, '')
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '')
    .slice(0, 60)
    .replace(/-+$/, '')
}

function oneLine(text: string): string {
  return text.replace(/\s+/g, ' ').trim()
}

interface Scale {
  readonly notStarted: 'unrated'
  readonly order: 'worst-first' | 'best-first'
  readonly ratings: readonly WrittenRating[]
}

interface WrittenRating {
  readonly code: string
  readonly [field: string]: unknown
}

const MARKS = ['▼', '◆', '●', '★', '■', '▲', '○', '◇', '□'] as const
const USUAL = { red: 'Red', amber: 'Amber', green: 'Green', blue: 'Blue' } as const

/** The scale, once nothing of it is asked; without it the plan's ratings are not written either. */
function scaleOf(
  { scale, items }: Extracted,
  open: readonly Question[],
  answered: readonly Answered[],
): Scale | undefined {
  if (open.some(({ kind }) => kind === 'scale' || kind === 'colour-key')) return undefined
  const ratings = scale.length >= 2 ? scale : usualRatings(items)
  if (ratings.length < 2) return undefined
  const concern = answered.find(({ question }) => question.kind === 'scale')?.answer
  const letters = lettersOf(ratings)
  const order = isBestFirst(ratings, concern) ? 'best-first' : 'worst-first'
  return {
    notStarted: 'unrated',
    order,
    ratings: ratings.map(({ rating, words, colour }, at) => {
      const isDone = isFinal(words)
      const label = oneLine(
        /^[a-z]+$/.test(rating) ? rating.charAt(0).toUpperCase() + rating.slice(1) : rating,
      )
      const off =
        concern !== undefined && concern !== 'yes'
          ? {
              offTrack: concern
                .toLowerCase()
                .split(/\s*(?:,|;|\band\b)\s*/)
                .includes(rating.toLowerCase()),
            }
          : {}
      return {
        code: codeOf(rating),
        label,
        letter: letters[at],
        mark: MARKS[at] ?? '○',
        tone: toneFor(rating, colour, { at, of: ratings.length, order }),
        definition: oneLine(words ?? label),
        ...stateOf(rating, words),
        ...(isDone && {
          final: true,
          demands: [{ kind: 'sign-off', question: 'Who signed it off, and where is that minuted?' }],
        }),
        ...off,
      }
    }),
  }
}

function codeOf(rating: string): string {
  return slug(rating) || `rating-${[...rating].map((each) => each.codePointAt(0)).join('-')}`
}

function usualRatings(items: readonly ExtractedItem[]): readonly ScaleRating[] {
  const said = items
    .flatMap(({ rating, checkpoints }) => [rating?.value, ...checkpoints.map((each) => each.rating)])
    .flatMap((each) => each ?? [])
  const tones = (['red', 'amber', 'green', 'blue'] as const).filter((tone) =>
    said.some((each) => USUAL_WORDS.get(each.toLowerCase()) === tone),
  )
  const all =
    tones.length > 0
      ? tones.includes('blue')
        ? (['red', 'amber', 'green', 'blue'] as const)
        : (['red', 'amber', 'green'] as const)
      : []
  return all.map((tone) => ({ rating: USUAL[tone], words: null, place: 'file' }))
}

function isBestFirst(ratings: readonly ScaleRating[], concern: string | undefined): boolean {
  const [first] = ratings
  const last = ratings.at(-1)
  const good = /achiev|complet|embed|deliver|on track|green|blue|met\b|closed/i
  const isGood = (each: ScaleRating | undefined) =>
    good.test(`${each?.rating} ${each?.words ?? ''}`) ||
    ['green', 'blue'].includes(toneOf(each?.colour ?? '') ?? '')
  if (concern !== undefined && first && concern.toLowerCase() === first.rating.toLowerCase()) return false
  return isGood(first) && !isGood(last)
}

/** One or two signs that tell a rating from the others. */
function lettersOf(ratings: readonly ScaleRating[]): readonly string[] {
  const taken = new Set<string>()
  return ratings.map(({ rating }, at) => {
    const plain = rating.replace(/[^\p{L}\p{N}]/gu, '').toUpperCase()
    const initials = rating
      .split(/\s+/)
      .map((each) => each.charAt(0))
      .join('')
      .toUpperCase()
      .slice(0, 2)
    const tries = [
      plain.length <= 2 ? plain : '',
      plain.charAt(0),
      initials,
      plain.slice(0, 2),
      `${plain.charAt(0)}${at + 1}`,
      `${at + 1}`,
    ]
    const own = tries.find((each) => /^[\p{L}\p{N}]{1,2}$/u.test(each) && !taken.has(each)) ?? `${at + 1}`
    taken.add(own)
    return own
  })
}

interface Placed {
  readonly at: number
  readonly of: number
  readonly order: Scale['order']
}

function toneFor(rating: string, colour: string | undefined, { at, of, order }: Placed): string {
  const own = colour === undefined ? undefined : toneOf(colour)
  const said = USUAL_WORDS.get(rating.toLowerCase())
  if (own ?? said) return own ?? said ?? 'grey'
  if (colour !== undefined) return 'yellow'
  if (/not (?:yet )?started/i.test(rating)) return 'grey'
  const worst = order === 'worst-first' ? at : of - 1 - at
  const share = of < 2 ? 1 : worst / (of - 1)
  return share < 0.25 ? 'red' : share < 0.6 ? 'amber' : share < 0.9 ? 'green' : 'blue'
}

function stateOf(rating: string, words: string | null): { impliesState?: string } {
  const text = `${rating} ${words ?? ''}`
  if (/^not (?:yet )?started/i.test(rating)) return { impliesState: 'not-started' }
  if (
    /^(?:complete[d]?|delivered|achieved|closed|done)\b/i.test(rating) ||
    /^(?:complete[d]?)\b/i.test(words ?? '')
  )
    return { impliesState: 'complete' }
  return /on track|in progress|started, some/i.test(text) ? { impliesState: 'in-progress' } : {}
}

function positionOf({ positionAt }: Extracted): { positionAt?: Given } {
  const on = positionAt?.exact === 'range' ? lastOf(positionAt) : positionAt && given(positionAt)
  return on ? { positionAt: on } : {}
}

/** "October to November 2020" counts to its last month. */
function lastOf({ printed }: WrittenDate): Given | undefined {
  const [, month, year] = /([A-Z][a-z]+)\s+(\d{4})\s*$/.exec(printed ?? '') ?? []
  const number =
    ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'].indexOf(
      (month ?? '').slice(0, 3).toLowerCase(),
    ) + 1
  return number > 0
    ? { on: `${year}-${String(number).padStart(2, '0')}`, asGiven: oneLine(printed ?? '') }
    : undefined
}

interface Given {
  readonly on: string
  readonly asGiven: string
}

/** A date as the plan file writes it; undefined for a term, which needs the organisation's own days. */
function given({ on, exact, printed }: WrittenDate): Given | undefined {
  if (on === null || exact === 'none' || exact === 'term' || exact === 'ongoing') return undefined
  const written = exact === 'quarter' ? `${on.slice(0, 4)}-Q${Math.ceil(Number(on.slice(5, 7)) / 3)}` : on
  return { on: written, asGiven: oneLine(printed ?? on) || on }
}

const STEP = 'step'

function levelsOf(
  { levels, items }: Extracted,
  { answered }: Said,
): { words: readonly string[]; counts: string } {
  const words = levels.length > 0 ? levels : ['action']
  const inner = words.at(-1) ?? 'action'
  const hasSteps = items.some(({ steps }) => steps.length > 0)
  if (!hasSteps) return { words, counts: inner }
  const isTracked = answered.find(({ question }) => question.kind === 'level')?.answer === 'actions'
  const word = words.includes(STEP) ? 'part' : isTracked && !words.includes('action') ? 'action' : STEP
  return { words: [...words, word], counts: isTracked ? word : inner }
}

function itemsIn(parent: ExtractedItem | null, said: Said): readonly Readonly<Record<string, unknown>>[] {
  const { plan } = said
  const name = parent === null ? null : (parent.ref ?? parent.title)
  return plan.items
    .filter((each) => each.parent === name && each !== parent)
    .map((item, at) => itemIn(item, { said, at, parent }))
}

interface Where {
  readonly said: Said
  readonly at: number
  readonly parent: ExtractedItem | null
}

function itemIn(item: ExtractedItem, { said, at, parent }: Where): Readonly<Record<string, unknown>> {
  const { plan, roles } = said
  const ref = referenceOf(item, { said, at, parent })
  said.references.set(item, ref)
  const code = (post: string) => roles.find(({ printed }) => printed === post)?.code ?? post
  const isOpen = (field: string) => item.asked.includes(field)
  const due = item.due && !isOpen('due') ? given(item.due) : undefined
  const isOngoing = item.due?.exact === 'ongoing' && !isOpen('due') && item.revisions.length === 0
  const inner = itemsIn(item, said)
  const lead = leadOf(item, said)
  const owners = item.owners.map(code).filter((each) => each !== lead)
  return {
    ref,
    ...(skips(item, parent, plan) && { level: item.level }),
    title: oneLine(item.title) || ref,
    ...(lead !== undefined && { lead }),
    ...(owners.length > 0 && { owners }),
    ...(due && { due }),
    ...(isOngoing && { ongoing: true }),
    ...(item.reviewOn !== undefined && { review: { on: item.reviewOn, asGiven: item.reviewOn } }),
    ...(due && item.revisions.length > 0 && { revisions: item.revisions.flatMap(revisionOf) }),
    ...list('outcomes', item.outcomes),
    ...list('indicators', item.measures),
    ...list('progress', item.narrative),
    ...list('opening', openingsOf(item, said)),
    ...list('notes', notesOf(item)),
    ...list('items', [
      ...inner,
      ...item.steps.map((title, place) => ({ ref: `${ref}(${letter(place)})`, title: oneLine(title) })),
    ]),
  }
}

function letter(place: number): string {
  const own = String.fromCharCode('a'.charCodeAt(0) + (place % 26))
  return place < 26 ? own : `${own}${Math.floor(place / 26) + 1}`
}

function list(key: string, values: readonly unknown[]): Readonly<Record<string, readonly unknown[]>> {
  return values.length > 0 ? { [key]: values } : {}
}

/** A level between is left out. */
function skips(item: ExtractedItem, parent: ExtractedItem | null, { levels }: Extracted): boolean {
  const around = parent === null ? -1 : levels.indexOf(parent.level)
  return levels.indexOf(item.level) > around + 1
}

/** The printed one; what is asked has the likely one, and what has none is numbered. */
function referenceOf(item: ExtractedItem, { said, at, parent }: Where): string {
  const { open, plan, references } = said
  const question = open.find(
    ({ kind, place, offers }) => kind === 'reference' && place === item.place && offers.length > 0,
  )
  const likely = question?.offers[0]?.replace(/^its own: /, '')
  const ref =
    likely ??
    item.ref ??
    (parent === null
      ? `${item.level} ${at + 1}`
      : `${references.get(parent) ?? ''}.${at + 1}`.replace(/^\./, ''))
  const base =
    parent === null && item.ref === null && likely === undefined && plan.levels.length === 1
      ? String(at + 1)
      : ref
  const taken = new Set(references.values())
  let free = base
  for (let more = 2; taken.has(free); more += 1) free = `${base}-${more}`
  return free
}

function leadOf({ owners, accountable }: ExtractedItem, { roles, answered }: Said): string | undefined {
  const answer = answered.find(({ question }) => question.kind === 'lead')?.answer
  const code = (post: string | null | undefined) => roles.find(({ printed }) => printed === post)?.code
  if (accountable && (owners.length === 0 || answer === 'the owner leads, officers share'))
    return code(accountable)
  if (owners.length > 1 && answer !== undefined && /first/.test(answer)) return code(owners[0])
  return undefined
}

function revisionOf(revision: WrittenDate): readonly unknown[] {
  const due = given(revision)
  return due ? [{ due, note: 'Approval not recorded in the document' }] : []
}

const BASES = {
  'cell colour': 'from the cell’s colour',
  score: 'the score in the cell',
  letter: 'the letter in the cell',
  words: 'the words in the cell',
} as const

function openingsOf(item: ExtractedItem, { plan, scale, open, answered }: Said): readonly unknown[] {
  if (!scale) return []
  const final = plan.scale.find(({ words }) => isFinal(words))?.rating
  const signed = answered.find(({ question }) => question.kind === 'final-rating')?.answer
  const rated = [
    ...item.checkpoints.map(({ at, rating, basis, place, asked }) => ({
      at,
      rating: asked ? null : rating,
      basis,
      place,
    })),
    ...(item.rating && !item.checkpoints.some(({ place }) => place === item.rating?.place)
      ? [
          {
            at: item.rating.at,
            rating: item.rating.asked ? null : item.rating.value,
            basis: item.rating.basis,
            place: item.rating.place,
          },
        ]
      : []),
  ].sort((one, other) => (one.at ?? '').localeCompare(other.at ?? ''))
  const completed = [...completeOf(item, { open, answered }), ...toldComplete(item, answered)]
  return [
    ...rated.flatMap(({ at, rating, basis, place }) => {
      const code = rating === null ? undefined : scale.ratings.find((each) => isRating(each, rating))?.code
      if (code === undefined) return []
      const sign =
        rating === final
          ? `; ${signed?.startsWith('signed off by ') && signed.length > 16 ? signed : 'sign-off not recorded'}`
          : ''
      return [
        {
          ...(at !== undefined && { effective: { on: at, asGiven: at } }),
          rating: code,
          note: `${capital(String(rating))}, ${BASES[basis]} (${place})${sign}`,
        },
      ]
    }),
    ...completed,
  ]
}

function isRating(each: WrittenRating, rating: string): boolean {
  return each.code === codeOf(rating) || each.code === USUAL_WORDS.get(rating.toLowerCase())
}

/** Parts that a narrative calls completed, where the answer says that they are. */
function toldComplete({ ref }: ExtractedItem, answered: readonly Answered[]): readonly unknown[] {
  const told = answered.find(({ question }) => question.kind === 'narrative')
  if (told?.answer !== 'complete, day not given' || ref === null) return []
  const isTold = (told.question.refs ?? []).some((named) => partsNamed(named).includes(ref))
  return isTold ? [{ state: 'complete', note: 'Completed, as the progress update says; day not given' }] : []
}

/** "A1(a)-(d)" is A1(a), A1(b), A1(c) and A1(d); "C1(a),(b)" two of them. */
function partsNamed(named: string): readonly string[] {
  const [, outer = '', parts = ''] = /^(.*?)((?:\([a-z]\)[,-]?)+)$/.exec(named) ?? []
  return parts.split(',').flatMap((each) => {
    const [, from, to] = /^\(([a-z])\)(?:-\(([a-z])\))?$/.exec(each) ?? []
    if (from === undefined) return []
    return lettersBetween(from, to ?? from).map((part) => `${outer}(${part})`)
  })
}

function completeOf(
  { completeOn }: ExtractedItem,
  { answered }: Pick<Said, 'open' | 'answered'>,
): readonly unknown[] {
  if (completeOn?.on != null && completeOn.exact === 'day')
    return [
      {
        effective: { on: completeOn.on, asGiven: completeOn.printed ?? completeOn.on },
        state: 'complete',
        note: `“${completeOn.printed}”`,
      },
    ]
  const answer = answered.find(
    ({ question }) => question.kind === 'complete' && question.about.includes(completeOn?.printed ?? '—'),
  )?.answer
  const [, day] = /^complete on (\d{4}-\d{2}-\d{2})$/.exec(answer ?? '') ?? []
  if (day !== undefined)
    return [
      {
        effective: { on: day, asGiven: oneLine(completeOn?.printed ?? day) },
        state: 'complete',
        note: `“${completeOn?.printed}”`,
      },
    ]
  return answer === 'complete, day not given'
    ? [{ state: 'complete', note: `“${completeOn?.printed}”; day not given` }]
    : []
}

function notesOf({ due, asked, directionTyped, evidence, accountable }: ExtractedItem): readonly string[] {
  void accountable
  return [
    ...(due?.exact === 'term' && !asked.includes('due')
      ? [`Due: ${due.printed} (the days of the term are not in the document)`]
      : []),
    ...(directionTyped === undefined ? [] : [`Direction of travel, as typed: ${directionTyped}`]),
    ...evidence.map((each) => `Evidence: ${each}`),
  ]
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1)
}

/** Writes the open questions where they belong: at their item, else at the head of the file. */
function mark(document: Yaml, { open, references, plan }: Said): void {
  const byReference = new Map<string, string[]>()
  const head: string[] = []
  for (const [at, question] of open.entries()) {
    const line = ` ?${at + 1} ${fieldOf(question)}: ${oneLine(question.about)}${question.offers.length > 0 ? ` (${orList(question.offers)})` : ''}`
    const item = plan.items.find(
      (each) =>
        question.ref !== undefined && (each.ref === question.ref || references.get(each) === question.ref),
    )
    const ref = item && references.get(item)
    if (ref === undefined) head.push(line)
    else byReference.set(ref, [...(byReference.get(ref) ?? []), line])
  }
  if (head.length > 0) document.commentBefore = head.join('\n')
  const visit = (node: unknown) => {
    if (!isSeq(node)) return
    for (const each of node.items) {
      if (!isMap(each)) continue
      const lines = byReference.get(String((each as YAMLMap).get('ref')))
      if (lines) each.commentBefore = lines.join('\n')
      visit((each as YAMLMap).get('items'))
    }
  }
  visit(document.get('items'))
}

const FIELDS: Partial<Record<Question['kind'], string>> = {
  date: 'due',
  'no-date': 'due',
  'no-owner': 'owners',
  owner: 'owners',
  post: 'roles',
  reference: 'ref',
  plan: 'title',
}

function fieldOf({ kind }: Question): string {
  return FIELDS[kind] ?? kind
}

function orList(offers: readonly string[]): string {
  const shown = offers.slice(0, 4).map(oneLine)
  return shown.length < 2 ? (shown[0] ?? '') : `${shown.slice(0, -1).join(', ')} or ${shown.at(-1)}`
}
