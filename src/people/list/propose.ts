import type { ImportQuestion } from '../../../data/import/questions.ts'
import { count, listed } from '../../domain/format.ts'
import type { Role } from '../../domain/plan.ts'
import type { SentPeople } from '../../import/people-sheet.ts'
import { holdersNamed, isHeldBySeveral } from '../holders.ts'
import { accountPart } from './accounts.ts'
import { asked, LEAVE } from './asked.ts'
import { type Individual, individualsIn } from './individuals.ts'
import { namedPosts } from './posts.ts'
import type { Comparing, Part, PeopleChange, ProposedPeople, Whom } from './proposed.ts'
import { holderKey, whomIs } from './whom.ts'

/**
 * What a list of people would change: who is new, who holds which post, which accounts speak for whom. It changes nothing;
 * what the list cannot say is asked, and the whole is recorded once that is answered.
 */
export function proposePeople(sent: SentPeople, comparing: Comparing): ProposedPeople {
  const posts = namedPosts(sent, comparing)
  const found = individualsIn(sent, comparing)
  const known = found.people.map((individual) => ({
    individual,
    is: whomIs(individual, posts.roles, comparing),
  }))
  const placed = known.flatMap(({ individual, is }) => (is.kind === 'is' ? [{ individual, ...is }] : []))
  const parts: Part[] = [
    { questions: posts.questions, notices: posts.notices },
    { questions: found.questions, notices: found.notices },
    { questions: known.flatMap(({ is }) => (is.kind === 'open' ? [is.question] : [])) },
    ...placed.map((each) => ({ changes: each.changes })),
    ...holderParts(placed, posts.roles, comparing),
    ...placed.flatMap(({ individual, whom }) =>
      individual.rows.map((row) => accountPart(row, whom, comparing)),
    ),
    ...placed.map(({ individual, whom }) => withoutPost(individual, whom)),
  ]
  const changes = once(parts.flatMap((part) => part.changes ?? []))
  const open = onceAsked(parts.flatMap((part) => part.questions ?? []))
  const touched = new Set(changes.map(({ place }) => place))
  return {
    changes,
    questions: open.length > 0 || changes.length === 0 ? open : confirming(changes, comparing),
    notices: [
      ...sent.notices,
      ...parts.flatMap((part) => part.notices ?? []),
      ...unread(sent),
      ...unlisted(placed, posts.roles, comparing),
    ],
    unchanged:
      open.length > 0
        ? 0
        : placed.flatMap(({ individual }) => individual.rows).filter(({ place }) => !touched.has(place))
            .length,
  }
}

/** The key of the last question: whether the whole list is recorded. */
const RECORD = 'list'

/** A list gives posts and accounts, so somebody says yes to the whole of it. */
function confirming(changes: readonly PeopleChange[], { answers }: Comparing): readonly ImportQuestion[] {
  const question = {
    key: RECORD,
    ref: '',
    text: `Record the list, with ${changes.length === 1 ? 'this change' : `these ${count(changes.length, 'change')}`}?`,
    answers: [{ answer: 'record', means: 'all of it, in one go' }],
  }
  const answer = asked(answers, question, (said) => (/^(?:record|yes|y)$/i.test(said) ? true : undefined))
  return answer.kind === 'open' ? [question] : []
}

interface Placed {
  readonly individual: Individual
  readonly whom: Whom
}

function holderParts(
  placed: readonly Placed[],
  roles: ReadonlyMap<string, Role>,
  comparing: Comparing,
): readonly Part[] {
  const wanted = new Map<Role, (Placed & { readonly place: string })[]>()
  for (const each of placed)
    for (const row of each.individual.rows)
      for (const written of row.posts) {
        const role = roles.get(written)
        const others = role ? (wanted.get(role) ?? []) : []
        if (!role || others.some(({ whom }) => isSame(whom, each.whom))) continue
        wanted.set(role, [...others, { ...each, place: row.place }])
      }
  return [...wanted].flatMap(([role, named]) => postParts(role, named, comparing))
}

function isSame(one: Whom, other: Whom): boolean {
  if (one.kind === 'known') return other.kind === 'known' && one.personId === other.personId
  return other.kind === 'new' && one.name === other.name
}

type Named = Placed & { readonly place: string }

/** Who is to hold one post. */
function postParts(role: Role, named: readonly Named[], comparing: Comparing): readonly Part[] {
  const holders = holdersNamed(comparing, role.code)
  const isHolder = ({ whom }: Placed) =>
    whom.kind === 'known' && holders.some(({ id }) => id === whom.personId)
  if (isHeldBySeveral(comparing, role))
    return named.filter((each) => !isHolder(each)).map((each) => ({ changes: [holding(role, each, true)] }))
  const [first, ...others] = named
  if (first && others.length > 0) {
    const question = sharedQuestion(role, named)
    const answer = asked(comparing.answers, question, (said) => {
      if (said === 'jointly') return named
      if (said === LEAVE.answer) return []
      const only = named.find(({ whom }) => whom.name.toLowerCase() === said.toLowerCase())
      return only && [only]
    })
    if (answer.kind === 'open') return named.every(isHolder) ? [] : [{ questions: [answer.question] }]
    const chosen = answer.is.filter((each) => !isHolder(each))
    if (answer.is.length > 1) {
      const staying = answer.is.some(isHolder)
      const takers = chosen.map((each, index) => ({ ...each, jointly: staying || index > 0 }))
      const strangers = holders.filter(
        ({ id }) => !answer.is.some(({ whom }) => whom.kind === 'known' && whom.personId === id),
      )
      if (strangers.length === 0)
        return takers.map(({ jointly, ...each }) => ({ changes: [holding(role, each, jointly)] }))
    }
    return chosen.map((each) => onePart(role, each, comparing))
  }
  return first && !isHolder(first) ? [onePart(role, first, comparing)] : []
}

function holding({ code, title }: Role, { whom, place }: Named, jointly: boolean): PeopleChange {
  return {
    place,
    text: `${whom.name} holds ${titled(code, title)}${jointly ? ', with others' : ''}`,
    act: { kind: 'holder', whom, post: code, jointly },
  }
}

function titled(code: string, title: string): string {
  return title === code ? code : `${code} (${title})`
}

function sharedQuestion({ code }: Role, named: readonly Named[]): ImportQuestion {
  return {
    key: `holders of ${code}`,
    ref: code,
    text: `The list names ${listed(named.map(({ whom, place }) => `${whom.name} (${place})`))} for ${code}. Who holds it?`,
    answers: [
      { answer: 'jointly', means: 'all of them' },
      ...named.map(({ whom }) => ({ answer: whom.name, means: 'alone' })),
      { ...LEAVE, means: 'it stays as it is' },
    ],
  }
}

/** Somebody named for a post: at once where it is free, and asked where others hold it. */
function onePart(role: Role, named: Named, comparing: Comparing): Part {
  const { whom, place } = named
  const holders = holdersNamed(comparing, role.code)
  const [holder, ...further] = holders
  if (!holder) return { changes: [holding(role, named, false)] }
  const names = listed(holders.map(({ name }) => name))
  const items = comparing.model.items.filter(({ owners }) => owners.includes(role.code)).map(({ ref }) => ref)
  const loses = `${names} no longer ${further.length === 0 ? 'holds' : 'hold'} it from today${items.length > 0 ? `, and no longer ${further.length === 0 ? 'answers' : 'answer'} for ${listed(items)}` : ''}`
  const isNew = whom.kind === 'new' && further.length === 0
  const question: ImportQuestion = {
    key: holderKey(role),
    ref: role.code,
    text: `${names} ${further.length === 0 ? 'holds' : 'hold'} ${role.code}; the list names ${whom.name} (${place}). Who holds it?`,
    answers: [
      { answer: 'takes over', means: `${whom.name}; ${loses}` },
      { answer: 'jointly', means: `${whom.name} too` },
      ...(isNew
        ? [{ answer: 'same', means: `${holder.name} is that person, and is called ${whom.name} from now on` }]
        : []),
      { answer: 'stay', means: `${names} as before` },
    ],
  }
  const answer = asked(comparing.answers, question, (said): Part | undefined => {
    switch (said) {
      case 'takes over':
        return {
          changes: [
            { ...holding(role, named, false), text: `${whom.name} takes over ${role.code}: ${loses}` },
          ],
        }
      case 'jointly':
        return { changes: [holding(role, named, true)] }
      default:
        return said === 'stay' ? {} : undefined
    }
  })
  return answer.kind === 'open' ? { questions: [answer.question] } : answer.is
}

function withoutPost({ rows, name }: Individual, whom: Whom): Part {
  if (rows.some(({ posts }) => posts.length > 0) || whom.kind === 'known') return {}
  return { notices: [`${name} has no post in the list: until one is given they see nothing.`] }
}

function unread({ others }: SentPeople): readonly string[] {
  if (others.length === 0) return []
  return [
    `${count(others.length, 'column')} of the list ${others.length === 1 ? 'was' : 'were'} not read: ${listed(others)}.`,
  ]
}

/** Nobody is taken out by being left out. */
function unlisted(
  placed: readonly Placed[],
  roles: ReadonlyMap<string, Role>,
  comparing: Comparing,
): readonly string[] {
  const named = new Set(
    placed.flatMap(({ individual }) =>
      individual.rows.flatMap(({ posts }) => posts.map((each) => roles.get(each)?.code)),
    ),
  )
  const stay = comparing.model.roles
    .filter(({ code }) => !named.has(code) && holdersNamed(comparing, code).length > 0)
    .map(({ code }) => code)
  if (stay.length === 0) return []
  return [`Not named in the list, and as before: ${listed(stay)}.`]
}

/** Two rows may say the same of one person. */
function once(changes: readonly PeopleChange[]): readonly PeopleChange[] {
  const acts = changes.map(({ act }) => JSON.stringify(act))
  return changes.filter((_, index) => acts.indexOf(acts[index] ?? '') === index)
}

function onceAsked(questions: readonly ImportQuestion[]): readonly ImportQuestion[] {
  return questions.filter(({ key }, index) => questions.findIndex((each) => each.key === key) === index)
}
