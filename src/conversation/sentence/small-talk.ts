import { plainWord } from '../../domain/text.ts'

/**
 * Words of pleasantries and what holds them together. A line of only these says nothing about an item, whatever was
 * asked before; any other word ("supplier", "holiday", "staff") makes it an answer.
 */
const CHAT = new Set(
  `hi hello hey hiya morning afternoon evening night all everyone everybody anyone anybody team folks both mate friend guys
   good great lovely nice happy brilliant fab super splendid awful terrible busy quick long glad pleased welcome congratulations congrats
   thanks thank thx ta cheers please sorry apologies bye goodbye cheerio see speak talk chat ring catch take care enjoy
   weekend weather sunshine sunny rain raining coffee tea lunch cake biscuits birthday christmas easter year day today tomorrow yesterday
   tonight later soon then now again monday tuesday wednesday thursday friday saturday sunday week phone meeting call break
   how was is are am were be been being do did doing done you your yours i i'm im we we're us our me my it it's its that that's this there the
   a an and or so very much too really quite just for to of at in on up with from have having had has hope hoping will would be what who
   one well ok okay fine lol haha oh ah help new old back about out over by x xx`
    .split(/\s+/)
    .filter((word) => word !== ''),
)

/** "how was your weekend", "thanks for that", "see you at the meeting tomorrow". */
export function isSmallTalk(text: string): boolean {
  const words = text
    .replace(/[‘’]/g, "'")
    .split(/[\s,.;:!–—-]+/)
    .map(plainWord)
    .filter((word) => /\p{L}/u.test(word))
  return words.length > 0 && words.every((word) => CHAT.has(word))
}

/** "where is the meeting" is a question, even without its mark; "when it is signed" is an answer. */
export function asksBack(text: string): boolean {
  return /^\W*(?:how|what|who|where|why)(?:'s|\s+(?:is|was|are|were|do|does|did|has|have|should|can|could|will|would))\b/i.test(
    text.replace(/[‘’]/g, "'"),
  )
}
