import { listed } from '../../../domain/format.ts'
import { isMailAddress } from '../../../domain/mail-address.ts'
import { officeNamed } from '../../../domain/offices.ts'
import { planCalled, sayable } from '../../../domain/plan-name.ts'
import { findBody } from '../../../domain/request.ts'
import { textBetween } from '../../../domain/text.ts'
import type { Vocabulary } from '../../../domain/vocabulary.ts'
import { MOST_NAME_WORDS, MOST_WORDS, phrases, plainPhrase, type Slots } from './slot.ts'

export const peopleSlots = {
  role: {
    candidates: (words, at, { roles }) =>
      phrases(words, at, MOST_WORDS, (phrase) => roleNamed(phrase, roles)?.code),
    expected: ({ roles }) => `a role such as ${listed(roleCodes(roles).slice(0, 2), 'or')}`,
    known: ({ roles }) => roles.map((role) => role.code),
  },
  /** A role, or a board's office in ordinary words: "chair of the improvement board". */
  post: {
    candidates: (words, at, { roles, bodies }) =>
      phrases(
        words,
        at,
        MOST_WORDS,
        (phrase) => (roleNamed(phrase, roles) ?? officeNamed(phrase, roles, bodies))?.code,
      ),
    expected: ({ roles }) => `a role such as ${listed(roleCodes(roles).slice(0, 2), 'or')}`,
    known: ({ roles }) => roles.map((role) => role.code),
  },
  /** One or several posts: "SLSESEND, the chair of the board and DCS". */
  readers: {
    candidates: (words, at, { roles, bodies }) =>
      phrases(words, at, 2 * MOST_WORDS, (phrase) => {
        const named = phrase
          .split(/\s*(?:[,;&+]|\band\b)\s*/i)
          .filter((each) => each !== '')
          .map((each) => (roleNamed(each, roles) ?? officeNamed(each, roles, bodies))?.code)
        const codes = named.filter((each) => each !== undefined)
        return codes.length > 0 && codes.length === named.length ? codes : undefined
      }),
    expected: ({ roles }) => `the posts that may read it, such as ${listed(roleCodes(roles).slice(0, 2))}`,
    known: ({ roles }) => roles.map((role) => role.code),
  },
  person: {
    candidates: (words, at, { people, roles }) =>
      phrases(words, at, MOST_WORDS, (phrase) => personNamed(phrase, { people, roles })),
    expected: () => 'somebody who is listed by: people',
    known: ({ people }) => people.map((person) => person.name),
  },
  /** A person in a sentence: "Sam's" too. */
  whose: {
    candidates: (words, at, { people, roles }) =>
      phrases(words, at, MOST_WORDS, (phrase) =>
        personNamed(phrase.replace(/['’]s$/, ''), { people, roles }),
      ),
    expected: () => 'somebody who is listed by: people',
  },
  /** A role, a known person, or else a name of a few words: the shortest first, because more may follow. */
  owner: {
    candidates: function* (words, at, { roles, people, bodies }) {
      yield* phrases(words, at, MOST_WORDS, (phrase) => {
        const wanted = plainPhrase(phrase).replace(/^the /, '')
        const is = (name: string) => name.toLowerCase() === wanted
        const role = roles.find(({ code, title }) => is(code) || is(title))
        return (
          role?.code ??
          people.find(({ name }) => is(name))?.name ??
          (OWN_OFFICE.test(wanted) ? wanted : officeNamed(phrase, roles, bodies)?.code)
        )
      })
      for (let next = at + 1; next <= Math.min(words.list.length, at + MOST_NAME_WORDS); next += 1) {
        const value = textBetween(words, at, next)
        if (/^\p{Lu}\D*$/u.test(value)) yield { value, next }
      }
    },
    expected: ({ roles }) => `who does it: a role such as ${roleCodes(roles)[0] ?? ''}, or a name`,
    known: ({ roles }) => roles.map((role) => role.code),
  },
  /** A capitalised name: "Sam Example". */
  'full-name': {
    candidates: (words, at) =>
      phrases(words, at, MOST_NAME_WORDS, (phrase) =>
        /^\p{Lu}[\p{L}'’-]+(?: \p{Lu}[\p{L}'’-]+)+$/u.test(phrase) ? phrase : undefined,
      ),
    expected: () => 'a name such as Sam Example',
  },
  body: {
    candidates: (words, at, { bodies }) =>
      phrases(words, at, MOST_WORDS, (phrase) => findBody(bodies, plainPhrase(phrase))?.code),
    expected: ({ bodies }) =>
      `a board or group: ${listed(
        bodies.slice(0, 3).map((body) => body.name),
        'or',
      )}`,
    known: ({ bodies }) => bodies.flatMap((body) => [body.code, ...body.aliases]),
  },
  plan: {
    candidates: (words, at, { plans }) =>
      phrases(words, at, MOST_WORDS, (phrase) => planCalled(phrase, plans)?.code),
    expected: ({ plans }) => `one of your plans: ${listed(plans.map(sayable), 'or')}`,
    known: ({ plans }) => plans.map(sayable),
  },
  platform: {
    candidates: (words, at) => phrases(words, at, 2, (phrase) => PLATFORMS.get(plainPhrase(phrase))),
    expected: () => 'Slack, Teams or e-mail',
    known: () => ['slack', 'teams', 'e-mail'],
  },
  'mail-address': {
    candidates: (words, at) =>
      phrases(words, at, 1, (phrase) => {
        const address = phrase.replace(/^<|[>.,;]+$/g, '')
        return isMailAddress(address) ? address : undefined
      }),
    expected: () => 'an e-mail address such as sam@example.org',
  },
} satisfies Slots

/** The chair or the deputy chair of the board that is spoken of. */
const OWN_OFFICE = /^(?:chair|deputy)(?: chair)?$/

const PLATFORMS: ReadonlyMap<string, string> = new Map([
  ['slack', 'slack'],
  ['teams', 'teams'],
  ['ms teams', 'teams'],
  ['microsoft teams', 'teams'],
  ['terminal', 'terminal'],
  ['mail', 'mail'],
  ['e-mail', 'mail'],
  ['email', 'mail'],
])

function personNamed(
  phrase: string,
  { people, roles }: Pick<Vocabulary, 'people' | 'roles'>,
): string | undefined {
  const wanted = phrase.trim().toLowerCase()
  const is = (name: string) => name.toLowerCase() === wanted
  const person = people.find(({ code, name }) => is(code) || is(name))
  // Whoever holds a post is called by it.
  return (person ?? roles.find(({ code }) => is(code)))?.code
}

function roleNamed(phrase: string, roles: Vocabulary['roles']): Vocabulary['roles'][number] | undefined {
  const wanted = plainPhrase(phrase).replace(/^the /, '')
  return roles.find(({ code, title }) => [code, title].some((name) => name.toLowerCase() === wanted))
}

function roleCodes(roles: Vocabulary['roles']): readonly string[] {
  return roles.filter((role) => role.kind === 'officer').map((role) => role.code)
}
