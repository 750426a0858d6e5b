import { isAlike } from '../../src/domain/alike.ts'
import { dayIn } from '../../src/domain/day.ts'
import { listed, shortDay, shownDay } from '../../src/domain/format.ts'
import { factsDifferences, type ItemFactsPatch, type PlanItem } from '../../src/domain/item-changes.ts'
import type { GivenDay, ItemDetails, Left, Level } from '../../src/domain/plan.ts'
import type { DateAct } from './dates.ts'
import { type ChangedItem, type ItemDifference, isExactness, isRemembered } from './differences.ts'
import type { FileItem } from './file-items.ts'
import type { Applied } from './items.ts'
import type { NameOf } from './names.ts'

/** What each kind of change is called, in the order in which they are told. */
const KINDS = {
  joined: 'joined',
  left: 'left',
  returned: 'came back',
  renumbered: 'renumbered',
  reworded: 'reworded',
  moved: 'moved',
  owners: 'with other owners or leads',
  'date-asked': 'with another date, which is asked for',
  'date-decided': 'with another date, which is decided',
  'date-corrected': 'with a date corrected',
  dates: 'with other dates',
  'date-in-force': 'where the file now prints the date in force',
  agrees: 'where the file agrees with the plan again',
  withdrawn: 'where the file asks no more for another date',
  'left-as-is': 'where the plan stays as it is',
  stays: 'not in the file, and staying',
  refound: 'in the file again',
  details: 'with other details',
  reordered: 'in another place of the list',
  exactness: 'told how exact their dates are',
  plan: 'besides',
} as const

export type ToldKind = keyof typeof KINDS

/** One change, as it is told. */
export interface ImportChange {
  readonly kind: ToldKind
  /** Null where it is of no item. */
  readonly itemId: number | null
  readonly ref: string | null
  readonly text: string
  /** Facts before and after, for scripts. */
  readonly before?: object | null
  readonly after?: object | null
}

/** A change in one line: "reworded: A1(a): …". */
export function lineOf({ kind, text }: ImportChange): string {
  return kind === 'plan' ? text : `${KINDS[kind]}: ${text}`
}

/** Changes of one kind, as they are told together. */
export interface ToldTogether {
  readonly kind: ToldKind
  readonly called: string
  readonly changes: readonly ImportChange[]
}

export function byKind(changes: readonly ImportChange[]): readonly ToldTogether[] {
  const kinds = Object.keys(KINDS) as readonly ToldKind[]
  return kinds.flatMap((kind) => {
    const own = changes.filter((change) => change.kind === kind)
    return own.length > 0 ? [{ kind, called: KINDS[kind], changes: own }] : []
  })
}

/** What names are needed for. */
interface Naming {
  readonly levels: readonly Level[]
  readonly items: readonly PlanItem[]
  readonly file: readonly FileItem[]
  readonly nameOf: NameOf
  /** The name of the body that decides dates. */
  readonly decidesDates: string
  readonly timeZone: string
}

/** What a file changed of an item, kind by kind. */
export function toldOf(changed: ChangedItem, applied: Applied, naming: Naming): readonly ImportChange[] {
  const { item, file, differences, acts } = changed
  const ref = file?.facts.ref ?? item?.ref ?? ''
  const named = file?.facts ?? item
  const name = named ? naming.nameOf(named) : ref
  const told = (kind: ToldKind, text: string, facts: Pick<ImportChange, 'before' | 'after'> = {}) => ({
    kind,
    itemId: applied.itemId,
    ref,
    text: `${name}${text}`,
    ...facts,
  })
  return [
    ...differences.flatMap(withWhatChanged).flatMap((each): readonly ImportChange[] => {
      const text = differenceText(each, changed, { applied, naming })
      return text ? [told(text.kind, text.text, factsOf(each))] : []
    }),
    ...acts.flatMap((act): readonly ImportChange[] => {
      const text = actText(act, { applied, naming })
      return text ? [told(text.kind, text.text)] : []
    }),
    ...(applied.withdrawn.length > 0 && applied.asked === undefined
      ? [told('withdrawn', `: ${numbers(applied.withdrawn)} withdrawn`)]
      : []),
  ]
}

/** What came back may be another in some ways. */
function withWhatChanged(difference: ItemDifference): readonly ItemDifference[] {
  if (difference.kind !== 'returned') return [difference]
  return [difference, ...factsDifferences(difference.before, difference.after)]
}

function factsOf(difference: ItemDifference): Pick<ImportChange, 'before' | 'after'> {
  if (difference.kind === 'left') return { before: null, after: { left: difference.left } }
  if (difference.kind === 'joined') return { before: null, after: difference.after }
  return { before: difference.before, after: difference.after }
}

interface Telling {
  readonly applied: Applied
  readonly naming: Naming
}

interface Text {
  readonly kind: ToldKind
  readonly text: string
}

function differenceText(
  difference: ItemDifference,
  { item, file, misprint }: ChangedItem,
  { applied, naming }: Telling,
): Text | undefined {
  const title = quoted(file?.facts.title ?? item?.title ?? '')
  switch (difference.kind) {
    case 'joined':
      return { kind: 'joined', text: ` ${title}` }
    case 'left': {
      const ended = applied.ended.length > 0 ? `; ${numbers(applied.ended)} ends with it` : ''
      return { kind: 'left', text: ` ${title}: ${reasonText(difference, naming)}${ended}` }
    }
    case 'returned': {
      const since = item?.left ? `, which left on ${dayOf(item.left, naming)}` : ''
      return { kind: 'returned', text: ` ${title}${since}` }
    }
    case 'renumbered':
      return { kind: 'renumbered', text: `, ${difference.before.ref} before: ${title}` }
    case 'reworded':
      return {
        kind: 'reworded',
        text: `: ${quoted(difference.before.title ?? '')}, now ${quoted(difference.after.title ?? '')}`,
      }
    case 'moved':
      return {
        kind: 'moved',
        text: `: ${placeText(difference.before, naming)}, now ${placeText(difference.after, naming)}`,
      }
    case 'owners':
      return { kind: 'owners', text: `: ${postsText(difference.before)}, now ${postsText(difference.after)}` }
    case 'reordered':
      return { kind: 'reordered', text: '' }
    case 'dates': {
      if (isExactness(difference)) return { kind: 'exactness', text: '' }
      const why = misprint === undefined ? '' : ' (misprint)'
      const text = `: ${datesText(difference.before)}, now ${datesText(difference.after)}${why}`
      return { kind: misprint === undefined ? 'dates' : 'date-corrected', text }
    }
    case 'details':
      if (isExactness(difference)) return { kind: 'exactness', text: '' }
      if (isRemembered(difference)) return remembered(difference, title)
      return {
        kind: 'details',
        text: `: ${detailsText(difference.before.details, difference.after.details)}`,
      }
  }
}

/** That the item is missing, or is there again; what the file says otherwise of its dates is told by itself. */
function remembered(
  { before, after }: { readonly before: ItemFactsPatch; readonly after: ItemFactsPatch },
  title: string,
): Text | undefined {
  const [was, is] = [before.details?.fileSays?.missing, after.details?.fileSays?.missing]
  if (is && !was) return { kind: 'stays', text: ` ${title}` }
  return was && !is ? { kind: 'refound', text: ` ${title}` } : undefined
}

function actText(act: DateAct, { applied, naming }: Telling): Text | undefined {
  switch (act.kind) {
    case 'request': {
      const body = naming.decidesDates
      const until = act.from === null ? 'no date' : `${shownDay(act.from)} stays in force`
      return {
        kind: 'date-asked',
        text: `: R${applied.asked} asks the ${body.replace(/^the /i, '')} for ${shownDay(act.to)}; until it decides, ${until}`,
      }
    }
    case 'decided': {
      const was = act.from === null ? '' : ` instead of ${shownDay(act.from)}`
      return { kind: 'date-decided', text: `: ${shownDay(act.to)}${was} (R${applied.decided})` }
    }
    case 'in-force':
      return { kind: 'date-in-force', text: `: ${shownDay(act.to)}` }
    case 'agrees':
      return { kind: 'agrees', text: '' }
    case 'reprinted': {
      const to = act.to === null ? 'no revision' : shownDay(act.to)
      return {
        kind: 'date-corrected',
        text: `: revised to ${to}, not ${shownDay(act.revision.due)} (misprint)`,
      }
    }
    case 'left-as-is':
      return { kind: 'left-as-is', text: `: ${act.what}` }
  }
}

function reasonText(
  { left, reason }: Extract<ItemDifference, { kind: 'left' }>,
  { items, nameOf }: Naming,
): string {
  if (left.why === 'closed') return 'closed'
  if (left.why === 'no-longer-required') return 'no longer required'
  const into = items.find(({ id }) => id === left.into)
  if (left.why === 'merged') return `merged into ${into ? nameOf(into) : ''}`
  return reason ?? 'not in the file'
}

function placeText({ parent, level }: ItemFactsPatch, { items, file, levels, nameOf }: Naming): string {
  const around =
    parent === undefined || parent === null
      ? undefined
      : (items.find(({ id }) => id === parent) ?? file[-1 - parent]?.facts)
  const place = parent === undefined ? '' : around === undefined ? 'outermost' : `in ${nameOf(around)}`
  const word = level === undefined ? '' : (levels[level]?.word ?? '')
  return listed([word, place].filter((each) => each !== ''))
}

function postsText({ leads, owners, supports }: ItemFactsPatch): string {
  const posts = [
    leads && `lead ${codes(leads)}`,
    owners && codes(owners),
    supports && `supported by ${codes(supports)}`,
  ]
  return posts.flatMap((each) => (each ? [each] : [])).join('; ')
}

function codes(posts: readonly string[]): string {
  return posts.length === 0 ? 'nobody' : posts.join(', ')
}

function datesText(facts: ItemFactsPatch): string {
  const parts = [
    facts.ongoing === undefined ? undefined : facts.ongoing ? 'ongoing' : 'not ongoing',
    facts.start === undefined
      ? undefined
      : facts.start === null
        ? 'no start'
        : `start ${shortDay(facts.start)}`,
    facts.due === undefined ? undefined : `due ${printedText(facts.due)}`,
    facts.review === undefined ? undefined : `review ${printedText(facts.review)}`,
  ]
  return parts.flatMap((each) => each ?? []).join(', ')
}

/** The words are what may differ. */
function printedText(date: GivenDay | null): string {
  if (date === null) return 'not given'
  const shown = shownDay(date)
  return shown === date.asGiven ? shown : `${shown} (“${date.asGiven}”)`
}

/** What a detail said and says; where it is a list, what came and went. */
function detailsText(before: ItemDetails | undefined, after: ItemDetails | undefined): string {
  const [was, is] = [new Map(Object.entries(before ?? {})), new Map(Object.entries(after ?? {}))]
  const names = [...new Set([...was.keys(), ...is.keys()])].filter(
    (name) => name !== 'fileSays' && name !== 'printed' && !isAlike(was.get(name), is.get(name)),
  )
  return names.map((name) => `${name} ${detailText(was.get(name), is.get(name))}`).join('; ')
}

function detailText(before: unknown, after: unknown): string {
  const [was, is] = [textsIn(before), textsIn(after)]
  const gone = was.filter((text) => !is.includes(text)).map((text) => `without ${quoted(text)}`)
  const came = is.filter((text) => !was.includes(text)).map((text) => `with ${quoted(text)}`)
  return listed([...came, ...gone]) || 'in another order'
}

function textsIn(detail: unknown): readonly string[] {
  if (detail === undefined || detail === null) return []
  if (!Array.isArray(detail)) return [textIn(detail)]
  return detail.map(textIn)
}

function textIn(detail: unknown): string {
  if (typeof detail === 'string') return detail
  const { ref, title, due, ...others } = detail as { ref?: string; title?: string; due?: GivenDay }
  const named = [ref, title, due && shownDay(due)].filter((each) => each !== undefined)
  return [...named, ...Object.values(others).filter((each) => typeof each === 'string')].join(', ')
}

const MOST = 160

function quoted(text: string): string {
  return text.length > MOST ? `“${text.slice(0, MOST).trimEnd()} …”` : `“${text}”`
}

function numbers(requests: readonly number[]): string {
  return listed(requests.map((number) => `R${number}`))
}

function dayOf({ at }: Left, { timeZone }: Naming): string {
  return shortDay(dayIn(timeZone, new Date(at)))
}
