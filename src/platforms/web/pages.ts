import { itemPage, meetingPage, wallPage } from '../../domain/page-address.ts'
import type { PartInPlan, Who } from '../../platform.ts'

/** A part of a page: the line that it asks, and where its answer stands. */
export interface Part {
  readonly line: string
  readonly in: 'main' | 'aside' | 'below'
  /** Without one it heads the page. */
  readonly heading?: string
  /** A picture and a table of the same would say everything twice at once: the table follows later. */
  readonly only?: 'before-table' | 'from-table'
  /** The page is worth showing without it. */
  readonly isExtra?: true
  /** The same part in other ways. */
  readonly choices?: readonly (Crumb & { readonly isChosen: boolean })[]
  /** What can be done stands above what is to be read. */
  readonly hasActionsFirst?: true
}

export interface Crumb {
  readonly text: string
  readonly address: string
}

/** What an address stands for: lines that ask. */
export interface Page {
  readonly plan: PartInPlan
  readonly nav: Nav
  readonly parts: readonly Part[]
  readonly crumbs?: readonly Crumb[]
  /** The item that the box is about. */
  readonly about?: string
  /** A day to show it as at, to be typed. */
  readonly asAt?: { readonly label: string; readonly kept: Readonly<Record<string, string>> }
  readonly links?: readonly Crumb[]
  /** The same page of the other plans that somebody has a part in. */
  readonly plans?: readonly (Crumb & { readonly isChosen: boolean })[]
  /** A file can be sent by it: the line that says which plan it is for. */
  readonly upload?: string
  /** Where the pictures of its answers are. */
  readonly pictures?: (index: number) => string
}

export type Nav = 'home' | 'plan' | 'overdue' | 'meetings' | 'measures' | 'sent' | 'people' | 'none'

type Query = (name: string) => string | undefined

interface Asked {
  readonly who: Who
  readonly query: Query
}

type Given = Readonly<Record<string, string>>

interface Address {
  readonly path: RegExp
  readonly page: (given: Given, asked: Asked) => Page | undefined
}

/** Every address, with the lines that it stands for. */
const ADDRESSES: readonly Address[] = [
  { path: /^\/$/, page: (_, { who }) => home(who) },
  { path: /^\/plans\/(?<code>[^/]+)\/wall$/, page: wall },
  { path: /^\/plans\/(?<code>[^/]+)\/item$/, page: item },
  { path: /^\/(?<verb>overdue|due|list)$/, page: list },
  { path: /^\/meetings$/, page: (_, { who, query }) => meetings(who, query) },
  { path: /^\/meetings\/(?<body>[^/]+)\/(?<day>\d{4}-\d{2}-\d{2})$/, page: meeting },
  { path: /^\/meetings\/(?<body>[^/]+)\/(?<day>\d{4}-\d{2}-\d{2})\/decide$/, page: decide },
  { path: /^\/measures$/, page: (_, asked) => measures(asked) },
  { path: /^\/requests$/, page: simple('requests', 'meetings') },
  { path: /^\/sent$/, page: (_, asked) => sent(asked) },
  { path: /^\/desk$/, page: forCoordinator('desk', 'home') },
  { path: /^\/people$/, page: forCoordinator('people', 'people') },
  { path: /^\/import$/, page: (_, asked) => importing(asked) },
  { path: /^\/help$/, page: simple('help', 'none') },
  { path: /^\/ask$/, page: ask },
]

/** The page at an address for somebody; undefined if there is none for them. */
export function pageAt(path: string, asked: Asked): Page | undefined {
  for (const { path: pattern, page } of ADDRESSES) {
    const match = pattern.exec(path)
    if (match) return page(decoded(match.groups ?? {}), asked)
  }
  return undefined
}

/** Whether something is shown at an address, for whomever. */
export function isPage(path: string): boolean {
  return ADDRESSES.some(({ path: pattern }) => pattern.test(path))
}

function decoded(groups: Readonly<Record<string, string | undefined>>): Given {
  return Object.fromEntries(
    Object.entries(groups).map(([name, value = '']) => {
      try {
        return [name, decodeURIComponent(value)]
      } catch {
        return [name, '']
      }
    }),
  )
}

/** The plan that is asked for, or else their first. */
function planOf({ who, query }: Asked): PartInPlan | undefined {
  const wanted = query('plan')
  return wanted === undefined ? who.plans[0] : planCalled(who, wanted)
}

function planCalled({ plans }: Who, wanted: string): PartInPlan | undefined {
  return plans.find(({ code, name }) => code === wanted || name === wanted)
}

/** A line names its plan for somebody who has a part in several. */
function inPlan({ plans }: Who, { name }: PartInPlan, line: string): string {
  return plans.length > 1 ? `in ${name} ${line}` : line
}

/** The plan's table, with the form for a file and what is asked about it beside it. */
function importing(asked: Asked): Page | undefined {
  const plan = planOf(asked)
  if (!plan?.isCoordinator) return undefined
  const { who } = asked
  return {
    plan,
    nav: 'none',
    parts: [{ line: inPlan(who, plan, 'list'), in: 'main' }],
    upload: inPlan(who, plan, 'import'),
  }
}

function home(who: Who): Page | undefined {
  const [first] = who.plans
  if (!first) return undefined
  const plan = who.plans.find(({ isCoordinator }) => isCoordinator) ?? first
  const isOwner = who.plans.some((each) => each.isOwner)
  const next: readonly Part[] = [
    { line: 'own dates', in: 'aside', heading: 'Your next dates', isExtra: true },
    { line: 'own words', in: 'aside', heading: 'What you said lately', isExtra: true },
  ]
  if (plan.isCoordinator) {
    const own: readonly Part[] = isOwner ? [{ line: 'mine', in: 'below', heading: 'Your items' }] : []
    const links = [{ text: 'Import a file', address: `/import?plan=${encodeURIComponent(plan.code)}` }]
    return { plan, nav: 'home', parts: [{ line: 'desk', in: 'main' }, ...next, ...own], links }
  }
  const seat = who.plans.find(({ bodies }) => bodies[0]?.isTheirs)
  const [body] = seat?.bodies ?? []
  if (!isOwner && seat && body) {
    const line = inPlan(who, seat, `digest ${body.code}`)
    return { plan: seat, nav: 'home', parts: [{ line, in: 'main' }, ...next] }
  }
  return { plan, nav: 'home', parts: [{ line: 'mine', in: 'main' }, ...next] }
}

function asAt(query: Query): string {
  const day = query('at')
  return day === undefined ? '' : ` as at ${day}`
}

function wall({ code = '' }: Given, { who, query }: Asked): Page | undefined {
  const plan = planCalled(who, code)
  if (!plan) return undefined
  const position = positionIn(plan, query)
  if (position) return wallThen({ who, plan }, position)
  const line = (words: string) => inPlan(who, plan, `${words}${asAt(query)}`)
  const day = query('at')
  const then = day === undefined ? '' : `?at=${encodeURIComponent(day)}`
  return {
    plan,
    nav: 'plan',
    plans: who.plans.map((each) => ({
      text: each.name,
      address: wallPage(each.code),
      isChosen: each === plan,
    })),
    pictures: (index) => `${wallPage(plan.code)}.png?n=${index}`,
    parts: [
      { line: line('status'), in: 'main', only: 'before-table' },
      { line: line('plan tiles'), in: 'main', heading: '' },
      { line: line('status'), in: 'below', heading: 'The same in a table', only: 'from-table' },
    ],
    asAt: { label: 'See the plan as it stood on', kept: {} },
    links: [
      { text: 'Unfinished', address: `/list?plan=${encodeURIComponent(plan.code)}` },
      { text: 'Overdue', address: `/overdue?plan=${encodeURIComponent(plan.code)}` },
      { text: 'Due soon', address: `/due?plan=${encodeURIComponent(plan.code)}` },
      { text: 'As a picture', address: `${wallPage(plan.code)}.png${then}` },
      { text: 'As a spreadsheet', address: `${wallPage(plan.code)}.xlsx${then}` },
    ],
  }
}

interface PositionOf {
  readonly body: string
  readonly day: string
}

/** `improvement-board/2020-12-08`: what that meeting was told. */
function positionIn({ bodies }: PartInPlan, query: Query): PositionOf | undefined {
  const [, body, day] = query('position')?.match(/^([^/]+)\/(\d{4}-\d{2}-\d{2})$/) ?? []
  if (body === undefined || day === undefined) return undefined
  return bodies.some(({ code }) => code === body) ? { body, day } : undefined
}

/** The plan as a meeting was told it stands, whatever was recorded since. */
function wallThen(
  { who, plan }: { readonly who: Who; readonly plan: PartInPlan },
  { body, day }: PositionOf,
): Page {
  return {
    plan,
    nav: 'plan',
    parts: [{ line: inPlan(who, plan, `plan position ${body} on ${day}`), in: 'main' }],
    links: [
      { text: 'What the meeting was told', address: meetingPage(body, day, plan.code) },
      { text: 'As it is now', address: wallPage(plan.code) },
    ],
  }
}

function item({ code = '' }: Given, { who, query }: Asked): Page | undefined {
  const plan = planCalled(who, code)
  const ref = query('ref')
  if (!plan || ref === undefined) return undefined
  const line = (words: string) => inPlan(who, plan, words)
  const kind = KINDS.find(({ code: each }) => each === query('kind'))
  return {
    plan,
    nav: 'plan',
    about: ref,
    crumbs: [{ text: 'Plan', address: wallPage(plan.code) }],
    parts: [
      { line: line(`status ${ref}${asAt(query)}`), in: 'main', hasActionsFirst: true },
      { line: line(`why ${ref}`), in: 'aside', heading: 'Why it is in the plan', isExtra: true },
      {
        line: line(`history all ${ref}${kind ? ` ${kind.code}` : ''}`),
        in: 'below',
        heading: 'History',
        isExtra: true,
        choices: KINDS.map(({ code: each, text }) => ({
          text,
          address: `${itemPage(plan.code, ref)}${each === '' ? '' : `&kind=${each}`}#history`,
          isChosen: each === (kind?.code ?? ''),
        })),
      },
    ],
    asAt: { label: `See ${ref} as it stood on`, kept: { ref } },
  }
}

/** What a history can be narrowed to. */
const KINDS = [
  { code: '', text: 'Everything' },
  { code: 'updates', text: 'Updates' },
  { code: 'decisions', text: 'Dates and decisions' },
  { code: 'told', text: 'What boards were told' },
] as const

/** What a list can be narrowed by. */
const FILTERS = ['area', 'role', 'rating'] as const

function list({ verb = '' }: Given, asked: Asked): Page | undefined {
  const plan = planOf(asked)
  if (!plan) return undefined
  const { who, query } = asked
  const words = verb === 'list' ? ['rating', 'area', 'role'] : FILTERS
  const given = words.flatMap((name) => query(name) ?? [])
  const line = [verb, ...given].join(' ') + asAt(query)
  return {
    plan,
    nav: verb === 'overdue' ? 'overdue' : 'plan',
    plans: plansAt(`/${verb}`, who, plan),
    parts: [{ line: inPlan(who, plan, line), in: 'main' }],
  }
}

function meetings(who: Who, query: Query): Page | undefined {
  const plan = planOf({ who, query })
  if (!plan) return undefined
  return {
    plan,
    nav: 'meetings',
    plans: plansAt('/meetings', who, plan),
    parts: [
      { line: inPlan(who, plan, 'meetings'), in: 'main' },
      { line: inPlan(who, plan, 'meetings past'), in: 'below', heading: 'Held', isExtra: true },
    ],
    links: [{ text: 'What waits for a decision', address: '/requests' }],
  }
}

function meeting({ body: code = '', day = '' }: Given, asked: Asked): Page | undefined {
  const { who } = asked
  const plan = planOf(asked)
  const body = plan?.bodies.find((each) => each.code === code)
  if (!plan || !body) return undefined
  const line = (words: string) => inPlan(who, plan, words)
  const address = meetingPage(code, day)
  const of = `plan=${encodeURIComponent(plan.code)}`
  return {
    plan,
    nav: 'meetings',
    crumbs: [
      { text: 'Meetings', address: '/meetings' },
      { text: body.name, address: '/meetings' },
    ],
    parts: [
      { line: line(`digest ${code} on ${day}`), in: 'main' },
      { line: line(`decisions ${code} of ${day}`), in: 'below', heading: 'Decisions', isExtra: true },
      {
        line: line(`changes position ${code} on ${day}`),
        in: 'below',
        heading: 'What has changed since',
        isExtra: true,
      },
    ],
    links: [
      { text: 'The paper (Word)', address: `${address}/paper.docx?${of}` },
      { text: 'Add to calendar', address: `${address}/meeting.ics?${of}` },
      { text: 'The wall as told to it', address: `${wallPage(plan.code)}?position=${code}/${day}` },
      ...(plan.isCoordinator ? [{ text: 'Record its decisions', address: `${address}/decide?${of}` }] : []),
    ],
    pictures: (index) => `${address}/picture.png?${of}&n=${index}`,
  }
}

function measures(asked: Asked): Page | undefined {
  const plan = planOf(asked)
  if (!plan) return undefined
  const { who, query } = asked
  const code = query('code')
  const line = inPlan(who, plan, code === undefined ? 'measures' : `measures ${code}`)
  const of = `plan=${encodeURIComponent(plan.code)}`
  return {
    plan,
    nav: 'measures',
    plans: plansAt('/measures', who, plan),
    ...(code === undefined ? {} : { crumbs: [{ text: 'Measures', address: `/measures?${of}` }] }),
    parts: [{ line, in: 'main' }],
    pictures: () => `/measures/picture.png?${of}&code=${encodeURIComponent(code ?? '')}`,
  }
}

/** The same page of each plan, for somebody who has a part in several. */
function plansAt(path: string, { plans }: Who, shown: PartInPlan): Page['plans'] & {} {
  return plans.map((each) => ({
    text: each.name,
    address: `${path}?plan=${encodeURIComponent(each.code)}`,
    isChosen: each === shown,
  }))
}

function decide({ body: code = '', day = '' }: Given, asked: Asked): Page | undefined {
  const plan = planOf(asked)
  const body = plan?.bodies.find((each) => each.code === code)
  if (!plan || !body || !(plan.isCoordinator || body.isTheirs)) return undefined
  return {
    plan,
    nav: 'meetings',
    crumbs: [
      { text: 'Meetings', address: '/meetings' },
      { text: `${body.name}, ${day}`, address: meetingPage(code, day) },
    ],
    parts: [{ line: inPlan(asked.who, plan, `decisions all ${code} of ${day}`), in: 'main' }],
  }
}

function sent({ who, query }: Asked): Page | undefined {
  const plan = planOf({ who, query })
  if (!plan) return undefined
  const line = plan.isCoordinator ? inPlan(who, plan, 'deliveries') : 'own messages'
  return { plan, nav: 'sent', plans: plansAt('/sent', who, plan), parts: [{ line, in: 'main' }] }
}

function simple(line: string, nav: Nav): Address['page'] {
  return (_, asked) => {
    const plan = planOf(asked)
    return plan && { plan, nav, parts: [{ line, in: 'main' }] }
  }
}

function forCoordinator(line: string, nav: Nav): Address['page'] {
  return (_, asked) => {
    const plan = planOf(asked)
    return plan?.isCoordinator
      ? { plan, nav, parts: [{ line: inPlan(asked.who, plan, line), in: 'main' }] }
      : undefined
  }
}

function ask(_: Given, asked: Asked): Page | undefined {
  const plan = planOf(asked)
  const line = asked.query('line')
  return plan && line !== undefined ? { plan, nav: 'none', parts: [{ line, in: 'main' }] } : undefined
}
