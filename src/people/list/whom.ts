import { answerTo, type ImportQuestion } from '../../../data/import/questions.ts'
import type { Person } from '../../../data/people.ts'
import { didYouMean } from '../../domain/did-you-mean.ts'
import type { Role } from '../../domain/plan.ts'
import { holdersNamed, isHeldBySeveral } from '../holders.ts'
import { asked, LEAVE } from './asked.ts'
import { type Individual, plainName } from './individuals.ts'
import type { Comparing, PeopleChange, Whom } from './proposed.ts'

export type Known =
  | { readonly kind: 'is'; readonly whom: Whom; readonly changes: readonly PeopleChange[] }
  | { readonly kind: 'open'; readonly question: ImportQuestion }
  | { readonly kind: 'left' }

/** Whether somebody of the list is known: by their name, by their address, or because somebody says so. */
export function whomIs(
  individual: Individual,
  roles: ReadonlyMap<string, Role>,
  comparing: Comparing,
): Known {
  const { people } = comparing
  const named = people.find(({ name }) => plainName(name) === plainName(individual.name))
  const addressed = byAddress(individual, comparing)
  if (named && addressed && named.id !== addressed.id)
    return twoPeople(individual, { named, addressed }, comparing)
  if (named) return withAddress(individual, named, comparing)
  if (addressed) return anotherName(individual, addressed, comparing)
  const holder = holderMeant(individual, roles, comparing)
  if (holder) return asHolder(individual, holder, comparing)
  const near = nearNames(individual, people)
  return near.length > 0 ? nearName(individual, near, comparing) : newcomer(individual, individual.email)
}

/** The key of what becomes of a post that somebody else holds. */
export function holderKey({ code }: Role): string {
  return `holder of ${code}`
}

/** The holder of a post of theirs, where somebody said that it is the same person by another name. */
function holderMeant(
  { rows }: Individual,
  roles: ReadonlyMap<string, Role>,
  comparing: Comparing,
): Person | undefined {
  for (const written of rows.flatMap(({ posts }) => posts)) {
    const role = roles.get(written)
    if (!role || isHeldBySeveral(comparing, role)) continue
    const [holder, ...others] = holdersNamed(comparing, role.code)
    const isSame = answerTo(comparing.answers, holderKey(role))?.toLowerCase() === 'same'
    if (holder && others.length === 0 && isSame) return holder
  }
  return undefined
}

function asHolder(individual: Individual, holder: Person, comparing: Comparing): Known {
  const known = withAddress(individual, holder, comparing)
  if (known.kind !== 'is') return known
  const change = renamed(individual.rows[0]?.place ?? '', known.whom, individual.name)
  return { ...known, changes: [change, ...known.changes] }
}

function byAddress({ email }: Individual, { people }: Comparing): Person | undefined {
  if (email === '') return undefined
  return people.find((each) => each.email?.toLowerCase() === email.toLowerCase())
}

function nearNames({ name }: Individual, people: readonly Person[]): readonly Person[] {
  const meant = didYouMean(
    name,
    people.map((each) => each.name),
  )
  return people.filter((each) => meant.includes(each.name))
}

function newcomer({ name, rows }: Individual, email: string): Known {
  const whom = { kind: 'new', name } as const
  const place = rows[0]?.place ?? ''
  return {
    kind: 'is',
    whom,
    changes: [
      { place, text: `${name} is new here`, act: { kind: 'person', whom } },
      ...(email === '' ? [] : [addressChange(place, whom, { from: null, to: email })]),
    ],
  }
}

function knownAs({ id, code, name }: Person): Whom {
  return { kind: 'known', personId: id, code, name }
}

function addressChange(
  place: string,
  whom: Whom,
  { from, to }: { readonly from: string | null; readonly to: string },
): PeopleChange {
  return {
    place,
    text: `${whom.name} has the e-mail address ${to}${from === null ? '' : ` in the place of ${from}`}`,
    act: { kind: 'email', whom, email: to },
  }
}

function withAddress({ email, rows, name }: Individual, person: Person, { answers }: Comparing): Known {
  const whom = knownAs(person)
  const from = person.email
  if (email === '' || from?.toLowerCase() === email.toLowerCase()) return { kind: 'is', whom, changes: [] }
  const change = addressChange(rows[0]?.place ?? '', whom, { from, to: email })
  if (from === null) return { kind: 'is', whom, changes: [change] }
  const question = {
    key: `e-mail of ${name}`,
    ref: person.code,
    text: `${person.name} is known with the address ${from}; the list has ${email}. Which holds?`,
    answers: [
      { answer: 'keep', means: `keep ${from}` },
      { answer: 'change', means: `${email} from now on` },
      { ...LEAVE, means: 'it is somebody else of the same name: nothing of them is recorded' },
    ],
  }
  return told(
    asked(answers, question, (said): Known | undefined => {
      if (said === 'keep') return { kind: 'is', whom, changes: [] }
      if (said === 'change') return { kind: 'is', whom, changes: [change] }
      return said === LEAVE.answer ? { kind: 'left' } : undefined
    }),
  )
}

/** One address and two names: who is it? */
function anotherName(individual: Individual, person: Person, { answers }: Comparing): Known {
  const { name, rows, email } = individual
  const whom = knownAs(person)
  const question = {
    key: `person ${name}`,
    ref: person.code,
    text: `${email} is ${person.name}’s address here. Is ${name} the same person?`,
    answers: [
      { answer: 'same', means: `yes; they stay ${person.name}` },
      { answer: 'rename', means: `yes; they are called ${name} from now on` },
      { answer: 'another', means: 'no; the address is not recorded for them' },
    ],
  }
  return told(
    asked(answers, question, (said): Known | undefined => {
      if (said === 'same') return { kind: 'is', whom, changes: [] }
      if (said === 'another') return newcomer(individual, '')
      return said === 'rename'
        ? { kind: 'is', whom, changes: [renamed(rows[0]?.place ?? '', whom, name)] }
        : undefined
    }),
  )
}

function renamed(place: string, whom: Whom, name: string): PeopleChange {
  return { place, text: `${whom.name} is called ${name} from now on`, act: { kind: 'name', whom, name } }
}

function twoPeople(
  { name, email }: Individual,
  { named, addressed }: { readonly named: Person; readonly addressed: Person },
  { answers }: Comparing,
): Known {
  const question = {
    key: `person ${name}`,
    ref: named.code,
    text: `${email} is ${addressed.name}’s address here, and the list has it for ${named.name}. Who is meant?`,
    answers: [
      { answer: named.name, means: 'the address is not recorded for them' },
      { answer: addressed.name, means: '' },
      LEAVE,
    ],
  }
  return told(
    asked(answers, question, (said): Known | undefined => {
      const who = [named, addressed].find((each) => plainName(each.name) === plainName(said))
      if (who) return { kind: 'is', whom: knownAs(who), changes: [] }
      return said === LEAVE.answer ? { kind: 'left' } : undefined
    }),
  )
}

function nearName(individual: Individual, near: readonly Person[], comparing: Comparing): Known {
  const { name } = individual
  const [likely] = near
  const question = {
    key: `person ${name}`,
    ref: likely?.code ?? '',
    text: `Nobody here is called ${name}. Is it ${near.map((each) => each.name).join(' or ')}?`,
    answers: [
      ...near.map((each) => ({ answer: each.name, means: 'the same person' })),
      { answer: 'new', means: `${name} is somebody else, and new here` },
    ],
  }
  return told(
    asked(comparing.answers, question, (said): Known | undefined => {
      if (said === 'new') return newcomer(individual, individual.email)
      const who = near.find((each) => plainName(each.name) === plainName(said))
      return who && withAddress(individual, who, comparing)
    }),
  )
}

function told(answer: ReturnType<typeof asked<Known>>): Known {
  return answer.kind === 'open' ? answer : answer.is
}
