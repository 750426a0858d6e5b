import { answerTo, type ImportQuestion } from '../../../data/import/questions.ts'
import { didYouMean } from '../../domain/did-you-mean.ts'
import { count, listed } from '../../domain/format.ts'
import type { Role } from '../../domain/plan.ts'
import type { SentPeople } from '../../import/people-sheet.ts'
import { postNamed } from '../proposal.ts'
import { asked, LEAVE } from './asked.ts'
import type { Comparing } from './proposed.ts'

export interface NamedPosts {
  /** The plan's posts by what the list calls them. */
  readonly roles: ReadonlyMap<string, Role>
  readonly questions: readonly ImportQuestion[]
  readonly notices: readonly string[]
}

/** Finds the posts that a list names; near spellings are asked one by one, and those that the plan does not have in one question. */
export function namedPosts({ rows }: SentPeople, comparing: Comparing): NamedPosts {
  const { model, answers } = comparing
  const roles = new Map<string, Role>()
  const questions: ImportQuestion[] = []
  const strange: string[] = []
  for (const written of new Set(rows.flatMap(({ posts }) => posts))) {
    const role = postNamed(comparing, written) ?? bySign(written, model.roles)
    if (role) {
      roles.set(written, role)
      continue
    }
    const near = nearOf(written, model.roles)
    const isAnswered = answerTo(answers, `post ${written}`) !== undefined
    if (near.length === 0 && !isAnswered) {
      strange.push(written)
      continue
    }
    const answer = asked(answers, postQuestion(written, near), (said) =>
      said === LEAVE.answer ? ('left' as const) : model.roles.find(({ code }) => isSame(code, said)),
    )
    if (answer.kind === 'open') questions.push(answer.question)
    else if (answer.is !== 'left') roles.set(written, answer.is)
  }
  const left = strange.length === 0 ? undefined : asked(answers, strangeQuestion(strange), leftAnswer)
  return {
    roles,
    questions: [...questions, ...(left?.kind === 'open' ? [left.question] : [])],
    notices:
      left?.kind === 'said'
        ? [
            `The plan has no ${listed(strange)}: nobody was named for ${strange.length === 1 ? 'it' : 'them'}.`,
          ]
        : [],
  }
}

const leftAnswer = (said: string) => (said === LEAVE.answer ? LEAVE.answer : undefined)

/** Spaces, points and hyphens do not count: "SL-SEND" is SLSEND. */
function bySign(written: string, roles: readonly Role[]): Role | undefined {
  const plain = signsOf(written)
  const found = roles.filter(({ code, title }) => signsOf(code) === plain || signsOf(title) === plain)
  return found.length === 1 ? found[0] : undefined
}

function signsOf(text: string): string {
  return text
    .toLowerCase()
    .replace(/&/g, 'and')
    .replace(/[^\p{L}\p{N}]/gu, '')
}

function nearOf(written: string, roles: readonly Role[]): readonly Role[] {
  const meant = didYouMean(
    written,
    roles.flatMap(({ code, title }) => [code, title]),
  )
  return roles.filter(({ code, title }) => meant.includes(code) || meant.includes(title))
}

function isSame(one: string, other: string): boolean {
  return one.toLowerCase() === other.toLowerCase()
}

function postQuestion(written: string, near: readonly Role[]): ImportQuestion {
  return {
    key: `post ${written}`,
    ref: written,
    text: `The plan has no post “${written}”. Which one is meant?`,
    answers: [
      ...near.map(({ code, title }) => ({ answer: code, means: title === code ? '' : title })),
      { ...LEAVE, means: 'none of the plan’s; nobody is named for it' },
    ],
  }
}

function strangeQuestion(strange: readonly string[]): ImportQuestion {
  const one = strange.length === 1
  return {
    key: 'unknown posts',
    ref: '',
    text: `The plan has no such ${one ? 'post' : `${count(strange.length, 'post')}`}: ${strange.map((each) => `“${each}”`).join(', ')}. Posts come from the plan file. If one of the plan’s is meant, answer for it by itself, with "post ${strange[0]}: <code>".`,
    answers: [{ ...LEAVE, means: `nobody is named for ${one ? 'it' : 'them'}` }],
  }
}
