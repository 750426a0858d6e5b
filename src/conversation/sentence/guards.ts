import { bit } from './lexicon.ts'
import { is } from './patterns.ts'
import type { Piece, Sentence } from './sentence.ts'
import type { Assertion } from './statement.ts'

/**
 * Why a line that could be read as a change is not one, or not surely one. Each guard looks at the words around a
 * statement. Together with the shapes of `statement.ts`, which let nothing unknown stand between an item and its
 * rating, they keep questions, worries, conditions, memories, forecasts and hearsay from becoming changes.
 */
export type Guard =
  | 'question'
  | 'condition'
  | 'opinion'
  | 'hearsay'
  | 'quotation'
  | 'joke'
  | 'forecast'
  | 'memory'
  | 'rules'
  | 'doubted'
  | 'unclear'

export const BECAUSE: Record<Guard, string> = {
  question: 'it reads like a question',
  condition: 'it reads like a condition',
  opinion: 'it reads like somebody’s opinion or wish',
  hearsay: 'it reads like what somebody else said',
  quotation: 'it reads like a quotation',
  joke: 'it reads like a joke',
  forecast: 'it reads like a forecast or a guess',
  memory: 'it reads like another day than today',
  rules: 'it asks for something that the rules of the plan do not allow',
  doubted: 'it reads like a doubt about it, or like a part of it',
  unclear: 'it is not plain enough to be recorded without asking',
}

const IF = bit('if')
const WHEN = bit('when')
const SPEECH = bit('speech')
const OPINION = bit('opinion')
const HEDGE = bit('hedge')
const OTHER_DAY = bit('otherDay')
const ASK = bit('ask')
const NOT = bit('not')
const JOKE = bit('joke')
const COMMA = bit('comma')
const COURTESY = bit('courtesy')
const WORD = bit('word')
const PAST = bit('past')
const LEAD = bit('lead')
/** Small words, which do not make a heading. */
const SMALL = COURTESY | COMMA | LEAD | bit('topic') | bit('for') | bit('it') | bit('link')

/** Attempts to talk the bot out of its rules; nobody words an update like this. */
const RULES = [
  /\b(ignore|disregard|override|bypass|forget|break|skip|circumvent)\b.{0,30}\b(rules?|instructions?|checks?|polic(y|ies)|guidelines?|safeguards?|restrictions?|sign.?off|permissions?|limits?|prompt)\b/,
  /\b(you are|you're|act|acting|behave) (now |as )(if |an? |the |in |my )?/,
  /\b(admin|developer|debug|god|sudo|root|maintenance|test) (mode|override|access|user)\b|^\s*(developer )?override\b|^\s*(system|admin|developer|assistant|sudo)\s*[:>]/,
  /\bpretend\b|\bfrom now on\b|\bwithout (asking|approval|sign.?off|evidence|the board)\b|\bdon't (tell|ask) (anyone|anybody|me|the)\b/,
  /\bdrop table\b|<script|^\s*[{[].*[}\]]\s*$|\bjailbreak|\bsystem prompt\b|\bbackdate\b/,
  /\b(delete|wipe|erase|hide|remove|purge)\b(?! my (last|latest)).{0,40}\b(record|history|trail|reds?|ambers?|plan|board|update|entry|entries)\b/,
  /\b(approve|sign off|agree|confirm|mark|set|rate|make)\b.{0,20}\b(everything|every (red|amber|item|action)|all (dates|requests|items|reds|ambers|of them)|whatever|however)\b.{0,30}\b(blue|green|complete|done|like|override|dates)\b/,
]

export function breaksRules(raw: string): boolean {
  const plain = raw.normalize('NFKC').toLowerCase().replace(/’/g, "'")
  return RULES.some((rule) => rule.test(plain))
}

/** Struck out, formatted as code or as a table, or an inequality: quoted, not stated. */
const MARKED = /~~|~[^~\s][^~]*~|`|<!--|^\s*\/\/|!=|≠|=\/=|<>|[<>]=|(^|\s)[<>]\s|^\s*\|/m

/** The guard against the whole line, whatever it says about items. */
export function guardOfLine(raw: string, sentences: readonly Sentence[]): Guard | undefined {
  if (sentences.some((sentence) => sentence.some((piece) => is(piece, JOKE)))) return 'joke'
  if (/^\s*(>|fwd?:|re:)/i.test(raw) || MARKED.test(raw)) return 'quotation'
  return asks(raw) ? 'question' : undefined
}

export function asks(raw: string): boolean {
  return raw.replace(/https?:\S+/g, '').includes('?')
}

/** The guard against one assertion; undefined if it is stated plainly. */
export function guardOf(sentence: Sentence, { from, to }: Assertion, raw: string): Guard | undefined {
  return (
    guardBefore(sentence, from, to) ??
    guardAfter(sentence, { from, to }) ??
    guardTail(sentence, to, raw) ??
    (isQuoted(sentence, { from, to }, raw) ? 'quotation' : undefined)
  )
}

/** Whether a sentence begins as a question does: "is C2 …", "why …". */
export function beginsAsQuestion(sentence: Sentence): boolean {
  const first = sentence.find((piece) => !is(piece, COMMA) && (!is(piece, COURTESY) || is(piece, ASK)))
  return is(first, ASK)
}

function guardBefore(sentence: Sentence, from: number, to: number): Guard | undefined {
  const before = sentence.slice(0, from)
  if (beginsAsQuestion(sentence.slice(0, to))) return 'question'
  if (before.some((piece) => is(piece, IF | WHEN))) return 'condition'
  if (before.some((piece) => is(piece, SPEECH))) return 'hearsay'
  if (before.some((piece) => is(piece, OPINION))) return 'opinion'
  // "A level results: A2 done" is about something else.
  const isLabelled =
    before.at(-1)?.plain === ':' && before.some((piece) => is(piece, WORD)) && !is(before[0], COURTESY)
  return isLabelled ? 'unclear' : undefined
}

/**
 * "DRAFT", "Minutes of 3 March", "Sam,": a heading or a name before it makes the statement somebody else's, or another
 * day's.
 */
export function guardOfHead(
  sentences: readonly Sentence[],
  { sentence: at, from }: Assertion,
  raw: string,
): Guard | undefined {
  const unknown = (pieces: readonly Piece[]) => pieces.filter((piece) => is(piece, WORD))
  const own = (sentences[at] ?? []).slice(0, from)
  if (unknown(own).length === 1 && own.every((piece) => is(piece, WORD | COMMA))) return 'unclear'
  // A heading within the same text: "Meeting notes 3/3:" with a list below.
  const label = own.findLast((piece) => piece.plain === ':')
  const isAbove =
    label !== undefined && raw.slice(label.start - 2, sentences[at]?.[from]?.start).includes('\n')
  if (isAbove && !own.every((piece) => is(piece, SMALL))) return 'unclear'
  const isHeading = (pieces: Sentence, index: number) => {
    const end = sentences[index + 1]?.[0]?.start ?? raw.length
    const isLine = raw.slice(pieces.at(-1)?.end ?? 0, end).includes('\n')
    const isGreeting = is(pieces[0], COURTESY) && unknown(pieces).length <= 2
    const isWord = unknown(pieces).length === 1 || (isLine && !pieces.every((piece) => is(piece, SMALL)))
    return isWord && !isGreeting && !pieces.some((piece) => piece.refs)
  }
  return sentences.slice(0, at).some(isHeading) ? 'unclear' : undefined
}

function guardAfter(sentence: Sentence, { from, to }: { from: number; to: number }): Guard | undefined {
  const after = sentence.slice(to)
  const isParted = is(after[0], COMMA)
  const [next, second] = isParted ? after.slice(1) : after
  if (after.some((piece) => is(piece, IF)) || is(next, WHEN)) return 'condition'
  // "put B5(b) to green after the panel": an instruction for later.
  if (next?.plain === 'after' && sentence.slice(from, to).some((piece) => is(piece, LEAD))) return 'condition'
  const last = after.findLast((piece) => !is(piece, COMMA))
  if (is(last, NOT)) return 'doubted'
  if (last && TAGS.has(last.plain)) return 'question'
  if (is(last, OPINION | HEDGE) && after.length <= 2) return 'opinion'
  if (next?.plain === 'ish') return 'forecast'
  if (isParted || !next) return undefined
  if (is(next, OPINION)) return 'opinion'
  if (is(next, SPEECH)) return 'hearsay'
  if (is(next, HEDGE)) return 'forecast'
  if (is(next, OTHER_DAY) && isOtherDay(next, second)) return 'memory'
  if (next.plain === 'as' && isReason(after.slice(1))) return undefined
  // "B5(a) amber / B5(c) green" only parts them.
  if (next.plain === '/' && second?.refs) return undefined
  return NOT_QUITE.has(next.plain) ? 'doubted' : undefined
}

/** "green as audit went to board" gives a reason; "as red as B2" and "amber as usual" compare. */
function isReason(after: readonly Piece[]): boolean {
  const [first] = after
  const isCompared = after.some((piece) => piece.refs || piece.said || piece.plain === 'as')
  return (
    after.length >= 3 &&
    is(first, WORD | bit('topic') | bit('it')) &&
    !isCompared &&
    !ALIKE.test(first?.plain ?? '')
  )
}

const ALIKE =
  /^(always|ever|usual|expected|planned|agreed|stated|reported|discussed|per|though|before|of|much|far|if)$/

/** "done 60%", "done 4 of 6": not all of it. */
const PARTLY =
  /^\s*(\d+\s?%|(\d+|one|two|three|four|five|six|seven|eight|nine|ten|a few|a couple|several) (of|out of)\b|half\b|partly\b|mostly\b|most\b|some\b|my bit\b|asap\b|urgently\b)/i

/** "C2 red is wrong", "C2 red. No wait": about the rating, not a note to it. */
function guardTail(sentence: Sentence, to: number, raw: string): Guard | undefined {
  const last = sentence[to - 1]
  if (!last || (is(sentence[to], PAST) && sentence[to + 1]?.said)) return undefined
  const tail = raw.slice(last.end)
  if (last.said && 'state' in last.said && PARTLY.test(tail)) return 'doubted'
  return doubtsRating(tail, /^\s*[,:;.!()\n–—-]/.test(tail)) ? 'doubted' : undefined
}

/** Question tags: "C2 is amber, right". */
const TAGS = new Set([
  "isn't it",
  'isnt it',
  'isnt',
  "isn't",
  'innit',
  'right',
  'correct',
  "wasn't it",
  'is it',
  'yes',
])
/** Comparisons and exceptions: "as red as B2", "all green except c". */
const NOT_QUITE = new Set([
  'as',
  'than',
  'enough',
  'except',
  'apart',
  'bar',
  'barring',
  'or',
  '/',
  'some time',
  'sometime',
  'recently',
  'some',
])

const PREPOSITIONS = new Set(['in', 'on', 'by', 'from', 'before', 'until', 'till', 'at'])
const TIMES =
  /^(\d|jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec|mon|tue|wed|thu|fri|sat|sun|spring|summer|autumn|winter|christmas|xmas|easter|next|last|then|early|late|mid|half|q[1-4]|end|time|theory|future|past|new|january|covid|lockdown|half term|term|a (day|week|month|year|few))/

/** "in March" is another day; "in spite of it" begins a note. */
function isOtherDay(piece: Piece, next: Piece | undefined): boolean {
  if (!PREPOSITIONS.has(piece.plain)) return true
  return next !== undefined && TIMES.test(next.plain.replace(/^the /, ''))
}

/** Quotation marks around the item and its rating, not around a single word. */
function isQuoted(sentence: Sentence, { from, to }: { from: number; to: number }, raw: string): boolean {
  const start = sentence.slice(from, to).find((piece) => piece.refs)?.start ?? sentence[from]?.start ?? 0
  const opened = raw.slice(0, start + 1).match(/["“”]/g)?.length ?? 0
  return opened % 2 === 1
}

/**
 * Text after a rating is its note, unless it is about the rating itself: takes it back, doubts it, or limits it to a
 * place, a time or a person. The patterns look at its beginning, which is where the two differ.
 */
const TAKES_BACK =
  /^(?:well,? |sorry,? |oh,? |actually,? |no,? )?(?:no wait|wait\b|ignore|scrap|cancel|delete|forget|disregard|undo\b|(?:do not|don't|dont) (?:record|log|update|save|post|mark|add|tell|quote)|(?:sorry|oops|whoops),? \S+|nope|no$|not$|allegedly|apparently|supposedly|presumably|hypothetically|provisional|tentative|to be confirmed|tbc|test(?:ing)?$|just testing|(?:only|just) (?:joking|kidding)|kidding|lol|haha|rubbish|nonsense|wrong$|false$|incorrect|a mistake|discuss$|thoughts|example$|eh$|huh$|ha$|y\/n|true or false|agree or disagree|wondering|who knows|says who)/
/** "… is wrong", "… was premature": the sentence is about the rating. */
const PREDICATE =
  /^(?:is|are|isn't|aren't|makes?|made|doesn't|does not|surprise[sd]?|would be|sounds|was|were|wasn't) /
const ABOUT_IT =
  /^(?:and |but |which |or )?(?:that's(?! because)|thats|that is|that was|this is|this was|is (?:wrong|what)|it's wrong|shouldn't|it should|should (?:be|say|read) \S+$|i (?:think|disagree|don't|doubt|wish|wonder|believe|gather|hear|understand|presume|assume|suppose|guess|reckon)|i'm told|we (?:hope|think|disagree)|one hopes|god willing|please god|touch wood|with luck|all being well|let's hope|fingers crossed|not (?:really|officially|yet|till|until|sure)|only (?:on paper|if|when)|don't (?:quote|you)|keep it to|let me check|as soon as|so (?:they|he|she|it|i) |my (?:foot|arse|eye|view|opinion)|in my (?:view|opinion)|to my mind|chance would|over my dead|come the|no doubt|at least|from memory|last (?:i|time i) |i i|afaik|iirc|is (?:the|what|that|this) |wrong )/
/** Qualifiers that weaken it. */
const LESS = /^(?:well,? )?(?:nearly|almost|not quite|yeah|maybe|perhaps|probably|really$|to (?:be|go)\b)/
const OR = /^or /
const TAG =
  /^(?:do|does|did|has|have|is|are|was|were|can|could|would|should|hasn't|haven't|isn't|aren't|ain't|wasn't|don't|doesn't|wouldn't|won't) (?:it|we|they|you|he|she|that|this|i|there)\b|^any (?:objections|thoughts|comments|views)|^n'est/
/** A place, time or plan other than this one today. */
const ELSEWHERE =
  /^(?:in|on|at|under|during|throughout|within|for|from|come|by|until|till|after (?:christmas|xmas|easter|half term|the new year|january|february|march|april)|soon|overnight|then|before|twice|versus|vs|like|verging|bordering|turning|heading|tomorrow|tonight|says?|said|i |if|only|one (?:of|way)|sooner|three times|up (?:to|until)|this time|since forever|all (?:through|year)|last (?:i|we|time|week|month|year|term|summer|autumn|winter|spring)|next (?:week|month|year|term|time|round)|rather than|instead of|with a hint|moving|going (?!well|ok|fine|to plan)|(?:\d+|an?|two|three|four|five|six|some|several|a few) (?:day|week|month|year)s? ago)\b/
const STILL_A_NOTE =
  /^(?:in (?:spite|part|light|addition|place|post)|on (?:hold|top|going|leave|site)|at (?:last|risk|present|the moment|panel)|for (?:us|me|now)|from (?:us|me)|only (?:one|two|three|half|some|\d|just|a )|going live|by far)\b/

/** Whether the words after a rating are about the rating itself; `isParted` if a comma or more separates them. */
function doubtsRating(tail: string, isParted: boolean): boolean {
  const [first = '', ...later] = tail
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[‘’]/g, "'")
    .split(/[.;!\n]+/)
    .map((sentence) => sentence.replace(/^[\s,:()–—-]+|[\s,:()–—-]+$/g, ''))
    .filter((sentence, index) => sentence !== '' || index === 0)
  const isRemark = (text: string) =>
    TAKES_BACK.test(text) || ABOUT_IT.test(text) || LESS.test(text) || OR.test(text) || TAG.test(text)
  if ([first, ...later].some(isRemark)) return true
  return !isParted && !STILL_A_NOTE.test(first) && (PREDICATE.test(first) || ELSEWHERE.test(first))
}

/** "update C2 amber no wait": takes back what was typed, or only tries it out. */
export function takesBack(note: string): boolean {
  const plain = note
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[‘’]/g, "'")
    .replace(/[\s.!)]+$/, '')
  return TAKES_BACK.test(plain) || TAG.test(plain)
}

/** "is missing", "to follow", "who has it": about evidence or a note, but not one itself. */
const NOT_GIVEN =
  /^(?:is|isn't|was|were|will|would|has|hasn't|seems|still|not|none|no |missing|outstanding|to follow|tbc|by|next|where|who|when|if|why|how|please|due|needs?|needed|required|deleted|yet|tomorrow|later|from|saying|says|for me)\b/i

export function isGiven(text: string): boolean {
  return !NOT_GIVEN.test(text.trim().replace(/[‘’]/g, "'"))
}
