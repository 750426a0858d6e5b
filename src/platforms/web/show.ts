import { moment } from '../../domain/format.ts'
import { askPage, itemPage, meetingPage } from '../../domain/page-address.ts'
import type { Block, Form, Message } from '../../message.ts'
import { inlines } from '../../message.ts'
import type { Pages, PartInPlan, Reply, Seals } from '../../platform.ts'
import { wrongFieldId } from '../../render/html/form.ts'
import type { OnPage } from '../../render/html/on-page.ts'
import { escaped } from '../../render/html/words.ts'
import { renderHtml } from '../../render/html.ts'
import { picturesIn } from '../../render/in-chat.ts'
import { plainInline } from '../../render/plain.ts'
import type { Box, Layout } from './layout.ts'
import type { Note } from './note.ts'
import type { Page, Part } from './pages.ts'
import { portioned } from './portion.ts'
import { sealFor } from './seal.ts'
import type { Visitor } from './session.ts'
import { uploadForm } from './upload-form.ts'

/** What is needed to show somebody a page. */
export interface Showing {
  readonly visitor: Visitor
  readonly pages: Pages
  readonly seals: Seals
  /** The address of the page, without what it showed last. */
  readonly back: string
  readonly ask: (line: string) => Promise<Reply>
  readonly styleAddress: string
  readonly bar: string
}

/** Something to show above a page: what was said on it, or why something was not. */
export interface Above {
  readonly note?: Note | undefined
  /** What was typed into the box and not taken. */
  readonly wrong?: { readonly typed: string; readonly reply: Reply }
}

type Shown =
  | { readonly kind: 'page'; readonly layout: Layout; readonly isWrong: boolean }
  /** There is no such page for them, whether or not there is one. */
  | { readonly kind: 'missing' }

interface Answered {
  readonly part: Part
  readonly reply: Reply
}

/** Asks the lines of a page and puts their answers together. */
export async function showPage(page: Page, showing: Showing, above: Above = {}): Promise<Shown> {
  const asked = new Map<string, Promise<Reply>>()
  const answer = (line: string) => {
    const known = asked.get(line) ?? showing.ask(line)
    asked.set(line, known)
    return known
  }
  const answered: readonly Answered[] = await Promise.all(
    page.parts.map(async (part) => ({ part, reply: await answer(part.line) })),
  )
  const [first] = answered
  if (!first) return { kind: 'missing' }
  if (page.about !== undefined && first.reply.error) return { kind: 'missing' }
  const shown = answered.filter(({ part, reply }) => !(part.isExtra && reply.error))
  const pictures = picturesIn(answered.flatMap(({ reply }) => blocksOf(reply)))
  const onPage: OnPage = {
    ...onPageOf(showing, page.plan, first.reply.forms),
    pictureAddress: (picture) => page.pictures?.(pictures.indexOf(picture)),
  }
  const once = createOnce()
  const within = (place: Part['in']) =>
    shown
      .filter(({ part }) => part.in === place)
      .map((each) =>
        partHtml(each, {
          onPage: { ...onPage, formFor: (line) => each.reply.forms?.[line] },
          isFirst: each === first,
          planTitle: page.plan.title,
          once,
        }),
      )
      .join('\n')
  const { heading } = headed(first.reply.message)
  const box = boxFor(showing, page.about)
  const wrong = above.wrong
  return {
    kind: 'page',
    isWrong: first.reply.error !== null,
    layout: {
      title: wrong || first.reply.error ? `Error: ${heading}` : heading,
      ...frameOf(showing, page.plan),
      nav: page.nav,
      box: wrong ? { ...box, typed: wrong.typed, isWrong: true } : withUnsent(box, above.note),
      crumbs: page.crumbs ?? [],
      heading,
      above: aboveHtml(above, onPage),
      main: withLinks(within('main'), page),
      aside: within('aside') + (page.upload === undefined ? '' : uploadForm(page.upload, showing)),
      below: within('below') + dayForm(page),
    },
  }
}

/** A form alone: to be put right, as it was left, or to be looked at before it is sent again. */
export function showForm(
  form: Form,
  {
    plan,
    ...given
  }: Showing & { readonly plan: PartInPlan } & ({ readonly problem: Problem } | { readonly look: Message }),
): Layout {
  if ('look' in given) return lookedAt(form, { plan, ...given })
  const { problem, ...showing } = given
  const onPage = onPageOf(showing, plan, undefined)
  const { text, field } = problem
  const html = renderHtml(
    { summary: form.title, blocks: [form] },
    { ...onPage, ...(problem.isNearField ? { wrong: { text, field } } : {}) },
  )
  const lead = problem.isNearField
    ? `<p><a href="#${escaped(wrongFieldId(form, field))}">${escaped(text)}</a></p>`
    : `<p>${escaped(text)}</p>`
  return {
    title: `Error: ${form.title}`,
    ...frameOf(showing, plan),
    box: boxFor(showing, undefined),
    heading: form.title,
    above: notice('Nothing is recorded yet', lead),
    main: html,
    below: `<p><a href="${escaped(showing.back)}">Back without sending it</a></p>`,
  }
}

/** What a form would do, above the form with what was typed. */
function lookedAt(
  form: Form,
  { plan, look, ...showing }: Showing & { readonly plan: PartInPlan; readonly look: Message },
): Layout {
  const onPage = onPageOf(showing, plan, undefined)
  const then = renderHtml({ ...look, blocks: look.blocks.filter(({ kind }) => kind !== 'form') }, onPage)
  return {
    title: form.title,
    ...frameOf(showing, plan),
    box: boxFor(showing, undefined),
    heading: form.title,
    above: notice('Look at it before it is recorded', then),
    main: renderHtml({ summary: form.title, blocks: [form] }, onPage),
    below: `<p><a href="${escaped(showing.back)}">Back without recording it</a></p>`,
  }
}

export interface Problem {
  readonly text: string
  readonly field: string | undefined
  /** It is about a field; otherwise about the form as a whole. */
  readonly isNearField: boolean
}

/** An answer on a page of its own. */
export function showNote(note: Note, plan: PartInPlan, showing: Showing): Layout {
  const onPage = onPageOf(showing, plan, undefined)
  const title = note.kind === 'answer' ? headed(note.pages[0] ?? NOTHING).heading : 'Not sent yet'
  return {
    title,
    ...frameOf(showing, plan),
    nav: 'none',
    box: withUnsent(boxFor(showing, undefined), note),
    heading: 'The answer',
    main: aboveHtml({ note }, onPage),
  }
}

const NOTHING: Message = { summary: '', blocks: [] }

export function frameOf(
  { visitor, pages, seals, styleAddress, bar }: Omit<Showing, 'ask' | 'back'>,
  plan: PartInPlan | undefined,
): Pick<Layout, 'styleAddress' | 'visitor' | 'bar' | 'asAt'> {
  const zone = plan?.timeZone ?? visitor.who?.plans[0]?.timeZone
  return {
    styleAddress,
    bar,
    visitor: {
      name: visitor.who?.name ?? 'somebody not linked yet',
      plan: plan ?? visitor.who?.plans[0],
      hasSeveral: (visitor.who?.plans.length ?? 0) > 1,
      isDemo: pages.demo !== undefined,
      seal: sealFor({ seals, visitor: visitor.key, now: pages.machineNow() }, SIGN_OUT),
    },
    ...(zone === undefined ? {} : { asAt: moment(pages.now(), zone) }),
  }
}

/** What the seals of the box and of signing out are for. */
export const BOX = 'box'
export const SIGN_OUT = 'sign-out'

export function boxFor({ visitor, pages, seals, back }: Showing, about: string | undefined): Box {
  return {
    seal: sealFor({ seals, visitor: visitor.key, now: pages.machineNow() }, BOX),
    back,
    about,
  }
}

function withUnsent(box: Box, note: Note | undefined): Box {
  if (note?.kind !== 'unsent') return box
  return { ...box, typed: note.body.line ?? '' }
}

function onPageOf(
  { visitor, pages, seals, back }: Pick<Showing, 'visitor' | 'pages' | 'seals' | 'back'>,
  plan: PartInPlan,
  forms: Reply['forms'],
): OnPage {
  const now = pages.machineNow()
  return {
    itemAddress: (ref, named) =>
      itemPage(visitor.who?.plans.find(({ name }) => name === named)?.code ?? plan.code, ref),
    askAddress: (line) => (pages.isAsking(line) ? askPage(line) : undefined),
    openAddress: (line) => (line.startsWith('answer') ? undefined : askPage(line)),
    formFor: (line) => forms?.[line],
    seal: (posted, nonce) => sealFor({ seals, visitor: visitor.key, now }, posted, nonce),
    paperAddress: ({ body, meetingDay, plan: of }) =>
      `${meetingPage(body, meetingDay)}/paper.docx?plan=${encodeURIComponent(of ?? plan.code)}`,
    back,
  }
}

/** The heading of a page, and what is left of its message below that. */
function headed({ title, summary, blocks }: Message): { heading: string; rest: readonly Block[] } {
  const [first, ...others] = blocks
  const text = first?.kind === 'paragraph' ? plain(first.text) : first?.kind === 'heading' ? first.text : ''
  if (title !== undefined) return { heading: title, rest: isSaidBy(title, text) ? others : blocks }
  if (text !== '' && text.length <= LONGEST_HEADING) return { heading: text, rest: others }
  return { heading: summary.length <= LONGEST_HEADING ? summary : 'The answer', rest: blocks }
}

/** A heading has no full stop. */
function isSaidBy(title: string, text: string): boolean {
  return text === title || text === `${title}.`
}

const LONGEST_HEADING = 120

function plain(text: Parameters<typeof inlines>[0]): string {
  return inlines(text).map(plainInline).join('')
}

function blocksOf({ message, thread = [] }: Reply): readonly Block[] {
  return [message, ...thread].flatMap(({ blocks }) => blocks)
}

/** Lets through what the page has not said yet. */
function createOnce(): (blocks: readonly Block[]) => readonly Block[] {
  const known = new Set<string>()
  return (blocks) =>
    blocks.filter((block) => {
      const text = JSON.stringify(block)
      const isNew = !known.has(text)
      known.add(text)
      return isNew
    })
}

interface Around {
  readonly onPage: OnPage
  readonly isFirst: boolean
  /** It stands above every page. */
  readonly planTitle: string
  readonly once: ReturnType<typeof createOnce>
}

function partHtml({ part, reply }: Answered, { onPage, isFirst, planTitle, once }: Around): string {
  const { message, thread = [] } = reply
  const titled = isFirst ? headed(message).rest : withoutTitle(message)
  const [top] = titled
  const isNamed = top?.kind === 'paragraph' && plain(top.text) === planTitle
  const chosen = once(onlyOf(isNamed ? titled.slice(1) : titled, part.only))
  const blocks = part.hasActionsFirst ? withActionsFirst(chosen) : chosen
  const own = renderHtml({ ...message, blocks: portioned(blocks, onPage.back) }, onPage)
  const more = thread.map(
    (page) =>
      `<section>${renderHtml({ ...page, blocks: portioned(page.blocks, onPage.back) }, onPage)}</section>`,
  )
  const head =
    part.heading === undefined || part.heading === ''
      ? ''
      : `<h2 id="${escaped(part.heading.toLowerCase().replace(/[^a-z]+/g, '-'))}">${escaped(part.heading)}</h2>\n${choicesHtml(part)}`
  return head + [isFirst ? withLead(own) : own, ...more].join('\n')
}

/** What heads a part is said by its heading already. */
function withoutTitle({ title, blocks }: Message): readonly Block[] {
  const [first, ...others] = blocks
  const isTitle = title !== undefined && first?.kind === 'paragraph' && isSaidBy(title, plain(first.text))
  return isTitle ? others : blocks
}

/** The sentences that say how something stands, then what can be done about it, then everything else. */
function withActionsFirst(blocks: readonly Block[]): readonly Block[] {
  const actions = blocks.filter(({ kind }) => kind === 'buttons')
  const rest = blocks.filter(({ kind }) => kind !== 'buttons')
  const after = rest.findIndex(({ kind }) => kind !== 'paragraph' && kind !== 'quote' && kind !== 'context')
  return after === -1 ? blocks : [...rest.slice(0, after), ...actions, ...rest.slice(after)]
}

function onlyOf(blocks: readonly Block[], only: Part['only']): readonly Block[] {
  const table = blocks.findIndex(({ kind }) => kind === 'table')
  if (only === undefined) return blocks
  if (table === -1) return only === 'before-table' ? blocks : []
  return only === 'before-table' ? blocks.slice(0, table) : blocks.slice(table)
}

/** The first sentence of a page is what it comes to. */
function withLead(html: string): string {
  return html.startsWith('<p>') ? html.replace('<p>', '<p class="lead">') : html
}

function aboveHtml({ note, wrong }: Above, onPage: OnPage): string {
  if (wrong) {
    const said = renderHtml(wrong.reply.message, onPage)
    return notice('Nothing is recorded yet', said)
  }
  if (note === undefined) return ''
  if (note.kind === 'unsent')
    return notice(
      'Not sent yet',
      '<p>You were signed out before this was sent. Nothing is recorded: look at it, and send it.</p>',
    )
  const you =
    note.said === undefined ? '' : `<p class="you">You said: <q dir="auto">${escaped(note.said)}</q></p>`
  const html = note.pages.map((message) => renderHtml(message, onPage)).join('\n')
  return `<div class="said" role="status">${you}${html}</div>\n`
}

function notice(title: string, html: string): string {
  return `<div class="notice" role="alert" aria-labelledby="notice-title" tabindex="-1"><h2 id="notice-title">${escaped(title)}</h2>${html}</div>\n`
}

/** Below the sentence that heads the page. */
function withLinks(main: string, page: Page): string {
  const { plans = [] } = page
  const links = (plans.length > 1 ? chosenHtml(plans, 'Plans') : '') + linksHtml(page)
  const end = main.startsWith('<p class="lead">') ? main.indexOf('</p>') + '</p>'.length : 0
  return main.slice(0, end) + links + main.slice(end)
}

function choicesHtml({ choices = [], heading = '' }: Part): string {
  if (choices.length === 0) return ''
  return `${chosenHtml(choices, `Show of ${heading.toLowerCase()}`)}\n`
}

/** The same in other ways, and which of them it is. */
function chosenHtml(choices: NonNullable<Part['choices']>, label: string): string {
  const each = choices.map(
    ({ text, address, isChosen }) =>
      `<li><a href="${escaped(address)}"${isChosen ? ' aria-current="true"' : ''}>${escaped(text)}</a></li>`,
  )
  return `<ul class="filter" aria-label="${escaped(label)}">${each.join('')}</ul>`
}

function linksHtml({ links = [] }: Page): string {
  if (links.length === 0) return ''
  const each = links.map(({ text, address }) => `<li><a href="${escaped(address)}">${escaped(text)}</a></li>`)
  return `<ul class="filter" aria-label="More of this">${each.join('')}</ul>`
}

function dayForm({ asAt }: Page): string {
  if (!asAt) return ''
  const kept = Object.entries(asAt.kept).map(
    ([name, value]) => `<input type="hidden" name="${escaped(name)}" value="${escaped(value)}">`,
  )
  return `<form class="actions" method="get"><label for="at">${escaped(asAt.label)}</label> <input type="text" id="at" name="at" size="16" maxlength="60" autocomplete="off">${kept.join('')} <button class="second">Show</button></form>`
}
