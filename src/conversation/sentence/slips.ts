/** Words that a line turns on. A slip in another word changes nothing. */
const TURNING =
  'change changes changed unchanged nothing evidence extension extend yesterday tomorrow before month months weeks'.split(
    ' ',
  )
/** Words in their own right that are one letter away. */
const OTHER_WORDS = new Set('compete competed noting moths moth wees month extent chances chanced'.split(' '))
/** Slips of more than one letter. */
const KNOWN: Readonly<Record<string, string>> = {
  evidance: 'evidence',
  evedence: 'evidence',
  hav: 'have',
  til: 'till',
  wating: 'waiting',
  recieved: 'received',
  nuffin: 'nothing',
  chaneg: 'change',
}

/** The word that was meant: letters swapped, one left out or one typed twice. */
export function withoutSlip(plain: string): string {
  const known = KNOWN[plain]
  if (known !== undefined) return known
  if (plain.length < 5 || plain.length > 11 || OTHER_WORDS.has(plain) || TURNING.includes(plain)) return plain
  return TURNING.find((word) => word[0] === plain[0] && isSlip(plain, word)) ?? plain
}

function isSlip(plain: string, word: string): boolean {
  const at = [...word].findIndex((letter, index) => letter !== plain[index])
  const [rest, meant] = [plain.slice(at), word.slice(at)]
  if (at === -1) return plain.length === word.length + 1 && plain.at(-1) === word.at(-1)
  if (plain.length === word.length)
    return rest[0] === meant[1] && rest[1] === meant[0] && rest.slice(2) === meant.slice(2)
  if (plain.length === word.length - 1) return word.length > 5 && rest === meant.slice(1)
  return plain.length === word.length + 1 && rest[0] === plain[at - 1] && rest.slice(1) === meant
}
