import type { Item } from '../domain/plan.ts'
import { plainReference, type ReferenceIndex } from '../domain/reference.ts'
import { isWorded } from '../domain/reference-list.ts'

/** "request 13", "requests 2 and 4": behind this word a number is no item. */
const CALLED = /\brequests? (?:no\.? |number |#)?R?\d+(?:(?:, (?:and )?| (?:and|or|&) )R?\d+)*/gi
const BARE = /((?:\p{L}+ ){0,2})\b(R(\d{1,6}))\b/giu

/** The requests that a text names: "request 13", or R13 where no level's word makes it an item, as in "recommendation R13". */
export function requestNumbersIn(text: string, references: ReferenceIndex): readonly number[] {
  const called = [...text.matchAll(CALLED)].flatMap(([phrase]) => phrase.match(/\d+/g) ?? [])
  const bare = bareIn(text, references).map((written) => written.slice(1))
  return [...new Set([...called, ...bare].map(Number))]
}

/** The items that a text names as it would name requests. */
export function itemsLikeRequests(text: string, references: ReferenceIndex): readonly Item[] {
  const found = bareIn(text, references).flatMap((written) => references.get(plainReference(written)) ?? [])
  return [...new Set(found)]
}

/** R and digits, with no word before it that tells whether it is an item or a request. */
function bareIn(text: string, references: ReferenceIndex): readonly string[] {
  return [...text.replace(CALLED, ' ').matchAll(BARE)].flatMap(([, before = '', written = '']) => {
    const last = before.trim().split(' ').at(-1)
    const isItem = [before, `${last} `].some((word) => isWorded(`${word}${written}`, references))
    return isItem ? [] : [written]
  })
}

/** Whether a reference is written as a request is: R13, or 13 alone. */
export function isLikeRequest(ref: string): boolean {
  return /^r?\d{1,6}$/i.test(ref)
}
