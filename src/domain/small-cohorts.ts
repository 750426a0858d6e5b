const FEW = '(?:[0-4]|no|none|nil|one|two|three|four|both|only|sole|single|lone|couple|pair|handful)'
const CHILDREN =
  '(?:child(?:ren)?|pupils?|students?|learners?|boys?|girls?|young (?:person|people)|teenagers?|infants?|toddlers?|twins?|siblings?|brothers|sisters|lac|cla)'
/** What stands between the number and the children: "of the 3", "looked-after", "out of 4 Year 6". */
const BETWEEN =
  "(?:[\\s-]+(?!and\\b|or\\b|parents?\\b|carers?\\b|families\\b|mothers\\b|fathers\\b|staff\\b|teachers?\\b|governors?\\b)[\\p{L}\\d'’-]{1,16}){0,5}?"
const SMALL = new RegExp(
  `(?<![\\p{L}\\p{N}./£-])${FEW}(?![\\d.:/]*\\d|%|[.:(]\\p{L})${BETWEEN}[\\s-]+${CHILDREN}(?!\\p{L}|(?:['’]s?)?\\s(?:schools?|referral|support|services?|centres?)(?!\\p{L}))`,
  'giu',
)
/** "3 of 31 children" is small and "12 of 14" too, for who is left out: fewer than five. */
const PART = /(?<![\d.,/£-])(\d{1,4})\s(?:out\s)?of\s(?:the\s|its\s|our\s)?(\d{1,4})(?![\d%]|[.,/:]\d)/giu

/** A school, nursery or home that is named, beside the children: "at Oak Primary", "from the Meadow unit". */
const PLACE =
  /(?<!\p{L})(?:at|in|from|of|attend(?:s|ing)?|on roll at|placed (?:at|in|with)|within)\s((?:the\s)?[\p{L}\d'’.&-]+(?:\s[\p{L}\d'’.&-]+){0,4}?\s(?:school|academy|primary|infants?|juniors?|college|nursery|pre-?school|secondary|grammar|high|pru|unit|resource base|children['’]s (?:home|centre)))(?!\p{L})/giu
/** Words that are nobody's name: "at a special school", "in each secondary academy". */
const GENERIC = new Set(
  `a an the any all each every both other another some one two three four five our their its this that these those no such more
  most many few several same new local maintained mainstream special independent specialist residential state private day boarding
  nursery infant infants junior juniors primary secondary middle upper lower high grammar free faith all-through alternative
  pupil referral unit resourced resource base provision borough out-of-borough area county district town village host home former
  receiving chosen preferred named allocated current previous next nearest suitable appropriate good outstanding large small
  school schools academy academies college colleges sixth form further education between either least leave leaving start
  starting after before during and or of for to who with is are was were at in from key stage year early years as part time
  full-time part-time out further higher not yet on than least time their his her`
    .split(/\s+/)
    .filter((word) => word !== ''),
)

const REACH = 60

/**
 * Whether a text speaks of so few children of one school that people there know who is meant: "2 of the 3 children at Oak
 * Primary". It is no rule, only a reason to ask.
 */
export function tellsOfFew(text: string): boolean {
  if (!QUICK.test(text)) return false
  const places = [...text.matchAll(PLACE)].filter(({ 1: name = '' }) => isNamed(name))
  if (places.length === 0) return false
  const few = [...text.matchAll(SMALL), ...[...text.matchAll(PART)].filter(isSmallPart)]
  return few.some(({ 0: found, index }) =>
    places.some(({ index: at }) => {
      const between = at >= index ? text.slice(index + found.length, at) : text.slice(at, index)
      return (
        between.length <= REACH &&
        !/[.!?;]\s/.test(between) &&
        speaksOfChildren(text, { from: index, to: at })
      )
    }),
  )
}

const QUICK =
  /school|academy|primary|infant|junior|college|nursery|secondary|grammar|high|pru|unit|base|children['’]s/i

function isNamed(name: string): boolean {
  return name.split(/\s/).some((word) => !GENERIC.has(word.toLowerCase()) && !/^\d+$/.test(word))
}

/** Fewer than five of them, or all of them but fewer than five. */
function isSmallPart({ 1: part, 2: whole }: RegExpMatchArray): boolean {
  const [some, all] = [Number(part), Number(whole)]
  return some <= all && (some < 5 || all - some < 5)
}

const ABOUT_CHILDREN = new RegExp(`(?<!\\p{L})${CHILDREN}(?!\\p{L})`, 'iu')

function speaksOfChildren(text: string, { from, to }: { from: number; to: number }): boolean {
  const [start, end] = [Math.min(from, to), Math.max(from, to)]
  return ABOUT_CHILDREN.test(text.slice(Math.max(0, start - 20), end + REACH))
}
