import { answerTo, type ImportQuestion } from '../../../data/import/questions.ts'
import { listed } from '../../domain/format.ts'
import { isMailAddress } from '../../domain/mail-address.ts'
import type { SentPeople, SentPerson } from '../../import/people-sheet.ts'
import { LONGEST_NAME } from '../new-person.ts'
import { asked, LEAVE } from './asked.ts'
import type { Comparing } from './proposed.ts'

/** Somebody whom the list names, with all rows that do. */
export interface Individual {
  readonly name: string
  /** Empty where the list has none, or none that counts. */
  readonly email: string
  readonly rows: readonly SentPerson[]
}

export interface Individuals {
  readonly people: readonly Individual[]
  readonly questions: readonly ImportQuestion[]
  readonly notices: readonly string[]
}

/** Who is in a list, each once; what their names and addresses leave open. */
export function individualsIn(sent: SentPeople, comparing: Comparing): Individuals {
  const questions: ImportQuestion[] = []
  const notices: string[] = []
  const byName = new Map<string, SentPerson[]>()
  for (const row of sent.rows) {
    const why = whyNobody(row, comparing)
    if (why !== undefined) notices.push(why)
    else byName.set(plainName(row.name), [...(byName.get(plainName(row.name)) ?? []), row])
  }
  const people: Individual[] = []
  for (const rows of byName.values()) {
    const [first] = rows
    if (!first) continue
    const { name } = first
    if (doubled(rows))
      notices.push(`${name} stands in ${listed(rows.map(({ place }) => place))} alike, which counts once.`)
    const single = severalNames(name, comparing, questions)
    const email = single === 'left' ? undefined : emailOf(name, rows, comparing, questions)
    if (email !== undefined) people.push({ name, email, rows })
  }
  return { people: withoutShared(people, comparing, questions), questions, notices }
}

export function plainName(name: string): string {
  return name.normalize('NFKC').replace(/[‘’]/g, "'").replace(/\s+/g, ' ').trim().toLowerCase()
}

const NOBODY =
  /^(?:|-+|–|—|n\/?a|tb[acd]|none|nobody|no[ -]?one|vacan(?:t|cy)|unfilled|unassigned|to be (?:confirmed|appointed|advised|recruited|decided)|\?+)\.?$/i

/** No stand-in is made of a row that names nobody. */
function whyNobody({ name, posts, place }: SentPerson, { model }: Comparing): string | undefined {
  const isPost = model.roles.some(({ code, title }) =>
    [code, title].some((each) => plainName(each) === plainName(name)),
  )
  if (NOBODY.test(name) || isPost) {
    const of = posts.length === 0 ? place : `${listed(posts)} (${place})`
    const [post] = posts
    return `Nobody is named for ${of}, so nothing changes there.${/vacan/i.test(name) && post ? ` If somebody has left, say: vacant ${post}` : ''}`
  }
  if (name.length > LONGEST_NAME)
    return `${place} was left out: a name has at most ${LONGEST_NAME} characters.`
  return undefined
}

function doubled(rows: readonly SentPerson[]): boolean {
  const said = rows.map(({ posts, email, account }) =>
    JSON.stringify([[...posts].sort(), email.toLowerCase(), account]),
  )
  return new Set(said).size < said.length
}

/** "Ann Example and Bob Other" may be two people. */
function severalNames(name: string, { answers }: Comparing, questions: ImportQuestion[]): 'one' | 'left' {
  if (!/\s(?:and|&|\/)\s|[;/]/.test(name)) return 'one'
  const question = {
    key: `name ${name}`,
    ref: name,
    text: `“${name}” reads as more than one person. Give each a row of their own, or say that it is one person’s name.`,
    answers: [{ answer: 'one', means: 'it is one person’s name' }, LEAVE],
  }
  const answer = asked(answers, question, (said) =>
    said === 'one' ? 'one' : said === LEAVE.answer ? 'left' : undefined,
  )
  if (answer.kind === 'said') return answer.is
  questions.push(answer.question)
  return 'left'
}

/** The one address of somebody; undefined where they are left out, or it is open. */
function emailOf(
  name: string,
  rows: readonly SentPerson[],
  { answers }: Comparing,
  questions: ImportQuestion[],
): string | undefined {
  const found: string[] = []
  for (const written of new Set(rows.map(({ email }) => email).filter((each) => !NOBODY.test(each)))) {
    const good = isMailAddress(written) ? written : badAddress(name, written, answers, questions)
    if (good === undefined) return undefined
    if (good !== '' && !found.some((each) => each.toLowerCase() === good.toLowerCase())) found.push(good)
  }
  const [only = '', ...others] = found
  if (others.length === 0) return only
  const question = {
    key: `e-mail of ${name}`,
    ref: name,
    text: `${name} stands in the list with ${listed(found)} (${listed(rows.map(({ place }) => place))}). Is it one person?`,
    answers: [
      ...found.map((each) => ({ answer: each, means: 'one person, with this address' })),
      {
        ...LEAVE,
        means: 'they are two: nothing of either is recorded until the list tells them apart by name',
      },
    ],
  }
  const answer = asked(answers, question, (said) =>
    said === LEAVE.answer ? LEAVE.answer : found.find((each) => each.toLowerCase() === said.toLowerCase()),
  )
  if (answer.kind === 'said') return answer.is === LEAVE.answer ? undefined : answer.is
  questions.push(answer.question)
  return undefined
}

function badAddress(
  name: string,
  written: string,
  answers: Comparing['answers'],
  questions: ImportQuestion[],
): string | undefined {
  const question = {
    key: `e-mail ${written}`,
    ref: name,
    text: `“${written}” is no e-mail address. What is ${name}’s?`,
    answers: [
      { answer: 'none', means: 'no address is recorded' },
      { answer: '<address>', means: 'the right one' },
    ],
  }
  const answer = asked(answers, question, (said) =>
    said === 'none' ? '' : isMailAddress(said) ? said : undefined,
  )
  if (answer.kind === 'said') return answer.is
  questions.push(answer.question)
  return undefined
}

/** An address by which people are recognised is one person’s. */
function withoutShared(
  people: readonly Individual[],
  { answers }: Comparing,
  questions: ImportQuestion[],
): readonly Individual[] {
  const whose = new Map<string, readonly string[]>()
  for (const address of new Set(
    people.map(({ email }) => email.toLowerCase()).filter((each) => each !== ''),
  )) {
    const sharing = people.filter(({ email }) => email.toLowerCase() === address)
    if (sharing.length < 2) continue
    const names = sharing.map(({ name }) => name)
    const question = {
      key: `e-mail ${address}`,
      ref: address,
      text: `${listed(names)} have one address, ${address}. People are recognised by theirs, so it can be one person’s alone. Whose is it?`,
      answers: [
        ...names.map((name) => ({ answer: name, means: 'theirs alone' })),
        { answer: 'shared', means: 'a mailbox of both: recorded for neither' },
      ],
    }
    if (answerTo(answers, question.key) === undefined) questions.push(question)
    const answer = asked(answers, question, (said) =>
      said === 'shared' ? [] : names.includes(said) ? [said] : undefined,
    )
    whose.set(address, answer.kind === 'said' ? answer.is : [])
  }
  return people.map((each) => {
    const only = whose.get(each.email.toLowerCase())
    return only === undefined || only.includes(each.name) ? each : { ...each, email: '' }
  })
}
