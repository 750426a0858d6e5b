import { memoize } from '../../domain/bounded-map.ts'
import { findRating, type Scale, STATE_WORDS, type State, type Tone } from '../../domain/scale.ts'
import { STATES } from '../command/slots/item.ts'

/**
 * The small words of a sentence, by their function. Extend it here: the patterns of `statement.ts` and the guards of
 * `guards.ts` are written in these classes, and a word in none of them never helps to make a change. Commas separate
 * phrases; a phrase may belong to several classes, and the longest phrase wins. Capitals, curly quotes and missing
 * apostrophes make no difference.
 */
const PHRASES = {
  /** Greetings, politeness and padding; at either end of a note they are not part of it. */
  courtesy: `hi, hi there, hi all, hi team, hi bot, hi both, hello, hey, hiya, morning, good morning, afternoon, good afternoon, evening,
    good evening, dear, all, team, folks, everyone, bot, please, pls, plz, kindly, thanks, thank you, many thanks, thanks all,
    thanks very much, thx, ta, cheers, kind regards, regards, best wishes, fyi, for info, for information, just, quick one,
    quick one from me, quick update, two from me, one from me, heads up, quick heads up, just to say, just to let you know, to let you know,
    for the record, good news, great news, bad news, happy to say, happy to report, pleased to say, pleased to report,
    glad to say, sorry to say, i'm afraid, i am afraid, unfortunately, sadly, i can confirm, can confirm,
    i can confirm that, as promised, as requested, well, anyway, right, okay, ok, oh, yes, yep, yeah, so, also, too,
    as well, finally, um, er, i'd like to, i would like to, i want to, let's, when you get a chance, mate, x, xx, btw,
    by the way, hope you're well, hope you are well, hope ur well, hope all is well, no worries, no surprises, great, brilliant, you'll be pleased to hear, pleased to hear, i should be grateful if you would, i should be grateful if you could,
    i would be grateful if you could, i'd be grateful if you could, grateful if you could, note that, please note, please note that, kindly note,
    kindly note that, against all odds, as you know, right then,
    likewise, similarly, from me, from us, for me, for us, my end, our end, could you, can you, would you, will you, can u, could u, pop, here,
    would you mind, be so kind as to, i have the honour to,
    i have the honour to confirm that, with reference to, further to, hope you had a good weekend, now then, over here, me again, apologies for the delay, sorry for the delay, sorry it's late`,
  /** Verbs that tell the bot to record. */
  lead: `update, mark, set, put, make, record, log, rate, change, move, call, turn, switch, flag, report, amend, upgrade,
    downgrade, keep, leave, put down, put in, use, mark down, enter, show, chg, updating, marking, recording, setting, moving, moved,
    reporting, logging, finish, confirm, we've moved, i've moved, we've set, i've set, we've put, i've put, down,
    putting, making, changing, amending, bump, drop, knock, chalk, take, bring, shift, push, put me down as, put me down for, put us down as, put us down for`,
  /** Verbs that may also stand between: "C2(f): downgrade to red", "B1(c) I put green". */
  rate: 'put, mark, set, use, downgrade, upgrade, change, record, rate, make it, call it, go with, chg, put at, put it at, put as, down as',
  /** Between an item and its rating: how it stands today. */
  link: `is, are, 's, is now, now, currently, still, remains, remain, stays, to, as, at, =, ->, =>, →, ➡️, ➡, ⇒, moves, drops, drops to, rises to, improves to, slips to, falls to, comes in, back, again, up as,
    gone, goes, went, turned, moved, has, have, has been, have been, been, rated, rag, both, each, all, fully,
    already, definitely, today, up to, down to, dropped to, slipped to, improved to, fallen to, risen to, downgraded to,
    upgraded to, changed to, just, only, officially, a, an, 100%, this week, this month, this period, at the moment,
    right now, as of now, as of today, as at today, so far, for now, at present, overall, actually, really, sits at,
    sitting at, down, down as, that is, which is, should be marked, needs marking as, to be marked, can be marked,
    can go to, should be marked as, please mark as, mark as, put it down as, marked, marked as, reported as, i'm calling it`,
  /** The aspect of an item that is rated: "the rating of C2", "C2 status". */
  topic: `status, rag, rag rating, rag status, rating, position, overall rating, overall status, current rating,
    current status, status update, progress update, weekly update, monthly update, latest update, update, updates, the, my, our,
    item, items, action, actions, sub-action, sub-actions, this week's, this month's, progress, overall, latest,
    work, line, from`,
  /** How it was: what follows no longer holds. */
  past: 'was, were, had been, used to be, previously, formerly, originally, was at, was rated, previously rated, no longer',
  from: 'from, up from, down from',
  /** Before the item: "amber for C2". */
  for: 'for, on, re, regarding, of, against, to, in respect of, with respect to, in relation to, with regard to, with reference to, as regards',
  rest: `rest, the rest, all the rest, others, the others, all others, all the others, remaining, the remaining,
    remainder, the remainder, everything else, everything else there, all else, rest of them, the rest of them, the remaining ones`,
  /** Refers back, or to the speaker's side. */
  it: `it, it's, its, that, that's, this, this one, that one, they, they're, these, those, all, both, we, we're, we are, i, i'm,
    i am, we've, i've, we have, i have, there`,
  /** A confirmation. */
  same: `no change, no changes, no real change, no change to report, no changes to report, no further change, unchanged,
    same as before, same as last time, same as last month, same as last week, as before, as was, as last time, as they were, as it was,
    nothing new, nothing new to report, nothing to report, nothing further to report, nothing has changed,
    nothing's changed, nothing changed, hasn't changed, has not changed, haven't changed, have not changed, the same,
    same, same again, no movement, no different, hasn't moved, has not moved, not moved, same position, same rating,
    no change since last time, no change from last time, no change this month, no change this week, no change here,
    nothing's moved, nothing has moved, still the same, nothing to add,
    nothing more to add, nothing further to add, nothing further, as you were, as it stands, all as before, all the same,
    no change at all, no change whatsoever, no change to speak of, position unchanged, position remains the same,
    haven't moved, have not moved, haven't budged, as it is, as is, hasn't budged, has not budged, not budged, nothing doing, as per last month, as per last time, as per last week, as per previous, nowt to report, nowt new, nowt to add, nothing from me,
    nothing from us, no update from me, no updates from me, no update from us, remains where it was, stays where it was, still where it was, where it was, stays put, ditto,
    no change since last month, no change since last week, no change since the last update, no developments, no news`,
  /** Introduces the conclusion. */
  so: `so, hence, therefore, thus, consequently, which means, which makes, so that's, that makes, so that makes, as a result, which puts, so we're, so it's`,
  and: 'and, &, +, /, plus, then, but, whereas, while, or',
  /** Introduces a reason; items and ratings in it are not updates. */
  because: `because, because of, cos, coz, bc, b/c, since, as, due to, owing to, given, given that, although, though, even though,
    while, whilst, thanks to, after, following, despite, in spite of, with, without, where, which, who, now that, pending,
    waiting on, waiting for, linked to, by way of`,
  /** Takes back what was just said. */
  sorry: `sorry, oops, whoops, no, nope, actually, wait, no wait, wait no, correction, i mean, i meant, meant, should be,
    should have been, should've been, should read, meant to say, meant to put, i meant to say, i meant to put, make that,
    hang on, hold on, scratch that, scrap that, rather, my mistake, my bad, apologies, typo, wrong one, wrong colour, wrong rating, wrong letter, i should have said, that should be,
    that should have been, that should say, should say, it should be, it should say, that was for, that was meant for, was supposed to be,
    that ought to be, that ought to read, that ought to say, ought to read, ought to have been, that was, wrong item, wrong ref, change that to, change it to, or rather, not that, on reflection, hmm, hmm on reflection, on second thoughts, make it`,
  not: `not, isn't, aren't, wasn't, weren't, no longer, never, hasn't, haven't, hadn't, doesn't, don't, didn't, can't,
    cannot, couldn't, won't, wouldn't, shouldn't, ain't, neither, nor, hardly, barely, unable, unable to, failed to, far from, nowhere near, anything but,
    not quite, not yet, none, nobody, no, no way, stop, never was, dont`,
  /** Perhaps, or some day: right before or after a rating it makes the rating no fact. */
  hedge: `might, may, could, maybe, perhaps, possibly, probably, likely, nearly, almost, ish, apparently, supposedly, allegedly, in theory,
    at best, at worst, not sure, soon, shortly, eventually, looks like, looks, feels, seems, ought to, would, should, will, will be, 'll,
    going to, gonna, due to be, expected, expect, aiming, aim, planning, plan, hopefully, unless, only when, more or less, pending, enough`,
  /** Somebody's thoughts and wishes, which cover what follows, even beyond a comma. */
  opinion: `i think, think, thinks, i guess, guess, i suppose, suppose, i reckon, reckon, reckons, believe, worried, worry, concerned, afraid,
    fear, hope, hopes, hoping, fingers crossed, wish, want, wants, imagine, doubt, wonder, tbh, imo, i'd say, i would say, surely, pretend,
    as if, dream, in theory, on paper, in an ideal world, example, for example, e.g, eg, testing testing, just testing, this is a test, let's pretend, let's talk about, let's make sure,
    remind me, ask, tell, todo, to do, need to, i must, remember, remember to, make sure, must have, target, apparently, supposedly, allegedly, oh sure`,
  /** A day other than today. */
  otherDay: `yesterday, tomorrow, tmrw, tonight, last week, last month, last year, last yr, last term, last night, last summer, last autumn,
    last spring, last time, last quarter, last october, next week, next month, next year, next term, next time, next round, back in, back then, at the time,
    ago, years ago, when i was, later, by then, in a week, from next week, from monday, until, till, by, in, on, from,
    in time, at the last board, at the last meeting, come december, by now, one day, for six months, all year, any day now, for ages, this time last year, at the next update, before, previously`,
  if: `if, unless, provided, providing, assuming, as long as, so long as, in case, in the event, only if, even if, what if, subject to, depends,
    depending, otherwise, or else, imagine, suppose, supposing, hypothetically, should the, should we, were it, wait for, only mark, only when,
    whoever, if only, as soon as`,
  /** A time or a condition, depending on context. */
  when: 'when, whenever, once, until, till, by the time, the moment, the day',
  speech: `says, said, say, saying, tells, told, telling, claim, claims, claimed, asked, asks, according to, reported, reports, heard, hear, mentioned, stated,
    wrote, writes, quoting, quote, insists, argues, suggested, suggests, announced, rumour, reckons, thinks, thought, they say, word is, per, reads,
    read, fw, fwd, subject, described, typed, call it, called, minutes, decided, guide, agenda, agenda item, appendix, extract, excerpt, paragraph, slide, action log, transcript, pasted, copied, repeat after me, say after me, after me, copy me, repeat`,
  joke: `lol, lmao, rofl, haha, hahaha, ha ha, hehe, joke, joking, only joking, jk, kidding, just kidding, only kidding, april fool, /s, yeah right, with envy, in your dreams, in my dreams, dream on, pull the other one, pigs might fly, and i'm the, and i am the,
    as if, 😂, 🤣, 😜, 😉, 🙃, 😆, 🙄`,
  ask: `is, are, was, were, has, have, had, do, does, did, can, could, should, would, will, shall, may, might, what, what's, who, who's, whose,
    which, where, where's, when, when's, why, how, how's, any, anything, anyone, anybody, isn't, aren't, hasn't, haven't, doesn't, didn't,
    wasn't, shouldn't, wondering, just wondering, am, what about, how about, how come, is it, is there, wot, whatever`,
  /** Tells the bot to show something. */
  show: `show, show me, provide, please provide, could somebody tell me, could someone tell me, can someone tell me, can anyone tell me, can somebody tell me,
    i would like to know, please send, please tell me, please could you tell me, can you pull up, list, give me, tell me, find, send me, get me, let me see, i'd like to see, i want to see, i need to see, remind me, display,
    view, see, check, pull up, bring up, look up, can i see, can i have, can i get, could i have, could i see, could i get, explain, summarise, i need,
    i want to know, i'd like to know, let me know, need to know, talk me through, do you know, do we know, run me through, remind me of, remind me what,
    read me, read out, i was on leave, just`,
} as const

export type WordClass = keyof typeof PHRASES
/** The possible classes of a piece, as bits. */
export type Classes = number

const NAMES = Object.keys(PHRASES) as readonly WordClass[]
/** Kinds of piece found by looking them up in the plan rather than by their words. */
const FOUND = ['items', 'said', 'request', 'comma', 'word'] as const
export type PieceClass = WordClass | (typeof FOUND)[number]

export function bit(name: PieceClass): Classes {
  const at = [...NAMES, ...FOUND].indexOf(name as WordClass)
  if (at === -1) throw new Error(`no class of words "${name}"`)
  return 1 << at
}

interface Phrase {
  readonly words: readonly string[]
  readonly classes: Classes
}

/** Phrases by first word, longest first. */
const BY_FIRST_WORD = indexed()

function indexed(): ReadonlyMap<string, readonly Phrase[]> {
  const classes = new Map<string, Classes>()
  for (const name of NAMES) {
    for (const each of PHRASES[name].split(',')) {
      const phrase = each.trim().replace(/\s+/g, ' ')
      for (const spelling of new Set([phrase, withoutApostrophes(phrase)])) {
        classes.set(spelling, (classes.get(spelling) ?? 0) | bit(name))
      }
    }
  }
  const found = new Map<string, Phrase[]>()
  for (const [phrase, bits] of classes) {
    const words = phrase.split(' ')
    const [first = ''] = words
    found.set(first, [...(found.get(first) ?? []), { words, classes: bits }])
  }
  for (const phrases of found.values()) phrases.sort((one, other) => other.words.length - one.words.length)
  return found
}

/** "were" is not "we're". */
function withoutApostrophes(phrase: string): string {
  return /\b(we're|i'll|we'll|he'll)\b/.test(phrase) ? phrase : phrase.replace(/'/g, '')
}

/** The longest phrase of the lexicon at an index in a list of plain words. */
export function phraseAt(
  words: readonly { readonly plain: string }[],
  at: number,
): { readonly classes: Classes; readonly length: number } | undefined {
  const found = BY_FIRST_WORD.get(words[at]?.plain ?? '')?.find((phrase) =>
    phrase.words.every((word, index) => words[at + index]?.plain === word),
  )
  return found && { classes: found.classes, length: found.words.length }
}

/** Nouns that a colour only decorates: "red tape", "green light". */
const COLOURED =
  wordSet(`tape herring flag flags line lines light lights lit card cards carpet wine book books belt paper papers badge badges
  sky alert warning cross team folder folders folder's form forms door room box pen ink nose bus route zone zones hot eye eyes bin bins
  space spaces energy shoots fingers issues agenda print monday chip chips moon button buttons lane meadow street road house day hair
  sticker stickers pepper tea apple grass lamp traffic tick column columns cell cells highlighter band font text background marker label
  level door balloon faced handed`)
/** "complete mess", "complete the form", "done deal": not the state of an item. */
const COMPLETED =
  wordSet(`mess overhaul rewrite rethink redesign nonsense chaos shambles failure disaster lack set list picture waste surprise
  with for deal`)
/** "complete the form": something to do. */
const TO_COMPLETE = wordSet('the this that my your our his her their its a an these those it them')
/** "completed the first stage": a part, not the item. */
const OF_ANOTHER = wordSet(
  'the this that these those my our his her its their some part half most many several all both step stage phase round',
)
/** "in the red", "out of the blue", "Mr Green". */
const BEFORE_COLOUR = wordSet(
  'the mr mrs ms miss dr cllr councillor bright dark light deep pale navy royal olive bottle forest in',
)

/** Whether the word for a rating or a state is part of a saying or a name here. */
export function isSaying(
  kind: 'rating' | 'state',
  word: string,
  { before, after }: { before: string | undefined; after: string | undefined },
): boolean {
  if (kind === 'state')
    return COMPLETED.has(after ?? '') || (word === 'complete' ? TO_COMPLETE : OF_ANOTHER).has(after ?? '')
  return COLOURED.has(after ?? '') || BEFORE_COLOUR.has(before ?? '')
}

/** Words before or after something that only looks like a reference: "room B2", "A4 paper". */
const BEFORE_PLACE =
  wordSet(`room rooms paper road page hall appendix junction building floor seat bus train platform visa vitamin size level
  grade gate block motorway exit section annex unit bay desk table slide cell column row tier band the a m25`)
const AFTER_PLACE =
  wordSet(`paper sheet sheets poster printer size sized format road motorway roundabout visa visas licence battery junction
  northbound southbound traffic envelope envelopes copies laminated level bus train desk job`)
/** "the C2 action" is a reference all the same. */
const AFTER_ITEM = wordSet(
  'action actions item items work sub-action rating status update one review reviews',
)

/** Whether an apparent reference is a room, a road or a paper size. */
export function isPlace(before: string | undefined, after: string | undefined): boolean {
  if (AFTER_ITEM.has(after ?? '')) return false
  return BEFORE_PLACE.has(before ?? '') || AFTER_PLACE.has(after ?? '')
}

/** A full stop after one of these does not end the sentence. */
export const ABBREVIATIONS = wordSet('e.g eg i.e ie etc vs approx mr mrs ms dr st no re')

function wordSet(words: string): ReadonlySet<string> {
  return new Set(words.split(/\s+/))
}

/** A rating of the scale, or a state. */
export type Said = { readonly rating: string } | { readonly state: State }

/** The rating or state that a word, a phrase or a coloured disc stands for; single letters do not count. */
export function saidOf(phrase: string, scale: Scale): Said | undefined {
  return phrasesIn(scale).get(phrase.replace(/-/g, ' '))
}

/** Every word for a rating or a state, for "did you mean". */
export function wordsOfScale(scale: Scale): readonly string[] {
  return [...phrasesIn(scale).keys()].filter((phrase) => /^\p{L}{3,}$/u.test(phrase))
}

/** Coloured discs and squares, by the colour of the rating. */
const DISCS: Partial<Record<Tone, string>> = {
  red: '🔴🟥',
  orange: '🟠🟧',
  amber: '🟠🟡🟧🟨',
  yellow: '🟡🟨',
  green: '🟢🟩',
  blue: '🔵🟦',
  purple: '🟣🟪',
}

/** Indexed once: every word of a line is looked up. */
const phrasesIn = memoize((scale: Scale): ReadonlyMap<string, Said> => {
  const states = [...STATES].map(([phrase, state]) => [phrase, { state }] as const)
  const ratings = scale.ratings.flatMap(({ code, label, words, tone }) =>
    [code, label, ...words, ...(DISCS[tone] ?? '')].map(
      (phrase) => [phrase.toLowerCase().replace(/-/g, ' '), { rating: code }] as const,
    ),
  )
  return new Map<string, Said>([...states, ...ratings])
})

/** The word to type in an update: `amber`, `not started`. */
export function wordOf(said: Said): string {
  return 'rating' in said ? said.rating : STATE_WORDS[said.state]
}

/** The word as people read it: "Amber", "not started". */
export function labelOf(said: Said, scale: Scale): string {
  return 'rating' in said ? findRating(scale, said.rating).label : STATE_WORDS[said.state]
}

/** Without duplicates. */
export function distinct(all: readonly Said[]): readonly Said[] {
  return all.filter((each, index) => all.findIndex((other) => wordOf(other) === wordOf(each)) === index)
}
